"""Which parameters training leaves as they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import PlaygroundError
from engine.network_program import NetworkProgram
from engine.program import Array

Flags = NDArray[np.bool_]
#: For each layer the frozen weights (n_out, n_in) and biases (n_out,), the output layer last.
Mask = Sequence[tuple[Flags, Flags]]


def shape_of(mask: Mask) -> list[tuple[int, ...]]:
    """Return the shapes of a mask's arrays."""
    return [np.shape(flags) for layer in mask for flags in layer]


def packed(mask: Mask | None, network: NetworkProgram) -> Array:
    """Return 1 in the slots of frozen parameters and 0 elsewhere; None freezes nothing.

    Raises `PlaygroundError` if the mask is of a network of another shape.
    """
    flags = np.zeros(network.program.n_slots)
    layers = network.matrices(flags)
    if mask is not None:
        if shape_of(mask) != shape_of(layers):  # type: ignore[arg-type]  # numbers, not flags
            raise PlaygroundError("This mask of frozen parameters is of a network of another shape.")
        for layer, frozen in zip(layers, mask, strict=True):
            for part, wanted in zip(layer, frozen, strict=True):
                part[:] = wanted
    return flags
