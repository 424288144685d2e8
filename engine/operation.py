"""What the engine knows of one operation: a row of the table in `ops`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Interval = tuple[float, float]


def everywhere(*inputs: float) -> bool:
    """Return True: the domain of an operation that takes every number."""
    return True


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Operation:
    """One row. Inputs are called a and b, the output y.

    >>> from engine.ops import OPS
    >>> OPS["mul"].forward(3.0, 4.0), OPS["mul"].partials(3.0, 4.0, 12.0)
    (12.0, (4.0, 3.0))
    >>> OPS["tanh"].write("x"), OPS["mul"].write("x", "y"), OPS["mul"].words
    ('tanh(x)', 'x * y', "Each factor's slope is the other factor.")
    """

    name: str  #: key in `ops.OPS`; also its name in formulas and as a method of `Value`
    symbol: str  #: as drawn in a node: "+", "tanh"
    forward: Callable[..., float]  #: (inputs...) -> output, by IEEE 754 rules; never raises
    partials: Callable[..., tuple[Any, ...]]  #: (inputs..., output) -> ∂output/∂input, one an input
    slopes: tuple[str, ...]  #: the same partial derivatives as formulas in a, b and y, for a reader
    words: str  #: the rule in one sentence
    latex: str  #: of the output; {a} and {b} stand for the inputs
    inside: Callable[..., bool] = everywhere  #: (inputs...) -> is the output a real number here?
    domain: str = "every number"  #: the same in words
    needs: str = ""  #: the same in a sentence, "log needs a number above 0"; empty where all are taken
    kink: str = ""  #: where no single slope exists, and which slope we take; empty where smooth
    kink_at: Callable[..., float] | None = None  #: (inputs...) -> 0 at the kink
    sample: tuple[Interval, ...] = ((-3.0, 3.0), (-3.0, 3.0))  #: intervals to draw test inputs from
    constant: float | None = None  #: a number that is part of the operation, such as an exponent
    family: Callable[[float], Operation] | None = None  #: the same operation with another constant

    @property
    def arity(self) -> int:
        """Return how many inputs the operation has, 1 or 2."""
        return len(self.slopes)

    def __call__(self, *inputs: Any) -> Any:
        """Apply to floats, or to anything that knows how to apply an operation to itself."""
        for value in inputs:
            if not isinstance(value, (float, int)):
                return value.apply(self, *inputs)
        return self.forward(*inputs)

    def refusal(self, *inputs: float) -> str:
        """Say why these inputs give no number: which of them the domain leaves out, or that it overflows.

        >>> from engine.ops import OPS
        >>> OPS["log"].refusal(-1.0)
        'log needs a number above 0, but is given −1 here.'
        >>> OPS["exp"].refusal(1000.0)
        'exp(1000) is beyond the largest number that a float holds, 1.8·10³⁰⁸.'
        """
        written = [f"{x:g}".replace("e+", "e").replace("-", "−") for x in inputs]
        signs = {"div": "/", "pow": "^", "mul": "·", "add": "+", "sub": "−"}
        given = f" {signs[self.name]} ".join(written) if self.name in signs else ", ".join(written)
        if not self.inside(*inputs):
            return f"{self.needs}, but is given {given} here."
        shown = given if self.name in signs else f"{self.name}({given})"
        return f"{shown} is beyond the largest number that a float holds, 1.8·10³⁰⁸."

    def write(self, *inputs: str) -> str:
        """Return the operation on these operands as a formula; brackets are the caller's care."""
        if self.name in INFIX:
            return f" {self.symbol} ".join(inputs)
        if self.name == "constant_pow":
            return f"{inputs[0]}{self.symbol}"
        if self.name == "neg":
            return f"-{inputs[0]}"
        constant = [] if self.constant is None else [f"{self.constant:g}"]
        return f"{self.name}({', '.join([*inputs, *constant])})"


#: Operations written between their operands.
INFIX = ("add", "sub", "mul", "div", "pow")
