"""A padlock: what is frozen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def paint_lock(painter: QPainter, colour: str, side: float) -> None:
    """Paint a closed padlock in a square of `side` around the origin."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), max(1.2, 0.12 * side)))
    bow = QRectF(-0.2 * side, -0.42 * side, 0.4 * side, 0.5 * side)
    painter.drawArc(bow, 0, 180 * 16)
    for x in (bow.left(), bow.right()):
        painter.drawLine(QPointF(x, bow.center().y()), QPointF(x, 0.0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(
        QRectF(-0.34 * side, -0.06 * side, 0.68 * side, 0.46 * side), 0.08 * side, 0.08 * side
    )
