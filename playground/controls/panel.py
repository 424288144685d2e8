"""The calm card that every view sits on, and the labels in it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget


class TextLabel(QLabel):
    """A label in one of the stylesheet's roles that repaints only when its text changes.

    `role` is "heading", "quiet", "number", "large" or "" for plain text.
    """

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)

    def say(self, text: str) -> None:
        """Show `text`; free when it is what stands there already."""
        if text != self.text():
            self.setText(text)


def heading(text: str) -> TextLabel:
    """A small quiet heading: capitals on screen, the plain words to a screen reader."""
    label = TextLabel(text.upper(), "heading")
    label.setAccessibleName(text)
    return label


def separator() -> QFrame:
    """A thin vertical line between two groups of a bar."""
    line = QFrame()
    line.setProperty("role", "separator")
    return line


class Panel(QFrame):
    """A card with rounded corners: a quiet heading, room beside it (`head`), and a `body` below."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        self.title = heading(title)
        self.title.setParent(self)
        self.title.setVisible(bool(title))
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        if title:
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            column.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        column.addLayout(self.body, 1)

    def set_title(self, text: str) -> None:
        """Change the heading."""
        if text.upper() != self.title.text():
            self.title.setText(text.upper())
            self.title.setAccessibleName(text)
