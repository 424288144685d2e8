"""Kernels that train: tiles of samples through the program, then the update, for whole epochs."""

# mypy: ignore-errors

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from engine.course import (
    BATCH,
    CARRIED,
    EPOCH,
    FINE,
    LAST_EPOCH,
    LAST_SHUFFLED,
    LAST_START,
    LAST_STOP,
    LOST_IN_EPOCH_LOSS,
    LOST_IN_PASS,
    LOST_IN_UPDATE,
    POSITION,
    STATUS,
    UPDATES,
)
from engine.kernel_passes import backward, forward
from engine.lanes import (
    WIDTH,
    data,
    fma,
    lanes_of,
    load,
    number,
    put,
    ramp,
    root,
    spread,
    store,
    total,
    where_greater,
)
from engine.optim import ADAM_DECAY_1, ADAM_DECAY_2, Functions, make_rules
from engine.shuffle import MIX_1, MIX_2, STRIDE

_RULES = make_rules(Functions(root, where_greater), njit)
_OPTIMISE, _PENALISE = _RULES

#: Positions in the integers that describe a burst of steps.
OPTIMISER, PENALTY, BATCH_SIZE, SHUFFLE, CARRY, BATCHES, EPOCHS, INPUTS, LOSS, N_SLOTS = range(10)

_STRIDE, _MIX_1, _MIX_2 = np.uint64(STRIDE), np.uint64(MIX_1), np.uint64(MIX_2)
_30, _27, _31, _32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)


class Numbers(NamedTuple):
    """The arrays of a `Course` that have one number (or two) a parameter; addresses in compiled code."""

    parameters: Any
    memories: Any
    sums: Any
    sums_before: Any
    free: Any
    weight: Any
    gradient: Any
    before: Any
    memories_before: Any


@njit
def addresses(numbers):
    """Return where the arrays start."""
    return Numbers(
        data(numbers.parameters),
        data(numbers.memories),
        data(numbers.sums),
        data(numbers.sums_before),
        data(numbers.free),
        data(numbers.weight),
        data(numbers.gradient),
        data(numbers.before),
        data(numbers.memories_before),
    )


@njit
def _mix(x):
    """Return SplitMix64's scrambled form (see `shuffle.mix`)."""
    x = (x ^ (x >> _30)) * _MIX_1
    x = (x ^ (x >> _27)) * _MIX_2
    return x ^ (x >> _31)


@njit
def arrange(key, epoch, rows, n, arranged, order):
    """Write the samples to `arranged` in the order that `shuffle.sample_order` gives for an epoch."""
    for k in range(n):
        order[k] = k
    state = _mix(key + np.uint64(epoch) * _STRIDE)
    for last in range(n - 1, 0, -1):
        state += _STRIDE
        other = np.int64(((_mix(state) >> _32) * np.uint64(last + 1)) >> _32)
        order[last], order[other] = order[other], order[last]
    for row in range(rows.shape[0]):
        for k in range(n):
            arranged[row, k] = rows[row, order[k]]
        for k in range(n, rows.shape[1]):
            arranged[row, k] = arranged[row, n - 1]


@njit
def feed(m, samples, stride, n_inputs, start, count):
    """Load samples `start … start + count` into the inputs' rows; spare lanes repeat the last of them."""
    for k in range(n_inputs):
        source, row = k * stride + start, (k + 1) * m.lanes
        last = spread(samples, source + count - 1)
        for lane in range(0, m.lanes, WIDTH):
            inside = lanes_of(float(count - lane))
            store(m.values, row + lane, where_greater(inside, ramp(), load(samples, source + lane), last))


@njit
def loss_sums(m, loss, count):
    """Return the sums of the losses of the first `count` lanes, in eight parts."""
    sums = lanes_of(0.0)
    for lane in range(0, m.lanes, WIDTH):
        inside = lanes_of(float(count - lane))
        sums = sums + where_greater(inside, ramp(), load(m.values, loss + lane), lanes_of(0.0))
    return sums


@njit
def mean_loss(m, parameters, samples, stride, n_inputs, n, loss):
    """Return the loss averaged over n samples, 0 if there are none."""
    sums = lanes_of(0.0)
    for start in range(0, n, m.lanes):
        count = min(m.lanes, n - start)
        feed(m, samples, stride, n_inputs, start, count)
        forward(m, parameters)
        sums = sums + loss_sums(m, loss, count)
    return total(sums) / n if n else 0.0


@njit
def batch_pass(m, parameters, samples, stride, n_inputs, start, stop, loss, sums):
    """Run samples `start … stop` forward and backward; add to the gradient sums; return the sum of losses."""
    losses = lanes_of(0.0)
    for tile in range(start, stop, m.lanes):
        count = min(m.lanes, stop - tile)
        feed(m, samples, stride, n_inputs, tile, count)
        for lane in range(0, m.lanes, WIDTH):  # the loss of a spare lane counts for nothing
            inside = lanes_of(float(count - lane))
            store(m.gradients, loss + lane, where_greater(inside, ramp(), lanes_of(1.0), lanes_of(0.0)))
        forward(m, parameters)
        losses = losses + loss_sums(m, loss, count)
        backward(m, parameters, sums)
    return total(losses)


@njit
def all_finite(numbers, n):
    """Return whether the first n numbers, n a multiple of eight, are all finite."""
    nothing = lanes_of(0.0)
    for k in range(0, n, WIDTH):
        nothing = fma(load(numbers, k), lanes_of(0.0), nothing)
    return total(nothing) == 0.0


