"""Why a curve is not joined at a place: a pole, a jump, a hole or the end of the domain."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Evaluate = Callable[[Array], Array]

#: Two floats are written equally long if their digits differ by no more than this.
_AS_LONG = 4


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a curve is not joined: `kind` is "pole", "jump", "hole" or "end" (of the domain).

    `left` and `right` are the heights that the curve reaches on either side, `at` the one at the place
    itself; NaN where there is no curve. `between` says that the place lies between two floats, so that
    nobody can tell which side it belongs to.
    """

    x: float
    kind: str
    left: float
    right: float
    at: float = math.nan
    between: bool = False


def breaks(left: Array, right: Array, evaluate: Evaluate, near: float, height: float) -> list[Break]:
    """Name each interruption by what the curve does on its two sides."""
    y_left, y_right = evaluate(left), evaluate(right)
    grown = grows(evaluate(left - near), y_left, height) | grows(evaluate(right + near), y_right, height)
    at_0 = float(np.asarray(evaluate(np.zeros(1)))[0])
    gaps = []
    for a, b, p, q, pole in zip(left, right, y_left, y_right, grown, strict=True):
        two_sided = not (np.isnan(p) or np.isnan(q))
        kind = "pole" if pole else "jump" if two_sided else "end"
        place, at = (0.0, at_0) if a < 0.0 < b else _place_of(float(a), float(b), float(p), float(q))
        gaps.append(Break(place, kind, float(p), float(q), at, math.isnan(at) and two_sided))
    return _join_neighbours(gaps, near)


def _place_of(a: float, b: float, at_a: float, at_b: float) -> tuple[float, float]:
    """Return which of two neighbouring floats a step is at, and the height there.

    It is at the one that is written with fewer digits, 1 and not 0.99…; where neither is, between them.
    """
    if math.isnan(at_b):
        return a, at_a
    digits = len(repr(a)), len(repr(b))
    if abs(digits[0] - digits[1]) <= _AS_LONG:
        return b, math.nan
    return (a, at_a) if digits[0] < digits[1] else (b, at_b)


def grows(near: Array, side: Array, height: float) -> NDArray[np.bool_]:
    """Return whether the curve still shoots away over the last hair's breadth before a break."""
    with np.errstate(all="ignore"):
        grows: NDArray[np.bool_] = np.isinf(side) | (np.abs(side) - np.abs(near) > height)
    return grows


def _join_neighbours(gaps: list[Break], near: float) -> list[Break]:
    """Make one break of those at one place: the two sides of a point without a value, or of a pole."""
    joined: list[Break] = []
    for gap in gaps:
        if joined and gap.x - joined[-1].x <= near:
            last = joined.pop()
            level = abs(last.left - gap.right) <= 1e-6 * max(1.0, abs(last.left))
            kind = "pole" if "pole" in (last.kind, gap.kind) else "hole" if level else "jump"
            gap = Break(_shorter(last.x, gap.x), kind, last.left, gap.right, gap.left)
        joined.append(gap)
    return joined


def _shorter(a: float, b: float) -> float:
    return min(a, b, key=lambda x: len(repr(x)))
