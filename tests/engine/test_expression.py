"""Formulas: what they mean, how mistakes are pointed out, and that no text does harm."""

from __future__ import annotations

import math

import pytest

from engine import Value
from engine.errors import PlaygroundError
from engine.expression import MAX_NESTING, MAX_OPERATIONS, ExpressionError, parse
from engine.families import leaky_relu
from engine.graph import topological_order
from engine.ops import OPS
from engine.tokens import MAX_LENGTH
from tests.benchmarks.fuzz_expressions import fuzz

GIVEN = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def test_the_lecture_formula() -> None:
    formulas = parse("L = (a*b + c)*f", a=2.0, b=-3.0, c=10.0, f=-2.0)
    assert list(formulas.variables) == ["a", "b", "c", "f"]
    assert list(formulas.outputs) == ["L"]
    assert formulas.output is formulas.outputs["L"]
    assert formulas.output.data == -8.0
    formulas.output.backward()
    assert {name: value.grad for name, value in formulas.variables.items()} == {
        "a": 6.0, "b": -4.0, "c": -2.0, "f": 4.0,
    }  # fmt: skip


def test_several_lines_share_values_by_name() -> None:
    formulas = parse("e = a*b   # e is a name here, not 2.718\n\nd = e + c; L = d*f\n", GIVEN)
    e, d, last = (formulas.outputs[name] for name in "edL")
    assert d.parents == (e, formulas.variables["c"])
    assert formulas.output is last
    assert [value.label for value in topological_order(last)] == ["a", "b", "e", "c", "d", "f", "L"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b*c", 2 - 30),
        ("(a + b)*c", -10),
        ("a - b - c", 2 + 3 - 10),
        ("a / b / c", 2 / -3 / 10),
        ("-a**2", -4),
        ("(-a)**2", 4),
        ("2**3**2", 512),
        ("2**-a", 0.25),
        ("a**-1", 0.5),
        ("-a**-b", -8),
        ("--a", 2),
        ("+a - -b", -1),
        ("a^2", 4),
        ("a² + a³", 12),
        ("−a·c", -20),
        ("a × c ÷ b", 20 / -3),
        (".5*a + 1. + 1e1 + 2.5E-1", 12.25),
        ("max(a, b) + min(a, b)", -1),
        ("a.max(b)", 2),
        ("tanh(a)", math.tanh(2)),
        ("a.tanh()", math.tanh(2)),
        ("(a*b).tanh().exp()", math.exp(math.tanh(-6))),
        ("2.tanh()", math.tanh(2)),
        ("2.5.exp()", math.exp(2.5)),
        ("ln(c) + log(c)", 2 * math.log(10)),
        ("pow(a, 3) + pow(a, b)", 8.125),
        ("abs(b) + sqrt(c - 1)", 6),
        ("leaky_relu(b)", -0.03),
        ("leaky_relu(b, 0.5)", -1.5),
        ("b.leaky_relu(0.5)", -1.5),
        ("elu(b, 2)", 2 * math.expm1(-3)),
        ("pi + e", math.pi + math.e),
        ("add(a, b) + sub(a, b) + mul(a, b) + div(a, b) + neg(a)", -1 + 5 - 6 - 2 / 3 - 2),
        ("x = 3\nx = x*a\nx + 1", 7),
        ("a = 5; a*a", 25),
        ("θ₁ = a; θ₁*θ₁", 4),
        ("a\r\n", 2),
        ("1\t+\u00a01", 2),
    ],
)  # fmt: skip
def test_formulas_mean_what_they_mean_in_python(text, expected) -> None:
    assert parse(text, GIVEN).output.data == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("row", OPS.values(), ids=lambda row: row.name)
def test_every_operation_is_there_as_function_and_as_method(row) -> None:
    if row.name == "constant_pow":
        assert parse("x ** 3", x=2.0).output.op is row
        return
    extra = ", y" if row.arity == 2 else ""
    by_name = parse(f"{row.name}(x{extra})", x=0.5, y=0.25).output
    by_method = parse(f"x.{row.name}({extra[2:]})", x=0.5, y=0.25).output
    assert by_name.op is by_method.op is row
    assert by_name.data == by_method.data


