"""Any sequence of edits, drags, undo, redo, training and saves, against a model of what should be seen."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.errors import PlaygroundError
from engine.settings import Settings
from engine.state import TrainingState
from playground.document import Document, View, fits
from playground.network_edits import initial_state
from playground.session import Session
from playground.storage import dumps, load, loads, save
from tests.playground import documents
from tests.playground.documents import NetworkEdit
from tests.playground.fake_trainer import FakeTrainer

amounts = st.floats(-0.5, 0.5)


def without_state(document: Document) -> Document:
    return replace(document, state=None)


@dataclass
class Step:
    """One undo step of the model: what is seen before and after it."""

    before: Document
    after: Document
    keeps_state: bool
    drag: str | None = None


class UndoMachine(RuleBasedStateMachine):
    """The model is the document without its state, the live state, and a list of steps with a place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "run.gradplay"
        self.session = Session()
        self.trainer = FakeTrainer(self.session)
        self.restart(Document())

    def restart(self, document: Document) -> None:
        self.seen = without_state(document)
        self.live: TrainingState = document.state or initial_state(document)
        self.steps: list[Step] = []
        self.done = 0
        self.dragging: str | None = None
        self.saved: tuple[Document, TrainingState] | None = None

    def teardown(self) -> None:
        self.folder.cleanup()

    def push(self, step: Step) -> None:
        self.steps[self.done :] = [step]
        self.done += 1

    @rule(edit=documents.structural_edits | documents.other_edits)
    def edit_network(self, edit: tuple[str, NetworkEdit]) -> None:
        before = self.session.current()
        try:
            after = edit[1](before)
        except PlaygroundError:
            return
        if after.state is before.state:
            self.change_settings(after)
            return
        self.session.edit(edit[0], after)
        if after != before:
            self.end_drag()
            self.push(Step(before, after, keeps_state=False))
            self.seen, self.live = without_state(after), after.state

    @rule(training=documents.settings)
    def edit_settings(self, training: Settings) -> None:
        document = self.session.document
        training = replace(training, loss=document.training.loss)
        self.change_settings(replace(document, training=training))

    @rule(view=documents.views)
    def edit_view(self, view: View) -> None:
        self.change_settings(replace(self.session.current(), view=view))

    @rule(
        key=st.sampled_from(["noise", "train_share"]),
        values=st.lists(st.integers(10, 50), min_size=1),
        release=st.booleans(),
    )
    def drag(self, key: str, values: list[int], release: bool) -> None:
        for value in values:
            document = self.session.document
            self.change_settings(replace(document, data=replace(document.data, **{key: value})), key)
        if release:
            self.session.end_merge()
            self.end_drag()

    def end_drag(self) -> None:
        self.dragging = None
        for step in self.steps:
            step.drag = None

    def change_settings(self, after: Document, drag: str | None = None) -> None:
        self.session.edit("Settings", after, merge=drag)
        after = without_state(after)
        if after == self.seen:
            return
        if drag is None or drag != self.dragging:
            self.end_drag()
        last = self.steps[self.done - 1] if self.done else None
        if drag is not None and last is not None and last.drag == drag:
            del self.steps[self.done :]
            last.after = after
            if without_state(last.before) == after:
                self.steps.pop()
                self.done -= 1
        else:
            self.push(Step(self.seen, after, keeps_state=True, drag=drag))
        self.seen, self.dragging = after, drag

    @precondition(lambda self: self.done > 0)
    @rule(times=st.integers(1, 4), amount=amounts)
    def undo(self, times: int, amount: float) -> None:
        for _ in range(min(times, self.done)):
            self.train(amount)
            self.session.undo_stack.undo()
            self.done -= 1
            step = self.steps[self.done]
            step.after = self.leave()
            self.enter(step.before, step.keeps_state)

    @precondition(lambda self: self.done < len(self.steps))
    @rule(times=st.integers(1, 4), amount=amounts)
    def redo(self, times: int, amount: float) -> None:
        for _ in range(min(times, len(self.steps) - self.done)):
            self.train(amount)
            self.session.undo_stack.redo()
            step = self.steps[self.done]
            self.done += 1
            step.before = self.leave()
            self.enter(step.after, step.keeps_state)

    @precondition(lambda self: self.done > 0)
    @rule(times=st.integers(1, 4), amount=amounts)
    def undo_and_redo(self, times: int, amount: float) -> None:
        self.undo(times, amount)
        self.redo(times, amount)

    def leave(self) -> Document:
        return replace(self.seen, state=self.live)

    def enter(self, document: Document, keeps_state: bool) -> None:
        self.seen = without_state(document)
        if not keeps_state:
            self.live = document.state

    @rule(amount=amounts)
    def train(self, amount: float) -> None:
        self.live = self.trainer.train(amount)

    @rule(reopen=st.booleans(), amount=amounts)
    def save(self, reopen: bool, amount: float) -> None:
        self.train(amount)
        save(self.session.current(), self.path)
        if reopen:
            self.session.open(load(self.path), self.path)
            self.restart(replace(self.seen, state=self.live))
        else:
            self.session.mark_saved(self.path)
            self.end_drag()
        self.saved = (self.seen, self.live)
        assert not self.session.modified

    @invariant()
    def what_is_seen_is_what_the_model_says(self) -> None:
        current = self.session.current()
        assert without_state(current) == self.seen
        assert current.state == self.live
        assert self.trainer.state == self.live
        assert fits(current.state.parameters, current.network)

    @invariant()
    def the_stack_stands_where_the_model_says(self) -> None:
        assert self.session.undo_stack.count() == len(self.steps)
        assert self.session.undo_stack.index() == self.done

    @invariant()
    def a_file_holds_it_bit_for_bit(self) -> None:
        current = self.session.current()
        assert repr(loads(dumps(current), "copy")) == repr(current)

    @invariant()
    def what_differs_from_the_file_is_unsaved(self) -> None:
        if self.saved is not None and self.saved != (self.seen, self.live):
            assert self.session.modified


UndoMachine.TestCase.settings = hypothesis_settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.mark.usefixtures("qapp")
class TestUndo(UndoMachine.TestCase):
    """Runs the machine under pytest."""
