"""The slope formulas of the operations' table, written with a node's own names: `1 − y²` of e is `1 − e²`.

The table writes them in Python's notation, in a, b and y. They are read as text here, never run.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from playground.symbols import SUPERSCRIPT, name_latex, number_text

_TIGHTEST = 50
_FUNCTIONS = {
    "exp": ("e^{{{0}}}", "exp({0})"),
    "sqrt": (r"\sqrt{{{0}}}", "√({0})"),
    "sigmoid": (r"\sigma({0})", "σ({0})"),
    "normal_cdf": (r"\Phi({0})", "Φ({0})"),
    "log": (r"\ln {0}", "ln {0}"),
    "sin": (r"\sin {0}", "sin {0}"),
    "cos": (r"\cos {0}", "cos {0}"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as LaTeX and as plain text; `binding` says how tightly its outermost sign binds."""

    latex: str
    text: str
    binding: int = _TIGHTEST

    def within(self, binding: int) -> Written:
        """The formula as an operand of a sign that binds so tightly: in brackets if need be."""
        if self.binding >= binding:
            return self
        return Written(rf"\left({self.latex}\right)", f"({self.text})")


def write_slope(slope: str, names: Mapping[str, Written], numbers: Mapping[str, float]) -> Written:
    """Return a slope of the table (`Operation.slopes`) with `names` for a, b and y.

    Where it depends on a comparison, `numbers` decide, and only the case that holds is written.

    >>> e = {"y": Written("e", "e")}
    >>> write_slope("1 - y**2", e, {}).text
    '1 − e²'
    >>> write_slope("1 if a > 0 else 0", {}, {"a": -2.0}).text
    '0'
    """
    return _Writer(names, numbers).write(ast.parse(slope, mode="eval").body)


@dataclass(frozen=True, slots=True)
class _Writer:
    names: Mapping[str, Written]
    numbers: Mapping[str, float]

    def write(self, tree: ast.expr) -> Written:
        match tree:
            case ast.Constant(value=value):
                number = number_text(float(str(value)))
                return Written(number, number)
            case ast.Name(id=name):
                return self.names.get(name) or Written(name_latex(name), "π" if name == "pi" else name)
            case ast.UnaryOp(operand=operand):
                inside = self.write(operand).within(30)
                return Written(f"-{inside.latex}", f"−{inside.text}", 25)
            case ast.IfExp(test=test, body=body, orelse=other):
                return self.write(body if self.holds(test) else other)
            case ast.Call(func=ast.Name(id=name), args=[argument]):
                return self.call(name, self.write(argument))
            case ast.BinOp(left=left, op=sign, right=right):
                return self.binary(self.write(left), sign, self.write(right))
        raise ValueError(f"not a slope formula: {ast.unparse(tree)}")

    def call(self, name: str, argument: Written) -> Written:
        latex, text = _FUNCTIONS[name]
        inside = argument.within(30) if name in ("log", "sin", "cos") else argument
        return Written(latex.format(inside.latex), text.format(inside.text))

    def binary(self, left: Written, sign: ast.operator, right: Written) -> Written:
        match sign:
            case ast.Add():
                return Written(f"{left.latex} + {right.latex}", f"{left.text} + {right.text}", 10)
            case ast.Sub():
                right = right.within(11)
                return Written(f"{left.latex} - {right.latex}", f"{left.text} − {right.text}", 10)
            case ast.Mult():
                left, right = left.within(20), right.within(20 if right.binding == 20 else 26)
                return Written(rf"{left.latex} \cdot {right.latex}", f"{left.text}·{right.text}", 20)
            case ast.Div():
                over, under = left.within(20), right.within(21)
                return Written(rf"\frac{{{left.latex}}}{{{right.latex}}}", f"{over.text}/{under.text}", 20)
            case ast.Pow():
                base = left.within(_TIGHTEST)
                whole = right.text.replace("−", "-")
                power = whole.translate(SUPERSCRIPT) if _is_whole(whole) else f"^{right.within(50).text}"
                return Written(f"{{{base.latex}}}^{{{right.latex}}}", f"{base.text}{power}", 40)
        raise ValueError(f"not a sign of slope formulas: {sign}")

    def holds(self, test: ast.expr) -> bool:
        """Whether a comparison of an input with an input or a number holds."""
        match test:
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                first, second = self.number(left), self.number(right)
                return first > second if isinstance(sign, ast.Gt) else first < second
        raise ValueError(f"not a comparison: {ast.unparse(test)}")

    def number(self, tree: ast.expr) -> float:
        return self.numbers[tree.id] if isinstance(tree, ast.Name) else float(ast.unparse(tree))


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdigit()
