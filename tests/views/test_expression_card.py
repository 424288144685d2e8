"""The chain-rule card, pointed at and pressed as a person does."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import theme
from playground.controls.equation import Chunk, Equation, Ink, Line, Over, readable
from playground.controls.outlines import outline, word
from playground.formula import build
from playground.session import Session
from playground.sheets import ExpressionSheet, Variable
from playground.theme import contrast
from playground.views.expression.card import ChainRuleCard
from playground.walk import Walk
from tests.views.wiring import click

SHARED = ExpressionSheet(
    "c = a+b\nd = a*b\ne = c+d\nf = c*d\ny = e+f", (Variable("a", 2.0), Variable("b", 3.0))
)


@pytest.fixture
def show(qtbot: QtBot):
    theme.apply(QApplication.instance(), theme.DARK)

    def show(sheet: ExpressionSheet, size=(318, 460)) -> tuple[Walk, ChainRuleCard]:
        walk = Walk()
        walk.set_formula(build(sheet))
        session = Session()
        card = ChainRuleCard(walk, session, theme.DARK)
        walk.setParent(card)
        session.setParent(card)
        qtbot.addWidget(card)
        card.resize(*size)
        with qtbot.waitExposed(card):
            card.show()
        return walk, card

    return show


def centre(equation: Equation, term: int) -> QPoint:
    return equation.box_of(term).center().toPoint()


def test_it_asks_before_it_answers(show) -> None:
    walk, card = show(ExpressionSheet())
    assert card.title.text() == "CHAIN RULE · a"
    assert card.used.text() == "a is used once, in e = a·b"
    assert not card.check.isVisible()
    click(card.reveal)
    assert walk.gradient_shown("a") == 6.0
    assert card.numeric.text() == "+6"
    assert card.difference.text().endswith("✓")
    click(card.reveal)
    assert walk.gradient_shown("a") is None
    assert not card.check.isVisible()


def test_it_follows_the_walk(show) -> None:
    walk, card = show(ExpressionSheet())
    walk.go(1)
    assert card.title.text() == "FORWARD · e"
    walk.go(9)
    assert card.title.text() == "CHAIN RULE · a"
    assert card.card is not None
    assert card.card.total == 6.0
    assert not card.reveal.isVisible()


def test_a_term_under_the_pointer_lights_its_edge(show) -> None:
    walk, card = show(SHARED)
    walk.go(walk.count)
    walk.select("c")
    QTest.mouseMove(card.equation, centre(card.equation, 1))
    assert walk.highlight == {("e", "c", 0)}
    QTest.mouseMove(card.equation, centre(card.equation, 0))
    assert walk.highlight == {("f", "c", 0)}
    QTest.mouseMove(card.equation, QPoint(1, card.equation.height() - 1))
    assert walk.highlight == frozenset()


def test_a_pressed_term_is_chosen_and_explained(show) -> None:
    walk, card = show(SHARED)
    walk.go(walk.count)
    walk.select("c")
    assert card.words.text() == "Each factor's slope is the other factor."
    click(card.equation, centre(card.equation, 1))
    assert walk.selection == ("e", "c", 0)
    assert card.words.text() == "A sum passes the gradient on, unchanged, to both."
    assert card.title.text() == "CHAIN RULE · c"


def test_a_lit_edge_lights_its_term(show) -> None:
    walk, card = show(SHARED)
    walk.go(walk.count)
    walk.select("c")
    plain = card.equation.grab().toImage()
    walk.set_highlight([("e", "c", 0)])
    assert card.equation.grab().toImage() != plain
    walk.set_highlight()
    assert card.equation.grab().toImage() == plain


def test_a_wrong_gradient_after_a_second_pass_is_said_to_be_wrong(show) -> None:
    walk, card = show(ExpressionSheet())
    walk.go(walk.count)
    walk.backward_again("nothing", ())
    walk.go(walk.count)
    walk.select("a")
    assert card.used.text().startswith("6 was left by the pass before.")
    assert card.difference.text().endswith("✗")
    assert "earlier pass" in card.verdict.text()


def test_a_kink_is_explained_not_failed(show) -> None:
    walk, card = show(ExpressionSheet("y = abs(x)", (Variable("x", 0.0),)))
    walk.go(walk.count)
    walk.select("x")
    assert card.kink.text() == "At 0 the slope is 0, halfway between −1 and 1."
    assert card.difference.text().endswith("✓")
    assert "−1 on its left and 1 on its right" in card.verdict.text()


def test_a_large_formula_is_measured_a_moment_later(show, qtbot: QtBot) -> None:
    walk, card = show(ExpressionSheet("\n".join(f"x{k} = x{k - 1}*a + b" for k in range(1, 40))))
    walk.go(walk.count)
    walk.select("a")
    assert card.numeric.text() == "…"
    qtbot.waitUntil(lambda: card.difference.text().endswith("✓"))


def test_a_number_in_the_text_has_no_gradient(show) -> None:
    walk, card = show(ExpressionSheet("y = 3*x", (Variable("x", 2.0),)))
    walk.select("y/0")
    assert "number in the text" in card.used.text()
    assert not card.equation.isVisible()
    assert not card.reveal.isVisible()


def test_the_output_begins_with_one(show) -> None:
    walk, card = show(ExpressionSheet())
    walk.go(4)
    assert card.title.text() == "CHAIN RULE · L"
    assert card.card is not None
    assert card.card.total == 1.0


def test_another_formula_and_nothing_chosen(show) -> None:
    walk, card = show(ExpressionSheet())
    walk.select(None)
    assert "Choose a node" in card.used.text()
    walk.set_formula(build(ExpressionSheet("y = p*q")))
    assert card.title.text() == "CHAIN RULE · p"


def test_larger_text_makes_larger_formulas(show) -> None:
    _, card = show(ExpressionSheet(), (600, 800))
    small = card.equation.height()
    theme.apply(QApplication.instance(), theme.DARK, theme.PRESENTER)
    assert card.equation.height() > 1.4 * small
    theme.apply(QApplication.instance(), theme.DARK)


def test_symbols_are_typeset_before_a_step_needs_them(show, qtbot: QtBot) -> None:
    walk, card = show(ExpressionSheet("q = r*s", (Variable("r", 2.0), Variable("s", 3.0))))
    qtbot.waitUntil(lambda: card._ahead.waiting == 0)
    before = outline.cache_info().misses
    walk.go(walk.count)
    walk.select("s")
    assert outline.cache_info().misses == before


# The equation itself


def test_a_line_that_does_not_fit_goes_on_below(qtbot: QtBot) -> None:
    equation = Equation(theme.DARK, 20.0)
    qtbot.addWidget(equation)
    chunks = tuple(Chunk((Ink("1234567", plain=True),), k) for k in range(3))
    equation.resize(600, 10)
    equation.show()
    equation.set_lines([Line((Ink("="),), chunks)])
    one = equation.height()
    assert equation.box_of(0).top() == equation.box_of(2).top()
    equation.resize(150, 10)
    assert equation.height() > 2.5 * one
    assert equation.box_of(0).left() == equation.box_of(2).left()
    assert equation.box_of(0).bottom() < equation.box_of(1).top() + 1


def test_what_is_too_wide_shrinks(qtbot: QtBot) -> None:
    equation = Equation(theme.DARK, 40.0)
    qtbot.addWidget(equation)
    equation.resize(1_000, 10)
    equation.show()
    equation.set_lines([Line((), (Chunk((Over((Ink("1234567890", plain=True),), (Ink("x"),)),), 0),))])
    wide = equation.box_of(0).width()
    equation.resize(round(wide * 0.7), 10)
    assert equation.box_of(0).width() == pytest.approx(wide * 0.7, abs=2)


def test_a_word_is_as_wide_as_its_signs() -> None:
    assert word("−3.5").advance == pytest.approx(
        sum(outline(sign).advance for sign in ("-", "3", ".", "5")), abs=1e-9
    )
    assert {outline(digit).advance for digit in "0123456789"} == {outline("0").advance}


def test_what_cannot_be_typeset_is_still_shown() -> None:
    assert outline(r"\nonsense{").advance > 0


def test_colours_can_be_read_in_both_themes() -> None:
    for palette in (theme.DARK, theme.LIGHT):
        for role in ("text", "positive", "negative", "accent", "quiet"):
            assert contrast(readable(role, palette), palette.panel) >= 4.5
