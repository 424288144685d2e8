"""The losses of single points as bars: how many points lose how much, train beside test."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.controls.axes import loss_text
from playground.controls.numbers import steady
from playground.mistakes import BINS, DECADES, PER_DECADE, LossBins, bin_losses, bounds, half_by, worst_of_bin
from playground.run import Array
from playground.theme import Palette, mix

_SETS = ("train", "test")
#: What the height of the plot may stand for: shares of the points.
_TOPS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
_NOTHING = np.zeros(0)


class LossHistogram(QWidget):
    """Bars over bins of loss, for train points and for test points; left is right, right is wrong.

    `told(sentence)` speaks of the bar that is pointed at, or of the whole. A click on a bar, or Enter on
    the one that the arrow keys chose, asks for its worst point: `point_chosen(number, is_test)`.
    """

    told = Signal(str)
    point_chosen = Signal(int, bool)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._losses: tuple[Array, Array] = (_NOTHING, _NOTHING)
        self._bins: tuple[LossBins, ...] = tuple(bin_losses(losses) for losses in self._losses)
        self._chosen: tuple[int, int] | None = None
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Loss by point")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def show_losses(self, train: Array, test: Array) -> None:
        """Show the losses of the train points and of the test points, in their order."""
        self._losses = (train, test)
        self._bins = (bin_losses(train), bin_losses(test))
        if self._chosen is not None and not self._count(self._chosen):
            self._chosen = None
        self._tell()
        self.update()

    def bar(self, index: int, test: bool) -> QRectF:
        """Where a bar stands: all of its height if it were as high as the plot."""
        plot = self._plot()
        pitch = plot.width() / BINS
        gap = 1.0 if pitch > 8 else 0.5
        wide = (pitch - 2 * gap) / 2
        return QRectF(plot.left() + index * pitch + gap + test * wide, plot.top(), wide, plot.height())

    @property
    def losses(self) -> tuple[Array, Array]:
        """What is shown: of train and of test points."""
        return self._losses

    def sentence(self) -> str:
        """On the bar that is pointed at, else on the whole."""
        return self._about_all() if self._chosen is None else self._about_bar(*self._chosen)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for a few lines (Qt's name)."""
        return QSize(240, round(7.0 * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Bars of some height (Qt's name)."""
        return QSize(160, round(4.0 * self.fontMetrics().height()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Speak of the bar under the pointer (Qt's name)."""
        self._choose(self._bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Speak of the whole again (Qt's name)."""
        super().leaveEvent(event)
        self._choose(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The same (Qt's name)."""
        super().focusOutEvent(event)
        self._choose(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for the worst point of the bar that was clicked (Qt's name)."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._bar_at(event.position()))
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right move between bars, Enter asks for the worst point, Escape lets go (Qt's name)."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        bars = [(k, which) for k in range(BINS) for which in (0, 1) if self._count((k, which))]
        if step and bars:
            start = -1 if step > 0 else 0
            place = bars.index(self._chosen) if self._chosen in bars else start
            self._choose(bars[(place + step) % len(bars)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen is not None:
            self._ask()
        elif event.key() == Qt.Key.Key_Escape and self._chosen is not None:
            self._choose(None)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the axis and the bars (Qt's name)."""
        painter, palette, plot = QPainter(self), self._palette, self._plot()
        top = self._top()
        self._paint_axes(painter, plot, top)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = (palette.accent, mix(palette.quiet, palette.panel, 0.25))
        for which, (bins, colour) in enumerate(zip(self._bins, colours, strict=True)):
            heights = bins.counts / max(1, bins.total) / top * plot.height()
            for index in np.flatnonzero(bins.counts):
                room = self.bar(int(index), bool(which))
                tall = max(1.5, float(heights[index]))
                chosen = (int(index), which) == self._chosen
                painter.setBrush(QColor(mix(colour, palette.text, 0.55) if chosen else colour))
                painter.drawRect(QRectF(room.left(), room.bottom() - tall, room.width(), tall))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(palette.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_axes(self, painter: QPainter, plot: QRectF, top: float) -> None:
        palette, line = self._palette, self.fontMetrics().height()
        painter.setPen(QColor(palette.line))
        for share in (0.0, 0.5, 1.0):
            y = round(plot.bottom() - share * plot.height()) + 0.5
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(QColor(palette.quiet))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (0.5, 1.0):
            y = plot.bottom() - share * plot.height()
            painter.drawText(
                QRectF(0, y - line / 2, plot.left() - 6, line), right, f"{top * share * 100:.0f} %"
            )
        pitch = plot.width() / BINS
        for power in range(DECADES[0], DECADES[1] + 1, 2):
            x = plot.left() + (1 + (power - DECADES[0]) * PER_DECADE) * pitch
            room = QRectF(x - 40, plot.bottom() + 3, 80, line)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, loss_text(10.0**power))

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance("100 %") + 8
        return QRectF(self.rect()).adjusted(left, metrics.height() / 2 + 2, -2, -metrics.height() - 5)

    def _top(self) -> float:
        highest = max(bins.counts.max(initial=0) / max(1, bins.total) for bins in self._bins)
        return next((top for top in _TOPS if highest <= top), 1.0)

    def _count(self, bar: tuple[int, int]) -> int:
        return int(self._bins[bar[1]].counts[bar[0]])

    def _bar_at(self, place: QPointF) -> tuple[int, int] | None:
        plot = self._plot()
        if not plot.adjusted(0, -4, 0, 4).contains(place):
            return None
        index = min(BINS - 1, int((place.x() - plot.left()) / plot.width() * BINS))
        which = int(place.x() >= self.bar(index, True).left())
        for bar in ((index, which), (index, 1 - which)):
            if self._count(bar):
                return bar
        return None

    def _choose(self, bar: tuple[int, int] | None) -> None:
        if bar != self._chosen:
            self._chosen = bar
            self.setCursor(Qt.CursorShape.ArrowCursor if bar is None else Qt.CursorShape.PointingHandCursor)
            self._tell()
            self.update()

    def _ask(self) -> None:
        if self._chosen is not None:
            index, which = self._chosen
            worst = worst_of_bin(self._losses[which], index)
            if worst is not None:
                self.point_chosen.emit(worst, bool(which))

    def _tell(self) -> None:
        sentence = self.sentence()
        self.setAccessibleDescription(sentence)
        self.told.emit(sentence)

    def _about_all(self) -> str:
        train = self._losses[0]
        if not len(train):
            return "No points yet."
        share = half_by(train)
        if share == 0.0:
            return "No train point has a loss."
        count = max(1, round(share * len(train)))
        points = "point makes" if count == 1 else "points make"
        return f"The worst {count:,} of {len(train):,} train {points} half of the train loss."

    def _about_bar(self, index: int, which: int) -> str:
        bins, name = self._bins[which], _SETS[which]
        count, (low, high) = int(bins.counts[index]), bounds(index)
        lose = "loses" if count == 1 else "lose"
        amount = (
            f"less than {loss_text(high)}"
            if low == 0.0
            else f"more than {loss_text(low)}"
            if not np.isfinite(high)
            else f"{_short(low)} to {_short(high)}"
        )
        worst = worst_of_bin(self._losses[which], index)
        largest = steady(float(self._losses[which][worst])) if worst is not None else "–"
        return (
            f"{count:,} of {bins.total:,} {name} points {lose} {amount}: "
            f"{_percent(bins.share_of_loss(index))} of the {name} loss. "
            f"Click for the graph of the worst, {largest}."
        )


def _short(value: float) -> str:
    return loss_text(float(f"{value:.2g}"))


def _percent(share: float) -> str:
    if share == 0.0 or share >= 0.01:
        return f"{share:.0%}".replace("%", " %")
    return "under 1 %"
