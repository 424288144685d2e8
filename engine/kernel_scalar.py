"""The rarer operations, compiled number by number by the same rules as their rows in `ops`."""

# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import njit

from engine.program import OPCODES

POW, CONSTANT_POW, ABS, LOG, SQRT = (OPCODES[n] for n in ("pow", "constant_pow", "abs", "log", "sqrt"))
COS, TAN, NORMAL_CDF = (OPCODES[n] for n in ("cos", "tan", "normal_cdf"))
MAX, MIN, FLOOR, SIGN = (OPCODES[n] for n in ("max", "min", "floor", "sign"))

_ROOT_HALF = math.sqrt(0.5)
_BELL = 1.0 / math.sqrt(2.0 * math.pi)


@njit(error_model="numpy")
def _normal_cdf(x):
    return 0.5 * math.erfc(-x * _ROOT_HALF)


@njit(error_model="numpy")
def scalar_forward(op, a, b, constant):
    """Return the output for inputs a and b (a again if there is one input)."""
    if op == POW:
        return a**b
    if op == CONSTANT_POW:
        return a**constant
    if op == ABS:
        return abs(a)
    if op == LOG:
        return math.log(a)
    if op == SQRT:
        return math.sqrt(a)
    if op == COS:
        return math.cos(a)
    if op == TAN:
        return math.tan(a)
    if op == NORMAL_CDF:
        return _normal_cdf(a)
    if op == FLOOR:
        return np.floor(a)
    if op == SIGN:
        return 1.0 if a > 0 else -1.0 if a < 0 else a
    if op == MAX:
        return a if a > b or a != a else b
    return a if a < b or a != a else b


@njit(error_model="numpy")
def scalar_slopes(op, a, b, y, constant):
    """Return the partial derivatives by both inputs (the second is 0 if there is one input)."""
    if op == POW:
        by_base = 0.0 if b == 0 else b * a ** (b - 1.0)
        return by_base, 0.0 if a == 0 and b >= 0 else y * math.log(a)
    if op == CONSTANT_POW:
        return 0.0 if constant == 0 else constant * a ** (constant - 1.0), 0.0
    if op == ABS:
        return 1.0 if a > 0 else -1.0 if a < 0 else 0.0, 0.0
    if op == LOG:
        return 1.0 / a, 0.0
    if op == SQRT:
        return 0.5 / y, 0.0
    if op == COS:
        return -math.sin(a), 0.0
    if op == TAN:
        return 1.0 + y * y, 0.0
    if op == NORMAL_CDF:
        return math.exp(-0.5 * a * a) * _BELL, 0.0
    if op in (FLOOR, SIGN):
        return 0.0, 0.0
    first = 1.0 if a > b else 0.0 if a < b else 0.5
    return (first, 1.0 - first) if op == MAX else (1.0 - first, first)
