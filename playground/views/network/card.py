"""The small card beside what is pointed at: its name and the numbers it has now."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.document import Document
from playground.layout import INPUT_LAYER
from playground.run import Frame
from playground.theme import Palette
from playground.views.network.activations import ACTIVATION_NAMES
from playground.views.network.frozen_parts import all_frozen, part_of
from playground.views.network.geometry import Bias, Edge
from playground.views.network.labels import neuron_name
from playground.views.network.target import Target

#: What stands where a number is not known yet.
UNKNOWN = "–"
_WIDEST = "−0.00e−00"


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


def card_of(target: Target, document: Document, frame: Frame | None) -> Card:
    """Return the card of a weight, a bias, a neuron or an input."""
    if isinstance(target, Edge | Bias):
        return _number_card(target, document, frame)
    layer, index = target
    name = neuron_name(document, layer, index)
    if layer == INPUT_LAYER:
        return Card(f"Input {name}", (("over the plane", "−6 … +6"),))
    values: tuple[str, ...] = (UNKNOWN,) * 3
    if frame is not None:
        of_layer = frame.layers[layer]
        arrays = (of_layer.biases, of_layer.bias_gradients, of_layer.activations)
        values = tuple(number(float(array[index])) for array in arrays)
    rows = tuple(zip(("bias", "gradient ∂L/∂b", "mean activation"), values, strict=True))
    if layer < len(document.network.hidden):
        activation = document.network.hidden[layer].activations[index]
        rows += (("activation", ACTIVATION_NAMES[activation]),)
    return Card(_titled(name, document, target), rows)


def _number_card(target: Edge | Bias, document: Document, frame: Frame | None) -> Card:
    """The card of a weight or a bias; its first row is the number that can be typed."""
    symbol, name = ("w", "weight") if isinstance(target, Edge) else ("b", "bias")
    values: tuple[str, ...] = (UNKNOWN,) * 3
    if frame is not None:
        of_layer = frame.layers[target.layer]
        if isinstance(target, Edge):
            arrays = (of_layer.weights, of_layer.weight_gradients, of_layer.weight_updates)
            values = tuple(number(float(array[target.neuron, target.source])) for array in arrays)
        else:
            arrays = (of_layer.biases, of_layer.bias_gradients, of_layer.bias_updates)
            values = tuple(number(float(array[target.neuron])) for array in arrays)
    names = (name, f"gradient ∂L/∂{symbol}", "last update")
    return Card(
        _titled(number_name(target, document), document, target), tuple(zip(names, values, strict=True))
    )


def _titled(name: str, document: Document, target: Target) -> str:
    title = name[:1].upper() + name[1:] if name.startswith(("neuron", "the ")) else name
    return f"{title} · frozen" if all_frozen(document, part_of(target)) else title


def number_name(target: Edge | Bias, document: Document) -> str:
    """Return what a weight or a bias is called: "w from x₁ to neuron 2 of hidden 1"."""
    neuron = neuron_name(document, target.layer, target.neuron)
    if isinstance(target, Bias):
        return f"b of {neuron}"
    source = f"neuron {target.source + 1}"
    if target.layer == 0:
        source = neuron_name(document, INPUT_LAYER, target.source)
    return f"w from {source} to {neuron}"


def card_place(
    card: Card, around: QRectF, room: QRectF, fonts: tuple[QFont, QFont]
) -> tuple[QRectF, tuple[QRectF, ...]]:
    """Return where a card stands beside what is `around` its subject, inside `room`, and its lines in it.

    The first line is the title. `fonts` are the plain and the bold one.
    """
    plain, bold = fonts
    metrics, heavy = QFontMetricsF(plain), QFontMetricsF(bold)
    line = metrics.height() * 1.28
    pad = metrics.height() * 0.7
    widest = max(
        [metrics.horizontalAdvance(card.title)]
        # Room for any value, so that the card does not breathe with its numbers.
        + [
            metrics.horizontalAdvance(name) + 1.6 * pad + heavy.horizontalAdvance(_WIDEST)
            for name, _ in card.rows
        ]
    )
    size = QSizeF(widest + 2 * pad, line * (1 + len(card.rows)) + 1.5 * pad)
    place = _beside(around, size, room, 0.9 * pad)
    first = QRectF(place.left() + pad, place.top() + 0.75 * pad, place.width() - 2 * pad, line)
    return place, tuple(first.translated(0.0, k * line) for k in range(1 + len(card.rows)))


def value_place(line: QRectF, bold: QFont) -> QRectF:
    """Return the right part of a card's line, where its value stands."""
    width = QFontMetricsF(bold).horizontalAdvance(_WIDEST)
    return QRectF(line.right() - width, line.top(), width, line.height())


def paint_card(
    painter: QPainter, card: Card, around: QRectF, room: QRectF, palette: Palette, fonts: tuple[QFont, QFont]
) -> None:
    """Paint a card where `card_place` has it."""
    plain, bold = fonts
    place, (title, *rows) = card_place(card, around, room, fonts)
    painter.setPen(QPen(QColor(palette.accent), 1.2))
    painter.setBrush(QColor(palette.raised if palette.name == "dark" else palette.panel))
    painter.drawRoundedRect(place, 7.0, 7.0)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(plain)
    painter.setPen(QColor(palette.quiet))
    painter.drawText(title, left, card.title)
    for row, (name, value) in zip(rows, card.rows, strict=True):
        painter.setFont(plain)
        painter.setPen(QColor(palette.text))
        painter.drawText(row, left, name)
        painter.setFont(bold)
        painter.drawText(row, right, value)


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
