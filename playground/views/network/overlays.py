"""What is painted over the picture for a moment: highlights, the loss, the card."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.controls.numbers import steady
from playground.layout import Node, loss_node
from playground.run import Frame
from playground.views.network.card import Card, card_place, paint_card, value_place
from playground.views.network.edge_style import edge_values, style
from playground.views.network.geometry import Bias, Edge, Geometry
from playground.views.network.ground import curve_of
from playground.views.network.picture import Picture
from playground.views.network.strokes import dash_of
from playground.views.network.target import Target, neuron_of
from playground.views.network.tiles import ring, square


class Overlays:
    """Paints with one painter over one picture; `font` is the small one."""

    def __init__(self, painter: QPainter, picture: Picture, font: QFont) -> None:
        self._painter, self._picture, self._font = painter, picture, font
        self._geometry, self._palette = picture.geometry, picture.palette

    def insertion(self, index: int) -> None:
        """Show where hidden layer `index` would be inserted; -1 for nowhere."""
        geometry = self._geometry
        if 0 <= index < len(geometry.gaps) - 1:
            gap = geometry.gaps[index]
            x = (gap.left + gap.right) / 2
            pen = QPen(QColor(self._palette.accent), 1.5 * geometry.scale)
            pen.setDashPattern([4.0, 4.0])
            self._painter.setPen(pen)
            self._painter.drawLine(QPointF(x, 4.0), QPointF(x, geometry.height - 4.0))

    def edge(self, edge: Edge, frame: Frame | None, show: str) -> None:
        """Bring an edge out: at full strength between two lines of the accent colour."""
        width, value = 2.0, 0.0
        if frame is not None:
            values = edge_values(frame.layers[edge.layer], show)
            value = float(values[edge.neuron, edge.source])
            index = edge.neuron * values.shape[1] + edge.source
            width = max(2.0, float(style(values, show, self._geometry.tile).widths[index]))
        path = curve_of(self._geometry, edge)
        painter, palette = self._painter, self._palette
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for grow, colour in ((6.5, palette.accent), (3.0, palette.panel)):
            painter.setPen(_flat_pen(colour, width + grow))
            painter.drawPath(path)
        pen = _flat_pen(
            palette.positive if value > 0 else palette.negative if value < 0 else palette.quiet, width
        )
        if value < 0:
            pen.setDashPattern([length / width for length in dash_of(self._geometry.tile)])
        painter.setPen(pen)
        painter.drawPath(path)

    def ring_layer(self, layer: int) -> None:
        """Ring every neuron of a layer."""
        for node in self._geometry.centres:
            if node[0] == layer:
                self._ring(node, 2.5 * self._geometry.scale)

    def ring_targets(self, targets: Iterable[Target | None]) -> None:
        """Ring neurons, and more thinly both ends of edges."""
        geometry = self._geometry
        width = 3.0 * min(1.0, max(0.6, geometry.tile / 40.0)) * geometry.scale
        for target in targets:
            if isinstance(target, Edge):
                self._ring((target.layer - 1, target.source), 0.6 * width)
                self._ring((target.layer, target.neuron), 0.6 * width)
            elif isinstance(target, Bias):
                self._ring((target.layer, target.neuron), 0.6 * width)
                side = geometry.bias_side
                middle = geometry.bias_centre(target.layer, target.neuron)
                ring(self._painter, middle, side, self._palette.accent, 2.0 * geometry.scale)
            elif target is not None:
                self._ring(target, width)

    def _ring(self, node: Node, width: float) -> None:
        middle = self._picture.tile_square(node).center()
        ring(
            self._painter, (middle.x(), middle.y()), self._geometry.tile - width, self._palette.accent, width
        )

    def loss(self, frame: Frame | None, lit: bool) -> None:
        """Write the train loss below its node, and ring that if it is lit."""
        geometry, painter = self._geometry, self._painter
        x, y = geometry.centres[loss_node(geometry.network)]
        radius = geometry.loss_radius
        if lit:
            painter.setPen(QPen(QColor(self._palette.accent), 2.5 * geometry.scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), radius + 1.5, radius + 1.5)
        if frame is None:
            return
        text = steady(frame.losses[0]) if len(frame.train_outputs) else "–"
        painter.setPen(QColor(self._palette.text))
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        width = metrics.horizontalAdvance(text) + 2.0
        left = min(x - width / 2, geometry.width - width)
        box = QRectF(left, y + radius + 3.0 * geometry.scale, width, metrics.height() + 2.0)
        if geometry.network.outputs > 1:
            # Curves of the lower outputs pass behind it.
            painter.fillRect(box, QColor(self._palette.panel))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def focus(self) -> None:
        """Show that the keyboard is on the canvas, nothing on it being selected."""
        self._painter.setPen(QPen(QColor(self._palette.accent), 1.5))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        room = QRectF(0.0, 0.0, self._geometry.width, self._geometry.height).adjusted(1.5, 1.5, -1.5, -1.5)
        self._painter.drawRoundedRect(room, 8.0, 8.0)

    def card(self, card: Card, subject: Target | None) -> None:
        """Show a card beside its subject."""
        around, room = _around(self._geometry, subject), _room(self._geometry)
        paint_card(self._painter, card, around, room, self._palette, (self._font, _bold(self._font)))


def place_of_number(geometry: Geometry, card: Card, subject: Target, font: QFont) -> QRectF:
    """Return where, on a subject's card, its first number stands; `font` is the small one."""
    bold = _bold(font)
    lines = card_place(card, _around(geometry, subject), _room(geometry), (font, bold))[1]
    return value_place(lines[1], bold)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _room(geometry: Geometry) -> QRectF:
    return QRectF(0.0, 0.0, geometry.width, geometry.height).adjusted(4.0, 4.0, -4.0, -4.0)


def _around(geometry: Geometry, subject: Target | None) -> QRectF:
    """The part of the canvas that a card should leave free."""
    if subject is None:
        return QRectF()
    end = square(geometry.centres[neuron_of(subject)], geometry.tile)
    if isinstance(subject, Edge):
        return end.united(square(geometry.centres[(subject.layer - 1, subject.source)], geometry.tile))
    return end


def _flat_pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
