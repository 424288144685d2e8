"""Lines of equal output over a heat map, each with its number."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.data import EXTENT
from playground.controls.level_lines import LevelLine, level_lines, round_levels
from playground.controls.numbers import plain
from playground.theme import Palette

Array = NDArray[np.float64]
#: A number stays where it is while its line still passes so near, in units of the plane.
_STAYS = 0.6
#: Numbers keep this far from the plane's rim and from each other.
_FROM_RIM, _APART = 0.7, 1.0
#: Places along a line that are tried for its number.
_TRIED = 40


class Contours(pg.GraphicsObject):  # type: ignore[misc]
    """Lines of equal value over [−EXTENT, EXTENT]², with numbers that stay in place while they can.

    The numbers are an item of their own, `labels`, so that points can lie between the two.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.labels = ContourNumbers(self)
        self.lines: list[LevelLine] = []
        #: Where each level's number stands, in the plane.
        self.numbers: dict[float, tuple[float, float]] = {}
        self._pieces = PrimitiveArray(QLineF, 4)
        self._font = QFont()
        self._percent = False
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._pen = QPen(QColor(palette.text), 1.0)
        self._pen.setCosmetic(True)
        self._text, self._ground = QColor(palette.text), QColor(palette.panel)
        self._ground.setAlphaF(0.75)
        self.update()

    def set_font(self, font: QFont) -> None:
        """Set the numbers' font."""
        self._font = font
        self.update()

    def show_values(
        self, values: Array | None, levels: list[float] | None = None, percent: bool = False
    ) -> None:
        """Draw the lines of these values (side, side), first row at the top, at round levels; or none."""
        if values is None:
            if not self.lines:
                return
            self.lines = []
        else:
            found = level_lines(values, round_levels(values) if levels is None else levels)
            self.lines = [LevelLine(line.level, _to_plane(line.pieces, len(values))) for line in found]
        self._percent = percent
        self.numbers = self._placed()
        pieces = [line.pieces.reshape(-1, 4) for line in self.lines]
        self._pieces.resize(sum(map(len, pieces)))
        if pieces:
            self._pieces.ndarray()[:] = np.concatenate(pieces)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The plane (Qt's name)."""
        return QRectF(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the lines (Qt's name)."""
        if not self.lines:
            return
        painter.setPen(self._pen)
        painter.setOpacity(0.7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLines(*self._pieces.drawargs())
        painter.setOpacity(1.0)

    def paint_numbers(self, painter: QPainter) -> None:
        """Draw each line's number on a little ground of its own."""
        transform = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        for level, place in self.numbers.items():
            text = f"{100 * level:.0f} %" if self._percent else plain(level, 4).replace("-", "−")
            box = QRectF(0, 0, metrics.horizontalAdvance(text) + 6, metrics.height())
            box.moveCenter(transform.map(QPointF(*place)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ground)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(self._text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def update(self) -> None:
        """Draw lines and numbers anew (Qt's name)."""
        super().update()
        self.labels.update()

    def _placed(self) -> dict[float, tuple[float, float]]:
        """A place for each line's number: where it was, if it can stay, else the farthest from the others."""
        placed: dict[float, tuple[float, float]] = {}
        for line in self.lines:
            middles = line.pieces.mean(axis=1)
            inside = middles[(np.abs(middles) < EXTENT - _FROM_RIM).all(axis=1)]
            before = self.numbers.get(line.level)
            if before is not None and len(inside):
                away = np.hypot(*(inside - before).T)
                if away.min() < _STAYS and _room(inside[away.argmin()], placed) > _APART / 2:
                    placed[line.level] = _pair(inside[away.argmin()])
                    continue
            tried = inside[:: max(1, len(inside) // _TRIED)]
            if len(tried):
                rooms = [_room(place, placed) for place in tried]
                best = int(np.argmax(rooms))
                if rooms[best] > _APART:
                    placed[line.level] = _pair(tried[best])
        return placed


class ContourNumbers(pg.GraphicsObject):  # type: ignore[misc]
    """The numbers of contours, wherever they are among the items of the plot."""

    def __init__(self, contours: Contours) -> None:
        super().__init__()
        self._contours = contours

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The plane (Qt's name)."""
        return self._contours.boundingRect()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw them, if there are lines (Qt's name)."""
        if self._contours.lines:
            self._contours.paint_numbers(painter)


def _room(place: Array, placed: dict[float, tuple[float, float]]) -> float:
    """How far the nearest number is; numbers are wider than high."""
    away = (np.hypot((place[0] - x) * 0.6, place[1] - y) for x, y in placed.values())
    return float(min(away, default=EXTENT))


def _pair(place: Array) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _to_plane(pieces: Array, side: int) -> Array:
    """Columns and rows of pixels as places of the plane, at the pixels' centres."""
    step = 2 * EXTENT / side
    return (pieces + 0.5) * (step, -step) + (-EXTENT, EXTENT)
