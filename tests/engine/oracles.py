"""What the operations should be, written a second time by other means than the engine's.

Values come from mpmath at 30 digits; slopes from complex steps through NumPy's complex functions
(f(x + ih).imag / h has no cancellation, so it is right to the last digits) or, for the normal
distribution, through mpmath's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

from engine.families import constant_pow, elu, leaky_relu
from engine.operation import Operation
from engine.ops import ROWS

COMPLEX_STEP = 1e-200


def whole_power(a: np.ndarray, n: int) -> np.ndarray:
    product = np.prod([a] * abs(n), axis=0) if n else np.ones_like(a)
    return product if n >= 0 else 1 / product


#: name -> the operation on arrays of complex numbers (those with a kink: on either side of it).
COMPLEX: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: np.exp(b * np.log(a)),
    "neg": lambda a: 0 - a,
    "abs": lambda a: np.where(a.real > 0, a, -a),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": lambda a: np.sin(a) / np.cos(a),
    "tanh": lambda a: np.sinh(a) / np.cosh(a),
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: np.where(a.real > 0, a, 0),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "silu": lambda a: a / (1 + np.exp(-a)),
    "max": lambda a, b: np.where(a.real > b.real, a, b),
    "min": lambda a, b: np.where(a.real < b.real, a, b),
    "floor": lambda a: np.floor(a.real),
    "sign": lambda a: np.sign(a.real),
}
COMPLEX_FAMILIES: dict[str, Callable[..., Any]] = {
    "constant_pow": lambda a, n: whole_power(a, int(n)) if n == int(n) else np.exp(n * np.log(a)),
    "leaky_relu": lambda a, slope: np.where(a.real > 0, a, slope * a),
    "elu": lambda a, alpha: np.where(a.real > 0, a, alpha * (np.exp(a) - 1)),
}

#: name -> the operation on mpmath numbers.
EXACT: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": mpmath.power,
    "neg": lambda a: -a,
    "abs": abs,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "tanh": mpmath.tanh,
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "gelu": lambda a: a * mpmath.erfc(-a / mpmath.sqrt(2)) / 2,
    "normal_cdf": lambda a: mpmath.erfc(-a / mpmath.sqrt(2)) / 2,
    "softplus": lambda a: mpmath.log(1 + mpmath.exp(a)),
    "silu": lambda a: a / (1 + mpmath.exp(-a)),
    "max": max,
    "min": min,
    "floor": mpmath.floor,
    "sign": mpmath.sign,
}
EXACT_FAMILIES: dict[str, Callable[..., Any]] = {
    "constant_pow": lambda a, n: a**n,
    "leaky_relu": lambda a, slope: a if a > 0 else slope * a,
    "elu": lambda a, alpha: a if a > 0 else alpha * mpmath.expm1(a),
}

#: Every row of the table, and each family with further constants.
ALL_ROWS: list[Operation] = [
    *ROWS,
    *[constant_pow(float(n)) for n in (-3, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 7)],
    *[leaky_relu(slope) for slope in (0.0, 0.2, -1.0)],
    *[elu(alpha) for alpha in (0.5, 2.0)],
]


def row_id(row: Operation) -> str:
    return row.name if row.constant is None else f"{row.name}({row.constant:g})"


def complex_form(row: Operation) -> Callable[..., Any]:
    if row.constant is None:
        return COMPLEX[row.name]
    return lambda a: COMPLEX_FAMILIES[row.name](a, row.constant)


def exact_form(row: Operation) -> Callable[..., Any]:
    if row.constant is None:
        return EXACT[row.name]
    return lambda a: EXACT_FAMILIES[row.name](a, mpmath.mpf(row.constant))


def draw(row: Operation, rng: np.random.Generator, count: int) -> np.ndarray:
    """Return (arity, count) inputs from where the row says it may be tested, none near a kink."""
    inputs = np.array([rng.uniform(low, high, count) for low, high in row.sample[: row.arity]])
    if row.kink_at:
        distance = np.abs(np.array([row.kink_at(*column) for column in inputs.T]))
        inputs[0, distance < 1e-2] += 0.05
    return inputs


def partials(row: Operation, inputs: np.ndarray) -> np.ndarray:
    """Return the table's own slopes, (arity, count)."""
    return np.array([row.partials(*column, row.forward(*column)) for column in inputs.T.tolist()]).T


def difference_slopes(row: Operation, inputs: np.ndarray) -> np.ndarray:
    """Return slopes by central differences of the forward function, (arity, count)."""
    step = 1e-5
    slopes = np.empty_like(inputs)
    for i in range(row.arity):
        above, below = inputs.copy(), inputs.copy()
        above[i] += step
        below[i] -= step
        rise = [row.forward(*a) - row.forward(*b) for a, b in zip(above.T, below.T, strict=True)]
        slopes[i] = np.array(rise) / (above[i] - below[i])
    return slopes


def complex_step_slopes(row: Operation, inputs: np.ndarray) -> np.ndarray:
    """Return slopes by complex steps (else by mpmath) through an independent form, (arity, count)."""
    if row.name not in COMPLEX and row.constant is None:
        with mpmath.workdps(30):
            return np.array(
                [[float(mpmath.diff(EXACT[row.name], mpmath.mpf(x))) for x in inputs[0].tolist()]]
            )
    slopes = np.empty_like(inputs)
    for i in range(row.arity):
        stepped = inputs.astype(complex)
        stepped[i] += 1j * COMPLEX_STEP
        slopes[i] = np.imag(complex_form(row)(*stepped)) / COMPLEX_STEP
    return slopes


def relative_error(found: np.ndarray, expected: np.ndarray) -> float:
    """Return the largest difference relative to the expected size; below 1e-3 of it, absolute."""
    return float(np.max(np.abs(found - expected) / np.maximum(np.abs(expected), 1e-3)))


def slope_errors(row: Operation, count: int, seed: int = 1) -> tuple[float, float]:
    """Return how far the table's slopes are from central differences and from complex steps."""
    inputs = draw(row, np.random.default_rng(seed), count)
    found = partials(row, inputs)
    return (
        relative_error(found, difference_slopes(row, inputs)),
        relative_error(found, complex_step_slopes(row, inputs)),
    )


def value_error(row: Operation, count: int, seed: int = 2) -> float:
    """Return how far the forward function is from mpmath at 30 digits."""
    inputs = draw(row, np.random.default_rng(seed), count)
    found = np.array([row.forward(*column) for column in inputs.T])
    with mpmath.workdps(30):
        form = exact_form(row)
        expected = np.array([float(form(*map(mpmath.mpf, column))) for column in inputs.T.tolist()])
    return relative_error(found, expected)


@functools.cache
def special_numbers() -> tuple[float, ...]:
    """Return inputs at which careless code raises, warns or answers wrongly."""
    edges = [0.0, 5e-324, 1e-320, 0.5, 1.0, 2.5, 3.0, 710.0, 746.0, 1e308, float("inf")]
    return (*edges, *[-x for x in edges], float("nan"))
