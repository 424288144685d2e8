"""SymPy expressions as NumPy functions, walked node by node; SymPy's own way would generate and run code."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def numeric(expression: Any, x: Any) -> Callable[[Array], Array]:
    """Return what computes `expression` at an array of points; NaN where it is not a real number.

    Raises NotImplementedError for what a derivative of the table's operations never contains.
    """
    compute = _compile(expression, x, {})

    def values(points: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(compute(points), dtype=np.float64), points.shape)

    return values


def _compile(node: Any, x: Any, known: dict[Any, Callable[[Array], Any]]) -> Callable[[Array], Any]:
    if node not in known:
        known[node] = _walk(node, x, known)
    return known[node]


def _walk(node: Any, x: Any, known: dict[Any, Callable[[Array], Any]]) -> Callable[[Array], Any]:
    if node == x:
        return lambda points: points
    if node.is_Number or node.is_NumberSymbol:
        constant = np.float64(node)
        return lambda points: constant
    if node.func.__name__ == "Piecewise":
        return _piecewise([(_compile(e, x, known), _compile(c, x, known)) for e, c in node.args])
    if node.func.__name__ == "BooleanTrue":
        return lambda points: np.True_
    if node.func.__name__ == "BooleanFalse":
        return lambda points: np.False_
    function = _functions().get(node.func.__name__)
    if function is None:
        raise NotImplementedError(f"{node.func.__name__} has no number to it.")
    parts = [_compile(part, x, known) for part in node.args]
    return lambda points: function(*(part(points) for part in parts))


def _piecewise(
    branches: list[tuple[Callable[[Array], Any], Callable[[Array], Any]]],
) -> Callable[[Array], Any]:
    def choose(points: Array) -> Any:
        result: Any = np.float64(np.nan)
        for value, condition in reversed(branches):
            result = np.where(condition(points), value(points), result)
        return result

    return choose


@cache
def _functions() -> dict[str, Callable[..., Any]]:
    erf = np.frompyfunc(math.erf, 1, 1)
    return {
        "Add": lambda *terms: reduce(np.add, terms),
        "Mul": lambda *factors: reduce(np.multiply, factors),
        "Pow": np.power,
        "exp": np.exp,
        "log": np.log,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "tanh": np.tanh,
        "Abs": np.abs,
        "sign": np.sign,
        "floor": np.floor,
        "erf": lambda a: np.asarray(erf(a), dtype=np.float64),
        "Heaviside": lambda a, half=0.5: np.heaviside(a, half),
        "StrictGreaterThan": np.greater,
        "GreaterThan": np.greater_equal,
        "StrictLessThan": np.less,
        "LessThan": np.less_equal,
        "And": lambda *parts: reduce(np.logical_and, parts),
        "Or": lambda *parts: reduce(np.logical_or, parts),
        "Not": np.logical_not,
        "Equality": np.equal,
        "Unequality": np.not_equal,
    }
