"""What a data point looks like: a small picture for each kind of point, drawn once and kept."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from playground.theme import Palette, sign_colours

#: Kinds of point 0 to SHADES − 1 are targets from −1 to 1; those from `CLASS` on are one of several classes.
SHADES = 11
CLASS = SHADES
_MIDDLE = SHADES // 2
#: Train points smaller than this have hardly a rim.
_RIMMED = 5.0
#: A point whose rim is so near to its colour, as around 0, has an edge around the rim.
_ALIKE = 60


def kinds(targets: NDArray[np.float64], classes: int) -> NDArray[np.intp]:
    """Return the kind of marker of each target: with more than two classes the class from 0, else −1 to 1."""
    if classes > 2:
        return targets.astype(np.intp) + CLASS
    return np.clip((targets + 1) / 2 * (SHADES - 1) + 0.5, 0, SHADES - 1).astype(np.intp)


def kind_of_class(index: int, classes: int) -> int:
    """Return the kind of marker of a class, counted from 0."""
    return CLASS + index if classes > 2 else index * (SHADES - 1)


def marker_colour(palette: Palette, kind: int) -> QColor:
    """Return what a kind of point is filled with."""
    if kind >= CLASS:
        return QColor(palette.classes[kind - CLASS])
    red, green, blue, _ = (int(part) for part in sign_colours(palette, SHADES)[kind])
    return QColor(red, green, blue)


def draw_marker(painter: QPainter, middle: QPointF, radius: float, kind: int) -> None:
    """Draw the shape of a kind of point with the painter's pen and brush.

    Targets below 0 are diamonds and others discs. The classes are a diamond, a disc, a triangle, a square, a
    cross and a star, all of about one area.
    """
    shape = kind - CLASS if kind >= CLASS else int(kind >= _MIDDLE)
    if shape == 1:
        painter.drawEllipse(middle, radius, radius)
    else:
        corners = [middle + QPointF(x, y) * radius for x, y in _SHAPES[shape]]
        painter.drawPolygon(QPolygonF(corners))


def _ring(count: int, reach: float, turn: float, inner: float | None = None) -> list[tuple[float, float]]:
    """Corners of a regular polygon, or with `inner` of a star, the first one at `turn` from the top."""
    reaches = [reach] if inner is None else [reach, inner]
    number = count * len(reaches)
    angles = [turn + 2 * math.pi * k / number for k in range(number)]
    return [
        (reaches[k % len(reaches)] * math.sin(angle), -reaches[k % len(reaches)] * math.cos(angle))
        for k, angle in enumerate(angles)
    ]


def _cross(reach: float, half: float) -> list[tuple[float, float]]:
    corner = [(half, -reach), (half, -half), (reach, -half)]
    turns = [corner]
    for _ in range(3):
        turns.append([(-y, x) for x, y in turns[-1]])
    return [place for turn in turns for place in turn]


#: Corners by class, for a radius of 1; the disc has none.
_SHAPES = {
    0: _ring(4, 1.12, 0.0),
    2: _ring(3, 1.3, 0.0),
    3: _ring(4, 1.26, math.pi / 4),
    4: _cross(1.15, 0.42),
    5: _ring(5, 1.35, 0.0, 0.62),
}


@lru_cache(maxsize=512)
def sprite(palette: Palette, kind: int, test: bool, wrong: bool, size: float, ratio: float) -> QPixmap:
    """One point of a kind; test points have the contrary rim; if wrong, larger and crossed out."""
    pixmap, painter, half = _canvas(size, ratio)
    fill = marker_colour(palette, kind)
    painter.setBrush(fill)
    rim = QColor(palette.text if test or wrong else palette.outline)
    # A rim around very small points would leave nothing of their colour.
    thick = 0.2 if test else 0.15 if wrong or size >= _RIMMED else 0.06
    middle, radius = QPointF(half, half), size / 2 * (1.35 if wrong else 0.92)
    if abs(fill.lightness() - rim.lightness()) < _ALIKE and size >= _RIMMED:
        edge = QColor(palette.outline if test or wrong else palette.text)
        edge.setAlphaF(0.55)
        painter.setPen(QPen(edge, size * thick + 1.3))
        draw_marker(painter, middle, radius, kind)
    painter.setPen(QPen(rim, size * thick))
    draw_marker(painter, middle, radius, kind)
    if wrong:
        pen = QPen(QColor(palette.outline), size * 0.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        arm = size * 0.28
        painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
    painter.end()
    return pixmap


def marker_icon(palette: Palette, kind: int, size: float = 9.0) -> QIcon:
    """A kind of point as an icon, sharp up to 2× screens."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        icon.addPixmap(sprite(palette, kind, False, False, size, ratio))
    return icon


def _canvas(size: float, ratio: float) -> tuple[QPixmap, QPainter, float]:
    side = 2.0 * size + 2.0
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return pixmap, painter, pixmap.width() / ratio / 2
