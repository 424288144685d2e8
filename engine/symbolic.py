"""The derivative as a formula: SymPy's answer for a typed function, typeset, with the steps that lead to it.

The expression is built from the parsed graph, node by node: no text ever reaches SymPy. Activations are
written out by their definitions, so SymPy differentiates them by rules of its own, not by the table's.
SymPy is imported when the first formula is asked for; call `differentiate` away from the GUI's thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from engine.derivative import Array, Function
from engine.errors import PlaygroundError
from engine.numeric import numeric
from engine.operation import Operation
from engine.rules import Step, steps, typeset
from engine.value import Value

#: More operations than this make a formula that nobody reads, and SymPy slow.
MAX_OPERATIONS = 120
#: Longer LaTeX than this is not typeset.
MAX_LATEX = 1500


@dataclass(frozen=True, slots=True)
class Symbolic:
    """A derivative as a formula: f and f′ in LaTeX, the steps, and f′ as a function of an array of points.

    `derivative` is "" when it is too long to be typeset; `values` works all the same.
    """

    function: str
    derivative: str
    steps: tuple[Step, ...]
    values: Callable[[Array], Array]


class SymbolicError(PlaygroundError):
    """Says why there is no formula for a derivative."""


def differentiate(function: Function) -> Symbolic:
    """Return the symbolic derivative; raises `SymbolicError` where there is none within reach."""
    if function.operations > MAX_OPERATIONS:
        what = f"The formula has {function.operations} operations"
        raise SymbolicError(f"{what}; up to {MAX_OPERATIONS} are differentiated by the rules.")
    try:
        expression, x = _expression(function)
        slope = expression.diff(x)
        written, written_slope = typeset(expression), typeset(slope)
        short = len(written) <= MAX_LATEX and len(written_slope) <= MAX_LATEX
        return Symbolic(
            written if short else "",
            written_slope if short else "",
            tuple(steps(expression, x)) if short else (),
            numeric(slope, x),
        )
    except (RecursionError, NotImplementedError, OverflowError, MemoryError) as error:
        raise SymbolicError("This formula is too deep to be differentiated by the rules.") from error


def _expression(function: Function) -> tuple[Any, Any]:
    """Return the graph as a SymPy expression, and its x."""
    import sympy

    x = sympy.Symbol("x", real=True)
    made: dict[Value, Any] = {function.x: x}
    for node in function.order:
        if node.op:
            made[node] = _row(node.op)(*(made[parent] for parent in node.parents))
        elif node not in made:
            made[node] = _number(node.data)
    return made[function.output], x


def _number(value: float) -> Any:
    """Return a number as a person wrote it: whole, π or e, or a decimal with the digits it needs."""
    import sympy

    if value in (math.pi, math.e):
        return sympy.pi if value == math.pi else sympy.E
    if value.is_integer() and abs(value) < 1e15:
        return sympy.Integer(int(value))
    text = repr(value)
    return sympy.Float(text, max(15, len(text)))


def _row(op: Operation) -> Callable[..., Any]:
    """Return an operation on SymPy expressions."""
    if op.name == "constant_pow":
        exponent = _exponent(op.constant or 0.0)
        return lambda a: a**exponent
    if op.name in ("leaky_relu", "elu"):
        constant = _number(op.constant or 0.0)
        return lambda a: _rows()[op.name](a, constant)
    return _rows()[op.name]


def _exponent(value: float) -> Any:
    """Return an exponent; 0.5 is the fraction ½, so that x^0.5 is a root."""
    import sympy

    half = 2.0 * value
    return sympy.Rational(int(half), 2) if half.is_integer() and abs(half) < 1e15 else _number(value)


@cache
def _rows() -> dict[str, Callable[..., Any]]:
    """Return what each operation is by definition."""
    import sympy as s

    def where(condition: Any, then: Any, otherwise: Any) -> Any:
        return s.Piecewise((then, condition), (otherwise, True))

    def flat(name: str, latex: str) -> Any:
        """A function that jumps and is flat between: its slope is 0 by the table's convention.

        SymPy's own floor has no derivative, and its sign one that is infinite at 0.
        """
        return type(
            name,
            (s.Function,),
            {
                "is_real": True,
                "fdiff": lambda self, argindex=1: s.Integer(0),
                "_latex": lambda self, printer, **_: latex.format(printer.doprint(self.args[0])),
            },
        )

    def normal_cdf(a: Any) -> Any:
        return (1 + s.erf(a / s.sqrt(2))) / 2

    return {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "pow": lambda a, b: a**b,
        "neg": lambda a: -a,
        "abs": s.Abs,
        "exp": s.exp,
        "log": s.log,
        "sqrt": s.sqrt,
        "sin": s.sin,
        "cos": s.cos,
        "tan": s.tan,
        "tanh": s.tanh,
        "sigmoid": lambda a: 1 / (1 + s.exp(-a)),
        "relu": lambda a: where(a > 0, a, s.Integer(0)),
        "leaky_relu": lambda a, slope: where(a > 0, a, slope * a),
        "elu": lambda a, alpha: where(a > 0, a, alpha * (s.exp(a) - 1)),
        "gelu": lambda a: a * normal_cdf(a),
        "normal_cdf": normal_cdf,
        "softplus": lambda a: s.log(1 + s.exp(a)),
        "silu": lambda a: a / (1 + s.exp(-a)),
        "max": lambda a, b: where(a > b, a, b),
        "min": lambda a, b: where(a < b, a, b),
        "floor": flat("floor", r"\left\lfloor {} \right\rfloor"),
        "sign": flat("sign", r"\operatorname{{sign}}\left({}\right)"),
    }


def value_of(symbolic: Symbolic, x: float) -> float:
    """Return f′(x) by the formula."""
    return float(symbolic.values(np.array([x]))[0])
