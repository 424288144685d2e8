"""What is painted over the still picture: the selection, lit edges with their numbers, and a wire in hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.steps import Edge
from playground.symbols import signed_text
from playground.theme import Palette
from playground.views.expression.camera import Camera
from playground.views.expression.painting import GraphPainter, Texts
from playground.views.expression.shape import Shape, curve

#: Radius in scene units of the dots that wires are pulled from and dropped on.
PORT = 6.0


class Overlay:
    """Paints over the graph, in the colours and the detail of a `GraphPainter`."""

    def __init__(
        self, painter: QPainter, shape: Shape, texts: Texts, camera: Camera, palette: Palette, font: QFont
    ) -> None:
        #: What is painted with, for others who paint over the graph too.
        self.painter = painter
        self._painter, self._shape, self._texts = painter, shape, texts
        self._camera, self._palette, self._font = camera, palette, font
        self._graph = GraphPainter(shape, texts, camera, palette, font)

    def ring(self, node: int, colour: str, width: float = 3.0) -> None:
        """A coloured rim around a node."""
        zoom = min(max(self._camera.zoom, 0.5), 1.6)
        self._graph.outline(self._painter, node, QPen(QColor(colour), width * zoom))

    def edge(self, edge: Edge, travelled: float | None = None) -> None:
        """Light an edge, with the number it carries on it; `travelled` is how far that has come, 0 to 1."""
        index = self._shape.edge_index.get(edge)
        if index is None:
            return
        self._graph.edge(self._painter, index, lit=True)
        carried = self._texts.contribution(edge)
        if carried is not None:
            along = 0.5 if travelled is None else 0.9 - 0.8 * travelled
            self._pill(self._shape.path(index).pointAtPercent(along), carried)

    def _pill(self, place: QPointF, number: float) -> None:
        text, painter = signed_text(number, 3), self._painter
        font = QFont(self._font)
        font.setPixelSize(max(round(14 * self._camera.zoom), 9))
        font.setBold(True)
        metrics = QFontMetricsF(font)
        height = 1.75 * metrics.height()
        width = max(metrics.horizontalAdvance(text) + 0.9 * metrics.height(), height)
        centre = self._camera.to_screen(place.x(), place.y())
        box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        painter.setPen(QPen(QColor(self._palette.text), 1.5))
        painter.setBrush(self._graph.sign_colour(number))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(self._palette.on_accent if number else self._palette.panel))
        painter.setFont(font)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def ports(self, node: int, inputs: bool, output: bool, target: int | None = None) -> None:
        """The dots that wires leave and enter a node at; input number `target` is the one aimed at."""
        places = self._shape.in_ports(node) if inputs else []
        for position, place in enumerate(places):
            self._dot(place, filled=position == target)
        if output:
            self._dot(self._shape.out_port(node), filled=False)

    def wire(self, start: QPointF, stop: QPointF) -> None:
        """A wire that is being pulled, from a node's output to the pointer (both in the scene)."""
        camera, painter = self._camera, self._painter
        ends = [camera.to_screen(place.x(), place.y()) for place in (start, stop)]
        pen = QPen(QColor(self._palette.accent), 3.0 * camera.zoom, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(curve([(ends[0].x(), ends[0].y()), (ends[1].x(), ends[1].y())]))

    def _dot(self, place: QPointF, filled: bool) -> None:
        painter, radius = self._painter, max(PORT * self._camera.zoom, 4.0) * (1.4 if filled else 1.0)
        painter.setPen(QPen(QColor(self._palette.accent), 2.0))
        painter.setBrush(QColor(self._palette.accent if filled else self._palette.panel))
        painter.drawEllipse(self._camera.to_screen(place.x(), place.y()), radius, radius)
