"""Data points over a heat map: sprites of constant size, drawn once into layers that are kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.data import EXTENT
from playground.theme import Palette, sign_colours

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: Regression targets are shown in this many shades.
SHADES = 11
#: Pixels beside a point that still count as on it.
REACH = 2.0


class DataPoints(pg.GraphicsObject):  # type: ignore[misc]
    """Points coloured by target: round where it is positive, square (a diamond) where it is negative.

    Train points have the palette's rim, test points the contrary one; what is wrong is larger and
    crossed out. Points and marks are each drawn into a layer of their own, anew only when they, zoom or
    palette change.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._points = np.empty((0, 2))
        self._shades = np.empty(0, dtype=np.intp)
        self._test = np.empty(0, dtype=np.bool_)
        self._wrong = np.empty(0, dtype=np.bool_)
        self._size = 8.0
        self._points_layer: tuple[object, QPixmap] | None = None
        self._marks_layer: tuple[object, QPixmap] | None = None

    def set_palette(self, palette: Palette) -> None:
        """Colour the points."""
        self._palette = palette
        self._changed()

    def set_size(self, pixels: float) -> None:
        """Set the points' diameter on screen."""
        if pixels != self._size:
            self._size = pixels
            self._changed()

    def set_points(self, points: Array, targets: Array, test: Mask) -> None:
        """Show these points (n, 2) with targets from −1 to 1; `test` says which are not trained on."""
        self._points, self._test = points, test
        self._shades = np.clip((targets + 1) / 2 * (SHADES - 1) + 0.5, 0, SHADES - 1).astype(np.intp)
        self._wrong = np.zeros(len(points), dtype=np.bool_)
        self._changed()

    def set_wrong(self, wrong: Mask) -> None:
        """Mark these points as wrong; free when they were already."""
        if not np.array_equal(wrong, self._wrong):
            self._wrong = wrong
            self._marks_layer = None
            self.update()

    @property
    def wrong(self) -> Mask:
        """Which points carry the mark."""
        return self._wrong

    def at(self, place: QPointF, pixel: tuple[float, float]) -> int | None:
        """The point at a place of the plot, the nearest of several; `pixel` is the size of one there."""
        if not len(self._points):
            return None
        across = (self._points - (place.x(), place.y())) / pixel
        distances = np.hypot(across[:, 0], across[:, 1])
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= 0.6 * self._size + REACH else None

    def __len__(self) -> int:
        return len(self._points)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The plane (Qt's name)."""
        return QRectF(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the layer, making it first if anything about it changed (Qt's name)."""
        device = painter.device()
        ratio = device.devicePixelRatioF()
        key = (QTransform(painter.transform()), QSizeF(device.width(), device.height()), ratio)
        if self._points_layer is None or self._points_layer[0] != key:
            self._points_layer = (
                key,
                self._draw_layer(*key, self._groups(np.ones_like(self._wrong), False, ratio)),
            )
        if self._marks_layer is None or self._marks_layer[0] != key:
            self._marks_layer = key, self._draw_layer(*key, self._groups(self._wrong, True, ratio))
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(0, 0), self._points_layer[1])
        painter.drawPixmap(QPointF(0, 0), self._marks_layer[1])
        painter.restore()

    def _groups(self, among: Mask, wrong: bool, ratio: float) -> list[tuple[Mask, QPixmap]]:
        """Which points are drawn with which picture; train points come last and lie on top."""
        groups = []
        for test in (True, False):
            for shade in range(SHADES):
                chosen = among & (self._shades == shade) & (self._test == test)
                if chosen.any():
                    groups.append((chosen, sprite(self._palette, shade, test, wrong, self._size, ratio)))
        return groups

    def _draw_layer(
        self, transform: QTransform, size: QSizeF, ratio: float, groups: list[tuple[Mask, QPixmap]]
    ) -> QPixmap:
        layer = QPixmap((size * ratio).toSize())
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        x = self._points[:, 0] * transform.m11() + transform.dx()
        y = self._points[:, 1] * transform.m22() + transform.dy()
        inside = (x > -9) & (y > -9) & (x < size.width() + 9) & (y < size.height() + 9)
        for chosen, picture in groups:
            half = picture.width() / ratio / 2
            here = chosen & inside
            for place in zip((x[here] - half).tolist(), (y[here] - half).tolist(), strict=True):
                painter.drawPixmap(QPointF(*place), picture)
        painter.end()
        return layer

    def _changed(self) -> None:
        self._points_layer = self._marks_layer = None
        self.update()


@lru_cache(maxsize=256)
def sprite(palette: Palette, shade: int, test: bool, wrong: bool, size: float, ratio: float) -> QPixmap:
    """One point: a disc for positive targets and zero, a diamond for negative ones; if wrong, larger
    and crossed out."""
    pixmap, painter, half = _canvas(size, ratio)
    red, green, blue, _ = (int(part) for part in sign_colours(palette, SHADES)[shade])
    painter.setBrush(QColor(red, green, blue))
    rim = palette.text if test or wrong else palette.outline
    painter.setPen(QPen(QColor(rim), size * (0.2 if test else 0.15)))
    middle = QPointF(half, half)
    radius = size / 2 * (1.35 if wrong else 0.92)
    if shade >= SHADES // 2:
        painter.drawEllipse(middle, radius, radius)
    else:
        reach = radius * 1.12
        corners = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
    if wrong:
        pen = QPen(QColor(palette.outline), size * 0.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        arm = size * 0.28
        painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
    painter.end()
    return pixmap


def _canvas(size: float, ratio: float) -> tuple[QPixmap, QPainter, float]:
    side = 2.0 * size + 2.0
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return pixmap, painter, pixmap.width() / ratio / 2
