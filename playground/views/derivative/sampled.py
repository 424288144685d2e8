"""The plot of a function that is sampled anew whenever it is seen at another resolution."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent

from engine.derivative import Function
from engine.sampling import Curve, comfortable_range, sample
from playground.slopes import X_LIMIT, Reading
from playground.theme import Palette
from playground.views.derivative.canvas import Canvas

#: What is shown at first, and again at a double click.
HOME = (-5.0, 5.0)
#: The narrowest stretch of x that can be zoomed to; further in, float64 has too few numbers left.
_NARROWEST = 1e-9


class FunctionCanvas(Canvas):
    """Keeps `curve`, the samples of `function`, in step with what is seen of it."""

    def __init__(self, name: str, sentence: str, palette: Palette) -> None:
        super().__init__(name, sentence, palette)
        self.function: Function | None = None
        self.reading: Reading | None = None
        self.curve: Curve | None = None
        self.box.setLimits(xMin=-10 * X_LIMIT, xMax=10 * X_LIMIT, minXRange=_NARROWEST)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        for signal in (self.box.sigXRangeChanged, self.box.sigYRangeChanged):
            signal.connect(self._later_refresh)
        self.home_requested.connect(self.go_home)

    def go_home(self) -> None:
        """Show the usual stretch of x, moved so that the point is on it."""
        low, high = HOME
        x = self.reading.x if self.reading else 0.0
        if not low <= x <= high:
            low, high = x + low, x + high
        self.box.setXRange(low, high, padding=0.0)
        self.fit_height()

    def fit_height(self) -> None:
        """Choose the height at which the stretch of x is seen well."""
        if self.function is not None:
            low, high = self.box.viewRange()[0]
            bottom, top = comfortable_range(self.function.values(np.linspace(low, high, 401)))
            limit = 1e300
            self.box.setYRange(max(bottom, -limit), min(top, limit), padding=0.0)
            self.refresh()

    def follow(self, x: float) -> None:
        """Pan so that x is seen, if it is not."""
        low, high = self.box.viewRange()[0]
        margin = 0.04 * (high - low)
        if math.isfinite(x) and not low <= x <= high:
            shift = x - (high - margin) if x > high else x - (low + margin)
            if abs(shift) > high - low:
                shift = x - (low + high) / 2.0
            self.box.setXRange(low + shift, high + shift, padding=0.0)
            self.fit_height()

    def refresh(self) -> None:
        """Sample f anew at the resolution at which it is seen."""
        self._later.stop()
        area = self.area()
        if self.function is None or area.width() < 2 or area.height() < 2:
            return
        (low, high), (bottom, top) = self.box.viewRange()
        columns, rows = self.columns(self.function), int(area.height())
        self.curve = sample(self.function.values, low, high, bottom, top, columns, rows)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Sample for the new size (Qt's name)."""
        super().resizeEvent(event)
        if hasattr(self, "_later"):
            self._later.start()

    def _later_refresh(self, *_: object) -> None:
        self._later.start()
