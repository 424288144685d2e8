"""A run that follows a session as the trainer does, and trains when told."""

from __future__ import annotations

from engine.state import TrainingState
from playground.document import Document
from playground.session import Session
from tests.playground.documents import trained


class FakeTrainer:
    """Keeps what it heard; takes a state over when the document's is another object."""

    def __init__(self, session: Session) -> None:
        self.state = session.document.state
        self.heard: list[tuple[Document, Document]] = []
        session.changed.connect(self.change)
        session.capture = lambda: self.state

    def change(self, before: Document, after: Document) -> None:
        self.heard.append((before, after))
        if after.state is not before.state:
            self.state = after.state

    def train(self, amount: float = 0.5) -> TrainingState:
        self.state = trained(self.state, amount)
        return self.state
