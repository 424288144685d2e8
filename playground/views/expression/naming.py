"""A field over a node in which its name is typed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NameField(QLineEdit):
    """Return takes the name, Escape or a click elsewhere does not."""

    #: (key, name)
    named = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = ""
        self._behind = parent
        self.setMaxLength(40)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("Name of the node")
        self.setProperty("role", "number")
        self.setPlaceholderText("name")
        self.returnPressed.connect(self._take)
        self.hide()

    def ask(self, key: str, name: str, box: QRectF) -> None:
        """Ask for the name of a node that is painted in `box`."""
        self._key = key
        height = self.sizeHint().height()
        width = max(round(box.width()), 90)
        self.setGeometry(
            round(box.center().x() - width / 2), round(box.center().y() - height / 2), width, height
        )
        self.setText(name)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves the name as it is (Qt's name)."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Leave the name as it is (Qt's name)."""
        super().focusOutEvent(event)
        self.hide()

    def _take(self) -> None:
        key, name = self._key, self.text()
        self._leave()
        self.named.emit(key, name)

    def _leave(self) -> None:
        self.hide()
        self._behind.setFocus()
