"""The session: the open document, its undo stack and its file. The one emitter of `changed`."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from engine.state import TrainingState
from playground.document import Document, fits
from playground.edit import Edit, Swap
from playground.network_edits import current_state

#: Edits that can be undone: each may hold two states of the largest network, some 100 kB.
UNDO_LIMIT = 200


class Session(QObject):
    """Holds one document; every change of it goes through `edit` (undoable) or `open` (not).

    The document's `state` is never None here, and names the run: as long as it is the same object,
    training goes on; another object means that training goes on from there. It is not kept up to date
    while training runs; `current()` asks for that.

    `modified` means that closing would lose something: an edit since the file was saved or opened, or,
    for a document that has a file, training since then. Training alone of a document that was never
    saved does not count: the same start gives the same run again.
    """

    #: (before, after), once for each change of the document.
    changed = Signal(object, object)
    #: The path, or whether edits are unsaved, may have changed.
    file_changed = Signal()

    def __init__(self, document: Document | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: Asks the trainer for the state that the document's run has reached; the window sets it.
        self.capture: Callable[[], TrainingState | None] = _nothing
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self.undo_stack.cleanChanged.connect(self.file_changed)
        # The stack's destructor emits: nobody must hear it who may be half gone.
        self.destroyed.connect(partial(self.undo_stack.blockSignals, True))
        # Edits know the session weakly: it holds them through Qt, where no garbage collector looks.
        session = weakref.proxy(self)
        self._do: Swap = lambda document, keeps_state: session._swap(document, keeps_state)
        self._shown: Callable[[], Document] = lambda: session._document
        self._merge_key: str | None = None
        self._merge_number = 0
        self._document = _with_state(Document() if document is None else document)
        self._path: Path | None = None
        self._captured = self._saved = self._document.state

    @property
    def document(self) -> Document:
        """The open document; its state is where its run started from."""
        return self._document

    @property
    def path(self) -> Path | None:
        """The document's file, or None as long as it has none."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether closing now would lose something (see the class)."""
        if not self.undo_stack.isClean():
            return True
        return self._path is not None and _progress(self.current().state) != _progress(self._saved)

    def current(self) -> Document:
        """Return the document with the state that training has reached: what is saved, and what
        network edits work on."""
        state = self.capture()
        if state is not None and fits(state.parameters, self._document.network):
            self._captured = state
        else:
            self._captured = self._document.state
        return replace(self._document, state=self._captured)

    def edit(self, text: str, after: Document, merge: str | None = None) -> None:
        """Change the document, as an undo step that menus call `text`; nothing if nothing changes.

        `after` is made from `document` (settings, view) or from `current()` (network, data). When it
        keeps the state of either, this is a settings edit: it, its undo and its redo never touch the
        weights. Settings edits in a row with the same `merge` key become one undo step, so a key must
        name one gesture: a new key for each drag, or `end_merge()` at its end. None and "" never merge.
        """
        if after.state is self._captured:
            after = replace(after, state=self._document.state)
        keeps_state = after.state is self._document.state
        if after == (self._document if keeps_state else self.current()):
            return
        if merge != self._merge_key:
            self._merge_number += 1
        self._merge_key = merge
        number = self._merge_number if merge else -1
        self.undo_stack.push(Edit(text, self._document, after, number, self._do, self._shown))

    def end_merge(self) -> None:
        """Let the next edit be an undo step of its own: the mouse was released."""
        self._merge_key = None

    def open(self, document: Document, path: Path | None, saved: bool = True) -> None:
        """Replace the document by another, with nothing to undo.

        `path` is None for a document without a file. `saved` False says that it holds edits that its
        file does not (one that was recovered).
        """
        self.end_merge()
        self.undo_stack.clear()
        if not saved:
            self.undo_stack.resetClean()
        before = self._document
        self._document = _with_state(document)
        self._path = path
        self._captured = self._saved = self._document.state
        self.changed.emit(before, self._document)
        self.file_changed.emit()

    def mark_saved(self, path: Path) -> None:
        """Note that the document last returned by `current()` is in the file `path`."""
        self.end_merge()
        self._path = path
        self._saved = self._captured
        self.undo_stack.setClean()
        self.file_changed.emit()

    def _swap(self, document: Document, keeps_state: bool) -> Document:
        """Show a document for an edit, and return the one it replaces."""
        left = self._document if keeps_state else self.current()
        self._document = replace(document, state=left.state) if keeps_state else document
        self._captured = self._document.state
        self.changed.emit(left, self._document)
        return left


def _nothing() -> None:
    return None


def _with_state(document: Document) -> Document:
    """Give a document a state of its own, so that a run that starts over is told from one that goes on."""
    return replace(document, state=replace(current_state(document)))


def _progress(state: TrainingState | None) -> tuple[int, int, int] | None:
    return None if state is None else (state.epoch, state.batch, state.updates)
