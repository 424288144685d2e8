"""Edits of a network's layers, neurons and activations, as pure functions document -> document.

All weights of what stays are kept. Layers count hidden layers from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import PlaygroundError
from playground.document import (
    ACTIVATIONS,
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    Document,
    HiddenLayer,
    layer_sizes,
)
from playground.reshape import all_kept, reshape


def add_layer(document: Document, index: int) -> Document:
    """Put a hidden layer at position `index` (0 first, `len(hidden)` last).

    It has as many units as the layer before it, so that the layer after it keeps all its weights, and
    its neighbour's activation.
    """
    hidden = document.network.hidden
    if len(hidden) == MAX_HIDDEN_LAYERS:
        raise PlaygroundError(f"A network has at most {MAX_HIDDEN_LAYERS} hidden layers.")
    units = min(MAX_NEURONS, layer_sizes(document.network)[index])
    neighbour = hidden[max(0, index - 1)].activation if hidden else "tanh"
    layers = (*hidden[:index], HiddenLayer(units, neighbour), *hidden[index:])
    kept = all_kept(document.network)
    after = replace(kept[index], inputs=kept[index].inputs[:units])
    network = replace(document.network, hidden=layers)
    return reshape(document, network, (*kept[:index], None, after, *kept[index + 1 :]))


def remove_layer(document: Document, index: int) -> Document:
    """Take out the hidden layer at `index`; the layer after it keeps the weights that still have an input."""
    network = document.network
    if not 0 <= index < len(network.hidden):
        raise PlaygroundError("There is no hidden layer to remove.")
    removed, n_in = network.hidden[index].neurons, layer_sizes(network)[index]
    inputs = tuple(place if place < removed else None for place in range(n_in))
    kept = all_kept(network)
    after = replace(kept[index + 1], inputs=inputs)
    layers = (*network.hidden[:index], *network.hidden[index + 1 :])
    return reshape(document, replace(network, hidden=layers), (*kept[:index], after, *kept[index + 2 :]))


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


def set_activation(document: Document, layer: int, activation: str) -> Document:
    """Give all neurons of a hidden layer another activation of `ACTIVATIONS`; weights and state stay."""
    neurons = document.network.hidden[layer].neurons
    return _with_layer(document, layer, HiddenLayer(neurons, _known(activation)))


def set_neuron_activation(document: Document, layer: int, neuron: int, activation: str) -> Document:
    """Give one neuron of a hidden layer an activation of its own; weights and state stay."""
    hidden = document.network.hidden[layer]
    if not 0 <= neuron < hidden.neurons:
        raise PlaygroundError("There is no such neuron.")
    activations = list(hidden.activations)
    activations[neuron] = _known(activation)
    return _with_layer(document, layer, _layer_of(hidden.activation, activations))


def _known(activation: str) -> str:
    if activation not in ACTIVATIONS:
        raise PlaygroundError(f"There is no activation called {activation!r}.")
    return activation


def _layer_of(activation: str, activations: Sequence[str]) -> HiddenLayer:
    """A layer of neurons with these activations; where all are alike, it is a layer of that activation."""
    if len(set(activations)) == 1:
        return HiddenLayer(len(activations), activations[0])
    return HiddenLayer(len(activations), activation, tuple(activations))


def _with_layer(document: Document, layer: int, changed: HiddenLayer) -> Document:
    hidden = list(document.network.hidden)
    hidden[layer] = changed
    return replace(document, network=replace(document.network, hidden=tuple(hidden)))


def _with_neurons(document: Document, layer: int, neurons: tuple[int | None, ...]) -> Document:
    """Change which neurons a hidden layer has; the layer after it follows with its inputs."""
    was = document.network.hidden[layer]
    activations = [was.activation if place is None else was.activations[place] for place in neurons]
    network = _with_layer(document, layer, _layer_of(was.activation, activations)).network
    kept = list(all_kept(document.network))
    kept[layer] = replace(kept[layer], neurons=neurons)
    kept[layer + 1] = replace(kept[layer + 1], inputs=neurons)
    return reshape(document, network, kept)
