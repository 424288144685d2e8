"""What a layer did in the last batch: gradients, updates, and what went through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import interpreter
from engine.course import EPOCH, LAST_EPOCH, POSITION, Course
from engine.program import Array
from engine.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class LayerArrays:
    """One layer after the last update; weights are (n_out, n_in), biases (n_out,).

    Gradients are the mean over the last batch, updates what the last step added. `signals` (weight
    times input) and `activations` are means over that batch, with the weights that it was run with.
    """

    weights: Array
    biases: Array
    weight_gradients: Array
    bias_gradients: Array
    weight_updates: Array
    bias_updates: Array
    signals: Array
    activations: Array


def layer_arrays(course: Course, settings: Settings) -> list[LayerArrays]:
    """Return each layer's numbers as of the last update; before the first, of the first batch to come."""
    network = course.network
    epoch, start, stop, shuffled = course.counters[LAST_EPOCH:].tolist()
    fresh = stop == 0  # no update so far
    if fresh:
        epoch, start, shuffled = course.counters[EPOCH], course.counters[POSITION], settings.shuffle
        stop = min(start + settings.batch_size, course.train.n)
    used = course.parameters if fresh else course.before
    result = interpreter.run(network.program, used, course.batch(epoch, start, stop, shuffled))
    gradient = result.parameter_gradients / (stop - start) if fresh else course.gradient
    change = course.parameters - used
    with np.errstate(all="ignore"):  # an exploding run's sums overflow before its numbers do
        means = result.values.mean(axis=1)
    inputs = means[1 : 1 + network.layers[0].n_in]
    arrays = []
    for layer, now, then, slope, moved in zip(
        network.layers, *map(network.matrices, (course.parameters, used, gradient, change)), strict=True
    ):
        outputs = means[list(layer.outputs)]
        arrays.append(
            LayerArrays(
                weights=now[0].copy(),
                biases=now[1].copy(),
                weight_gradients=slope[0].copy(),
                bias_gradients=slope[1].copy(),
                weight_updates=moved[0].copy(),
                bias_updates=moved[1].copy(),
                signals=_scaled(then[0], inputs),
                activations=outputs,
            )
        )
        inputs = outputs
    return arrays


def _scaled(weights: Array, inputs: Array) -> Array:
    """Return weights times inputs, infinite where that overflows."""
    with np.errstate(all="ignore"):
        return weights * inputs
