"""Which parts of a network are frozen, as the canvas marks and toggles them. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.document import BIAS, Document, Frozen
from playground.layout import Node
from playground.network_edits import frozen_mask
from playground.views.network.geometry import Bias, Edge
from playground.views.network.target import Target


@dataclass(frozen=True)
class FrozenParts:
    """Layers and neurons that are frozen altogether, and the weights and biases frozen elsewhere."""

    layers: frozenset[int] = frozenset()
    neurons: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    biases: tuple[Node, ...] = ()


NOTHING = FrozenParts()


def frozen_parts(document: Document) -> FrozenParts:
    """Return what is frozen, each part named once: an edge not besides its neuron."""
    mask = frozen_mask(document)
    if mask is None:
        return NOTHING
    layers = frozenset(
        layer for layer, (weights, biases) in enumerate(mask) if weights.all() and biases.all()
    )
    neurons: list[Node] = []
    edges: list[Edge] = []
    lone: list[Node] = []
    for layer, (weights, biases) in enumerate(mask):
        for neuron in range(len(biases)):
            if weights[neuron].all() and biases[neuron]:
                neurons.append((layer, neuron))
                continue
            edges += [Edge(layer, neuron, int(source)) for source in np.flatnonzero(weights[neuron])]
            if biases[neuron]:
                lone.append((layer, neuron))
    return FrozenParts(layers, tuple(neurons), tuple(edges), tuple(lone))


def part_of(target: Target) -> Frozen:
    """Return the part that a weight, a bias or a neuron is."""
    if isinstance(target, Edge):
        return Frozen(target.layer, target.neuron, target.source)
    if isinstance(target, Bias):
        return Frozen(target.layer, target.neuron, BIAS)
    return Frozen(*target)


def all_frozen(document: Document, part: Frozen) -> bool:
    """Say whether every number of a part is frozen."""
    mask = frozen_mask(document)
    return mask is not None and bool(np.concatenate(_numbers(mask[part.layer], part)).all())


def _numbers(
    of_layer: tuple[NDArray[np.bool_], NDArray[np.bool_]], part: Frozen
) -> tuple[NDArray[np.bool_], ...]:
    weights, biases = of_layer
    if part.neuron is None:
        return weights.ravel(), biases
    if part.input is None:
        return weights[part.neuron], biases[[part.neuron]]
    if part.input == BIAS:
        return (biases[[part.neuron]],)
    return (weights[part.neuron, [part.input]],)
