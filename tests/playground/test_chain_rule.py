"""The chain-rule card's content: the engine's own numbers, hidden until the walk has come to them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import evaluate
from engine.ops import OPS, ROWS
from playground.chain_rule import card_of, check_of, response
from playground.formula import build
from playground.local_slopes import Written, write_slope
from playground.sheets import ExpressionSheet, Variable
from playground.symbols import fitting_text, name_latex, number_text, signed_text, with_subscript
from playground.walk import Walk

SHARED = "c = a+b\nd = a*b\ne = c+d\nf = c*d\ny = e+f"


def walk_on(text: str, **values: float) -> Walk:
    walk = Walk()
    sheet = ExpressionSheet(text, tuple(Variable(name, value) for name, value in values.items()))
    walk.set_formula(build(sheet))
    return walk


def test_a_gradient_is_the_sum_over_the_uses() -> None:
    walk = walk_on(SHARED, a=2.0, b=3.0)
    walk.go(walk.count)
    card = card_of(walk, "c")
    assert card.used == "c is used twice, in f = c·d and e = c + d"
    assert [(t.upstream, t.local, t.contribution) for t in card.terms] == [(1.0, 6.0, 6.0), (1.0, 1.0, 1.0)]
    assert (card.total, card.answered) == (7.0, True)
    assert [term.equation for term in card.terms] == ["∂f/∂c = d = 6", "∂e/∂c = 1"]


def test_what_was_not_reached_is_not_told() -> None:
    walk = walk_on("e = a*b; L = e*f", a=2.0, b=-3.0, f=4.0)
    (term,) = card_of(walk, "a").terms
    assert (term.upstream, term.local, term.contribution) == (None, -3.0, None)
    assert not card_of(walk, "a").answered
    walk.go(4)  # e has its gradient, a has not
    (term,) = card_of(walk, "a").terms
    assert (term.upstream, term.contribution) == (4.0, None)
    walk.go(0)
    (term,) = card_of(walk, "a").terms
    assert term.local is None
    assert term.equation == "∂e/∂a = b = ?"


def test_a_sum_under_way_is_no_answer() -> None:
    walk = walk_on(SHARED, a=2.0, b=3.0)
    step = next(k for k, step in enumerate(walk.steps) if step.parent == "c")
    walk.go(step + 1)
    card = card_of(walk, "c")
    assert [term.contribution for term in card.terms] == [6.0, None]
    assert (card.total, card.answered) == (6.0, False)


def test_a_revealed_node_tells_everything() -> None:
    walk = walk_on("e = a*b; L = e*f", a=2.0, b=-3.0, f=4.0)
    walk.reveal("a")
    card = card_of(walk, "a")
    assert (card.terms[0].contribution, card.total, card.answered) == (-12.0, -12.0, True)


@pytest.mark.parametrize(
    ("key", "words"),
    [("L", "is the output"), ("L/1", "is a number in the text"), ("p", "is not used on the way to L")],
)
def test_a_node_without_a_sum_says_why(key: str, words: str) -> None:
    walk = walk_on("p = a*b; L = a + 3", a=2.0, b=1.0)
    walk.go(walk.count)
    card = card_of(walk, key)
    assert words in card.note
    assert card.terms == ()


def test_a_kink_is_named_where_one_stands_on_it() -> None:
    assert card_of(walk_on("y = relu(x)", x=0.0), "x").terms[0].kink == "At 0 the slope is 0."
    assert card_of(walk_on("y = relu(x)", x=1.0), "x").terms[0].kink == ""


def test_what_an_earlier_pass_left_is_part_of_the_sum() -> None:
    walk = walk_on("e = a*b; L = e*f", a=2.0, b=-3.0, f=4.0)
    walk.backward_again("nothing", ())
    walk.go(walk.count)
    card = card_of(walk, "a")
    assert card.carried == -12.0
    assert card.total == card.carried + sum(term.contribution or math.nan for term in card.terms) == -36.0


def test_the_check_is_right_for_every_node() -> None:
    walk = walk_on("e = tanh(a*b) + a**3; L = log(1 + e**2) / (1 + exp(-b))", a=0.4, b=-0.9)
    walk.go(walk.count)
    assert walk.formula is not None
    for node in walk.formula.nodes:
        total = walk.gradient_shown(node.key)
        assert total is not None
        assert check_of(walk.formula, node.key, total).ok
        assert not check_of(walk.formula, node.key, total * 1.001 + 0.001).ok


def test_the_response_to_a_node_is_the_engines() -> None:
    formula = walk_on("e = tanh(a*b) + a**3; L = log(1 + e**2) / (1 + e*b) + e", a=0.4, b=-0.9).formula
    assert formula is not None
    output = formula.by_key[formula.output].value
    for node in formula.nodes:
        for number in (-1.3, 0.0, node.value.data, 2.0):
            came = response(formula, node.key)(number)
            assert repr(came) == repr(evaluate(output, {node.value: number}))


def test_used_where_counts_and_shortens() -> None:
    text = "\n".join(["y1 = a", *(f"y{k} = y{k - 1} + a*{k}" for k in range(2, 9))])
    used = card_of(walk_on(text, a=1.0), "a").used
    assert used.startswith("a is used 8 times, in ")
    assert used.endswith(" more")


# Local derivatives in words


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_slope_of_the_table_can_be_written(row) -> None:
    names = {"a": Written("u", "u"), "b": Written("v", "v"), "y": Written("w", "w")}
    for slope in row.slopes:
        for a, b in ((1.0, 2.0), (2.0, 1.0), (-1.0, -1.0)):
            written = write_slope(slope, names, {"a": a, "b": b})
            assert written.latex.count("{") == written.latex.count("}")
            assert " if " not in written.text


@pytest.mark.parametrize(
    ("slope", "text", "latex"),
    [
        ("1 - y**2", "1 − (p + q)²", r"1 - {\left(p + q\right)}^{2}"),
        ("y * (1 - y)", "(p + q)·(1 − (p + q))", None),
        ("-y / b", "−(p + q)/x₁", None),
        ("b * a**(b - 1)", "x₁·m^(x₁ − 1)", r"x_{1} \cdot {m}^{x_{1} - 1}"),
    ],
)
def test_operands_get_the_brackets_they_need(slope: str, text: str, latex: str | None) -> None:
    names = {"a": Written("m", "m"), "b": Written("x_{1}", "x₁"), "y": Written("p + q", "p + q", 10)}
    written = write_slope(slope, names, {"a": 1.0, "b": 2.0})
    assert written.text == text
    assert latex is None or written.latex == latex


def test_only_the_case_that_holds_is_written() -> None:
    relu = OPS["relu"].slopes[0]
    assert [write_slope(relu, {}, {"a": a}).text for a in (-1.0, 0.0, 1.0)] == ["0", "0", "1"]
    largest = OPS["max"].slopes[0]
    assert write_slope(largest, {}, {"a": 2.0, "b": 2.0}).text == "0.5"


# Numbers and names


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_as_what_it_is(number: float) -> None:
    text = number_text(number, 6).replace("−", "-")
    if "·10" in text:
        mantissa, power = text.split("·10")
        digits = {raised: str(k) for k, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"⁻": "-"}
        text = f"{mantissa}e{''.join(digits[sign] for sign in power)}"
    assert float(text) == pytest.approx(number, rel=1e-5)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (6.0, "+6"),
        (-4.0, "−4"),
        (1e-9, "+1·10⁻⁹"),
        (math.nan, "NaN"),
        (math.inf, "+∞"),
    ],
)
def test_signs_are_always_shown(number: float, text: str) -> None:
    assert signed_text(number) == text


def test_names_are_typeset_as_people_write_them() -> None:
    assert [name_latex(name) for name in ("a", "w12", "alpha", "loss", "x_1", "theta2")] == [
        *("a", "w_{12}", r"\alpha", r"\mathrm{loss}", "x_{1}", r"\theta_{2}"),
    ]


@pytest.mark.parametrize(
    ("room", "text"), [(20, "−7.361·10⁵⁸"), (10, "−7.36·10⁵⁸"), (8, "−7·10⁵⁸"), (2, "−7·10⁵⁸")]
)
def test_a_number_loses_digits_for_want_of_room_but_never_its_size(room: int, text: str) -> None:
    assert fitting_text(-7.3608e58, lambda t: len(t) <= room) == text


def test_a_very_long_name_is_shown_by_its_first_letters() -> None:
    assert with_subscript("x" * 3_000) == "x" * 16 + "…"
    assert name_latex("x" * 3_000) == r"\mathrm{" + "x" * 16 + r"}\ldots"
