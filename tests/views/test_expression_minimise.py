"""Gradient descent by real presses: every step is an edit, one run is one undo."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import theme
from playground.document import Document
from playground.formula import build
from playground.session import Session
from playground.sheets import ExpressionSheet, Variable
from playground.views.expression.minimise import Minimise
from playground.views.expression.way_plot import MOST_POINTS, thinned
from playground.walk import Walk
from tests.views.wiring import click, drag, type_text

SHEET = ExpressionSheet(
    "y = (a*b - 6)**2", (Variable("a", 1.0), Variable("b", 2.0, parameter=False)), learning_rate=0.01
)


@pytest.fixture
def panel(qtbot: QtBot) -> Minimise:
    theme.apply(QApplication.instance(), theme.DARK)
    session, walk = Session(Document(expression=SHEET)), Walk()
    walk.set_formula(build(SHEET))
    panel = Minimise(walk, session, theme.DARK)
    for part in (session, walk):
        part.setParent(panel)
    session.changed.connect(panel.show_document)
    panel.walk, panel.session = walk, session
    qtbot.addWidget(panel)
    panel.resize(318, 520)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    walk.set_mode("minimise")
    return panel


def value_of(panel: Minimise, name: str) -> float:
    return next(v.value for v in panel.session.document.expression.variables if v.name == name)


def test_one_step_moves_the_parameters_in_the_document(panel) -> None:
    click(panel.one)
    assert value_of(panel, "a") == pytest.approx(1.0 + 0.01 * 2 * 4 * 2)
    assert value_of(panel, "b") == 2.0
    panel.session.undo_stack.undo()
    assert value_of(panel, "a") == 1.0


def test_a_run_is_one_undo_and_goes_faster_and_faster(panel) -> None:
    click(panel.play)
    assert panel.play.text() == "Pause"
    for _ in range(40):
        panel.tick(0.1)
    assert panel.descent is not None
    assert panel.descent.steps > 100
    assert value_of(panel, "a") == pytest.approx(3.0, abs=1e-3)
    click(panel.play)
    assert panel.session.undo_stack.count() == 1
    panel.session.undo_stack.undo()
    assert value_of(panel, "a") == 1.0


def test_the_learning_rate_changes_while_it_runs_and_the_way_goes_on(panel) -> None:
    click(panel.play)
    panel.tick(0.5)
    assert panel.descent is not None
    steps = panel.descent.steps
    type_text(panel.rate.field, "0.002")
    assert panel.running
    panel.tick(0.5)
    assert panel.descent.steps > steps
    assert panel.session.document.expression.learning_rate == 0.002


def test_dragging_the_rate_is_one_undo(panel) -> None:
    slider = panel.rate.slider
    middle = slider.height() // 2
    handle = round(slider.position_of_handle())
    drag(slider, QPoint(handle, middle), QPoint(handle + 20, middle), QPoint(handle + 50, middle))
    assert panel.session.document.expression.learning_rate > 0.01
    assert panel.session.undo_stack.count() == 1


def test_chips_choose_what_may_change(panel) -> None:
    click(panel.chips.chip("a"))
    click(panel.one)
    assert "choose at least one" in panel.message.text()
    click(panel.chips.chip("b"))
    click(panel.one)
    assert not panel.message.isVisible()
    assert value_of(panel, "a") == 1.0
    assert value_of(panel, "b") == pytest.approx(2.0 + 0.01 * 2 * 4 * 1)


def test_back_to_the_start(panel) -> None:
    for _ in range(5):
        click(panel.one)
    click(panel.back)
    assert value_of(panel, "a") == 1.0
    assert panel.descent is not None
    assert panel.descent.steps == 0


def test_a_value_changed_by_hand_begins_a_new_way(panel) -> None:
    click(panel.one)
    click(panel.play)
    changed = ExpressionSheet(SHEET.text, (Variable("a", 7.0), Variable("b", 2.0)), learning_rate=0.01)
    document = panel.session.document
    panel.session.edit("a", Document(expression=changed, state=document.state))
    assert not panel.running
    assert panel.descent is not None
    assert (panel.descent.steps, panel.descent.values["a"]) == (0, 7.0)


def test_an_explosion_stops_the_run_and_says_why(panel) -> None:
    type_text(panel.rate.field, "10")
    click(panel.play)
    for _ in range(60):
        panel.tick(0.1)
    assert not panel.running
    assert "overshoot" in panel.message.text()
    assert panel.message.isVisible()


def test_leaving_the_mode_stops_the_run(panel) -> None:
    click(panel.play)
    panel.walk.set_mode("backward")
    assert not panel.running


def test_a_text_that_is_no_formula_leaves_nothing_to_do(panel) -> None:
    document = panel.session.document
    broken = ExpressionSheet("y = (a*", SHEET.variables)
    panel.session.edit("Text", Document(expression=broken, state=document.state))
    assert panel.descent is None
    assert not panel.one.isEnabled()
    panel.session.undo_stack.undo()
    assert panel.one.isEnabled()


def test_curves_are_drawn_in_both_themes(panel) -> None:
    before = panel.output_plot.grab().toImage()
    for _ in range(8):
        click(panel.one)
    after = panel.output_plot.grab().toImage()
    assert after != before
    theme.apply(QApplication.instance(), theme.LIGHT)
    panel.set_palette(theme.LIGHT)
    assert panel.output_plot.grab().toImage() != after


def test_a_long_way_is_thinned_and_keeps_its_end() -> None:
    steps, values = thinned([float(k) for k in range(100_000)])
    assert len(steps) <= 2 * MOST_POINTS
    assert (steps[0], steps[-1], values[-1]) == (0.0, 99_999.0, 99_999.0)
    steps, _ = thinned([4.0])
    assert list(steps) == [0.0]
