"""Heat maps over the plane: an image item for a plot."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.data import EXTENT
from playground.controls.heat_pixels import FINER, class_colours, class_pixels, finer, packed, softened
from playground.theme import Palette, sign_colours

Array = NDArray[np.float64]


class HeatMap(pg.GraphicsObject):  # type: ignore[misc]
    """A square map over [−EXTENT, EXTENT]², first row at the top; smooth, or in flat colours if `discrete`.

    `show_values` paints numbers by their sign and size, `show_classes` which of several classes wins.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._rect = QRectF(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)
        self._values: Array | None = None
        self._logits: Array | None = None
        self._limit = 1.0
        self._image = QImage()
        self._pixels: NDArray[np.uint32] | None = None
        self.discrete = False
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Colour the map."""
        self._table = packed(sign_colours(softened(palette)))
        self._class_table = class_colours(palette)
        self._corner = QColor(palette.panel)
        self._repaint()

    def show_values(self, values: Array | None, limit: float = 1.0) -> None:
        """Paint these values (side, side) from −limit to +limit, or nothing."""
        self._values, self._logits, self._limit = values, None, limit
        self._repaint()

    def show_classes(self, logits: Array) -> None:
        """Paint the winner of `logits` (classes, side, side), paler where the runner-up is close."""
        self._values, self._logits = None, logits
        self._repaint()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The plane (Qt's name)."""
        return self._rect

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the image and round its corners (Qt's name)."""
        if self._image.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._rect, self._image)
        self._round_corners(painter)

    def _round_corners(self, painter: QPainter) -> None:
        shown = painter.transform().mapRect(self._rect)
        path = QPainterPath()
        path.addRect(shown.adjusted(-1, -1, 1, 1))
        path.addRoundedRect(shown, 6, 6)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._corner)
        painter.drawPath(path)
        painter.restore()

    def _repaint(self) -> None:
        pixels = self._painted()
        if pixels is None:
            self._image = QImage()
        else:
            # The plane's y axis points up, an image's rows run down.
            self._pixels = np.ascontiguousarray(pixels[::-1])
            side = len(self._pixels)
            self._image = QImage(self._pixels.data, side, side, 4 * side, QImage.Format.Format_RGB32)
        self.update()

    def _painted(self) -> NDArray[np.uint32] | None:
        if self._logits is not None:
            return class_pixels(self._logits, self._class_table, self.discrete)
        if self._values is None:
            return None
        values = finer(self._values, FINER) if self.discrete else self._values
        return self._table[_places(values, self._limit, len(self._table), self.discrete)]


def _places(values: Array, limit: float, colours: int, discrete: bool) -> NDArray[np.intp]:
    """Each value's place in the colour table; what is not a number is painted as zero."""
    if discrete:
        return np.where(values >= 0.0, colours - 1, 0)
    middle = (colours - 1) / 2
    scaled = np.nan_to_num(values * (middle / limit), nan=0.0, posinf=middle, neginf=-middle)
    return (np.clip(scaled, -middle, middle) + (middle + 0.5)).astype(np.intp)
