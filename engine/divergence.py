"""Finds where a run left the finite numbers: the first neuron computed that was not finite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import interpreter
from engine.course import (
    BATCH,
    EPOCH,
    LOST_IN_EPOCH_LOSS,
    POSITION,
    STATUS,
    Course,
)
from engine.plan import Plan
from engine.program import Array


@dataclass(frozen=True, slots=True)
class Divergence:
    """The batch in which a loss, gradient or weight was not finite, and the first neuron concerned.

    `epoch` and `batch` count from 0, `layer` from 0 (the first hidden layer), `neuron` from 0.
    """

    epoch: int
    batch: int
    layer: int
    neuron: int


def first_lost(course: Course, plan: Plan) -> Divergence:
    """Return where it happened, by running the lost batch once more from the kept state.

    Looked at in this order: weighted sums and outputs from the first layer on, then gradients from
    the last layer back, then the layers' updates. A loss lost by itself is laid to the largest output.
    """
    counters = course.counters
    epoch, batch = int(counters[EPOCH]), int(counters[BATCH])
    last_layer = len(course.network.layers) - 1
    if counters[STATUS] == LOST_IN_EPOCH_LOSS:  # the epoch's batches were fine
        data = np.hstack([course.train.samples, course.test.samples])
        return Divergence(epoch - 1, 0, *(_in_pass(course, data) or (last_layer, 0)))
    start = int(counters[POSITION])
    data = course.batch(epoch, start, min(start + plan.batch_size, course.train.n), plan.shuffle)
    return Divergence(epoch, batch, *(_in_pass(course, data) or _in_update(course, data)))


def _in_pass(course: Course, data: Array) -> tuple[int, int] | None:
    result = interpreter.run(course.network.program, course.parameters, data)
    layers = course.network.layers
    for index, layer in enumerate(layers):
        for rows in (range(layer.sums, layer.sums + layer.n_out), layer.outputs):
            neuron = _first_bad(result.values[list(rows)])
            if neuron is not None:
                return index, neuron
    lost = ~np.isfinite(result.values[course.network.loss])
    if lost.any():
        outputs = result.values[list(layers[-1].outputs), lost.argmax()]
        return len(layers) - 1, int(np.abs(outputs).argmax())
    with np.errstate(all="ignore"):
        return _in_gradients(course, result.parameter_gradients + course.carried())


def _in_gradients(course: Course, gradient: Array) -> tuple[int, int] | None:
    matrices = course.network.matrices(gradient)
    for index in reversed(range(len(matrices))):
        weights, biases = matrices[index]
        neuron = _first_bad(np.column_stack([weights, biases]))
        if neuron is not None:
            return index, neuron
    return None


def _in_update(course: Course, data: Array) -> tuple[int, int]:
    """Return the neuron with the largest gradient: the one whose weights or memories overflowed."""
    result = interpreter.run(course.network.program, course.parameters, data)
    gradient = np.abs(result.parameter_gradients + course.carried())
    sizes = [np.abs(np.column_stack(parts)).max(axis=1) for parts in course.network.matrices(gradient)]
    layer = int(np.argmax([size.max() for size in sizes]))
    return layer, int(sizes[layer].argmax())


def _first_bad(rows: Array) -> int | None:
    bad = ~np.isfinite(rows).all(axis=1)
    return int(bad.argmax()) if bad.any() else None
