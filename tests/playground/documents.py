"""Hypothesis strategies for documents, network edits and the progress of training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from engine.data import DATASETS, MAX_CLASSES
from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.nn import INITIALISATIONS
from engine.settings import (
    BATCH_SIZE_RANGE,
    LEARNING_RATE_RANGE,
    LOSSES,
    OPTIMISERS,
    REGULARISATIONS,
    SCHEDULES,
    Settings,
)
from engine.state import LayerParameters, Parameters, TrainingState
from playground import network_edits
from playground.document import (
    ACTIVATIONS,
    BIAS,
    CONTROLS,
    EDGES_SHOW,
    LOSS_SHOWS,
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    MAX_SPEED,
    NOISE_RANGE,
    OUTPUT_SHOWS,
    STOP_EPOCH_RANGE,
    STOP_LOSS_RANGE,
    WORKSPACES,
    DataSettings,
    Document,
    Frozen,
    HiddenLayer,
    Network,
    StopRules,
    View,
    layer_sizes,
    outputs_of,
)
from playground.own_data import FAR, OWN, Column, OwnPoints
from playground.samples import classes_of, problem_of
from playground.samples import own_points as own_points_of
from playground.sheets import FOLDINGS, ZEROINGS, DerivativeSheet, ExpressionSheet, Placement, Variable

finite = st.floats(allow_nan=False, allow_infinity=False)


seeds = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

#: Formulas that are finite everywhere.
FORMULAS = ("=sin(3*x1)*x2", "=x1^3", "=abs(x1) + 0.5", "=exp(-x1^2 - x2^2)", "=tanh(x2)")
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
columns = st.builds(Column, names, finite, finite.filter(lambda scale: scale != 0.0))
coordinates = st.floats(-FAR, FAR)


def own_points(targets: st.SearchStrategy[float]) -> st.SearchStrategy[OwnPoints]:
    """Some points of one's own, a few of them again and again, painted or out of a table."""
    rows = st.lists(st.tuples(coordinates, coordinates, targets), max_size=6)
    return st.builds(
        OwnPoints.of,
        st.builds(lambda few, times: few * times, rows, st.sampled_from([1, 1, 40])),
        st.just(()) | st.tuples(columns, columns, columns),
        st.lists(names, max_size=MAX_CLASSES).map(tuple),
    )


datasets = st.sampled_from([*DATASETS, *OWN.values()])
data_settings = st.tuples(datasets, st.integers(2, MAX_CLASSES)).flatmap(
    lambda chosen: st.builds(
        DataSettings,
        dataset=st.just(chosen[0]),
        noise=st.integers(*NOISE_RANGE),
        train_share=st.integers(10, 90),
        seed=seeds,
        other_dataset=st.none() | datasets.filter(lambda key: problem_of(key) != problem_of(chosen[0])),
        classes=st.just(chosen[1]),
        own_classes=own_points(st.integers(0, chosen[1] - 1).map(float)),
        own_values=own_points(coordinates),
    )
)


@st.composite
def hidden_layers(draw: st.DrawFn) -> HiddenLayer:
    """A layer of one activation, or of several."""
    neurons = draw(st.integers(1, MAX_NEURONS))
    activation = draw(st.sampled_from(ACTIVATIONS))
    mixed = draw(st.just([]) | st.lists(st.sampled_from(ACTIVATIONS), min_size=neurons, max_size=neurons))
    return HiddenLayer(neurons, activation, tuple(mixed) if len(set(mixed)) > 1 else ())


@st.composite
def networks(draw: st.DrawFn, outputs: int = 1) -> Network:
    """Any network, of features in any order, with or without formulas."""
    formulas = draw(st.lists(st.sampled_from(FORMULAS), max_size=3, unique=True))
    features = draw(st.lists(st.sampled_from([*FEATURES, *formulas]), min_size=1, unique=True))
    hidden = draw(st.lists(hidden_layers(), max_size=MAX_HIDDEN_LAYERS))
    return Network(tuple(features), tuple(hidden), tuple(formulas), outputs)


@st.composite
def frozen_parts(draw: st.DrawFn, network: Network) -> Frozen:
    """Any part of a network."""
    sizes = layer_sizes(network)
    layer = draw(st.integers(0, len(sizes) - 2))
    neuron = draw(st.none() | st.integers(0, sizes[layer + 1] - 1))
    if neuron is None:
        return Frozen(layer)
    return Frozen(layer, neuron, draw(st.none() | st.integers(BIAS, sizes[layer] - 1)))


