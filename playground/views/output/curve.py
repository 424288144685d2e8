"""The output over x₁ where x₂ is 0, as a line among the targets: how a textbook shows a regression."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from engine.data import EXTENT, Data
from playground.controls.heat_pixels import probabilities
from playground.controls.panel import TextLabel
from playground.run import Array
from playground.theme import Palette
from playground.views.output.point_plot import PointPlot
from playground.views.output.units import UnitAxis, Units, number, short_name, short_number
from playground.views.output.verdicts import Picture

#: Points this far from the line x₂ = 0 are shown with it.
NEAR = 0.5
#: Points are coloured as if their target were at least so far from 0.
_PALEST = 0.6


class CurvePlot(PointPlot):
    """The answer over x₁, one line, or for several classes a line for each one's probability."""

    def __init__(self, palette: Palette) -> None:
        self._bottom, self._side = UnitAxis("bottom"), UnitAxis("left")
        super().__init__(
            "Output over x₁",
            "The network's answer along the line where x₂ is 0, and the targets of the points near it.",
            "line",
            palette,
            axisItems={"bottom": self._bottom, "left": self._side},
        )
        self._palette = palette
        self._lines: list[pg.PlotCurveItem] = []
        self._several = False
        #: Row of the data of each point that is shown.
        self.numbers: NDArray[np.intp] = np.empty(0, np.intp)
        self._range = (-1.0, 1.0)
        self.zero = pg.InfiniteLine(0.0, angle=0)
        for item in (self.zero, self.points, self.fresh):
            self.addItem(item)
        self.zero.setZValue(-1)
        self.box.setLimits(xMin=-2 * EXTENT, xMax=2 * EXTENT, minXRange=0.1, minYRange=0.01)
        self.box.setMouseEnabled(True, True)
        self.about, self.below = TextLabel("", "quiet", self), TextLabel("", "quiet", self)
        for label in (self.about, self.below):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_palette(palette)
        self.go_home()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        super().set_palette(palette)
        self._palette = palette
        for item in (self.points, self.fresh, self.home):
            item.set_palette(palette)
        self.zero.setPen(pg.mkPen(QColor(palette.line)))
        for index, line in enumerate(self._lines):
            line.setPen(self._pen(index))
        self.about.ensurePolished()
        font = self.about.font()
        self.set_axis_font(font)
        high = self.about.fontMetrics().height()
        self._side.tick_room = 2.0 * high
        self._bottom.setHeight(high + 6)
        self._make_room()

    def show_data(self, data: Data, count: int, units: Units | None = None) -> None:
        """Show those of the first `count` points that lie near the line, at their targets.

        With `units` the axes are numbered as the table was that the points are from.
        """
        height = np.abs(data.points[:count, 1])
        self.numbers = np.flatnonzero(height <= NEAR)
        targets = data.targets[self.numbers]
        # A class's own line is to be 1 where its points are.
        across = np.ones(len(targets)) if data.classes > 2 else targets
        places = np.column_stack([data.points[self.numbers, 0], across])
        self.points.set_points(
            places, bold(targets, data.classes), self.numbers >= data.n_train, data.classes
        )
        on_line = not len(height) or bool((height == 0).all())
        self._several = data.classes > 2
        ends = (0.0, 1.0) if self._several else (-1.0, 1.0)
        self._range = (
            min(ends[0], float(across.min(initial=0.0))),
            max(ends[1], float(across.max(initial=0.0))),
        )
        self._say_units(units, on_line)
        self._look_home()

    def _say_units(self, units: Units | None, on_line: bool) -> None:
        """Number the axes, and say what they and the points are."""
        self._bottom.column = None if units is None else units.x1
        self._side.column = units.target if units is not None and units.values else None
        self.below.say("" if units is None else short_name(units.x1.name))
        says = [] if self._side.column is None else [short_name(self._side.column.name)]
        if not on_line:
            says.append(f"at {_across(units)}")
        self.about.say(" · ".join(word for word in says if word))
        for label in (self.about, self.below):
            label.setVisible(bool(label.text()))
        for axis in (self._bottom, self._side):
            axis.picture = None
            axis.update()
        self._make_room()
        self._fit()

    def _make_room(self) -> None:
        """Give the axes' numbers the room that they need."""
        metrics, side, bottom = self.about.fontMetrics(), self._side.column, self._bottom.column
        texts = ["−0.5"]
        if side is not None:
            texts += [short_number(side, at, 0.05) for at in self._range]
        self._side_width = max(map(metrics.horizontalAdvance, texts)) + 8
        self._side.setWidth(self._side_width)
        ends = [] if bottom is None else [short_number(bottom, at, 0.5) for at in (-EXTENT, EXTENT)]
        widest = max(map(metrics.horizontalAdvance, ["", *ends]))
        self._bottom.tick_room = max(3.2 * metrics.height(), widest + 1.5 * metrics.height())

    def show_picture(self, picture: Picture | None) -> None:
        """Draw this answer's line or lines, or none."""
        rows = np.empty((0, 0)) if picture is None else along(picture)
        while len(self._lines) < len(rows):
            line = pg.PlotCurveItem(pen=self._pen(len(self._lines)), antialias=True)
            line.setZValue(3)
            self._lines.append(line)
            self.addItem(line)
        single = len(rows) == 1
        for index, line in enumerate(self._lines):
            if index < len(rows):
                line.setPen(self._pen(index, single))
                line.setData(_places(rows.shape[1]), rows[index])
            line.setVisible(index < len(rows))

    def set_wrong(self, wrong: NDArray[np.bool_]) -> None:
        """Mark what is wrong, said for all points of the data."""
        self.points.set_wrong(wrong[self.numbers])

    def point_number(self, place: QPointF) -> int | None:
        """The data point at a place of the plot."""
        found = self.points.at(place, self.box.viewPixelSize())
        return None if found is None else int(self.numbers[found])

    def go_home(self) -> None:
        """Show all of it."""
        self.home.hide()
        self._look_home()

    def _fit(self) -> None:
        super()._fit()
        for label in (self.about, self.below):
            label.adjustSize()
        self.about.move(self._side_width + 6, 2)
        named = self.below.height() if self.below.text() else 0
        self.readout.spare = self._side_width, round(self._bottom.height()) + named
        floor = self.height() - round(self._bottom.height()) - 2
        self.below.move(self.width() - self.below.width() - 6, floor - self.below.height())

    def _look_home(self) -> None:
        if self.home.isHidden():
            low, high = self._range
            room = 0.12 * (high - low)
            self.box.setRange(xRange=(-EXTENT, EXTENT), yRange=(low - room, high + room), padding=0)

    def _pen(self, index: int, single: bool = False) -> object:
        colour = self._palette.accent if single else self._palette.classes[index]
        return pg.mkPen(QColor(colour), width=2.0)


def bold(targets: Array, classes: int) -> Array:
    """Targets for colours alone: those near 0 would vanish in the ground, and height tells them anyway."""
    return targets if classes > 2 else np.copysign(np.maximum(_PALEST, np.abs(targets)), targets)


def _across(units: Units | None) -> str:
    """Where the line lies, and how far from it the points."""
    if units is None or not units.x2.name:
        return f"x₂ = 0, points within ±{NEAR:g}"
    size = replace(units.x2, offset=0.0)
    return f"{short_name(units.x2.name)} {number(units.x2, 0.0, NEAR / 5)} ± {number(size, NEAR, NEAR / 5)}"


def along(picture: Picture) -> Array:
    """Return the answer along x₂ = 0, (1, side), or with several classes their probabilities (k, side)."""
    maps = probabilities(picture.logits) if picture.logits is not None else np.asarray(picture.values)[None]
    middle = maps.shape[1] // 2
    return np.asarray(maps[:, middle - 1 : middle + 1].mean(axis=1))


def _places(count: int) -> Array:
    return np.asarray(EXTENT * ((2 * np.arange(count) + 1) / count - 1))
