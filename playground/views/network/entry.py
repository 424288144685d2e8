"""The small field in which a weight or a bias is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_OTHERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class NumberEntry(QLineEdit):
    """A line of text that says which key ended it; plain keys are its own, also the window's shortcuts."""

    #: Enter was pressed.
    taken = Signal()
    #: Escape was pressed.
    dropped = Signal()
    #: Up (+1) or Down (−1) was pressed, and whether with Shift.
    stepped = Signal(int, bool)
    #: The keyboard went elsewhere in this window.
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("number entry")
        self.setMaxLength(200)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.hide()

    def show_at(self, place: QRectF, font: QFont) -> None:
        """Stand where a number of a card stands, in the card's type."""
        # The application's stylesheet gives fields a font; one of the widget's own goes before it.
        self.setStyleSheet(f"QLineEdit {{ font-size: {font.pixelSize()}px; }}")
        height = self.fontMetrics().height() + 6
        top = place.center().y() - height / 2
        self.setGeometry(round(place.left()) - 14, round(top), round(place.width()) + 20, height)
        self.show()

    def event(self, event: QEvent) -> bool:
        """Keep plain keys from being shortcuts meanwhile (Qt's name)."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and not event.modifiers() & _OTHERS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Type, or end or step (Qt's name)."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(1 if key == Qt.Key.Key_Up else -1, fine)
        else:
            super().keyPressEvent(event)
            if event.modifiers() & _OTHERS:
                return
        # What it has no use for must not reach the canvas, which would take it for an edit.
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say so, unless a menu or another window has the keyboard for a while (Qt's name)."""
        super().focusOutEvent(event)
        for_a_while = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in for_a_while:
            self.left.emit()
