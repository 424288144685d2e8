"""One sample's scalar graph has the numbers of the run that it was taken from."""

from __future__ import annotations

from dataclasses import replace

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import generate
from engine.errors import PlaygroundError
from engine.expression import parse
from engine.features import columns
from engine.graph import topological_order
from engine.losses import LOSSES
from engine.samples import Samples
from engine.settings import Settings
from engine.state import TrainingState
from engine.training import Training
from playground.document import ACTIVATIONS, BIAS, DataSettings, Document, Frozen, HiddenLayer, Network
from playground.experiment import Experiment
from playground.folding import fold
from playground.network_edits import initial_state, set_loss
from playground.sample_graph import SampleGraph, Subject
from playground.samples import data_of
from playground.steps import walkthrough
from playground.symbols import symbol

SMALL = Network(("x1", "x2", "x1x2"), (HiddenLayer(3, "tanh"), HiddenLayer(2, "relu")))
LARGEST = Network(("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2"), (HiddenLayer(8),) * 8)
TO_ROUNDING = {"rtol": 1e-12, "atol": 1e-12}

networks = st.builds(
    Network,
    st.lists(st.sampled_from(LARGEST.features), min_size=1, max_size=3, unique=True).map(tuple),
    st.lists(
        st.builds(HiddenLayer, st.integers(1, 4), st.sampled_from(ACTIVATIONS)), min_size=0, max_size=3
    ).map(tuple),
)
losses = st.sampled_from(list(LOSSES))


def experiment(document: Document) -> Experiment:
    return Experiment(document, initial_state(document))


def gradients(graph: SampleGraph) -> np.ndarray:
    key_of, found = graph.formula.key_of, graph.passes.gradients
    return np.array([found[key_of[parameter]] for parameter in graph.network.parameters()])


def frame_gradients(frame) -> np.ndarray:
    return np.concatenate(
        [np.hstack([layer.weight_gradients, layer.bias_gradients[:, None]]).ravel() for layer in frame.layers]
    )


def mean_over(document: Document, frame, points: range) -> np.ndarray:
    total = np.zeros(0)
    for point in points:
        graph = SampleGraph(document, Subject(point))
        graph.show(frame)
        total = gradients(graph) + (total if total.size else 0.0)
    return total / len(points)


@pytest.mark.parametrize("loss", list(LOSSES))
@pytest.mark.parametrize("dataset", ["spiral", "plane"])
def test_averaged_over_a_batch_the_gradients_are_the_frame_s(loss: str, dataset: str) -> None:
    document = Document(
        data=DataSettings(dataset=dataset, noise=10),
        network=SMALL,
        training=Settings(batch_size=7, loss=loss),
    )
    run = experiment(document)
    first = run.frame()
    np.testing.assert_allclose(mean_over(document, first, range(7)), frame_gradients(first), **TO_ROUNDING)
    run.step()
    run.step()
    # The gradients of a frame are those that its last step was made with, at the weights before it.
    run_before = experiment(document)
    run_before.step()
    second = mean_over(document, run_before.frame(), range(7, 14))
    np.testing.assert_allclose(second, frame_gradients(run.frame()), **TO_ROUNDING)


@pytest.mark.parametrize("loss", list(LOSSES))
@hypothesis.settings(max_examples=40)
@given(networks, st.sampled_from(["circle", "spiral", "bumps"]), st.integers(1, 4), st.integers(0, 2))
def test_every_number_is_the_frame_s(loss, network, dataset, batch, epochs) -> None:
    settings = Settings(loss=loss, batch_size=batch, learning_rate=0.01)
    document = Document(data=DataSettings(dataset=dataset), network=network, training=settings)
    run = experiment(document)
    run.run_epochs(epochs)
    state = run.state
    frame = Experiment(document, TrainingState(state.parameters)).frame()  # its batch is the first one
    outputs = np.concatenate([frame.train_outputs, frame.test_outputs])
    graph = SampleGraph(document, Subject(0))
    graph.show(frame)
    by_key = graph.formula.by_key
    sums: dict[str, float] = {}
    for point in (*range(batch), graph.points - 1):
        graph.look_at(point)
        assert by_key["o"].value.data == pytest.approx(outputs[point], rel=1e-12, abs=1e-12)
        if point < batch:
            for key, node in by_key.items():
                sums[key] = sums.get(key, 0.0) + node.value.data / batch
            for key, gradient in graph.passes.gradients.items():
                sums[f"d {key}"] = sums.get(f"d {key}", 0.0) + gradient / batch
    for depth, layer in enumerate(frame.layers):
        for index in range(len(layer.biases)):
            number = "" if depth == len(frame.layers) - 1 else f"{depth + 1}{index + 1}"
            weights = [f"w{number}{place + 1}" for place in range(layer.weights.shape[1])]
            # Weights are the same for every sample, so their mean is themselves, but for rounding.
            assert [by_key[key].value.data for key in weights] == layer.weights[index].tolist()
            assert by_key[f"b{number}"].value.data == layer.biases[index]
            shown = [
                *[sums[f"d {key}"] for key in weights],
                sums[f"d b{number}"],
                sums[f"h{number}" if number else "o"],
            ]
            expected = [*layer.weight_gradients[index], layer.bias_gradients[index], layer.activations[index]]
            np.testing.assert_allclose(shown, expected, **TO_ROUNDING)


