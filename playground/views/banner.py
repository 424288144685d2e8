"""The message line: what happened, what can be done about it in one press, and a way to close it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from playground.controls.explain import explain
from playground.controls.icons import IconButton, icon
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel
from playground.document import Document
from playground.run import Frame
from playground.session import Session
from playground.theme import Palette


class Banner(QFrame):
    """One message at a time, hidden while there is none; it never takes the keyboard and never blocks."""

    dismissed = Signal()

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setAccessibleName("Message")
        self._action: Callable[[], object] | None = None
        self._about = ""
        self._drawing = "information"
        self.sign = QLabel()
        self.message = TextLabel("")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = QPushButton()
        self.action.setProperty("kind", "primary")
        self.action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self.action)
        self.close_button = IconButton("close", bare=True).explain("Dismiss", "Hides this message.", "Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 8, 7)
        row.setSpacing(10)
        for part in (self.sign, self.message, self.action, self.close_button):
            row.addWidget(part)
        row.setStretchFactor(self.message, 1)
        self.action.clicked.connect(self._act)
        self.close_button.clicked.connect(self.dismiss)
        self.set_palette(palette)
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.sign.setPixmap(icon(self._drawing, palette.accent).pixmap(20, 20))
        self.close_button.set_palette(palette)

    def show_message(
        self,
        text: str,
        action: str = "",
        run: Callable[[], object] | None = None,
        warning: bool = False,
        about: str = "",
    ) -> None:
        """Say `text` in place of what stood there; a press on `action`, if named, calls `run` and closes.

        `about` names what it is about, for `withdraw`.
        """
        self._action, self._about = run, about
        self._drawing = "warning" if warning else "information"
        self.set_palette(self._palette)
        self.message.say(text)
        self.setAccessibleDescription(text)
        self.action.setVisible(bool(action))
        if action:
            self.action.setText(action)
            explain(self.action, action, text)
        self.show()

    def dismiss(self) -> None:
        """Hide the message and forget its action."""
        self._action = None
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def withdraw(self, about: str) -> None:
        """Hide the message if it is about this: it is no longer so."""
        if about == self._about:
            self.dismiss()

    def show_document(self, before: Document | None, after: Document) -> None:
        """Nothing: a message stands until it is acted on, dismissed or replaced."""

    def show_frame(self, frame: Frame) -> None:
        """Nothing: see `show_document`."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape dismisses (Qt's name)."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _act(self) -> None:
        run = self._action
        self.dismiss()
        if run is not None:
            run()
