"""The trainer as the window uses it: a thread behind it, signals in front."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.settings import Settings
from engine.state import TrainingState
from playground import network_edits
from playground.document import DataSettings, Document, Frozen, HiddenLayer, Network, StopRules, View
from playground.run import Divergence, Frame
from playground.session import Session
from playground.trainer import Trainer

START = Document(view=View(speed=12))
DIVERGING = Document(
    data=DataSettings(dataset="plane"),
    network=Network(hidden=(HiddenLayer(4, "relu"),)),
    training=Settings(learning_rate=10.0),
    view=View(speed=12),
)


@pytest.fixture
def trainer(qtbot: QtBot) -> Iterator[Trainer]:
    trainer = Trainer()
    yield trainer
    trainer.close()


@pytest.fixture
def session(trainer: Trainer) -> Session:
    session = Session(START)
    session.capture = trainer.capture
    session.changed.connect(trainer.change)
    trainer.load(session.document)
    return session


def frame_where(qtbot: QtBot, trainer: Trainer, wanted: object) -> Frame:
    """Take frames until one has epoch `wanted`, or (a function) fulfils it."""
    found: list[Frame] = []

    def look() -> bool:
        frame = trainer.take()
        if frame is not None and (wanted(frame) if callable(wanted) else frame.epoch == wanted):
            found.append(frame)
        return bool(found)

    qtbot.waitUntil(look)
    return found[0]


def captured(trainer: Trainer) -> TrainingState:
    state = trainer.capture()
    assert state is not None
    return state


def test_nothing_is_taken_or_captured_before_a_document_is_loaded(trainer: Trainer) -> None:
    assert trainer.take() is None
    assert trainer.capture() is None


def test_a_loaded_document_waits_at_epoch_0(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    frame = frame_where(qtbot, trainer, 0)
    assert frame.network == START.network
    assert not trainer.playing
    assert captured(trainer) == session.document.state


def test_playing_trains_and_pausing_stops(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    with qtbot.waitSignal(trainer.playing_changed, check_params_cb=bool):
        trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch >= 3)
    with qtbot.waitSignal(trainer.playing_changed, check_params_cb=lambda playing: not playing):
        trainer.pause()
    state = captured(trainer)
    assert captured(trainer) == state
    last = frame_where(qtbot, trainer, state.epoch)
    assert last.batch == state.batch


def test_a_key_pressed_fast_steps_as_often(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch > 0)
    trainer.pause()
    before = captured(trainer).epoch
    for _ in range(5):
        trainer.step_epoch()
    frame_where(qtbot, trainer, before + 5)
    assert captured(trainer).batch == 0


def test_captured_states_continue_bit_for_bit(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.step_epoch(2)
    frame_where(qtbot, trainer, 2)
    middle = captured(trainer)
    trainer.step_epoch(2)
    straight = frame_where(qtbot, trainer, 4)
    trainer.load(replace(START, state=middle))
    trainer.step_epoch(2)
    again = frame_where(qtbot, trainer, 4)
    np.testing.assert_array_equal(again.layers[0].weights, straight.layers[0].weights)
    np.testing.assert_array_equal(again.train_losses, straight.train_losses[2:])


def test_a_learning_rate_edit_keeps_weights_and_undo_keeps_them_too(
    qtbot: QtBot, trainer: Trainer, session: Session
) -> None:
    trainer.step_epoch(3)
    frame_where(qtbot, trainer, 3)
    state = captured(trainer)
    session.edit("Learning rate", replace(session.document, training=Settings(learning_rate=1.0)))
    assert captured(trainer) == state
    trainer.step_batch()
    fast = captured(trainer)
    session.undo_stack.undo()
    assert captured(trainer) == fast
    assert fast.parameters != state.parameters


def test_an_activation_edit_keeps_the_live_weights(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.step_epoch(3)
    frame_where(qtbot, trainer, 3)
    state = captured(trainer)
    session.edit("Activation", network_edits.set_activation(session.current(), 0, "relu"))
    frame = frame_where(qtbot, trainer, lambda frame: frame.network == session.document.network)
    assert frame.epoch == 3
    assert captured(trainer) == state


def test_undoing_a_reset_brings_weights_and_curve_back(
    qtbot: QtBot, trainer: Trainer, session: Session
) -> None:
    trainer.step_epoch(4)
    trained = frame_where(qtbot, trainer, 4)
    session.edit("Reset", network_edits.reset(session.current()))
    fresh = frame_where(qtbot, trainer, 0)
    assert len(fresh.loss_epochs) == 1
    session.undo_stack.undo()
    back = frame_where(qtbot, trainer, 4)
    np.testing.assert_array_equal(back.layers[0].weights, trained.layers[0].weights)
    np.testing.assert_array_equal(back.train_losses, trained.train_losses)


def test_adding_a_neuron_while_training_goes_on(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch >= 2)
    session.edit("Add a neuron", network_edits.add_neuron(session.current(), 0))
    frame = frame_where(qtbot, trainer, lambda frame: frame.network == session.document.network)
    assert trainer.playing
    assert frame.epoch >= 2
    assert frame.layers[0].weights.shape == (5, 2)
    np.testing.assert_array_equal(frame.loss_epochs, np.arange(frame.epoch + 1))


def test_no_older_frame_is_taken_after_an_edit(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.play()
    for _ in range(5):
        session.edit("New weights", network_edits.new_weights(session.current(), "w"))
        session.edit("Add", network_edits.add_neuron(session.current(), 1))
        frame = frame_where(qtbot, trainer, lambda frame: True)
        assert frame.network == session.document.network
        session.undo_stack.undo()
        session.undo_stack.undo()


def test_diverging_pauses_and_tells_on_the_gui_thread(qtbot: QtBot, trainer: Trainer) -> None:
    threads = []
    trainer.diverged.connect(lambda _: threads.append(threading.current_thread()))
    trainer.load(DIVERGING)
    with qtbot.waitSignal(trainer.diverged) as told:
        trainer.play()
    divergence = told.args[0]
    assert isinstance(divergence, Divergence)
    assert divergence.epoch == 1
    assert not trainer.playing
    assert threads == [threading.main_thread()]


def test_a_document_that_cannot_be_trained_is_told(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    wrong = replace(session.document, network=Network(hidden=(HiddenLayer(7),)))
    with qtbot.waitSignal(trainer.failed):
        trainer.load(wrong)


def test_closing_during_training_ends_the_thread(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch >= 1)
    trainer.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "trainer"]
    assert not trainer.playing
    trainer.close()


def test_speed_is_clamped_to_the_stops(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    trainer.set_speed(99)
    trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch >= 1)


def test_a_stop_rule_is_told_and_pauses(qtbot: QtBot, trainer: Trainer, session: Session) -> None:
    session.edit("Stop", replace(session.document, stop=StopRules(epoch=25)))
    with qtbot.waitSignal(trainer.stopped) as told:
        trainer.play()
    assert told.args == ["Stopped after epoch 25, as asked."]
    assert not trainer.playing
    assert captured(trainer).epoch == 25


def test_freezing_everything_holds_the_weights_without_a_reset(
    qtbot: QtBot, trainer: Trainer, session: Session
) -> None:
    trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch > 3)
    layers = range(len(session.document.network.hidden) + 1)
    session.edit("Freeze", replace(session.document, frozen=tuple(Frozen(layer) for layer in layers)))
    before = captured(trainer)
    frame_where(qtbot, trainer, lambda frame: frame.epoch > before.epoch + 10)
    after = captured(trainer)
    assert after.parameters == before.parameters
    assert after.epoch > before.epoch


def test_a_loss_that_asks_for_other_outputs_trains_on_from_the_layers_before(
    qtbot: QtBot, trainer: Trainer, session: Session
) -> None:
    trainer.play()
    frame_where(qtbot, trainer, lambda frame: frame.epoch > 3)
    current = session.current()
    session.edit("Loss", network_edits.set_loss(current, "cross-entropy"))
    frame = frame_where(qtbot, trainer, lambda frame: frame.epoch > current.state.epoch + 3)
    assert frame.train_outputs.shape == (250, 2)
    assert frame.layers[-1].maps.shape[0] == 2
    session.undo_stack.undo()
    frame = frame_where(qtbot, trainer, lambda frame: frame.train_outputs.ndim == 1)
    assert frame.layers[-1].maps.shape[0] == 1
