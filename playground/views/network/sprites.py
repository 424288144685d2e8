"""Pulses as small ready-made pictures, so that hundreds of them cost next to nothing a frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from playground.theme import Palette

Array = NDArray[np.float64]

#: Diameter of a pulse at the ceiling in unscaled pixels, where tiles are large.
LARGEST = 26.0
#: From these diameters on a pulse has a rim, and a hole if negative, and bears its sign's mark.
RIMMED, HOLLOW, MARKED = 5.0, 4.0, 9.0
#: Pictures are kept for every half pixel of diameter and every half pixel of position.
_FINE = 2


class Sprites:
    """The pulses' pictures in one palette and pixel ratio, made when first asked for."""

    def __init__(self, palette: Palette, ratio: float) -> None:
        self._palette, self._ratio = palette, ratio
        self._made: dict[int, tuple[QPixmap, int]] = {}

    def draw(
        self,
        painter: QPainter,
        x: Array,
        y: Array,
        diameters: Array,
        negative: NDArray[np.bool_],
        exploding: NDArray[np.bool_],
    ) -> None:
        """Paint pulses, one entry of each array a pulse, the first at the bottom."""
        lefts, tops = (x * _FINE).astype(np.int64), (y * _FINE).astype(np.int64)
        sizes = np.rint(diameters * _FINE).astype(np.int64)
        keys = (((sizes * 2 + negative) * 2 + exploding) * _FINE + lefts % _FINE) * _FINE + tops % _FINE
        places = zip(keys.tolist(), (lefts // _FINE).tolist(), (tops // _FINE).tolist(), strict=True)
        for key, left, top in places:
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = self._make(key)
            pixmap, half = made
            painter.drawPixmap(left - half, top - half, pixmap)

    def _make(self, key: int) -> tuple[QPixmap, int]:
        key, down = divmod(key, _FINE)
        key, right = divmod(key, _FINE)
        key, exploding = divmod(key, 2)
        size, negative = divmod(key, 2)
        diameter = size / _FINE
        half = int(diameter / 2 + (6 if exploding else 2)) + 1
        pixmap = QPixmap(round((2 * half + 1) * self._ratio), round((2 * half + 1) * self._ratio))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(half + (right + 0.5) / _FINE, half + (down + 0.5) / _FINE)
        paint_pulse(painter, self._palette, diameter, -1 if negative else 1, bool(exploding))
        painter.end()
        return pixmap, half


def paint_pulse(
    painter: QPainter, palette: Palette, diameter: float, sign: int, exploding: bool = False
) -> None:
    """Paint a pulse around the origin: a disc in its sign's colour with a rim and, when large, its mark.

    A small negative pulse is a ring, so that its sign does not hang on colour alone.
    """
    colour = QColor(palette.positive if sign > 0 else palette.negative)
    rim = QColor(palette.text)
    radius = diameter / 2
    middle = QPointF(0.0, 0.0)
    if exploding:
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius + 4.0, radius + 4.0)
    painter.setPen(QPen(rim, 1.0) if diameter >= RIMMED else Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, radius, radius)
    if diameter >= MARKED:
        paint_sign(painter, QColor(palette.on_accent), 0.46 * diameter, sign)
    elif sign < 0 and diameter >= HOLLOW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.panel))
        painter.drawEllipse(middle, 0.42 * radius, 0.42 * radius)


def paint_sign(painter: QPainter, colour: QColor, length: float, sign: int) -> None:
    """Paint a + (`sign` above 0) or − of this length around the origin."""
    thick = max(1.4, 0.3 * length)
    painter.fillRect(QRectF(-length / 2, -thick / 2, length, thick), colour)
    if sign > 0:
        painter.fillRect(QRectF(-thick / 2, -length / 2, thick, length), colour)
