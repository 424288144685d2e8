"""A run that leaves the finite numbers stops there, names the place, and keeps its last finite state."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.nn import flatten
from engine.settings import OPTIMISERS, Settings
from engine.state import LayerParameters, TrainingState
from engine.training import Divergence, Samples, Training
from tests.engine.runs import samples, start, training


def numbers(state: TrainingState) -> list[float]:
    slots = [number for slot in (*state.slots, state.carried) if slot for number in flatten(slot)]
    return [*flatten(state.parameters), *slots]


def linear(weights: list[list[float]], points: Samples, **settings: object) -> Training:
    """A network of one layer of linear neurons and a linear output that adds them up."""
    hidden = LayerParameters(tuple(map(tuple, weights)), (0.0,) * len(weights))
    output = LayerParameters(((1.0,) * len(weights),), (0.0,))
    state = TrainingState((hidden, output))
    return Training(["linear", "linear"], points, points, Settings(**settings), state)  # type: ignore[arg-type]


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("carry", [False, True])
def test_the_last_finite_state_is_kept(path: str, optimiser: str, carry: bool) -> None:
    run = training(
        activation="relu", loss="half squared error", optimiser=optimiser, carry_partial_batch=carry
    )
    run.run_epochs(2)
    run.settings = replace(run.settings, learning_rate=1e200)
    losses = run.run_epochs(50)
    assert run.divergence is not None
    assert len(losses.train) < 50
    assert np.isfinite(losses.train).all()
    state = run.state
    assert np.isfinite(numbers(state)).all()
    assert (run.divergence.epoch, run.divergence.batch) == (state.epoch, state.batch)
    run.step()
    assert run.run_epochs(3).train.size == 0
    assert run.state == state


def test_lower_learning_rate_goes_on(path: str) -> None:
    run = training(activation="relu", learning_rate=1e200)
    run.run_epochs(10)
    assert run.divergence is not None
    calm = training(start(), activation="relu")
    run.state = calm.state
    run.settings = Settings()
    assert run.divergence is None
    np.testing.assert_array_equal(run.run_epochs(3).train, calm.run_epochs(3).train)


def test_a_sum_that_overflows_is_named(path: str) -> None:
    points = Samples(np.array([[1.0, 1.0], [1e160, 1e160]]), np.zeros(2))
    run = linear([[1.0, 1.0], [1e150, 1e150], [1e150, -1e150]], points, batch_size=1, learning_rate=0.0)
    run.step()
    assert run.divergence is None
    run.step()
    assert run.divergence == Divergence(epoch=0, batch=1, layer=0, neuron=1)
    assert run.state.batch == 1


def test_a_loss_that_overflows_is_laid_to_the_output(path: str) -> None:
    points = Samples(np.array([[1e160, 1e160]]), np.zeros(1))
    run = linear([[1.0, 1.0], [1.0, 1.0]], points)
    run.step()
    assert run.divergence == Divergence(epoch=0, batch=0, layer=1, neuron=0)


def test_a_gradient_that_overflows_is_named(path: str) -> None:
    """The pass and its loss are finite; only the slope by the second hidden neuron's weights is not."""
    hidden = LayerParameters(((1e-200, 0.0), (1e-200, 0.0)), (0.0, 0.0))
    output = LayerParameters(((1.0, 1e160),), (0.0,))
    points = Samples(np.array([[1e170, 0.0]]), np.array([1e3]))
    run = Training(["linear"] * 2, points, points, Settings(), TrainingState((hidden, output)))
    run.step()
    assert run.divergence == Divergence(epoch=0, batch=0, layer=0, neuron=1)


def test_an_update_that_overflows_leaves_the_weights(path: str) -> None:
    run = training(optimiser="adam", learning_rate=1e308, activation="linear")
    run.settings = replace(run.settings, regularisation="l2", regularisation_rate=1e10)
    before = run.state
    run.step()
    assert run.divergence is not None
    assert run.state == before


def test_an_epoch_loss_that_overflows_is_found(path: str) -> None:
    """Each batch is fine, but on the test points the updated network is not."""
    train = Samples(np.array([[1.0, 1.0]]), np.array([0.0]))
    test = Samples(np.array([[1e200, 1e200]]), np.array([0.0]))
    hidden = LayerParameters(((1.0, 1.0),), (0.0,))
    state = TrainingState((hidden, LayerParameters(((1.0,),), (0.0,))))
    run = Training(["linear"] * 2, train, test, Settings(learning_rate=0.01), state)
    assert run.run_epochs(5).train.size == 0
    assert run.divergence == Divergence(epoch=0, batch=0, layer=1, neuron=0)
    assert np.isfinite(numbers(run.state)).all()


def test_data_that_is_not_finite_is_named_at_once(path: str) -> None:
    points = samples(20)
    points.inputs[13, 1] = np.nan
    run = Training(["tanh"] * 3, points, samples(5), Settings(batch_size=5), start())
    run.run_epochs(1)
    assert run.divergence == Divergence(epoch=0, batch=2, layer=0, neuron=0)
