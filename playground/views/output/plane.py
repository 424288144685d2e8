"""The flat map: the answer over the plane, the data on it, lines of equal output, what the pointer is on."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from engine.data import EXTENT
from playground.controls.contours import Contours
from playground.controls.heat import HeatMap
from playground.controls.heat_pixels import probabilities
from playground.theme import Palette
from playground.views.output.point_plot import PointPlot
from playground.views.output.units import Units
from playground.views.output.verdicts import Picture

#: Levels of the winner's probability where there are several classes.
_PROBABILITIES = [0.5, 0.6, 0.7, 0.8, 0.9, 0.99]


class PlanePlot(PointPlot):
    """A square of the plane that zooms and pans."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(
            "Output over the plane",
            "The network's answer at every point: blue is positive, orange is negative. "
            "Click a data point to see its loss as a graph.",
            "plane",
            palette,
        )
        self.heat = HeatMap(palette)
        self.contours = Contours(palette)
        for item in (self.heat, self.contours, self.points, self.fresh, self.contours.labels):
            self.addItem(item)
        self.box.setAspectLocked(True)
        self.box.setLimits(
            xMin=-2 * EXTENT, xMax=2 * EXTENT, yMin=-2 * EXTENT, yMax=2 * EXTENT, minXRange=0.1, minYRange=0.1
        )
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
