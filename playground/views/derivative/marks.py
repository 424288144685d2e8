"""Small drawings that the plots of this workspace are made of, all in pixels."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.derivative import Array
from playground.slopes import short
from playground.theme import Palette
from playground.views.derivative.colours import pen


def stroke_pixels(painter: QPainter, px: Array, py: Array, stroke: QPen) -> None:
    """Draw a line through pixels, interrupted where there is none.

    Qt draws wide antialiased lines slowly: a wide solid one is drawn as thin ones beside each other.
    """
    there = np.isfinite(py)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    pieces = [
        pg.functions.arrayToQPolygonF(np.ascontiguousarray(px[a:b]), np.ascontiguousarray(py[a:b]))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if b - a > 1
    ]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shift, thin in _strokes(stroke):
        painter.setPen(thin)
        painter.translate(*shift)
        for piece in pieces:
            painter.drawPolyline(piece)
        painter.translate(-shift[0], -shift[1])


def _strokes(stroke: QPen) -> list[tuple[tuple[float, float], QPen]]:
    width = stroke.widthF()
    if width <= 1.2 or stroke.style() != Qt.PenStyle.SolidLine or stroke.color().alpha() < 255:
        return [((0.0, 0.0), stroke)]
    thin = QPen(stroke)
    thin.setWidthF(1.0)
    off = (width - 1.0) / 2.0
    return [((right * off, down * off), thin) for right, down in ((-1, 0), (1, 0), (0, -1), (0, 1), (0, 0))]


def tag(
    painter: QPainter, place: QPointF, text: str, colour: str, ground: str, area: QRectF, right: bool = True
) -> None:
    """Draw a label right or left of a place, kept inside an area."""
    size = label_size(painter, text)
    left = place.x() if right else place.x() - size.width()
    where = QRectF(left, place.y() - size.height() / 2, size.width(), size.height())
    label(painter, inside(where, area), text, colour, ground)


def label(painter: QPainter, place: QRectF, text: str, colour: str, ground: str) -> None:
    """Draw a small text on a ground of its own, so that lines do not cross it."""
    shade = QColor(ground)
    shade.setAlphaF(0.82)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(QColor(colour))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def label_size(painter: QPainter, text: str) -> QSizeF:
    """Return the room that a label takes."""
    metrics = painter.fontMetrics()
    return QSizeF(metrics.horizontalAdvance(text) + 10.0, metrics.height() + 2.0)


def inside(place: QRectF, area: QRectF) -> QRectF:
    """Return a place moved into an area."""
    moved = QRectF(place)
    moved.moveLeft(min(max(place.left(), area.left() + 2), area.right() - place.width() - 2))
    moved.moveTop(min(max(place.top(), area.top() + 2), area.bottom() - place.height() - 2))
    return moved


def around(point: QPointF, reach: float) -> QRectF:
    """Return the square around a point."""
    return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)


def within(px: Array, py: Array, place: QRectF) -> NDArray[np.bool_]:
    """Return for each point whether it is in a place."""
    found: NDArray[np.bool_] = (px > place.left()) & (px < place.right())
    return found & (py > place.top()) & (py < place.bottom())


def free_place(
    size: QSizeF, px: Array, py: Array, area: QRectF, drawn: tuple[Array, Array], taken: list[QRectF]
) -> QRectF | None:
    """Return where beside a line (px, py) a label covers the least of what is drawn, None if nowhere.

    Places that are `taken` are avoided first of all.
    """
    best, least = None, np.inf
    for x, y in zip(px.tolist(), py.tolist(), strict=True):
        for side in (1.0, -1.0):
            place = QRectF(0.0, 0.0, size.width(), size.height())
            place.moveCenter(QPointF(x + side * (size.width() / 2 + 9.0), y))
            if not area.contains(place):
                continue
            covered = float(within(*drawn, place).sum())
            covered += 1000.0 * sum(place.intersects(other) for other in taken)
            if covered < least:
                best, least = place, covered
    return best


def sign_colour(value: float, palette: Palette) -> str:
    """The colour of a number's sign; a sign is written beside it."""
    return palette.positive if value > 0 else palette.negative if value < 0 else palette.quiet


def signed(value: float) -> str:
    """A number that always shows its sign."""
    return f"+{short(value)}" if value > 0 else short(value)


def triangle(
    painter: QPainter, point: QPointF, corner: QPointF, other: QPointF, rise: float, palette: Palette
) -> None:
    """Draw rise over run: the run quiet, the rise in the colour of its sign."""
    shade = QColor(sign_colour(rise, palette))
    shade.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPolygon(QPolygonF([point, corner, other]))
    painter.setPen(pen(palette.quiet, 2.0))
    painter.drawLine(point, corner)
    painter.setPen(pen(sign_colour(rise, palette), 2.6))
    painter.drawLine(corner, other)