def test_numbers_are_leaves_and_constant_arithmetic_is_done_at_once() -> None:
    y = parse("2*3*a + a**(1/2)", a=4.0).output
    product, root = y.parents
    assert [parent.data for parent in product.parents] == [6.0, 4.0]
    assert root.op.constant == 0.5
    assert root.parents == (product.parents[1],)


def test_a_variable_exponent_is_an_input_and_a_number_is_not() -> None:
    assert parse("a**b", GIVEN).output.op is OPS["pow"]
    assert parse("a**3", GIVEN).output.op is OPS["constant_pow"]
    assert parse("leaky_relu(a, 0.2)", GIVEN).output.op is leaky_relu(0.2)


def test_values_can_be_handed_in_and_defaults_fill_in() -> None:
    x = Value(3.0)
    formulas = parse("y = x*z + e", {"x": x}, 1.0)
    assert formulas.variables["x"] is x
    assert formulas.variables["z"].data == 1.0
    assert list(formulas.variables) == ["x", "z"]
    assert parse("e*2", e=1.0).output.data == 2.0


def test_a_line_without_a_name_goes_by_its_text() -> None:
    formulas = parse("a + b  # a sum\n s = a*b; s - 1 ", GIVEN)
    assert list(formulas.outputs) == ["a + b", "s", "s - 1"]
    assert formulas.output.label == "s - 1"


