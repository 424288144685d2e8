"""The workspace as a lesson uses it: step, ask, answer, point, compare orders, pile up, go downhill."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground import theme
from playground.views.expression.view import ExpressionView
from tests.views.wiring import click, press, shown


@pytest.fixture
def workspace(qtbot):
    session, view = shown(qtbot, ExpressionView, size=(1180, 776))
    view.page.canvas.setFocus()
    return session, view


def seen(view) -> tuple:
    """What stands on the card, at the top and on the graph's nodes."""
    page, walk = view.page, view.walk
    gradients = [walk.gradient_shown(key) for key in walk.formula.by_key]
    values = [walk.value_shown(key) for key in walk.formula.by_key]
    return page.card.title.text(), page.topbar.sentence.text(), page.topbar.place.text(), gradients, values


def test_forward_backward_forward_by_key_shows_the_same(workspace) -> None:
    _, view = workspace
    press(view.page.canvas, Qt.Key.Key_Home)
    there = [seen(view)]
    for _ in range(view.walk.count):
        press(view.page.canvas, Qt.Key.Key_Right)
        there.append(seen(view))
    assert there[-1][2] == "step 11 of 11"
    for k in range(view.walk.count - 1, 0, -1):
        press(view.page.canvas, Qt.Key.Key_Left)
        assert seen(view) == there[k]
    for k in range(2, view.walk.count + 1):
        press(view.page.canvas, Qt.Key.Key_Right)
        assert seen(view) == there[k]


def test_space_plays_to_the_end(workspace) -> None:
    _, view = workspace
    press(view.page.canvas, Qt.Key.Key_Space)
    for _ in range(120):
        view.tick(0.1)
    assert view.walk.index == view.walk.count
    assert not view.walk.playing


def test_keys_typed_into_the_text_do_not_step(workspace) -> None:
    _, view = workspace
    click(view.page.editor.viewport())
    QTest.keyClick(view.page.editor, Qt.Key.Key_Home)
    QTest.keyClick(view.page.editor, Qt.Key.Key_Right)
    QTest.keyClicks(view.page.editor, " ")
    assert (view.walk.index, view.walk.playing) == (3, False)


def test_arrows_move_a_slider_that_has_the_keyboard(workspace) -> None:
    session, view = workspace
    slider = view.page.variables.rows["a"].slider
    slider.setFocus()
    press(slider, Qt.Key.Key_Right)
    assert view.walk.index == 3
    assert session.document.expression.variables[0].value > 2.0


def test_a_term_under_the_pointer_changes_the_graph(workspace) -> None:
    _, view = workspace
    view.walk.go(view.walk.count)
    view.walk.select("a")
    before = view.page.canvas.grab().toImage()
    equation = view.page.card.equation
    QTest.mouseMove(equation, equation.box_of(0).center().toPoint())
    assert view.walk.highlight == {("e", "a", 0)}
    assert view.page.canvas.grab().toImage() != before
    QTest.mouseMove(equation, QPoint(equation.width() - 1, equation.height() - 1))
    assert view.page.canvas.grab().toImage() == before


def test_a_slider_changes_the_card_without_a_step(workspace) -> None:
    session, view = workspace
    view.walk.go(view.walk.count)
    view.walk.select("a")
    slider = view.page.variables.rows["b"].slider
    slider.setFocus()
    press(slider, Qt.Key.Key_Right)
    value = session.document.expression.variables[1].value
    assert view.walk.index == view.walk.count
    assert view.page.card.card.total == pytest.approx(-2.0 * value)
    assert view.page.card.difference.text().endswith("✓")


def test_the_order_lab_stands_in_for_the_graph_and_gives_it_back(workspace) -> None:
    _, view = workspace
    click(view.page.topbar.modes.button("orders"))
    assert view.page.order_lab.isVisible()
    assert not view.page.canvas.isVisible()
    view.setFocus()
    press(view, Qt.Key.Key_Right)
    assert (view.page.order_lab.player.index, view.walk.index) == (1, 3)
    press(view, Qt.Key.Key_Space)
    for _ in range(60):
        view.tick(0.1)
    assert view.page.order_lab.player.index == view.page.order_lab.player.count
    click(view.page.topbar.modes.button("backward"))
    assert view.page.canvas.isVisible()
    assert view.page.topbar.place.text() == "step 3 of 11"


def test_pressing_backward_twice_piles_up_and_undo_takes_the_setting_back(workspace) -> None:
    session, view = workspace
    click(view.page.accumulation.zeroing.button("nothing"))
    click(view.page.accumulation.again)
    click(view.page.accumulation.again)
    assert view.walk.gradient_shown("a") == 24.0
    session.undo_stack.undo()
    assert view.page.accumulation.zeroing.value() == "all"


def test_descent_moves_graph_and_sliders_and_is_one_undo(workspace) -> None:
    session, view = workspace
    table = view.page.table_panel.height()
    click(view.page.topbar.modes.button("minimise"))
    assert view.page.minimise.isVisible()
    QApplication.processEvents()
    assert view.page.table_panel.height() >= table
    assert not view.page.stepper.isVisible()
    view.setFocus()
    press(view, Qt.Key.Key_Space)
    assert view.page.minimise.running
    for _ in range(5):
        view.tick(0.1)
    press(view, Qt.Key.Key_Space)
    assert not view.page.minimise.running
    reached = session.document.expression.variables
    assert view.formula.by_key["a"].value.data == reached[0].value != 2.0
    assert view.formula.by_key["L"].value.data < -8.0
    assert view.walk.gradient_shown("a") == (
        view.formula.by_key["f"].value.data * view.formula.by_key["b"].value.data
    )
    session.undo_stack.undo()
    assert view.formula.by_key["a"].value.data == 2.0
    press(view, Qt.Key.Key_Right)
    assert view.page.minimise.descent.steps == 1


def test_every_mode_in_both_themes(workspace) -> None:
    _, view = workspace
    for mode in ("backward", "orders", "minimise"):
        click(view.page.topbar.modes.button(mode))
        pictures = []
        for palette in (theme.DARK, theme.LIGHT):
            theme.apply(QApplication.instance(), palette)
            view.set_palette(palette)
            pictures.append(view.grab().toImage())
        assert pictures[0] != pictures[1]
