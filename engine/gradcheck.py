"""Is a gradient right? Compare it with slopes measured by small steps of the input.

A measured slope needs nothing but the function's values, so it knows nothing of the chain rule, of
the table's derivatives, or of the mistakes that may be in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.graph import evaluate
from engine.trace import trace
from engine.value import Value

#: Relative difference up to which two slopes count as equal.
TOLERANCE = 1e-6

#: Step sizes to try, relative to the input's size (or to 1 where it is smaller).
STEPS = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7)

#: How far a computed number is from the true one, relative to its size: half the last digit.
ROUNDING = 1.1e-16

#: Step for the slopes to either side, which tell a kink from a curve.
SIDE_STEP = 1e-5


@dataclass(frozen=True, slots=True)
class Measured:
    """A slope measured by differences: the best estimate (NaN if there is none), and how far off it may be.

    `left` and `right` are the slopes to either side; they differ where the function has a `kink`.
    """

    slope: float
    uncertainty: float
    left: float
    right: float
    kink: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One gradient, computed and measured. `error` is their relative difference, 0 within uncertainty."""

    name: str
    computed: float
    measured: Measured
    error: float
    ok: bool

    def __str__(self) -> str:
        verdict = "agrees with" if self.ok else "differs from"
        return (
            f"{self.name}: computed {self.computed:.9g} {verdict} measured {self.measured.slope:.9g} "
            f"(relative error {self.error:.1e})"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one function or graph."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every gradient agrees with its measured slope."""
        return all(check.ok for check in self.checks)

    @property
    def worst(self) -> Check:
        """The check with the largest error, a failed one first."""
        return max(self.checks, key=lambda check: (not check.ok, check.error))

    def __str__(self) -> str:
        return f"worst of {len(self.checks)}: {self.worst}"


def gradcheck(
    function: Callable[..., Value], inputs: Sequence[float], tolerance: float = TOLERANCE
) -> Report:
    """Check the gradient of a function of `Value`s at some point.

    >>> print(gradcheck(lambda a, b: (a * b).tanh() + a**2, [0.5, -1.5]))
    worst of 2: input 0: computed 0.105121288 agrees with measured 0.105121288 (relative error 0.0e+00)
    >>> def wrong(x):
    ...     return x + (2 * x.data - Value(x.data))  # the graph sees one x where the numbers hold two
    >>> gradcheck(wrong, [3.0]).ok
    False
    """
    values = [Value(number) for number in inputs]
    gradients = trace(function(*values)).gradients

    def along(i: int) -> Callable[[float], float]:
        return lambda x: function(*(Value(x if j == i else v) for j, v in enumerate(inputs))).data

    return Report(
        tuple(
            compare(f"input {i}", gradients.get(value, 0.0), measure(along(i), value.data), tolerance)
            for i, value in enumerate(values)
        )
    )


def gradcheck_graph(output: Value, nodes: Iterable[Value], tolerance: float = TOLERANCE) -> Report:
    """Check the gradients of a graph's values, inputs and intermediate ones alike, by recomputing it.

    >>> x = Value(2.0, label="x")
    >>> print(gradcheck_graph(x.sqrt() * x, [x]))
    worst of 1: x: computed 2.12132034 agrees with measured 2.12132034 (relative error 0.0e+00)
    """
    gradients = trace(output).gradients

    def along(node: Value) -> Callable[[float], float]:
        return lambda number: evaluate(output, {node: number})

    return Report(
        tuple(
            compare(
                node.label or f"node {i}",
                gradients.get(node, 0.0),
                measure(along(node), node.data),
                tolerance,
            )
            for i, node in enumerate(nodes)
        )
    )


def compare(name: str, computed: float, measured: Measured, tolerance: float = TOLERANCE) -> Check:
    """Hold a computed gradient against a measured slope.

    At a kink every number from the one side's slope to the other's is right, whichever the
    convention picks. Where the function is not a finite number around the point, NaN or infinite
    gradients are right.
    """
    if not math.isfinite(measured.slope):
        return Check(name, computed, measured, 0.0, not math.isfinite(computed))
    distance = abs(computed - measured.slope)
    if measured.kink:
        low, high = sorted((measured.left, measured.right))
        distance = min(distance, max(low - computed, computed - high, 0.0))
    excess = max(distance - measured.uncertainty, 0.0) if math.isfinite(distance) else math.inf
    error = excess / max(abs(computed), abs(measured.slope)) if 0.0 < excess < math.inf else excess
    return Check(name, computed, measured, error, error <= tolerance)


def measure(function: Callable[[float], float], x: float) -> Measured:
    """Measure a function's slope at x by central differences.

    Large steps are off because the function bends, small ones because its values are rounded. So
    several are tried, each freed of its first bending term (Richardson), and the one that differs
    least from the next is taken. Its uncertainty is ten times that, plus the rounding of the values.

    >>> measure(math.exp, 1.0).slope - math.e < 1e-9
    True
    """
    scale = max(abs(x), 1.0)
    estimates = [_richardson(function, x, step * scale) for step in STEPS]
    changes = [abs(a - b) for a, b in pairwise(estimates)]
    best = min(range(len(changes)), key=lambda i: changes[i] if changes[i] >= 0 else math.inf)
    here = function(x)
    slope = estimates[best] if math.isfinite(changes[best]) else math.nan
    uncertainty = 10.0 * changes[best] + ROUNDING * abs(here) / (STEPS[best] * scale)

    step = SIDE_STEP * scale
    right, left = (function(x + step) - here) / step, (here - function(x - step)) / step
    near = step / 8
    near_gap = (function(x + near) - here) / near - (here - function(x - near)) / near
    rounding = 100.0 * ROUNDING * abs(here) / near
    # Where a smooth curve is looked at from nearer by, the two sides' slopes draw together.
    kink = abs(near_gap) > 0.5 * abs(right - left) and abs(near_gap) > rounding
    return Measured(slope, uncertainty, left, right, kink)


def _richardson(function: Callable[[float], float], x: float, h: float) -> float:
    def central(step: float) -> float:
        above, below = x + step, x - step
        return (function(above) - function(below)) / (above - below)

    return (4.0 * central(h) - central(2.0 * h)) / 3.0
