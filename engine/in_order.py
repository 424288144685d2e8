"""In which order NumPy adds up: any that is fast, or the program's own, to the last bit.

A run in its wild phase makes the last bit of a number into its first digits within a hundred epochs,
so that what follows another program's run must round as it does. TensorFlow Playground takes one
sample after the other: a weighted sum starts from the bias and adds the inputs in order; a gradient
adds up what comes back from the neurons in order; a parameter's adds up sample by sample. Samples
have no part in each other's sums, so those of a batch still go together. tanh, sigmoid and exp are
those of `portable`. `kernel_in_order` does the same, compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.portable import FUNCTIONS
from engine.program import Array


class Arithmetic(NamedTuple):
    """How sums are formed. Weights are (neurons, inputs + 1), the bias last; rows are (rows, samples).

    `weighted_sums(weights, inputs)` are a layer's sums, (neurons, samples), `input_gradients(weights,
    upstream)` what comes back through it, (inputs, samples). `add_gradients(sums, upstream, inputs)` adds
    the samples' gradients to `sums`, shaped like weights. `functions` replace those of operations.
    """

    weighted_sums: Callable[[Array, Array], Array]
    input_gradients: Callable[[Array, Array], Array]
    add_gradients: Callable[[Array, Array, Array], None]
    functions: Mapping[str, Callable[..., Any]]


def _weighted_sums(weights: Array, inputs: Array) -> Array:
    sums: Array = weights[:, :-1] @ inputs + weights[:, -1:]
    return sums


def _input_gradients(weights: Array, upstream: Array) -> Array:
    gradients: Array = weights[:, :-1].T @ upstream
    return gradients


def _add_gradients(sums: Array, upstream: Array, inputs: Array) -> None:
    sums[:, :-1] += upstream @ inputs.T
    sums[:, -1] += upstream.sum(axis=1)


def _weighted_sums_in_order(weights: Array, inputs: Array) -> Array:
    sums = np.repeat(weights[:, -1:], inputs.shape[1], axis=1)
    for weight, row in zip(weights.T, inputs, strict=False):
        sums += np.multiply.outer(weight, row)
    return sums


def _input_gradients_in_order(weights: Array, upstream: Array) -> Array:
    gradients = np.zeros((weights.shape[1] - 1, upstream.shape[1]))
    for weight, row in zip(weights[:, :-1], upstream, strict=True):
        gradients += np.multiply.outer(weight, row)
    return gradients


def _add_gradients_in_order(sums: Array, upstream: Array, inputs: Array) -> None:
    for gradient, sample in zip(upstream.T, inputs.T, strict=True):
        sums[:, :-1] += np.multiply.outer(gradient, sample)
        sums[:, -1] += gradient


def _on_arrays(function: Callable[[float], float]) -> Callable[..., Any]:
    return np.vectorize(function, otypes=[float])


ANY_ORDER = Arithmetic(_weighted_sums, _input_gradients, _add_gradients, {})
IN_ORDER = Arithmetic(
    _weighted_sums_in_order,
    _input_gradients_in_order,
    _add_gradients_in_order,
    {name: _on_arrays(getattr(FUNCTIONS, name)) for name in ("tanh", "sigmoid", "exp")},
)
