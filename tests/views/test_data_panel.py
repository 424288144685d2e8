"""The data panel: data sets, noise, seed, features, what edges show, pulses; all undoable."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QScrollArea, QSlider
from pytestqt.qtbot import QtBot

from engine.data import DATASETS, Data
from engine.features import FEATURES
from playground import theme
from playground.controls.thumbnails import points_picture
from playground.network_edits import set_classes, set_own_points
from playground.own_data import OWN, OwnPoints
from playground.views.data_panel import DataPanel
from playground.views.data_panel.pictures import own_picture
from tests.views.wiring import click, drag, press, shown, type_text


@pytest.fixture
def panel(qtbot: QtBot):
    return shown(qtbot, DataPanel, size=(190, 700))


def test_every_data_set_can_be_chosen(panel) -> None:
    session, view = panel
    count = 0
    for problem, own in reversed(OWN.items()):
        keys = [key for key, kind in DATASETS.items() if kind.problem == problem]
        click(view.problems.button(problem))
        for key in (own, *reversed(keys)):
            thumbnail = view.datasets.thumbnail(key)
            assert thumbnail.isVisible()
            count += session.document.data.dataset != key
            click(thumbnail)
            assert session.document.data.dataset == key
            assert thumbnail.isChecked()
        others = [key for key in DATASETS if key not in keys]
        assert not any(view.datasets.thumbnail(key).isVisible() for key in others)
    assert session.undo_stack.count() == count + len(OWN)
    session.undo_stack.undo()
    assert view.datasets.thumbnail(session.document.data.dataset).isChecked()


def test_each_problem_remembers_its_data_set(panel) -> None:
    session, view = panel
    click(view.datasets.thumbnail("spiral"))
    click(view.problems.button("regression"))
    click(view.datasets.thumbnail("bumps"))
    assert session.document.training.loss == "half squared error"
    click(view.problems.button("classification"))
    assert session.document.data.dataset == "spiral"
    click(view.problems.button("regression"))
    assert session.document.data.dataset == "bumps"
    click(view.problems.button("regression"))
    assert session.undo_stack.undoText() == "Regression"
    session.undo_stack.undo()
    assert view.problems.value() == "classification"


def test_classes_are_offered_where_there_may_be_several(panel) -> None:
    session, view = panel
    assert not view.classes.isVisible()
    click(view.datasets.thumbnail("blobs"))
    for count in (3, 4, 5, 6):
        click(view.classes.more)
        assert session.document.data.classes == count
        assert session.document.network.outputs == count
    assert not view.classes.more.isEnabled()
    click(view.problems.button("regression"))
    assert not view.classes.isVisible()


def test_own_points_can_be_asked_for_and_cleared_but_have_no_noise(panel) -> None:
    session, view = panel
    click(view.datasets.thumbnail("own"))
    assert not view.noise.isVisible()
    assert view.data.count.text() == "No points yet"
    asked = [QSignalSpy(view.import_requested), QSignalSpy(view.export_requested)]
    click(view.data.import_points)
    click(view.data.export_points)
    assert [spy.count() for spy in asked] == [1, 0], "without points there is nothing to export"
    assert not view.data.clear_points.isEnabled()
    rows = [(1.0, 2.0, 0.0), (-1.0, 2.0, 2.0), (0.5, -2.0, 1.0)]
    session.edit("Paint", set_own_points(set_classes(session.current(), 3), OwnPoints.of(rows)))
    assert view.data.count.text() == "3 points"
    assert not view.classes.fewer.isEnabled(), "a point is in the third class"
    assert len(view.datasets.thumbnail("own")._data.points) == 3
    click(view.data.export_points)
    assert asked[1].count() == 1
    click(view.data.clear_points)
    assert len(session.document.data.own_classes) == 0
    assert not view.data.export_points.isEnabled()
    session.undo_stack.undo()
    assert view.data.count.text() == "3 points"
    click(view.datasets.thumbnail("circle"))
    assert view.noise.isVisible()
    assert not view.data.import_points.isVisible()


def test_the_picture_of_many_points_shows_some_of_them_all_over() -> None:
    rows = np.linspace(-6, 6, 30_000).reshape(-1, 3)
    rows[:, 2] = 3.0
    picture = own_picture(OwnPoints.of(rows), "regression", 2)
    assert len(picture.points) < 200
    assert picture.points[0] == pytest.approx(rows[0, :2])
    assert picture.points[-1] == pytest.approx(rows[-1, :2])
    assert set(picture.targets) == {1.0}, "brought to the range that has a colour"
    both = own_picture(OwnPoints.of([(0, 0, 0), (0, 0, 1)]), "classification", 2)
    assert list(both.targets) == [-1, 1]


def write(view, text: str) -> None:
    click(view.add_formula)
    QTest.keyClicks(view.formula.field, text)
    press(view.formula.field, Qt.Key.Key_Return)


def test_a_formula_becomes_a_feature_that_toggles_and_goes(panel) -> None:
    session, view = panel
    write(view, "sin(3*x1)*x2")
    (key,) = session.document.network.formulas
    assert session.document.network.features == ("x1", "x2", key)
    assert not view.formula.isVisible()
    chip = view.features.chip(key)
    assert chip.isChecked()
    assert "sin(3*x1)*x2" in chip.toolTip()
    click(chip, QPoint(10, 10))
    assert session.document.network.features == ("x1", "x2")
    assert not chip.isChecked()
    click(chip, chip.cross().center().toPoint())
    assert session.document.network.formulas == ()
    session.undo_stack.undo()
    assert not view.features.chip(key).isChecked()
    session.undo_stack.undo()
    assert view.features.chip(key).isChecked()
    view.features.chip(key).setFocus()
    press(view.features.chip(key), Qt.Key.Key_Delete)
    assert session.document.network.formulas == ()
    assert QApplication.focusWidget() is view.add_formula


def test_what_is_no_formula_is_told_where_and_can_be_mended(panel) -> None:
    session, view = panel
    before = session.document
    write(view, "sin(3*x1")
    assert session.document is before
    assert view.formula.isVisible()
    assert "column 9" in view.formula.error.text()
    QTest.keyClicks(view.formula.field, ")")
    assert not view.formula.error.isVisible()
    press(view.formula.field, Qt.Key.Key_Return)
    assert len(session.document.network.formulas) == 1


def test_escape_and_leaving_add_nothing(panel) -> None:
    session, view = panel
    before = session.document
    click(view.add_formula)
    QTest.keyClicks(view.formula.field, "x1^3")
    press(view.formula.field, Qt.Key.Key_Escape)
    assert not view.formula.isVisible()
    assert QApplication.focusWidget() is view.add_formula
    press(view.add_formula, Qt.Key.Key_Space)
    assert view.formula.isVisible()
    assert view.formula.field.text() == ""
    view.seed.setFocus()
    assert not view.formula.isVisible()
    assert session.document is before


def test_a_long_formula_is_elided_and_offers_removal_in_its_menu(panel) -> None:
    session, view = panel
    write(view, "x1^3 - x2*cos(2*x1) + tanh(x2) - 0.25*x1*x2")
    (key,) = session.document.network.formulas
    chip = view.features.chip(key)
    QApplication.processEvents()
    assert chip.mapTo(view, QPoint(chip.width(), 0)).x() <= view.width() - 8
    assert "0.25*x1*x2" in chip.toolTip()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(4, 4), chip.mapToGlobal(QPoint(4, 4)))
    QApplication.sendEvent(chip, event)
    menu = chip.findChild(QMenu)
    next(action for action in menu.actions() if action.text() == "Remove").trigger()
    menu.close()
    assert session.document.network.formulas == ()


def test_choosing_the_data_set_that_is_chosen_does_nothing(panel) -> None:
    session, view = panel
    click(view.datasets.thumbnail("circle"))
    assert session.undo_stack.count() == 0


def test_thumbnails_are_the_right_way_up(qapp) -> None:
    """One positive point at the top left, one negative at the bottom right."""
    data = Data(np.array([[-4.0, 4.0], [4.0, -4.0]]), np.array([1.0, -1.0]), 2, "classification")
    picture = points_picture(data, theme.DARK, 48, 1.0).toImage()
    assert QColor(picture.pixelColor(8, 8)).name() == theme.DARK.positive
    assert QColor(picture.pixelColor(40, 40)).name() == theme.DARK.negative
    assert picture.pixelColor(8, 40).alpha() == 0


@pytest.mark.parametrize(("name", "low", "high"), [("noise", 0, 50), ("train_share", 10, 90)])
def test_sliders_edit_the_data_and_keep_the_weights(panel, name: str, low: int, high: int) -> None:
    session, view = panel
    slider, state = getattr(view, name).slider, session.document.state
    start = getattr(session.document.data, name)
    middle = slider.height() // 2
    handle = QPoint(round(slider.position_of_handle()), middle)
    drag(slider, handle, QPoint(40, middle), QPoint(slider.width() + 30, middle))
    assert getattr(session.document.data, name) == high
    drag(slider, QPoint(slider.width() - 7, middle), QPoint(40, middle), QPoint(-30, middle))
    assert getattr(session.document.data, name) == low
    assert session.undo_stack.count() == 2
    assert session.document.state is state
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert getattr(session.document.data, name) == start
    assert getattr(view, name).value() == start


def test_data_at_which_a_feature_is_no_number_are_refused_with_a_sentence(panel) -> None:
    """Noise puts Gaussians beyond the plane, over all of which the formula is a number."""
    session, view = panel
    spy = QSignalSpy(view.problem)
    write(view, "sqrt(x1 + 6.01)")
    slider = view.noise.slider
    middle, end = slider.height() // 2, slider.width() + 30
    drag(slider, QPoint(round(slider.position_of_handle()), middle), QPoint(40, middle), QPoint(end, middle))
    assert session.document.data.noise == 50
    assert spy.count() == 0
    click(view.datasets.thumbnail("gauss"))
    assert session.document.data.dataset == "circle"
    assert view.datasets.thumbnail("circle").isChecked()
    assert spy.count() == 1
    assert "is not a finite number at" in spy.at(0)[0]
    drag(slider, QPoint(slider.width() - 7, middle), QPoint(40, middle), QPoint(-30, middle))
    click(view.datasets.thumbnail("gauss"))
    assert session.document.data.dataset == "gauss"
    drag(slider, QPoint(round(slider.position_of_handle()), middle), QPoint(40, middle), QPoint(end, middle))
    assert session.document.data.noise < 50
    assert view.noise.value() == session.document.data.noise
    assert spy.count() > 1


def test_a_typed_seed_starts_over(panel) -> None:
    session, view = panel
    before = session.document
    type_text(view.seed, "hello.")
    assert session.document.data.seed == "hello."
    assert session.document.state.parameters != before.state.parameters


@pytest.mark.parametrize("text", [" ", "x" * 300])
def test_a_seed_that_is_none(panel, text: str) -> None:
    session, view = panel
    spy = QSignalSpy(view.problem)
    type_text(view.seed, text)
    if len(text) > 200:
        # The field takes no more than a seed may have.
        assert session.document.data.seed == "x" * 200
    else:
        assert session.document.data.seed == "0.42182"
        assert spy.count() == 1


def test_another_seed_is_rolled(panel) -> None:
    session, view = panel
    click(view.reroll)
    assert session.document.data.seed != "0.42182"
    assert view.seed.text() == session.document.data.seed


def test_features_toggle_one_by_one_but_one_stays(panel) -> None:
    session, view = panel
    spy = QSignalSpy(view.problem)
    for key in FEATURES:
        if key not in ("x1", "x2"):
            click(view.features.chip(key))
    assert session.document.network.features == tuple(FEATURES)
    for key in FEATURES:
        click(view.features.chip(key))
    assert session.document.network.features == ("sin_x2",)
    assert view.features.chip("sin_x2").isChecked()
    assert spy.count() == 1
    assert "at least one" in spy.at(0)[0]


def test_a_feature_keeps_the_other_weights(panel) -> None:
    session, view = panel
    before = session.document.state.parameters
    click(view.features.chip("x1x2"))
    after = session.document.state.parameters
    assert [row[:2] for row in after[0].weights] == list(before[0].weights)
    assert after[1:] == before[1:]


def test_edges_show(panel) -> None:
    session, view = panel
    for key in ("gradient", "update", "weight"):
        click(view.edges.button(key))
        assert session.document.view.edges_show == key
    session.undo_stack.undo()
    assert view.edges.value() == "update"


def test_pulses_can_be_stopped_and_slowed(panel) -> None:
    session, view = panel
    click(view.pulses)
    assert not session.document.view.pulses
    assert view.pulse_speed.value_text.text() == "off"
    assert not view.pulse_speed.slider.isEnabled()
    click(view.pulses)
    view.pulse_speed.slider.setFocus()
    press(view.pulse_speed.slider, Qt.Key.Key_Home)
    assert session.document.view.pulse_speed == 0.0
    assert view.pulse_speed.value_text.text() == "still"
    press(view.pulse_speed.slider, Qt.Key.Key_Right)
    assert session.document.view.pulse_speed == 0.1
    assert view.pulse_speed.value_text.text() == "0.1 layers/s"


def controls_of(view) -> list:
    kinds = (QAbstractButton, QSlider, QLineEdit)
    return [w for kind in kinds for w in view.findChildren(kind) if w.isVisible()]


def test_every_control_has_a_name_an_explanation_and_the_keyboard(panel) -> None:
    session, view = panel
    write(view, "x1^3")
    click(view.datasets.thumbnail("own"))
    rows = [(1.0, 2.0, 0.0), (-1.0, 2.0, 1.0)]
    session.edit("Paint", set_own_points(session.current(), OwnPoints.of(rows)))
    click(view.add_formula)
    for control in controls_of(view):
        assert control.accessibleName(), control
        assert control.accessibleDescription().endswith("."), control
        # Of buttons one of which is on, Tab reaches that one and the arrow keys the others.
        one_of_many = isinstance(control, QAbstractButton) and control.group() and not control.isChecked()
        assert one_of_many or control.focusPolicy() & Qt.FocusPolicy.TabFocus, control


@pytest.mark.parametrize(("height", "sizes"), [(700, theme.NORMAL), (960, theme.PRESENTER)])
def test_nothing_is_cut_off(qtbot: QtBot, height: int, sizes: theme.Sizes) -> None:
    _, view = shown(qtbot, DataPanel, size=(190, height))
    theme.apply(QApplication.instance(), theme.LIGHT, sizes)
    QApplication.processEvents()
    view.resize(view.sizeHint().width(), height)
    QApplication.processEvents()
    scroll = view.findChild(QScrollArea)
    assert scroll.verticalScrollBar().maximum() == 0
    assert scroll.widget().width() <= scroll.viewport().width()
    for control in controls_of(view):
        right = control.mapTo(view, QPoint(control.width(), 0)).x()
        assert right <= view.width() - 8, control


def test_a_low_window_scrolls(qtbot: QtBot) -> None:
    _, view = shown(qtbot, DataPanel, size=(190, 300))
    assert view.findChild(QScrollArea).verticalScrollBar().maximum() > 0


def test_arrow_keys_choose_among_data_sets(panel) -> None:
    session, view = panel
    first = view.datasets.thumbnail("circle")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    press(first, Qt.Key.Key_Right)
    assert session.document.data.dataset == "xor"
