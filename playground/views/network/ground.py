"""What never changes while a network learns: the names of inputs, and the loss with its lines."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from playground.layout import INPUT_LAYER, loss_node
from playground.theme import Palette
from playground.views.network.geometry import Edge, Geometry
from playground.views.network.labels import feature_label
from playground.views.network.tiles import square

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def curve_of(geometry: Geometry, edge: Edge) -> QPainterPath:
    """Return an edge's curve, also one from an output to the loss."""
    gap = geometry.gaps[edge.layer]
    start = QPointF(gap.left, float(gap.starts[edge.neuron, edge.source]))
    end = QPointF(gap.right, float(gap.ends[edge.neuron, edge.source]))
    middle = (gap.left + gap.right) / 2
    path = QPainterPath(start)
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path


def paint_ground(painter: QPainter, geometry: Geometry, palette: Palette, font: QFont) -> None:
    """Paint the names of the inputs, and the loss with its lines."""
    _paint_inputs(painter, geometry, palette, font)
    painter.setPen(QPen(QColor(palette.quiet), 1.6 * geometry.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for output in range(geometry.network.outputs):
        painter.drawPath(curve_of(geometry, Edge(geometry.output_layer + 1, 0, output)))
    _paint_loss(painter, geometry, palette, font)


def _paint_inputs(painter: QPainter, geometry: Geometry, palette: Palette, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(QColor(palette.text))
    metrics = QFontMetricsF(font)
    for index, key in enumerate(geometry.network.features):
        x, y = geometry.centres[(INPUT_LAYER, index)]
        right = x - geometry.tile / 2 - 8.0 * geometry.scale
        box = QRectF(0.0, y - 20.0 * geometry.scale, right, 40.0 * geometry.scale)
        label = metrics.elidedText(feature_label(key), Qt.TextElideMode.ElideRight, right - 2.0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | _MIDDLE, label)


def _paint_loss(painter: QPainter, geometry: Geometry, palette: Palette, font: QFont) -> None:
    x, y = geometry.centres[loss_node(geometry.network)]
    radius = geometry.loss_radius
    painter.setPen(QPen(QColor(palette.quiet), 1.6 * geometry.scale))
    painter.setBrush(QColor(palette.raised))
    painter.drawEllipse(QPointF(x, y), radius, radius)
    letter = QFont(font)
    letter.setItalic(True)
    letter.setBold(True)
    painter.setFont(letter)
    painter.setPen(QColor(palette.text))
    painter.drawText(square((x, y), 2 * radius), Qt.AlignmentFlag.AlignCenter, "L")