def test_a_name_assigned_again_is_a_later_output() -> None:
    formulas = parse("p = a; q = b; p = p + q", GIVEN)
    assert list(formulas.outputs) == ["q", "p"]
    assert formulas.output.data == -1.0


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("a = a + 1", 1, 1, "“a” is used before it is defined here, so it would go in a circle."),
        ("p = b*2\n b = p", 2, 2, "“b” is used before it is defined here, so it would go in a circle."),
        ("", 1, 1, "There is no formula here."),
        ("  # nothing\n\n", 1, 1, "There is no formula here."),
        ("a b", 1, 3, "A sign is missing before “b”; to multiply, write *."),
        ("2a", 1, 2, "A sign is missing before “a”; to multiply, write *."),
        ("a(b)", 1, 1, "There is no operation named “a”."),
        ("(a)(b)", 1, 4, "A sign is missing before “(”; to multiply, write *."),
        ("y = a\nz = y + q", 2, 9, "“q” has no value."),
        ("tanh", 1, 1, "tanh is an operation; write tanh(…)."),
        ("1 + Sigmod(a)", 1, 5, "There is no operation named “Sigmod”. Is it sigmoid?"),
        ("a.__class__", 1, 3, "There is no operation named “__class__”."),
        ("a.data", 1, 3, "There is no operation named “data”."),
        ("a.", 1, 3, "The name of an operation is missing before the end of the line."),
        ("a.tanh", 1, 7, "A “(” is missing before the end of the line."),
        ("max(a)", 1, 1, "max takes 2 and was given 1."),
        ("tanh(a, b)", 1, 1, "tanh takes 1 and was given 2."),
        ("leaky_relu(a, b)", 1, 1, "The last number of leaky_relu cannot be a variable."),
        ("a + * b", 1, 5, "A number, a name or “(” is missing before “*”."),
        ("a +", 1, 4, "A number, a name or “(” is missing before the end of the line."),
        ("tanh(a", 1, 7, "A “)” is missing before the end of the line."),
        ("a.relu(", 1, 8, "A number, a name or “(” is missing before the end of the line."),
        ("max(a", 1, 6, "A “,” is missing before the end of the line."),
        ("max(a, b", 1, 9, "A “)” is missing before the end of the line."),
        ("(a\n)", 1, 3, "A “)” is missing before the end of the line."),
        ("a)", 1, 2, "“)” does not belong here."),
        ("= a", 1, 1, "A number, a name or “(” is missing before “=”."),
        ("a == b", 1, 4, "A number, a name or “(” is missing before “=”."),
        ("a + b = c", 1, 7, "“=” does not belong here."),
        ("a, b", 1, 2, "“,” does not belong here."),
        ("a $ b", 1, 3, "“$” means nothing in a formula."),
        ("a\n\n   ?", 3, 4, "“?” means nothing in a formula."),
        ("1e999", 1, 1, "“1e999” is beyond the largest number that a float holds, 1.8·10³⁰⁸."),
        ("1/0", 1, 2, "A division needs a divisor other than 0, but is given 1 / 0 here."),
        ("y = log(-1)", 1, 5, "log needs a number above 0, but is given −1 here."),
        ("a*log(0)", 1, 3, "log needs a number above 0, but is given 0 here."),
        ("a\n+(2-3).sqrt()", 2, 8, "sqrt needs a number that is not below 0, but is given −1 here."),
        ("a + exp(1000)", 1, 5, "exp(1000) is beyond the largest number that a float holds, 1.8·10³⁰⁸."),
        ("1e300*1e300", 1, 6, "1e300 · 1e300 is beyond the largest number that a float holds, 1.8·10³⁰⁸."),
        (
            *("(-8)**0.5", 1, 5),
            "A power needs a base above 0 (or 0, if the exponent is not below 0; or any, if it is whole), "
            "but is given −8 ^ 0.5 here.",
        ),
        ("a + sqrt(-1)", 1, 5, "sqrt needs a number that is not below 0, but is given −1 here."),
        ("9**9**9**9", 1, 5, "9 ^ 3.8742e08 is beyond the largest number that a float holds, 1.8·10³⁰⁸."),
        ("z" * 200, 1, 1, f"“{'z' * 29}…” has no value."),
    ],
)
def test_mistakes_are_pointed_at(text, line, column, what) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, GIVEN)
    assert str(caught.value) == f"Line {line}, column {column}: {what}"
    assert (caught.value.line, caught.value.column) == (line, column)
    assert isinstance(caught.value, PlaygroundError)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("(" * 10_000, "nested more than"),
        ("-" * 10_000 + "a", "at most 10,000 are read"),
        ("-" * 9_000 + "a", "nested more than"),
        ("a**" * 3_000 + "a", "nested more than"),
        ("tanh(" * 1_900, "nested more than"),
        ("a" + "+a" * 4_000, "operations"),
        ("a" + "².tanh()" * 1_200, ""),
        ("a+" * 500_000, "at most 10,000 are read"),
        ("9" * 1_000_000, "at most 10,000 are read"),
        ("9" * 9_000, "beyond the largest number"),
        ("\n" * 10_000, "no formula"),
        ("\0" * 10_000, "means nothing"),
    ],
)  # fmt: skip
def test_limits_end_every_text_soon(text, what) -> None:
    if not what:
        assert len(topological_order(parse(text, GIVEN).output)) == 2_401
        return
    with pytest.raises(ExpressionError, match=what):
        parse(text, GIVEN)


def test_the_limits_themselves_are_allowed() -> None:
    brackets = MAX_NESTING - 1
    assert parse("(" * brackets + "a" + ")" * brackets, GIVEN).output.data == 2.0
    assert parse("a" + "+a" * MAX_OPERATIONS, GIVEN).output.data == 2.0 * (MAX_OPERATIONS + 1)
    assert parse("a" + " " * (MAX_LENGTH - 1), GIVEN).output.data == 2.0


@pytest.mark.parametrize(
    "text", ["__import__('os').system('true')", "a.__init__(3)", "lambda: 0", "[a]*9", "a if b else c"]
)
def test_python_is_not_executed(text) -> None:
    with pytest.raises(ExpressionError):
        parse(text, GIVEN)


def test_fuzzed_formulas_give_a_result_or_a_readable_error() -> None:
    """A slice; `python -m tests.benchmarks.fuzz_expressions` runs 100,000 and times them."""
    outcome = fuzz(count=4_000, seed=20)
    assert outcome.results > 500
    assert outcome.errors > 500
    assert outcome.results + outcome.errors == 4_000
