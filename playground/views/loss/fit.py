"""For regression: what the network answers over what it should, a point each; on the diagonal it is right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.controls.axes import linear_ticks
from playground.controls.numbers import plain
from playground.mistakes import explained
from playground.run import Array
from playground.theme import Palette

#: Pixels along the side of a point.
_POINT = 3
#: How strongly one point is drawn, and how many in one place make it fully strong, about.
_ONE, _FULL = 0.45, 6.0
_NOTHING = np.zeros(0)


class FitPlot(QWidget):
    """A picture of points, drawn as one image however many there are. `told(sentence)` says what R² is."""

    told = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._outputs = self._targets = _NOTHING
        self._of = "train"
        self._pixels: NDArray[np.uint8] | None = None
        self.setProperty("role", "quiet")
        self.setAccessibleName("Answers over targets")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def show_answers(self, outputs: Array, targets: Array, of: str) -> None:
        """Show the network's answers (n,) to points with these targets, `of` "train" or "test" points."""
        self._outputs, self._targets, self._of = outputs, targets, of
        sentence = self.sentence()
        self.setAccessibleDescription(sentence)
        self.told.emit(sentence)
        self.update()

    def sentence(self) -> str:
        """How much of the targets' variance is explained."""
        if not len(self._targets):
            return f"There are no {self._of} points."
        share = explained(self._outputs, self._targets)
        if share is None:
            return f"All {self._of} points have one target."
        text = f"{share:.4f}" if share > -10 else f"{share:.1e}"
        return f"R² {text}: ".replace("-", "−") + (
            f"{max(0.0, share):.1%} of the {self._of} targets' variance is explained.".replace("%", " %")
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square of some size (Qt's name)."""
        return QSize(240, round(7.0 * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A small one (Qt's name)."""
        return QSize(160, round(4.0 * self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw axes, diagonal and points (Qt's name)."""
        painter, palette, plot = QPainter(self), self._palette, self._plot()
        low, high = self._range()
        self._paint_axes(painter, plot, low, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.quiet), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(plot.bottomLeft(), plot.topRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(self._targets):
            painter.drawImage(plot, self._image(plot, low, high))

    def _image(self, plot: QRectF, low: float, high: float) -> QImage:
        wide, tall = (max(1, int(side) // _POINT) for side in (plot.width(), plot.height()))
        unit = 1.0 / (high - low)
        answers = np.nan_to_num(self._outputs, nan=high, posinf=high, neginf=low)
        x = np.clip((self._targets - low) * unit * wide, 0, wide - 1).astype(np.intp)
        y = np.clip((high - answers) * unit * tall, 0, tall - 1).astype(np.intp)
        crowd = np.bincount(y * wide + x, minlength=wide * tall)
        strength = np.where(crowd > 0, np.minimum(1.0, _ONE + (1 - _ONE) * (crowd - 1) / _FULL), 0.0)
        colour = QColor(self._palette.accent)
        rgba = np.empty((tall * wide, 4), np.uint8)
        rgba[:, :3] = (colour.red(), colour.green(), colour.blue())
        rgba[:, 3] = (strength * 255).astype(np.uint8)
        self._pixels = rgba  # the image reads it in place
        return QImage(rgba.data, wide, tall, 4 * wide, QImage.Format.Format_RGBA8888)

    def _paint_axes(self, painter: QPainter, plot: QRectF, low: float, high: float) -> None:
        palette, line = self._palette, self.fontMetrics().height()
        _, ticks = linear_ticks(low, high, max(2, int(plot.height() / (2.2 * line))))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in ticks:
            share = (tick - low) / (high - low)
            y, x = plot.bottom() - share * plot.height(), plot.left() + share * plot.width()
            painter.setPen(QColor(palette.line))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            painter.setPen(QColor(palette.quiet))
            text = plain(round(tick, 9), 4).replace("-", "−")
            painter.drawText(QRectF(0, y - line / 2, plot.left() - 6, line), right, text)
            below = QRectF(x - 40, plot.bottom() + 3, 80, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)
        painter.drawText(plot.adjusted(6, 2, 0, 0), Qt.AlignmentFlag.AlignLeft, "answer ↑")
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(plot.adjusted(0, 0, -4, -3), corner, "target →")

    def _range(self) -> tuple[float, float]:
        """Of both axes alike: all targets, with a little room."""
        if not len(self._targets):
            return -1.0, 1.0
        low, high = float(self._targets.min()), float(self._targets.max())
        spare = 0.08 * (high - low) or 0.5
        return low - spare, high + spare

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance("−0.25") + 8
        return QRectF(self.rect()).adjusted(left, metrics.height() / 2, -8, -metrics.height() - 5)