@given(networks, losses, st.integers(0, 499))
def test_the_steps_are_those_of_the_recorded_pass(network, loss, point) -> None:
    document = Document(network=network, training=Settings(loss=loss))
    graph = SampleGraph(document, Subject(point))
    graph.show(experiment(document).frame())
    recorded, passes = walkthrough(graph.formula), graph.passes
    assert len(passes.steps) == len(recorded.steps)
    assert passes.loss == recorded.loss
    assert (passes.computed, passes.into, passes.along) == (
        recorded.computed,
        recorded.into,
        recorded.along,
    )
    assert passes.gradients == pytest.approx(recorded.gradients, rel=1e-12, abs=1e-12)
    for made, right in zip(passes.steps, recorded.steps, strict=True):
        assert (made.kind, made.node, made.parent, made.position) == (
            right.kind,
            right.node,
            right.parent,
            right.position,
        )
        numbers = ("result", "local", "upstream", "contribution", "before", "total")
        np.testing.assert_allclose(
            [getattr(made, name) for name in numbers],
            [getattr(right, name) for name in numbers],
            **TO_ROUNDING,
        )
    assert passes.steps[-1].kind == "done"
    assert passes.steps[2:4] == (passes.steps[2], passes.steps[3])


def test_every_neuron_and_the_answer_are_those_of_the_run_at_that_point() -> None:
    document = Document(data=DataSettings(dataset="xor"), network=SMALL)
    run = experiment(document)
    run.run_epochs(20)
    frame = run.frame()
    data = document.data
    drawn = generate(data.dataset, data.noise, data.train_share, data.seed)
    outputs = np.concatenate([frame.train_outputs, frame.test_outputs])
    for point in (0, 3, drawn.n_train - 1, drawn.n_train, len(drawn.points) - 1):
        graph = SampleGraph(document, Subject(point))
        graph.show(frame)
        values = {key: node.value.data for key, node in graph.formula.by_key.items()}
        x = columns(drawn.points[point : point + 1], document.network.features)[0]
        h1 = np.tanh(frame.layers[0].weights @ x + frame.layers[0].biases)
        h2 = np.maximum(0.0, frame.layers[1].weights @ h1 + frame.layers[1].biases)
        assert [values["h11"], values["h12"], values["h13"]] == pytest.approx(h1, rel=1e-12)
        assert [values["h21"], values["h22"]] == pytest.approx(h2, rel=1e-12)
        assert values["o"] == pytest.approx(outputs[point], rel=1e-12)
        assert values["L"] == pytest.approx(0.5 * (outputs[point] - drawn.targets[point]) ** 2, rel=1e-12)


@pytest.mark.parametrize("loss", list(LOSSES))
def test_the_mean_loss_over_all_points_is_the_run_s(loss: str) -> None:
    document = Document(network=SMALL, training=Settings(loss=loss))
    frame = experiment(document).frame()
    graph = SampleGraph(document, Subject(0))
    graph.show(frame)
    losses = []
    for point in range(graph.points):
        graph.look_at(point)
        losses.append(graph.formula.by_key["L"].value.data)
    n_train = len(frame.train_outputs)
    means = np.mean(losses[:n_train]), np.mean(losses[n_train:])
    assert means == pytest.approx(frame.losses, rel=1e-12)


