"""A network in another shape: every number of what stays is kept, and what is new comes from the seed.

The optimiser's memory and frozen parts go along with the weights that they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.nn import initial_parameters
from engine.seedrandom import SeedRandom
from engine.state import LayerParameters, Parameters
from playground.document import Document, Network, layer_sizes
from playground.freezing import moved
from playground.starts import current_state


@dataclass(frozen=True, slots=True)
class Kept:
    """What a layer of the new network keeps: its old layer's number and, for each of its neurons and
    inputs, the old place, or None for a new one."""

    layer: int
    neurons: tuple[int | None, ...]
    inputs: tuple[int | None, ...]


def all_kept(network: Network) -> tuple[Kept, ...]:
    """Return what a network keeps that stays as it is: everything."""
    return tuple(
        Kept(layer, tuple(range(n_out)), tuple(range(n_in)))
        for layer, (n_in, n_out) in enumerate(pairwise(layer_sizes(network)))
    )


def reshape(document: Document, network: Network, kept: Sequence[Kept | None]) -> Document:
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
    frozen = tuple(
        part
        for layer, was in enumerate(kept)
        if was is not None
        for old in document.frozen
        if old.layer == was.layer
        for part in moved(old, layer, was.neurons, was.inputs)
    )
    return replace(document, network=network, state=reshaped, frozen=frozen)


def _grown_parameters(document: Document, sizes: Sequence[int], kept: Sequence[Kept | None]) -> Parameters:
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


def _new_twins(parameters: Parameters, kept: Sequence[Kept | None]) -> bool:
    return any(
        was is not None and place is None and layer.weights.count(weights) > 1
        for layer, was in zip(parameters, kept, strict=True)
        for weights, place in zip(layer.weights, was.neurons if was else layer.weights, strict=True)
    )


def _carry_over(old: Parameters, new: Parameters, kept: Sequence[Kept | None]) -> Parameters:
    """Parameters of the new shape: the old number wherever one is kept, the new one elsewhere."""
    return tuple(
        fresh if was is None else _layer_carried_over(old[was.layer], fresh, was)
        for fresh, was in zip(new, kept, strict=True)
    )


def _layer_carried_over(old: LayerParameters, fresh: LayerParameters, was: Kept) -> LayerParameters:
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
