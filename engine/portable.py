"""Elementary functions that give the same bits on every machine: those of Sun's fdlibm, as browsers have.

A system's own library may round the last bit otherwise, and a run in its wild phase makes a bit into
digits. What must repeat elsewhere (points drawn from a seed, and training in TensorFlow Playground's
arithmetic) uses these. Reductions, polynomials and constants are fdlibm's, published by Sun
Microsystems in 1993; all operations are plain doubles, in the order written.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[[float], float]

_LN2_HIGH, _LN2_LOW, _INVERSE_LN2 = (
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
    1.44269504088896338700,
)
#: Between these (in size) an argument is reduced by one ln 2; above by as many as fit.
_HALF_LN2 = float.fromhex("0x1.62e43p-2")
_ONE_AND_A_HALF_LN2 = float.fromhex("0x1.0a2b2p+0")
_SQRT_2 = float.fromhex("0x1.6a09cp+0")


class Functions(NamedTuple):
    """Functions of one number, made for plain Python or compiled."""

    exp: Function
    expm1: Function
    tanh: Function
    sigmoid: Function


def make_functions(compiled: Callable[[Any], Any] = lambda function: function) -> Functions:
    """Return the functions; `compiled` is applied to each."""

    @compiled
    def exp(x: float) -> float:
        size = abs(x)
        high, low, k = x, 0.0, 0
        if x > 709.782712893384:
            return math.inf
        if x < -745.1332191019411:
            return 0.0
        if size >= _HALF_LN2:
            if size < _ONE_AND_A_HALF_LN2:
                if x == 1.0:
                    return 2.718281828459045
                k = 1 if x > 0.0 else -1
            else:
                k = int(_INVERSE_LN2 * x + (0.5 if x > 0.0 else -0.5))
            high, low = x - k * _LN2_HIGH, k * _LN2_LOW
            x = high - low
        elif size < 3.725290298461914e-09:
            return 1.0 + x
        t = x * x
        c = x - t * (
            1.66666666666666019037e-01
            + t
            * (
                -2.77777777770155933842e-03
                + t
                * (
                    6.61375632143793436117e-05
                    + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
                )
            )
        )
        if k == 0:
            return 1.0 - ((x * c) / (c - 2.0) - x)
        return math.ldexp(1.0 - ((low - (x * c) / (2.0 - c)) - high), k)

    @compiled
    def expm1(x: float) -> float:
        size = abs(x)
        c, k = 0.0, 0
        if x > 709.782712893384:
            return math.inf
        if x < -38.816242:
            return -1.0
        if size >= _HALF_LN2:
            if size < _ONE_AND_A_HALF_LN2:
                k = 1 if x > 0.0 else -1
            else:
                k = int(_INVERSE_LN2 * x + (0.5 if x > 0.0 else -0.5))
            high, low = x - k * _LN2_HIGH, k * _LN2_LOW
            x = high - low
            c = (high - x) - low
        elif size < 5.551115123125783e-17:
            return x
        half = 0.5 * x
        h = x * half
        r = 1.0 + h * (
            -3.33333333333331316428e-02
            + h
            * (
                1.58730158725481460165e-03
                + h
                * (
                    -7.93650757867487942473e-05
                    + h * (4.00821782732936239552e-06 + h * -2.01099218183624371326e-07)
                )
            )
        )
        t = 3.0 - r * half
        e = h * ((r - t) / (6.0 - x * t))
        if k == 0:
            return x - (x * e - h)
        e = x * (e - c) - c
        e -= h
        if k == -1:
            return 0.5 * (x - e) - 0.5
        if k == 1:
            return -2.0 * (e - (x + 0.5)) if x < -0.25 else 1.0 + 2.0 * (x - e)
        if k <= -2 or k > 56:
            return math.ldexp(1.0 - (e - x), k) - 1.0
        if k < 20:
            return math.ldexp((1.0 - math.ldexp(1.0, -k)) - (e - x), k)
        return math.ldexp((x - (e + math.ldexp(1.0, -k))) + 1.0, k)

    @compiled
    def tanh(x: float) -> float:
        size = abs(x)
        if size < 3.725290298461914e-09:
            return x
        if size >= 22.0:
            z = 1.0
        elif size >= 0.0:
            large = size >= 1.0
            t = expm1(2.0 * size if large else -2.0 * size)
            z = 1.0 - 2.0 / (t + 2.0) if large else -t / (t + 2.0)
        else:
            return x  # not a number
        return z if x >= 0.0 else -z

    @compiled
    def sigmoid(x: float) -> float:
        small: float = exp(-x)
        return 1.0 / (1.0 + small)

    return Functions(exp, expm1, tanh, sigmoid)


#: The functions for plain Python.
FUNCTIONS = make_functions()


def log(x: float) -> float:
    """Return the natural logarithm of a positive number."""
    mantissa, k = math.frexp(x)
    mantissa, k = 2.0 * mantissa, k - 1
    if mantissa >= _SQRT_2:
        mantissa, k = 0.5 * mantissa, k + 1
    f = mantissa - 1.0
    # The branches look at the upper 20 bits of the fraction, of a mantissa in 1 … 2.
    place = math.floor(math.ldexp((2.0 * mantissa if mantissa < 1.0 else mantissa) - 1.0, 20))
    if -(2.0**-20) <= f < 2.0**-20:
        if f == 0.0:
            return k * _LN2_HIGH + k * _LN2_LOW
        r = f * f * (0.5 - 0.33333333333333333 * f)
        return f - r if k == 0 else k * _LN2_HIGH - ((r - k * _LN2_LOW) - f)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    r = even + odd
    if 0x6147A <= place <= 0x6B851:
        half = 0.5 * f * f
        if k == 0:
            return f - (half - s * (half + r))
        return k * _LN2_HIGH - ((half - (s * (half + r) + k * _LN2_LOW)) - f)
    if k == 0:
        return f - s * (f - r)
    return k * _LN2_HIGH - ((s * (f - r) - k * _LN2_LOW) - f)


def sin(x: Array) -> Array:
    """Return the sines of numbers up to a million."""
    return _turned(np.asarray(x, float), 0)


def cos(x: Array) -> Array:
    """Return the cosines of numbers up to a million."""
    return _turned(np.asarray(x, float), 1)


_INVERSE_HALF_PI = 6.36619772367581382433e-01
#: π/2 in three parts of 33 bits, each with what is left behind it.
_HALF_PI_1, _REST_1 = 1.57079632673412561417e00, 6.07710050650619224932e-11
_HALF_PI_2, _REST_2 = 6.07710050630396597660e-11, 2.02226624879595063154e-21
_QUARTER_PI = float.fromhex("0x1.921fcp-1")
_THREE_QUARTERS_PI = float.fromhex("0x1.2d97cp+1")


def _turned(x: Array, quarter: int) -> Array:
    """Return sin(x + quarter·π/2), from the sine or cosine of what is left in −π/4 … π/4."""
    y, tail, turns = _reduced(x)
    sine, cosine = _near_sine(y, tail), _near_cosine(y, tail)
    turns = (turns + quarter) & 3
    result: Array = np.where(turns & 1, cosine, sine)
    return np.where(turns & 2, -result, result)


def _reduced(x: Array) -> tuple[Array, Array, NDArray[np.int64]]:
    """Return y, a correction to it, and n, with x = n·π/2 + y + correction."""
    size = np.abs(x)
    n = np.where(
        size < _QUARTER_PI,
        0,
        np.where(size < _THREE_QUARTERS_PI, 1, np.floor(size * _INVERSE_HALF_PI + 0.5)),
    )
    rest = size - n * _HALF_PI_1
    behind = n * _REST_1
    y = rest - behind
    # Where the first part cancels more than 16 bits, the second is needed.
    deep = (np.frexp(size)[1] - np.frexp(y)[1] > 16) & (n > 0)
    finer = rest - n * _HALF_PI_2
    behind = np.where(deep, n * _REST_2 - ((rest - finer) - n * _HALF_PI_2), behind)
    rest = np.where(deep, finer, rest)
    y = rest - behind
    tail = (rest - y) - behind
    sign = np.where(x < 0, -1, 1)
    return sign * y, sign * tail, (sign * n).astype(np.int64)


def _near_sine(x: Array, tail: Array) -> Array:
    z = x * x
    v = z * x
    r = 8.33333333332248946124e-03 + z * (
        -1.98412698298579493134e-04
        + z
        * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))
    )
    first = -1.66666666666666324348e-01
    alone = x + v * (first + z * r)
    corrected = x - ((z * (0.5 * tail - v * r) - tail) - v * first)
    # fdlibm corrects whenever it has reduced, and then the two forms round differently.
    return np.where(tail == 0.0, alone, corrected)


def _near_cosine(x: Array, tail: Array) -> Array:
    z = x * x
    r = z * (
        4.16666666666666019037e-02
        + z
        * (
            -1.38888888888741095749e-03
            + z
            * (
                2.48015872894767294178e-05
                + z
                * (
                    -2.75573143513906633035e-07
                    + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)
                )
            )
        )
    )
    size = np.abs(x)
    small = 1.0 - (0.5 * z - (z * r - x * tail))
    quarter = (size.view(np.int64) & ~0xFFFFFFFF).view(np.float64) * 0.25
    part = np.where(size >= float.fromhex("0x1.90001p-1"), 0.28125, quarter)
    large = (1.0 - part) - ((0.5 * z - part) - (z * r - x * tail))
    return np.where(size < float.fromhex("0x1.33333p-2"), small, large)
