"""A chip that a person made and can take away again: on or off like the others, with a × of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QStyleOptionButton, QWidget

from playground.controls.keys import keep_space

#: A chip is at most so many lines of text wide; what is longer is elided.
WIDEST = 9.6


class RemovableChip(QPushButton):
    """Pressed, it is switched; its ×, the Delete key or its menu emit `removed`."""

    removed = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label.replace("&", "&&"), parent)
        self.setProperty("kind", "chip")
        self.setProperty("removable", True)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._over_cross = False
        #: Pixels of the chip that are not text, once they are known.
        self._beside: int | None = None
        keep_space(self)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its text, up to `WIDEST` (Qt's name)."""
        self._beside = None  # for now: Qt asks below for what the whole text needs
        hint = super().sizeHint()
        self._beside = hint.width() - self.fontMetrics().horizontalAdvance(self.text())
        return QSize(min(hint.width() + 2, round(WIDEST * self.fontMetrics().height())), hint.height())

    minimumSizeHint = sizeHint  # noqa: N815

    def cross(self) -> QRectF:
        """Where the × is pressed: the chip's right end."""
        return QRectF(self.width() - self.height() + 1, 0, self.height() - 1, self.height())

    def initStyleOption(self, option: QStyleOptionButton) -> None:  # noqa: N802
        """Elide a long text (Qt's name)."""
        super().initStyleOption(option)
        if self._beside is not None:
            room = max(0, self.width() - self._beside + 1)
            option.text = self.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideRight, room)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A press on the × does not switch the chip (Qt's name)."""
        if not self.cross().contains(event.position()):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Released on the ×, it goes (Qt's name)."""
        if not self.isDown() and self.cross().contains(event.position()):
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Light the × under the pointer (Qt's name)."""
        super().mouseMoveEvent(event)
        self._light(self.cross().contains(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Put it out (Qt's name)."""
        super().leaveEvent(event)
        self._light(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Delete takes it away (Qt's name)."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer the same in words (Qt's name)."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Switch off" if self.isChecked() else "Switch on", self.click)
        menu.addAction("Remove", self.removed.emit)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the × over the right end (Qt's name)."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self.palette().color(self.foregroundRole()))
        colour.setAlphaF(1.0 if self._over_cross else 0.6)
        painter.setPen(QPen(colour, 1.4))
        middle, arm = self.cross().center() - QPointF(1.5, 0), 0.16 * self.height()
        painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
        painter.drawLine(middle - QPointF(arm, -arm), middle + QPointF(arm, -arm))

    def _light(self, on: bool) -> None:
        if on != self._over_cross:
            self._over_cross = on
            self.update()
