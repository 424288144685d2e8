"""How nodes and edges are painted, in as much detail as their size on screen allows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Protocol, TypeVar

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPathStroker, QPen, QTransform

from playground.controls.lock import paint_lock
from playground.steps import Edge
from playground.symbols import fitting_text
from playground.theme import Palette, mix
from playground.views.expression.camera import Camera
from playground.views.expression.numbers import strength
from playground.views.expression.shape import HEIGHT, WIDTH, Shape

#: Heights of a node on screen from which on it carries all its text, its name and value, or its value.
ALL_TEXT, LABELLED, SOME_TEXT = 53.0, 30.0, 22.0
#: The smallest letters that can be read, in pixels.
SMALLEST = 9.0
#: A number in the text is a small pill of this size, at the right end of its place.
PILL_WIDTH, PILL_HEIGHT = 62.0, 34.0
#: How many shades of each sign are told apart when nodes are only dots.
SHADES = 6
_WORD_AND_NUMBER = re.compile(r"^(\w)\w* (\d+)$")


class Texts(Protocol):
    """What the painter asks of the numbers (see `Numbers`)."""

    def is_constant(self, key: str) -> bool: ...  # noqa: D102
    def is_frozen(self, key: str) -> bool: ...  # noqa: D102
    def value(self, key: str) -> float | None: ...  # noqa: D102
    def gradient(self, key: str) -> float | None: ...  # noqa: D102
    def contribution(self, edge: Edge) -> float | None: ...  # noqa: D102
    def value_text(self, key: str) -> str: ...  # noqa: D102
    def gradient_text(self, key: str) -> str: ...  # noqa: D102
    def short_gradient_text(self, key: str) -> str: ...  # noqa: D102


class GraphPainter:
    """Paints parts of a shape through a camera, in a palette and a font."""

    def __init__(self, shape: Shape, texts: Texts, camera: Camera, palette: Palette, font: QFont) -> None:
        self._shape, self._texts, self._camera, self._palette = shape, texts, camera, palette
        self._shades: dict[tuple[int, float], str] = {}
        self._height = HEIGHT * camera.zoom
        self._title = _sized(font, max(16.5 * camera.zoom, SMALLEST))
        self._value = _sized(font, 26.0 * camera.zoom, bold=True)
        self._value_below = _sized(font, max(26.0 * camera.zoom, SMALLEST + 2.0), bold=True)
        self._small = _sized(font, 16.5 * camera.zoom, bold=True)
        self._only_value = _sized(font, 32.0 * camera.zoom, bold=True)

    def paint(self, painter: QPainter, nodes: Sequence[int], edges: Sequence[int]) -> None:
        """Paint edges, then nodes over them."""
        far = self._height < SOME_TEXT
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not far)
        if far:
            self._lines(painter, edges)
            self._dots(painter, nodes)
        else:
            for edge in edges:
                self.edge(painter, edge)
            for node in nodes:
                self.node(painter, node)

    # Near

    def edge(self, painter: QPainter, edge: int, lit: bool = False) -> None:
        """Paint an edge as a curve whose colour, dash and width say which gradient ran along it."""
        painter.save()
        camera = self._camera
        painter.setTransform(QTransform(camera.zoom, 0, 0, camera.zoom, camera.x, camera.y), True)
        pen, path = (
            self.edge_pen(self._texts.contribution(self._shape.edges[edge]), lit),
            self._shape.path(edge),
        )
        if pen.style() == Qt.PenStyle.CustomDashLine:
            # Qt lets a pen's dashes begin where the clip does; the same dashes whatever part is painted:
            painter.fillPath(QPainterPathStroker(pen).createStroke(path), pen.color())
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen)
            painter.drawPath(path)
        painter.restore()

    def edge_pen(self, carried: float | None, lit: bool = False) -> QPen:
        """The pen for an edge that carried this; plain for None."""
        palette = self._palette
        if carried is None or carried == 0:
            neutral = QColor(palette.accent if lit else mix(palette.line, palette.quiet, 0.25))
            return _round_pen(neutral, 3.5 if lit else 2.0)
        width = 2.0 + 4.5 * strength(carried) + (1.5 if lit else 0.0)
        pen = _round_pen(self.sign_colour(carried, 1.0 if lit else 0.8), width)
        if carried < 0:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([3.0, 1.2])
        return pen

    def sign_colour(self, number: float, share: float = 1.0) -> QColor:
        """Blue for positive, orange for negative, mixed with the ground if `share` is below 1."""
        palette = self._palette
        if not number > 0 and not number < 0:
            return QColor(palette.quiet)
        return QColor(mix(palette.panel, palette.positive if number > 0 else palette.negative, share))

    def box(self, node: int) -> QRectF:
        """Where a node is painted, in pixels."""
        x, y = self._shape.centres[node]
        zoom = self._camera.zoom
        if self._texts.is_constant(self._shape.nodes[node].key):
            corner = self._camera.to_screen(x + WIDTH / 2 - PILL_WIDTH, y - PILL_HEIGHT / 2)
            return QRectF(corner.x(), corner.y(), PILL_WIDTH * zoom, PILL_HEIGHT * zoom)
        corner = self._camera.to_screen(x - WIDTH / 2, y - HEIGHT / 2)
        return QRectF(corner.x(), corner.y(), WIDTH * zoom, HEIGHT * zoom)

    def outline(self, painter: QPainter, node: int, pen: QPen) -> None:
        """Draw a node's rim, without filling it."""
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._radius(node)
        painter.drawRoundedRect(self.box(node), radius, radius)

    def node(self, painter: QPainter, node: int) -> None:
        """Paint a node with what there is room for: title, value, gradient."""
        palette, texts = self._palette, self._texts
        drawn, box, radius = self._shape.nodes[node], self.box(node), self._radius(node)
        painter.setPen(QPen(QColor(palette.line), 1.2))
        painter.setBrush(QColor(palette.raised))
        if drawn.folded:  # a pile of nodes
            pile = 5.0 * self._camera.zoom
            painter.setPen(QPen(QColor(mix(palette.line, palette.quiet, 0.5)), 1.2))
            painter.drawRoundedRect(box.translated(pile, pile), radius, radius)
        painter.drawRoundedRect(box, radius, radius)
        value = texts.value_text(drawn.key)
        if texts.is_constant(drawn.key):
            self._text(painter, box, value, self._small, palette.quiet)
            return
        total = texts.gradient(drawn.key)
        self._bar(painter, box, total)
        if texts.is_frozen(drawn.key):
            self._lock(painter, box)
        number = texts.value(drawn.key)
        ink = palette.text if number is None or math.isfinite(number) else palette.negative
        if self._height < LABELLED:
            self._number(painter, box, value, number, self._only_value, ink)
            return
        if self._height < ALL_TEXT:
            upper = QRectF(box.left() + 2, box.top() + 2, box.width() - 4, 0.4 * box.height())
            lower = QRectF(box.left(), upper.bottom() - 1, box.width(), 0.5 * box.height())
            self._title_in(painter, upper, drawn.title)
            self._number(painter, lower, value, number, self._value_below, ink)
            return
        line = box.height() / 3.3
        top, middle, low = (
            QRectF(box.left() + 4, box.top() + y * box.height(), box.width() - 8, line)
            for y in (0.05, 0.33, 0.62)
        )
        self._title_in(painter, top, drawn.title)
        self._number(painter, middle, value, number, self._value, ink)
        words = texts.gradient_text(drawn.key)
        if QFontMetricsF(self._small).horizontalAdvance(words) > low.width():
            words = texts.short_gradient_text(drawn.key)
        colour = palette.quiet if total is None else self.sign_colour(total).name()
        self._text(painter, low, words, self._small, colour)

    def _lock(self, painter: QPainter, box: QRectF) -> None:
        """A padlock in the upper right corner, as the network's own canvas has it."""
        side = max(17.0 * self._camera.zoom, 8.0)
        painter.save()
        painter.translate(box.right() - 0.7 * side, box.top() + 0.75 * side)
        paint_lock(painter, self._palette.text, side)
        painter.restore()

    def _title_in(self, painter: QPainter, box: QRectF, title: str) -> None:
        """Write what a node is as fully as there is room: e = a·b or e, neuron · h₁ or h₁, Hidden 1 or H1."""
        metrics = QFontMetricsF(self._title)
        if metrics.horizontalAdvance(title) > box.width():
            title = title.partition(" = ")[0].rpartition(" · ")[2]
        if metrics.horizontalAdvance(title) > box.width():
            title = _WORD_AND_NUMBER.sub(r"\1\2", title)
        self._text(painter, box, title, self._title, self._palette.quiet)

    def _bar(self, painter: QPainter, box: QRectF, total: float | None) -> None:
        """A bar at the lower edge: right of the middle for a positive gradient, left for a negative one."""
        if total is None or total == 0:
            return
        half = (box.width() / 2 - self._radius(0)) * strength(total)
        height = max(3.0 * self._camera.zoom, 2.0)
        left = box.center().x() if total > 0 else box.center().x() - half
        bar = QRectF(left, box.bottom() - 1.6 * height, half, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.sign_colour(total))
        painter.drawRoundedRect(bar, height / 2, height / 2)

    def _radius(self, node: int) -> float:
        return (PILL_HEIGHT / 2 if self._texts.is_constant(self._shape.nodes[node].key) else 9.0) * (
            self._camera.zoom
        )

    def _number(
        self, painter: QPainter, box: QRectF, text: str, number: float | None, font: QFont, colour: str
    ) -> None:
        """Paint a value whole: with fewer digits if need be, then smaller; never without its exponent."""
        metrics = QFontMetricsF(font)
        room = 0.92 * box.width()
        if metrics.horizontalAdvance(text) > room:
            if number is not None:
                text = fitting_text(number, lambda t: metrics.horizontalAdvance(t) <= room)
            wide = metrics.horizontalAdvance(text)
            if wide > room:
                font = _sized(font, font.pixelSize() * room / wide, bold=True)
        self._text(painter, box, text, font, colour)

    def _text(self, painter: QPainter, box: QRectF, text: str, font: QFont, colour: str) -> None:
        metrics = QFontMetricsF(font)
        if metrics.horizontalAdvance(text) > box.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    # Far

    def _lines(self, painter: QPainter, edges: Sequence[int]) -> None:
        """Edges as straight hairlines, in one call for each colour."""
        start, stop = self._shape.ends()
        zoom, offset = self._camera.zoom, np.array([self._camera.x, self._camera.y])
        ends = np.hstack([zoom * start[edges] + offset, zoom * stop[edges] + offset]).tolist()
        all_edges, contribution = self._shape.edges, self._texts.contribution
        shades = [self._shade(contribution(all_edges[edge]), 0.55) for edge in edges]
        for colour, lines in _batches(shades, starmap(QLineF, ends)):
            painter.setPen(QPen(QColor(colour), 1.0))
            painter.drawLines(lines)

    def _dots(self, painter: QPainter, nodes: Sequence[int]) -> None:
        """Nodes as plain boxes in the shade of their gradient, in one call for each shade."""
        zoom, offset = self._camera.zoom, np.array([self._camera.x, self._camera.y])
        size = np.array([WIDTH, HEIGHT]) * zoom
        corners = zoom * self._shape.centres[nodes] + offset - size / 2
        boxes = np.hstack([corners, np.broadcast_to(size, corners.shape)]).tolist()
        all_nodes, gradient = self._shape.nodes, self._texts.gradient
        shades = [self._shade(gradient(all_nodes[node].key), 1.0) for node in nodes]
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in _batches(shades, starmap(QRectF, boxes)):
            painter.setBrush(QColor(colour))
            painter.drawRects(rects)

    def _shade(self, number: float | None, share: float) -> str:
        step = 0 if number is None or number == 0 or number != number else round(strength(number) * SHADES)
        key = (step if number is None or number > 0 else -step, share)
        if key not in self._shades:
            palette = self._palette
            neutral = mix(palette.panel, palette.quiet, 0.45 * share)
            colour = palette.positive if key[0] > 0 else palette.negative
            depth = (0.25 + 0.75 * step / SHADES) * share
            self._shades[key] = mix(neutral, colour, depth) if step else neutral
        return self._shades[key]


_Drawn = TypeVar("_Drawn")


def _batches(shades: Iterable[str], items: Iterable[_Drawn]) -> Iterable[tuple[str, list[_Drawn]]]:
    """Sort items by their shades."""
    batches: dict[str, list[_Drawn]] = {}
    for shade, item in zip(shades, items, strict=True):
        batches.setdefault(shade, []).append(item)
    return batches.items()


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _sized(font: QFont, pixels: float, bold: bool = False) -> QFont:
    sized = QFont(font)
    sized.setPixelSize(max(round(pixels), 1))
    sized.setBold(bold)
    sized.setFeature(QFont.Tag("tnum"), 1)
    return sized
