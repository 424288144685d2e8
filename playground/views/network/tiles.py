"""Heat map tiles: numbers over the plane, through the sign colours, to images with rounded corners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from playground.theme import Palette, mix, sign_colours

Array = NDArray[np.float64]


class Tiles:
    """Turns maps into pixels for one palette; `discretise` keeps only the sign."""

    def __init__(self, palette: Palette, discretise: bool = False) -> None:
        colours = sign_colours(palette).astype(np.uint32)
        table = 0xFF000000 | colours[:, 0] << 16 | colours[:, 1] << 8 | colours[:, 2]
        if discretise:
            table = np.where(np.arange(256) >= 128, table[-1], table[0])
        self._table = table.astype(np.uint32)
        self.discretise = discretise

    def pixels(self, maps: Array, side: int) -> NDArray[np.uint32]:
        """Return maps (n, rows, columns) as 0xffRRGGBB, sampled no finer than a tile of `side` pixels shows.

        Values from −1 to +1 span the colours, what is beyond has the end colour, NaN is neutral.
        """
        stride = max(1, int(maps.shape[-1] / max(side, 1)))
        start = (maps.shape[-1] - 1) % stride // 2
        some = maps[:, start::stride, start::stride]
        limited = np.nan_to_num(np.clip(some, -1.0, 1.0))
        # Zero and above is the upper half of the table, as the sign says.
        index = np.minimum(limited * 127.5 + 128.0, 255.0).astype(np.uint8)
        return np.ascontiguousarray(self._table[index])


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """Wrap one tile's pixels (rows, columns) as an image; keep the array alive while it is used."""
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)


def corner_radius(side: float) -> float:
    """The corner radius of a tile: 8 on the mockups' 46."""
    return min(0.17 * side, 11.0)


def frame_overlay(palette: Palette, side: float, ratio: float) -> QPixmap:
    """A picture laid over every tile: panel colour outside the rounded corners and a thin rim."""
    pixels = round(side * ratio)
    overlay = QPixmap(pixels, pixels)
    overlay.setDevicePixelRatio(ratio)
    overlay.fill(Qt.GlobalColor.transparent)
    radius = corner_radius(side)
    rim = min(2.0, max(1.0, side / 23.0))
    painter = QPainter(overlay)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outside = QPainterPath()
    outside.addRect(QRectF(0, 0, side, side))
    inside = QPainterPath()
    inside.addRoundedRect(QRectF(0, 0, side, side), radius, radius)
    painter.fillPath(outside.subtracted(inside), QColor(palette.panel))
    half = rim / 2
    painter.setPen(QPen(QColor(mix(palette.line, palette.panel, 0.15)), rim))
    painter.drawRoundedRect(QRectF(half, half, side - rim, side - rim), radius - half, radius - half)
    painter.end()
    return overlay


def square(centre: tuple[float, float], side: float) -> QRectF:
    """The square of this side around a point."""
    return QRectF(centre[0] - side / 2, centre[1] - side / 2, side, side)


def ring(painter: QPainter, centre: tuple[float, float], side: float, colour: str, width: float) -> None:
    """Draw a rounded ring just outside a tile."""
    grown = side + width
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = corner_radius(side) + width / 2
    painter.drawRoundedRect(square(centre, grown), radius, radius)


def point(pair: tuple[float, float]) -> QPointF:
    """A pair as Qt's point."""
    return QPointF(pair[0], pair[1])
