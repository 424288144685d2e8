"""What a person does in the Expression workspace, as edits of the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QObject, Signal

from engine.errors import PlaygroundError
from engine.tokens import ExpressionError
from playground.examples import Example, apply_example
from playground.formula import with_text, with_variable
from playground.formula_edits import add_input, add_operation, delete_node, rename, wire
from playground.graph_layout import Point
from playground.session import Session
from playground.sheets import ExpressionSheet, Placement, Variable

_stretches = count(1)


class Edits(QObject):
    """Turns gestures into undo steps; a variable that vanishes is remembered, should its name come back."""

    #: Something cannot be done: one sentence.
    rejected = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._known: dict[str, Variable] = {}
        self._stretch = next(_stretches)

    @property
    def sheet(self) -> ExpressionSheet:
        """The sheet as it stands."""
        return self._session.document.expression

    def set_text(self, text: str) -> None:
        """Take another text; what is typed in one stretch is one undo step."""
        self._remember()
        self._edit("Formula", with_text(self.sheet, text, self._known), f"formula {self._stretch}")

    def end_stretch(self) -> None:
        """What is typed from now on is another undo step."""
        self._stretch = next(_stretches)

    def set_variable(self, variable: Variable, gesture: str = "") -> None:
        """Take a variable's value or range; changes of one gesture are one undo step."""
        self._edit(f"Variable {variable.name}", with_variable(self.sheet, variable), gesture or None)

    def place(self, key: str, point: Point) -> None:
        """Put a node where a person dragged it."""
        others = tuple(placement for placement in self.sheet.placements if placement.key != key)
        placed = replace(self.sheet, placements=(*others, Placement(key, *point)))
        self._edit("Move node", placed)

    def tidy(self) -> None:
        """Forget where nodes were put by hand."""
        self._edit("Tidy graph", replace(self.sheet, placements=()))

    def fold(self, text: str, sheet: ExpressionSheet) -> None:
        """Take a sheet in which other parts are folded."""
        if sheet != self.sheet:
            self._edit(text, sheet)

    def show_example(self, example: Example) -> None:
        """Begin with an example."""
        self._remember()
        self._edit(example.name, apply_example(self.sheet, example))

    def add_operation(self, op: str, first: str | None, place: Point | None = None) -> str | None:
        """Put an operation on a node, or on new variables; returns the new node's key."""
        return self._add("Add operation", lambda sheet: add_operation(sheet, op, first), place)

    def add_input(self, constant: bool, place: Point | None = None) -> str | None:
        """Add a variable or a constant that nothing uses yet; returns its key."""
        what = "Add constant" if constant else "Add variable"
        return self._add(what, lambda sheet: add_input(sheet, constant), place)

    def _add(
        self,
        text: str,
        change: Callable[[ExpressionSheet], tuple[ExpressionSheet, str]],
        place: Point | None,
    ) -> str | None:
        new: list[str] = []

        def add(sheet: ExpressionSheet) -> ExpressionSheet:
            sheet, key = change(sheet)
            new.append(key)
            put = () if place is None else (Placement(key, *place),)
            return replace(sheet, placements=(*sheet.placements, *put))

        return new[0] if self._try(text, add) else None

    def wire(self, parent: str, child: str, position: int) -> bool:
        """Make `parent` an input of `child`; returns whether that could be done."""
        return self._try("Wire", lambda sheet: wire(sheet, child, position, parent))

    def delete(self, key: str) -> bool:
        """Take a node away; returns whether that could be done."""
        return self._try("Delete node", lambda sheet: delete_node(sheet, key))

    def rename(self, key: str, name: str) -> bool:
        """Name a node; returns whether that could be done."""
        return self._try("Rename", lambda sheet: rename(sheet, key, name))

    def _try(self, text: str, change: Callable[[ExpressionSheet], ExpressionSheet]) -> bool:
        try:
            sheet = change(self.sheet)
        except ExpressionError:
            self.rejected.emit("The text has an error; mend that first.")
        except PlaygroundError as error:
            self.rejected.emit(str(error))
        else:
            self._remember()
            self._edit(text, sheet)
            return True
        return False

    def _remember(self) -> None:
        self._known.update((variable.name, variable) for variable in self.sheet.variables)

    def _edit(self, text: str, sheet: ExpressionSheet, merge: str | None = None) -> None:
        self._session.edit(text, replace(self._session.document, expression=sheet), merge)
