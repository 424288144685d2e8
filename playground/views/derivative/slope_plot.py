"""The plot of f′, three ways at once, and of f″ on demand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QResizeEvent

from engine.derivative import Array, Function
from engine.sampling import Curve, comfortable_range, sample
from playground.slopes import Reading
from playground.theme import Palette
from playground.views.derivative.canvas import LONG_FORMULA, Canvas
from playground.views.derivative.colours import DASH, DASH_DOT, autograd, numeric, pen, symbolic


class SlopePlot(Canvas):
    """Draws f′ over the same stretch of x as the stage; its height follows by itself."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(
            "The derivative",
            "f′ by differences (dashed), by autograd (solid) and as a formula (wide).",
            palette,
        )
        self.function: Function | None = None
        self.reading: Reading | None = None
        self.formula: Callable[[Array], Array] | None = None
        self.second = False
        self.curve: Curve | None = None
        self.bends: Curve | None = None
        self._points = np.zeros(0)
        self._differences = np.zeros(0)
        self.box.setMouseEnabled(x=True, y=False)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        self.box.sigXRangeChanged.connect(self._later_refresh)

    def show_function(self, function: Function, second: bool) -> None:
        """Draw another function's derivative, the second one too if `second`."""
        if function is not self.function:
            self.formula = None
        self.function, self.second = function, second
        self._later.start()

    def show_formula(self, formula: Callable[[Array], Array] | None) -> None:
        """Draw the symbolic derivative as well."""
        self.formula = formula
        self.viewport().update()

    def show_reading(self, reading: Reading) -> None:
        """Mark the slopes at x; the differences' curve follows h."""
        same_step = self.reading is not None and self.reading.h == reading.h
        self.reading = reading
        if not same_step:
            self._difference()
        self.viewport().update()

    def refresh(self) -> None:
        """Sample f′ anew at the resolution at which it is seen."""
        self._later.stop()
        area = self.area()
        if self.function is None or area.width() < 2 or area.height() < 2:
            return
        low, high = self.box.viewRange()[0]
        columns, rows = self.columns(self.function), int(area.height())
        second = self.second and self.function.operations <= LONG_FORMULA
        self._points = np.linspace(low, high, columns + 1)
        heights = [self.function.slopes(self._points)]
        if second:
            heights.append(self.function.curvatures(self._points))
        ranges = [comfortable_range(height) for height in heights]
        bottom, top = min(low for low, _ in ranges), max(high for _, high in ranges)
        bottom, top = max(bottom, -1e300), min(top, 1e300)
        self.box.setYRange(bottom, top, padding=0.0)
        self.curve = sample(self.function.slopes, low, high, bottom, top, columns, rows)
        self.bends = None
        if second:
            self.bends = sample(self.function.curvatures, low, high, bottom, top, columns, rows)
        self._difference()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Sample for the new size (Qt's name)."""
        super().resizeEvent(event)
        if hasattr(self, "_later"):
            self._later.start()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the three curves over each other, widest first, then the marks at x."""
        curve, palette, reading = self.curve, self.palette_, self.reading
        if curve is None:
            return
        self.layer(
            painter,
            (curve, self.bends, self.formula, self._differences),
            lambda brush: self._draw_curves(brush, area, curve),
        )
        if reading is not None:
            place = self.pixel(reading.x, 0.0).x()
            painter.setPen(pen(palette.quiet, 1.0))
            painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))
            self._marks(painter, reading)

    def _draw_curves(self, painter: QPainter, area: QRectF, curve: Curve) -> None:
        palette = self.palette_
        painter.setClipRect(area)
        self.draw_breaks(painter, area, curve)
        if self.bends is not None:
            self.stroke(painter, self.bends.x, self.bends.y, pen(palette.quiet, 1.8, DASH_DOT))
        if self.formula is not None:
            heights = np.where(np.isnan(curve.y), np.nan, self.formula(curve.x))
            self.stroke(painter, curve.x, heights, pen(symbolic(palette), 6.0, alpha=0.38))
        self.stroke(painter, curve.x, curve.y, pen(autograd(palette), 2.0))
        self.draw_ends(painter, area, curve, autograd(palette))
        if len(self._differences):
            self.stroke(painter, self._points, self._differences, pen(numeric(palette), 1.8, DASH))

    def _marks(self, painter: QPainter, reading: Reading) -> None:
        palette, scale = self.palette_, self.base() / 13.0
        if math.isfinite(reading.tangent):
            painter.setPen(pen(palette.panel, 2.0))
            painter.setBrush(QColor(autograd(palette)))
            painter.drawEllipse(self.pixel(reading.x, reading.tangent), 6.0 * scale, 6.0 * scale)
        if math.isfinite(reading.secant):
            painter.setPen(pen(numeric(palette), 2.2 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.pixel(reading.x, reading.secant), 8.0 * scale, 8.0 * scale)

    def _difference(self) -> None:
        if self.function is not None and self.reading is not None and len(self._points):
            self._differences = self.function.differences(self._points, self.reading.h)
            if self.curve is not None:
                self._differences = _cut(self._points, self._differences, self.curve)

    def _later_refresh(self, *_: object) -> None:
        self._later.start()


def _cut(points: Array, heights: Array, curve: Curve) -> Array:
    """Interrupt heights at the poles of a curve and at lone steps, so that no line joins the two sides."""
    heights = np.where(np.isfinite(heights), heights, np.nan)
    for gap in curve.breaks:
        if gap.kind == "pole":
            k = int(np.searchsorted(points, gap.x))
            heights[max(k - 1, 0) : k + 1] = np.nan
    with np.errstate(all="ignore"):
        steps = np.abs(np.diff(heights, prepend=heights[:1], append=heights[-1:]))
        beside = 20.0 * np.fmax(steps[:-2], steps[2:])
        lone = np.flatnonzero(steps[1:-1] > 0.05 * np.nanmax(np.abs(heights), initial=0.0) + beside)
    heights[lone] = np.nan
    return heights
