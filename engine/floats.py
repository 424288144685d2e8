"""Float functions that answer where Python would raise: the IEEE 754 result, as C and NumPy give it.

`1/0` is inf, `log(-1)` is NaN, `exp(1000)` is inf. The compiled program computes by the same rule,
so both paths agree on every input, and a diverging network shows its infinities instead of stopping.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

import numpy as np


def _ieee(function: Callable[..., float], fallback: Callable[..., float]) -> Callable[..., float]:
    """Return `function`, answered by NumPy's `fallback` on the rare inputs where it raises."""

    def answer(*inputs: float) -> float:
        try:
            return function(*inputs)
        except (ArithmeticError, ValueError):
            with np.errstate(all="ignore"):
                return float(fallback(*map(np.float64, inputs)))

    return answer


divide = _ieee(operator.truediv, np.divide)
power = _ieee(math.pow, np.power)
exp = _ieee(math.exp, np.exp)
log = _ieee(math.log, np.log)
sqrt = _ieee(math.sqrt, np.sqrt)
sin = _ieee(math.sin, np.sin)
cos = _ieee(math.cos, np.cos)
tan = _ieee(math.tan, np.tan)
tanh = math.tanh
floor = _ieee(lambda x: float(math.floor(x)), np.floor)


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e⁻ˣ), with the exponential of a negative number only, so it never overflows."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    small = math.exp(x)
    return small / (1.0 + small)


def softplus(x: float) -> float:
    """Return ln(1 + eˣ), rewritten so that it neither overflows nor loses small results."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def normal_cdf(x: float) -> float:
    """Return the chance that a standard normal number is below x, accurate in the lower tail too."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def relu(x: float) -> float:
    """Return x above 0 and 0 up to it; NaN stays NaN."""
    return 0.0 if x <= 0 else x


def sign(x: float) -> float:
    """Return 1 above 0, −1 below and 0 at 0; NaN stays NaN."""
    return 1.0 if x > 0 else -1.0 if x < 0 else x


def from_whole(x: float) -> float:
    """Return how far x is from the nearest whole number, which is 0 at one; NaN for infinity."""
    return x - float(np.rint(x))


def larger(a: float, b: float) -> float:
    """Return the larger of two numbers; NaN if either is NaN."""
    return a if a > b or a != a else b


def smaller(a: float, b: float) -> float:
    """Return the smaller of two numbers; NaN if either is NaN."""
    return a if a < b or a != a else b
