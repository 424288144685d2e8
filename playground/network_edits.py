"""The edits a person makes to an experiment's network and data, as pure functions document -> document.

Those that change the network's shape keep every weight of what stays (and the optimiser's memory of
it); those that start over draw the weights anew. Both give a new `state`, so undo brings the old one
back. Limits are kept: what would break one raises `PlaygroundError`. Layers count hidden layers from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.data import DATASETS, MAX_CLASSES
from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.nn import initial_parameters
from engine.seedrandom import SeedRandom
from engine.settings import CLASSIFICATION_LOSSES, LOSSES, SEVERAL_CLASSES_LOSS
from engine.state import LayerParameters, Parameters, TrainingState
from playground.document import (
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    MAX_SEED,
    Document,
    HiddenLayer,
    Network,
    layer_sizes,
    outputs_of,
)
from playground.own_data import OWN
from playground.samples import classes_of, highest_class_of, problem_of, weights_source_of


def initial_state(document: Document) -> TrainingState:
    """Return the start of a document's run: the weights its seeds give. Same seeds, same weights."""
    source = (
        weights_source_of(document.data) if document.weight_seed is None else SeedRandom(document.weight_seed)
    )
    sizes = layer_sizes(document.network)
    return TrainingState(initial_parameters(sizes, source, document.initialisation))


def current_state(document: Document) -> TrainingState:
    """Return the state that training goes on from: the document's, or the start if it has none."""
    return initial_state(document) if document.state is None else document.state


def set_dataset(document: Document, key: str) -> Document:
    """Learn another data set of `engine.data.DATASETS`, or one's own points (`own_data.OWN`), from the start.

    A loss that has no meaning for the new problem gives way to one that has: see `losses_for`.
    """
    if key not in DATASETS and key not in OWN.values():
        raise PlaygroundError(f"There is no data set called {key!r}.")
    data = document.data
    other = data.other_dataset if problem_of(key) == problem_of(data.dataset) else data.dataset
    data = replace(data, dataset=key, other_dataset=other)
    return reset(conformed(replace(document, data=data)))


def set_classes(document: Document, classes: int) -> Document:
    """Learn data of another number of classes, from the start; own points keep the classes they are in."""
    least = max(2, highest_class_of(document.data) + 1)
    if not least <= classes <= MAX_CLASSES:
        raise PlaygroundError(f"These data may have {least} to {MAX_CLASSES} classes, not {classes}.")
    return reset(conformed(replace(document, data=replace(document.data, classes=classes))))


def losses_for(document: Document) -> tuple[str, ...]:
    """Return the losses that have a meaning for a document's data: for several classes only one."""
    classes = classes_of(document.data)
    if classes > 2:
        return (SEVERAL_CLASSES_LOSS,)
    return tuple(name for name in LOSSES if classes or name not in CLASSIFICATION_LOSSES)


def set_loss(document: Document, loss: str) -> Document:
    """Train with another loss from the next step on; another number of outputs gets a new output layer."""
    return conformed(replace(document, training=replace(document.training, loss=loss)))


def conformed(document: Document) -> Document:
    """Return the document with a loss that its data allow, and as many outputs as the two ask for.

    All weights before the output layer stay, and those of outputs that stand for the same as before.
    """
    offered = losses_for(document)
    if document.training.loss not in offered:
        document = replace(document, training=replace(document.training, loss=offered[0]))
    network = document.network
    outputs = outputs_of(classes_of(document.data), document.training.loss)
    if outputs == network.outputs:
        return document
    stay = min(outputs, network.outputs) if min(outputs, network.outputs) > 1 else 0
    kept = list(_all_kept(network))
    kept[-1] = replace(kept[-1], neurons=tuple(i if i < stay else None for i in range(outputs)))
    return _reshape(document, replace(network, outputs=outputs), kept)


def set_seed(document: Document, text: str) -> Document:
    """Draw points and weights from another seed, and start over."""
    return reset(replace(document, data=replace(document.data, seed=_seed(text)), weight_seed=None))


