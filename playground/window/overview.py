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

Section = tuple[str, tuple[tuple[str, str], ...]]

_NETWORK: Section = (
    "On the network",
    (
        ("← → ↑ ↓", "move between neurons"),
        ("]  [", "next or previous edge of the neuron"),
        ("+  −", "one neuron more or fewer in the layer"),
        ("Del", "remove the neuron"),
        ("L", "add a layer after this one"),
        ("Shift+L", "remove the layer"),
        ("T", "next activation of the layer"),
        ("Shift+T", "next activation of the neuron"),
        ("0 … 9, Enter", "type the weight or the bias"),
        ("F", "freeze, or train again"),
        ("Enter", "menu of the neuron or layer"),
        ("double click, O", "its graph in Expression"),
        ("W  G  U", "edges show weight, gradient, update"),
        ("P", "pulses on or off"),
        ("Shift+B  F  A", "pulses backward, forward, both"),
        (",  .", "step through one training step"),
        ("Esc", "let go"),
    ),
)
_PLOT: Section = (
    "On a plot",
    (
        ("wheel, +  −", "zoom"),
        ("drag, ← → ↑ ↓", "move"),
        ("double click, A", "show everything"),
    ),
)
_POINT: Section = ("On the output", (("click a data point", "the graph of its loss"),))
_OWN_POINTS: Section = (
    "On own points",
    (
        ("H  D  S  M", "look, brush, point, move"),
        ("X  C", "erase, divide by a curve"),
        ("1 … 6", "the class that is painted"),
        (",  .", "the value that is painted"),
        ("]  [", "a wider, a narrower brush"),
        ("Del", "erase the chosen points"),
        ("Shift+Del", "erase all points"),
        ("← → ↑ ↓", "move the pen"),
        ("Enter", "put the pen down, lift it"),
        ("Esc", "give a stroke up, let go"),
    ),
)
_SURFACE: Section = (
    "On the surface",
    (
        ("drag, ← → ↑ ↓", "turn it"),
        ("P", "points on or off"),
    ),
)
_LOSS: Section = (
    "On bars and cells of the loss",
    (
        ("← → ↑ ↓", "read one after another"),
        ("click, Enter", "the graph of a bar's worst point"),
    ),
)
_FORMULA: Section = (
    "On a feature of one's own",
    (
        ("Space", "switch it on or off"),
        ("Del, ×", "take it away"),
    ),
)
_SLIDER: Section = (
    "On a slider",
    (
        ("← →", "a small step"),
        ("click its value", "type a number"),
    ),
)
_STEPS: Section = (
    "Step by step",
    (
        ("→  ←", "one operation on, one back"),
        ("Home  End", "before the first, after the last"),
        ("Space", "play, pause"),
        ("click the track", "go to a step"),
    ),
)
_GRAPH: Section = (
    "On the graph",
    (
        ("click, ↑ ↓", "choose a node or an edge"),
        ("drag a node", "move it"),
        ("drag from its right side", "wire it to an input"),
        ("F2, Enter", "name the node"),
        ("Del", "delete the node"),
        ("double click, O", "fold or open"),
        ("Shift+O", "fold what is around"),
        ("right click", "add an operation"),
        ("wheel, +  −", "zoom"),
        ("F", "show everything"),
        ("Esc", "let go"),
    ),
)
_PALETTE: Section = (
    "On the palette",
    (
        ("drag", "onto the graph, or onto a node"),
        ("← →, Enter", "choose, and add"),
    ),
)
_VISIT: Section = (
    "On a graph of the network",
    (
        ("N  Shift+N", "the next, the previous data point"),
        ("Esc", "back to the network"),
    ),
)
_TEXT: Section = ("In the text", (("Ctrl+Space", "complete"), ("Esc", "let go")))
_CARD: Section = (
    "On the card",
    (("point at a term", "light its edge"), ("click a term", "explain its slope")),
)
_CURVES: Section = (
    "On the curves",
    (
        ("← →", "move x"),
        ("Shift+← →", "move x a little"),
        ("]  [", "a larger, a smaller h"),
        ("Shift+]  [", "change h a little"),
        ("Space", "let h shrink"),
        ("drag the point", "move x"),
        ("drag the ring", "change h"),
        ("wheel", "zoom"),
        ("drag elsewhere", "move the plot"),
        ("double click, A", "show everything"),
    ),
)
#: What hands do besides the keys of the actions, in each workspace: one tuple of sections a column.
SECTIONS: dict[str, tuple[tuple[Section, ...], ...]] = {
    "network": ((_NETWORK, _FORMULA, _LOSS), (_PLOT, _SURFACE, _POINT, _OWN_POINTS, _SLIDER)),
    "expression": ((_STEPS, _GRAPH, _PALETTE), (_VISIT, _TEXT, _CARD, _PLOT, _SLIDER)),
    "derivative": ((_CURVES,), (_SLIDER,)),
}


class Overview(QWidget):
    """Dims the window under a card of a workspace's keys; any click, Escape or F1 closes it."""

    def __init__(self, actions: Iterable[QAction], workspace: str, parent: QWidget) -> None:
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
        for column, sections in enumerate(((("Everywhere", rows),), *SECTIONS[workspace])):
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
    taken = [row for row in range(grid.rowCount()) if grid.itemAtPosition(row, column) is not None]
    row = taken[-1] + 2 if taken else 0
    grid.addWidget(heading(title), row, column, 1, 2)
    for line, (keys, meaning) in enumerate(gestures, start=row + 1):
        grid.addWidget(TextLabel(keys, "number"), line, column)
        grid.addWidget(TextLabel(meaning), line, column + 1)


def _keys(action: QAction) -> str:
    """Its key, and a second one only where that was chosen here: the platform's spare ones are clutter."""
    keys = action.shortcuts()
    shown = keys if action.property("all keys") else keys[:1]
    return "  or  ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in shown)
