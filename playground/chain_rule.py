"""What the chain-rule card says: a gradient as the sum over the places where its node is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.gradcheck import Check, compare, measure
from engine.value import Value
from playground.formula import Formula, FormulaNode
from playground.local_slopes import Written, write_slope
from playground.steps import Edge, Step
from playground.symbols import (
    expression_text,
    gradient,
    is_constant,
    number_text,
    operation_latex,
    partial,
    symbol,
    symbol_latex,
)
from playground.walk import Walk


@dataclass(frozen=True, slots=True)
class Term:
    """One use of the node: ∂output/∂child · ∂child/∂node. A number is None while it is not to be seen."""

    edge: Edge
    child: str  #: LaTeX of the child's symbol
    upstream: float | None
    local: float | None
    contribution: float | None
    rule: str  #: the operation's rule in words
    slope: Written  #: the local derivative as a formula
    equation: str  #: the whole of it in plain text: ∂e/∂a = b = −3
    kink: str  #: what holds at the kink, if this use stands on one


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one node. `total` is the sum as far as it may be seen, `complete` if all of it is there."""

    key: str
    symbol: str
    output: str
    used: str  #: where the node is used, in a sentence
    definition: str  #: LaTeX of what the node computes, "" for a variable
    terms: tuple[Term, ...]
    carried: float  #: left over from an earlier backward pass
    total: float | None
    complete: bool
    note: str  #: why there is no sum, where there is none

    @property
    def answered(self) -> bool:
        """Whether nothing is left to ask."""
        return self.complete and self.total is not None


def card_of(walk: Walk, key: str) -> Card:
    """Return the card of a node as far as the walk has come."""
    formula = walk.formula
    assert formula is not None
    node = formula.by_key[key]
    edges = walk.steps_into(key)
    return Card(
        key=key,
        symbol=symbol_latex(formula, key),
        output=symbol_latex(formula, formula.output),
        used=used_where(formula, node, [step.node for step, _ in edges]),
        definition=operation_latex(formula, node) if node.value.op else "",
        terms=tuple(term_of(walk, step, made) for step, made in edges),
        carried=0.0 if key == formula.output else walk.carried.get(key, 0.0),
        total=None if is_constant(node) else walk.gradient_shown(key),
        complete=walk.gradient_complete(key),
        note=note_on(formula, node, bool(edges)),
    )


def term_of(walk: Walk, step: Step, made: bool) -> Term:
    """Return one use of a node: the backward step along its edge, with what may be seen of it.

    `made` says whether the walk has come past that step.
    """
    formula = walk.formula
    assert formula is not None
    child = formula.by_key[step.node]
    op = child.value.op
    assert op is not None
    assert step.edge is not None
    made = made or walk.is_revealed(step.parent)
    known = made or walk.gradient_complete(step.node)
    numbers = [parent.data for parent in child.value.parents]
    names = {letter: _written(formula, key) for letter, key in zip("ab", child.parents, strict=False)} | {
        "y": _written(formula, child.key)
    }
    slope = write_slope(op.slopes[step.position], names, dict(zip("ab", numbers, strict=False)))
    forward_done = walk.value_shown(step.node)
    on_kink = op.kink_at is not None and op.kink_at(*numbers) == 0
    return Term(
        edge=step.edge,
        child=names["y"].latex,
        upstream=step.upstream if known else None,
        local=step.local if forward_done else None,
        contribution=step.contribution if made else None,
        rule=op.words,
        slope=slope,
        equation=_equation(partial(formula, step.node, step.parent), slope, step.local, forward_done),
        kink=op.kink if on_kink else "",
    )


def _written(formula: Formula, key: str) -> Written:
    """A node's symbol as an operand: a sub-expression that goes by its text wants brackets."""
    node = formula.by_key[key]
    loose = not node.name and (node.value.op is not None or node.value.data < 0)
    return Written(symbol_latex(formula, key), symbol(formula, key), *((10,) if loose else ()))


def _equation(name: str, slope: Written, local: float, known: bool) -> str:
    number = number_text(local) if known else "?"
    return f"{name} = {number}" if slope.text == number else f"{name} = {slope.text} = {number}"


def used_where(formula: Formula, node: FormulaNode, uses: list[str]) -> str:
    """Return the sentence that says where a node is used on the way to the output."""
    name = symbol(formula, node.key)
    if not uses:
        return ""
    where = [_title(formula, key) for key in dict.fromkeys(uses)]
    if len(where) > 3:
        where[3:] = [f"{len(where) - 3} more"]
    *first, last = where
    places = f"{', '.join(first)} and {last}" if first else last
    times = {1: "once", 2: "twice"}.get(len(uses), f"{len(uses)} times")
    return f"{name} is used {times}, in {places}"


def _title(formula: Formula, key: str) -> str:
    name, text = symbol(formula, key), expression_text(formula.by_key[key])
    return text if name == text else f"{name} = {text}"


def note_on(formula: Formula, node: FormulaNode, used: bool) -> str:
    """Return why a node's gradient is no sum, where it is none."""
    name, output = symbol(formula, node.key), symbol(formula, formula.output)
    if node.key == formula.output:
        return f"{name} is the output. It moves exactly as fast as itself: the backward pass starts with 1."
    if is_constant(node):
        return f"{name} is a number in the text. Nothing changes it, so nobody asks for its gradient."
    if not used:
        return f"{name} is not used on the way to {output}: {gradient(formula, node.key)} = 0."
    return ""


def check_of(formula: Formula, key: str, computed: float) -> Check:
    """Hold a gradient against the slope that small steps of the node's value measure."""
    return compare(
        symbol(formula, key), computed, measure(response(formula, key), formula.by_key[key].value.data)
    )


def response(formula: Formula, key: str) -> Callable[[float], float]:
    """Return the output as a function of one node's value, at the other variables' values as they are now.

    As `engine.graph.evaluate`, but what depends on the node is looked for only once.
    """
    given, output = formula.by_key[key].value, formula.by_key[formula.output].value
    depending = {given}
    program: list[tuple[Value, Callable[..., float], tuple[Value, ...]]] = []
    for node in formula.nodes:
        value = node.value
        if value.op and value is not given and any(parent in depending for parent in value.parents):
            depending.add(value)
            program.append((value, value.op.forward, value.parents))

    def output_at(number: float) -> float:
        numbers = {given: number}
        for value, forward, parents in program:
            numbers[value] = forward(*[numbers.get(parent, parent.data) for parent in parents])
        return numbers.get(output, output.data)

    return output_at
