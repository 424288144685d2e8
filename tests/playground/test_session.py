"""The session: one emitter, undo and redo that never lose trained weights, and what counts as unsaved."""

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack
from pytestqt.qtbot import QtBot

from playground.document import Document
from playground.network_edits import (
    add_neuron,
    initial_state,
    reset,
    set_activation,
    set_dataset,
    toggle_feature,
)
from playground.session import UNDO_LIMIT, Session
from tests.playground.fake_trainer import FakeTrainer

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def trainer(session: Session) -> FakeTrainer:
    return FakeTrainer(session)


def rate(document: Document, value: float) -> Document:
    return replace(document, training=replace(document.training, learning_rate=value))


def test_a_new_session_holds_the_default_document_at_its_start(session: Session) -> None:
    assert session.document == replace(Document(), state=initial_state(Document()))
    assert session.path is None
    assert not session.modified
    assert session.current() == session.document


def test_an_edit_is_heard_once_with_before_and_after(session: Session, trainer: FakeTrainer) -> None:
    before = session.document
    session.edit("Learning rate", rate(before, 0.3))
    assert trainer.heard == [(before, session.document)]
    assert session.document.training.learning_rate == 0.3
    assert session.undo_stack.undoText() == "Learning rate"


def test_an_edit_that_changes_nothing_is_none(session: Session, trainer: FakeTrainer) -> None:
    session.edit("Learning rate", rate(session.document, session.document.training.learning_rate))
    session.edit("Reset", reset(session.current()))
    assert trainer.heard == []
    assert session.undo_stack.count() == 0


def test_a_reset_at_the_start_of_the_documents_run_that_has_moved_on_is_an_edit(
    session: Session, trainer: FakeTrainer
) -> None:
    start = trainer.state
    moved = trainer.train()
    session.edit("Reset", reset(session.current()))
    assert trainer.state == start
    session.undo_stack.undo()
    assert trainer.state is moved


def test_settings_undo_never_rolls_weights_back(session: Session, trainer: FakeTrainer) -> None:
    for made_from in (lambda: session.document, session.current):
        trainer.train()
        session.edit("Learning rate", rate(made_from(), 0.3))
        moved = trainer.train()
        session.undo_stack.undo()
        assert trainer.state is moved
        assert session.document.training.learning_rate == 0.03
        moved = trainer.train()
        session.undo_stack.redo()
        assert trainer.state is moved
        session.undo_stack.undo()
    assert all(before.state is after.state for before, after in trainer.heard)


def test_an_activation_is_a_settings_edit_too(session: Session, trainer: FakeTrainer) -> None:
    moved = trainer.train()
    session.edit("Activation", set_activation(session.current(), 0, "relu"))
    assert trainer.state is moved
    assert session.document.network.hidden[0].activation == "relu"


def test_undo_of_a_shape_brings_the_trained_weights_back(session: Session, trainer: FakeTrainer) -> None:
    trained_before = trainer.train()
    session.edit("Add neuron", add_neuron(session.current(), 0))
    assert trainer.state == add_neuron(replace(Document(), state=trained_before), 0).state
    trained_after = trainer.train()
    session.undo_stack.undo()
    assert trainer.state is trained_before
    assert session.document.network == Document().network
    session.undo_stack.redo()
    assert trainer.state is trained_after
    assert session.document.network.hidden[0].neurons == 5


def test_settings_between_shapes_leave_the_states_in_their_places(
    session: Session, trainer: FakeTrainer
) -> None:
    first = trainer.train()
    session.edit("Data", set_dataset(session.current(), "spiral"))
    session.edit("Learning rate", rate(session.document, 1.0))
    second = trainer.train()
    session.edit("Feature", toggle_feature(session.current(), "x1x2"))
    third = trainer.train()
    stack = session.undo_stack
    stack.undo()
    assert trainer.state is second
    stack.undo()
    assert trainer.state is second
    stack.undo()
    assert trainer.state is first
    stack.redo()
    stack.redo()
    stack.redo()
    assert trainer.state is third
    assert session.document.training.learning_rate == 1.0


def test_current_is_the_document_with_the_live_state(session: Session, trainer: FakeTrainer) -> None:
    moved = trainer.train()
    assert session.current() == replace(session.document, state=moved)
    assert session.document.state is not moved


def test_a_captured_state_of_another_shape_is_passed_over(session: Session) -> None:
    session.capture = lambda: add_neuron(Document(), 0).state
    assert session.current() == session.document


def drag(session: Session, *values: float) -> None:
    for value in values:
        session.edit("Learning rate", rate(session.document, value), merge="learning rate")


def test_one_drag_is_one_undo(session: Session, trainer: FakeTrainer) -> None:
    drag(session, 0.1, 0.2, 0.3)
    assert len(trainer.heard) == 3
    assert session.undo_stack.count() == 1
    moved = trainer.train()
    session.undo_stack.undo()
    assert session.document.training.learning_rate == 0.03
    assert trainer.state is moved
    session.undo_stack.redo()
    assert session.document.training.learning_rate == 0.3


