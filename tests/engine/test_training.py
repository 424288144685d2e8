"""Training: its arithmetic against a plain reference, its state, its settings, and when numbers are lost."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import PlaygroundError
from engine.nn import flatten
from engine.settings import LOSSES, OPTIMISERS, Settings
from engine.shuffle import key_of, sample_order
from engine.state import LayerParameters, TrainingState
from engine.training import Samples, Training
from tests.engine.reference import Reference
from tests.engine.runs import N_TRAIN, samples, start, training

ROOT = Path(__file__).resolve().parents[2]
SEED = "a seed"


def weights(run: Training) -> np.ndarray:
    return np.array(list(flatten(run.state.parameters)))


def compare(run: Training, epochs: int = 4, rtol: float = 1e-10) -> Reference:
    """Train a run and the reference side by side."""
    settings, outputs = run.settings, len(run.state.parameters[-1].biases)
    last = "linear" if outputs > 1 else "tanh"
    reference = Reference(["tanh", "tanh", last], samples(N_TRAIN, outputs=outputs), settings, run.state)
    for epoch in range(epochs):
        order = sample_order(key_of(SEED), epoch, N_TRAIN) if settings.shuffle else None
        expected = reference.epoch(order)
        losses = run.run_epochs(1)
        assert losses.train == pytest.approx([expected], rel=rtol)
    ours = [p.data for p in reference.model.parameters()]
    np.testing.assert_allclose(weights(run), ours, rtol=rtol, atol=1e-14)
    return reference


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_optimisers_follow_their_published_formulas(path: str, optimiser: str) -> None:
    compare(training(optimiser=optimiser, learning_rate=0.01))


@pytest.mark.parametrize("shuffle", [False, True])
def test_several_batches_at_once_are_as_many_steps_and_end_with_the_epoch(path: str, shuffle: bool) -> None:
    one, many = (training(shuffle=shuffle, optimiser="adam") for _ in range(2))
    many.step(3)
    for _ in range(3):
        one.step()
    assert many.state == one.state
    many.step(1000)
    one.run_epochs(1)
    assert many.state == one.state
    assert many.state.epoch == 1


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_are_minimised(path: str, loss: str) -> None:
    run = training(loss=loss, learning_rate=0.1)
    before = run.losses()[0]
    compare(run)
    run.run_epochs(100)
    assert run.losses()[0] < before


@pytest.mark.parametrize("batch_size", [1, 7, 10, N_TRAIN, 64, 1000])
@pytest.mark.parametrize("carry", [False, True])
def test_batches_full_and_partial(path: str, batch_size: int, carry: bool) -> None:
    compare(training(batch_size=batch_size, carry_partial_batch=carry, shuffle=True))


def test_a_partial_batch_is_carried_into_the_next_epoch(path: str) -> None:
    run = training(batch_size=10, carry_partial_batch=True)
    run.run_epochs(1)
    state = run.state
    assert (state.carried_samples, state.updates, state.epoch, state.batch) == (7, 4, 1, 0)
    run.step()
    assert (run.state.carried_samples, run.state.updates) == (0, 5)


def test_a_batch_larger_than_the_training_set_never_updates(path: str) -> None:
    run = training(batch_size=100, carry_partial_batch=True)
    before = weights(run)
    run.run_epochs(5)
    assert (weights(run) == before).all()
    assert run.state.carried_samples == 5 * N_TRAIN


@pytest.mark.parametrize(("kind", "rate"), [("l1", 0.01), ("l1", 0.3), ("l2", 0.1)])
@pytest.mark.parametrize("optimiser", ["sgd", "momentum"])
def test_penalties_step_after_the_gradient(path: str, kind: str, rate: float, optimiser: str) -> None:
    run = training(regularisation=kind, regularisation_rate=rate, optimiser=optimiser)
    reference = compare(run, epochs=6)
    if rate == 0.3:
        assert any(reference.dead)
        assert not all(reference.dead)


def test_l1_zeros_stay_zero_until_reset(path: str) -> None:
    first = start()
    run = training(first, regularisation="l1", regularisation_rate=1.0)
    run.run_epochs(20)
    zeros = weights(run) == 0
    assert zeros.any()
    saved = run.state
    assert np.signbit(weights(run)[zeros]).all()
    again = training(saved)
    for continued in (run, again):
        continued.settings = Settings(learning_rate=0.3, optimiser="adam")
        continued.run_epochs(5)
        assert (weights(continued)[zeros] == 0).all()
        assert (weights(continued)[~zeros] != np.array(list(flatten(saved.parameters)))[~zeros]).any()
    run.state = first
    run.run_epochs(1)
    assert (weights(run) != 0).all()


def test_weights_that_start_at_0_are_not_frozen(path: str) -> None:
    layers = start().parameters
    zeros = tuple(LayerParameters(tuple((0.0,) * len(row) for row in p.weights), p.biases) for p in layers)
    run = training(TrainingState(zeros), regularisation="l1", regularisation_rate=0.001, learning_rate=0.3)
    run.run_epochs(10)
    assert (weights(run) != 0).any()


SETTINGS = [
    {"optimiser": optimiser, "shuffle": shuffle, "carry_partial_batch": carry, "schedule": schedule}
    for optimiser, (shuffle, carry, schedule) in itertools.product(
        OPTIMISERS, [(False, False, "constant"), (True, True, "warm-up"), (True, False, "cosine")]
    )
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: "-".join(map(str, s.values())))
def test_a_saved_state_continues_bit_for_bit(path: str, settings: dict[str, object]) -> None:
    run = training(learning_rate=0.01, regularisation="l1", regularisation_rate=0.01, **settings)
    run.run_epochs(3)
    run.step()
    run.step()
    copy = training(run.state, learning_rate=0.01, regularisation="l1", regularisation_rate=0.01, **settings)
    assert copy.state == run.state
    for _ in range(3):
        run.step()
        copy.step()
        assert copy.state == run.state
    np.testing.assert_array_equal(run.run_epochs(3).train, copy.run_epochs(3).train)
    assert copy.state == run.state


def test_bursts_of_any_length_give_the_same_run(path: str) -> None:
    one, other = training(shuffle=True, optimiser="adam"), training(shuffle=True, optimiser="adam")
    together = one.run_epochs(7)
    parts = [other.run_epochs(n).train for n in (1, 2, 4)]
    np.testing.assert_array_equal(together.train, np.concatenate(parts))
    for _ in range(5):  # a whole epoch, step by step
        one.step()
    other.run_epochs(1)
    assert one.state == other.state
    assert one.losses() == other.losses()


def test_both_paths_agree_and_may_take_turns(kernels: object, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [training(optimiser="adam", shuffle=True, carry_partial_batch=True) for _ in range(3)]
    for turn in range(6):
        for number, run in enumerate(runs):
            compiled = (number == 1) or (number == 2 and turn % 2 == 1)
            monkeypatch.setattr("engine.warm_up._kernels", kernels if compiled else None)
            run.run_epochs(1)
            run.step()
    for run in runs[1:]:
        np.testing.assert_allclose(weights(run), weights(runs[0]), rtol=1e-11)
        assert replace(run.state, parameters=(), slots=(), carried=()) == replace(
            runs[0].state, parameters=(), slots=(), carried=()
        )


PROGRAM = """
import json
from engine.training import warm_up
from tests.engine.runs import training
assert warm_up()
run = training(shuffle=True, optimiser="adamw", loss="huber", batch_size=9)
losses = run.run_epochs(50)
print(json.dumps([losses.train.tolist(), losses.test.tolist(), run.state.parameters[1].weights]))
"""


def test_a_seed_repeats_bit_for_bit_in_another_process(kernels: object) -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert outputs[0] == outputs[1]
    run = training(shuffle=True, optimiser="adamw", loss="huber", batch_size=9)
    assert json.loads(outputs[0])[0] == run.run_epochs(50).train.tolist()


def test_importing_training_leaves_numba_alone() -> None:
    program = "import sys, engine.training; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_settings_change_between_two_steps(path: str) -> None:
    run = training()
    run.run_epochs(2)
    for change in (
        {"learning_rate": 0.3},
        {"batch_size": 3},
        {"loss": "absolute"},
        {"optimiser": "adam"},
        {"regularisation": "l2", "regularisation_rate": 0.1},
        {"schedule": "step"},
        {"shuffle": True},
        {"carry_partial_batch": True},
    ):
        state, settings = run.state, replace(run.settings, **change)  # type: ignore[arg-type]
        run.settings = settings
        assert run.state.parameters == state.parameters
        fresh = training(run.state)
        fresh.settings = settings
        run.step()
        assert run.state.epoch * 1000 + run.state.position > state.epoch * 1000 + state.position


def test_a_batch_size_changed_inside_an_epoch_counts_from_the_next_sample(path: str) -> None:
    run = training(batch_size=10)
    run.step()
    run.settings = replace(run.settings, batch_size=20)
    run.step()
    assert (run.state.batch, run.state.position) == (2, 30)
    run.step()
    assert (run.state.epoch, run.state.position) == (1, 0)


def test_memories_are_kept_between_optimisers_that_remember_the_same(path: str) -> None:
    run = training(optimiser="momentum")
    run.run_epochs(1)
    slots = run.state.slots
    run.settings = replace(run.settings, optimiser="nesterov")
    assert run.state.slots == slots
    run.settings = replace(run.settings, optimiser="adam")
    assert run.state.updates == 0
    assert not any(number for slot in run.state.slots for number in flatten(slot))


def test_what_cannot_be_is_said_in_a_sentence() -> None:
    for wrong in (
        {"loss": "love"},
        {"optimiser": "luck"},
        {"batch_size": 0},
        {"learning_rate": float("nan")},
    ):
        with pytest.raises(PlaygroundError, match=r"\.$"):
            training(**wrong)
    with pytest.raises(PlaygroundError, match="2 inputs cannot take 3 features"):
        Training(["tanh"] * 3, Samples(np.zeros((4, 3)), np.zeros(4)), samples(3), Settings(), start())


def test_without_test_points_the_test_loss_is_0(path: str) -> None:
    empty = Samples(np.zeros((0, 2)), np.zeros(0))
    run = Training(["tanh"] * 3, samples(20), empty, Settings(), start())
    assert run.run_epochs(2).test.tolist() == [0.0, 0.0]


def test_the_numbers_of_a_run_about_to_overflow_are_shown_without_complaint() -> None:
    huge = (LayerParameters(((5e307, 5e307),), (0.0,)), LayerParameters(((2.0,),), (1e308,)))
    points = Samples(np.full((10, 2), 0.9), np.ones(10))
    run = Training(["linear", "linear"], points, points, Settings(), TrainingState(huge))
    hidden, output = run.layers()
    assert np.isinf(hidden.activations).all()
    assert np.isinf(output.signals).all()
