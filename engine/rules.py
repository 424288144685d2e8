"""The steps by which a derivative is worked out by hand: one rule at a time, from the outside in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: More steps than this are not shown.
MAX_STEPS = 14

#: Derivatives of functions of one number: the rule's name, and the slope in LaTeX; u is the inside.
_SLOPES = {
    "exp": ("Exponential", r"e^{u}"),
    "log": ("Logarithm", r"\frac{1}{u}"),
    "sin": ("Sine", r"\cos {u}"),
    "cos": ("Cosine", r"-\sin {u}"),
    "tan": ("Tangent", r"1 + \tan^{2} {u}"),
    "tanh": ("Hyperbolic tangent", r"1 - \tanh^{2} {u}"),
    "erf": ("Error function", r"\frac{2}{\sqrt{\pi}} e^{-u^{2}}"),
    "floor": ("A step is flat", "0"),
    "sign": ("A sign is flat", "0"),
    "Abs": ("Absolute value", r"\operatorname{sign} {u}"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the rule's name, and an equation in LaTeX that applies it."""

    rule: str
    latex: str


def typeset(expression: Any) -> str:
    """Return an expression in LaTeX."""
    import sympy

    text: str = sympy.latex(expression, ln_notation=True, fold_short_frac=False)
    return (
        text.replace(r"\: \text{for}\:", r"\; \text{if}\;")
        .replace("for}", "if}")
        .replace(r"\text{otherwise}", r"\text{else}")
    )


def steps(expression: Any, x: Any) -> Iterator[Step]:
    """Yield the steps from f to f′, at most `MAX_STEPS`; the last states f′."""
    waiting, seen = [expression], set()
    count = 0
    while waiting and count < MAX_STEPS:
        part = waiting.pop(0)
        if part in seen:
            continue
        seen.add(part)
        step, inside = _step(part, x)
        if step:
            count += 1
            yield step
        waiting = [*inside, *waiting]
    if waiting:
        yield Step("And so on", r"\ldots")
    if count != 1 or expression.is_Add:
        yield Step("Together", rf"f'(x) = {typeset(expression.diff(x))}")


def _step(part: Any, x: Any) -> tuple[Step | None, list[Any]]:
    """Return the step for one expression, and the expressions whose derivatives it leaves to be found."""
    if not part.has(x):
        return Step("Constant", _equation(part, "0")), []
    if part == x:
        return Step("The variable itself", "x' = 1"), []
    if part.is_Add:
        return _sum(part)
    if part.is_Mul:
        return _product(part, x)
    if part.is_Pow or part.func.__name__ == "exp":
        return _power(part, x)
    if part.func.__name__ == "Piecewise":
        return _piecewise(part, x)
    if part.func.__name__ in _SLOPES:
        return _function(part, x)
    return Step("Slope", _equation(part, typeset(part.diff(x)))), []


def _sum(part: Any) -> tuple[Step, list[Any]]:
    sides, terms = "", []
    for term in part.as_ordered_terms():
        negative = term.could_extract_minus_sign()
        terms.append(-term if negative else term)
        sign = (" - " if negative else " + ") if sides else ("-" if negative else "")
        sides += sign + _prime(terms[-1])
    return Step("Sum rule: term by term", _equation(part, sides)), terms


def _product(part: Any, x: Any) -> tuple[Step, list[Any]]:
    constant, rest = part.as_independent(x, as_Add=False)
    if rest == x:
        return Step("Constant times x", _equation(part, typeset(constant))), []
    if rest.is_Pow and rest.base == x and not rest.exp.has(x):
        return Step("Power rule", _equation(part, _power_rule(rest, constant), part.diff(x))), []
    top, bottom = _fraction(part)
    if bottom.has(x):
        if not top.has(x):
            sides = rf"-\frac{{{_times(top)}{_prime(bottom)}}}{{{_squared(bottom)}}}"
            return Step("Reciprocal rule", _equation(part, sides)), _inside([bottom], x)
        over = rf"{_prime(top)} {_factor(bottom)} - {_factor(top)} {_prime(bottom)}"
        sides = rf"\frac{{{over}}}{{{_squared(bottom)}}}"
        return Step("Quotient rule", _equation(part, sides)), _inside([top, bottom], x)
    if constant != 1:
        return Step("Constant factor", _equation(part, rf"{typeset(constant)} \cdot {_prime(rest)}")), [rest]
    factors = part.as_ordered_factors()
    first, others = factors[0], part.func(*factors[1:])
    sides = rf"{_prime(first)} \, {_factor(others)} + {_factor(first)} \, {_prime(others)}"
    return Step("Product rule", _equation(part, sides)), _inside([first, others], x)


