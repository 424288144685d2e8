"""The palette: operations that a person puts on the graph, and the menu of a node."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from engine.operation import Operation
from engine.ops import OPS

#: The operations by kind, in the order in which they are offered.
GROUPS = (
    ("Arithmetic", ("add", "sub", "mul", "div", "pow", "constant_pow", "neg", "abs", "max", "min")),
    ("Functions", ("exp", "log", "sqrt", "sin", "cos", "tan", "floor", "sign")),
    ("Activations", ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "softplus", "silu")),
)
_LABELS = {
    **{"add": "a + b", "sub": "a − b", "mul": "a · b", "div": "a / b", "pow": "a ^ b"},
    **{"constant_pow": "a²", "neg": "−a", "abs": "|a|"},
}


def label(row: Operation) -> str:
    """What an operation is called in the palette."""
    return _LABELS.get(row.name) or f"{row.name}({', '.join('ab'[: row.arity])})"


def fill(menu: QMenu, add: Callable[[str], None]) -> None:
    """Offer all operations; `add(name)` is called with the one that was chosen."""
    menu.setToolTipsVisible(True)
    for place, (name, ops) in enumerate(GROUPS):
        if place:
            menu.addSeparator()
        heading = menu.addAction(name)
        heading.setEnabled(False)
        for op in ops:
            action = menu.addAction(label(OPS[op]))
            action.setToolTip(OPS[op].words)
            action.setData(op)
            action.triggered.connect(lambda _=False, op=op: add(op))


def node_menu(
    parent: QWidget,
    name: str,
    rename: Callable[[], None],
    delete: Callable[[], None],
    add: Callable[[str], None],
) -> QMenu:
    """The menu of a node: what can be done to it, and what can be computed from it."""
    menu = QMenu(parent)
    for text, key, run in ((f"Rename {name}…", "F2", rename), (f"Delete {name}", "Del", delete)):
        action = QAction(f"{text}\t{key}", menu)
        action.triggered.connect(lambda _=False, run=run: run())
        menu.addAction(action)
    menu.addSeparator()
    operations = menu.addMenu(f"Compute from {name}")
    fill(operations, add)
    return menu
