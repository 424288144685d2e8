"""The program of a network: one sample's output and loss as `Value`s, lowered and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from engine.errors import PlaygroundError
from engine.losses import loss_of
from engine.nn import MLP, flatten
from engine.program import Array, LayerRows, Program, lower
from engine.state import LayerParameters, Parameters
from engine.value import Value


@dataclass(frozen=True, slots=True, eq=False)
class NetworkProgram:
    """A lowered network: inputs are the features and then a target for each output; it computes the loss.

    `layers` are its layers in order, the last of them the network's outputs; the loss is row `loss`.
    """

    program: Program
    layers: tuple[LayerRows, ...]
    loss: int

    def pack(self, parameters: Parameters) -> Array:
        """Return the parameters in the program's slots."""
        return self.program.pack(list(flatten(parameters)))

    def unpack(self, packed: Array) -> Parameters:
        """Return what `pack` was given, as immutable numbers."""
        return tuple(
            LayerParameters(
                tuple(tuple(row) for row in weights.tolist()),
                tuple(biases.tolist()),
            )
            for weights, biases in self.matrices(packed)
        )

    def matrices(self, packed: Array) -> list[tuple[Array, Array]]:
        """Return views (weights (n_out, n_in), biases (n_out,)) of each layer's part of `packed`."""
        views = []
        for layer in self.layers:
            end = layer.slot + layer.n_out * (layer.n_in + 1)
            block = packed[layer.slot : end].reshape(layer.n_out, layer.n_in + 1)
            views.append((block[:, :-1], block[:, -1]))
        return views

    def weight_mask(self) -> Array:
        """Return 1 in the slots of weights and 0 in those of biases and in unused ones."""
        mask = np.zeros(self.program.n_slots)
        for weights, _ in self.matrices(mask):
            weights[:] = 1.0
        return mask


def shape_of(parameters: Parameters) -> tuple[int, ...]:
    """Return inputs, neurons of each hidden layer, outputs."""
    return (len(parameters[0].weights[0]), *(len(layer.biases) for layer in parameters))


@lru_cache(maxsize=32)
def network_program(
    sizes: tuple[int, ...], activations: tuple[str | tuple[str, ...], ...], loss: str
) -> NetworkProgram:
    """Build and lower the graph of one sample's loss; the same arguments give the same program.

    `activations` has a name for each layer, the output layer's last, or one for each neuron of it.
    Raises `PlaygroundError` for names that are not there, and for a loss of another number of outputs.
    """
    if len(activations) != len(sizes) - 1:
        raise PlaygroundError(f"A network of sizes {sizes} cannot have {len(activations)} activations.")
    network = MLP(sizes[0], sizes[1:], activation=activations[:-1], output_activation=activations[-1])
    features = [Value(0.0) for _ in range(sizes[0])]
    targets = [Value(0.0) for _ in range(sizes[-1])]
    answers = [features]
    for layer in network.layers:
        answers.append([neuron(answers[-1]) for neuron in layer.neurons])
    output = loss_of(loss, answers[-1], targets)
    program = lower(output, [*features, *targets], network.parameters(), input_gradients=False)
    _check(sizes, program.layers)
    # A loss may begin with an operation on a linear output, which lowering takes into the layer.
    layers = (
        replace(layer, outputs=tuple(program.row_of[answer] for answer in found))
        for layer, found in zip(program.layers, answers[1:], strict=True)
    )
    return NetworkProgram(program, tuple(layers), program.row_of[output])


def _check(sizes: Sequence[int], layers: Sequence[LayerRows]) -> None:
    found = [(layer.n_in, layer.n_out) for layer in layers]
    if found != list(pairwise(sizes)):
        raise AssertionError(f"lowering found layers {found} in a network of sizes {sizes}")
