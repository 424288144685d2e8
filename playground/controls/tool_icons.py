"""Icons of what is done on the output's plane, and of the ways to show it; drawn as those of `icons`."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF


def _plane(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(4.5, 4.5, 15, 15), 2.5, 2.5)
    path = QPainterPath(QPointF(5, 15))
    path.cubicTo(QPointF(10, 15), QPointF(10, 8), QPointF(19, 9))
    painter.drawPath(path)


def _surface(painter: QPainter) -> None:
    """A cube seen from above."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    top = [QPointF(12, 3.5), QPointF(19.5, 7.8), QPointF(12, 12), QPointF(4.5, 7.8)]
    painter.drawPolygon(QPolygonF(top))
    painter.drawPolyline([top[3], QPointF(4.5, 16.2), QPointF(12, 20.5), QPointF(19.5, 16.2), top[1]])
    painter.drawLine(top[2], QPointF(12, 20.5))


def _curve(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(4.5, 4.5), QPointF(4.5, 19.5), QPointF(19.5, 19.5)])
    path = QPainterPath(QPointF(7.5, 15))
    path.cubicTo(QPointF(11, 2), QPointF(14, 22), QPointF(19, 7))
    painter.drawPath(path)


def _look(painter: QPainter) -> None:
    """An arrow, as the pointer."""
    corners = [(6, 4), (18, 12), (12.8, 13.2), (16, 19), (13.4, 20.4), (10.4, 14.6), (6.6, 18.4)]
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _spray(painter: QPainter) -> None:
    for x, y in ((6.5, 8), (12, 5.5), (17.5, 8.5), (9, 13), (15, 13.5), (6.5, 17.5), (12, 18.5), (18, 18)):
        painter.drawEllipse(QPointF(x, y), 1.0, 1.0)


def _point(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(12, 12), 2.6, 2.6)
    for turn in range(4):
        way = QPointF(math.cos(turn * math.pi / 2), math.sin(turn * math.pi / 2))
        painter.drawLine(QPointF(12, 12) + way * 6, QPointF(12, 12) + way * 8.5)


def _move(painter: QPainter) -> None:
    for turn in range(4):
        painter.save()
        painter.translate(12, 12)
        painter.rotate(90 * turn)
        painter.drawLine(QPointF(0, 0), QPointF(8.5, 0))
        painter.drawPolyline([QPointF(6, -2.5), QPointF(8.5, 0), QPointF(6, 2.5)])
        painter.restore()


def _erase(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([QPointF(3.5, 14), QPointF(13, 4.5), QPointF(19.5, 11), QPointF(10, 20.5)]))
    painter.drawLine(QPointF(8.3, 9.2), QPointF(14.8, 15.7))


def _divide(painter: QPainter) -> None:
    """A curve with a point on either side."""
    path = QPainterPath(QPointF(3.5, 16))
    path.cubicTo(QPointF(10, 17), QPointF(12, 6), QPointF(20.5, 8))
    painter.drawEllipse(QPointF(7.5, 7), 1.6, 1.6)
    painter.drawEllipse(QPointF(16, 17), 1.6, 1.6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


#: To be taken into `icons.DRAWINGS`.
TOOL_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "plane": _plane,
    "surface": _surface,
    "curve": _curve,
    "look": _look,
    "spray": _spray,
    "point": _point,
    "move": _move,
    "erase": _erase,
    "divide": _divide,
}
