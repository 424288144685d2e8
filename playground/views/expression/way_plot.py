"""Curves over the steps of gradient descent, each named at its end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QFont

from playground.controls.axes import EpochAxis, LossAxis
from playground.controls.plots import QuietPlot
from playground.theme import Palette

#: More curves than this would not be told apart.
MOST_CURVES = 8
#: Points of a curve that are drawn; a longer one is thinned.
MOST_POINTS = 1_500
_HUES = {
    "dark": ("#7fb4ff", "#f5b04a", "#5fd3b3", "#c9a2ff", "#ff8f8f", "#d5d96a", "#6fd6f0", "#f39bd3"),
    "light": ("#1767c9", "#b45f06", "#0b7a5f", "#7a3fb8", "#b3261e", "#6b6f00", "#00728a", "#a8327f"),
}


class WayPlot(QuietPlot):
    """Lines from the first step to the latest, always all in view until a person zooms."""

    def __init__(self, name: str, sentence: str, palette: Palette) -> None:
        axes: dict[str, pg.AxisItem] = {"bottom": EpochAxis("bottom"), "left": LossAxis("left")}
        super().__init__(name, sentence, axisItems=axes)
        self.setProperty("role", "quiet")
        for axis in axes.values():
            axis.setStyle(
                tickLength=0, tickTextOffset=5, autoExpandTextSpace=False, hideOverlappingLabels=False
            )
            axis.enableAutoSIPrefix(False)
        axes["left"].setGrid(255)
        axes["left"].tick_room = 44.0
        self._axis_items = axes
        self.grid.setContentsMargins(0, 4, 14, 0)
        self._palette = palette
        self._curves: dict[str, pg.PlotCurveItem] = {}
        self._names: dict[str, pg.TextItem] = {}
        self._data: dict[str, Sequence[float]] = {}
        self._at_home = True
        self.setMinimumHeight(70)
        self.home_requested.connect(self._go_home)
        self.moved.connect(self._left_home)
        self.set_palette(palette)

    def set_curves(self, curves: Mapping[str, Sequence[float]]) -> None:
        """Show these values over the steps 0, 1, 2 …, by name."""
        shown = dict(list(curves.items())[:MOST_CURVES])
        if list(shown) != list(self._curves):
            self._renew(list(shown))
        self._data = shown
        for name, values in shown.items():
            steps, heights = thinned(values)
            self._curves[name].setData(steps, heights)
            self._names[name].setPos(steps[-1], heights[-1])
        if self._at_home:
            self._fit()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        super().set_palette(palette)
        self._palette = palette
        for k, name in enumerate(self._curves):
            self._curves[name].setPen(pg.mkPen(QColor(self._hue(k)), width=2.2))
            self._names[name].setColor(QColor(self._hue(k)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Write along the axes in the size of the text around (Qt's name)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_names"):
            self._set_fonts()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The same whatever is shown, lest the panel grow at the cost of the table below (Qt's name)."""
        return QSize(240, 110)

    def _set_fonts(self) -> None:
        font = QFont(self.font())
        self.set_axis_font(font)
        self._axis_items["left"].setWidth(self.fontMetrics().horizontalAdvance("−0.000") + 8)
        self._axis_items["bottom"].setHeight(self.fontMetrics().height() + 6)
        for name in self._names.values():
            name.setFont(font)

    def _renew(self, names: list[str]) -> None:
        for item in (*self._curves.values(), *self._names.values()):
            self.box.removeItem(item)
        self._curves = {name: pg.PlotCurveItem(antialias=True) for name in names}
        self._names = {name: pg.TextItem(name, anchor=(1.1, 1.0)) for name in names}
        for item in (*self._curves.values(), *self._names.values()):
            self.addItem(item)
        self.set_palette(self._palette)
        self._set_fonts()

    def _fit(self) -> None:
        values = [value for series in self._data.values() for value in series if math.isfinite(value)]
        last = max((len(series) - 1 for series in self._data.values()), default=1)
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        room = (high - low) * 0.12 or max(abs(high) * 0.1, 1.0)
        self.box.setRange(xRange=(0.0, max(last, 5)), yRange=(low - room, high + 2.5 * room), padding=0.0)

    def _go_home(self) -> None:
        self._at_home = True
        self._fit()

    def _left_home(self) -> None:
        self._at_home = False

    def _hue(self, number: int) -> str:
        hues = _HUES.get(self._palette.name, _HUES["dark"])
        return hues[number % len(hues)]


def thinned(values: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return steps and values, at most about `MOST_POINTS` of them, the last always among them."""
    heights = np.asarray(values, float)
    every = max(1, len(heights) // MOST_POINTS)
    steps = np.unique(np.append(np.arange(0, len(heights), every), len(heights) - 1))
    return steps.astype(float), heights[steps]
