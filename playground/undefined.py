"""Where NaN or infinity first arises in a formula, and why."""

from __future__ import annotations

import math

from playground.formula import Formula, FormulaNode
from playground.symbols import number_text, with_subscript


def first_undefined(formula: Formula) -> tuple[str, str] | None:
    """Return the key of the first node that is not a finite number although its inputs are, and why.

    >>> from playground.formula import build
    >>> from playground.sheets import ExpressionSheet, Variable
    >>> first_undefined(build(ExpressionSheet("y = log(x)", (Variable("x", -1.0),))))[1]
    'y = log(x) is NaN: with x = −1 it is outside the domain (above 0).'
    """
    for node in formula.nodes:
        inputs = [parent.data for parent in node.value.parents]
        if not math.isfinite(node.value.data) and all(map(math.isfinite, inputs)):
            return node.key, _reason(formula, node, inputs)
    return None


def _reason(formula: Formula, node: FormulaNode, inputs: list[float]) -> str:
    op = node.value.op
    assert op is not None
    parents = [formula.by_key[key] for key in node.parents]
    named = [
        f"{with_subscript(parent.name) or parent.expression} = {number_text(number)}"
        for parent, number in zip(parents, inputs, strict=True)
        if parent.name or parent.value.op
    ]
    where = f"with {' and '.join(dict.fromkeys(named))} " if named else ""
    what = f"{node.title} is {number_text(node.value.data)}: {where}"
    if not op.inside(*inputs):
        return f"{what}it is outside the domain ({op.domain})."
    return f"{what}it is larger than any number a computer's float holds (1.8·10³⁰⁸)."
