"""The graph behind a typed text: keys that stay, expressions as people write them, fast evaluation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expression import ExpressionError, parse
from engine.graph import topological_order
from playground.formula import build, with_text, with_variable
from playground.sheets import ExpressionSheet, Variable


def formula(text: str, **values: float):
    return build(ExpressionSheet(text, tuple(Variable(name, value) for name, value in values.items())))


def test_the_lecture_formula_in_topological_order() -> None:
    built = build(ExpressionSheet())
    assert [node.title for node in built.nodes] == ["a", "b", "e = a·b", "c", "d = e + c", "f", "L = d·f"]
    assert [node.value.data for node in built.nodes] == [2.0, -3.0, -6.0, 10.0, 4.0, -2.0, -8.0]
    assert built.by_key["L"].parents == ("d", "f")
    assert built.output == "L"
    assert built.variables == ("a", "b", "c", "f")


def test_the_order_is_the_one_backpropagation_walks() -> None:
    built = formula("p = x*x\nq = y*y\nL = q + p", x=1.0, y=2.0)
    assert [node.value for node in built.nodes] == topological_order(built.by_key["L"].value)


def test_lines_that_the_output_does_not_need_come_last() -> None:
    built = formula("spare = a*7\nL = a + b", a=1.0, b=2.0)
    assert [node.key for node in built.nodes] == ["a", "b", "L", "spare/1", "spare"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("y = (a + b)*c", ["a + b", "y = (a + b)·c"]),
        ("y = a - (b - c)", ["b − c", "y = a − (b − c)"]),
        ("y = a - b - c", ["a − b", "y = a − b − c"]),
        ("y = (-a)**2", ["−a", "y = (−a)²"]),
        ("y = 3*a^2 - 4*a + 5", ["3", "a²", "3·a²", "4", "4·a", "3·a² − 4·a", "5", "y = 3·a² − 4·a + 5"]),
        ("y = tanh(a + b)", ["a + b", "y = tanh(a + b)"]),
        ("y = a/(b*c)", ["b·c", "y = a / (b·c)"]),
        ("y = a**0.5", ["y = a^0.5"]),
        ("y = leaky_relu(a, 0.2)", ["y = leaky_relu(a, 0.2)"]),
        ("y = 3", ["y = 3"]),
        ("y = a*(-2)", ["−2", "y = a·(−2)"]),
    ],
)
def test_expressions_are_written_as_people_write_them(text: str, titles: list[str]) -> None:
    built = formula(text, a=1.0, b=2.0, c=3.0)
    assert [node.title for node in built.nodes if not node.is_variable] == titles


def test_keys_stay_while_other_parts_of_the_text_change() -> None:
    before = formula("e = a*b\nL = tanh(e + 3*c)")
    after = formula("# a remark\ne = a*b*c\nz = e + 1\nL = tanh(e + 4*c) - z")
    kept = {"a", "b", "c", "e", "mul(·,c)", "add(e,mul(·,c))", "L", "mul(·,c)/0", "mul(a,b)"}
    assert kept - {"mul(a,b)"} <= {node.key for node in before.nodes}
    assert kept - {"L"} <= {node.key for node in after.nodes}


def test_equal_parts_have_keys_of_their_own() -> None:
    built = formula("L = tanh(a) + tanh(a)")
    assert [node.key for node in built.nodes] == ["a", "tanh(a)", "tanh(a)#2", "L"]
    reassigned = formula("x = a*2\nx = x*3\nx = x + x")
    assert len({node.key for node in reassigned.nodes}) == len(reassigned.nodes)
    assert reassigned.by_key[reassigned.output].parents == ("x#2", "x#2")


def test_keys_and_expressions_of_a_long_chain_stay_short() -> None:
    built = formula("L = " + " + ".join(["a"] * 800))
    assert len(built.nodes) == 800
    assert max(len(node.key) + len(node.expression) for node in built.nodes) < 150


def test_spans_point_into_the_text() -> None:
    text = "e = a*b  # product\nL = (e + c)*tanh( c )"
    built = formula(text)
    lines = text.split("\n")
    shown = {node.key: lines[node.span[0]][node.span[1] : node.span[2]] for node in built.nodes if node.span}
    assert shown == {
        "a": "a",
        "b": "b",
        "c": "c",
        "e": "a*b",
        "add(e,c)": "e + c",
        "tanh(c)": "tanh( c )",
        "L": "(e + c)*tanh( c )",
    }


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_evaluating_anew_gives_what_parsing_anew_gives(a: float, b: float) -> None:
    text = "h = tanh(a*b + 0.5)\nL = h*h - exp(a) / (1 + b^2)"
    built = formula(text, a=0.0, b=0.0)
    built.evaluate({"a": a, "b": b, "unknown": 3.0})
    assert built.by_key["L"].value.data == parse(text, a=a, b=b).output.data
    h = math.tanh(a * b + 0.5)
    assert built.by_key["L"].value.data == pytest.approx(
        h * h - math.exp(a) / (1 + b**2), rel=1e-12, abs=1e-9
    )


def test_a_new_text_keeps_variables_gives_new_ones_a_value_and_drops_the_rest() -> None:
    sheet = with_text(ExpressionSheet(), "L = f*new + a")
    assert [(v.name, v.value) for v in sheet.variables] == [("f", -2.0), ("new", 1.0), ("a", 2.0)]
    back = with_text(sheet, "L = a*b", {"b": Variable("b", -3.0)})
    assert [(v.name, v.value) for v in back.variables] == [("a", 2.0), ("b", -3.0)]


def test_a_text_with_an_error_is_kept_and_its_variables_too() -> None:
    sheet = with_text(ExpressionSheet(), "e = a*\nL = e")
    assert sheet.text == "e = a*\nL = e"
    assert sheet.variables == ExpressionSheet().variables
    with pytest.raises(ExpressionError) as error:
        build(sheet)
    assert (error.value.line, error.value.column) == (1, 7)


def test_one_variable_can_be_replaced() -> None:
    sheet = with_variable(ExpressionSheet(), Variable("b", 7.0, 0.0, 9.0))
    assert build(sheet).by_key["L"].value.data == -48.0
    assert sheet.variables[1].high == 9.0


def test_what_was_just_parsed_is_built_once_and_at_the_sheets_values() -> None:
    sheet = with_text(ExpressionSheet(), "L = a*new", {"new": Variable("new", 4.0)})
    first, second = build(sheet), build(sheet)
    assert first.by_key["L"].value.data == second.by_key["L"].value.data == 8.0
    first.evaluate({"a": 5.0})
    assert second.by_key["L"].value.data == 8.0
