"""A stand-in frame for a network that training has not yet reported on. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.state import LayerParameters
from playground.document import Document, Network, fits
from playground.run import GRID, Frame, LayerFrame

Array = NDArray[np.float64]


def provisional_frame(document: Document, old: Frame | None) -> Frame | None:
    """Return the document's weights with the maps of the neurons that `old` knew, until a frame comes.

    A changed network would otherwise flash empty for the frame or two that training needs. None when
    the document has no state of its network's shape.
    """
    state = document.state
    if state is None or not state.parameters:
        return None
    network = document.network
    if not fits(state.parameters, network):
        return None
    kept = _kept_layers(old.network, network) if old is not None else {}
    layers = tuple(
        _layer(parameters, _carried(old, kept.get(index), len(parameters.biases)))
        for index, parameters in enumerate(state.parameters)
    )
    nothing = np.zeros(0)
    losses = old.losses if old is not None else (float("nan"), float("nan"))
    inputs = _input_maps(network, old)
    return Frame(
        network,
        document.data,
        state.epoch,
        0,
        layers,
        inputs,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
        losses,
    )


def _kept_layers(old: Network, new: Network) -> dict[int, int]:
    """Which layer of the old network each layer of the new one was, alike from either end."""
    shared = min(len(old.hidden), len(new.hidden))
    front = 0
    while front < shared and old.hidden[front] == new.hidden[front]:
        front += 1
    if len(old.hidden) == len(new.hidden):
        return {index: index for index in range(len(new.hidden) + 1)}
    shift = len(old.hidden) - len(new.hidden)
    behind = range(max(front, front - shift), len(new.hidden) + 1)
    return {index: index for index in range(front)} | {index: index + shift for index in behind}


def _carried(old: Frame | None, layer: int | None, neurons: int) -> Array:
    maps = np.zeros((neurons, GRID, GRID))
    if old is not None and layer is not None and 0 <= layer < len(old.layers):
        known = old.layers[layer].maps[:neurons]
        maps[: len(known)] = known
    return maps


def _layer(parameters: LayerParameters, maps: Array) -> LayerFrame:
    weights = np.array(parameters.weights, dtype=float)
    biases = np.array(parameters.biases, dtype=float)
    none, none_of_biases = np.zeros_like(weights), np.zeros_like(biases)
    return LayerFrame(weights, biases, none, none_of_biases, none, none_of_biases, none, none_of_biases, maps)


def _input_maps(network: Network, old: Frame | None) -> Array:
    from engine.features import columns

    if old is not None and old.network.features == network.features:
        return old.input_maps
    axis = np.linspace(-6.0, 6.0, GRID)
    x1, x2 = np.meshgrid(axis, axis[::-1])
    plane = np.stack([x1.ravel(), x2.ravel()], axis=1)
    return columns(plane, network.features).T.reshape(len(network.features), GRID, GRID)
