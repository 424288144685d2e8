"""The track under the graph: one segment a step, to see where one is and to go there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.controls.explain import explain
from playground.player import Player
from playground.theme import Palette, mix

#: Below this many pixels a segment, steps are drawn as one bar.
NARROWEST = 5.0


class Track(QWidget):
    """A player's steps from left to right; a press or a drag goes to the step under the pointer."""

    def __init__(self, player: Player, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._palette = player, palette
        self.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        explain(self, "Steps", "Press or drag to go to a step.")
        self.setToolTip("")

    def set_player(self, player: Player) -> None:
        """Show another player."""
        self._player = player
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A bar and a line of small text (Qt's name)."""
        return QSize(400, self._bar() + 6 + self.fontMetrics().height())

    minimumSizeHint = sizeHint  # noqa: N815

    def step_at(self, x: float) -> int:
        """The step whose segment is at `x` pixels, from 0."""
        return min(max(int(x / max(1e-9, self._pitch())), 0), max(0, self._player.count - 1))

    def centre_of(self, step: int) -> QPointF:
        """The middle of a step's segment."""
        return QPointF((step + 0.5) * self._pitch(), self._bar() / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to the step under the pointer (Qt's name)."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag along the steps (Qt's name)."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def event(self, event: QEvent) -> bool:
        """Say what the step under the pointer does (Qt's name)."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._player.count:
            step = self.step_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._player.explanation(step), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the segments and as many labels as fit (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pitch() >= NARROWEST:
            self._paint_segments(painter)
            self._paint_labels(painter)
        else:
            self._paint_bar(painter)

    def _paint_segments(self, painter: QPainter) -> None:
        pitch, height, current = self._pitch(), self._bar(), self._player.index - 1
        gap = 3.0 if pitch > 12 else 1.0
        for step in range(self._player.count):
            box = QRectF(step * pitch, 0.0, pitch - gap, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(step))
            painter.drawRoundedRect(box, 2.5, 2.5)
            if step == current:
                painter.setPen(QPen(QColor(self._palette.text), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2.5, 2.5)

    def _paint_labels(self, painter: QPainter) -> None:
        pitch, metrics, current = self._pitch(), self.fontMetrics(), self._player.index - 1
        top = self._bar() + 6 + metrics.ascent()
        labels = [self._player.label(step) for step in range(self._player.count)]
        widths = [metrics.horizontalAdvance(label) for label in labels]
        free = -1e9
        here = ((current + 0.5) * pitch, widths[current]) if current >= 0 else None
        for step, (label, width) in enumerate(zip(labels, widths, strict=True)):
            middle = (step + 0.5) * pitch - 1.5
            left = min(max(0.0, middle - width / 2), self.width() - width)
            beside_current = here and step != current and abs(middle - here[0]) < (width + here[1]) / 2 + 6
            if left < free or beside_current:
                continue
            painter.setPen(QColor(self._palette.text if step == current else self._palette.quiet))
            painter.drawText(QPointF(left, top), label)
            free = left + width + 6

    def _paint_bar(self, painter: QPainter) -> None:
        """One bar for steps too many to be told apart: both passes in their colours, and a handle."""
        height, pitch, index = self._bar(), self._pitch(), self._player.index
        turn = next((k for k in range(self._player.count) if self._player.phase(k) == "backward"), 0)
        painter.setPen(Qt.PenStyle.NoPen)
        for first, last, colour in (
            (0, self._player.count, QColor(self._palette.line)),
            (0, min(index, turn), self._shade("forward")),
            (turn, index, self._shade("backward")),
        ):
            if last > first:
                painter.setBrush(colour)
                painter.drawRoundedRect(QRectF(first * pitch, 0, (last - first) * pitch, height), 2.5, 2.5)
        painter.setBrush(QColor(self._palette.text))
        painter.drawRoundedRect(QRectF(min(index * pitch, self.width() - 4.0) - 2, -2, 5, height + 4), 2, 2)
        painter.setPen(QColor(self._palette.quiet))
        text = f"{index:,} of {self._player.count:,}"
        painter.drawText(QPointF(0, height + 6 + self.fontMetrics().ascent()), text)

    def _colour(self, step: int) -> QColor:
        if step >= self._player.index:
            return QColor(self._palette.line)
        return self._shade(self._player.phase(step))

    def _shade(self, phase: str) -> QColor:
        share = 0.5 if phase == "forward" else 0.0
        return QColor(mix(self._palette.accent, self._palette.panel, share))

    def _pitch(self) -> float:
        return self.width() / max(1, self._player.count)

    def _bar(self) -> int:
        return max(10, self.fontMetrics().height() * 2 // 3)

    def _go(self, event: QMouseEvent) -> None:
        self._player.pause()
        self._player.go(self.step_at(event.position().x()) + 1)