@given(networks, losses, st.sampled_from(["circle", "bumps"]), st.integers(0, 400))
def test_a_newer_frame_s_numbers_are_those_of_a_new_graph(network, loss, dataset, point) -> None:
    document = Document(
        data=DataSettings(dataset=dataset), network=network, training=Settings(loss=loss, learning_rate=0.01)
    )
    run = experiment(document)
    graph = SampleGraph(document, Subject(point))
    graph.show(run.frame())
    run.step()
    graph.show(run.frame())
    anew = SampleGraph(document, Subject(point))
    anew.show(run.frame())
    numbers = [node.value.data for node in graph.formula.nodes]
    assert numbers == [node.value.data for node in anew.formula.nodes]
    graph.look_at((point + 1) % 500)
    graph.look_at(point)
    assert numbers == [node.value.data for node in graph.formula.nodes]
    # The engine builds it once more, eagerly, from the same weights.
    answer = anew.network([value.data for value in anew._inputs])
    assert graph.formula.by_key["o"].value.data == pytest.approx(answer.data, rel=1e-12, abs=1e-12)


@given(networks, losses, st.sampled_from(["circle", "bumps"]))
def test_the_text_reads_as_the_same_graph(network, loss, dataset) -> None:
    document = Document(data=DataSettings(dataset=dataset), network=network, training=Settings(loss=loss))
    graph = SampleGraph(document, Subject(2))
    graph.show(experiment(document).frame())
    formula = graph.formula
    values = {name: formula.by_key[name].value.data for name in formula.variables}
    read = parse(formula.text, values)
    shown = formula.by_key[formula.output].value.data
    assert read.output.data == pytest.approx(shown, rel=1e-12, abs=1e-12)
    assert len(topological_order(read.output)) == len(formula.nodes)
    assert all(node.span is not None for node in formula.nodes if node.value.op)


def test_a_neuron_s_graph_ends_at_its_answer() -> None:
    document = Document(network=SMALL)
    frame = experiment(document).frame()
    graph = SampleGraph(document, Subject(5, (1, 1)))
    graph.show(frame)
    whole = SampleGraph(document, Subject(5))
    whole.show(frame)
    assert graph.formula.output == "h22"
    assert graph.formula.by_key["h22"].value.data == whole.formula.by_key["h22"].value.data
    assert "h21" not in graph.formula.by_key
    assert graph.title == "Hidden 2 · neuron 2 at train point 6"
    assert [group.key for group in graph.closed()] == ["h11", "h12", "h13"]
    output = SampleGraph(document, Subject(5, (2, 0)))
    drawn = fold(output.formula, output.closed())
    folded = [(node.group.kind, len(node.group.roots)) for node in drawn if node.group]
    assert folded == [("layer", 3), ("neuron", 1), ("neuron", 1)]
    assert output.formula.output == "o"
    assert output.title == "Output neuron at train point 6"


def test_folded_by_layer_a_graph_is_as_wide_as_its_network() -> None:
    graph = SampleGraph(Document(network=SMALL), Subject(0))
    drawn = fold(graph.formula, graph.closed())
    assert [node.key for node in drawn if node.group] == ["h11", "h12", "h13", "h21", "h22", "o"]
    h22 = next(node for node in drawn if node.key == "h22")
    assert h22.parents == ("h11", "h12", "h13")
    assert len(drawn) == 3 + 6 + 1 + 4  # inputs, neurons, target, and ½, −, ², L


def test_the_largest_network_folds_to_what_can_be_drawn() -> None:
    graph = SampleGraph(Document(network=LARGEST), Subject(0))
    assert 1_500 < len(graph.formula.nodes) < 3_000
    drawn = fold(graph.formula, graph.closed())
    assert [node.group.kind for node in drawn if node.group] == [*["layer"] * 8, "neuron", "loss"]
    assert len(drawn) == 7 + 8 + 1 + 1 + 1
    neuron = SampleGraph(Document(network=LARGEST), Subject(0, (4, 2)))
    folded = [node.group for node in fold(neuron.formula, neuron.closed()) if node.group]
    assert [group.kind for group in folded] == [*["layer"] * 3, *["neuron"] * 8]
    assert all(node.span is not None for node in graph.formula.nodes if node.value.op)


def test_what_it_is_the_graph_of() -> None:
    document = Document(network=SMALL)
    graph = SampleGraph(document, Subject(250))
    assert graph.title == "Loss of test point 1"
    assert graph.moved(+250) == Subject(0)
    assert graph.fits(replace(document, training=Settings(learning_rate=1.0)))
    assert not graph.fits(replace(document, training=Settings(loss="huber")))
    assert not graph.fits(replace(document, data=DataSettings(noise=5)))
    assert not graph.fits(Document())


@pytest.mark.parametrize("subject", [Subject(-1), Subject(500), Subject(0, (3, 0)), Subject(0, (0, 3))])
def test_what_is_not_there_is_said(subject: Subject) -> None:
    with pytest.raises(PlaygroundError, match=r"^There is no (data point|neuron) .*\.$"):
        SampleGraph(Document(network=SMALL), subject)


