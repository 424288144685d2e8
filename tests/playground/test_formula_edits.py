"""Edits made on the graph: the text follows, nothing else changes, and what cannot be is said."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from engine.expression import FUNCTIONS, parse
from playground.formula import build, with_text
from playground.formula_edits import add_operation, delete_node, rename, wire
from playground.formula_text import name_tokens, operands, statements
from playground.sheets import ExpressionSheet, Placement

LECTURE = ExpressionSheet()


def sheet_of(text: str) -> ExpressionSheet:
    return with_text(ExpressionSheet(text, ()), text)


TEXTS = (
    LECTURE.text,
    "o = tanh(x1*w1 + x2*w2 + b)",
    "y = 3*x^2 - 4*x + 5  # the parabola",
    "u = max(a, b*2); v = u.tanh() ** 2\n\ny = -(u - v)/a",
    "h = (a+b)*(a+b)\nL = h² + leaky_relu(h, 0.2)",
)


@pytest.mark.parametrize("text", TEXTS)
def test_operands_are_found_where_they_stand(text: str) -> None:
    """What stands at an operand's place, typed alone, comes to the operand's value."""
    sheet = sheet_of(text)
    formula = build(sheet)
    values = {node.name: node.value.data for node in formula.nodes if node.name}
    for value, place in formula.expression.places.items():
        if value.op is None:
            continue
        stretches = operands(text, place)[: len(value.parents)]
        assert len(stretches) == len(value.parents)
        for (start, end), parent in zip(stretches, value.parents, strict=True):
            alone = parse("result = " + text[start:end], values)
            assert alone.output.data == parent.data


def test_statements_are_told_apart() -> None:
    text = "# first\na = b; c\n\n d = a*2  # last\n"
    assert [(s.name, text[s.start : s.end]) for s in statements(text)] == [
        ("a", "a = b"),
        ("", "c"),
        ("d", "d = a*2"),
    ]
    assert [text[s:e] for s, e in name_tokens("max(max, a) + max", "max")] != []
    assert name_tokens("max(max, a) + max", "max") == [(4, 7), (14, 17)]


@pytest.mark.parametrize("op", [op for op in FUNCTIONS if op != "ln"] + ["constant_pow"])
def test_every_operation_can_be_added(op: str) -> None:
    alone, key = add_operation(LECTURE, op)
    assert build(alone).by_key[key].value.op.name == op
    assert build(alone).output == "L"
    assert build(alone).by_key["L"].value.data == -8.0
    on_node, key = add_operation(LECTURE, op, "d")
    assert build(on_node).by_key[key].parents[0] == "d"
    assert build(on_node).output == "L"
    on_output, key = add_operation(LECTURE, op, "L")
    assert build(on_output).output == key


def test_an_operation_on_a_part_of_a_line_gives_that_part_a_name() -> None:
    sheet, key = add_operation(sheet_of("L = tanh(a*b) + c"), "exp", "mul(a,b)")
    assert sheet.text == "u = a*b\nv = exp(u)\nL = tanh(u) + c"
    assert key == "v"


def test_wiring_changes_one_input() -> None:
    assert wire(LECTURE, "L", 1, "e").text == "e = a*b\nd = e + c\nL = d*e"
    assert wire(LECTURE, "d", 0, "c").text == "e = a*b\nd = c + c\nL = d*f"
    assert wire(sheet_of("y = tanh(a + b)*3"), "y", 0, "a").text == "y = a*3"
    assert wire(sheet_of("y = max(a + b, c)"), "y", 0, "add(a,b)").text == "u = a + b\ny = max(u, c)"
    assert wire(sheet_of("y = a - b"), "y", 1, "a").text == "y = a - a"
    assert wire(sheet_of("y = 3*x + 2"), "y", 1, "mul(·,x)/0").text == "y = u*x + u"


def test_wiring_from_a_later_line_moves_that_line_up() -> None:
    sheet = sheet_of("p = a + b\nq = c*c\nr = q + 1\ny = p*q")
    wired = wire(sheet, "p", 1, "r")
    assert wired.text == "q = c*c\nr = q + 1\np = a + r\ny = p*q"


def test_no_circles() -> None:
    with pytest.raises(PlaygroundError, match="e cannot be computed from L, which is computed from it"):
        wire(LECTURE, "e", 0, "L")
    with pytest.raises(PlaygroundError, match="d cannot be computed from itself"):
        wire(LECTURE, "d", 0, "d")
    with pytest.raises(PlaygroundError, match="x is assigned more than once"):
        wire(sheet_of("x = a*2\nx = x + b"), "x", 0, "b")


@given(st.sampled_from(TEXTS), st.data())
def test_wiring_does_what_it_says(text: str, data) -> None:
    sheet = sheet_of(text)
    formula = build(sheet)
    child = data.draw(
        st.sampled_from([n for n in formula.nodes if n.value in formula.expression.places and n.value.op])
    )
    parent = data.draw(st.sampled_from(formula.nodes))
    position = data.draw(st.integers(0, len(child.parents) - 1))
    assume(child.key not in formula.ancestors(parent.key))
    wired = build(wire(sheet, child.key, position, parent.key))
    names = {node.name: node.value.data for node in formula.nodes if node.name}
    # A new graph in which the child takes the parent's value at this place, and the old value elsewhere.
    expected = [p.data for p in child.value.parents]
    expected[position] = parent.value.data
    found = [n for n in wired.nodes if n.value.op is not None and n.value.op.name == child.value.op.name]
    assert any([p.data for p in n.value.parents] == expected for n in found)
    for name in set(wired.variables) & set(names):
        assert wired.by_key[name].value.data == names[name]


def test_deleting_a_line_makes_its_name_a_variable_with_its_value() -> None:
    sheet = delete_node(LECTURE, "d")
    assert sheet.text == "e = a*b\nL = d*f"
    assert build(sheet).by_key["d"].is_variable
    assert build(sheet).by_key["L"].value.data == -8.0


def test_deleting_e_does_not_leave_eulers_number() -> None:
    sheet = delete_node(LECTURE, "e")
    assert sheet.text == "d = u + c\nL = d*f"
    assert build(sheet).by_key["L"].value.data == -8.0


def test_deleting_the_output_makes_the_line_before_it_the_output() -> None:
    assert build(delete_node(LECTURE, "L")).output == "d"
    with pytest.raises(PlaygroundError, match="The last formula stays"):
        delete_node(sheet_of("y = a*b"), "y")


def test_deleting_a_part_puts_a_variable_in_its_place() -> None:
    sheet = delete_node(sheet_of("y = tanh(a*b) + c"), "tanh(mul(a,b))")
    assert sheet.text == "y = u + c"
    assert build(sheet).by_key["y"].value.data == pytest.approx(math.tanh(1.0) + 1.0)


def test_deleting_an_input_takes_it_out_of_its_operations() -> None:
    assert delete_node(LECTURE, "c").text == "e = a*b\nd = e\nL = d*f"
    assert delete_node(sheet_of("y = a - b"), "a").text == "y = -b"
    assert build(delete_node(sheet_of("y = (a + b)*(c + a)"), "a")).by_key["y"].title == "y = b·c"
    assert delete_node(sheet_of("y = 3*x + 2"), "mul(·,x)/0").text in ("y = (x) + 2", "y = x + 2")
    with pytest.raises(PlaygroundError, match="a is the only input of tanh"):
        delete_node(sheet_of("y = tanh(a)"), "a")


def test_renaming_changes_every_mention_and_keeps_value_and_place() -> None:
    sheet = ExpressionSheet(placements=(Placement("a", 5.0, 6.0),))
    renamed = rename(sheet, "a", "width")
    assert renamed.text == "e = width*b\nd = e + c\nL = d*f"
    assert build(renamed).by_key["width"].value.data == 2.0
    assert renamed.placements == (Placement("width", 5.0, 6.0),)
    assert rename(LECTURE, "d", "sum_").text == "e = a*b\nsum_ = e + c\nL = sum_*f"


def test_naming_a_part_gives_it_a_line_and_naming_a_number_makes_it_a_variable() -> None:
    assert rename(sheet_of("y = tanh(a*b) + c"), "mul(a,b)", "n").text == "n = a*b\ny = tanh(n) + c"
    named = rename(sheet_of("y = 3*x"), "y/0", "k")
    assert named.text == "y = k*x"
    assert build(named).by_key["k"].value.data == 3.0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "is not a name"),
        ("2x", "is not a name"),
        ("a b", "is not a name"),
        ("x²", "is not a name"),
        ("tanh", "is the name of an operation"),
        ("b", "There is a b already"),
    ],
)
def test_names_that_cannot_be(name: str, sentence: str) -> None:
    with pytest.raises(PlaygroundError, match=sentence):
        rename(LECTURE, "a", name)


@given(st.sampled_from(TEXTS), st.data())
def test_any_row_of_edits_leaves_a_good_text(text: str, data) -> None:
    sheet = sheet_of(text)
    sentences: list[str] = []
    for _ in range(data.draw(st.integers(1, 5))):
        keys = [node.key for node in build(sheet).nodes]
        key, other = data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(keys))
        edit = data.draw(st.sampled_from(("add", "wire", "delete", "rename")))
        try:
            if edit == "add":
                sheet = add_operation(sheet, data.draw(st.sampled_from(("mul", "tanh", "sub"))), key)[0]
            elif edit == "wire":
                if build(sheet).by_key[key].parents:
                    sheet = wire(sheet, key, 0, other)
            elif edit == "delete":
                sheet = delete_node(sheet, key)
            else:
                sheet = rename(sheet, key, data.draw(st.sampled_from(("alpha", "beta", "z9"))))
        except PlaygroundError as error:
            sentences.append(str(error))
        assert build(sheet).nodes
        assert {v.name for v in sheet.variables} == set(build(sheet).variables)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert not any(sentence.startswith("This cannot be done") for sentence in sentences)


def test_a_part_that_gets_a_name_still_feeds_the_formula_it_was_part_of() -> None:
    before = sheet_of("s = a*b^2 - 4*b\ny = s + 5")
    part = next(
        node
        for node in build(before).nodes
        if node.value.op is not None and node.value.op.name == "constant_pow"
    )
    after, key = add_operation(before, "tanh", part.key)
    lines = after.text.splitlines()
    assert lines[-2:] == ["s = a*u - 4*b", "y = s + 5"]
    assert lines[:-2] == ["u = b^2", f"{key} = tanh(u)"]
    assert build(after).by_key["y"].value.data == build(before).by_key["y"].value.data
