"""The table of operations: all that the engine, the screen and the tests know of each one, in one row.

Adding an operation is adding a row to `ROWS`: the eager `Value`, the expression language, the
explanations on screen and the tests read it from there (`Operation` says what a row holds).

`partials` is written once for two uses. Given floats it returns the slopes of one backward pass.
Given `Value`s it returns `Value`s, whose graph can be differentiated again. That is why a slope that
needs another operation calls that operation's row (`exp(x)`, `div(1.0, x)`), which takes either.
"""

from __future__ import annotations

import math
from typing import Any

from engine import floats
from engine.families import constant_pow, elu, leaky_relu
from engine.operation import Operation

ROWS: tuple[Operation, ...] = (
    Operation(
        name="add",
        symbol="+",
        forward=lambda a, b: a + b,
        partials=lambda a, b, y: (1.0, 1.0),
        slopes=("1", "1"),
        words="A sum passes the gradient on, unchanged, to both.",
        latex="{a} + {b}",
    ),
    Operation(
        name="sub",
        symbol="-",
        forward=lambda a, b: a - b,
        partials=lambda a, b, y: (1.0, -1.0),
        slopes=("1", "-1"),
        words="A difference passes the gradient on: unchanged to the first, negated to the second.",
        latex="{a} - {b}",
    ),
    Operation(
        name="mul",
        symbol="*",
        forward=lambda a, b: a * b,
        partials=lambda a, b, y: (b, a),
        slopes=("b", "a"),
        words="Each factor's slope is the other factor.",
        latex=r"{a} \cdot {b}",
    ),
    Operation(
        name="div",
        symbol="/",
        forward=floats.divide,
        partials=lambda a, b, y: (div(1.0, b), -div(y, b)),
        slopes=("1 / b", "-y / b"),
        words="Twice the divisor halves the quotient, and halves every slope too.",
        latex=r"\frac{{{a}}}{{{b}}}",
        inside=lambda a, b: b != 0,
        domain="the divisor is not 0",
        needs="A division needs a divisor other than 0",
        sample=((-3.0, 3.0), (0.3, 3.0)),
    ),
    Operation(
        name="pow",
        symbol="**",
        forward=floats.power,
        partials=lambda a, b, y: (
            0.0 if is_zero(b) else b * pow_(a, b - 1.0),
            0.0 if is_zero(a) and b >= 0 else y * log(a),
        ),
        slopes=("b * a**(b - 1)", "y * log(a)"),
        words="The base goes by the power rule, the exponent by the logarithm of the base.",
        latex="{{{a}}}^{{{b}}}",
        inside=lambda a, b: a > 0 or (a == 0 and b >= 0) or (a < 0 and b.is_integer()),
        domain="the base is above 0; or 0, the exponent not below 0; or below 0, the exponent whole",
        needs="A power needs a base above 0 (or 0, if the exponent is not below 0; or any, if it is whole)",
        kink="At base 0 the exponent's slope is 0; exponent 0 gives the base slope 0.",
        sample=((0.3, 3.0), (-3.0, 3.0)),
    ),
    constant_pow(3.0),
    Operation(
        name="neg",
        symbol="neg",
        forward=lambda a: -a,
        partials=lambda a, y: (-1.0,),
        slopes=("-1",),
        words="A change of sign turns the gradient round.",
        latex="-{a}",
    ),
    Operation(
        name="abs",
        symbol="abs",
        forward=math.fabs,
        partials=lambda a, y: (1.0 if a > 0 else -1.0 if a < 0 else 0.0,),
        slopes=("1 if a > 0 else -1 if a < 0 else 0",),
        words="The gradient passes unchanged above 0 and is turned round below.",
        latex=r"\left|{a}\right|",
        kink="At 0 the slope is 0, halfway between −1 and 1.",
        kink_at=lambda a: a,
    ),
    Operation(
        name="exp",
        symbol="exp",
        forward=floats.exp,
        partials=lambda a, y: (y,),
        slopes=("y",),
        words="The exponential is its own slope.",
        latex="e^{{{a}}}",
    ),
    Operation(
        name="log",
        symbol="log",
        forward=floats.log,
        partials=lambda a, y: (div(1.0, a),),
        slopes=("1 / a",),
        words="The slope of the natural logarithm is one over its input.",
        latex=r"\ln {a}",
        inside=lambda a: a > 0,
        domain="above 0",
        needs="log needs a number above 0",
        kink="At 0 the output is −inf and the slope inf.",
        sample=((0.1, 9.0),),
    ),
    Operation(
        name="sqrt",
        symbol="sqrt",
        forward=floats.sqrt,
        partials=lambda a, y: (div(0.5, y),),
        slopes=("0.5 / y",),
        words="The larger the root, the flatter it runs: half of one over the root.",
        latex=r"\sqrt{{{a}}}",
        inside=lambda a: a >= 0,
        domain="0 and above",
        needs="sqrt needs a number that is not below 0",
        kink="At 0 the slope is inf.",
        sample=((0.1, 9.0),),
    ),
    Operation(
        name="sin",
        symbol="sin",
        forward=floats.sin,
        partials=lambda a, y: (cos(a),),
        slopes=("cos(a)",),
        words="The slope of the sine is the cosine.",
        latex=r"\sin {a}",
    ),
    Operation(
        name="cos",
        symbol="cos",
        forward=floats.cos,
        partials=lambda a, y: (-sin(a),),
        slopes=("-sin(a)",),
        words="The slope of the cosine is minus the sine.",
        latex=r"\cos {a}",
    ),
    Operation(
        name="tan",
        symbol="tan",
        forward=floats.tan,
        partials=lambda a, y: (1.0 + y * y,),
        slopes=("1 + y**2",),
        words="The slope of the tangent is one plus its square: steeper the further out.",
        latex=r"\tan {a}",
        domain="every number; it jumps at odd multiples of π/2",
        sample=((-1.2, 1.2),),
    ),
    Operation(
        name="tanh",
        symbol="tanh",
        forward=floats.tanh,
        partials=lambda a, y: (1.0 - y * y,),
        slopes=("1 - y**2",),
        words="Near ±1 the tanh is saturated: one minus its square, almost nothing, gets through.",
        latex=r"\tanh {a}",
    ),
    Operation(
        name="sigmoid",
        symbol="sigmoid",
        forward=floats.sigmoid,
        partials=lambda a, y: (y * (1.0 - y),),
        slopes=("y * (1 - y)",),
        words="The output times what is missing to 1: a quarter at most, and almost nothing far out.",
        latex=r"\sigma({a})",
    ),
    Operation(
        name="relu",
        symbol="ReLU",
        forward=floats.relu,
        partials=lambda a, y: (1.0 if a > 0 else 0.0,),
        slopes=("1 if a > 0 else 0",),
        words="A gate: above 0 the gradient passes unchanged, otherwise nothing does.",
        latex=r"\operatorname{{ReLU}}({a})",
        kink="At 0 the slope is 0.",
        kink_at=lambda a: a,
    ),
    leaky_relu(0.01),
    elu(1.0),
    Operation(
        name="gelu",
        symbol="GELU",
        forward=lambda a: a * floats.normal_cdf(a),
        partials=lambda a, y: (normal_cdf(a) + a * bell(a),),
        slopes=("normal_cdf(a) + a * exp(-a**2 / 2) / sqrt(2 * pi)",),
        words="A soft gate: the input times the chance that a standard normal number lies below it.",
        latex=r"\operatorname{{GELU}}({a})",
        kink="Smooth; at −inf the product −inf · 0 is NaN.",
    ),
    Operation(
        name="normal_cdf",
        symbol="Φ",
        forward=floats.normal_cdf,
        partials=lambda a, y: (bell(a),),
        slopes=("exp(-a**2 / 2) / sqrt(2 * pi)",),
        words="The slope of the normal distribution function is the bell curve.",
        latex=r"\Phi({a})",
    ),
    Operation(
        name="softplus",
        symbol="softplus",
        forward=floats.softplus,
        partials=lambda a, y: (sigmoid(a),),
        slopes=("sigmoid(a)",),
        words="A rounded ReLU; its slope is the sigmoid.",
        latex=r"\ln\left(1 + e^{{{a}}}\right)",
    ),
    Operation(
        name="silu",
        symbol="SiLU",
        forward=lambda a: a * floats.sigmoid(a),
        partials=lambda a, y: (sigmoid(a) * (1.0 + a * sigmoid(-a)),),
        slopes=("sigmoid(a) * (1 + a * sigmoid(-a))",),
        words="A soft gate: the input times its own sigmoid.",
        latex=r"{a} \cdot \sigma({a})",
        kink="Smooth; at −inf the product −inf · 0 is NaN.",
    ),
    Operation(
        name="max",
        symbol="max",
        forward=floats.larger,
        partials=lambda a, b, y: (1.0, 0.0) if a > b else (0.0, 1.0) if a < b else (0.5, 0.5),
        slopes=("1 if a > b else 0 if a < b else 0.5", "1 if a < b else 0 if a > b else 0.5"),
        words="All of the gradient goes to the larger one.",
        latex=r"\max({a}, {b})",
        kink="At a tie each gets half.",
        kink_at=lambda a, b: a - b,
    ),
    Operation(
        name="min",
        symbol="min",
        forward=floats.smaller,
        partials=lambda a, b, y: (1.0, 0.0) if a < b else (0.0, 1.0) if a > b else (0.5, 0.5),
        slopes=("1 if a < b else 0 if a > b else 0.5", "1 if a > b else 0 if a < b else 0.5"),
        words="All of the gradient goes to the smaller one.",
        latex=r"\min({a}, {b})",
        kink="At a tie each gets half.",
        kink_at=lambda a, b: a - b,
    ),
    Operation(
        name="floor",
        symbol="floor",
        forward=floats.floor,
        partials=lambda a, y: (0.0,),
        slopes=("0",),
        words="A staircase: every step is flat, so no gradient gets through.",
        latex=r"\left\lfloor {a} \right\rfloor",
        kink="At every whole number it jumps up by 1; there is no slope there, and 0 is taken as beside it.",
        kink_at=floats.from_whole,
    ),
    Operation(
        name="sign",
        symbol="sign",
        forward=floats.sign,
        partials=lambda a, y: (0.0,),
        slopes=("0",),
        words="Only the sign is kept: flat on both sides of 0, so no gradient gets through.",
        latex=r"\operatorname{{sign}}({a})",
        kink="At 0 it jumps from −1 to 1; there is no slope there, and 0 is taken as beside it.",
        kink_at=lambda a: a,
    ),
)

#: Every operation by name. Those with a constant stand here with their usual one; see `family`.
OPS: dict[str, Operation] = {row.name: row for row in ROWS}
# The rows that slopes above are written with.
div: Operation = OPS["div"]
pow_: Operation = OPS["pow"]
exp: Operation = OPS["exp"]
log: Operation = OPS["log"]
sin: Operation = OPS["sin"]
cos: Operation = OPS["cos"]
sigmoid: Operation = OPS["sigmoid"]
normal_cdf: Operation = OPS["normal_cdf"]


def bell(x: Any) -> Any:
    """Return the standard normal density, e^(−x²/2) / √(2π)."""
    return exp(-0.5 * x * x) * (1.0 / math.sqrt(2.0 * math.pi))


def is_zero(x: Any) -> bool:
    """Return whether a float or a `Value` is 0 (`==` would compare `Value`s by identity)."""
    return bool(0 <= x <= 0)
