"""Experiments that come and go as short texts: links of TensorFlow Playground, and our own share texts.

A text that is pasted or dropped becomes the open experiment in one edit, so that undo brings back what
was there, trained weights and all; the document keeps its file, its looks and its formulas. A share
text brings all of its own. Training stands still after it, at the point that the text describes.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from engine.errors import PlaygroundError
from playground.document import Document
from playground.links import Imported, is_share_text, is_shared, read_shared, share_text, write_link
from playground.network_edits import current_state
from playground.session import Session

SHOW_ALL = "Show all controls"


class Sharing(QObject):
    """Pastes and copies for one session.

    `arriving` comes before each experiment that is taken in. `said(sentences, action)` is for the banner,
    where `action` may be `SHOW_ALL`; `failed(sentence)` says what could not be done, after which all is
    as it was.
    """

    arriving = Signal()
    said = Signal(str, str)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def paste(self) -> None:
        """Take the experiment in the clipboard."""
        text = _clipboard().text()
        if text.strip():
            self.take(text)
        else:
            self.failed.emit("The clipboard holds no text: copy a link first.")

    def take(self, text: str) -> bool:
        """Make the experiment that a link or share text describes the open one; whether it is."""
        try:
            imported = read_shared(text)
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return False
        whole = is_share_text(text)
        after = imported.document if whole else _into(self._session.document, imported.document)
        # A state of its own: the run starts there.
        after = replace(after, state=replace(current_state(after)))
        self.arriving.emit()
        self._session.edit("Paste share text" if whole else "Paste link", after)
        self.tell(imported)
        return True

    def tell(self, imported: Imported) -> None:
        """Say that an experiment is here, and what its text could not carry over."""
        sentences = ["The experiment is here, ready to play."]
        hidden = bool(imported.document.view.hidden)
        if hidden:
            sentences.append("Some of its controls are hidden.")
        if imported.notes:
            sentences.append("Not everything could be carried over.")
        self.said.emit(" ".join((*sentences, *imported.notes)), SHOW_ALL if hidden else "")

    def copy_link(self) -> None:
        """Put the experiment into the clipboard as a TensorFlow Playground link."""
        written = write_link(self._session.current())
        _clipboard().setText(written.link)
        sentence = "Copied as a TensorFlow Playground link."
        if written.notes:
            sentence += " That page cannot do everything: " + " ".join(written.notes)
        self.said.emit(sentence, "")

    def copy_share_text(self, with_weights: bool) -> None:
        """Put the whole document into the clipboard as a text that this app takes back."""
        try:
            text = share_text(self._session.current(), with_weights)
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return
        _clipboard().setText(text)
        weights = "with its weights" if with_weights else "without weights"
        self.said.emit(f"Copied {weights} as a text of {len(text):,} characters, to be pasted here.", "")

    def show_all_controls(self) -> None:
        """Show again what the document hides."""
        document = self._session.document
        self._session.edit(SHOW_ALL, replace(document, view=replace(document.view, hidden=())))


def shared_text(data: QMimeData) -> str | None:
    """The link or share text that is dragged, None if it is anything else."""
    texts = [data.text(), *(bytes(url.toEncoded().data()).decode() for url in data.urls())]
    return next((text for text in texts if is_shared(text)), None)


def _into(document: Document, imported: Document) -> Document:
    """A link's experiment, seen as this document is seen."""
    theirs = imported.view
    view = replace(
        document.view,
        workspace="network",
        show_test=theirs.show_test,
        discretise=theirs.discretise,
        hidden=theirs.hidden,
    )
    return replace(imported, view=view, expression=document.expression, derivative=document.derivative)


def _clipboard() -> QClipboard:
    return QGuiApplication.clipboard()