settings = st.builds(
    Settings,
    learning_rate=st.floats(*LEARNING_RATE_RANGE),
    batch_size=st.integers(*BATCH_SIZE_RANGE),
    loss=st.sampled_from(LOSSES),
    optimiser=st.sampled_from(OPTIMISERS),
    regularisation=st.sampled_from(REGULARISATIONS),
    regularisation_rate=st.floats(0.0, 10.0),
    schedule=st.sampled_from(SCHEDULES),
    shuffle=st.booleans(),
    carry_partial_batch=st.booleans(),
)
views = st.builds(
    View,
    workspace=st.sampled_from(WORKSPACES),
    edges_show=st.sampled_from(EDGES_SHOW),
    show_test=st.booleans(),
    discretise=st.booleans(),
    log_loss=st.booleans(),
    pulses=st.booleans(),
    pulse_speed=st.floats(0.0, 100.0),
    speed=st.integers(0, MAX_SPEED),
    hidden=st.lists(st.sampled_from((*CONTROLS, *FEATURES)), max_size=4, unique=True).map(tuple),
    output=st.sampled_from(OUTPUT_SHOWS),
    contours=st.booleans(),
    loss=st.sampled_from(LOSS_SHOWS),
)
stop_rules = st.builds(
    StopRules,
    st.none() | st.integers(*STOP_EPOCH_RANGE),
    st.none() | st.floats(*STOP_LOSS_RANGE),
    st.none() | st.integers(*STOP_EPOCH_RANGE),
)
expression_sheets = st.builds(
    ExpressionSheet,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    variables=st.lists(st.builds(Variable, seeds, finite, finite, finite, st.booleans()), max_size=3).map(
        tuple
    ),
    placements=st.lists(st.builds(Placement, seeds, finite, finite), max_size=3).map(tuple),
    zeroing=st.sampled_from(ZEROINGS),
    learning_rate=finite,
    folding=st.sampled_from(FOLDINGS),
    opened=st.lists(seeds, max_size=2).map(tuple),
    folded=st.lists(seeds, max_size=2).map(tuple),
)
derivative_sheets = st.builds(
    DerivativeSheet, text=seeds, x=finite, h=st.floats(1e-16, 1.0), second_derivative=st.booleans()
)


@st.composite
def parameters(draw: st.DrawFn, network: Network) -> Parameters:
    """Parameters that fit a network: a few drawn numbers, of any size, in turn."""
    numbers = draw(st.lists(finite, min_size=1, max_size=12))
    places = iter(range(10**6))
    sizes = layer_sizes(network)
    return tuple(
        LayerParameters(
            tuple(tuple(numbers[next(places) % len(numbers)] for _ in range(n_in)) for _ in range(n_out)),
            tuple(numbers[next(places) % len(numbers)] for _ in range(n_out)),
        )
        for n_in, n_out in pairwise(sizes)
    )