def test_a_frame_of_another_network_is_refused() -> None:
    graph = SampleGraph(Document(network=SMALL), Subject(0))
    other = experiment(Document()).frame()
    with pytest.raises(PlaygroundError):
        graph.show(other)


def test_several_classes_own_features_and_mixed_activations_are_the_engine_s() -> None:
    network = Network(
        features=("x1", "sin_x2", "=x1 * x2^2"),
        hidden=(HiddenLayer(3, "tanh", ("tanh", "relu", "sin")), HiddenLayer(2, "linear", ("linear", "elu"))),
        formulas=("=x2 + 1", "=x1 * x2^2"),
        outputs=3,
    )
    document = Document(
        data=DataSettings(dataset="blobs", classes=3),
        network=network,
        training=Settings(loss="cross-entropy", batch_size=5),
        frozen=(Frozen(0, 1), Frozen(1, 0, BIAS)),
    )
    drawn = data_of(document.data)
    inputs = columns(drawn.points, network.features)
    train, test = (
        Samples(inputs[part], drawn.targets[part])
        for part in (slice(drawn.n_train), slice(drawn.n_train, None))
    )
    state = initial_state(document)
    activations = [*(layer.activations for layer in network.hidden), "linear"]
    training = Training(activations, train, test, document.training, state)
    graph = SampleGraph(document, Subject(0))
    graph.load(state.parameters)
    total = np.zeros(len(graph.network.parameters()))
    for point in range(5):
        graph.look_at(point)
        total += gradients(graph) / 5
    expected = [
        np.column_stack([layer.weight_gradients, layer.bias_gradients]).ravel() for layer in training.layers()
    ]
    np.testing.assert_allclose(total, np.concatenate(expected), **TO_ROUNDING)
    losses = []
    for point in range(drawn.n_train):
        graph.look_at(point)
        losses.append(graph.formula.by_key["L"].value.data)
    assert np.mean(losses) == pytest.approx(training.losses()[0], rel=1e-12)
    assert graph.question == "o1"
    assert [group.title for group in graph.groups if group.kind == "layer"] == [
        "Hidden 1",
        "Hidden 2",
        "Output",
    ]
    assert graph.names.frozen == {"w121", "w122", "w123", "b12", "b21"}
    places = {
        "f2": "Input x1 * x2^2",
        "sin_x2": "Input sin x₂",
        "w122": "Hidden 1 · neuron 2 · weight from sin x₂, frozen",
        "w121": "Hidden 1 · neuron 2 · weight from x₁, frozen",
        "w111": "Hidden 1 · neuron 1 · weight from x₁",
        "b21": "Hidden 2 · neuron 1 · bias, frozen",
        "h12": "Hidden 1 · neuron 2 · ReLU",
        "w31": "Output neuron 3 · weight from neuron 1",
        "y2": "Target of class 2",
        "L": "Loss · cross-entropy",
    }
    assert {key: graph.place_of(key) for key in places} == places
    assert set(places) <= set(graph.formula.by_key)
    assert SampleGraph(document, Subject(0, (2, 1))).title == "Output neuron 2 at train point 1"


def test_two_classes_under_the_cross_entropy_of_classes_have_a_graph_for_every_point() -> None:
    document = set_loss(Document(), "cross-entropy")
    state = initial_state(document)
    frame = experiment(document).frame()
    graph = SampleGraph(document, Subject(0))
    graph.load(state.parameters)
    losses = []
    for point in range(graph.points):
        graph.look_at(point)
        losses.append(graph.formula.by_key["L"].value.data)
    expected = np.concatenate([frame.train_point_losses, frame.test_point_losses])
    np.testing.assert_allclose(losses, expected, **TO_ROUNDING)


def test_names_stay_apart_from_ten_neurons_on() -> None:
    network = Network(hidden=(HiddenLayer(12), HiddenLayer(11)))
    graph = SampleGraph(Document(network=network), Subject(0))
    assert graph.place_of("w2_11_1") == "Hidden 2 · neuron 11 · weight from neuron 1"
    assert graph.place_of("w2_1_11") == "Hidden 2 · neuron 1 · weight from neuron 11"
    assert len(graph.names.places) == 2 + 12 * (2 + 3) + 11 * (12 + 3) + (11 + 3) + 1
    assert len(set(graph.formula.by_key)) == len(graph.formula.nodes)
    assert symbol(graph.formula, "w2_11_1") == "w₂,₁₁,₁"
