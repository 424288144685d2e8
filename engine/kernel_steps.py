"""Kernels that train: tiles of samples through the program, then the update, for whole epochs."""

# mypy: ignore-errors

from __future__ import annotations

import math

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
    LOST_IN_BATCH,
    LOST_IN_EPOCH_LOSS,
    POSITION,
    STATUS,
    UPDATES,
)
from engine.kernel_passes import backward, forward, machine
from engine.kernel_update import (
    BATCH_SIZE,
    BATCHES,
    CARRY,
    EPOCHS,
    EVALUATE,
    INPUTS,
    LOSS,
    N_SLOTS,
    SHUFFLE,
    addresses,
    copy,
    put_back,
    unless_finite,
    update,
)
from engine.lanes import (
    WIDTH,
    data,
    lanes_of,
    load,
    ramp,
    spread,
    store,
    total,
    where_greater,
)
from engine.shuffle import MIX_1, MIX_2, STRIDE

_STRIDE, _MIX_1, _MIX_2 = np.uint64(STRIDE), np.uint64(MIX_1), np.uint64(MIX_2)
_30, _27, _31, _32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)


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
    """Run samples `start … stop` both ways; add to the gradient sums; return the losses in eight sums."""
    losses = lanes_of(0.0)
    for tile in range(start, stop, m.lanes):
        count = min(m.lanes, stop - tile)
        feed(m, samples, stride, n_inputs, tile, count)
        for lane in range(0, m.lanes, WIDTH):  # the loss of a spare lane counts for nothing
            inside = lanes_of(float(count - lane))
            store(m.gradients, loss + lane, where_greater(inside, ramp(), lanes_of(1.0), lanes_of(0.0)))
        forward(m, parameters)
        losses = losses + loss_sums(m, loss, count)
        backward(m, parameters, sums, count)
    return losses


@njit
def train_batch(m, samples, stride, n_train, numbers, plan, penalty_rate, rate, counters):
    """Run one batch and update, or carry its gradient; return FINE, or what was lost."""
    n, start = plan[N_SLOTS], counters[POSITION]
    stop = min(start + plan[BATCH_SIZE], n_train)
    carried = counters[CARRIED]
    if carried:
        copy(numbers.sums, numbers.sums_before, n)
    else:
        for k in range(0, n, WIDTH):
            store(numbers.sums, k, lanes_of(0.0))
    loss = plan[LOSS] * m.lanes
    losses = batch_pass(m, numbers.parameters, samples, stride, plan[INPUTS], start, stop, loss, numbers.sums)
    check = losses * lanes_of(0.0)  # 0, or NaN from here on
    counted = carried + stop - start
    waits = plan[CARRY] and stop - start < plan[BATCH_SIZE]
    if waits:
        check = unless_finite(numbers.sums, n, check)
    else:
        updates = counters[UPDATES] + 1
        check = update(plan, rate, penalty_rate, updates, float(counted), n, numbers, check)
    if total(check) != 0.0:
        if not waits:
            put_back(plan, n, numbers)
        if carried:
            copy(numbers.sums_before, numbers.sums, n)
        return LOST_IN_BATCH
    if waits:
        counters[CARRIED] = counted
    else:
        counters[UPDATES], counters[CARRIED] = updates, 0
        counters[LAST_EPOCH], counters[LAST_START] = counters[EPOCH], start
        counters[LAST_STOP], counters[LAST_SHUFFLED] = stop, plan[SHUFFLE]
    counters[BATCH] += 1
    counters[POSITION] = stop
    return FINE


def train(bench, wide_bench, train_rows, n_train, test_rows, n_test, scratch, order, key, numbers, plan,
          penalty_rate, rates, counters, losses):  # fmt: skip
    """Train until so many batches or epochs are done; return how many epochs' losses were written.

    `bench` is the program laid out for batches, `wide_bench` for evaluating losses. Unless told to
    EVALUATE, it writes none. See `course.advance`, which does the same in NumPy. Compiled by `kernels`.
    """
    m, wide, numbers_at = machine(bench), machine(wide_bench), addresses(numbers)
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
        status = train_batch(
            m, samples, stride, n_train, numbers_at, plan, penalty_rate, rates[done], counters
        )
        if status != FINE:
            counters[STATUS] = status
            break
        if counters[POSITION] >= n_train:
            counters[EPOCH] += 1
            counters[BATCH] = 0
            counters[POSITION] = 0
            if plan[EVALUATE]:
                loss = plan[LOSS] * wide.lanes
                on_train = mean_loss(wide, numbers_at.parameters, plain, stride, plan[INPUTS], n_train, loss)
                on_test = mean_loss(
                    wide,
                    numbers_at.parameters,
                    data(test_rows),
                    test_rows.shape[1],
                    plan[INPUTS],
                    n_test,
                    loss,
                )
                if not (math.isfinite(on_train) and math.isfinite(on_test)):
                    counters[STATUS] = LOST_IN_EPOCH_LOSS
                    return done
                losses[done, 0], losses[done, 1] = on_train, on_test
    return counters[EPOCH] - first
