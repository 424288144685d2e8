"""The overview of keys and gestures, laid over the window on F1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QVBoxLayout, QWidget

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
            ("double click, O", "its graph in Expression"),
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
            ("click a data point", "the graph of its loss"),
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
        for column, sections in enumerate(((("Everywhere", rows),), SECTIONS[:1], SECTIONS[1:])):
            for title, gestures in sections:
                _list(grid, 3 * column, title, gestures)
            grid.setColumnMinimumWidth(3 * column + 2, 16)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._focus_before = QApplication.focusWidget()
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

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 (Qt's name)
        """Give the keyboard back, and go for good."""
        if self._focus_before is not None:
            self._focus_before.setFocus()
        self.setParent(None)
        self.deleteLater()


def _list(grid: QGridLayout, column: int, title: str, gestures: Sequence[tuple[str, str]]) -> None:
    """Write a heading and its lines into two columns of `grid`, below what stands there."""
    row = 0
    while grid.itemAtPosition(row, column) is not None:
        row += 1
    if row:
        row += 1
    grid.addWidget(heading(title), row, column, 1, 2)
    for line, (keys, meaning) in enumerate(gestures, start=row + 1):
        grid.addWidget(TextLabel(keys, "number"), line, column)
        grid.addWidget(TextLabel(meaning), line, column + 1)


def _keys(action: QAction) -> str:
    """Its key, and a second one only where that was chosen here: the platform's spare ones are clutter."""
    keys = action.shortcuts()
    shown = keys if action.property("all keys") else keys[:1]
    return "  or  ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in shown)
