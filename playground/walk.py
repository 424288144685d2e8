"""The walk: where a person stands in a formula's passes, and what is chosen. Observable, never saved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from playground.accumulate import start_of_pass
from playground.formula import Formula
from playground.player import Player
from playground.steps import Edge, Passes, Step, walkthrough

#: What the workspace is about: the walk itself, the comparison of orders, or gradient descent.
MODES = ("backward", "orders", "minimise")


class Walk(Player):
    """The formula's steps, how many of them are made (`index`, 0 to `len(steps)`), and the selection.

    Every number that is shown depends on `index` alone, so going back is as exact as going forward.
    """

    #: `selection` has changed: the key of a node, an edge, or None.
    selected = Signal()
    #: Another formula, with other nodes.
    formula_changed = Signal()
    #: `highlight` has changed: edges to light up while something that names them is pointed at.
    highlighted = Signal()
    #: `mode` has changed.
    mode_changed = Signal()
    #: (where, sentence): what another mode than the walk's own has to say at the top.
    said = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._formula: Formula | None = None
        self._passes: Passes | None = None
        self._revealed: set[str] = set()
        self._carried: dict[str, float] = {}
        self._selection: str | Edge | None = None
        self._highlight: frozenset[Edge] = frozenset()
        self.mode = MODES[0]
        self._left_at = 0  # where the walk stood when gradient descent began
        #: How many backward passes have begun since the formula or its numbers changed, at least 1.
        self.passes = 1

    # The formula

    @property
    def formula(self) -> Formula | None:
        """The formula that is walked through; None before the first one."""
        return self._formula

    @property
    def steps(self) -> Sequence[Step]:
        """All steps: forward, the loss, backward, done."""
        return self._passes.steps if self._passes else ()

    @property
    def carried(self) -> dict[str, float]:
        """What an earlier backward pass left in the gradients, by key; what is 0 is left out."""
        return self._carried

    @property
    def loss_index(self) -> int:
        """The `index` at which the output is known and the backward pass has not begun."""
        return self._passes.loss if self._passes else 0

    @property
    def pass_(self) -> Passes | None:
        """The passes that the steps are of."""
        return self._passes

    def set_formula(self, formula: Formula) -> None:
        """Take a formula. One with the same nodes keeps the place; for another the backward pass is ahead."""
        before = self._formula
        same = before is not None and [(n.key, n.parents) for n in before.nodes] == [
            (n.key, n.parents) for n in formula.nodes
        ]
        at_end = bool(self.steps) and self._index == len(self.steps)
        self._formula = formula
        self._forget_passes()
        self._passes = self._passes_of(formula)
        if not same:
            self._left_at = self.loss_index
            self._revealed.clear()
            self.pause()
        self._stand_at(self._index if same else len(self.steps) if at_end else self.loss_index)
        self.formula_changed.emit()
        if not same and self._selection not in formula.by_key:
            self.select(self._first_question())
        self.moved.emit()

    def ask_anew(self) -> None:
        """Stand before the backward pass, the first variable chosen: every gradient is a question."""
        self.pause()
        self._revealed.clear()
        self._stand_at(self.loss_index)
        if self._formula is not None:
            self.select(self._first_question())
        self.moved.emit()

    def _first_question(self) -> str:
        """The first variable: its gradient is what the walk is about."""
        assert self._formula is not None
        return next((node.key for node in self._formula.nodes if node.is_variable), self._formula.output)

    def refresh(self) -> None:
        """The formula was evaluated anew: take its numbers, and stay where we are."""
        if self._formula is not None:
            self._forget_passes()
            self._passes = self._passes_of(self._formula)
            self._stand_at(self._index)
            self.moved.emit()

    def _passes_of(self, formula: Formula) -> Passes:
        """The passes through a formula whose values were just computed."""
        return walkthrough(formula)

    # Stepping

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def current(self) -> Step | None:
        """The step that was made last; None before the first one."""
        return self.steps[self._index - 1] if self._index else None

    @property
    def subject(self) -> Formula | None:
        """The formula."""
        return self._formula

    def label(self, step: int) -> str:
        """The node that the step is about, or its gradient."""
        return self.steps[step].label

    def phase(self, step: int) -> str:
        """Which pass the step belongs to."""
        return "forward" if step < self.loss_index else "backward"

    def explanation(self, step: int) -> str:
        """The step in a sentence."""
        return self.steps[step].sentence

    def set_mode(self, mode: str) -> None:
        """Turn to another of `MODES`; after gradient descent, which shows all, the walk is where it stood."""
        if mode == self.mode:
            return
        before, self.mode = self.mode, mode
        self.pause()
        if mode == "minimise":
            self._left_at = self._index
            self._stand_at(self.count)
        elif before == "minimise":
            self._stand_at(self._left_at)
        self.mode_changed.emit()
        self.moved.emit()

    def _press(self, index: int) -> bool:
        if not 0 <= index <= len(self.steps) or index == self._index:
            return False
        self._stand_at(index)
        self.select(self._subject_at(index))
        self.moved.emit()
        return True

    def _subject_at(self, index: int) -> str | Edge:
        """What is chosen where `index` steps are made: it depends on nothing else, not on the way there."""
        step = next((s for s in self.steps[max(index - 2, 0) : index][::-1] if s.kind != "done"), None)
        return self._first_question() if step is None else step.edge or step.node

    def _stand_at(self, index: int) -> None:
        """Have `index` steps made. What is known then follows from it."""
        self._index = min(index, len(self.steps))

    # What is shown

    def value_shown(self, key: str) -> bool:
        """Whether the node's value is known by now; variables and numbers are from the start."""
        return self._passes is None or self._passes.computed.get(key, 0) <= self._index

    def gradient_shown(self, key: str) -> float | None:
        """The node's gradient as far as it is known: the sum so far; None until something has arrived."""
        if self._passes is None or self._formula is None or key not in self._formula.by_key:
            return None
        if self._index == len(self.steps) or key in self._revealed:
            return self._passes.gradients.get(key, 0.0)
        made, into = self._made(key)
        return self._passes.total(into[made - 1]) if made else self._carried.get(key)

    def gradient_complete(self, key: str) -> bool:
        """Whether everything that makes up the node's gradient has arrived."""
        made, into = self._made(key)
        return key in self._revealed or (self._index > self.loss_index and made == len(into))

    def _made(self, key: str) -> tuple[int, Sequence[int]]:
        """How many of the steps that add to a node's gradient are made, and all of them."""
        into = self._passes.into.get(key, ()) if self._passes else ()
        return bisect_left(into, self._index), into

    def steps_into(self, key: str) -> list[tuple[Step, bool]]:
        """The backward steps that make up a node's gradient, and whether each is made."""
        made, into = self._made(key)
        found = [(self.steps[step], place < made) for place, step in enumerate(into)]
        return [(step, is_made) for step, is_made in found if step.kind == "backward"]

    def carried_along(self, edges: Iterable[Edge]) -> float | None:
        """What the backward pass has carried along edges by now, in all; None before it did along any."""
        if (passes := self._passes) is None:
            return None
        steps = (passes.along.get(edge, self._index) for edge in edges)
        known = [passes.contribution(step) for step in steps if step < self._index]
        return sum(known) if known else None

    @property
    def active_edge(self) -> Edge | None:
        """The edge that the step made last ran along, backward."""
        step = self.current
        return step.edge if step else None

    def reveal(self, key: str) -> None:
        """Show one node's gradient before the walk has come to it."""
        self._revealed.add(key)
        self.moved.emit()

    def hide(self, key: str) -> None:
        """Hide again what `reveal` showed."""
        self._revealed.discard(key)
        self.moved.emit()

    def is_revealed(self, key: str) -> bool:
        """Whether `reveal` showed this node's gradient."""
        return key in self._revealed

    # Several backward passes

    def backward_again(self, zeroing: str, parameters: Iterable[str]) -> None:
        """Begin another backward pass over the same numbers; `zeroing` says what is set to 0 before it.

        The pass under way is finished first: what it left is what the next one finds.
        """
        if self._formula is None or self._passes is None:
            return
        self._carried = start_of_pass(self._passes.gradients, zeroing, parameters)
        self._passes = walkthrough(self._formula, self._carried)
        self.passes += 1
        self._revealed.clear()
        self._stand_at(self.loss_index)
        self.moved.emit()

    def zero(self) -> None:
        """Set every gradient to 0: the next backward pass is the first one again."""
        self.refresh()

    def _forget_passes(self) -> None:
        self._carried = {}
        self.passes = 1

    # Choosing

    @property
    def selection(self) -> str | Edge | None:
        """The key of the chosen node, or the chosen edge (child, parent, position)."""
        return self._selection

    @property
    def focus(self) -> str | None:
        """The node whose gradient is asked about: the chosen one, or the parent of the chosen edge."""
        return self._key_of_selection() or None

    def select(self, what: str | Edge | None) -> None:
        """Choose a node, an edge or nothing."""
        if what != self._selection:
            self._selection = what
            self.selected.emit()

    def _key_of_selection(self) -> str:
        return self._selection[1] if isinstance(self._selection, tuple) else self._selection or ""

    @property
    def highlight(self) -> frozenset[Edge]:
        """Edges that something under the pointer speaks of."""
        return self._highlight

    def set_highlight(self, edges: Iterable[Edge] = ()) -> None:
        """Light these edges and no others."""
        lit = frozenset(edges)
        if lit != self._highlight:
            self._highlight = lit
            self.highlighted.emit()
