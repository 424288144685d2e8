"""The derivative of a typed function: as a difference, by autograd, and how far the two are apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine import columns
from engine.errors import PlaygroundError
from engine.expression import ExpressionError, parse
from engine.graph import topological_order
from engine.notation import Notation, spelled_out
from engine.operation import Operation
from engine.tokens import tokenize
from engine.value import Value, gradients

Array = NDArray[np.float64]

VARIABLE = "x"
#: More than this many operations would not redraw while something is dragged.
MAX_OPERATIONS = 300
#: The step h of a difference, smallest and largest.
STEPS = (1e-16, 1.0)
#: Half the distance from 1 to the next float64: the relative error of one rounding.
ROUNDING = 2.0**-53


class FormulaError(PlaygroundError):
    """Says what is wrong with a formula; `column` (from 0) is the character it points at."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(f"Column {column + 1}: {what}")
        self.column = column


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where a function leaves the real numbers: the first operation that does, and what it was given."""

    op: Operation
    inputs: tuple[float, ...]

    @property
    def overflows(self) -> bool:
        """Whether the result exists but is too large for a float64."""
        return self.op.inside(*self.inputs) and all(map(math.isfinite, self.inputs))


class Function:
    """A function of x, made from what a person typed; `text` is that.

    For one number it is a `Value` graph (`value`, `slope`, `curvature`), for an array of points the same
    graph run over all of them (`values`, `slopes`, `curvatures`). Outside its domain it is NaN or infinite.
    Raises `FormulaError`.

    >>> f = Function("3x² − 4x + 5")
    >>> f.value(-2.0), f.slope(-2.0), f.curvature(-2.0)
    (25.0, -16.0, 6.0)
    >>> f.slopes(np.array([-2.0, 0.0, 2.0]))
    array([-16.,  -4.,   8.])
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.output, self.x = _graph(text)

    @cached_property
    def order(self) -> list[Value]:
        """The graph in topological order."""
        return topological_order(self.output)

    @cached_property
    def operations(self) -> int:
        """How many operations compute it."""
        return sum(node.op is not None for node in self.order)

    def value(self, x: float) -> float:
        """Return f(x)."""
        self._replay(x)
        return self.output.data

    def slope(self, x: float) -> float:
        """Return f′(x) from one backward pass."""
        self._replay(x)
        for node in self.order:
            node.grad = 0.0
        self.output.backward()
        return self.x.grad

    def curvature(self, x: float) -> float:
        """Return f″(x): the gradient of the gradient."""
        self._replay(x)
        (slope,) = gradients(self.output, [self.x])
        return gradients(slope, [self.x])[0].data

    def values(self, points: Array) -> Array:
        """Return f at every point."""
        f, _ = columns.replay(self.output, self.x, points)
        return columns.values(f, points)

    def slopes(self, points: Array) -> Array:
        """Return f′ at every point; NaN where f itself is not a real number."""
        f, x = columns.replay(self.output, self.x, points)
        return np.where(np.isfinite(f.data), columns.values(columns.slope(f, x), points), np.nan)

    def curvatures(self, points: Array) -> Array:
        """Return f″ at every point; NaN where f itself is not a real number."""
        f, x = columns.replay(self.output, self.x, points)
        second = columns.slope(columns.slope(f, x), x)
        return np.where(np.isfinite(f.data), columns.values(second, points), np.nan)

    def differences(self, points: Array, h: float | Array) -> Array:
        """Return the forward difference (f(x + h) − f(x)) / h at every point."""
        with np.errstate(all="ignore"):
            return (self.values(points + h) - self.values(points)) / h

    def central_differences(self, points: Array, h: float | Array) -> Array:
        """Return the central difference (f(x + h) − f(x − h)) / 2h at every point."""
        with np.errstate(all="ignore"):
            return (self.values(points + h) - self.values(points - h)) / (2.0 * h)

    def trouble(self, x: float) -> Trouble | None:
        """Return the first operation that gives no real number at x, None where f(x) is one."""
        self._replay(x)
        for node in self.order:
            if node.op and not math.isfinite(node.data):
                return Trouble(node.op, tuple(parent.data for parent in node.parents))
        return None

    def kinks(self, x: float) -> list[Operation]:
        """Return the operations that have no single slope at x."""
        self._replay(x)
        moving = {self.x}
        found = []
        for node in self.order:
            if node.op and any(parent in moving for parent in node.parents):
                moving.add(node)
                at = node.op.kink_at
                if at and at(*(parent.data for parent in node.parents)) == 0.0 and node.op not in found:
                    found.append(node.op)
        return found

    def _replay(self, x: float) -> None:
        """Compute the graph anew for another x."""
        if self.x.data == x:
            return
        self.x.data = x
        for node in self.order:
            if node.op:
                node.data = node.op.forward(*(parent.data for parent in node.parents))


def _graph(text: str) -> tuple[Value, Value]:
    """Return what the text computes, and the x it depends on."""
    notation = Notation(text, (*range(len(text)), len(text)))
    try:
        notation = spelled_out(text)
        x = Value(0.0, label=VARIABLE)
        formula = parse(notation.text, {VARIABLE: x}, 0.0)
    except ExpressionError as error:
        what = str(error).partition(": ")[2]
        raise FormulaError(what, notation.column(_offset(notation.text, error))) from None
    for name in formula.variables:
        if name != VARIABLE:
            start = next(token.start for token in tokenize(notation.text) if token.text == name)
            what = f"f depends on x alone, and “{name}” is not known."
            raise FormulaError(what, notation.column(start))
    count = sum(node.op is not None for node in topological_order(formula.output))
    if count > MAX_OPERATIONS:
        what = f"The formula has {count:,} operations; at most {MAX_OPERATIONS:,} are drawn."
        raise FormulaError(what, len(text))
    return formula.output, x


def _offset(text: str, error: ExpressionError) -> int:
    """Return the character that an error's line and column name."""
    return sum(len(line) + 1 for line in text.split("\n")[: error.line - 1]) + error.column - 1


@dataclass(frozen=True, slots=True)
class Errors:
    """How far differences are from f′(x), for many steps h, and what theory expects.

    `forward` and `central` are |difference − slope|. A forward difference is off by about
    `truncation` = |f″(x)| h/2, because the curve bends away from the secant, and by about `rounding`
    = (|f(x)| + |x f′(x)|) 2⁻⁵³/h, because f(x + h) and x + h are rounded. `best` is the h at which
    the two are equal: None when f does not bend at x.
    """

    h: Array
    forward: Array
    central: Array
    truncation: Array
    rounding: Array
    best: float | None


def errors(function: Function, x: float, per_decade: int = 12) -> Errors:
    """Return the errors of differences at x for h from 1 down to 1e-16, ascending."""
    low, high = (round(math.log10(h)) for h in STEPS)
    h = np.logspace(low, high, (high - low) * per_decade + 1)
    points = np.full_like(h, x)
    slope, curvature = function.slope(x), function.curvature(x)
    bend = abs(curvature) / 2.0
    grain = (abs(function.value(x)) + abs(x * slope)) * ROUNDING
    with np.errstate(all="ignore"):
        forward = np.abs(function.differences(points, h) - slope)
        central = np.abs(function.central_differences(points, h) - slope)
    best = math.sqrt(grain / bend) if 0.0 < bend < math.inf and 0.0 < grain < math.inf else None
    return Errors(h, forward, central, bend * h, grain / h, best)
