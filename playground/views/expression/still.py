"""The picture of the graph without anything that moves: painted once, then shifted while one pans."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QRegion

from playground.theme import Palette
from playground.views.expression.camera import Camera
from playground.views.expression.painting import SOME_TEXT, GraphPainter, Texts
from playground.views.expression.shape import HEIGHT, Shape

#: How much further than the widget the picture reaches on each side, as a share of the widget's size.
MARGIN = 0.35
#: Pixels of a pan after which the picture is shifted, and what has come into reach is painted.
SLIDE = 24.0
#: How far, in pixels, what is painted reaches beyond its place: rims, and a pile's lower cards.
SLACK = 8.0
#: Seconds of a frame for painting what is not in sight yet; so many nodes or edges at a time, far and near.
BUDGET, MANY, SOME = 0.012, 150, 12
#: Up to so many nodes that change at once are repainted by themselves.
FEW = 12


@dataclass
class _Strip:
    """A part of the picture that came into reach, and what is still to be painted in it."""

    area: QRectF
    edges: list[int]
    nodes: list[int]


class Still:
    """Keeps an image of the scene around what the camera sees, and says when it has to be painted anew."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._image: QImage | None = None
        self._waiting: list[_Strip] = []
        self._camera = Camera()
        self._reach = QRectF()
        self._spare: QImage | None = None

    def forget(self) -> None:
        """Paint everything anew next time."""
        self._image = None
        self._waiting = []

    @property
    def can_stretch(self) -> bool:
        """Whether there is a picture to show stretched."""
        return self._image is not None

    def covers(self, camera: Camera, size: QSizeF) -> bool:
        """Whether the picture shows all that this camera sees, at its zoom, with room to go on panning."""
        if self._image is None or camera.zoom != self._camera.zoom:
            return False
        dx, dy = self._shift(camera, -1)
        near = max(abs(dx), abs(dy)) <= SLIDE
        return near and self._reach.contains(QRectF(QPointF(dx, dy), size))

    def render(
        self,
        shape: Shape,
        texts: Texts,
        camera: Camera,
        size: QSizeF,
        palette: Palette,
        font: QFont,
        ratio: float = 1.0,
    ) -> None:
        """Paint the scene that the camera sees, with a margin; after a pan only what is new in it."""
        margin_x, margin_y = MARGIN * size.width(), MARGIN * size.height()
        reach = QRectF(-margin_x, -margin_y, size.width() + 2 * margin_x, size.height() + 2 * margin_y)
        pixels = math.ceil(reach.width() * ratio), math.ceil(reach.height() * ratio)
        same = self._image is not None and (self._image.width(), self._image.height()) == pixels
        if same and camera.zoom == self._camera.zoom and reach == self._reach and float(ratio).is_integer():
            self._slide(shape, camera, palette)
            return
        self._waiting = []
        self._image = _image(pixels, ratio)
        self._image.fill(QColor(palette.panel))
        self._camera, self._reach = camera, reach
        painter = QPainter(self._image)
        edges, nodes = self._parts(QRectF(0.0, 0.0, reach.width(), reach.height()), shape)
        shifted = camera.moved(margin_x, margin_y)
        GraphPainter(shape, texts, shifted, palette, font).paint(painter, nodes, edges)
        painter.end()

    def _slide(self, shape: Shape, camera: Camera, palette: Palette) -> None:
        """Shift the picture by whole pixels to where the camera is; what comes into its reach waits."""
        assert self._image is not None
        dx, dy = (float(round(shift)) for shift in self._shift(camera, 1))
        before, ratio = self._image, self._image.devicePixelRatio()
        width, height = before.width() / ratio, before.height() / ratio
        if self._spare is None or self._spare.size() != before.size():
            self._spare = _image((before.width(), before.height()), ratio)
        self._image, self._spare = self._spare, before
        self._camera = self._camera.moved(dx, dy)
        painter = QPainter(self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(QPointF(dx, dy), before)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setClipping(False)
        across, up = min(abs(dx), width), min(abs(dy), height)
        beside = QRectF(0.0 if dx > 0 else width - across, 0.0, across, height)
        above = QRectF(0.0, 0.0 if dy > 0 else height - up, width, up)
        for strip in self._waiting:
            strip.area.translate(dx, dy)
        for area in (beside, above):
            if not area.isEmpty():
                painter.fillRect(area, QColor(palette.panel))
                self._waiting.append(_Strip(area, *self._parts(area, shape)))
        painter.end()

    def work(
        self, shape: Shape, texts: Texts, size: QSizeF, camera: Camera, palette: Palette, font: QFont
    ) -> None:
        """Paint on in the strips that wait: what is in sight, and then for a short while more."""
        if self._image is None or not self._waiting:
            return
        seen = QRectF(QPointF(*self._shift(camera, -1)) - self._reach.topLeft(), size)
        end = self._now() + BUDGET
        shifted = self._camera.moved(-self._reach.left(), -self._reach.top())
        picture = GraphPainter(shape, texts, shifted, palette, font)
        few = MANY if HEIGHT * shifted.zoom < SOME_TEXT else SOME
        painter = QPainter(self._image)
        for strip in sorted(self._waiting, key=lambda strip: not strip.area.intersects(seen)):
            urgent = strip.area.intersects(seen)
            painter.setClipRect(strip.area)
            while strip.edges or strip.nodes:
                if not urgent and self._now() > end:
                    break
                # Edges first, nodes over them.
                nodes, edges = ([], strip.edges[:few]) if strip.edges else (strip.nodes[:few], [])
                picture.paint(painter, nodes, edges)
                del (strip.edges or strip.nodes)[:few]
        painter.end()
        self._waiting = [strip for strip in self._waiting if strip.edges or strip.nodes]

    @property
    def is_whole(self) -> bool:
        """Whether nothing waits to be painted."""
        return not self._waiting

    def _parts(self, area: QRectF, shape: Shape) -> tuple[list[int], list[int]]:
        """The edges and the nodes that reach into a part of the picture."""
        shifted = self._camera.moved(-self._reach.left(), -self._reach.top())
        left, top = shifted.to_scene(area.topLeft())
        slack = SLACK / shifted.zoom
        seen = QRectF(left, top, area.width() / shifted.zoom, area.height() / shifted.zoom)
        seen = seen.adjusted(-slack, -slack, slack, slack)
        return shape.edges_in(seen).tolist(), shape.nodes_in(seen).tolist()

    def refresh(
        self,
        shape: Shape,
        texts: Texts,
        nodes: Iterable[int],
        edges: Iterable[int],
        palette: Palette,
        font: QFont,
    ) -> None:
        """Paint a few nodes and edges anew, with everything that overlaps them."""
        if self._image is None:
            return
        shifted = self._camera.moved(-self._reach.left(), -self._reach.top())
        zoom = shifted.zoom
        slack = 5.0 / zoom
        areas = [shape.box(node).adjusted(-slack, -slack, slack, slack) for node in nodes]
        areas += [shape.path(e).controlPointRect().adjusted(-slack, -slack, slack, slack) for e in edges]
        region, seen_nodes, seen_edges = QRegion(), set[int](), set[int]()
        for area in areas:
            corner = shifted.to_screen(area.left(), area.top())
            target = QRectF(corner.x(), corner.y(), area.width() * zoom, area.height() * zoom).toAlignedRect()
            region += target
            seen = area.adjusted(-slack, -slack, slack, slack)
            seen_nodes.update(shape.nodes_in(seen).tolist())
            seen_edges.update(shape.edges_in(seen).tolist())
        painter = QPainter(self._image)
        painter.setClipRegion(region)
        painter.fillRect(region.boundingRect(), QColor(palette.panel))
        picture = GraphPainter(shape, texts, shifted, palette, font)
        picture.paint(painter, sorted(seen_nodes), sorted(seen_edges))
        painter.end()

    def draw(self, painter: QPainter, camera: Camera) -> None:
        """Show the picture as the camera sees it; at another zoom it is stretched."""
        if self._image is None:
            return
        dx, dy = self._shift(camera, 1)
        factor = camera.zoom / self._camera.zoom
        corner = QPointF(dx + factor * self._reach.left(), dy + factor * self._reach.top())
        if factor == 1.0:
            painter.drawImage(QPointF(round(corner.x()), round(corner.y())), self._image)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = QSizeF(factor * self._reach.width(), factor * self._reach.height())
        painter.drawImage(QRectF(corner, size), self._image)

    def _shift(self, camera: Camera, sign: int) -> tuple[float, float]:
        factor = camera.zoom / self._camera.zoom
        return sign * (camera.x - factor * self._camera.x), sign * (camera.y - factor * self._camera.y)


def _image(pixels: tuple[int, int], ratio: float) -> QImage:
    image = QImage(*pixels, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image