def new_weights(document: Document, seed: str) -> Document:
    """Start over on the same points with weights drawn from a seed of their own."""
    return reset(replace(document, weight_seed=_seed(seed)))


def reset(document: Document) -> Document:
    """Start over: the same points, the same weights, epoch 0."""
    return replace(document, state=initial_state(document))


def set_activation(document: Document, layer: int, activation: str) -> Document:
    """Give a hidden layer another activation of `ACTIVATIONS`; weights and state stay."""
    hidden = list(document.network.hidden)
    hidden[layer] = replace(hidden[layer], activation=activation)
    return replace(document, network=replace(document.network, hidden=tuple(hidden)))


def add_layer(document: Document, index: int) -> Document:
    """Put a hidden layer at position `index` (0 first, `len(hidden)` last).

    It has as many units as the layer before it, so that the layer after it keeps all its weights, and
    its neighbour's activation.
    """
    hidden = document.network.hidden
    if len(hidden) == MAX_HIDDEN_LAYERS:
        raise PlaygroundError(f"A network has at most {MAX_HIDDEN_LAYERS} hidden layers.")
    units = layer_sizes(document.network)[index]
    neighbour = hidden[max(0, index - 1)].activation if hidden else "tanh"
    layers = (*hidden[:index], HiddenLayer(units, neighbour), *hidden[index:])
    kept = _all_kept(document.network)
    return _reshape(document, replace(document.network, hidden=layers), (*kept[:index], None, *kept[index:]))


def remove_layer(document: Document, index: int) -> Document:
    """Take out the hidden layer at `index`; the layer after it keeps the weights that still have an input."""
    network = document.network
    if not 0 <= index < len(network.hidden):
        raise PlaygroundError("There is no hidden layer to remove.")
    removed, n_in = network.hidden[index].neurons, layer_sizes(network)[index]
    inputs = tuple(place if place < removed else None for place in range(n_in))
    kept = _all_kept(network)
    after = replace(kept[index + 1], inputs=inputs)
    layers = (*network.hidden[:index], *network.hidden[index + 1 :])
    return _reshape(document, replace(network, hidden=layers), (*kept[:index], after, *kept[index + 2 :]))


def add_neuron(document: Document, layer: int) -> Document:
    """Add a neuron at the end of a hidden layer."""
    if document.network.hidden[layer].neurons == MAX_NEURONS:
        raise PlaygroundError(f"A layer has at most {MAX_NEURONS} neurons.")
    kept_neurons = range(document.network.hidden[layer].neurons)
    return _with_neurons(document, layer, (*kept_neurons, None))


def remove_neuron(document: Document, layer: int, neuron: int | None = None) -> Document:
    """Take a neuron out of a hidden layer, the last one by default."""
    neurons = document.network.hidden[layer].neurons
    if neurons == 1:
        raise PlaygroundError("A hidden layer has at least one neuron.")
    removed = neurons - 1 if neuron is None else neuron
    return _with_neurons(document, layer, tuple(place for place in range(neurons) if place != removed))


def toggle_feature(document: Document, key: str) -> Document:
    """Switch an input feature of `engine.features.FEATURES` on or off; inputs stay in the table's order."""
    if key not in FEATURES:
        raise PlaygroundError(f"There is no input feature called {key!r}.")
    network = document.network
    features = tuple(name for name in FEATURES if (name in network.features) != (name == key))
    if not features:
        raise PlaygroundError("A network has at least one input feature.")
    places = {name: place for place, name in enumerate(network.features)}
    kept = _all_kept(network)
    first = replace(kept[0], inputs=tuple(places.get(name) for name in features))
    return _reshape(document, replace(network, features=features), (first, *kept[1:]))


