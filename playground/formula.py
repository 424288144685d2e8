"""The graph behind the Expression workspace's text: nodes with stable keys, evaluated at frame rate."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.expression import Expression, ExpressionError, parse
from engine.graph import topological_order
from engine.value import Value
from playground.sheets import ExpressionSheet, Variable

#: What a variable that was just typed is worth.
NEW_VALUE = 1.0
#: Longest expression and key that are spelled out; a longer one is cut, or named by a digest.
LONGEST = 60

NAME = re.compile(r"[^\W\d]\w*")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
#: What `with_text` has parsed, for the `build` that follows a keystroke; taken out there, used once.
_just_parsed: dict[str, Expression] = {}
#: How tightly an operation's sign binds in `_write`; calls and names bind tightest.
_TIGHTEST = 50
_BINDING = {"add": 10, "sub": 10, "mul": 20, "div": 20, "neg": 30, "pow": 40, "constant_pow": 40}


@dataclass(frozen=True, slots=True)
class FormulaNode:
    """One node of the graph.

    `key` stays the same while other parts of the text change: the name that was assigned, the variable's
    name, or else the structure ("mul(a,b)"). `name` is "" for a sub-expression and for a number.
    `expression` is written in terms of its parents' names. `parents` are keys, ordered, repeats kept.
    `span` is (line, first column, end column) in the text, all from 0; None if it is not on one line.
    """

    key: str
    name: str
    expression: str
    value: Value
    parents: tuple[str, ...]
    span: tuple[int, int, int] | None

    @property
    def is_variable(self) -> bool:
        """Whether a person gives this node's value on a slider."""
        return self.value.op is None and bool(self.name) and self.expression == self.name

    @property
    def title(self) -> str:
        """What is written over the node: `e = a·b`, `a`, `a·b`."""
        return self.expression if self.name in ("", self.expression) else f"{self.name} = {self.expression}"


class Formula:
    """A parsed text as a graph: `nodes` in topological order, those that the output needs first.

    `output` is the key of the last line's result, which gradients are taken of; `outputs` has the
    key of every line's.
    """

    def __init__(self, expression: Expression) -> None:
        self.text = expression.text
        self.expression = expression
        self.nodes = _nodes(expression)
        self.by_key = {node.key: node for node in self.nodes}
        self.key_of = {node.value: node.key for node in self.nodes}
        self.outputs = tuple(self.key_of[value] for value in expression.outputs.values())
        self.output = self.key_of[expression.output]
        self.variables = tuple(expression.variables)
        self._program: list[tuple[Value, Callable[..., float], tuple[Value, ...]]] = [
            (node.value, node.value.op.forward, node.value.parents) for node in self.nodes if node.value.op
        ]

    def evaluate(self, values: Mapping[str, float]) -> None:
        """Compute every node anew for other values of the variables; those not given stay."""
        for name, number in values.items():
            if name in self.expression.variables:
                self.expression.variables[name].data = number
        for value, forward, parents in self._program:
            if len(parents) == 2:
                value.data = forward(parents[0].data, parents[1].data)
            else:
                value.data = forward(parents[0].data)

    def uses(self, key: str) -> list[FormulaNode]:
        """Return the nodes that `key` is an input of, each once."""
        return [node for node in self.nodes if key in node.parents]

    def ancestors(self, key: str) -> set[str]:
        """Return the keys of every node that `key` was computed from, itself included."""
        return {self.key_of[value] for value in topological_order(self.by_key[key].value)}


def build(sheet: ExpressionSheet) -> Formula:
    """Return the graph of a sheet's text, at its variables' values.

    Raises the engine's `ExpressionError`, which says what is wrong at which `line` and `column`.

    >>> formula = build(ExpressionSheet("e = a*b; L = e + a*b", (Variable("a", 2.0), Variable("b", -3.0))))
    >>> [node.key for node in formula.nodes]
    ['a', 'b', 'e', 'mul(a,b)', 'L']
    >>> formula.by_key["L"].title, formula.by_key["L"].value.data
    ('L = e + a·b', -12.0)
    """
    values = {variable.name: variable.value for variable in sheet.variables}
    parsed = _just_parsed.pop(sheet.text, None)
    if parsed is None or any(values.get(name) != value.data for name, value in parsed.variables.items()):
        parsed = parse(sheet.text, values, NEW_VALUE)
    return Formula(parsed)


def with_text(
    sheet: ExpressionSheet, text: str, known: Mapping[str, Variable] | None = None
) -> ExpressionSheet:
    """Return the sheet with another text: new variables start at `NEW_VALUE`, vanished ones are dropped.

    A name in `known` comes back as it was. While the text has an error the variables stay.
    """
    changed = replace(sheet, text=text)
    values = {variable.name: variable.value for variable in sheet.variables}
    try:
        parsed = parse(text, values, NEW_VALUE)
    except ExpressionError:
        return changed
    standing = {**(known or {}), **{variable.name: variable for variable in sheet.variables}}
    _just_parsed.clear()
    _just_parsed[text] = parsed
    names = parsed.variables
    return replace(
        changed, variables=tuple(standing.get(name) or Variable(name, NEW_VALUE) for name in names)
    )


