"""Data points over a heat map: sprites of constant size, drawn once into a layer that is kept."""

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
#: Regression targets are shown in this many shades.
SHADES = 11


class DataPoints(pg.GraphicsObject):  # type: ignore[misc]
    """Points coloured by target: round where it is positive, square (a diamond) where it is negative.

    Train points have the palette's rim, test points the contrary one; a cross marks what is wrong.
    The layer is drawn anew only when points, marks, zoom or palette change.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._points = np.empty((0, 2))
        self._shades = np.empty(0, dtype=np.intp)
        self._test = np.empty(0, dtype=np.bool_)
        self._wrong = np.empty(0, dtype=np.bool_)
        self._size = 8.0
        self._layer: tuple[object, QPixmap] | None = None

    def set_palette(self, palette: Palette) -> None:
        """Colour the points."""
        self._palette = palette
        self._changed()

    def set_size(self, pixels: float) -> None:
        """Set the points' diameter on screen."""
        if pixels != self._size:
            self._size = pixels
            self._changed()

    def set_points(self, points: Array, targets: Array, test: NDArray[np.bool_]) -> None:
        """Show these points (n, 2) with targets from −1 to 1; `test` says which are not trained on."""
        self._points, self._test = points, test
        self._shades = np.clip((targets + 1) / 2 * (SHADES - 1) + 0.5, 0, SHADES - 1).astype(np.intp)
        self._wrong = np.zeros(len(points), dtype=np.bool_)
        self._changed()

    def set_wrong(self, wrong: NDArray[np.bool_]) -> None:
        """Mark these points as wrong; free when they were already."""
        if not np.array_equal(wrong, self._wrong):
            self._wrong = wrong
            self._changed()

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which points carry the mark."""
        return self._wrong

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
        size = QSizeF(device.width(), device.height())
        transform = QTransform(painter.transform())
        key = (transform, size, ratio)
        if self._layer is None or self._layer[0] != key:
            self._layer = key, self._draw_layer(transform, size, ratio)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(0, 0), self._layer[1])
        painter.restore()

    def _draw_layer(self, transform: QTransform, size: QSizeF, ratio: float) -> QPixmap:
        layer = QPixmap((size * ratio).toSize())
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        x = self._points[:, 0] * transform.m11() + transform.dx()
        y = self._points[:, 1] * transform.m22() + transform.dy()
        inside = (x > -9) & (y > -9) & (x < size.width() + 9) & (y < size.height() + 9)
        for k in np.flatnonzero(inside).tolist():
            picture = sprite(self._palette, int(self._shades[k]), bool(self._test[k]), self._size, ratio)
            half = picture.width() / ratio / 2
            painter.drawPixmap(QPointF(x[k] - half, y[k] - half), picture)
        cross = cross_sprite(self._palette, self._size, ratio)
        half = cross.width() / ratio / 2
        for k in np.flatnonzero(inside & self._wrong).tolist():
            painter.drawPixmap(QPointF(x[k] - half, y[k] - half), cross)
        painter.end()
        return layer

    def _changed(self) -> None:
        self._layer = None
        self.update()


@lru_cache(maxsize=256)
def sprite(palette: Palette, shade: int, test: bool, size: float, ratio: float) -> QPixmap:
    """One point: a disc for positive targets and zero, a diamond for negative ones."""
    pixmap, painter, half = _canvas(size, ratio)
    colours = sign_colours(palette, SHADES)
    red, green, blue, _ = (int(part) for part in colours[shade])
    painter.setBrush(QColor(red, green, blue))
    rim = palette.text if test else palette.outline
    if palette.name == "light" and test:
        rim = palette.text
    painter.setPen(QPen(QColor(rim), size * (0.2 if test else 0.15)))
    radius = size / 2 * 0.92
    if shade >= SHADES // 2:
        painter.drawEllipse(QPointF(half, half), radius, radius)
    else:
        r = radius * 1.12
        corners = [
            QPointF(half, half - r),
            QPointF(half + r, half),
            QPointF(half, half + r),
            QPointF(half - r, half),
        ]
        painter.drawPolygon(QPolygonF(corners))
    painter.end()
    return pixmap


@lru_cache(maxsize=16)
def cross_sprite(palette: Palette, size: float, ratio: float) -> QPixmap:
    """The mark of a wrong answer: a cross that stands out from either colour."""
    pixmap, painter, half = _canvas(size, ratio)
    arm = size * 0.62
    for colour, width in ((palette.outline, 0.5), (palette.text, 0.24)):
        pen = QPen(QColor(colour), size * width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(half - arm, half - arm), QPointF(half + arm, half + arm))
        painter.drawLine(QPointF(half - arm, half + arm), QPointF(half + arm, half - arm))
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
