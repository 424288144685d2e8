"""The data panel: data sets, noise, seed, features, what edges show, pulses; all undoable."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QSlider
from pytestqt.qtbot import QtBot

from engine.data import DATASETS, Data
from engine.features import FEATURES
from playground import theme
from playground.controls.thumbnails import points_picture
from playground.views.data_panel import DataPanel
from tests.views.wiring import click, drag, press, shown, type_text


@pytest.fixture
def panel(qtbot: QtBot):
    return shown(qtbot, DataPanel, size=(190, 700))


def test_every_data_set_can_be_chosen(panel) -> None:
    session, view = panel
    for key in reversed(DATASETS):
        click(view.datasets.thumbnail(key))
        assert session.document.data.dataset == key
    assert session.undo_stack.count() == len(DATASETS)
    session.undo_stack.undo()
    assert view.datasets.thumbnail(session.document.data.dataset).isChecked()


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
    _, view = panel
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
