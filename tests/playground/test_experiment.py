"""An experiment's network: the output neuron is what the problem and the loss ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data import generate
from engine.features import columns
from engine.settings import Settings
from playground.document import DataSettings, Document, HiddenLayer, Network, output_activation
from playground.experiment import Experiment
from playground.network_edits import initial_state
from playground.views.network.stages import Stage, caption


def experiment(loss: str, dataset: str = "circle") -> Experiment:
    document = Document(
        data=DataSettings(dataset), network=Network(hidden=(HiddenLayer(3),)), training=Settings(loss=loss)
    )
    return Experiment(document, initial_state(document))


def expected(run: Experiment, linear: bool) -> np.ndarray:
    """The outputs of a 2-3-1 network, by its weights."""
    data = run.document.data
    points = generate(data.dataset, data.noise, data.train_share, data.seed).points
    values = columns(points, run.document.network.features)
    hidden, last = run.state.parameters
    values = np.tanh(values @ np.array(hidden.weights).T + np.array(hidden.biases))
    sums = (values @ np.array(last.weights).T + np.array(last.biases))[:, 0]
    return sums if linear else np.tanh(sums)


def outputs(run: Experiment) -> np.ndarray:
    frame = run.frame()
    return np.concatenate([frame.train_outputs, frame.test_outputs])


@pytest.mark.parametrize(
    ("loss", "dataset", "linear"),
    [
        ("half squared error", "circle", False),
        ("hinge", "circle", False),
        ("binary cross-entropy", "circle", True),
        ("half squared error", "plane", True),
    ],
)
def test_a_logit_is_not_squashed(loss: str, dataset: str, linear: bool) -> None:
    run = experiment(loss, dataset)
    run.run_epochs(2)
    np.testing.assert_allclose(outputs(run), expected(run, linear), rtol=1e-9)


def test_the_loss_may_change_while_it_trains() -> None:
    run = experiment("half squared error")
    settings = replace(run.document.training, optimiser="adam")
    run.set_settings(settings)
    run.run_epochs(2)
    before = run.state
    run.set_settings(replace(settings, loss="binary cross-entropy"))
    assert run.state == before
    np.testing.assert_allclose(outputs(run), expected(run, linear=True), rtol=1e-9)
    run.run_epochs(300)
    assert run.losses()[0] < 0.1  # ½ ln(1 + e⁻²) and more would be left with outputs in −1 … 1
    run.set_settings(settings)
    np.testing.assert_allclose(outputs(run), expected(run, linear=False), rtol=1e-9)


def test_the_explanations_name_the_activation_that_is_used() -> None:
    network = Network(hidden=(HiddenLayer(3),))
    for loss, formula in (("half squared error", "a = tanh(z)"), ("binary cross-entropy", "a = z")):
        assert caption(Stage("activation", 1), network, Settings(loss=loss), "classification").endswith(
            formula
        )
    assert output_activation("regression", "half squared error") == "linear"


def test_without_points_nothing_flows_back() -> None:
    frame = experiment("half squared error", "own").frame()
    for layer in frame.layers:
        assert not layer.weight_gradients.any()
        assert not layer.bias_gradients.any()
    assert len(frame.train_outputs) == 0
    assert np.ptp(frame.layers[-1].maps) > 0
