"""What a person has written in the Expression and Derivative workspaces, as parts of a document."""

from __future__ import annotations

from dataclasses import dataclass

#: What is set to zero before a backward pass.
ZEROINGS = ("all", "parameters", "nothing")
#: What is drawn folded: what makes a large graph readable, nothing, or every part up to that kind.
FOLDINGS = ("auto", "none", "sum", "neuron", "layer")


@dataclass(frozen=True, slots=True)
class Variable:
    """One input of an expression: its value, its slider's range, and whether minimising may change it."""

    name: str
    value: float
    low: float = -10.0
    high: float = 10.0
    parameter: bool = True


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a person put a node of the graph by hand, in scene units; `key` is the node's stable name."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ExpressionSheet:
    """The Expression workspace: the text, its variables, hand-placed nodes and how gradients start.

    `zeroing` is one of `ZEROINGS`; `learning_rate` is the one of gradient descent on the formula.
    `folding` is one of `FOLDINGS`; `opened` and `folded` name the parts that a person opened or folded
    against that, as "neuron h1" (see `folding.Group.ident`).
    """

    text: str = "e = a*b\nd = e + c\nL = d*f"
    variables: tuple[Variable, ...] = (
        Variable("a", 2.0),
        Variable("b", -3.0),
        Variable("c", 10.0),
        Variable("f", -2.0),
    )
    placements: tuple[Placement, ...] = ()
    zeroing: str = "all"
    learning_rate: float = 0.01
    folding: str = "auto"
    opened: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DerivativeSheet:
    """The Derivative workspace: f(x) as text, the point `x`, the step `h` (1e-16 to 1), and what is shown."""

    text: str = "3x² − 4x + 5"
    x: float = -2.0
    h: float = 0.001
    second_derivative: bool = False
