"""A card that opens under a button or over an area, until a press beside it or Escape closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid


class Popover(QWidget):
    """What stands in `body` is shown by `open_under` or `open_over`; `closed` follows every closing."""

    closed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(name)
        self._owner = parent
        self._before: QWidget | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        card.setProperty("role", "panel")
        whole.addWidget(card)
        self.body = QVBoxLayout(card)
        self.body.setContentsMargins(18, 14, 18, 16)
        self.body.setSpacing(4)

    def open_under(self, anchor: QWidget, first: QWidget) -> None:
        """Open below `anchor`, inside its screen, with the keyboard in `first`."""
        self._open(anchor.mapToGlobal(QPoint(0, anchor.height() + 6)), anchor, first)

    def open_over(self, area: QWidget, first: QWidget) -> None:
        """Open in the middle of `area`, inside its screen, with the keyboard in `first`."""
        self.ensurePolished()
        self.adjustSize()
        self._open(area.mapToGlobal(area.rect().center() - self.rect().center()), area, first)

    def _open(self, place: QPoint, beside: QWidget, first: QWidget) -> None:
        self._before = QApplication.focusWidget()
        self.ensurePolished()
        self.adjustSize()
        room = beside.screen().availableGeometry()
        place.setX(max(room.left() + 8, min(place.x(), room.right() - self.width() - 8)))
        place.setY(max(room.top() + 8, min(place.y(), room.bottom() - self.height() - 8)))
        self.move(place)
        self.show()
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Give the keyboard back to who had it, or to the window if that is gone, and tell (Qt's name)."""
        super().hideEvent(event)
        before = self._before
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        elif isValid(self._owner):
            self._owner.window().setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()