@njit
def update(optimiser, penalty, rate, penalty_rate, updates, scale, n, numbers):
    """Do `optim.update` for all parameters; return whether all stayed finite, else put everything back."""
    parameters, memories, free = numbers.parameters, numbers.memories, numbers.free
    fix1 = 1.0 - math.pow(ADAM_DECAY_1, float(updates))
    fix2 = math.sqrt(1.0 - math.pow(ADAM_DECAY_2, float(updates)))
    nothing = lanes_of(0.0)
    for k in range(0, n, WIDTH):
        was, m, v = load(parameters, k), load(memories, k), load(memories, n + k)
        g = load(numbers.sums, k) * lanes_of(scale)
        store(numbers.gradient, k, g)
        store(numbers.before, k, was)
        store(numbers.memories_before, k, m)
        store(numbers.memories_before, n + k, v)
        w, m, v = _OPTIMISE(optimiser, was, g, m, v, rate, fix1, fix2)
        if penalty:
            w, still = _PENALISE(penalty, w, was, load(free, k), load(numbers.weight, k), rate * penalty_rate)
            w = where_greater(load(free, k), lanes_of(0.0), w, was)
            store(free, k, where_greater(load(free, k), still, still, load(free, k)))
        else:
            w = where_greater(load(free, k), lanes_of(0.0), w, was)
        store(parameters, k, w)
        store(memories, k, m)
        store(memories, n + k, v)
        nothing = fma(w, lanes_of(0.0), fma(m, lanes_of(0.0), fma(v, lanes_of(0.0), nothing)))
    return total(nothing) == 0.0


@njit
def copy(source, target, n):
    """Copy n numbers, a multiple of eight."""
    for k in range(0, n, WIDTH):
        store(target, k, load(source, k))


@njit
def put_back(n, numbers):
    """Undo an update."""
    copy(numbers.before, numbers.parameters, n)
    copy(numbers.sums_before, numbers.sums, n)
    copy(numbers.memories_before, numbers.memories, 2 * n)
    for k in range(n):
        if number(numbers.before, k) != 0.0:  # set free again what this update set to 0 for good
            put(numbers.free, k, 1.0)


@njit
def train_batch(m, samples, stride, n_train, numbers, plan, penalty_rate, rate, counters):
    """Run one batch and update, or carry its gradient; return FINE, or what was lost."""
    n, start = plan[N_SLOTS], counters[POSITION]
    stop = min(start + plan[BATCH_SIZE], n_train)
    carried = counters[CARRIED]
    for k in range(0, n, WIDTH):
        sums = load(numbers.sums, k) if carried else lanes_of(0.0)
        store(numbers.sums_before, k, sums)
        store(numbers.sums, k, sums)
    loss = plan[LOSS] * m.lanes
    lost = batch_pass(m, numbers.parameters, samples, stride, plan[INPUTS], start, stop, loss, numbers.sums)
    if not (math.isfinite(lost) and all_finite(numbers.sums, n)):
        copy(numbers.sums_before, numbers.sums, n)
        return LOST_IN_PASS
    carried += stop - start
    if plan[CARRY] and stop - start < plan[BATCH_SIZE]:
        counters[CARRIED] = carried
    else:
        updates = counters[UPDATES] + 1
        if not update(plan[OPTIMISER], plan[PENALTY], rate, penalty_rate, updates, 1.0 / carried, n, numbers):
            put_back(n, numbers)
            return LOST_IN_UPDATE
        counters[UPDATES], counters[CARRIED] = updates, 0
        counters[LAST_EPOCH], counters[LAST_START] = counters[EPOCH], start
        counters[LAST_STOP], counters[LAST_SHUFFLED] = stop, plan[SHUFFLE]
    counters[BATCH] += 1
    counters[POSITION] = stop
    return FINE


@njit
def train(m, wide, train_rows, n_train, test_rows, n_test, scratch, order, key, numbers, plan, penalty_rate,
          rates, counters, losses):  # fmt: skip
    """Train until so many batches or epochs are done; return how many epochs' losses were written.

    `m` is the program laid out for batches, `wide` for evaluating losses. With BATCHES 1 no losses are
    evaluated. See `course.advance`, which does the same in NumPy.
    """
    first = counters[EPOCH]
    arranged = -1
    plain = data(train_rows)
    stride = train_rows.shape[1]
    for _ in range(plan[BATCHES]):
        done = counters[EPOCH] - first
        if done >= plan[EPOCHS]:
            break
        samples = plain
        if plan[SHUFFLE]:
            samples = data(scratch)
            if arranged != counters[EPOCH]:
                arranged = counters[EPOCH]
                arrange(key, arranged, train_rows, n_train, scratch, order)
        status = train_batch(m, samples, stride, n_train, numbers, plan, penalty_rate, rates[done], counters)
        if status != FINE:
            counters[STATUS] = status
            break
        if counters[POSITION] >= n_train:
            counters[EPOCH] += 1
            counters[BATCH] = 0
            counters[POSITION] = 0
            if plan[BATCHES] > 1:
                loss = plan[LOSS] * wide.lanes
                on_train = mean_loss(wide, numbers.parameters, plain, stride, plan[INPUTS], n_train, loss)
                on_test = mean_loss(
                    wide, numbers.parameters, data(test_rows), test_rows.shape[1], plan[INPUTS], n_test, loss
                )
                if not (math.isfinite(on_train) and math.isfinite(on_test)):
                    counters[STATUS] = LOST_IN_EPOCH_LOSS
                    return done
                losses[done, 0], losses[done, 1] = on_train, on_test
    return counters[EPOCH] - first
