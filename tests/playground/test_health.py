"""Gradient health: the histogram holds every gradient, and each verdict fits a network made to deserve it."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from playground.health import HALF, network_health
from playground.run import GRID
from tests.views import synthetic


def verdicts(frame):
    return [layer.verdict for layer in network_health(frame)]


def test_it_needs_no_qt() -> None:
    import subprocess

    code = "import sys; sys.modules['PySide6'] = None; import playground.health"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_default_network_is_healthy() -> None:
    layers = network_health(synthetic.frame(synthetic.document(4, 2), 20))
    assert [layer.name for layer in layers] == ["Hidden 1", "Hidden 2", "Output"]
    assert [layer.verdict for layer in layers] == ["healthy"] * 3
    assert all(layer.sentence.endswith(".") for layer in layers)


def test_bars_are_a_distribution_with_negative_left_and_positive_right() -> None:
    frame = synthetic.frame(synthetic.document(4), 5)
    gradient = np.full((4, 2), 1e-3)
    made = synthetic.with_layer(frame, 0, weight_gradients=gradient, bias_gradients=np.full(4, 1e-3))
    bars = network_health(made)[0].bars
    assert bars.shape == (2 * HALF,)
    assert bars.sum() == pytest.approx(1.0)
    assert bars[:HALF].sum() == 0.0
    made = synthetic.with_layer(frame, 0, weight_gradients=-gradient, bias_gradients=np.full(4, -1e-3))
    assert network_health(made)[0].bars == pytest.approx(bars[::-1])


@pytest.mark.parametrize(("smaller", "larger"), [(1e-5, 1e-3), (1e-3, 0.1), (0.1, 5.0)])
def test_larger_gradients_stand_further_out(smaller: float, larger: float) -> None:
    frame = synthetic.frame(synthetic.document(4), 5)

    def place(size: float) -> float:
        made = synthetic.with_layer(
            frame, 0, weight_gradients=np.full((4, 2), size), bias_gradients=np.full(4, size)
        )
        return float(np.average(np.arange(2 * HALF), weights=network_health(made)[0].bars))

    assert HALF < place(smaller) < place(larger)


def test_deep_sigmoid_layers_vanish_toward_the_input() -> None:
    layers = network_health(synthetic.frame(synthetic.document(*[6] * 7, activation="sigmoid"), 3))
    assert layers[0].verdict == "vanishing"
    assert "times smaller" in layers[0].sentence
    assert layers[-1].verdict == "healthy"


def test_a_step_larger_than_the_weights_explodes() -> None:
    frame = synthetic.frame(synthetic.document(4), 5)
    layer = frame.layers[0]
    assert verdicts(synthetic.with_layer(frame, 0, weight_updates=-2 * layer.weights))[0] == "exploding"


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e200])
def test_gradients_beyond_all_bounds_explode(number: float) -> None:
    frame = synthetic.frame(synthetic.document(4), 5)
    gradient = frame.layers[0].weight_gradients.copy()
    gradient[1, 1] = number
    layer = network_health(synthetic.with_layer(frame, 0, weight_gradients=gradient))[0]
    assert layer.verdict == "exploding"
    assert np.isfinite(layer.bars).all()


def test_relu_neurons_that_answer_zero_everywhere_are_dead() -> None:
    frame = synthetic.frame(synthetic.document(4, activation="relu"), 5)
    maps = frame.layers[0].maps.copy()
    maps[2] = 0.0
    layer = network_health(synthetic.with_layer(frame, 0, maps=maps))[0]
    assert layer.verdict == "dead"
    assert layer.sentence.startswith("1 of 4 ReLU neurons answers 0")


@pytest.mark.parametrize(("activation", "limit"), [("tanh", 1.0), ("tanh", -1.0), ("sigmoid", 0.0)])
def test_neurons_at_their_limits_are_saturated(activation: str, limit: float) -> None:
    frame = synthetic.frame(synthetic.document(4, activation=activation), 5)
    maps = frame.layers[0].maps.copy()
    maps[:3] = limit
    layer = network_health(synthetic.with_layer(frame, 0, maps=maps))[0]
    assert layer.verdict == "saturated"
    assert layer.sentence.startswith("3 of 4")


def test_neurons_of_a_mixed_layer_are_judged_each_by_its_own_activation() -> None:
    frame = synthetic.frame(synthetic.document(4), 5)
    hidden = replace(frame.network.hidden[0], mixed=("relu", "tanh", "linear", "relu"))
    frame = replace(frame, network=replace(frame.network, hidden=(hidden,)))
    maps = frame.layers[0].maps.copy()
    maps[0] = maps[2] = 0.0
    maps[1] = 1.0
    maps[3] = 3.0
    layer = network_health(synthetic.with_layer(frame, 0, maps=maps))[0]
    assert layer.verdict == "dead"
    assert layer.sentence.startswith("1 of 2 ReLU neurons")
    maps[0] = 2.0
    assert network_health(synthetic.with_layer(frame, 0, maps=maps))[0].verdict == "healthy"


def test_a_steep_but_working_neuron_is_not_saturated() -> None:
    frame = synthetic.frame(synthetic.document(4), 5)
    across = np.tanh(5 * np.linspace(-6, 6, GRID))
    maps = np.broadcast_to(across, (4, GRID, GRID))
    assert verdicts(synthetic.with_layer(frame, 0, maps=maps))[0] == "healthy"


def test_no_gradient_at_all_is_flat() -> None:
    frame = synthetic.frame(synthetic.document(4), 5)
    layers = tuple(
        replace(
            layer,
            weight_gradients=0 * layer.weight_gradients,
            bias_gradients=0 * layer.bias_gradients,
            weight_updates=0 * layer.weight_updates,
        )
        for layer in frame.layers
    )
    assert verdicts(replace(frame, layers=layers)) == ["flat", "flat"]


def test_a_network_without_hidden_layers_has_one_verdict() -> None:
    document = synthetic.document(4)
    document = replace(document, network=replace(document.network, hidden=()))
    assert verdicts(synthetic.frame(document, 5)) == ["healthy"]
