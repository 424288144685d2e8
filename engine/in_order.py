"""Training in TensorFlow Playground's arithmetic: sample by sample, every sum in its order, to the last bit.

A run in its wild phase makes the last bit of a number into its first digits within a hundred epochs,
so that what follows another program's run must round as it does. This reads the layers that lowering
found in the network's graph and adds up in that page's order, with the functions of `portable`; the
other kernels take several samples at once, and so add in another. It serves plain gradient descent
on the half squared error with `Settings.carry_partial_batch`; both kinds share one `Course` and may
take over from each other. Compiled by `kernel_in_order`; until then it runs as Python, slowly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.course import (
    BATCH,
    CARRIED,
    EPOCH,
    FINE,
    LAST_EPOCH,
    LAST_SHUFFLED,
    LAST_START,
    LAST_STOP,
    LOST_IN_BATCH,
    LOST_IN_EPOCH_LOSS,
    POSITION,
    STATUS,
    UPDATES,
    Course,
    Points,
)
from engine.optim import L1, L2
from engine.plan import Plan
from engine.portable import FUNCTIONS, Functions
from engine.settings import Settings

TANH, RELU, SIGMOID, LINEAR = range(4)
_CODES = {"tanh": TANH, "relu": RELU, "sigmoid": SIGMOID, "linear": LINEAR}

#: `batches(course's arrays …)` trains so many batches of one epoch and returns FINE or LOST_IN_BATCH.
Batches = Callable[..., int]
MeanLoss = Callable[[Course, Points], float]


def applies(settings: Settings, activations: Sequence[str]) -> bool:
    """Return whether these settings ask for this arithmetic, and it knows all that they use."""
    return (
        settings.carry_partial_batch
        and not settings.shuffle
        and settings.optimiser == "sgd"
        and settings.loss == "half squared error"
        and all(name in _CODES for name in activations)
    )


def advance(
    course: Course,
    activations: Sequence[str],
    plan: Plan,
    batches: int,
    epochs: int,
    *,
    evaluate: bool,
    mean_loss: MeanLoss,
    train: Batches | None = None,
) -> list[tuple[float, float]]:
    """Train; the same as `course.advance`. `train` is the compiled kernel, `mean_loss` that of its path."""
    train = train or BATCHES
    counters, losses = course.counters, []
    layers = course.network.layers
    sizes = np.array([layers[0].n_in, *(layer.n_out for layer in layers)])
    slots = np.array([layer.slot for layer in layers])
    codes = np.array([_CODES[name] for name in activations])
    work = np.empty((2 * len(sizes), int(sizes.max())))
    first = int(counters[EPOCH])
    while (done := int(counters[EPOCH]) - first) < epochs and batches > 0:
        before = int(counters[BATCH])
        integers = np.array([plan.batch_size, plan.penalty, min(batches, course.train.n)])
        with np.errstate(all="ignore"):
            status = train(
                course.parameters, course.sums, course.sums_before, course.gradient, course.before,
                course.free, course.train.rows, course.train.n, sizes, slots, codes, work, integers,
                float(plan.rates[done]), plan.penalty_rate, counters,
            )  # fmt: skip
        batches -= int(counters[BATCH]) - before
        if status != FINE:
            counters[STATUS] = status
            break
        if counters[POSITION] >= course.train.n:
            counters[[EPOCH, BATCH, POSITION]] = counters[EPOCH] + 1, 0, 0
            if evaluate:
                pair = mean_loss(course, course.train), mean_loss(course, course.test)
                if not np.isfinite(pair).all():
                    counters[STATUS] = LOST_IN_EPOCH_LOSS
                    break
                losses.append(pair)
    return losses


def make_batches(functions: Functions, compiled: Callable[[Any], Any] = lambda function: function) -> Batches:
    """Return the trainer of one epoch's batches, for plain Python or compiled."""
    tanh, sigmoid = functions.tanh, functions.sigmoid

    @compiled
    def forward(parameters, sizes, slots, codes, work):  # type: ignore[no-untyped-def]
        """Fill rows 1, 2, … of `work` with the layers' outputs; row 0 holds the inputs."""
        for layer in range(len(slots)):
            n_in, n_out, at = sizes[layer], sizes[layer + 1], slots[layer]
            for neuron in range(n_out):
                total = parameters[at + n_in]
                for k in range(n_in):
                    total += parameters[at + k] * work[layer, k]
                at += n_in + 1
                if codes[layer] == TANH:
                    total = tanh(total)
                elif codes[layer] == SIGMOID:
                    total = sigmoid(total)
                elif codes[layer] == RELU and total < 0.0:
                    total = 0.0
                work[layer + 1, neuron] = total

    @compiled
    def backward(parameters, sums, sizes, slots, codes, work):  # type: ignore[no-untyped-def]
        """Add one sample's gradient to `sums`; row -1 of `work` begins with that of the output."""
        n_layers = len(slots)
        for layer in range(n_layers - 1, -1, -1):
            n_in, n_out, slot = sizes[layer], sizes[layer + 1], slots[layer]
            upstream = n_layers + 1 + layer
            for neuron in range(n_out):
                out, slope = work[layer + 1, neuron], 1.0
                if codes[layer] == TANH:
                    slope = 1.0 - out * out
                elif codes[layer] == SIGMOID:
                    slope = out * (1.0 - out)
                elif codes[layer] == RELU and out <= 0.0:
                    slope = 0.0
                gradient = work[upstream, neuron] * slope
                work[upstream, neuron] = gradient
                at = slot + neuron * (n_in + 1)
                for k in range(n_in):
                    sums[at + k] += gradient * work[layer, k]
                sums[at + n_in] += gradient
            if layer:
                for k in range(n_in):
                    total = 0.0
                    for neuron in range(n_out):
                        total += parameters[slot + neuron * (n_in + 1) + k] * work[upstream, neuron]
                    work[upstream - 1, k] = total

    @compiled
    def update(  # type: ignore[no-untyped-def]
        parameters, sums, free, sizes, slots, count, penalty, rate, penalty_rate
    ):
        """Move every free parameter; an L1 weight that would cross 0 becomes 0 and stays there."""
        for layer in range(len(slots)):
            n_in, at = sizes[layer], slots[layer]
            for _ in range(sizes[layer + 1]):
                for k in range(at, at + n_in):
                    if free[k] == 0.0:
                        continue
                    was = parameters[k]
                    moved = was - (rate / count) * sums[k]
                    slope = 0.0
                    if penalty == L2:
                        slope = was
                    elif penalty == L1 and was != 0.0:
                        slope = 1.0 if was > 0.0 else -1.0
                    after = moved - (rate * penalty_rate) * slope
                    if penalty == L1 and moved * after < 0.0:
                        after, free[k] = 0.0, 0.0
                    parameters[k] = after
                parameters[at + n_in] -= rate * sums[at + n_in] / count
                at += n_in + 1

    @compiled
    def write(source, scale, target):  # type: ignore[no-untyped-def]
        """Set `target` to `source` times `scale`; a loop, which is quick to compile."""
        for k in range(len(source)):
            target[k] = source[k] * scale

    @compiled
    def finite(numbers):  # type: ignore[no-untyped-def]
        check = 0.0
        for k in range(len(numbers)):
            check += numbers[k] * 0.0
        return check == 0.0

    @compiled
    def batches(  # type: ignore[no-untyped-def]
        parameters, sums, sums_before, gradient, before, free, samples, n, sizes, slots, codes, work,
        integers, rate, penalty_rate, counters,
    ):  # fmt: skip
        batch_size, penalty = integers[0], integers[1]
        n_layers, target = len(slots), sizes[0]
        for _ in range(integers[2]):
            start = counters[POSITION]
            if start >= n:
                break
            stop, carried = min(start + batch_size, n), counters[CARRIED]
            if not carried:
                for k in range(len(sums)):
                    sums[k] = 0.0
            write(sums, 1.0, sums_before)
            losses = 0.0
            for sample in range(start, stop):
                for k in range(sizes[0]):
                    work[0, k] = samples[k, sample]
                forward(parameters, sizes, slots, codes, work)
                error = work[n_layers, 0] - samples[target, sample]
                losses += error * error
                work[2 * n_layers, 0] = error
                backward(parameters, sums, sizes, slots, codes, work)
            count = carried + stop - start
            lost = not (finite(sums) and math.isfinite(losses))
            waits = stop - start < batch_size
            if not (lost or waits):
                write(parameters, 1.0, before)
                update(parameters, sums, free, sizes, slots, count, penalty, rate, penalty_rate)
                if not finite(parameters):
                    lost = True
                    write(before, 1.0, parameters)
                    for k in range(len(free)):
                        if before[k] != 0.0:  # what this update set to 0 for good
                            free[k] = 1.0
            if lost:
                write(sums_before, 1.0, sums)
                return LOST_IN_BATCH
            if waits:
                counters[CARRIED] = count
            else:
                write(sums, 1.0 / count, gradient)
                counters[UPDATES] += 1
                counters[CARRIED] = 0
                counters[LAST_EPOCH], counters[LAST_START] = counters[EPOCH], start
                counters[LAST_STOP], counters[LAST_SHUFFLED] = stop, 0
            counters[BATCH] += 1
            counters[POSITION] = stop
        return FINE

    made: Batches = batches
    return made


#: The trainer in plain Python.
BATCHES = make_batches(FUNCTIONS)
