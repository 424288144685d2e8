"""The flat map: the answer over the plane, the data on it, lines of equal output, what the pointer is on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QMouseEvent

from engine.data import EXTENT
from playground.controls.contours import Contours
from playground.controls.heat import HeatMap
from playground.controls.heat_pixels import probabilities
from playground.controls.icons import IconButton
from playground.controls.plots import QuietPlot
from playground.controls.points import DataPoints
from playground.theme import Palette
from playground.views.output.readout import Readout
from playground.views.output.units import Units
from playground.views.output.verdicts import Picture

#: Levels of the winner's probability where there are several classes.
_PROBABILITIES = [0.5, 0.6, 0.7, 0.8, 0.9, 0.99]


class PlanePlot(QuietPlot):
    """A square of the plane that zooms and pans; `pointed` says where the pointer is, `left` that it went."""

    pointed = Signal(QPointF)
    left = Signal()

    def __init__(self, palette: Palette) -> None:
        super().__init__(
            "Output over the plane",
            "The network's answer at every point: blue is positive, orange is negative. "
            "Click a data point to see its loss as a graph.",
        )
        self.heat = HeatMap(palette)
        self.contours = Contours(palette)
        self.points = DataPoints(palette)
        #: Points that are being painted or moved, over the others.
        self.fresh = DataPoints(palette)
        for item in (self.heat, self.contours, self.points, self.fresh, self.contours.labels):
            self.addItem(item)
        self.box.setAspectLocked(True)
        self.box.setLimits(
            xMin=-2 * EXTENT, xMax=2 * EXTENT, yMin=-2 * EXTENT, yMax=2 * EXTENT, minXRange=0.1, minYRange=0.1
        )
        self.setMinimumSize(160, 160)
        self.setMouseTracking(True)
        self.viewport().installEventFilter(self)
        self.home = IconButton("follow").explain(
            "Whole plane", "Shows the whole plane again after zooming and panning.", "A"
        )
        self.home.setParent(self)
        self.home.hide()
        self.readout = Readout(self)
        self.home_requested.connect(self.go_home)
        self.moved.connect(partial(self.home.setVisible, True))
        self.home.clicked.connect(self.go_home)
        self.go_home()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        super().set_palette(palette)
        for item in (self.heat, self.contours, self.points, self.fresh, self.home):
            item.set_palette(palette)
        self.contours.set_font(self.readout.font())

    def show_picture(self, picture: Picture | None, contours: bool, units: Units | None = None) -> None:
        """Paint this answer, or nothing; with lines of equal output, in the table's units, if wanted."""
        if picture is None:
            self.heat.show_values(None)
            self.contours.show_values(None)
            return
        if picture.logits is not None:
            self.heat.show_classes(picture.logits)
        else:
            self.heat.show_values(picture.values, picture.limit)
        if not contours:
            self.contours.show_values(None)
        elif picture.logits is not None:
            likeliest = probabilities(picture.logits).max(axis=0)
            self.contours.show_values(likeliest, _PROBABILITIES, percent=True)
        else:
            values = picture.values
            if values is not None and units is not None and units.values and picture.whole:
                values = units.target.offset + units.target.scale * values
            self.contours.show_values(values)

    def point_number(self, place: QPointF) -> int | None:
        """The data point at a place."""
        return self.points.at(place, self.box.viewPixelSize())

    def go_home(self) -> None:
        """Show the whole plane."""
        self.box.setRange(xRange=(-EXTENT, EXTENT), yRange=(-EXTENT, EXTENT), padding=0)
        self.home.hide()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        """Follow the pointer over the plot, and its size (Qt's name)."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.pointed.emit(self.point_at(event))
        elif event.type() == QEvent.Type.Leave:
            self.left.emit()
        elif event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        """Size the points to the plot."""
        size = round(min(14.0, max(7.0, min(self.width(), self.height()) / 42)))
        self.points.set_size(size)
        self.fresh.set_size(size)
        self.home.adjustSize()
        self.home.move(self.width() - self.home.width() - 6, 6)
