"""The still part of the canvas, edges and tiles, kept as one image and repainted piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from playground.layout import INPUT_LAYER, Node
from playground.run import Frame
from playground.theme import Palette
from playground.views.network import strokes
from playground.views.network.edge_style import EdgeStyle, edge_values, style
from playground.views.network.geometry import Geometry
from playground.views.network.ground import paint_ground
from playground.views.network.stages import Stage
from playground.views.network.tiles import Tiles, frame_overlay, image_of, square

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Contents:
    """What the picture shows: a frame (None: bare edges and tiles), the edge switch, and the stage."""

    frame: Frame | None
    show: str
    stage: Stage | None = None


class Picture:
    """One opaque image of the network for one geometry, palette and pixel ratio.

    `refresh` paints only what has changed, edges before tiles, and stops when its time is up: the
    caller asks again at the next frame. Edges of different gaps never share a pixel column.
    """

    def __init__(
        self, geometry: Geometry, palette: Palette, font: QFont, ratio: float, discretise: bool = False
    ) -> None:
        self.geometry, self.palette, self.ratio = geometry, palette, ratio
        self._tiles = Tiles(palette, discretise)
        width, height = round(geometry.width * ratio), round(geometry.height * ratio)
        self._pixels = np.zeros((max(height, 1), max(width, 1)), dtype=np.uint32)
        self.image = QImage(
            self._pixels.data, width, height, 4 * self._pixels.shape[1], QImage.Format.Format_RGB32
        )
        self.image.setDevicePixelRatio(ratio)
        self._overlay = frame_overlay(palette, geometry.tile, ratio)
        self._rasters = [strokes.raster(gap, height, ratio, geometry.tile) for gap in geometry.gaps[:-1]]
        self._styles: list[EdgeStyle | None] = [None] * len(self._rasters)
        self._maps: dict[int, Array] = {}
        self._pending: list[Callable[[], None]] = []
        self._paint_ground(font)

    @property
    def up_to_date(self) -> bool:
        """Whether everything that `show` asked for has been painted."""
        return not self._pending

    def show(self, contents: Contents) -> None:
        """Queue what differs from what is painted; nothing is painted yet."""
        frame, stage = contents.frame, contents.stage
        self._pending = []
        for layer, gap in enumerate(self.geometry.gaps[:-1]):
            shape = gap.starts.shape
            values = edge_values(frame.layers[layer], contents.show) if frame else np.zeros(shape)
            if (
                stage is not None
                and frame is not None
                and contents.show == "weight"
                and stage.kind != "update"
            ):
                # Until the update stage the weights are those that the pass went through.
                with np.errstate(invalid="ignore"):
                    values = values - frame.layers[layer].weight_updates
            dimmed = stage is not None and stage.kind != "update" and stage.layer != layer
            look = style(values, contents.show, self.geometry.tile, dimmed or frame is None)
            if not look.same_as(self._styles[layer]):
                self._pending.append(partial(self._paint_edges, layer, look))
        for column in range(len(self.geometry.columns) - 1):
            layer = column - 1
            maps = _maps_of(frame, layer)
            if maps is None:
                maps = np.zeros((self._count(layer), 1, 1))
            if self._maps.get(layer) is not maps:
                self._pending.append(partial(self._paint_tiles, layer, maps))

    def refresh(self, still_time: Callable[[], bool] = lambda: True) -> bool:
        """Paint what `show` has queued for as long as there is time; return whether anything was painted."""
        painted = bool(self._pending)
        while self._pending:
            self._pending.pop(0)()
            if not still_time():
                break
        return painted

    def _paint_edges(self, layer: int, look: EdgeStyle) -> None:
        self._styles[layer] = look
        raster = self._rasters[layer]
        inks = [
            (strokes.ink(raster, look.widths, np.where(of_sign, look.opacities, 0.0), look.negative), colour)
            for of_sign, colour in (
                (look.positive, _rgb(self.palette.positive)),
                (look.negative, _rgb(self.palette.negative)),
                (~(look.positive | look.negative), _rgb(self.palette.quiet)),
            )
            if of_sign.any()
        ]
        strip = strokes.blend(inks, _rgb(self.palette.panel))
        self._pixels[: strip.shape[0], raster.first : raster.first + raster.columns] = strip

    def _paint_tiles(self, layer: int, maps: Array) -> None:
        self._maps[layer] = maps
        geometry = self.geometry
        if layer == INPUT_LAYER:
            # A feature reaches 36; scaled to its largest value its shape is seen, not only its sign.
            maps = maps / np.maximum(np.abs(maps).max(axis=(1, 2), keepdims=True), 1e-12)
        pixels = self._tiles.pixels(maps, round(geometry.tile * self.ratio))
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index in range(min(len(pixels), self._count(layer))):
            place = self.tile_square((layer, index))
            painter.drawImage(place, image_of(pixels[index]))
            painter.drawPixmap(place.topLeft(), self._overlay)
        painter.end()

    def tile_square(self, node: Node) -> QRectF:
        """A tile's square, its corner on a whole pixel so that rims are crisp."""
        place = square(self.geometry.centres[node], self.geometry.tile)
        left, top = round(place.left() * self.ratio), round(place.top() * self.ratio)
        return QRectF(left / self.ratio, top / self.ratio, self.geometry.tile, self.geometry.tile)

    def _count(self, layer: int) -> int:
        return sum(1 for node in self.geometry.centres if node[0] == layer)

    def _paint_ground(self, font: QFont) -> None:
        self.image.fill(QColor(self.palette.panel))
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self.geometry, self.palette, font)
        painter.end()


def _maps_of(frame: Frame | None, layer: int) -> Array | None:
    if frame is None:
        return None
    return frame.input_maps if layer == INPUT_LAYER else frame.layers[layer].maps


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
