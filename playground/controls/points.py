"""Data points over a heat map: pictures of constant size, drawn once into layers that are kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.data import EXTENT
from playground.controls.markers import kinds, sprite
from playground.controls.nearby import Nearby
from playground.theme import Palette

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: Pixels beside a point that still count as on it.
REACH = 2.0
#: More points than this are drawn smaller, down to so many pixels.
_CROWD, _SMALLEST = 1500, 3.0
#: Kinds of markers, at most: those of `controls.markers`.
_KINDS = 32
#: Of more points than this on screen, only the first is drawn in every square of so many pixels.
_SEEN, _COVER = 20_000, 2.0
#: How far a layer goes on beyond each side of what is seen, as a share of it: panning only shifts it.
_MARGIN = 0.25


class DataPoints(pg.GraphicsObject):  # type: ignore[misc]
    """Points coloured by target: round where it is positive, square (a diamond) where it is negative.

    Several classes have a colour and a shape each. Train points have the palette's rim, test points the
    contrary one; what is wrong is larger and crossed out. Points and marks are each drawn into a layer of
    their own, anew only when they, zoom or palette change, or after panning further than it goes.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._points = np.empty((0, 2))
        self._kinds = np.empty(0, dtype=np.intp)
        self._test = np.empty(0, dtype=np.bool_)
        self._wrong = np.empty(0, dtype=np.bool_)
        self._gone: Mask | None = None
        self._wanted_size = 8.0
        self._index: Nearby | None = None
        self._fragments = PrimitiveArray(QPainter.PixmapFragment, 10)
        self._points_layer: _Layer | None = None
        self._marks_layer: _Layer | None = None

    def set_palette(self, palette: Palette) -> None:
        """Colour the points."""
        self._palette = palette
        self._changed()

    def set_size(self, pixels: float) -> None:
        """Set the points' diameter on screen; very many are drawn smaller."""
        if pixels != self._wanted_size:
            self._wanted_size = pixels
            self._changed()

    @property
    def size(self) -> float:
        """The diameter that the points are drawn with."""
        crowd = math.sqrt(math.sqrt(_CROWD / max(_CROWD, len(self._points))))
        return max(min(_SMALLEST, self._wanted_size), round(2 * self._wanted_size * crowd) / 2)

    def set_points(self, points: Array, targets: Array, test: Mask, classes: int = 2) -> None:
        """Show these points (n, 2); `test` says which are not trained on.

        Targets run from −1 to 1 or are, with more than two `classes`, the class from 0.
        """
        self._points, self._test = points, test
        self._kinds = kinds(targets, classes)
        self._wrong = np.zeros(len(points), dtype=np.bool_)
        self._gone = None
        self._index = None
        self._changed()

    def set_copies(self, other: DataPoints, numbers: NDArray[np.intp], places: Array | None) -> None:
        """Show some of another's points at other places, or with None where they are, rimmed as chosen."""
        self._points = other._points[numbers] if places is None else places
        self._kinds = other._kinds[numbers]
        self._test = np.ones(len(numbers), bool)
        self._wrong = np.zeros(len(numbers), bool)
        self._gone = self._index = None
        self._changed()

    def set_wrong(self, wrong: Mask) -> None:
        """Mark these points as wrong; free when they were already."""
        if not np.array_equal(wrong, self._wrong):
            self._wrong = wrong
            self._marks_layer = None
            self.update()

    def set_gone(self, gone: Mask | None) -> None:
        """Leave these points out for now: they are being erased or moved."""
        self._gone = gone
        self._changed()

    @property
    def places(self) -> Array:
        """Where the points are, (n, 2)."""
        return self._points

    @property
    def wrong(self) -> Mask:
        """Which points carry the mark."""
        return self._wrong

    @property
    def index(self) -> Nearby:
        """Where the points are."""
        if self._index is None:
            self._index = Nearby(self._points)
        return self._index

    def at(self, place: QPointF, pixel: tuple[float, float]) -> int | None:
        """The point at a place of the plot, the nearest of several; `pixel` is the size of one there."""
        reach = 0.6 * self.size + REACH
        return self.index.nearest(place.x(), place.y(), reach * pixel[0], reach * pixel[1])

    def __len__(self) -> int:
        return len(self._points)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The plane (Qt's name)."""
        return QRectF(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the layer, making it first if anything about it changed (Qt's name)."""
        if not len(self._points):
            return
        device = painter.device()
        ratio = device.devicePixelRatioF()
        transform, size = QTransform(painter.transform()), QSizeF(device.width(), device.height())
        if self._points_layer is None or not self._points_layer.serves(transform, size, ratio):
            self._points_layer = self._draw_layer(transform, size, ratio, np.ones_like(self._wrong), False)
        if self._marks_layer is None or not self._marks_layer.serves(transform, size, ratio):
            self._marks_layer = self._draw_layer(transform, size, ratio, self._wrong, True)
        painter.save()
        painter.resetTransform()
        for layer in (self._points_layer, self._marks_layer):
            painter.drawPixmap(layer.place(transform), layer.picture)
        painter.restore()

    def _draw_layer(
        self, transform: QTransform, size: QSizeF, ratio: float, among: Mask, wrong: bool
    ) -> _Layer:
        wide, high = (round(_MARGIN * side) for side in (size.width(), size.height()))
        whole = QSizeF(size.width() + 2 * wide, size.height() + 2 * high)
        picture = QPixmap((whole * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        layer = _Layer(picture, transform, size, ratio, QPointF(wide, high))
        if not among.any():
            return layer
        x = self._points[:, 0] * transform.m11() + (transform.dx() + wide)
        y = self._points[:, 1] * transform.m22() + (transform.dy() + high)
        shown = among & (x > -9) & (y > -9) & (x < whole.width() + 9) & (y < whole.height() + 9)
        if self._gone is not None:
            shown &= ~self._gone
        numbers = np.flatnonzero(shown)
        if len(numbers) > _SEEN:
            numbers = numbers[_first_in_each_place(x[numbers], y[numbers])]
        x, y = x[numbers], y[numbers]
        # Train points come last and lie on top.
        pictures = np.where(self._test[numbers], 0, _KINDS) + self._kinds[numbers]
        painter = QPainter(picture)
        for number in np.flatnonzero(np.bincount(pictures)).tolist():
            here = pictures == number
            mark = sprite(self._palette, number % _KINDS, number < _KINDS, wrong, self.size, ratio)
            self._stamp(painter, x[here], y[here], mark, ratio)
        painter.end()
        return layer

    def _stamp(self, painter: QPainter, x: Array, y: Array, picture: QPixmap, ratio: float) -> None:
        """Draw one picture at many places, in one call."""
        self._fragments.resize(len(x))
        table = self._fragments.ndarray()
        # Centre, the part of the picture that is shown (in its pixels), scale, turn and opacity.
        table[:, 0], table[:, 1] = x, y
        table[:, 2:] = (0, 0, picture.width(), picture.height(), 1 / ratio, 1 / ratio, 0, 1)
        painter.drawPixmapFragments(*self._fragments.drawargs(), picture)  # type: ignore[call-arg]

    def _changed(self) -> None:
        self._points_layer = self._marks_layer = None
        self.update()


def _first_in_each_place(x: Array, y: Array) -> NDArray[np.intp]:
    """Which of the points at these pixels no earlier one lies on: those that learn come first."""
    columns, rows = ((place - place.min()) // _COVER for place in (x, y))
    cells = (rows * (columns.max() + 1) + columns).astype(np.intp)
    first = np.full(int(cells.max()) + 1, -1, np.intp)
    first[cells[::-1]] = np.arange(len(cells))[::-1]
    return first[first >= 0]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Points drawn for one transform, with a margin around what was seen then."""

    picture: QPixmap
    transform: QTransform
    size: QSizeF
    ratio: float
    margin: QPointF

    def serves(self, transform: QTransform, size: QSizeF, ratio: float) -> bool:
        """Whether it can stand for the points in another place: nothing but panned, and not too far."""
        drawn = self.transform
        if (size, ratio, transform.m11(), transform.m22()) != (
            self.size,
            self.ratio,
            drawn.m11(),
            drawn.m22(),
        ):
            return False
        moved = self.place(transform) + self.margin
        return abs(moved.x()) <= self.margin.x() and abs(moved.y()) <= self.margin.y()

    def place(self, transform: QTransform) -> QPointF:
        """Where its corner comes to lie, on a whole pixel of the screen."""
        moved = QPointF(transform.dx() - self.transform.dx(), transform.dy() - self.transform.dy())
        pixels = (moved * self.ratio).toPoint()
        return QPointF(pixels) / self.ratio - self.margin
