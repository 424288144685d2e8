"""What keys do on the graph: choose with the arrows, delete, rename, zoom and fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from playground.views.expression.viewport import NOTCH

if TYPE_CHECKING:
    from playground.views.expression.canvas import Canvas


def press(
    canvas: Canvas, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> bool:
    """Do what a key means; returns whether it meant anything."""
    chosen = canvas.walk.focus
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        _choose_next(canvas, 1 if key == Qt.Key.Key_Down else -1)
    elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        canvas.zoom(NOTCH)
    elif key == Qt.Key.Key_Minus:
        canvas.zoom(1 / NOTCH)
    elif key in (Qt.Key.Key_0, Qt.Key.Key_F):
        canvas.fit()
    elif key == Qt.Key.Key_Escape:
        canvas.hand.let_go()
        canvas.walk.select(None)
    elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and chosen:
        canvas.delete_asked.emit(chosen)
    elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return) and chosen:
        canvas.rename_asked.emit(chosen)
    elif key == Qt.Key.Key_O and chosen:
        shifted = modifiers & Qt.KeyboardModifier.ShiftModifier
        (canvas.fold_around_asked if shifted else canvas.fold_asked).emit(canvas.folds.drawn(chosen))
    else:
        return False
    return True


def _choose_next(canvas: Canvas, step: int) -> None:
    """Choose the node after the chosen one, in topological order."""
    nodes = canvas.shape.nodes
    if nodes:
        at = canvas.shape.index.get(canvas.folds.drawn(canvas.walk.focus or ""))
        last = len(nodes) - 1
        at = (0 if step > 0 else last) if at is None else min(max(at + step, 0), last)
        canvas.choose(at)
        canvas.show_node(nodes[at].key)
