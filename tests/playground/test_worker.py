"""The worker's rounds, one at a time on the test's own thread and clock, with the real engine under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import PlaygroundError
from engine.settings import Settings
from playground import network_edits
from playground.document import DataSettings, Document, Frozen, HiddenLayer, Network, StopRules
from playground.experiment import Experiment
from playground.network_edits import add_points
from playground.past_runs import REMEMBERED_RUNS
from playground.run import GRID, SPEEDS, Divergence, Frame
from playground.worker import HOLD, Worker

SMALL = Document(network=Network(hidden=(HiddenLayer(2),)))
EXPLODING = Document(
    data=DataSettings(dataset="plane"),
    network=Network(hidden=(HiddenLayer(4, "relu"),)),
    training=Settings(learning_rate=10.0),
)
EPOCH_SECONDS = 1e-3
FULL_SPEED = len(SPEEDS) - 1


class Clock:
    """A clock on which an epoch takes `epoch_seconds` of training, and nothing else takes any time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.epoch_seconds = EPOCH_SECONDS

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    run_epochs, step = Experiment.run_epochs, Experiment.step

    def timed_run_epochs(experiment: Experiment, count: int) -> int:
        clock.now += count * clock.epoch_seconds
        return run_epochs(experiment, count)

    def timed_step(experiment: Experiment, batches: int = 1) -> bool:
        clock.now += clock.epoch_seconds * min(1.0, batches / experiment.batches_an_epoch)
        return step(experiment, batches)

    monkeypatch.setattr(Experiment, "run_epochs", timed_run_epochs)
    monkeypatch.setattr(Experiment, "step", timed_step)
    return clock


@pytest.fixture
def diverged() -> list[Divergence]:
    return []


@pytest.fixture
def failures() -> list[PlaygroundError]:
    return []


@pytest.fixture
def stops() -> list[str]:
    return []


@pytest.fixture
def worker(
    clock: Clock, diverged: list[Divergence], failures: list[PlaygroundError], stops: list[str]
) -> Worker:
    return Worker(diverged.append, failures.append, stops.append, clock)


def start(worker: Worker, document: Document = SMALL, speed: int = FULL_SPEED, generation: int = 1) -> None:
    worker.set_speed(speed)
    worker.start_over(document, generation)


def run_until(worker: Worker, condition: Callable[[], bool], turns: int = 1000) -> None:
    for _ in range(turns):
        if condition():
            return
        worker.turn()
    raise AssertionError("the worker never got there")


def epoch_of(worker: Worker) -> int:
    state = worker.state()
    assert state is not None
    return state.epoch


def newest(worker: Worker, generation: int = 1) -> Frame:
    frame = worker.take(generation)
    worker.turn()
    frame = worker.take(generation) or frame
    assert frame is not None
    return frame


def test_a_paused_document_gives_one_frame_at_epoch_0_at_once(worker: Worker) -> None:
    start(worker)
    assert worker.turn() is None
    frame = worker.take(1)
    assert frame is not None
    assert (frame.epoch, frame.batch) == (0, 0)
    assert frame.network == SMALL.network
    assert [layer.maps.shape for layer in frame.layers] == [(2, GRID, GRID), (1, GRID, GRID)]
    assert frame.input_maps.shape == (2, GRID, GRID)
    np.testing.assert_array_equal(frame.loss_epochs, [0])
    assert frame.losses == (frame.train_losses[0], frame.test_losses[0])
    worker.turn()
    assert worker.take(1) is None


def test_the_plane_is_drawn_with_its_top_first(worker: Worker) -> None:
    start(worker)
    worker.turn()
    frame = worker.take(1)
    assert frame is not None
    x1, x2 = frame.input_maps
    assert x2[0, 0] == pytest.approx(6.0 - 0.06)
    assert x2[-1, 0] == pytest.approx(-6.0 + 0.06)
    assert x1[0, 0] == pytest.approx(-6.0 + 0.06)
    np.testing.assert_allclose(np.diff(x1[0]), 0.12)


