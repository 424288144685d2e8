"""Edits made on the graph, as edits of its text: add an operation, wire, delete, rename.

Pure functions from sheet to sheet. What cannot be done is a `PlaygroundError` with one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.errors import PlaygroundError
from engine.expression import CONSTANTS, FUNCTIONS
from engine.families import constant_pow
from engine.tokens import tokenize
from playground.formula import NAME, Formula, FormulaNode, build, with_text
from playground.formula_text import (
    Statement,
    Stretch,
    change_within,
    inside,
    line_of,
    name_tokens,
    operands,
    refuse_twice,
    replaced,
    statement_at,
    statements,
    with_lines,
    within,
    without_lines,
)
from playground.sheets import ExpressionSheet, Placement, Variable

#: What a new constant is.
NEW_CONSTANT = 2.0
#: Names for new nodes, in the order in which they are given.
_NEW_NAMES = (*"uvwpqrstghkmn", *(f"n{i}" for i in range(1, 5_000)))


def add_operation(sheet: ExpressionSheet, op: str, first: str | None = None) -> tuple[ExpressionSheet, str]:
    """Add a line with one operation; returns the sheet and the new node's key.

    `first` is the key of the node that becomes its first input; other inputs are new variables. Put
    on the output, the new node becomes the output; else the output stays what it was.
    """
    formula = build(sheet)
    row = constant_pow(2.0) if op == "constant_pow" else FUNCTIONS[op]
    changes: dict[Stretch, str] = {}
    lines: list[str] = []
    known: dict[str, Variable] = {}
    taken = _taken(formula)
    inputs = []
    if first is not None:
        inputs.append(_refer(formula, first, taken, changes, lines, known))
    name = _new_name(taken)
    inputs += [_new_name(taken) for _ in range(row.arity - len(inputs))]
    line = f"{name} = {row.write(*inputs)}"
    # A part that gets a name needs its line before the formula that it is a part of.
    home = statement_at(sheet.text, min(changes)[0]) if changes else statements(sheet.text)[-1]
    if first == formula.output or first in formula.outputs[-1:]:
        text = with_lines(sheet.text, changes, home.start, lines).rstrip() + "\n" + line
    else:
        text = with_lines(sheet.text, changes, home.start, [*lines, line])
    return _checked(sheet, text, known), name


def add_input(sheet: ExpressionSheet, constant: bool = False) -> tuple[ExpressionSheet, str]:
    """Add a new variable that nothing uses yet, or a constant: a line with a number; returns its key too."""
    formula = build(sheet)
    name = _new_name(_taken(formula))
    last = statements(sheet.text)[-1]
    line = f"{name} = {NEW_CONSTANT:g}" if constant else name
    return _checked(sheet, with_lines(sheet.text, {}, last.start, [line])), name


def wire(sheet: ExpressionSheet, child: str, position: int, parent: str) -> ExpressionSheet:
    """Make `parent` input number `position` of `child`, in place of what was there."""
    formula = build(sheet)
    node = formula.by_key[child]
    if child in formula.ancestors(parent):
        what = "itself" if child == parent else f"{_called(formula, parent)}, which is computed from it"
        raise PlaygroundError(f"{_called(formula, child)} cannot be computed from {what}.")
    refuse_twice(sheet.text)
    place = operands(sheet.text, formula.expression.places[node.value])[position]
    changes: dict[Stretch, str] = {}
    lines: list[str] = []
    known: dict[str, Variable] = {}
    reference = _refer(formula, parent, _taken(formula), changes, lines, known)
    # A part of the old operand goes with it.
    changes = {stretch: new for stretch, new in changes.items() if not inside(stretch, place)}
    changes[place] = reference
    home = statement_at(sheet.text, place[0])
    needed = {formula.by_key[key].name for key in formula.ancestors(parent)} - {""}
    text = _moved_up(sheet.text, changes, home, needed, lines)
    return _checked(sheet, _without_lone(text, formula.by_key[parent].name), known)


def delete_node(sheet: ExpressionSheet, key: str) -> ExpressionSheet:
    """Take a node away: a line goes, and its name becomes a variable; an input leaves its operations."""
    formula = build(sheet)
    node = formula.by_key[key]
    if node.value.op is None and not any(s.name == node.name != "" for s in statements(sheet.text)):
        return _without_input(sheet, key)
    value = {node.name: Variable(node.name, *_value_and_range(node))} if node.name else {}
    if node.name:
        found = statements(sheet.text)
        if len(found) == 1:
            raise PlaygroundError("The last formula stays; change it in the text.")
        text = without_lines(sheet.text, [s for s in found if s.name == node.name])
        if node.name in CONSTANTS:  # without its line, e would be Euler's number
            name = _new_name(_taken(formula))
            text = replaced(text, [(stretch, name) for stretch in name_tokens(text, node.name)])
            value = {name: replace(value[node.name], name=name)}
        return _checked(sheet, text, value)
    place = formula.expression.places[node.value]
    whole = next((s for s in statements(sheet.text) if not s.name and s.start == place.start), None)
    if whole is not None and key in formula.outputs and len(statements(sheet.text)) > 1:
        return _checked(sheet, without_lines(sheet.text, [whole]))
    name = _new_name(_taken(formula))
    text = replaced(sheet.text, [((place.start, place.end), name)])
    return _checked(sheet, text, {name: Variable(name, *_value_and_range(node))})


def rename(sheet: ExpressionSheet, key: str, name: str) -> ExpressionSheet:
    """Name a node, everywhere in the text; a sub-expression gets a line, a number becomes a variable."""
    formula = build(sheet)
    node = formula.by_key[key]
    name = name.strip()
    if name == node.name:
        return sheet
    tokens = tokenize(name) if name else []
    if not NAME.fullmatch(name) or len(tokens) != 2:
        raise PlaygroundError(f"“{name[:30]}” is not a name: letters and digits, a letter first.")
    if name in FUNCTIONS:
        raise PlaygroundError(f"{name} is the name of an operation; choose another.")
    if name in _taken(formula):
        raise PlaygroundError(f"There is a {name} already; choose another name.")
    placements = tuple(Placement(name, p.x, p.y) if p.key == key else p for p in sheet.placements)
    if node.name:
        text = replaced(sheet.text, [(stretch, name) for stretch in name_tokens(sheet.text, node.name)])
        old = next((v for v in sheet.variables if v.name == node.name), None)
        known = {name: replace(old, name=name)} if old else None
        return _checked(replace(sheet, placements=placements), text, known)
    changes: dict[Stretch, str] = {}
    lines: list[str] = []
    known_now: dict[str, Variable] = {}
    _refer(formula, key, set(), changes, lines, known_now, name)
    home = statement_at(sheet.text, next(iter(changes))[0])
    text = with_lines(sheet.text, changes, home.start, lines)
    return _checked(replace(sheet, placements=placements), text, known_now)


def _without_input(sheet: ExpressionSheet, key: str) -> ExpressionSheet:
    """Take a variable or a number out of the operations that it is an input of."""
    text = sheet.text
    for _ in range(1_000):
        formula = build(replace(sheet, text=text))
        if key not in formula.by_key:
            return _checked(sheet, text)
        uses = _uses(formula, key)
        lone = _lone(text, formula.by_key[key].name)
        if not uses and lone is not None and len(statements(text)) > 1:
            return _checked(sheet, without_lines(text, [lone]))
        if not uses:
            raise PlaygroundError(f"{_called(formula, key)} stands alone in its line; change it in the text.")
        use, position = uses[-1]
        place = formula.expression.places[use.value]
        sides = operands(text, place)
        if len(use.parents) < 2 or len(sides) < 2:
            called = use.title.split(" = ")[-1]
            raise PlaygroundError(
                f"{_called(formula, key)} is the only input of {called}; delete that first."
            )
        start, end = sides[1 - position]
        rest = text[start:end]
        if use.value.op is not None and use.value.op.name == "sub" and position == 0:
            rest = f"-({rest})" if not NAME.fullmatch(rest) else f"-{rest}"
        whole = any(
            s.end == place.end and text[s.start : place.start].endswith(("= ", "=")) for s in statements(text)
        )
        compound = not NAME.fullmatch(rest) and not whole
        text = replaced(text, [((place.start, place.end), f"({rest})" if compound else rest)])
        if "/" in key:
            return _checked(sheet, text)  # a number: its key may now be another's
    raise PlaygroundError("This is used too often to be deleted here; change the text.")


def _lone(text: str, name: str) -> Statement | None:
    """The statement that is nothing but a name, if there is one."""
    return next((s for s in statements(text) if not s.name and text[s.start : s.end] == name), None)


def _without_lone(text: str, name: str) -> str:
    """Take the line away that only mentions a variable, once another one uses it."""
    lone = _lone(text, name)
    used = name and len(name_tokens(text, name)) > 1
    return without_lines(text, [lone]) if used and lone and lone != statements(text)[-1] else text


def _uses(formula: Formula, key: str) -> list[tuple[FormulaNode, int]]:
    return [
        (node, position)
        for node in formula.nodes
        for position, parent in enumerate(node.parents)
        if parent == key and node.value in formula.expression.places
    ]


def _refer(
    formula: Formula,
    key: str,
    taken: set[str],
    changes: dict[Stretch, str],
    lines: list[str],
    known: dict[str, Variable],
    name: str = "",
) -> str:
    """What stands for a node in a formula; a part without a name is given one, and a line for that."""
    node = formula.by_key[key]
    if node.name:
        return node.name
    name = name or _new_name(taken)
    if node.value.op is None:  # a number that is used elsewhere too becomes a variable
        use, position = _uses(formula, key)[0]
        changes[operands(formula.text, formula.expression.places[use.value])[position]] = name
        known[name] = Variable(name, *_value_and_range(node))
        return name
    place = formula.expression.places[node.value]
    changes[place.start, place.end] = name
    lines.append(f"{name} = {formula.text[place.start : place.end]}")
    return name


def _moved_up(
    text: str, changes: Mapping[Stretch, str], home: Statement, needed: set[str], lines: list[str]
) -> str:
    """Apply changes, with what `home` newly needs, and new lines, put in front of it."""
    found = statements(text)
    late = [s for s in found if s.name in needed and s.start > home.start]
    if not late and not lines:
        return replaced(text, changes.items())
    moved = [change_within(text, s, changes) for s in late]
    kept = {stretch: new for stretch, new in changes.items() if not any(within(stretch, s) for s in late)}
    marked = {**kept, **{line_of(text, s): "" for s in late}}
    first = min([home.start, *(statement_at(text, start).start for start, _ in kept)])
    return with_lines(text, marked, first, [*moved, *lines])


def _checked(
    sheet: ExpressionSheet, text: str, known: Mapping[str, Variable] | None = None
) -> ExpressionSheet:
    """The sheet with the new text, which must be a good one."""
    changed = with_text(sheet, text, known)
    try:
        build(changed)
    except PlaygroundError as error:
        raise PlaygroundError("This cannot be done on the graph; change the text instead.") from error
    return changed


def _taken(formula: Formula) -> set[str]:
    """The names that a new node cannot have."""
    return {node.name for node in formula.nodes} | set(formula.variables) | set(formula.expression.outputs)


def _new_name(taken: set[str]) -> str:
    name: str = next(name for name in _NEW_NAMES if name not in taken)
    taken.add(name)
    return name


def _called(formula: Formula, key: str) -> str:
    node = formula.by_key[key]
    return node.name or node.expression


def _value_and_range(node: FormulaNode) -> tuple[float, float, float]:
    """A variable's value and range, for one that takes a node's place."""
    value = float(f"{node.value.data:.10g}")
    reach = 10.0
    while reach < min(abs(value), 1e12):
        reach *= 10
    return value, -reach, reach