def _fraction(part: Any) -> tuple[Any, Any]:
    """Return numerator and denominator as they are written: e^(−x) stays where it is."""
    top, bottom = part.func(), part.func()
    for factor in part.args:
        below = factor.is_Pow and factor.exp.is_number and factor.exp.is_negative
        top, bottom = (top, bottom / factor) if below else (top * factor, bottom)
    return top, bottom


def _power(part: Any, x: Any) -> tuple[Step, list[Any]]:
    base, exponent = part.as_base_exp() if part.is_Pow else (None, part.args[0])
    if base is None or base == _e():
        return _function(part, x, "exp", exponent)
    if not exponent.has(x):
        if exponent.is_negative and base != x:
            bottom = 1 / part
            sides = rf"-\frac{{{_prime(bottom)}}}{{{_squared(bottom)}}}"
            return Step("Reciprocal rule", _equation(part, sides)), _inside([bottom], x)
        if base == x:
            return Step("Power rule", _equation(part, _power_rule(part, None), part.diff(x))), []
        sides = rf"{_power_rule(part, None)} \cdot {_prime(base)}"
        return Step("Power rule, then chain rule", _equation(part, sides)), [base]
    if not base.has(x):
        inner = "" if exponent == x else rf" \cdot {_prime(exponent)}"
        sides = rf"{typeset(part)} \cdot \ln {_bracket(base)}{inner}"
        return Step("Exponential" + (", then chain rule" if inner else ""), _equation(part, sides)), _inside(
            [exponent], x
        )
    sides = rf"{typeset(part)} \cdot \left({typeset(exponent)} \cdot \ln {_bracket(base)}\right)'"
    import sympy

    return Step("Logarithmic rule", _equation(part, sides)), [exponent * sympy.log(base)]


def _function(part: Any, x: Any, name: str = "", inside: Any = None) -> tuple[Step, list[Any]]:
    inside = part.args[0] if inside is None else inside
    rule, slope = _SLOPES[name or part.func.__name__]
    simple, several = inside == x, " + " in slope or " - " in slope
    shown = typeset(inside)
    slope = slope.replace("e^{u}", f"e^{{{shown}}}").replace("-u^", f"-{_bracket(inside)}^")
    slope = slope.replace(
        "{u}", f"{{{shown}}}" if r"\frac" in slope and "ln" not in slope else _bracket(inside)
    )
    if simple:
        return Step(rule, _equation(part, slope)), []
    outer = rf"\left({slope}\right)" if several else slope
    return Step(f"Chain rule: {rule.lower()} outside", _equation(part, rf"{outer} \cdot {_prime(inside)}")), [
        inside
    ]


def _piecewise(part: Any, x: Any) -> tuple[Step, list[Any]]:
    pieces = [piece for piece, _ in part.args if piece.has(x) and piece != x]
    return Step("Piece by piece", _equation(part, typeset(part.diff(x)))), [
        piece for piece in pieces if piece.as_independent(x, as_Add=False)[1] != x
    ]


def _inside(parts: list[Any], x: Any) -> list[Any]:
    """Return the parts whose derivative is not obvious."""
    return [part for part in parts if part.has(x) and part != x]


def _power_rule(power: Any, factor: Any) -> str:
    """Return factor · n · xⁿ⁻¹ written out."""
    base, n = power.as_base_exp()
    front = "" if factor is None else rf"{_bracket(factor) if factor.is_negative else typeset(factor)} \cdot "
    raised = _bracket(base) if n == 2 else rf"{_bracket(base)}^{{{typeset(n - 1)}}}"
    shown = _bracket(n) if n.is_negative or (n.is_Rational and not n.is_Integer) else typeset(n)
    return rf"{front}{shown} \cdot {raised}"


def _equation(part: Any, *sides: Any) -> str:
    return " = ".join([_prime(part), *(side if isinstance(side, str) else typeset(side) for side in sides)])


def _prime(part: Any) -> str:
    return "x'" if part.is_Symbol else rf"\left({typeset(part)}\right)'"


def _bracket(part: Any) -> str:
    simple = part.is_Symbol or (part.is_number and part.is_nonnegative and not part.is_Add)
    simple = simple or part.func.__name__ == "exp"
    return typeset(part) if simple else rf"\left({typeset(part)}\right)"


def _factor(part: Any) -> str:
    """Return an expression as one factor of a product."""
    plain = part.func.__name__ in (*_SLOPES, "Pow", "Mul", "Symbol") and not part.could_extract_minus_sign()
    return typeset(part) if plain else _bracket(part)


def _squared(part: Any) -> str:
    bracket = rf"\left({typeset(part)}\right)" if part.func.__name__ == "exp" else _bracket(part)
    return f"{bracket}^{{2}}"


def _times(part: Any) -> str:
    return "" if part == 1 else rf"{typeset(part)} \cdot "


def _e() -> Any:
    import sympy

    return sympy.E
