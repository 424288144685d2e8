"""Operations that carry a constant: each function makes the row for one constant.

A constant is part of the operation, not an input: it has no gradient and no node in the graph.
"""

from __future__ import annotations

import math
from functools import lru_cache

from engine import floats
from engine.operation import Operation


@lru_cache(maxsize=4096)
def constant_pow(n: float) -> Operation:
    """Return the operation y = aⁿ for one fixed exponent."""
    whole = float(n).is_integer()
    return Operation(
        name="constant_pow",
        symbol=f"**{n:g}",
        forward=lambda a: floats.power(a, n),
        partials=lambda a, y: (n * constant_pow(n - 1)(a) if n else 0.0,),
        slopes=(f"{n:g} * a**{n - 1:g}" if n else "0",),
        words="Bring the exponent down as a factor and lower it by one.",
        latex=rf"{{a}}^{{{{{n:g}}}}}",
        inside=(lambda a: a != 0 or n >= 0) if whole else (lambda a: a > 0 or (a == 0 and n > 0)),
        domain="every number; not 0 if the exponent is negative, not below 0 if it is a fraction",
        needs=(
            "A power with an exponent below 0 needs a base other than 0"
            if whole
            else "A power whose exponent is a fraction needs a base that is not below 0"
        ),
        kink="At 0 an exponent between 0 and 1 has slope inf; exponent 0 has slope 0 everywhere.",
        sample=((-3.0, -0.3),) if whole else ((0.3, 3.0),),
        constant=n,
        family=constant_pow,
    )


@lru_cache(maxsize=4096)
def leaky_relu(slope: float) -> Operation:
    """Return the operation y = a above 0 and slope·a up to 0."""
    return Operation(
        name="leaky_relu",
        symbol="leaky ReLU",
        forward=lambda a: a if a > 0 else slope * a,
        partials=lambda a, y: (1.0 if a > 0 else slope,),
        slopes=(f"1 if a > 0 else {slope:g}",),
        words="Open above 0; below, a small leak keeps the gradient alive.",
        latex=rf"\operatorname{{{{LeakyReLU}}}}_{{{{{slope:g}}}}}({{a}})",
        kink="At 0 the slope is that of the negative side.",
        kink_at=lambda a: a,
        constant=slope,
        family=leaky_relu,
    )


@lru_cache(maxsize=4096)
def elu(alpha: float) -> Operation:
    """Return the operation y = a above 0 and alpha·(eᵃ − 1) up to 0."""
    return Operation(
        name="elu",
        symbol="ELU",
        forward=lambda a: a if a > 0 else alpha * math.expm1(a),
        partials=lambda a, y: (1.0 if a > 0 else y + alpha,),
        slopes=(f"1 if a > 0 else y + {alpha:g}",),
        words="Open above 0; below, the slope fades away exponentially.",
        latex=rf"\operatorname{{{{ELU}}}}_{{{{{alpha:g}}}}}({{a}})",
        kink="At 0 the slope is that of the negative side, alpha.",
        kink_at=lambda a: a,
        constant=alpha,
        family=elu,
    )
