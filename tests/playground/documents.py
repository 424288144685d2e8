"""Hypothesis strategies for documents, network edits and the progress of training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

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
    CONTROLS,
    EDGES_SHOW,
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    MAX_SPEED,
    NOISE_RANGE,
    WORKSPACES,
    DataSettings,
    Document,
    HiddenLayer,
    Network,
    View,
    layer_sizes,
    outputs_of,
)
from playground.samples import classes_of
from playground.sheets import ZEROINGS, DerivativeSheet, ExpressionSheet, Placement, Variable

finite = st.floats(allow_nan=False, allow_infinity=False)


def problem(key: str) -> str:
    return DATASETS[key].problem


seeds = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

data_settings = st.builds(
    DataSettings,
    dataset=st.sampled_from(sorted(DATASETS)),
    noise=st.integers(*NOISE_RANGE),
    train_share=st.integers(10, 90),
    seed=seeds,
    classes=st.integers(2, MAX_CLASSES),
).flatmap(
    lambda data: st.builds(
        replace,
        st.just(data),
        other_dataset=st.none()
        | st.sampled_from([key for key in DATASETS if problem(key) != problem(data.dataset)]),
    )
)
networks = st.builds(
    Network,
    features=st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, unique=True).map(tuple),
    hidden=st.lists(
        st.builds(HiddenLayer, st.integers(1, MAX_NEURONS), st.sampled_from(ACTIVATIONS)),
        max_size=MAX_HIDDEN_LAYERS,
    ).map(tuple),
)
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
    network = replace(draw(networks), outputs=outputs_of(classes_of(data), loss))
    return Document(
        data=data,
        network=network,
        training=replace(training, loss=loss),
        view=draw(views),
        weight_seed=draw(st.none() | seeds),
        state=draw(st.none() | states(network)),
        expression=draw(expression_sheets),
        derivative=draw(derivative_sheets),
        initialisation=draw(st.sampled_from(sorted(INITIALISATIONS))),
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
structural_edits: st.SearchStrategy[tuple[str, NetworkEdit]] = st.one_of(
    st.integers(0, MAX_HIDDEN_LAYERS).map(
        lambda k: ("add layer", lambda d: network_edits.add_layer(d, k % (len(d.network.hidden) + 1)))
    ),
    st.integers(0, MAX_HIDDEN_LAYERS).map(
        lambda k: ("remove layer", lambda d: network_edits.remove_layer(d, k))
    ),
    st.integers(0, MAX_HIDDEN_LAYERS).map(
        lambda k: ("add neuron", lambda d: network_edits.add_neuron(d, _hidden(d, k)))
    ),
    st.tuples(st.integers(0, MAX_HIDDEN_LAYERS), st.none() | st.integers(0, MAX_NEURONS)).map(
        lambda kn: (
            "remove neuron",
            lambda d: network_edits.remove_neuron(d, _hidden(d, kn[0]), _neuron(d, *kn)),
        )
    ),
    st.sampled_from(sorted(FEATURES)).map(
        lambda key: ("toggle feature", lambda d: network_edits.toggle_feature(d, key))
    ),
    st.sampled_from(sorted(DATASETS)).map(
        lambda key: ("data set", lambda d: network_edits.set_dataset(d, key))
    ),
    st.sampled_from(LOSSES).map(lambda name: ("loss", lambda d: network_edits.set_loss(d, name))),
    st.integers(2, MAX_CLASSES).map(lambda n: ("classes", lambda d: network_edits.set_classes(d, n))),
    seeds.map(lambda text: ("seed", lambda d: network_edits.set_seed(d, text))),
    seeds.map(lambda text: ("new weights", lambda d: network_edits.new_weights(d, text))),
    st.just(("reset", network_edits.reset)),
)


def _hidden(document: Document, k: int) -> int:
    if not document.network.hidden:
        raise PlaygroundError("There is no hidden layer.")
    return k % len(document.network.hidden)


def _neuron(document: Document, k: int, neuron: int | None) -> int | None:
    return None if neuron is None else neuron % document.network.hidden[_hidden(document, k)].neurons