def test_the_next_drag_is_another_undo(session: Session) -> None:
    drag(session, 0.1, 0.2)
    session.end_merge()
    drag(session, 0.3, 0.4)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.document.training.learning_rate == 0.2


def test_a_new_key_is_a_new_drag(session: Session) -> None:
    for key in ("drag 1", "drag 1", "drag 2", "", "", None, None):
        step = replace(session.document.data, noise=session.document.data.noise + 1)
        session.edit("Noise", replace(session.document, data=step), merge=key)
    assert session.undo_stack.count() == 6


def test_another_edit_ends_a_drag(session: Session) -> None:
    drag(session, 0.1)
    session.edit(
        "Discretise", replace(session.document, view=replace(session.document.view, discretise=True))
    )
    drag(session, 0.2)
    noisy = replace(session.document, data=replace(session.document.data, noise=5))
    session.edit("Noise", noisy, merge="noise")
    assert session.undo_stack.count() == 4


def test_a_drag_that_ends_where_it_began_is_no_edit(session: Session, trainer: FakeTrainer) -> None:
    drag(session, 0.1, 0.03)
    assert session.undo_stack.count() == 0
    assert not session.modified
    assert session.document.training.learning_rate == 0.03
    drag(session, 0.2)
    session.undo_stack.undo()
    assert session.document.training.learning_rate == 0.03
    assert len(trainer.heard) == 4


def test_shape_edits_never_merge(session: Session) -> None:
    for _ in range(2):
        session.edit("Add neuron", add_neuron(session.current(), 0), merge="neurons")
    assert session.undo_stack.count() == 2


def test_opening_is_not_an_undo_step(session: Session, trainer: FakeTrainer, tmp_path: Path) -> None:
    drag(session, 0.1)
    moved = trainer.train()
    opened = replace(rate(Document(), 1.0), state=moved)
    session.open(opened, tmp_path / "a.gradplay")
    assert session.document == opened
    assert session.path == tmp_path / "a.gradplay"
    assert not session.undo_stack.canUndo()
    assert not session.modified
    before, after = trainer.heard[-1]
    assert after.state == moved
    assert after.state is not before.state
    drag(session, 0.2)  # does not join the drag before
    assert session.undo_stack.count() == 1


def test_opening_what_is_open_starts_from_the_file_again(session: Session, trainer: FakeTrainer) -> None:
    start = session.document
    trainer.train()
    session.open(start, None)
    assert trainer.state == start.state


def test_edits_and_training_since_a_save_are_unsaved(
    session: Session, trainer: FakeTrainer, tmp_path: Path
) -> None:
    trainer.train()
    assert not session.modified  # no file: the same start gives the same run again
    session.current()
    session.mark_saved(tmp_path / "a.gradplay")
    assert not session.modified
    trainer.train()
    assert session.modified
    session.current()
    session.mark_saved(tmp_path / "a.gradplay")
    assert not session.modified
    drag(session, 0.1)
    assert session.modified
    session.undo_stack.undo()
    assert not session.modified


def test_what_was_trained_while_a_save_ran_is_unsaved(
    session: Session, trainer: FakeTrainer, tmp_path: Path
) -> None:
    saved = session.current()
    trainer.train()
    session.mark_saved(tmp_path / "a.gradplay")
    assert saved.state != trainer.state
    assert session.modified


def test_a_drag_across_a_save_is_still_unsaved(session: Session, tmp_path: Path) -> None:
    drag(session, 0.1)
    session.current()
    session.mark_saved(tmp_path / "a.gradplay")
    drag(session, 0.2)
    assert session.modified
    session.undo_stack.undo()
    assert session.document.training.learning_rate == 0.1
    assert not session.modified


def test_a_recovered_document_is_unsaved_until_it_is_saved(session: Session, tmp_path: Path) -> None:
    session.open(rate(Document(), 1.0), None, saved=False)
    assert session.modified
    session.current()
    session.mark_saved(tmp_path / "a.gradplay")
    assert not session.modified


def test_the_file_is_announced(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(session.file_changed):
        drag(session, 0.1)
    with qtbot.waitSignal(session.file_changed):
        session.mark_saved(tmp_path / "a.gradplay")
    with qtbot.waitSignal(session.file_changed):
        session.open(Document(), None)


def test_the_stack_is_bounded(session: Session) -> None:
    for step in range(UNDO_LIMIT + 20):
        session.edit("Noise", replace(session.document, data=replace(session.document.data, noise=step % 50)))
    assert session.undo_stack.count() == UNDO_LIMIT
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert session.document.data.noise == 19


def test_a_dying_stack_tells_nobody() -> None:
    heard: list[object] = []
    session = Session()
    session.undo_stack.indexChanged.connect(heard.append)
    session.file_changed.connect(lambda: heard.append("file"))
    drag(session, 0.1)
    heard.clear()
    del session
    gc.collect()
    assert heard == []


def test_qts_own_stack_would_tell() -> None:
    """What the guard is for: if Qt stops doing this, the guard can go."""
    heard: list[object] = []
    stack = QUndoStack()
    stack.indexChanged.connect(heard.append)
    stack.push(QUndoCommand("nothing"))
    heard.clear()
    del stack
    gc.collect()
    assert heard == [0]