def with_variable(sheet: ExpressionSheet, variable: Variable) -> ExpressionSheet:
    """Return the sheet with one variable replaced by another of its name."""
    return replace(
        sheet, variables=tuple(variable if old.name == variable.name else old for old in sheet.variables)
    )


def _nodes(expression: Expression) -> tuple[FormulaNode, ...]:
    order = dict.fromkeys(topological_order(expression.output))
    for output in expression.outputs.values():
        if output not in order:
            order.update(dict.fromkeys(topological_order(output)))
    names = _names(expression)
    keys = _keys(list(order), names)
    lines = [0, *(match.end() for match in re.finditer("\n", expression.text))]
    written: dict[Value, str] = {}
    nodes = []
    for value in order:
        text = _write(value, names, written)
        written[value] = text
        is_variable = value in expression.places and value.op is None
        expression_text = names[value] if is_variable else text
        parents = tuple(keys[parent] for parent in value.parents)
        span = _span(expression, value, lines)
        nodes.append(FormulaNode(keys[value], names.get(value, ""), expression_text, value, parents, span))
    return tuple(nodes)


def _names(expression: Expression) -> dict[Value, str]:
    """The names that the text gives to values; the first one counts where there are several."""
    names = {value: name for name, value in expression.variables.items()}
    for name, value in expression.outputs.items():
        if value not in names and NAME.fullmatch(name):
            names[value] = name
    for value in expression.places:
        if value not in names and NAME.fullmatch(value.label):  # assigned, then assigned again
            names[value] = value.label
    return names


def _keys(order: list[Value], names: Mapping[Value, str]) -> dict[Value, str]:
    keys: dict[Value, str] = {}
    taken: dict[str, int] = {}
    for value in order:
        if value in names:
            wish = names[value]
        elif value.op is None:
            wish = f"number {len(keys)}"  # for now: a number goes by the place where it is used
        else:
            wish = _structure(value, keys, names)
        taken[wish] = taken.get(wish, 0) + 1
        keys[value] = wish if taken[wish] == 1 else f"{wish}#{taken[wish]}"
    for value in order:
        for position, parent in enumerate(value.parents):
            if parent.op is None and parent not in names:
                keys[parent] = f"{keys[value]}/{position}"
    return keys


def _structure(value: Value, keys: Mapping[Value, str], names: Mapping[Value, str]) -> str:
    """The key of a sub-expression. Numbers in it do not count, so that 3x and 4x share their place."""
    assert value.op is not None
    inputs = ["·" if p.op is None and p not in names else keys[p] for p in value.parents]
    key = f"{value.op.name}({','.join(inputs)})"
    if len(key) > LONGEST:
        return f"{value.op.name}:{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"
    return key


def _write(value: Value, names: Mapping[Value, str], written: Mapping[Value, str]) -> str:
    """A value as a formula of its parents, as people write it: `a·b`, `x² − 4`."""
    if value.op is None:
        return plain(value.data)
    binding = _BINDING.get(value.op.name, _TIGHTEST)
    inputs = []
    for position, parent in enumerate(value.parents):
        text = names.get(parent) or written[parent]
        inner = _TIGHTEST if parent in names or parent.op is None else _BINDING.get(parent.op.name, _TIGHTEST)
        if parent.op is None and parent not in names and parent.data < 0:
            inner = 30
        right = position > 0 and value.op.name in ("sub", "div", "mul")
        left_of_power = position == 0 and binding == 40
        loose = inner < binding or (inner == binding and (right or left_of_power))
        loose = loose or (position > 0 and text.startswith("−"))
        inputs.append(f"({text})" if loose and binding < _TIGHTEST else text)
    text = _notation(value, inputs)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _notation(value: Value, inputs: list[str]) -> str:
    op = value.op
    assert op is not None
    signs = {"add": " + ", "sub": " − ", "mul": "·", "div": " / ", "pow": "^"}
    if op.name in signs:
        return signs[op.name].join(inputs)
    if op.name == "neg":
        return f"−{inputs[0]}"
    if op.name == "constant_pow" and op.constant is not None:
        if op.constant.is_integer():
            return inputs[0] + f"{op.constant:.0f}".translate(_SUPERSCRIPTS)
        return f"{inputs[0]}^{op.constant:g}"
    return op.write(*inputs)


def _span(expression: Expression, value: Value, lines: list[int]) -> tuple[int, int, int] | None:
    place = expression.places.get(value)
    if place is None:
        return None
    line = bisect_right(lines, place.start) - 1
    if line != bisect_right(lines, max(place.end - 1, place.start)) - 1:
        return None
    return line, place.start - lines[line], place.end - lines[line]


def plain(number: float) -> str:
    """A number in a formula: 3, 0.5, −4."""
    return f"{number:.6g}".replace("-", "−")
