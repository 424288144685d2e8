"""Where points are painted: on the plane, or over x₁ as on the curve; from places there to rows and back."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.data import EXTENT, Data
from playground.document import Document
from playground.own_data import OwnPoints
from playground.point_edits import add_points, erase_points, move_points
from playground.run import Array
from playground.views.output.curve import CurvePlot, bold
from playground.views.output.plane import PlanePlot

Numbers = NDArray[np.intp]


class Easel(Protocol):
    """What a stroke asks of the plot it is made on. Places are (n, 2) in the plot's coordinates."""

    plot: PlanePlot | CurvePlot
    #: Whether points that were moved have the same numbers as before.
    keeps_order: bool

    def radii(self, radius: float) -> tuple[float, float]:
        """The brush's radii across and up, for one of the plane."""

    def kept(self, places: Array) -> Array:
        """Those of the places where a point can be."""

    def rows(self, places: Array, label: float) -> Array:
        """The points (n, 3) that are painted at places."""

    def targets(self, places: Array, label: float, classes: int) -> Array:
        """How those points are drawn: targets as `engine.data.Data` has them."""

    def numbers(self, shown: Numbers, data: Data) -> Numbers:
        """The rows of one's own points that are shown as these."""

    def moved(self, document: Document, numbers: Numbers, places: Array) -> Document:
        """The document with points put at other places."""


def origin(data: Data, rows: Numbers) -> Numbers:
    """Which of one's own points stand in these rows of the data."""
    return np.asarray(rows if data.origin is None else data.origin[rows], np.intp)


class PlaneEasel:
    """The flat map: a place is x₁ and x₂."""

    keeps_order = True

    def __init__(self, plot: PlanePlot) -> None:
        self.plot = plot

    def radii(self, radius: float) -> tuple[float, float]:
        """A circle."""
        return radius, radius

    def kept(self, places: Array) -> Array:
        """Those on the plane."""
        return np.asarray(places[(np.abs(places) <= EXTENT).all(axis=1)])

    def rows(self, places: Array, label: float) -> Array:
        """Points there, of the chosen class or value."""
        return np.column_stack([places, np.full(len(places), label)])

    def targets(self, places: Array, label: float, classes: int) -> Array:
        """The class or value, −1 and 1 for two classes."""
        return np.full(len(places), 2 * label - 1 if classes == 2 else label)

    def numbers(self, shown: Numbers, data: Data) -> Numbers:
        """The map shows the data's rows in order."""
        return origin(data, shown)

    def moved(self, document: Document, numbers: Numbers, places: Array) -> Document:
        """The points keep their classes or values."""
        return move_points(document, numbers, places)


class CurveEasel:
    """The curve: a place is x₁ and the value; x₂ is 0."""

    keeps_order = False

    def __init__(self, plot: CurvePlot) -> None:
        self.plot = plot

    def radii(self, radius: float) -> tuple[float, float]:
        """A circle on screen."""
        (left, right), (bottom, top) = self.plot.box.viewRange()
        shape = self.plot.box.width() / max(1.0, self.plot.box.height())
        return radius, radius * (top - bottom) / max(1e-9, right - left) * shape

    def kept(self, places: Array) -> Array:
        """Those over the line."""
        return np.asarray(places[np.abs(places[:, 0]) <= EXTENT])

    def rows(self, places: Array, label: float) -> Array:
        """Points on the line, with their heights for values."""
        return np.column_stack([places[:, 0], np.zeros(len(places)), places[:, 1]])

    def targets(self, places: Array, label: float, classes: int) -> Array:
        """The heights."""
        return bold(places[:, 1], classes)

    def numbers(self, shown: Numbers, data: Data) -> Numbers:
        """The curve shows only some of the data's rows."""
        return origin(data, self.plot.numbers[shown])

    def moved(self, document: Document, numbers: Numbers, places: Array) -> Document:
        """A point that goes up has another value: it is put there anew."""
        return add_points(erase_points(document, numbers), self.rows(places, 0.0))


def can_paint_curve(points: OwnPoints) -> bool:
    """Whether all points lie on the line that the curve shows, so that none is out of sight."""
    return not points.rows[:, 1].any()
