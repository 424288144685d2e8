"""The picture of the graph without anything that moves: painted once, then shifted while one pans."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from playground.theme import Palette
from playground.views.expression.camera import Camera
from playground.views.expression.painting import GraphPainter, Texts
from playground.views.expression.shape import Shape

#: How much further than the widget the picture reaches on each side, as a share of the widget's size.
MARGIN = 0.35
#: Up to so many nodes that change at once are repainted by themselves.
FEW = 12


class Still:
    """Keeps an image of the scene around what the camera sees, and says when it has to be painted anew."""

    def __init__(self) -> None:
        self._image: QImage | None = None
        self._camera = Camera()
        self._reach = QRectF()

    def forget(self) -> None:
        """Paint everything anew next time."""
        self._image = None

    @property
    def can_stretch(self) -> bool:
        """Whether there is a picture to show stretched."""
        return self._image is not None

    def covers(self, camera: Camera, size: QSizeF) -> bool:
        """Whether the picture shows all that this camera sees, at its zoom."""
        return (
            self._image is not None
            and camera.zoom == self._camera.zoom
            and self._reach.contains(QRectF(QPointF(*self._shift(camera, -1)), size))
        )

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
        """Paint the scene that the camera sees, with a margin."""
        margin_x, margin_y = MARGIN * size.width(), MARGIN * size.height()
        width, height = size.width() + 2 * margin_x, size.height() + 2 * margin_y
        pixels = math.ceil(width * ratio), math.ceil(height * ratio)
        if self._image is None or (self._image.width(), self._image.height()) != pixels:
            self._image = QImage(*pixels, QImage.Format.Format_RGB32)
            self._image.setDevicePixelRatio(ratio)
        self._image.fill(QColor(palette.panel))
        self._camera, self._reach = camera, QRectF(-margin_x, -margin_y, width, height)
        shifted = camera.moved(margin_x, margin_y)
        painter = QPainter(self._image)
        seen = shifted.visible(QSizeF(width, height))
        GraphPainter(shape, texts, shifted, palette, font).paint(
            painter, shape.nodes_in(seen).tolist(), shape.edges_in(seen).tolist()
        )
        painter.end()

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
        picture = GraphPainter(shape, texts, shifted, palette, font)
        painter = QPainter(self._image)
        for area in areas:
            corner = shifted.to_screen(area.left(), area.top())
            target = QRectF(corner.x(), corner.y(), area.width() * zoom, area.height() * zoom).toAlignedRect()
            painter.setClipRect(target)
            painter.fillRect(target, QColor(palette.panel))
            seen = area.adjusted(-slack, -slack, slack, slack)
            picture.paint(painter, shape.nodes_in(seen).tolist(), shape.edges_in(seen).tolist())
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
