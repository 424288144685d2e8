"""The formulas that the Expression workspace offers to begin with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from playground.formula import with_text
from playground.sheets import ExpressionSheet, Variable


@dataclass(frozen=True, slots=True)
class Example:
    """A formula to begin with: its name in the menu, what it shows, its text, and its variables' values."""

    key: str
    name: str
    about: str
    text: str
    values: dict[str, float]
    low: float = -10.0
    high: float = 10.0
    fixed: tuple[str, ...] = ()  #: variables that minimising leaves alone


def _layer(name: str, source: str, weight: str, bias: str, count: int, inputs: int) -> list[str]:
    """The lines of a layer of tanh neurons: `h1 = tanh(w11*x1 + w12*x2 + b1)` and so on."""
    return [
        f"{name}{i} = tanh({_weighted(f'{weight}{i}', source, inputs)} + {bias}{i})"
        for i in range(1, count + 1)
    ]


def _weighted(weight: str, source: str, inputs: int) -> str:
    return " + ".join(f"{weight}{k}*{source}{k}" for k in range(1, inputs + 1))


def _deep_text() -> str:
    """A network of two inputs, two hidden layers of six neurons, and an output."""
    return "\n".join(
        [
            *_layer("h", "x", "w", "b", 6, 2),
            *_layer("g", "h", "v", "c", 6, 6),
            f"o = {_weighted('u', 'g', 6)} + d",
            "L = (o - target)^2",
        ]
    )


def _deep_values() -> dict[str, float]:
    """Weights between −0.9 and 0.9 that follow no pattern; the two inputs, and the target."""
    names = [
        *(f"w{i}{k}" for i in range(1, 7) for k in (1, 2)),
        *(f"v{i}{k}" for i in range(1, 7) for k in range(1, 7)),
        *(f"{letter}{i}" for letter in "bcu" for i in range(1, 7)),
        "d",
    ]
    weights = {name: round(0.9 * math.sin(2.4 * place**1.3 + 1.0), 1) for place, name in enumerate(names)}
    return {**weights, "x1": 0.5, "x2": -1.0, "target": 1.0}


EXAMPLES = (
    Example(
        "lecture",
        "L = (a·b + c)·f",
        "The lecture's formula: the chain rule on four variables.",
        "e = a*b\nd = e + c\nL = d*f",
        {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0},
    ),
    Example(
        "neuron",
        "A neuron: tanh of a weighted sum",
        "Forward propagation: each input times its weight, plus a bias, through an activation.",
        "n = x1*w1 + x2*w2 + b\no = tanh(n)",
        {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432},
        fixed=("x1", "x2"),
    ),
    Example(
        "network",
        "Loss of a network with two layers",
        "Two hidden neurons, one output, and the squared error against a target.",
        "h1 = tanh(x1*w11 + x2*w12 + b1)\n"
        "h2 = tanh(x1*w21 + x2*w22 + b2)\n"
        "o = h1*v1 + h2*v2 + c\n"
        "L = (o - target)^2",
        {
            **{"x1": 0.5, "x2": -1.0, "w11": 0.8, "w12": -0.4, "b1": 0.1, "w21": -0.6, "w22": 0.9},
            **{"b2": -0.2, "v1": 1.1, "v2": -0.7, "c": 0.3, "target": 1.0},
        },
        low=-3.0,
        high=3.0,
        fixed=("x1", "x2", "target"),
    ),
    Example(
        "deep",
        "Loss of a network with 6 + 6 neurons",
        "Nearly 200 operations, folded by layers: a double click opens a layer, a neuron, a sum.",
        _deep_text(),
        _deep_values(),
        low=-3.0,
        high=3.0,
        fixed=("x1", "x2", "target"),
    ),
    Example(
        "losses",
        "Four losses of one output",
        "How wrong is the output o for the target t? Drag o. The last line says whose gradient is asked for.",
        "e = o - t\n"
        "m = o*t\n"
        "squared = 0.5*e^2\n"
        "absolute = abs(e)\n"
        "hinge = relu(1 - m)\n"
        "entropy = softplus(-m)\n"
        "L = squared",
        {"o": -1.0, "t": 1.0},
        low=-3.0,
        high=3.0,
        fixed=("t",),
    ),
    Example(
        "softplus",
        "Softplus: log(1 + exp(x))",
        "A rounded ReLU; its slope is the sigmoid.",
        "u = exp(x)\nv = 1 + u\ny = log(v)",
        {"x": 1.0},
        low=-6.0,
        high=6.0,
    ),
    Example(
        "parabola",
        "f = 3x² − 4x + 5",
        "The parabola of the derivative; x is used twice, so its gradient is a sum.",
        "f = 3*x^2 - 4*x + 5",
        {"x": -2.0},
        low=-4.0,
        high=4.0,
    ),
    Example(
        "orders",
        "Where naive orders go wrong",
        "Every value is used twice: only a topological order gives ∂y/∂a = 25.",
        "c = a + b\nd = a*b\ne = c + d\nf = c*d\ny = e + f",
        {"a": 2.0, "b": 3.0},
    ),
    Example(
        "kink",
        "A kink: ReLU at 0",
        "Where no single slope exists, a convention picks one.",
        "z = w*x\ny = relu(z) + abs(x)",
        {"w": 1.0, "x": 0.0},
        low=-2.0,
        high=2.0,
    ),
)


def apply_example(sheet: ExpressionSheet, example: Example) -> ExpressionSheet:
    """Return the sheet with an example in place of its formula; zeroing and learning rate stay."""
    known = {
        name: Variable(
            name, value, min(example.low, value), max(example.high, value), name not in example.fixed
        )
        for name, value in example.values.items()
    }
    emptied = replace(sheet, variables=(), placements=(), folding="auto", opened=(), folded=())
    return with_text(emptied, example.text, known)
