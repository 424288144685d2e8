"""The small card beside what is pointed at: its name and the numbers it has now."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from engine.features import FEATURES
from playground.document import Network
from playground.layout import INPUT_LAYER
from playground.run import Frame
from playground.theme import Palette
from playground.views.network.geometry import Edge
from playground.views.network.stages import layer_name
from playground.views.network.target import Target

#: What stands where a number is not known yet.
UNKNOWN = "–"


@dataclass(frozen=True)
class Card:
    """A title and rows of (name, value)."""

    title: str
    rows: tuple[tuple[str, str], ...]


def number(value: float) -> str:
    """Write a number with its sign in a width that hardly changes: +0.5860, −0.00480, +3.1e−07."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("+∞" if value > 0 else "−∞")
    size = abs(value)
    if size == 0.0:
        return "0"
    if size < 1e-4 or size >= 1e5:
        mantissa, exponent = f"{value:+.2e}".split("e")
        text = f"{mantissa}e{'−' if int(exponent) < 0 else '+'}{abs(int(exponent)):02d}"
    else:
        text = f"{value:+.{5 if size < 0.01 else 4 if size < 100 else 2}f}"
    return text.replace("-", "−")


def card_of(target: Target, network: Network, frame: Frame | None) -> Card:
    """Return the card of a neuron, an input or an edge."""
    if isinstance(target, Edge):
        return _edge_card(target, network, frame)
    layer, index = target
    if layer == INPUT_LAYER:
        label = FEATURES[network.features[index]].label
        return Card(f"Input {label}", (("over the plane", "−6 … +6"),))
    names = ("bias", "gradient ∂L/∂b", "mean activation")
    values: tuple[str, ...] = (UNKNOWN,) * 3
    if frame is not None:
        of_layer = frame.layers[layer]
        arrays = (of_layer.biases, of_layer.bias_gradients, of_layer.activations)
        values = tuple(number(float(array[index])) for array in arrays)
    return Card(_neuron_title(network, layer, index), tuple(zip(names, values, strict=True)))


def _edge_card(edge: Edge, network: Network, frame: Frame | None) -> Card:
    source = FEATURES[network.features[edge.source]].label if edge.layer == 0 else f"neuron {edge.source + 1}"
    target = "output" if edge.layer == len(network.hidden) else f"neuron {edge.neuron + 1}"
    names = ("weight", "gradient ∂L/∂w", "last update")
    values: tuple[str, ...] = (UNKNOWN,) * 3
    if frame is not None:
        layer = frame.layers[edge.layer]
        arrays = (layer.weights, layer.weight_gradients, layer.weight_updates)
        values = tuple(number(float(array[edge.neuron, edge.source])) for array in arrays)
    return Card(f"w from {source} to {target}", tuple(zip(names, values, strict=True)))


def _neuron_title(network: Network, layer: int, index: int) -> str:
    if layer == len(network.hidden):
        return "Output neuron"
    name = layer_name(network, layer).capitalize()
    return f"{name} · neuron {index + 1}"


def paint_card(
    painter: QPainter, card: Card, around: QRectF, room: QRectF, palette: Palette, fonts: tuple[QFont, QFont]
) -> QRectF:
    """Paint a card beside what is `around` its subject, inside `room`; return its place.

    `fonts` are the plain and the bold one.
    """
    plain, bold = fonts
    metrics, heavy = QFontMetricsF(plain), QFontMetricsF(bold)
    line = metrics.height() * 1.28
    pad = metrics.height() * 0.7
    widest = max(
        [metrics.horizontalAdvance(card.title)]
        # Room for any value, so that the card does not breathe with its numbers.
        + [
            metrics.horizontalAdvance(name) + 1.6 * pad + heavy.horizontalAdvance("−0.00e−00")
            for name, _ in card.rows
        ]
    )
    size = QSizeF(widest + 2 * pad, line * (1 + len(card.rows)) + 1.5 * pad)
    place = _beside(around, size, room, 0.9 * pad)
    painter.setPen(QPen(QColor(palette.accent), 1.2))
    painter.setBrush(QColor(palette.raised if palette.name == "dark" else palette.panel))
    painter.drawRoundedRect(place, 7.0, 7.0)
    row = QRectF(place.left() + pad, place.top() + 0.75 * pad, place.width() - 2 * pad, line)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(plain)
    painter.setPen(QColor(palette.quiet))
    painter.drawText(row, left, card.title)
    for name, value in card.rows:
        row.translate(0.0, line)
        painter.setFont(plain)
        painter.setPen(QColor(palette.text))
        painter.drawText(row, left, name)
        painter.setFont(bold)
        painter.drawText(row, right, value)
    return place


def _beside(around: QRectF, size: QSizeF, room: QRectF, away: float) -> QRectF:
    """To the right of the subject if there is room, else to its left, else below or above it."""
    y = around.center().y() - size.height() / 2
    if around.right() + away + size.width() <= room.right():
        x = around.right() + away
    elif around.left() - away - size.width() >= room.left():
        x = around.left() - away - size.width()
    else:
        x = around.center().x() - size.width() / 2
        fits_below = around.bottom() + away + size.height() <= room.bottom()
        y = around.bottom() + away if fits_below else around.top() - away - size.height()
    x = min(max(x, room.left()), room.right() - size.width())
    y = min(max(y, room.top()), room.bottom() - size.height())
    return QRectF(QPointF(round(x) + 0.5, round(y) + 0.5), size)
