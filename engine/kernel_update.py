"""Kernels for the update of the parameters: the rules of `optim`, and what undoes them."""

# mypy: ignore-errors

from __future__ import annotations

import math
from typing import Any, NamedTuple

from numba import njit

from engine.lanes import WIDTH, data, fma, lanes_of, load, number, put, root, store, where_greater
from engine.optim import ADAM, ADAM_DECAY_1, ADAM_DECAY_2, SGD, Functions, make_rules

_OPTIMISE, _DESCEND, _PENALISE = make_rules(Functions(root, where_greater), njit)

#: Positions in the integers that describe a burst of steps.
OPTIMISER, PENALTY, BATCH_SIZE, SHUFFLE, CARRY, BATCHES, EPOCHS, EVALUATE, INPUTS, LOSS, N_SLOTS = range(11)


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
def copy(source, target, n):
    """Copy n numbers, a multiple of eight."""
    for k in range(0, n, WIDTH):
        store(target, k, load(source, k))


@njit
def unless_finite(numbers, n, check):
    """Return `check`, or NaN if one of the first n numbers (a multiple of eight) is not finite."""
    for k in range(0, n, WIDTH):
        check = fma(load(numbers, k), lanes_of(0.0), check)
    return check


@njit
def update(plan, rate, penalty_rate, updates, count, n, numbers, check):
    """Do `optim.update` for all parameters; return `check`, or NaN if not all numbers stayed finite."""
    parameters, memories, free = numbers.parameters, numbers.memories, numbers.free
    optimiser, penalty = plan[OPTIMISER], plan[PENALTY]
    nothing, scale = lanes_of(0.0), 1.0 / count
    if optimiser == SGD and not (penalty or plan[CARRY]):  # the usual case, without memories
        for k in range(0, n, WIDTH):
            was, g = load(parameters, k), load(numbers.sums, k) * lanes_of(scale)
            w = where_greater(load(free, k), nothing, was - rate * g, was)
            store(numbers.gradient, k, g)
            store(numbers.before, k, was)
            store(parameters, k, w)
            check = fma(w, nothing, fma(g, nothing, check))
        return check
    fix1, fix2 = 1.0, 1.0
    if optimiser >= ADAM:
        fix1 = 1.0 - math.pow(ADAM_DECAY_1, float(updates))
        fix2 = math.sqrt(1.0 - math.pow(ADAM_DECAY_2, float(updates)))
    copy(memories, numbers.memories_before, 2 * n)
    for k in range(0, n, WIDTH):
        was, m, v = load(parameters, k), load(memories, k), load(memories, n + k)
        total, weight = load(numbers.sums, k), load(numbers.weight, k)
        g = total * lanes_of(scale)
        store(numbers.gradient, k, g)
        store(numbers.before, k, was)
        w, m, v = _OPTIMISE(optimiser, was, g, m, v, rate, fix1, fix2)
        if plan[CARRY] and optimiser == SGD:
            w = _DESCEND(was, total, count, rate, weight)
        if penalty:
            w, still = _PENALISE(penalty, w, was, load(free, k), weight, rate * penalty_rate)
            w = where_greater(load(free, k), nothing, w, was)
            store(free, k, where_greater(load(free, k), still, still, load(free, k)))
        else:
            w = where_greater(load(free, k), nothing, w, was)
        frozen = load(free, k)
        m = where_greater(nothing, frozen, load(memories, k), m)
        v = where_greater(nothing, frozen, load(memories, n + k), v)
        store(parameters, k, w)
        store(memories, k, m)
        store(memories, n + k, v)
        check = fma(w, nothing, fma(g, nothing, fma(m, nothing, fma(v, nothing, check))))
    return check


@njit
def put_back(plan, n, numbers):
    """Undo an update."""
    copy(numbers.before, numbers.parameters, n)
    if plan[OPTIMISER] != SGD:
        copy(numbers.memories_before, numbers.memories, 2 * n)
    for k in range(n):
        # Set free again what this update set to 0 for good.
        if number(numbers.free, k) == 0.0 and number(numbers.before, k) != 0.0:
            put(numbers.free, k, 1.0)
