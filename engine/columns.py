"""A graph of one variable, evaluated at thousands of points at once: what a curve is drawn from.

A `Column` is to a whole array what `Value` is to one number: it remembers how it was made, and its
derivative is another `Column`. Operations, slopes and conventions are the table's own rows. A row whose
slope depends on a condition ("1 if a > 0 else 0") is followed down each branch that some point takes,
and the results are put together point by point; so second derivatives are right on both sides of a kink.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.graph import topological_order
from engine.operation import Operation
from engine.ops import OPS
from engine.value import Value

Array = NDArray[np.float64]
Partials = Callable[[], tuple[Any, ...]]


def _sigmoid(a: Array) -> Array:
    small = np.exp(-np.abs(a))
    return np.where(a >= 0, 1.0, small) / (1.0 + small)


#: NumPy's way to compute what a row's `forward` computes; rows that are not here go number by number.
_FORWARD: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "relu": lambda a: np.where(a <= 0, 0.0, a),
    "softplus": lambda a: np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a))),
    "silu": lambda a: a * _sigmoid(a),
    "max": np.maximum,
    "min": np.minimum,
    "floor": np.floor,
    "sign": np.sign,
}


class Column:
    """An array of numbers, one a point, that remembers how it was made.

    `data` is an array over the points, or a single number that is the same at all of them.

    >>> x = Column(np.array([1.0, 2.0, 3.0]))
    >>> slope(x * x, x).data
    array([2., 4., 6.])
    """

    __slots__ = ("data", "parents", "partials")

    def __init__(self, data: Any, parents: tuple[Column, ...] = (), partials: Partials | None = None) -> None:
        self.data = np.asarray(data, dtype=np.float64)
        self.parents = parents
        self.partials = partials

    @staticmethod
    def apply(op: Operation, *inputs: Column | float) -> Column:
        """Compute an operation at every point, and remember it."""
        parents = tuple(x if isinstance(x, Column) else Column(x) for x in inputs)
        column = Column(forward(op)(*[parent.data for parent in parents]), parents)
        column.partials = partial(_every_branch, op, parents, column)
        return column

    def __add__(self, other: Column | float) -> Column:
        return Column.apply(OPS["add"], self, other)

    def __sub__(self, other: Column | float) -> Column:
        return Column.apply(OPS["sub"], self, other)

    def __mul__(self, other: Column | float) -> Column:
        return Column.apply(OPS["mul"], self, other)

    def __radd__(self, other: float) -> Column:
        return Column.apply(OPS["add"], other, self)

    def __rsub__(self, other: float) -> Column:
        return Column.apply(OPS["sub"], other, self)

    def __rmul__(self, other: float) -> Column:
        return Column.apply(OPS["mul"], other, self)

    def __neg__(self) -> Column:
        return Column.apply(OPS["neg"], self)

    def __lt__(self, other: Column | float) -> Condition:
        return Condition(self.data < _data(other))

    def __le__(self, other: Column | float) -> Condition:
        return Condition(self.data <= _data(other))

    def __gt__(self, other: Column | float) -> Condition:
        return Condition(self.data > _data(other))

    def __ge__(self, other: Column | float) -> Condition:
        return Condition(self.data >= _data(other))


class Condition:
    """What a comparison of columns gives: true at some points and perhaps not at others."""

    __slots__ = ("truth",)

    def __init__(self, truth: Any) -> None:
        self.truth = np.asarray(truth)

    def __bool__(self) -> bool:
        """Return the answer if it is the same at all points that are followed just now."""
        followed = _followed.get()
        if not (followed & self.truth).any():
            return False
        if not (followed & ~self.truth).any():
            return True
        raise _UndecidedError(self.truth)


class _UndecidedError(Exception):
    """A condition that divides the points that are followed."""

    def __init__(self, truth: Any) -> None:
        self.truth = truth


#: The points whose branch is being followed; True for all.
_followed: ContextVar[Any] = ContextVar("followed", default=np.True_)


@cache
def forward(op: Operation) -> Callable[..., Any]:
    """Return what computes an operation on arrays."""
    if op.name == "constant_pow":
        n = np.float64(op.constant or 0.0)
        return (lambda a: a * a) if n == 2 else lambda a: np.power(a, n)
    if op.name in _FORWARD:
        return _FORWARD[op.name]
    ufunc = np.frompyfunc(op.forward, op.arity, 1)
    return lambda *inputs: np.asarray(ufunc(*inputs), dtype=np.float64)


def replay(output: Value, x: Value, points: Array) -> tuple[Column, Column]:
    """Return what a graph computes when `x` runs through `points`, and the column of x itself."""
    columns: dict[Value, Column] = {x: Column(points)}
    with np.errstate(all="ignore"):
        for node in topological_order(output):
            if node.op:
                columns[node] = Column.apply(node.op, *[columns[parent] for parent in node.parents])
            elif node not in columns:
                columns[node] = Column(node.data)
    return columns[output], columns[x]


def slope(output: Column, x: Column) -> Column:
    """Return ∂output/∂x at every point: the backward walk of `value.gradients`, on columns."""
    gradients: dict[Column, Column] = {output: Column(1.0)}
    moving = _depends_on(output, x)
    with np.errstate(all="ignore"):
        for node in reversed(moving):
            if node.partials and node in gradients:
                for parent, partial_slope in zip(node.parents, node.partials(), strict=True):
                    if parent in moving:
                        share = gradients[node] * partial_slope
                        gradients[parent] = gradients[parent] + share if parent in gradients else share
    return gradients.get(x) or Column(0.0)


def values(column: Column, points: Array) -> Array:
    """Return the numbers of a column, one a point even where they are all the same."""
    return np.broadcast_to(column.data, points.shape)


def _depends_on(output: Column, x: Column) -> dict[Column, None]:
    """Return, in topological order, the columns from x to the output, which have slopes to pass."""
    moving: dict[Column, None] = {}
    order: Any = topological_order(output)  # type: ignore[arg-type]  # it reads nothing but parents
    for node in order:
        if node is x or any(parent in moving for parent in node.parents):
            moving[node] = None
    return moving


def _every_branch(op: Operation, parents: tuple[Column, ...], output: Column) -> Any:
    """Return an operation's slopes, each point's from the branch that its own conditions lead to."""
    try:
        return op.partials(*parents, output)
    except _UndecidedError as undecided:
        truth = undecided.truth
    followed = _followed.get()
    branches = []
    for side in (truth, ~truth):
        token = _followed.set(followed & side)
        branches.append(_every_branch(op, parents, output))
        _followed.reset(token)
    return tuple(_where(truth, a, b) for a, b in zip(*branches, strict=True))


def _where(truth: Any, then: Column | float, otherwise: Column | float) -> Column:
    """Return `then` where true and `otherwise` elsewhere; its slope is 1 for the one that was taken."""
    parents = tuple(x if isinstance(x, Column) else Column(x) for x in (then, otherwise))
    chosen = Column(truth), Column(~truth)
    return Column(np.where(truth, parents[0].data, parents[1].data), parents, lambda: chosen)


def _data(x: Column | float) -> Any:
    return x.data if isinstance(x, Column) else x