def _seed(text: str) -> str:
    if len(text) > MAX_SEED:
        raise PlaygroundError(f"A seed has at most {MAX_SEED} characters.")
    return text


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a layer of the new network keeps: its old layer's number and, for each of its neurons and
    inputs, the old place, or None for a new one."""

    layer: int
    neurons: tuple[int | None, ...]
    inputs: tuple[int | None, ...]


def _all_kept(network: Network) -> tuple[_Kept, ...]:
    sizes = layer_sizes(network)
    return tuple(
        _Kept(layer, tuple(range(sizes[layer + 1])), tuple(range(sizes[layer])))
        for layer in range(len(sizes) - 1)
    )


def _with_neurons(document: Document, layer: int, neurons: tuple[int | None, ...]) -> Document:
    """Change which neurons a hidden layer has; the layer after it follows with its inputs."""
    hidden = list(document.network.hidden)
    hidden[layer] = replace(hidden[layer], neurons=len(neurons))
    kept = list(_all_kept(document.network))
    kept[layer] = replace(kept[layer], neurons=neurons)
    kept[layer + 1] = replace(kept[layer + 1], inputs=neurons)
    return _reshape(document, replace(document.network, hidden=tuple(hidden)), kept)


def _reshape(document: Document, network: Network, kept: Sequence[_Kept | None]) -> Document:
    """Change the network's shape, one entry of `kept` a new layer (None for a wholly new one)."""
    state = current_state(document)
    sizes = layer_sizes(network)
    zeros = _zeros(sizes)
    reshaped = replace(
        state,
        parameters=_grown_parameters(document, sizes, kept),
        slots=tuple(_carry_over(slot, zeros, kept) for slot in state.slots),
        carried=_carry_over(state.carried, zeros, kept) if state.carried else (),
    )
    return replace(document, network=network, state=reshaped)


def _grown_parameters(document: Document, sizes: Sequence[int], kept: Sequence[_Kept | None]) -> Parameters:
    """The kept parameters, and new ones drawn from a stream that hangs on the document's seed alone.

    They are never zeros, even if the first weights were: a neuron of zeros learns nothing.
    The stream is read on while a new neuron would get the very weights of one that is there (added
    before, and not trained since): twins would stay twins for ever.
    """
    source = SeedRandom(f"{document.weight_seed or document.data.seed} added")
    old = current_state(document).parameters
    initialisation = "uniform" if document.initialisation == "zeros" else document.initialisation
    while True:
        grown = _carry_over(old, initial_parameters(sizes, source, initialisation), kept)
        if not _new_twins(grown, kept):
            return grown


def _new_twins(parameters: Parameters, kept: Sequence[_Kept | None]) -> bool:
    return any(
        was is not None and place is None and layer.weights.count(weights) > 1
        for layer, was in zip(parameters, kept, strict=True)
        for weights, place in zip(layer.weights, was.neurons if was else layer.weights, strict=True)
    )


def _carry_over(old: Parameters, new: Parameters, kept: Sequence[_Kept | None]) -> Parameters:
    """Parameters of the new shape: the old number wherever one is kept, the new one elsewhere."""
    return tuple(
        fresh if was is None else _layer_carried_over(old[was.layer], fresh, was)
        for fresh, was in zip(new, kept, strict=True)
    )


def _layer_carried_over(old: LayerParameters, fresh: LayerParameters, was: _Kept) -> LayerParameters:
    weights = tuple(
        row
        if neuron is None
        else tuple(
            weight if place is None else old.weights[neuron][place]
            for weight, place in zip(row, was.inputs, strict=True)
        )
        for row, neuron in zip(fresh.weights, was.neurons, strict=True)
    )
    biases = tuple(
        bias if neuron is None else old.biases[neuron]
        for bias, neuron in zip(fresh.biases, was.neurons, strict=True)
    )
    return LayerParameters(weights, biases)


def _zeros(sizes: Sequence[int]) -> Parameters:
    return tuple(LayerParameters(((0.0,) * n_in,) * n_out, (0.0,) * n_out) for n_in, n_out in pairwise(sizes))
