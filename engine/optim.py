"""Optimisers and penalties: how gradients become new weights.

Each rule is written once, in plain arithmetic, and used twice: by NumPy on whole arrays, and
compiled, on eight numbers at a time. The few functions that differ between the two are handed in
(`Functions`). Formulas and constants are PyTorch's (`torch.optim`), at its defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOMENTUM = 0.9
RMSPROP_DECAY = 0.99
ADAM_DECAY_1 = 0.9
ADAM_DECAY_2 = 0.999
EPSILON = 1e-8
WEIGHT_DECAY = 0.01  #: AdamW's

#: What each optimiser remembers of every parameter. Optimisers that remember the same may follow one
#: another without starting over.
MEMORIES: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("velocity",),
    "nesterov": ("velocity",),
    "rmsprop": ("mean square",),
    "adam": ("mean", "mean square"),
    "adamw": ("mean", "mean square"),
}
#: Numbers that stand for optimisers and penalties in compiled code.
SGD, HEAVY_BALL, NESTEROV, RMSPROP, ADAM, ADAMW = range(6)
OPTIMISER_CODES = {name: code for code, name in enumerate(MEMORIES)}
NO_PENALTY, L1, L2 = range(3)
PENALTY_CODES = {"none": NO_PENALTY, "l1": L1, "l2": L2}


class Functions(NamedTuple):
    """What a rule needs beyond + − · /: square root, and choice (then where a > b, else otherwise)."""

    root: Callable[[Any], Any]
    where_greater: Callable[[Any, Any, Any, Any], Any]


class Rules(NamedTuple):
    """The rules, made for one kind of number.

    `optimise(code, w, g, m, v, rate, fix1, fix2)` returns new (w, m, v): parameters, and first and
    second memory. `fix1` and `fix2` are Adam's bias corrections, 1 − decay₁ᵗ and √(1 − decay₂ᵗ).
    `descend(w, total, count, rate, weight)` is plain descent along the mean of `count` gradients, given
    their sum, rounded as TensorFlow Playground does.
    `penalise(code, w, before, free, weight, rate)` returns (w, free) after the penalty's own step of
    size `rate`.
    """

    optimise: Callable[..., tuple[Any, Any, Any]]
    descend: Callable[..., Any]
    penalise: Callable[..., tuple[Any, Any]]


def make_rules(functions: Functions, compiled: Callable[[Any], Any] = lambda function: function) -> Rules:
    """Return the rules for one kind of number; `compiled` is applied to every function."""
    root, where_greater = functions

    @compiled
    def optimise(  # type: ignore[no-untyped-def]  # one source for arrays and for vector registers
        code, w, g, m, v, rate, fix1, fix2
    ):
        if code == SGD:
            w = w - rate * g
        elif code == HEAVY_BALL:
            m = MOMENTUM * m + g
            w = w - rate * m
        elif code == NESTEROV:
            m = MOMENTUM * m + g
            w = w - rate * (g + MOMENTUM * m)
        elif code == RMSPROP:
            m = RMSPROP_DECAY * m + (1.0 - RMSPROP_DECAY) * (g * g)
            w = w - rate * g / (root(m) + EPSILON)
        else:
            if code == ADAMW:
                w = (1.0 - rate * WEIGHT_DECAY) * w
            m = ADAM_DECAY_1 * m + (1.0 - ADAM_DECAY_1) * g
            v = ADAM_DECAY_2 * v + (1.0 - ADAM_DECAY_2) * (g * g)
            w = w - (rate / fix1) * m / (root(v) / fix2 + EPSILON)
        return w, m, v

    @compiled
    def descend(w, total, count, rate, weight):  # type: ignore[no-untyped-def]
        """Weights divide the rate by the count, biases the step."""
        return w - where_greater(weight, 0.0 * weight, (rate / count) * total, (rate * total) / count)

    @compiled
    def penalise(code, w, before, free, weight, rate):  # type: ignore[no-untyped-def]
        """TensorFlow Playground's: a step of its own, after the gradient's, by the weight before both.

        An L1 weight that would cross 0 becomes 0 and is no longer free: it stays there until reset.
        """
        if code == L2:
            w = w - (rate * weight) * before
        elif code == L1:
            nothing = 0.0 * weight
            sign = where_greater(
                before, nothing, weight, where_greater(nothing, before, 0.0 - weight, nothing)
            )
            after = w - rate * sign
            crossed = where_greater(nothing, w * after, weight, nothing)
            free = where_greater(crossed, nothing, nothing, free)
            w = where_greater(crossed, nothing, nothing, after)
        return w, free

    return Rules(optimise, descend, penalise)


def _where_greater(a: Array, b: Array, then: Array, otherwise: Array) -> Array:
    return np.where(a > b, then, otherwise)


#: The rules for NumPy arrays.
RULES = make_rules(Functions(np.sqrt, _where_greater))


class Step(NamedTuple):
    """The numbers of one update: `rate` is the learning rate of the epoch, `updates` is Adam's t.

    The gradients of `samples` samples were summed; `in_order` asks for TensorFlow Playground's rounding.
    """

    optimiser: int
    penalty: int
    rate: float
    penalty_rate: float
    updates: int
    samples: int
    in_order: bool


def update(parameters: Array, sums: Array, memories: Array, free: Array, weight: Array, step: Step) -> Array:
    """Update `parameters`, the two rows of `memories` and `free` in place; return the mean gradient.

    `sums` are the gradients summed over the samples. `free` is 1 for parameters that move, 0 for those
    that L1 has set to 0 for good, and 2 less for frozen ones, whose memories stay as well. `weight` is 1
    where the penalty applies (weights) and 0 where not (biases).
    """
    fix1, fix2 = 1.0 - ADAM_DECAY_1**step.updates, (1.0 - ADAM_DECAY_2**step.updates) ** 0.5
    before, gradient = parameters.copy(), sums * (1.0 / step.samples)
    w, m, v = RULES.optimise(step.optimiser, before, gradient, *memories, step.rate, fix1, fix2)
    if step.in_order and step.optimiser == SGD:
        w = RULES.descend(before, sums, step.samples, step.rate, weight)
    w, still_free = RULES.penalise(step.penalty, w, before, free, weight, step.rate * step.penalty_rate)
    parameters[:] = np.where(free > 0, w, before)
    memories[:] = np.where(free < 0, memories, (m, v))
    free[:] = np.minimum(free, still_free)
    return gradient
