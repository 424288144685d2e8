"""Networks with an output for each class, on both paths: outputs, losses, layers, divergence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import PlaygroundError
from engine.nn import MLP
from engine.settings import Settings
from engine.state import LayerParameters, TrainingState
from engine.training import Divergence, Samples, Training
from tests.engine.runs import N_TRAIN, samples, start, training

CLASSES = range(2, 7)


def logits(run: Training, inputs: np.ndarray) -> np.ndarray:
    """The outputs of a 2-5-3-k network of tanh and then linear neurons, in plain NumPy."""
    *hidden, last = run.state.parameters
    values = inputs.T
    for layer in hidden:
        values = np.tanh(np.array(layer.weights) @ values + np.array(layer.biases)[:, None])
    return (np.array(last.weights) @ values + np.array(last.biases)[:, None]).T


def softmax(outputs: np.ndarray) -> np.ndarray:
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def classifier(classes: int = 3, **settings: object) -> Training:
    return training(loss="cross-entropy", classes=classes, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("classes", CLASSES)
def test_outputs_and_losses_are_those_of_the_closed_form(path: str, classes: int) -> None:
    run = classifier(classes)
    run.run_epochs(3)
    on_data, losses = run.outputs_of_data(), run.point_losses()
    for k, (data, mean) in enumerate(
        zip((samples(N_TRAIN, outputs=classes), samples(30, 1, outputs=classes)), run.losses(), strict=True)
    ):
        expected = logits(run, data.inputs)
        np.testing.assert_allclose(run.outputs(data.inputs), expected, rtol=1e-12, atol=1e-13)
        np.testing.assert_array_equal(on_data[k], run.outputs(data.inputs))
        np.testing.assert_array_equal(run.maps(data.inputs)[-1], on_data[k].T)
        right = softmax(expected)[np.arange(len(expected)), data.targets.astype(int)]
        np.testing.assert_allclose(losses[k], -np.log(right), rtol=1e-12)
        assert mean == pytest.approx(losses[k].mean(), rel=1e-12)
        assert on_data[k].flags.c_contiguous


def test_with_one_output_they_are_flat(path: str) -> None:
    run = training()
    run.run_epochs(2)
    for data, outputs, losses in zip(
        (samples(N_TRAIN), samples(30, seed=1)), run.outputs_of_data(), run.point_losses(), strict=True
    ):
        np.testing.assert_array_equal(outputs, run.outputs(data.inputs))
        np.testing.assert_allclose(losses, (outputs - data.targets) ** 2 / 2, rtol=1e-12)


@pytest.mark.parametrize("classes", [2, 4])
def test_answers_in_one_run_are_those_asked_for_alone(path: str, classes: int) -> None:
    for run in (training(), classifier(classes)):
        run.run_epochs(2)
        for both, outputs, losses in zip(
            run.answers_at_data(), run.outputs_of_data(), run.point_losses(), strict=True
        ):
            np.testing.assert_array_equal(both[0], outputs)
            np.testing.assert_array_equal(both[1], losses)
            assert both[0].flags.c_contiguous


def test_point_losses_leave_the_penalty_out(path: str) -> None:
    run = classifier(regularisation="l2", regularisation_rate=5.0)
    assert run.losses()[0] == pytest.approx(run.point_losses()[0].mean(), rel=1e-12)


@pytest.mark.parametrize("classes", CLASSES)
def test_gradients_of_the_last_layer_are_what_is_missing_to_the_right_class(path: str, classes: int) -> None:
    """By the closed form: probability minus target, times what the neuron reads."""
    run = classifier(classes, batch_size=10)
    data = samples(N_TRAIN, outputs=classes)
    read = run.maps(data.inputs[:10])[-2]
    before = logits(run, data.inputs[:10])
    missing = softmax(before) - (data.targets[:10, None] == np.arange(classes))
    run.step()
    last = run.layers()[-1]
    np.testing.assert_allclose(last.weight_gradients, missing.T @ read.T / 10, rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(last.bias_gradients, missing.mean(axis=0), rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(last.activations, before.mean(axis=0), rtol=1e-11, atol=1e-15)
    assert last.signals.shape == (classes, 3)


def test_sectors_are_learned(path: str) -> None:
    run = classifier(3, learning_rate=0.1, optimiser="momentum")
    run.run_epochs(200)
    outputs, _ = run.outputs_of_data()
    assert (outputs.argmax(axis=1) == samples(N_TRAIN, outputs=3).targets).mean() > 0.9


def test_without_a_hidden_layer_the_outputs_read_the_inputs(path: str) -> None:
    state = start((), outputs=4)
    settings = Settings(loss="cross-entropy")
    data = samples(20, outputs=4)
    run = Training(["linear"], data, samples(0, outputs=4), settings, state)
    weights, biases = np.array(state.parameters[0].weights), np.array(state.parameters[0].biases)
    np.testing.assert_allclose(run.outputs(data.inputs), data.inputs @ weights.T + biases, rtol=1e-12)
    run.run_epochs(2)
    assert run.outputs_of_data()[1].shape == (0, 4)
    assert run.losses()[1] == 0.0


def test_outputs_may_have_activations_of_their_own(path: str) -> None:
    state = start((3,), outputs=3)
    names = ["tanh", ["linear", "tanh", "sin"]]
    data = samples(20, outputs=3)
    run = Training(names, data, data, Settings(loss="cross-entropy"), state)
    model = MLP(2, [3, 3], "tanh", names[1], state.parameters)
    expected = [[value.data for value in model(point)] for point in data.inputs.tolist()]
    np.testing.assert_allclose(run.outputs(data.inputs), expected, rtol=1e-12)


def test_a_loss_that_overflows_is_laid_to_the_largest_output(path: str) -> None:
    """Every output is finite; how far they lie apart is not."""
    layer = LayerParameters(((0.0,), (1.7e308,), (-1e308,)), (0.0, 0.0, 0.0))
    points = Samples(np.array([[0.0], [1.0]]), np.array([0.0, 2.0]))
    settings = Settings(loss="cross-entropy", batch_size=2)
    run = Training(["linear"], points, points, settings, TrainingState((layer,)))
    run.step()
    assert run.divergence == Divergence(epoch=0, batch=0, layer=0, neuron=1)


def test_what_does_not_fit_is_said_and_changes_nothing(path: str) -> None:
    run = classifier()
    settings, state = run.settings, run.state
    with pytest.raises(PlaygroundError, match="one output, not 3"):
        run.settings = replace(settings, loss="huber")
    assert run.settings is settings
    single = training()
    with pytest.raises(PlaygroundError, match="an output for each"):
        single.settings = replace(single.settings, loss="cross-entropy")
    run.run_epochs(1)
    single.run_epochs(1)
    wrong = Samples(samples(5).inputs, np.array([0.0, 1.0, 2.0, 3.0, 1.0]))
    half = Samples(samples(5).inputs, np.array([0.0, 1.0, 2.0, 0.5, 1.0]))
    for data in (wrong, half):
        with pytest.raises(PlaygroundError, match="classes from 0 to 2"):
            Training(["tanh", "tanh", "linear"], data, data, settings, state)


def test_a_state_of_another_number_of_outputs_takes_the_targets_along(path: str) -> None:
    data = samples(20, outputs=4)
    run = Training(["tanh", "linear"], data, data, Settings(loss="cross-entropy"), start((3,), outputs=4))
    run.state = start((3,), outputs=5)
    assert run.run_epochs(1).train.shape == (1,)
    assert run.outputs(data.inputs).shape == (20, 5)