def test_frames_show_what_a_run_without_a_worker_gives(worker: Worker) -> None:
    start(worker)
    worker.play()
    run_until(worker, lambda: epoch_of(worker) >= 5)
    worker.pause()
    frame = newest(worker)
    alone = Experiment(SMALL, network_edits.initial_state(SMALL))
    alone.run_epochs(frame.epoch)
    assert worker.state() == alone.state
    np.testing.assert_array_equal(frame.loss_epochs, np.arange(frame.epoch + 1))
    np.testing.assert_array_equal(frame.train_losses, alone.history.train)
    np.testing.assert_array_equal(frame.test_losses, alone.history.test)
    np.testing.assert_array_equal(frame.layers[1].maps, alone.frame().layers[1].maps)


def test_a_frame_is_not_built_while_the_last_one_was_not_taken(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    real = Experiment.frame

    def counted(experiment: Experiment, at_rest: bool) -> Frame:
        built.append(experiment)
        return real(experiment, at_rest)

    monkeypatch.setattr(Experiment, "frame", counted)
    start(worker)
    worker.play()
    for _ in range(10):
        worker.turn()
    assert len(built) == 1
    worker.take(1)
    for _ in range(10):
        worker.turn()
    assert len(built) == 2


def test_a_pause_replaces_the_waiting_frame_by_the_final_one(worker: Worker) -> None:
    start(worker)
    worker.play()
    for _ in range(10):
        worker.turn()
    worker.post(Worker.pause)
    worker.turn()
    frame = worker.take(1)
    assert frame is not None
    assert frame.epoch == epoch_of(worker) > 0


def test_a_frame_of_an_older_generation_is_not_given_out(worker: Worker) -> None:
    start(worker, generation=1)
    worker.turn()
    worker.start_over(replace(SMALL, network=Network(hidden=())), 2)
    assert worker.take(2) is None
    worker.turn()
    frame = worker.take(2)
    assert frame is not None
    assert frame.network.hidden == ()


def test_a_batch_at_a_time(worker: Worker) -> None:
    start(worker)
    worker.step_batch()
    state = worker.state()
    assert state is not None
    assert (state.epoch, state.batch) == (0, 1)
    for _ in range(24):
        worker.step_batch()
    frame = newest(worker)
    assert (frame.epoch, frame.batch) == (1, 0)
    np.testing.assert_array_equal(frame.loss_epochs, [0, 1])


def test_stepping_epochs_ends_the_one_begun_and_stops(worker: Worker) -> None:
    start(worker)
    worker.step_batch()
    worker.step_epochs(3)
    run_until(worker, lambda: worker.turn() is None)
    state = worker.state()
    assert state is not None
    assert (state.epoch, state.batch) == (3, 0)


def test_steps_asked_for_while_busy_are_all_made(worker: Worker) -> None:
    start(worker)
    worker.play()
    for _ in range(3):
        worker.post(lambda worker: worker.step_epochs(1))
    run_until(worker, lambda: worker.turn() is None)
    state = worker.state()
    assert state is not None
    assert (state.epoch, state.batch) == (3, 0)


def test_a_pause_forgets_the_steps_still_to_make(worker: Worker) -> None:
    start(worker)
    worker.step_epochs(3)
    worker.pause()
    assert worker.turn() is None
    assert epoch_of(worker) == 0


@pytest.mark.parametrize(
    ("speed", "seconds", "batches"),
    [(0, 10.0, 5), (1, 10.0, 10), (3, 2.0, 20), (4, 2.0, 50), (7, 1.0, 750), (8, 1.0, 1500)],
)
def test_slow_training_keeps_to_its_pace(
    worker: Worker, clock: Clock, speed: int, seconds: float, batches: int
) -> None:
    start(worker, speed=speed)
    worker.play()
    while clock.now < seconds:
        wait = worker.turn()
        assert wait is not None
        clock.now += wait
    state = worker.state()
    assert state is not None
    assert 25 * state.epoch + state.batch == pytest.approx(batches, abs=1 + 0.04 * batches)


def test_an_epoch_of_seconds_shows_frames_from_its_beginning_on(worker: Worker, clock: Clock) -> None:
    """With very many points and no kernels yet: nobody has timed it, and it may take long."""
    rows = np.random.default_rng(3).uniform(-6, 6, (2000, 3))
    rows[:, 2] = rows[:, 0] > 0
    clock.epoch_seconds = 100.0  # about a second for each of its batches
    start(worker, add_points(network_edits.set_dataset(SMALL, "own"), rows))
    worker.play()
    batches = []
    while epoch_of(worker) < 1:
        begin = clock.now
        worker.turn()
        assert clock.now - begin <= 32.0
        frame = worker.take(1)
        assert frame is not None
        assert np.abs(frame.layers[0].maps).max() > 0
        batches.append(frame.batch)
    assert batches == [*range(32, 31 + len(batches)), 0]
    assert len(batches) > 50


def test_an_epoch_that_is_quick_is_soon_run_whole(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    start(worker)
    worker.play()
    worker.turn()
    monkeypatch.setattr(Experiment, "step", lambda *_: pytest.fail("a part of an epoch"))
    worker.turn()
    assert epoch_of(worker) > 1


def test_a_command_interrupts_a_burst(worker: Worker) -> None:
    start(worker)
    worker.play()
    worker.post(lambda worker: worker.set_settings(replace(SMALL, training=Settings(learning_rate=1.0))))
    worker.post(Worker.pause)
    worker.turn()
    assert worker.turn() is None


def test_settings_take_effect_at_the_next_step_and_keep_the_run(worker: Worker) -> None:
    start(worker)
    worker.step_epochs(2)
    run_until(worker, lambda: epoch_of(worker) == 2)
    worker.set_settings(replace(SMALL, training=Settings(learning_rate=0.3)))
    worker.step_batch()
    alone = Experiment(SMALL, network_edits.initial_state(SMALL))
    alone.run_epochs(2)
    alone.set_settings(Settings(learning_rate=0.3))
    alone.step()
    assert worker.state() == alone.state


def test_other_noise_goes_on_with_the_weights_and_the_history(worker: Worker) -> None:
    start(worker)
    worker.step_epochs(5)
    run_until(worker, lambda: epoch_of(worker) == 5)
    before = worker.state()
    assert before is not None
    worker.go_on(replace(SMALL, data=DataSettings(noise=20)), 2)
    after = worker.state()
    assert after is not None
    assert (after.parameters, after.epoch) == (before.parameters, 5)
    assert len(newest(worker, 2).loss_epochs) == 6


def test_a_new_neuron_keeps_the_history_up_to_its_epoch(worker: Worker) -> None:
    start(worker)
    worker.step_epochs(5)
    run_until(worker, lambda: epoch_of(worker) == 5)
    left = replace(SMALL, state=worker.state())
    worker.step_epochs(2)
    run_until(worker, lambda: epoch_of(worker) == 7)
    worker.follow(left.state, network_edits.add_neuron(left, 0), 2)
    frame = newest(worker, 2)
    assert frame.epoch == 5
    assert frame.layers[0].weights.shape == (3, 2)
    np.testing.assert_array_equal(frame.loss_epochs, np.arange(6))


def test_starting_over_clears_the_history_and_its_undo_brings_it_back(worker: Worker) -> None:
    start(worker)
    worker.step_epochs(6)
    run_until(worker, lambda: epoch_of(worker) == 6)
    long_run = newest(worker)
    left = replace(SMALL, state=worker.state())
    again = network_edits.new_weights(left, "other")
    worker.follow(left.state, again, 2)
    frame = newest(worker, 2)
    np.testing.assert_array_equal(frame.loss_epochs, [0])
    worker.step_epochs(2)
    run_until(worker, lambda: epoch_of(worker) == 2)
    short_state = worker.state()
    worker.follow(short_state, left, 3)
    np.testing.assert_array_equal(newest(worker, 3).train_losses, long_run.train_losses)
    assert short_state is not None
    worker.follow(left.state, replace(again, state=short_state), 4)
    np.testing.assert_array_equal(newest(worker, 4).loss_epochs, [0, 1, 2])


def test_only_so_many_histories_are_remembered(worker: Worker) -> None:
    start(worker)
    first = worker.state()
    for number in range(REMEMBERED_RUNS + 1):
        worker.step_epochs(1)
        run_until(worker, lambda: worker.turn() is None)
        worker.follow(worker.state(), network_edits.new_weights(SMALL, str(number)), number)
    assert len(worker.past_runs.states) == REMEMBERED_RUNS
    assert first not in worker.past_runs.states


def test_divergence_pauses_with_finite_weights(worker: Worker, diverged: list[Divergence]) -> None:
    start(worker, EXPLODING)
    worker.play()
    run_until(worker, lambda: bool(diverged))
    assert worker.turn() is None
    state = worker.state()
    assert state is not None
    weights = [weight for layer in state.parameters for row in layer.weights for weight in row]
    assert np.isfinite(weights).all()
    assert (diverged[0].epoch, diverged[0].learning_rate) == (1, 10.0)
    assert diverged[0].gentler_rate == 3.0


def test_a_diverged_run_starts_over_with_a_gentler_rate(worker: Worker, diverged: list[Divergence]) -> None:
    start(worker, EXPLODING)
    worker.play()
    run_until(worker, lambda: bool(diverged))
    assert not diverged[0].recoverable
    gentle = replace(EXPLODING, training=Settings(learning_rate=0.001))
    worker.set_settings(gentle)
    worker.follow(worker.state(), network_edits.reset(gentle), 2)
    worker.step_epochs(2)
    run_until(worker, lambda: epoch_of(worker) == 2)
    assert len(diverged) == 1


def test_stepping_epochs_ends_at_a_divergence(worker: Worker, diverged: list[Divergence]) -> None:
    start(worker, EXPLODING)
    worker.step_epochs(50)
    run_until(worker, lambda: worker.turn() is None, turns=20)
    assert len(diverged) == 1


def test_playing_on_at_the_same_rate_diverges_again(worker: Worker, diverged: list[Divergence]) -> None:
    start(worker, EXPLODING)
    worker.play()
    run_until(worker, lambda: bool(diverged))
    worker.play()
    run_until(worker, lambda: len(diverged) == 2)


def test_a_document_that_cannot_be_trained_is_refused_and_the_old_run_comes_back(
    worker: Worker, failures: list[PlaygroundError]
) -> None:
    """Meanwhile nothing is trained, and nobody is given weights that belong to another document."""
    start(worker)
    worker.step_epochs(6)
    run_until(worker, lambda: epoch_of(worker) == 6)
    before = newest(worker)
    left = replace(SMALL, state=worker.state())
    wrong = network_edits.set_dataset(replace(left, state=worker.state()), "xor")
    wrong = replace(wrong, network=Network(hidden=(HiddenLayer(3),)))
    worker.play()
    worker.follow(left.state, wrong, 2)
    assert len(failures) == 1
    assert worker.state() is None
    assert worker.turn() is None
    worker.follow(wrong.state, left, 3)
    assert worker.state() == left.state
    assert worker.turn() is None
    np.testing.assert_array_equal(newest(worker, 3).train_losses, before.train_losses)


def rooted(document: Document) -> Document:
    """Give a document a feature that is a number on the plane, but not wherever noise puts Gaussians."""
    document = network_edits.set_dataset(replace(document, data=DataSettings(dataset="gauss")), "gauss")
    return network_edits.add_formula(document, "sqrt(x1 + 6.01)")


def noisy(document: Document) -> Document:
    return replace(document, data=replace(document.data, noise=50))


def test_data_that_a_feature_cannot_take_pause_and_better_ones_go_on(
    worker: Worker, failures: list[PlaygroundError]
) -> None:
    document = rooted(SMALL)
    start(worker, document)
    worker.play()
    run_until(worker, lambda: epoch_of(worker) >= 3)
    state = worker.state()
    worker.go_on(noisy(document), 2)
    assert len(failures) == 1
    assert worker.turn() is None
    assert worker.state() == state
    worker.go_on(document, 3)
    assert worker.turn() is None
    assert worker.state() == state


def test_after_a_document_that_was_refused_another_starts_from_its_own_weights(
    worker: Worker, failures: list[PlaygroundError]
) -> None:
    document = network_edits.new_weights(rooted(SMALL), "mine")
    start(worker, rooted(SMALL))
    start(worker, noisy(document), generation=2)
    assert len(failures) == 1
    worker.go_on(document, 3)
    assert worker.state() == document.state
    assert newest(worker, 3).epoch == 0


def test_an_internal_error_is_told_and_the_thread_lives_on(
    worker: Worker, failures: list[PlaygroundError], monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = []
    monkeypatch.setattr("threading.excepthook", raised.append)
    worker.post(lambda _: 1 / 0)
    worker.post(Worker.stop)
    worker.run()
    assert isinstance(raised[0].exc_value, ZeroDivisionError)
    assert "internal error" in str(failures[0])


def test_a_saved_run_waits_for_the_kernels_so_that_it_goes_on_bit_for_bit(worker: Worker) -> None:
    start(worker)
    worker.step_batch()
    saved = replace(SMALL, state=worker.state())
    worker.kernels_coming = True
    start(worker, saved, generation=2)
    worker.step_batch()
    worker.step_batch()
    worker.step_epochs(1)
    assert worker.turn() == HOLD
    assert worker.state() == saved.state
    worker.kernels_coming = False
    run_until(worker, lambda: worker.turn() is None)
    state = worker.state()
    assert state is not None
    assert (state.epoch, state.batch) == (1, 0)


def test_a_new_run_does_not_wait_for_the_kernels(worker: Worker) -> None:
    worker.kernels_coming = True
    start(worker)
    worker.step_batch()
    state = worker.state()
    assert state is not None
    assert state.batch == 1


def test_a_stop_rule_pauses_at_its_epoch_and_playing_again_goes_on(worker: Worker, stops: list[str]) -> None:
    start(worker, replace(SMALL, stop=StopRules(epoch=37)))
    worker.play()
    run_until(worker, lambda: bool(stops))
    assert stops == ["Stopped after epoch 37, as asked."]
    assert epoch_of(worker) == 37
    assert worker.turn() is None
    assert newest(worker).epoch == 37
    worker.play()
    run_until(worker, lambda: epoch_of(worker) > 100)
    assert len(stops) == 1


def test_a_stop_rule_ends_steps_and_holds_at_any_speed(worker: Worker, stops: list[str]) -> None:
    start(worker, replace(SMALL, stop=StopRules(epoch=3)), speed=0)
    worker.step_epochs(20)
    run_until(worker, lambda: bool(stops))
    assert epoch_of(worker) == 3
    worker.set_stop(replace(SMALL, stop=StopRules(epoch=4)))
    while epoch_of(worker) < 4:
        worker.step_batch()
    assert len(stops) == 2


def test_frozen_parts_change_while_it_runs_and_keep_the_run(worker: Worker) -> None:
    frozen = replace(SMALL, frozen=(Frozen(0),))
    start(worker)
    worker.play()
    run_until(worker, lambda: epoch_of(worker) > 5)
    worker.set_frozen(frozen)
    before = worker.state()
    run_until(worker, lambda: epoch_of(worker) > before.epoch + 5)
    after = worker.state()
    assert after.parameters[0] == before.parameters[0]
    assert after.parameters[1] != before.parameters[1]
    worker.set_frozen(SMALL)
    run_until(worker, lambda: epoch_of(worker) > after.epoch + 5)
    assert worker.state().parameters[0] != before.parameters[0]
    assert newest(worker).loss_epochs[0] == 0


def test_playing_waits_for_the_first_point(worker: Worker) -> None:
    empty = add_points(SMALL, np.zeros((0, 3)))
    start(worker, empty)
    worker.play()
    worker.step_batch()
    assert worker.turn() is None
    assert epoch_of(worker) == 0
    assert len(newest(worker).train_outputs) == 0
    worker.go_on(add_points(empty, [[1.0, 1.0, 0.0]]), 2)
    run_until(worker, lambda: epoch_of(worker) > 3)


def test_changes_of_points_that_a_newer_one_has_overtaken_are_left_out(worker: Worker) -> None:
    start(worker)
    worker.newest_generation = 3
    painted = add_points(SMALL, [[1.0, 1.0, 0.0]])
    worker.go_on(painted, 2)
    assert newest(worker).data == SMALL.data
    worker.go_on(add_points(painted, [[2.0, 1.0, 1.0]]), 3)
    worker.turn()
    assert len(worker.take(3).data.own_classes) == 2


def test_answers_at_very_many_points_take_a_tenth_of_the_time_while_it_runs() -> None:
    times = iter(float(time) for time in range(100))
    document = replace(SMALL, training=Settings(0.3))
    experiment = Experiment(document, network_edits.initial_state(document), clock=lambda: next(times))
    first = experiment.frame(at_rest=False)  # asked from 0 to 1: next from 10 on
    experiment.run_epochs(1)
    frames = [experiment.frame(at_rest=False) for _ in range(9)]
    fresh = [frame.train_outputs is not first.train_outputs for frame in frames]
    assert fresh == [False] * 8 + [True]
    assert all(frame.losses != first.losses for frame in frames)
    at_rest = experiment.frame()
    assert np.array_equal(at_rest.train_outputs, frames[-1].train_outputs)
    assert at_rest.train_outputs is not frames[-1].train_outputs