@st.composite
def states(draw: st.DrawFn, network: Network) -> TrainingState:
    """Any state that a run of a network may have reached."""
    fitting = parameters(network)
    carrying = draw(st.booleans())
    return TrainingState(
        draw(fitting),
        epoch=draw(st.integers(0, 10**9)),
        batch=draw(st.integers(0, 1080)),
        position=draw(st.integers(0, 1080)),
        updates=draw(st.integers(0, 10**12)),
        slots=tuple(draw(st.lists(fitting, max_size=2))),
        carried=draw(fitting) if carrying else (),
        carried_samples=draw(st.integers(1, 1000)) if carrying else 0,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document that a person can come to, with or without a state."""
    data, training = draw(data_settings), draw(settings)
    offered = network_edits.losses_for(Document(data=data))
    loss = training.loss if training.loss in offered else offered[0]
    network = draw(networks(outputs_of(classes_of(data), loss)))
    view = draw(views)
    hidden = draw(st.lists(st.sampled_from(network.formulas), max_size=1)) if network.formulas else []
    return Document(
        data=data,
        network=network,
        training=replace(training, loss=loss),
        view=replace(view, hidden=(*view.hidden, *hidden)),
        weight_seed=draw(st.none() | seeds),
        state=draw(st.none() | states(network)),
        expression=draw(expression_sheets),
        derivative=draw(derivative_sheets),
        initialisation=draw(st.sampled_from(sorted(INITIALISATIONS))),
        frozen=tuple(draw(st.lists(frozen_parts(network), max_size=4, unique=True))),
        stop=draw(stop_rules),
    )


def trained(state: TrainingState, amount: float) -> TrainingState:
    """A stand-in for training: another state of the same shape, further on."""
    moved = tuple(
        LayerParameters(
            tuple(tuple(weight + amount for weight in row) for row in layer.weights),
            tuple(bias - amount for bias in layer.biases),
        )
        for layer in state.parameters
    )
    return replace(state, parameters=moved, epoch=state.epoch + 1, slots=(moved,), carried=moved)


#: A network edit that may be refused: limits are part of what is tested.
NetworkEdit = Callable[[Document], Document]
Edits = st.SearchStrategy[tuple[str, NetworkEdit]]
_ANY = st.integers(0, 40)


def _edits(text: str, edit: Callable[..., Document], *arguments: st.SearchStrategy[Any]) -> Edits:
    """Edits `edit(document, *arguments)`, called `text`."""
    return st.tuples(*arguments).map(lambda given: (text, lambda document: edit(document, *given)))


def _places(document: Document, *numbers: int) -> tuple[int, ...]:
    """Turn any numbers into a layer, a neuron of it and an input of that; −1 is the bias."""
    sizes = layer_sizes(document.network)
    layer = numbers[0] % (len(sizes) - 1)
    return (layer, numbers[1] % sizes[layer + 1], numbers[2] % (sizes[layer] + 1) - 1)


def _set_weight(document: Document, layer: int, neuron: int, place: int, value: float) -> Document:
    layer, neuron, place = _places(document, layer, neuron, place)
    if place == BIAS:
        return network_edits.set_bias(document, layer, neuron, value)
    return network_edits.set_weight(document, layer, neuron, place, value)


def _set_frozen(document: Document, layer: int, neuron: int, place: int, size: int, on: bool) -> Document:
    places = _places(document, layer, neuron, place)
    return network_edits.set_frozen(document, Frozen(*places[: 1 + size % 3]), on)


def _add_points(document: Document, rows: list[tuple[float, float, int]]) -> Document:
    classes = classes_of(document.data)
    return network_edits.add_points(document, [(x, y, c % classes if classes else c) for x, y, c in rows])


def _some(document: Document, numbers: list[int]) -> list[int]:
    count = len(own_points_of(document.data))
    return sorted({number % count for number in numbers}) if count else []


def _move_points(document: Document, numbers: list[int], x: float, y: float) -> Document:
    some = _some(document, numbers)
    return network_edits.move_points(document, some, [(x, y)] * len(some))


def _neuron_activation(document: Document, layer: int, neuron: int, activation: str) -> Document:
    place = _hidden(document, layer)
    neurons = document.network.hidden[place].neurons
    return network_edits.set_neuron_activation(document, place, neuron % neurons, activation)


_near = st.floats(-7.0, 7.0)
_activations = st.sampled_from(ACTIVATIONS)
#: Edits that give a state of their own.
structural_edits: Edits = st.one_of(
    _edits("add layer", lambda d, k: network_edits.add_layer(d, k % (len(d.network.hidden) + 1)), _ANY),
    _edits("remove layer", network_edits.remove_layer, st.integers(0, MAX_HIDDEN_LAYERS)),
    _edits("add neuron", lambda d, k: network_edits.add_neuron(d, _hidden(d, k)), _ANY),
    _edits(
        "remove neuron",
        lambda d, k, n: network_edits.remove_neuron(d, _hidden(d, k), _neuron(d, k, n)),
        _ANY,
        st.none() | _ANY,
    ),
    _edits("toggle feature", network_edits.toggle_feature, st.sampled_from([*FEATURES, *FORMULAS])),
    _edits("add formula", network_edits.add_formula, st.sampled_from(FORMULAS)),
    _edits("data set", network_edits.set_dataset, datasets),
    _edits("classes", network_edits.set_classes, st.integers(2, MAX_CLASSES)),
    _edits("weight", _set_weight, _ANY, _ANY, _ANY, finite),
    _edits("seed", network_edits.set_seed, seeds),
    _edits("new weights", network_edits.new_weights, seeds),
    _edits("initialisation", network_edits.set_initialisation, st.sampled_from(sorted(INITIALISATIONS))),
    st.just(("reset", network_edits.reset)),
)
#: Edits that may keep the state, or give one of their own.
other_edits: Edits = st.one_of(
    _edits("loss", network_edits.set_loss, st.sampled_from(LOSSES)),
    _edits("problem", network_edits.set_problem, st.sampled_from(sorted(OWN))),
    _edits("remove formula", network_edits.remove_formula, st.sampled_from(FORMULAS)),
    _edits(
        "activation", lambda d, k, a: network_edits.set_activation(d, _hidden(d, k), a), _ANY, _activations
    ),
    _edits("one activation", _neuron_activation, _ANY, _ANY, _activations),
    _edits("freeze", _set_frozen, _ANY, _ANY, _ANY, _ANY, st.booleans()),
    _edits(
        "own points", network_edits.set_own_points, own_points(st.integers(0, MAX_CLASSES - 1).map(float))
    ),
    st.just(("adopt points", network_edits.adopt_points)),
    _edits("paint", _add_points, st.lists(st.tuples(_near, _near, st.integers(0, 6)), max_size=5)),
    _edits("move", _move_points, st.lists(_ANY, max_size=3), _near, _near),
    _edits("erase", lambda d, n: network_edits.erase_points(d, _some(d, n)), st.lists(_ANY, max_size=3)),
    _edits(
        "label",
        lambda d, left, right: network_edits.label_by_curve(d, [(-6.0, left), (6.0, right)], 0, 1),
        _near,
        _near,
    ),
    st.just(("clear points", network_edits.clear_points)),
    _edits("stop", lambda d, rules: replace(d, stop=rules), stop_rules),
)


def _hidden(document: Document, k: int) -> int:
    if not document.network.hidden:
        raise PlaygroundError("There is no hidden layer.")
    return k % len(document.network.hidden)


def _neuron(document: Document, k: int, neuron: int | None) -> int | None:
    return None if neuron is None else neuron % document.network.hidden[_hidden(document, k)].neurons
