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
#: What a graph is built from besides operations: a name and a sentence each.
INPUTS = {
    "variable": ("variable", "A new variable with a slider."),
    "constant": ("constant", "A number of its own, with a name."),
}
#: What stands on a chip, where it is not the operation's own symbol.
SIGNS = {
    **{"variable": "x", "constant": "2", "add": "+", "sub": "−", "mul": "·", "div": "/", "pow": "aᵇ"},
    **{"constant_pow": "a²", "neg": "−a", "abs": "|a|", "sqrt": "√", "floor": "⌊a⌋", "leaky_relu": "leaky"},
}
_LABELS = {
    **{"add": "{a} + {b}", "sub": "{a} − {b}", "mul": "{a} · {b}", "div": "{a} / {b}", "pow": "{a} ^ {b}"},
    **{"constant_pow": "{a}²", "neg": "−{a}", "abs": "|{a}|"},
}


def label(row: Operation, a: str = "a", b: str = "b") -> str:
    """What an operation is called in the palette, on inputs of these names.

    >>> label(OPS["mul"]), label(OPS["tanh"], "d")
    ('a · b', 'tanh(d)')
    """
    if row.name in _LABELS:
        return _LABELS[row.name].format(a=a, b=b)
    return f"{row.name}({', '.join((a, b)[: row.arity])})"


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
