"""The one undo command: a document before, a document after, and whether it merges with the one below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QUndoCommand

from playground.document import Document
from playground.point_patch import PointPatch, without_points

#: `swap(document, keeps_state)` shows a document and returns the one it replaces (see `Session`).
Swap = Callable[[Document, bool], Document]


class Edit(QUndoCommand):
    """One change of the document, which Qt's undo stack does, undoes and redoes.

    A settings edit (`keeps_state`) replaces everything but the state, in both directions, so that
    training goes on undisturbed. Any other edit notes, whenever it is left, the state that training
    had reached there: undo brings the trained weights back, and redo those trained since.
    """

    def __init__(
        self,
        text: str,
        before: Document,
        after: Document,
        merge: int,
        swap: Swap,
        shown: Callable[[], Document],
    ) -> None:
        """`merge` is a number that settings edits share which are to become one; -1 for none.

        `shown` gives the document at hand: it has the own points that a patch goes on from.
        """
        super().__init__(text)
        self._merge, self._swap, self._shown = merge, swap, shown
        self._keeps_state = after.state is before.state
        self._patch = PointPatch.of(before, after)
        self._before, self._after = without_points(before), without_points(after)

    def redo(self) -> None:
        """Show the document after; Qt calls this also when the edit is first pushed."""
        after = self._patch.forwards(self._shown(), self._after)
        self._before = without_points(self._swap(after, self._keeps_state))

    def undo(self) -> None:
        """Show the document before."""
        before = self._patch.backwards(self._shown(), self._before)
        self._after = without_points(self._swap(before, self._keeps_state))

    def id(self) -> int:
        """Return the merge number; Qt offers edits of equal numbers to `mergeWith`."""
        return self._merge

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 (Qt's name)
        """Become one with a newer edit; the one that ends where it began is dropped from the stack."""
        if not (isinstance(other, Edit) and self._keeps_state and other._keeps_state):
            return False
        after = self._shown()  # the newer edit is done already
        between = other._patch.backwards(after, self._after)
        before = self._patch.backwards(between, self._before)
        self._patch, self._after = PointPatch.of(before, after), other._after
        self.setObsolete(replace(before, state=None) == replace(after, state=None))
        # The stack deletes them now, but PySide keeps their Python halves: those must hold no documents.
        for gone in (other, self) if self.isObsolete() else (other,):
            vars(gone).clear()
        return True
