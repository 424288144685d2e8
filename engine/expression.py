"""Text to graph: formulas as a person types them, turned into `Value`s.

The syntax is Python's, kept to what a formula needs: assignments, `+ − * / **`, brackets, and the
operations of the table as `tanh(x)` or `x.tanh()`. Nothing is ever executed as Python. Length,
nesting, number of operations and size of numbers are limited, so every text ends soon, in a graph or in an
`ExpressionError` that points at a column.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from engine.operation import Operation
from engine.ops import OPS
from engine.tokens import SUPERSCRIPTS, ExpressionError, Token, error_at, tokenize
from engine.value import Value

__all__ = ["Expression", "ExpressionError", "Place", "parse"]

MAX_NESTING = 100
MAX_OPERATIONS = 3_000

CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS = {**OPS, "ln": OPS["log"]}
del FUNCTIONS["constant_pow"]  # pow() takes constant exponents too

#: How tightly each sign binds what is left and right of it. A minus before an operand binds at 30:
#: −x² is −(x²). The power's right side is read from 30 on, so 2 ** −x ** 2 groups from the right.
BINDING = {"+": (10, 11), "-": (10, 11), "*": (20, 21), "/": (20, 21), "**": (40, 30)}
MINUS = 30
ROWS = {"+": OPS["add"], "-": OPS["sub"], "*": OPS["mul"], "/": OPS["div"], "**": OPS["pow"]}

#: While no variable is involved a formula is computed in plain numbers: 2*3 is the number 6.
Operand = Value | float


class Place(NamedTuple):
    """Where a value is written: `text[start:end]`, and its operation's sign or name at `sign`."""

    start: int
    sign: int
    end: int


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed text: its variables and its results by name, each in order of first (last) mention.

    A line without a name goes by its own text: the output of "a + b" is called "a + b".
    `places` says where operations and the first mentions of variables stand in the text.
    """

    text: str
    variables: dict[str, Value]
    outputs: dict[str, Value]
    places: dict[Value, Place] = field(default_factory=dict)

    @property
    def output(self) -> Value:
        """The last line's result."""
        return next(reversed(self.outputs.values()))


def parse(
    text: str,
    values: Mapping[str, Value | float] | None = None,
    default: float | None = None,
    /,
    **variables: Value | float,
) -> Expression:
    """Build the graph of one or more formulas, separated by line ends or semicolons.

    Names that no earlier line has assigned are variables: their values come from `values` or the
    keyword arguments, or are `default` if that is given, and no later line may assign them. `pi` and
    `e` are known unless used otherwise.
    Raises `ExpressionError`, which says what is wrong at which line and column.

    >>> formulas = parse("e = a*b; d = e + c; L = d*f", a=2.0, b=-3.0, c=10.0, f=-2.0)
    >>> formulas.output.data, list(formulas.variables), list(formulas.outputs)
    (-8.0, ['a', 'b', 'c', 'f'], ['e', 'd', 'L'])
    >>> parse("y = tanh(x) +* 2", x=1.0)
    Traceback (most recent call last):
    engine.tokens.ExpressionError: Line 1, column 14: A number, a name or “(” is missing before “*”.
    """
    return _Parser(text, {**(values or {}), **variables}, default).parse()


