"""Parts of a network that training leaves as they are: marked, unmarked, and carried into new shapes.

A part means what a person named. A frozen layer or neuron covers all its weights and biases, also those
that are added later; unfreezing something inside it leaves all the rest frozen, part by part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.errors import PlaygroundError
from playground.document import BIAS, Document, Frozen, Network, layer_sizes

#: For each layer, (n_out, n_in) of its weights and (n_out,) of its biases: True is frozen.
Mask = Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]


def set_frozen(document: Document, part: Frozen, on: bool) -> Document:
    """Freeze a part or let it be trained again, from the next step on; weights and state stay."""
    if not has_part(document.network, part):
        raise PlaygroundError("The network has no such part to freeze.")
    frozen = document.frozen
    if on:
        if any(covers(other, part) for other in frozen):
            return document
        frozen = (*(other for other in frozen if not covers(part, other)), part)
    else:
        while larger := [other for other in frozen if covers(other, part) and other != part]:
            split = [one for other in larger for one in _inside(document.network, other)]
            frozen = (*(other for other in frozen if other not in larger), *split)
        frozen = tuple(other for other in frozen if not covers(part, other))
    return replace(document, frozen=tuple(sorted(set(frozen), key=_order)))


def is_frozen(document: Document, layer: int, neuron: int, input: int) -> bool:
    """Return whether a weight, or with `input` `BIAS` a bias, is frozen."""
    return any(covers(part, Frozen(layer, neuron, input)) for part in document.frozen)


def frozen_mask(document: Document) -> Mask | None:
    """Return what is frozen as arrays, one entry a layer; None if nothing is."""
    if not document.frozen:
        return None
    mask = [
        (np.zeros((n_out, n_in), dtype=bool), np.zeros(n_out, dtype=bool))
        for n_in, n_out in pairwise(layer_sizes(document.network))
    ]
    for part in document.frozen:
        weights, biases = mask[part.layer]
        neurons = slice(None) if part.neuron is None else part.neuron
        if part.input is None:
            weights[neurons] = True
        if part.input in (None, BIAS):
            biases[neurons] = True
        else:
            weights[neurons, part.input] = True
    return mask


def has_part(network: Network, part: Frozen) -> bool:
    """Return whether a network has such a part."""
    sizes = layer_sizes(network)
    if not 0 <= part.layer < len(sizes) - 1:
        return False
    if part.neuron is None:
        return part.input is None
    if not 0 <= part.neuron < sizes[part.layer + 1]:
        return False
    return part.input in (None, BIAS) or 0 <= part.input < sizes[part.layer]


def covers(part: Frozen, other: Frozen) -> bool:
    """Return whether all of `other` lies in `part`."""
    return (
        part.layer == other.layer
        and part.neuron in (None, other.neuron)
        and part.input in (None, other.input)
    )


def moved(
    part: Frozen, layer: int, neurons: Sequence[int | None], inputs: Sequence[int | None]
) -> Iterator[Frozen]:
    """Give a part its place in a changed layer, which is now number `layer`; nothing if it is gone.

    `neurons` and `inputs` hold, for each of the layer now, the place it had before; None for a new one.
    """
    if part.neuron is None:
        yield Frozen(layer)
    elif part.neuron in neurons:
        neuron = neurons.index(part.neuron)
        if part.input is None or part.input == BIAS:
            yield Frozen(layer, neuron, part.input)
        elif part.input in inputs:
            yield Frozen(layer, neuron, inputs.index(part.input))


def _inside(network: Network, part: Frozen) -> Iterator[Frozen]:
    """The next smaller parts that a part is made of: a layer's neurons, or a neuron's weights and bias."""
    n_in, n_out = layer_sizes(network)[part.layer : part.layer + 2]
    if part.neuron is None:
        yield from (Frozen(part.layer, neuron) for neuron in range(n_out))
    else:
        yield from (Frozen(part.layer, part.neuron, place) for place in (*range(n_in), BIAS))


def _order(part: Frozen) -> tuple[int, ...]:
    first = BIAS - 1
    return (part.layer, *(first if place is None else place for place in (part.neuron, part.input)))
