"""Heat maps over the plane: an image item for a plot, and the colour bar that explains it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyleOptionGraphicsItem, QWidget

from engine.data import EXTENT
from playground.controls.numbers import compact
from playground.theme import Palette, mix, sign_colours

Array = NDArray[np.float64]
#: Image pixels along one side for each value of a map when only its sign is shown.
_FINER = 3
#: How far large areas are drawn toward the neutral colour.
_SOFTER = 0.18


class HeatMap(pg.GraphicsObject):  # type: ignore[misc]
    """A square map of values over [−EXTENT, EXTENT]², smooth, or in two colours where `discrete`.

    `show(values, limit)` paints `values` (side, side), first row at the top, from −limit to +limit.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._rect = QRectF(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)
        self._values: Array | None = None
        self._limit = 1.0
        self._image = QImage()
        self._pixels: NDArray[np.uint32] | None = None
        self.discrete = False
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Colour the map."""
        table = sign_colours(softened(palette)).astype(np.uint32)
        self._table = (table[:, 3] << 24) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
        self._corner = QColor(palette.panel)
        self._repaint()

    def show_values(self, values: Array | None, limit: float = 1.0) -> None:
        """Paint these values, or nothing."""
        self._values, self._limit = values, limit
        self._repaint()

    def value_at(self, x: float, y: float) -> float | None:
        """The value at a point of the plane, None outside it."""
        if self._values is None or not (-EXTENT <= x < EXTENT and -EXTENT < y <= EXTENT):
            return None
        side = len(self._values)
        row, column = int((EXTENT - y) / (2 * EXTENT) * side), int((x + EXTENT) / (2 * EXTENT) * side)
        return float(self._values[min(row, side - 1), min(column, side - 1)])

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
        if self._values is None:
            self._image = QImage()
        else:
            values = finer(self._values, _FINER) if self.discrete else self._values
            places = _places(values, self._limit, len(self._table), self.discrete)
            # The plane's y axis points up, an image's rows run down.
            self._pixels = np.ascontiguousarray(self._table[places[::-1]])
            side = len(self._pixels)
            self._image = QImage(self._pixels.data, side, side, 4 * side, QImage.Format.Format_RGB32)
        self.update()


def softened(palette: Palette) -> Palette:
    """The palette with calmer signs for large areas, so that points of full colour stand out from them."""
    return replace(
        palette,
        negative=mix(palette.negative, palette.zero, _SOFTER),
        positive=mix(palette.positive, palette.zero, _SOFTER),
    )


def _places(values: Array, limit: float, colours: int, discrete: bool) -> NDArray[np.intp]:
    """Each value's place in the colour table; what is not a number is painted as zero."""
    if discrete:
        return np.where(values >= 0.0, colours - 1, 0)
    middle = (colours - 1) / 2
    scaled = np.nan_to_num(values * (middle / limit), nan=0.0, posinf=middle, neginf=-middle)
    return (np.clip(scaled, -middle, middle) + (middle + 0.5)).astype(np.intp)


def finer(values: Array, factor: int) -> Array:
    """The map at `factor` times as many pixels a side, interpolated linearly between pixel centres."""
    return _finer_rows(_finer_rows(values, factor).T, factor).T


def _finer_rows(values: Array, factor: int) -> Array:
    """`factor` times as many rows; beyond the first and the last row's centre the map stays level."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    result = np.empty((len(values) * factor, values.shape[1]))
    for phase in range(factor):
        place = (phase + 0.5) / factor - 0.5
        below = 1 + math.floor(place)
        share = place - math.floor(place)
        lower, upper = padded[below : below + len(values)], padded[below + 1 : below + 1 + len(values)]
        result[phase::factor] = lower + (upper - lower) * share
    return result


class ColourBar(QWidget):
    """The colours from −limit to +limit with a number at each end."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = 1.0
        self.setProperty("role", "quiet")
        self.setAccessibleName("Colour scale")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Colour the bar."""
        self._palette = palette
        self.update()

    def set_limit(self, limit: float) -> None:
        """Write these ends."""
        if limit != self._limit:
            self._limit = limit
            self.update()

    def ends(self) -> tuple[str, str]:
        """What stands at the two ends."""
        size = f"{self._limit:.3g}" if self._limit < 1000 else compact(float(f"{self._limit:.2g}"))
        return f"−{size}", f"+{size}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for any numbers and a short bar: other numbers must move nothing around it (Qt's name)."""
        metrics = self.fontMetrics()
        ends = metrics.horizontalAdvance("−5.94+5.94")
        return QSize(ends + round(2.4 * metrics.height()) + 8, metrics.height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw bar and numbers (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        low, high = self.ends()
        left, right = metrics.horizontalAdvance(low) + 4, self.width() - metrics.horizontalAdvance(high) - 4
        painter.setPen(QColor(self._palette.quiet))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)
        tall = metrics.height() * 0.5
        bar = QRectF(left, (self.height() - tall) / 2, right - left, tall)
        ramp = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
        ends = softened(self._palette)
        for place, colour in ((0.0, ends.negative), (0.5, ends.zero), (1.0, ends.positive)):
            ramp.setColorAt(place, QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 3, 3)
