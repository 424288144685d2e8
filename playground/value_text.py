"""From values back to text: a graph as formulas that a person could have typed, one line a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from engine.expression import Expression, ExpressionError, Place, parse
from engine.graph import topological_order
from engine.value import Value

#: How tightly each operation's sign binds; calls, names and numbers bind tightest.
_TIGHTEST = 50
_BINDING = {"add": 10, "sub": 10, "mul": 20, "div": 20, "neg": 30, "pow": 40, "constant_pow": 40}


def expression_of(output: Value, names: Mapping[Value, str]) -> Expression:
    """Return the graph of `output` as an `Expression` whose values are the graph's own.

    Its text has a line for every name of `names` that the graph computes, and for results without a
    name that are used several times (v1, v2, …). `output` must have a name, and so must every input
    that is to be a variable; other inputs are written as numbers.

    >>> a, b = Value(2.0), Value(-3.0)
    >>> e = a * b
    >>> y = (e + 1.0).tanh()
    >>> print(expression_of(y, {a: "a", b: "b", e: "e", y: "y"}).text)
    e = a*b
    y = tanh(e + 1)
    """
    order = topological_order(output)
    named = _named(order, names)
    lines = [f"{named[value]} = {_written(value, named)}" for value in order if value.op and value in named]
    text = "\n".join(lines)
    variables = {named[value]: value for value in order if value in named and not value.op}
    outputs = {named[value]: value for value in order if value in named and value.op}
    return Expression(text, variables, outputs, _places(text, order, variables))


def _named(order: Sequence[Value], names: Mapping[Value, str]) -> dict[Value, str]:
    """The given names, and one for every other result that would have to be written twice."""
    uses = dict.fromkeys(order, 0)
    for value in order:
        for parent in value.parents:
            uses[parent] += 1
    numbers = count(1)
    return {
        value: names.get(value) or f"v{next(numbers)}"
        for value in order
        if value in names or (value.op and uses[value] > 1)
    }


def _written(value: Value, names: Mapping[Value, str]) -> str:
    """What computes a value, with the names of what it is computed from."""
    op = value.op
    assert op is not None
    binding = _BINDING.get(op.name, _TIGHTEST)
    inputs = []
    for position, parent in enumerate(value.parents):
        if parent in names:
            text, inner = names[parent], _TIGHTEST
        elif parent.op is None:
            text, inner = _number(parent.data), 30 if parent.data < 0 else _TIGHTEST
        else:
            text, inner = _written(parent, names), _BINDING.get(parent.op.name, _TIGHTEST)
        # Equal signs group from the left, powers in brackets wherever they could be misread.
        loose = inner < binding or (inner == binding and (position == 1 or binding == 40))
        inputs.append(f"({text})" if loose and binding < _TIGHTEST else text)
    if op.name == "mul":
        return "*".join(inputs)
    return op.write(*inputs).replace("**", "^")


def _number(number: float) -> str:
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else repr(number)


def _places(text: str, order: Sequence[Value], variables: Mapping[str, Value]) -> dict[Value, Place]:
    """Where the text has each value: reading it gives a graph of the same form, value for value.

    A text that is too long to be read has no places, but variables still count as such.
    """
    places = {value: Place(0, 0, 0) for value in variables.values()}
    try:
        read = parse(text, {}, 1.0)
    except ExpressionError:
        return places
    again = topological_order(read.output)
    if [_form(value) for value in again] == [_form(value) for value in order]:
        places.update(
            (value, read.places[twin])
            for value, twin in zip(order, again, strict=True)
            if twin in read.places
        )
    return places


def _form(value: Value) -> tuple[str, float | None, int]:
    return (value.op.name if value.op else "", value.op.constant if value.op else None, len(value.parents))
