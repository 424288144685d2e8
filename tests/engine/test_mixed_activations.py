"""Layers whose neurons have activations of their own: training, maps and divergence, on both paths."""

from __future__ import annotations

import numpy as np
import pytest

from engine.nn import MLP, flatten
from engine.settings import Settings
from engine.state import LayerParameters, TrainingState
from engine.training import Divergence, Samples, Training
from playground.document import ACTIVATIONS
from tests.engine.reference import Reference
from tests.engine.runs import N_TRAIN, samples, start, training

MIXED = (("tanh", "linear", "relu", "tanh", "sin"), ("linear", "linear", "sigmoid"))


def mixed(**settings: object) -> Training:
    data = samples(N_TRAIN), samples(30, seed=1)
    return Training([*MIXED, "tanh"], *data, Settings(**settings), start())  # type: ignore[arg-type]


def test_a_run_follows_the_eager_engine(path: str) -> None:
    run = mixed(learning_rate=0.1)
    reference = Reference([*MIXED, "tanh"], samples(N_TRAIN), run.settings, run.state)
    for _ in range(4):
        expected = reference.epoch()
        assert run.run_epochs(1).train == pytest.approx([expected], rel=1e-11)
    found = list(flatten(run.state.parameters))
    assert found == pytest.approx([p.data for p in reference.model.parameters()], rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_trains_as_the_eager_engine_does(path: str, activation: str) -> None:
    run = training(activation=activation, learning_rate=0.01)
    reference = Reference([activation, activation, "tanh"], samples(N_TRAIN), run.settings, run.state)
    for _ in range(3):
        assert run.run_epochs(1).train == pytest.approx([reference.epoch()], rel=1e-11)


def test_in_the_programs_own_order_too(path: str) -> None:
    run = mixed(learning_rate=0.1, carry_partial_batch=True)
    reference = Reference([*MIXED, "tanh"], samples(N_TRAIN), run.settings, run.state)
    for _ in range(3):
        assert run.run_epochs(1).train == pytest.approx([reference.epoch()], rel=1e-11)


def test_maps_and_layers_are_each_neurons_own(path: str) -> None:
    run = mixed()
    run.run_epochs(2)
    points = samples(20, seed=3).inputs
    model = MLP(2, [5, 3, 1], MIXED, "tanh", run.state.parameters)
    for k, point in enumerate(points.tolist()):
        values = point
        for layer, ours in zip(model.layers, run.maps(points), strict=True):
            values = [neuron(values) for neuron in layer.neurons]
            np.testing.assert_allclose(ours[:, k], [value.data for value in values], rtol=1e-12, atol=1e-15)
    maps = run.maps(samples(N_TRAIN).inputs[:10])
    fresh = Training(
        [*MIXED, "tanh"], samples(N_TRAIN), samples(30), Settings(), TrainingState(run.state.parameters)
    )
    for layer, ours in zip(fresh.layers(), maps, strict=True):
        np.testing.assert_allclose(layer.activations, ours.mean(axis=1), rtol=1e-12, atol=1e-15)


def test_one_name_for_all_or_the_same_for_each_is_the_same_run(path: str) -> None:
    one = training(activation="relu")
    data = samples(N_TRAIN), samples(30, seed=1)
    other = Training([["relu"] * 5, ["relu"] * 3, ["tanh"]], *data, Settings(), start(), "a seed")
    one.run_epochs(3)
    other.run_epochs(3)
    assert one.state == other.state


def test_the_neuron_that_overflows_is_named(path: str) -> None:
    """A linear neuron among tanh ones grows beyond every number."""
    hidden = LayerParameters(((1.0,), (1e200,), (1.0,)), (0.0, 0.0, 0.0))
    output = LayerParameters(((1.0, 0.0, 1.0),), (0.0,))
    points = Samples(np.array([[1.0], [1e200]]), np.array([0.0, 0.0]))
    settings = Settings(batch_size=1, learning_rate=0.0)
    names = [("tanh", "linear", "tanh"), "linear"]
    run = Training(names, points, points, settings, TrainingState((hidden, output)))
    run.run_epochs(1)
    assert run.divergence == Divergence(epoch=0, batch=1, layer=0, neuron=1)
