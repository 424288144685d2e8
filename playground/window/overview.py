"""The overview of keys and gestures, laid over the window on F1."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from playground.controls.panel import TextLabel, heading

#: What hands do besides the keys of the actions: (section, ((gesture, what it does), …)).
SECTIONS = (
    (
        "On the network",
        (
            ("← → ↑ ↓", "move between neurons"),
            ("]  [", "next or previous edge of the neuron"),
            ("+  −", "one neuron more or fewer in the layer"),
            ("Del", "remove the neuron"),
            ("L", "add a layer after this one"),
            ("Shift+L", "remove the layer"),
            ("T", "next activation of the layer"),
            ("Enter", "menu of the neuron or layer"),
            ("W  G  U", "edges show weight, gradient, update"),
            ("P", "pulses on or off"),
            ("B  F  A", "pulses backward, forward, both"),
            (",  .", "step through one training step"),
            ("Esc", "let go"),
        ),
    ),
    (
        "On a plot",
        (
            ("wheel, +  −", "zoom"),
            ("drag, ← → ↑ ↓", "move"),
            ("double click, A", "show everything"),
        ),
    ),
    (
        "On a slider",
        (
            ("← →", "a small step"),
            ("click its value", "type a number"),
        ),
    ),
)


class Overview(QWidget):
    """Dims the window under a card of keys; any click, Escape or F1 closes it."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Keys")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame(self)
        card.setProperty("role", "panel")
        grid = QGridLayout(card)
        grid.setContentsMargins(28, 22, 28, 22)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        rows = [(_keys(action), action.text().replace("&", "").rstrip("…")) for action in actions]
        for column, (title, lines) in enumerate([("Everywhere", rows), *SECTIONS]):
            grid.addWidget(heading(title), 0, 3 * column, 1, 2)
            for row, (keys, meaning) in enumerate(lines, start=1):
                grid.addWidget(TextLabel(keys, "number"), row, 3 * column)
                grid.addWidget(TextLabel(meaning), row, 3 * column + 1)
            grid.setColumnMinimumWidth(3 * column + 2, 16)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Dim what lies under the card."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 150))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Close."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _keys(action: QAction) -> str:
    return "  or  ".join(
        key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()[:2]
    )
