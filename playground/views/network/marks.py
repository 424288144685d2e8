"""The small marks at neurons and edges: biases, locks, and activations that differ from their layer's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from playground.controls.lock import paint_lock
from playground.document import Network
from playground.layout import Node
from playground.run import Frame
from playground.theme import Palette
from playground.views.network.activations import REACH, curve
from playground.views.network.frozen_parts import NOTHING, FrozenParts
from playground.views.network.geometry import Geometry
from playground.views.network.sprites import paint_sign

#: Where along its curve a frozen edge bears its lock: near the neuron whose weight it is.
LOCK_AT = 0.72
#: From this side on a bias mark says its sign by + or −; below, a negative one is hollow.
_SIGNED = 8.0


@dataclass(frozen=True)
class Marking:
    """What is marked besides the biases: frozen parts, and neurons with an activation of their own."""

    frozen: FrozenParts = NOTHING
    activations: dict[Node, str] = field(default_factory=dict)


class Marks:
    """Paints the marks of one geometry, palette and pixel ratio; each kind is drawn once and kept."""

    def __init__(self, geometry: Geometry, palette: Palette, ratio: float) -> None:
        self._geometry, self._palette, self._ratio = geometry, palette, ratio
        self._made: dict[str, QPixmap] = {}

    def paint(self, painter: QPainter, frame: Frame | None, marking: Marking) -> None:
        """Paint every mark, as the frame's biases and the marking have it."""
        if frame is not None:
            self._paint_biases(painter, frame)
        tile = self._geometry.tile
        side = self._side()
        for node, activation in marking.activations.items():
            x, y = self._geometry.centres[node]
            self._stamp(painter, f"activation {activation}", (x + 0.46 * tile, y + 0.46 * tile), 1.25 * side)
        self._paint_locks(painter, marking.frozen)

    def _paint_biases(self, painter: QPainter, frame: Frame) -> None:
        geometry = self._geometry
        for layer, of_layer in enumerate(frame.layers):
            for neuron, bias in enumerate(of_layer.biases.tolist()):
                name = "bias +" if bias > 0.0 else "bias −" if bias < 0.0 else "bias 0"
                self._stamp(painter, name, geometry.bias_centre(layer, neuron), geometry.bias_side)

    def _paint_locks(self, painter: QPainter, frozen: FrozenParts) -> None:
        geometry, side = self._geometry, self._side()
        for layer, neuron in frozen.neurons:
            x, y = geometry.centres[(layer, neuron)]
            away = 0.46 * geometry.tile
            self._stamp(painter, "lock", (x + away, y - away), side)
        for layer, neuron in frozen.biases:
            x, y = geometry.bias_centre(layer, neuron)
            self._stamp(painter, "lock", (x - 0.5 * (geometry.bias_side + side), y), side)
        for edge in frozen.edges:
            gap = geometry.gaps[edge.layer]
            xs, ys = gap.points(LOCK_AT)
            middle = (float(xs[edge.neuron, edge.source]), float(ys[edge.neuron, edge.source]))
            self._stamp(painter, "lock", middle, side)

    def _side(self) -> float:
        return max(9.0, min(0.3 * self._geometry.tile, 17.0 * self._geometry.scale))

    def _stamp(self, painter: QPainter, name: str, middle: tuple[float, float], side: float) -> None:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._make(name, side)
        half = made.width() / self._ratio / 2
        left, top = (round((part - half) * self._ratio) / self._ratio for part in middle)
        painter.drawPixmap(QPointF(left, top), made)

    def _make(self, name: str, side: float) -> QPixmap:
        """Draw a mark on a rimmed ground of `side`, so that it is seen on tiles and edges alike."""
        pixels = round((side + 3.0) * self._ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = pixels / self._ratio / 2
        painter.translate(middle, middle)
        kind, _, what = name.partition(" ")
        paint: Callable[[QPainter, Palette, float, str], None] = {
            "bias": paint_bias,
            "lock": _paint_lock_badge,
            "activation": _paint_activation,
        }[kind]
        paint(painter, self._palette, side, what)
        painter.end()
        return pixmap


def paint_bias(painter: QPainter, palette: Palette, side: float, sign: str) -> None:
    """Paint a bias mark around the origin: a square with the colour and the mark of its `sign` +, − or 0."""
    colour = {"+": palette.positive, "−": palette.negative}.get(sign, palette.quiet)
    place = QRectF(-side / 2, -side / 2, side, side)
    painter.setPen(QPen(QColor(palette.panel), 1.5))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(place, 0.2 * side, 0.2 * side)
    if sign == "0":
        return
    if side >= _SIGNED:
        paint_sign(painter, QColor(palette.on_accent), 0.5 * side, 1 if sign == "+" else -1)
    elif sign == "−":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.panel))
        painter.drawRect(QRectF(-0.2 * side, -0.2 * side, 0.4 * side, 0.4 * side))


def lock_pixmap(palette: Palette, side: float, ratio: float) -> QPixmap:
    """Return a padlock for a header."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    paint_lock(painter, palette.text, side)
    painter.end()
    return pixmap


def _paint_lock_badge(painter: QPainter, palette: Palette, side: float, _what: str) -> None:
    _paint_ground(painter, palette, side)
    paint_lock(painter, palette.text, 0.86 * side)


def _paint_activation(painter: QPainter, palette: Palette, side: float, activation: str) -> None:
    """The activation's own curve."""
    _paint_ground(painter, palette, side)
    points = curve(activation)
    low, high = min(a for _, a in points), max(a for _, a in points)
    spread = max(high - low, 1.2)
    width, height = 0.36 * side, 0.3 * side
    line = QPolygonF(
        [QPointF(z / REACH * width, height * (1.0 - 2.0 * (a - low) / spread)) for z, a in points]
    )
    line.translate(0.0, height * ((high - low) / spread - 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(palette.text), max(1.2, 0.09 * side)))
    painter.drawPolyline(line)


def _paint_ground(painter: QPainter, palette: Palette, side: float) -> None:
    painter.setPen(QPen(QColor(palette.quiet), 1.0))
    painter.setBrush(QColor(palette.raised))
    painter.drawRoundedRect(QRectF(-side / 2, -side / 2, side, side), 0.28 * side, 0.28 * side)


def own_activations(network: Network) -> dict[Node, str]:
    """Return the neurons with an activation other than their layer's own, and which."""
    return {
        (layer, neuron): activation
        for layer, hidden in enumerate(network.hidden)
        for neuron, activation in enumerate(hidden.mixed)
        if activation != hidden.activation
    }
