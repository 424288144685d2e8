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
    'y = log(x) is NaN: log needs a number above 0, but is given x = −1 here.'
    """
    for node in formula.nodes:
        inputs = [parent.data for parent in node.value.parents]
        if not math.isfinite(node.value.data) and all(map(math.isfinite, inputs)):
            return node.key, _reason(formula, node, inputs)
    return None


def infinite_slope(formula: Formula, key: str) -> str:
    """Return why a node's gradient is no finite number although its value is, or "" if nothing says so.

    >>> from playground.formula import build
    >>> from playground.sheets import ExpressionSheet, Variable
    >>> infinite_slope(build(ExpressionSheet("y = sqrt(x)", (Variable("x", 0.0),))), "x")
    'y = sqrt(x) has no finite slope at x = 0. At 0 the slope is inf.'
    """
    reached, waiting = {key}, [key]
    while waiting:
        for node in formula.uses(waiting.pop()):
            op, inputs = node.value.op, [parent.data for parent in node.value.parents]
            assert op is not None
            slopes = op.partials(*inputs, node.value.data)
            if not all(map(math.isfinite, slopes)):
                why = f" {op.kink}" if op.kink else ""
                return f"{node.title} has no finite slope at {_given(formula, node, inputs)}.{why}"
            if node.key not in reached:
                reached.add(node.key)
                waiting.append(node.key)
    return ""


def _reason(formula: Formula, node: FormulaNode, inputs: list[float]) -> str:
    op = node.value.op
    assert op is not None
    what = f"{node.title} is {number_text(node.value.data)}"
    if not op.inside(*inputs):
        needs = op.needs.replace("A ", "a ", 1) if op.needs.startswith("A ") else op.needs
        last = formula.by_key[node.parents[-1]]
        given = _given(formula, node, inputs, numbers=not (last.name or last.value.op))
        return f"{what}: {needs}, but is given {given} here."
    given = _given(formula, node, inputs)
    return f"{what}: with {given} it is beyond the largest number that a float holds, 1.8·10³⁰⁸."


def _given(formula: Formula, node: FormulaNode, inputs: list[float], numbers: bool = False) -> str:
    """What a node is computed from, by name: x = −1 and y = 2; with `numbers`, written ones too."""
    parents = [formula.by_key[key] for key in node.parents]
    named = [
        f"{with_subscript(parent.name) or parent.expression} = {number_text(number)}"
        if parent.name or parent.value.op
        else number_text(number)
        for parent, number in zip(parents, inputs, strict=True)
        if parent.name or parent.value.op or numbers
    ]
    return " and ".join(dict.fromkeys(named)) or " and ".join(map(number_text, inputs))