class _Parser:
    """Reads tokens from left to right and builds values as it goes (precedence climbing)."""

    def __init__(self, text: str, given: Mapping[str, Value | float], default: float | None) -> None:
        self.text = text
        self.given = given
        self.default = default
        self.tokens = tokenize(text)
        self.position = 0
        self.nesting = 0
        self.operations = 0
        self.variables: dict[str, Value] = {}
        self.outputs: dict[str, Value] = {}
        self.places: dict[Value, Place] = {}
        self.starts: list[int] = []  # where the expressions begin that are being read

    def parse(self) -> Expression:
        while self.token.kind != "end":
            if not self.accept(";"):
                self.statement()
        if not self.outputs:
            raise error_at(self.text, 0, "There is no formula here.")
        return Expression(self.text, self.variables, self.outputs, self.places)

    # Tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def advance(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, sign: str) -> bool:
        found = self.token.kind == "sign" and self.token.text == sign
        self.position += found
        return found

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.error(self.token, f"A “{sign}” is missing before {self.token}.")

    def error(self, token: Token, what: str) -> ExpressionError:
        return error_at(self.text, token.start, what)

    # Grammar

    def statement(self) -> None:
        """Read `name = expression` or an expression alone."""
        first, name = self.token, ""
        following = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if first.kind == "name" and following.text == "=":
            name = first.text
            self.position += 2
        result = self.expression(0)
        if self.token.text not in (";", ""):
            raise self.error(self.token, self.misplaced(self.token))
        if name in self.variables:
            raise self.error(
                first, f"“{name}” is used before it is defined here, so it would go in a circle."
            )
        name = name or self.text[first.start : self.token.start].split("#")[0].strip()
        value = result if isinstance(result, Value) else Value(result)
        value.label = value.label or name
        self.outputs.pop(name, None)  # a name assigned again moves to the end
        self.outputs[name] = value

    def expression(self, binding: int) -> Operand:
        """Read operands and signs as long as the signs bind at least as tightly as `binding`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error(self.token, f"The formula is nested more than {MAX_NESTING} deep.")
        self.starts.append(self.token.start)
        left = self.operand()
        while self.token.kind == "sign" and self.token.text in BINDING:
            before, after = BINDING[self.token.text]
            if before < binding:
                break
            sign = self.advance()
            right = self.expression(after)
            left = self.computed(sign, ROWS[sign.text], left, right)
        self.nesting -= 1
        self.starts.pop()
        return left

    def operand(self) -> Operand:
        """Read what stands between two signs, with the methods and superscripts that follow it."""
        token = self.advance()
        result: Operand
        if token.kind == "number":
            result = self.number(token)
        elif token.kind == "name" and self.accept("("):
            row = self.row(token)
            return self.methods(self.call(row, token, self.arguments(row.arity)))
        elif token.kind == "name":
            result = self.variable(token)
        elif token.text == "-":
            inside = self.expression(MINUS)
            return self.count(token, -inside)
        elif token.text == "+":
            return self.expression(MINUS)
        elif token.text == "(":
            result = self.expression(0)
            self.expect(")")
        else:
            raise self.error(token, f"A number, a name or “(” is missing before {token}.")
        return self.methods(result)

    def methods(self, result: Operand) -> Operand:
        """Read any number of `.tanh()` and `²` after an operand."""
        while True:
            if self.accept("."):
                name = self.advance()
                row = self.row(name)
                self.expect("(")
                result = self.call(row, name, [result, *self.arguments(row.arity - 1)])
            elif self.token.kind == "superscript":
                sign = self.advance()
                result = self.computed(sign, OPS["pow"], result, float(sign.text.translate(SUPERSCRIPTS)))
            else:
                return result

    def arguments(self, needed: int) -> list[Operand]:
        """Read the rest of a call, from after its opening bracket to its closing one.

        Where neither a comma nor that bracket stands, `needed` tells which of them is missing.
        """
        arguments: list[Operand] = []
        while not self.accept(")"):
            if arguments and not self.accept(","):
                self.expect("," if len(arguments) < needed else ")")
            arguments.append(self.expression(0))
        return arguments

    def misplaced(self, token: Token) -> str:
        if token.kind in ("name", "number") or token.text == "(":
            return f"A sign is missing before {token}; to multiply, write *."
        return f"{token} does not belong here."

    # Values

    def variable(self, token: Token) -> Operand:
        name = token.text
        if name in self.outputs:
            return self.outputs[name]
        if name in self.variables:
            return self.variables[name]
        if name in self.given:
            given = self.given[name]
        elif name in CONSTANTS:
            return CONSTANTS[name]
        elif name in FUNCTIONS:
            raise self.error(token, f"{name} is an operation; write {name}(…).")
        elif self.default is not None:
            given = self.default
        else:
            raise self.error(token, f"{token} has no value.")
        value = given if isinstance(given, Value) else Value(given, label=name)
        self.variables[name] = value
        self.places[value] = Place(token.start, token.start, token.start + len(name))
        return value

    def row(self, token: Token) -> Operation:
        if token.kind != "name":
            raise self.error(token, f"The name of an operation is missing before {token}.")
        if token.text not in FUNCTIONS:
            close = get_close_matches(token.text.lower(), FUNCTIONS, 1)
            hint = f" Is it {close[0]}?" if close else ""
            raise self.error(token, f"There is no operation named {token}.{hint}")
        return FUNCTIONS[token.text]

    def call(self, row: Operation, token: Token, inputs: list[Operand]) -> Operand:
        if row.family and len(inputs) == row.arity + 1:
            constant = inputs.pop()
            if isinstance(constant, Value):
                raise self.error(token, f"The last number of {token.text} cannot be a variable.")
            row = row.family(constant)
        if len(inputs) != row.arity:
            raise self.error(token, f"{token.text} takes {row.arity} and was given {len(inputs)}.")
        return self.computed(token, row, *inputs)

    def computed(self, token: Token, row: Operation, *inputs: Operand) -> Operand:
        raised = row is OPS["pow"] and any(isinstance(x, Value) for x in inputs)
        result = inputs[0] ** inputs[1] if raised else row(*inputs)
        if not isinstance(result, Value) and not math.isfinite(result):
            raise self.error(token, row.refusal(*map(float, inputs)))  # type: ignore[arg-type]
        return self.count(token, result)

    def count(self, token: Token, result: Operand) -> Operand:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise self.error(token, f"There are more than {MAX_OPERATIONS:,} operations.")
        if isinstance(result, Value):
            last = self.tokens[self.position - 1]
            self.places[result] = Place(self.starts[-1], token.start, last.start + len(last.text))
        return result

    def number(self, token: Token) -> float:
        number = float(token.text)
        if math.isinf(number):
            raise self.error(token, f"{token} is beyond the largest number that a float holds, 1.8·10³⁰⁸.")
        return number
