"""What the screen asks of a training: every neuron's output, and each layer's numbers of the last batch."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Value
from engine.losses import LOSSES
from engine.nn import MLP
from engine.settings import Settings
from engine.training import LayerArrays, Training
from tests.engine.runs import N_TRAIN, samples, start, training


def eager(run: Training) -> MLP:
    parameters = run.state.parameters
    return MLP(2, [len(layer.biases) for layer in parameters], "tanh", "tanh", parameters)


def test_maps_are_every_neurons_output(path: str) -> None:
    run = training()
    run.run_epochs(3)
    points = samples(77, seed=5).inputs
    maps = run.maps(points)
    assert [m.shape for m in maps] == [(5, 77), (3, 77), (1, 77)]
    model = eager(run)
    for k, point in enumerate(points.tolist()):
        x = point
        for layer, ours in zip(model.layers, maps, strict=True):
            x = [neuron(x) for neuron in layer.neurons]
            np.testing.assert_allclose(ours[:, k], [value.data for value in x], rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(run.outputs(points), maps[-1][0])


def test_losses_are_means_without_the_penalty(path: str) -> None:
    run = training(regularisation="l2", regularisation_rate=1.0)
    model = eager(run)
    for ours, data in zip(run.losses(), (samples(47), samples(30, seed=1)), strict=True):
        losses = [
            LOSSES["half squared error"](model(x), y).data
            for x, y in zip(data.inputs.tolist(), data.targets.tolist(), strict=True)
        ]
        assert ours == pytest.approx(np.mean(losses), rel=1e-13)


def expected(run: Training, model: MLP, chosen: range) -> list[LayerArrays]:
    """Gradients, signals and outputs of a batch, straight from the eager graph."""
    data = samples(47)
    n_layers = len(model.layers)
    inputs = [np.zeros(len(layer.neurons[0].w)) for layer in model.layers]
    outputs = [np.zeros(len(layer.neurons)) for layer in model.layers]
    model.zero_grad()
    for k in chosen:
        x: list[Value] = [Value(v) for v in data.inputs[k].tolist()]
        for j in range(n_layers):
            inputs[j] += [value.data / len(chosen) for value in x]
            x = [neuron(x) for neuron in model.layers[j].neurons]
            outputs[j] += [value.data / len(chosen) for value in x]
        LOSSES["half squared error"](x[0], float(data.targets[k])).backward()
    arrays = []
    for layer, seen, out in zip(model.layers, inputs, outputs, strict=True):
        weights = np.array([[w.data for w in neuron.w] for neuron in layer.neurons])
        slopes = np.array([[w.grad for w in neuron.w] for neuron in layer.neurons]) / len(chosen)
        biases = np.array([neuron.b.data for neuron in layer.neurons])
        bias_slopes = np.array([neuron.b.grad for neuron in layer.neurons]) / len(chosen)
        arrays.append(
            LayerArrays(weights, biases, slopes, bias_slopes, slopes, bias_slopes, weights * seen, out)
        )
    return arrays


def test_layers_show_the_last_batch_and_its_update(path: str) -> None:
    run = training(learning_rate=0.5)
    run.run_epochs(2)
    run.step()
    model = eager(run)  # what the second batch of the epoch is run with
    run.step()
    for ours, theirs, now in zip(
        run.layers(), expected(run, model, range(10, 20)), run.state.parameters, strict=True
    ):
        np.testing.assert_array_equal(ours.weights, now.weights)
        np.testing.assert_array_equal(ours.biases, now.biases)
        np.testing.assert_allclose(ours.weight_gradients, theirs.weight_gradients, rtol=1e-11, atol=1e-16)
        np.testing.assert_allclose(ours.bias_gradients, theirs.bias_gradients, rtol=1e-11, atol=1e-16)
        np.testing.assert_allclose(ours.weight_updates, -0.5 * theirs.weight_gradients, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(ours.bias_updates, -0.5 * theirs.bias_gradients, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(ours.signals, theirs.signals, rtol=1e-11, atol=1e-16)
        np.testing.assert_allclose(ours.activations, theirs.activations, rtol=1e-11, atol=1e-16)


def test_before_the_first_step_layers_show_the_batch_to_come(path: str) -> None:
    run = training()
    for ours, theirs in zip(run.layers(), expected(run, eager(run), range(10)), strict=True):
        np.testing.assert_allclose(ours.weight_gradients, theirs.weight_gradients, rtol=1e-11, atol=1e-16)
        assert not ours.weight_updates.any()


def test_arrays_handed_out_stay_as_they_are(path: str) -> None:
    run = training(start())
    layers, maps = run.layers(), run.maps(np.zeros((3, 2)))
    kept = [layers[0].weights.copy(), layers[0].weight_gradients.copy(), maps[0].copy()]
    run.run_epochs(5)
    for ours, copy in zip((layers[0].weights, layers[0].weight_gradients, maps[0]), kept, strict=True):
        np.testing.assert_array_equal(ours, copy)


@pytest.mark.parametrize("loss", LOSSES)
def test_outputs_are_the_networks_and_not_a_part_of_the_loss(path: str, loss: str) -> None:
    state = start((3,))
    run = Training(["tanh", "linear"], samples(N_TRAIN), samples(30), Settings(loss=loss), state)
    hidden, last = state.parameters
    inputs = samples(30).inputs
    values = np.tanh(inputs @ np.array(hidden.weights).T + np.array(hidden.biases))
    expected = (values @ np.array(last.weights).T + np.array(last.biases))[:, 0]
    np.testing.assert_allclose(run.outputs(inputs), expected, rtol=1e-12)
    np.testing.assert_allclose(run.maps(inputs)[-1][0], expected, rtol=1e-12)
