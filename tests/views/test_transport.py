"""The transport bar: commands leave as signals, settings become edits, and one drag is one undo."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from engine.settings import LOSSES, OPTIMISERS
from playground import theme
from playground.network_edits import initial_state
from playground.run import SPEEDS
from playground.views.transport import TransportView
from tests.views import synthetic
from tests.views.wiring import click, drag, press, shown, type_text


@pytest.fixture
def bar(qtbot: QtBot):
    return shown(qtbot, TransportView, size=(1180, 62))


def test_play_and_pause_are_asked_for_by_button_and_by_space(bar) -> None:
    _, view = bar
    play, pause = QSignalSpy(view.play_requested), QSignalSpy(view.pause_requested)
    click(view.play)
    assert (play.count(), pause.count()) == (1, 0)
    assert view.play.text() == "Play"
    view.set_playing(True)
    assert view.play.text() == "Pause"
    press(view, Qt.Key.Key_Space)
    assert (play.count(), pause.count()) == (1, 1)


@pytest.mark.parametrize(
    ("button", "key", "signal"),
    [
        ("step_batch", Qt.Key.Key_B, "step_batch_requested"),
        ("step_epoch", Qt.Key.Key_E, "step_epoch_requested"),
    ],
)
def test_steps_are_asked_for_by_button_and_by_key(bar, button: str, key: Qt.Key, signal: str) -> None:
    _, view = bar
    spy = QSignalSpy(getattr(view, signal))
    click(getattr(view, button))
    press(view, key)
    assert spy.count() == 2


def test_space_in_a_text_field_is_text_not_play(bar) -> None:
    _, view = bar
    spy = QSignalSpy(view.play_requested)
    field = view.settings.learning_rate.field
    click(field)
    QTest.keyClicks(field, " e")
    assert spy.count() == 0
    assert " e" in field.text()
    press(field, Qt.Key.Key_Escape)


def test_reset_brings_the_same_weights_back_and_can_be_undone(bar) -> None:
    session, view = bar
    start = session.document.state
    trained = initial_state(synthetic.document(4, 2, seed="other"))
    session.capture = lambda: trained
    click(view.reset)
    session.capture = lambda: None
    assert session.document.state.parameters == start.parameters
    session.undo_stack.undo()
    assert session.document.state == trained


def test_new_weights_are_other_weights_of_the_same_data(bar) -> None:
    session, view = bar
    before = session.document
    press(view, Qt.Key.Key_N)
    after = session.document
    assert after.data == before.data
    assert after.weight_seed is not None
    assert after.state.parameters != before.state.parameters


def test_one_drag_of_the_learning_rate_is_one_undo(bar) -> None:
    session, view = bar
    slider = view.settings.learning_rate.slider
    middle, state = slider.height() // 2, session.document.state
    start = QPoint(round(slider.position_of_handle()), middle)
    drag(slider, start, *(start + QPoint(way, 0) for way in (10, 25, 40, 60)))
    assert session.document.training.learning_rate > 0.1
    assert session.undo_stack.count() == 1
    assert session.document.state is state
    session.undo_stack.undo()
    assert session.document.training.learning_rate == 0.03
    assert view.settings.learning_rate.field.text() == "0.0300"
    assert view.settings.learning_rate.slider.value() == view.settings.learning_rate.position_of(0.03)


def test_two_drags_are_two_undos(bar) -> None:
    session, view = bar
    slider = view.settings.learning_rate.slider
    middle = slider.height() // 2
    drag(slider, QPoint(40, middle), QPoint(50, middle), QPoint(60, middle))
    first = session.document.training.learning_rate
    drag(slider, QPoint(90, middle), QPoint(100, middle), QPoint(110, middle))
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.document.training.learning_rate == first


def test_a_typed_learning_rate_is_taken_exactly(bar) -> None:
    session, view = bar
    type_text(view.settings.learning_rate.field, "0.0123")
    assert session.document.training.learning_rate == 0.0123
    assert session.undo_stack.undoText() == "Learning rate"


@pytest.mark.parametrize("text", ["abc", "inf", "1e400", "-1"])
def test_a_learning_rate_that_is_none_is_told_and_changes_nothing(bar, text: str) -> None:
    session, view = bar
    spy = QSignalSpy(view.problem)
    before = session.document
    type_text(view.settings.learning_rate.field, text)
    assert session.document is before
    assert spy.count() == 1
    assert "learning rate must be a number" in spy.at(0)[0]


@pytest.mark.parametrize(("text", "size"), [("1", 1), ("30", 30), ("1000", 1000)])
def test_a_typed_batch_size(bar, text: str, size: int) -> None:
    session, view = bar
    type_text(view.settings.batch_size, text)
    assert session.document.training.batch_size == size


@pytest.mark.parametrize("text", ["0", "1001", "2.5", "ten"])
def test_a_batch_size_that_is_none(bar, text: str) -> None:
    session, view = bar
    spy = QSignalSpy(view.problem)
    type_text(view.settings.batch_size, text)
    assert session.document.training.batch_size == 10
    assert view.settings.batch_size.text() == "10"
    assert spy.count() == 1


def test_choosing_a_penalty_brings_its_rate(bar) -> None:
    session, view = bar
    penalty, rate = view.settings.penalty, view.settings.penalty_rate
    assert not rate.isVisible()
    penalty.setFocus()
    press(penalty, Qt.Key.Key_Down)
    assert session.document.training.regularisation == "l1"
    assert session.document.training.regularisation_rate == 0.001
    assert rate.isVisible()
    type_text(rate, "0.003")
    assert session.document.training.regularisation_rate == 0.003
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.document.training.regularisation == "none"
    assert not rate.isVisible()


def test_every_optimiser_and_loss_can_be_chosen_by_key(bar) -> None:
    session, view = bar
    for control, names, field in (
        (view.settings.optimiser, OPTIMISERS, "optimiser"),
        (view.settings.loss, LOSSES, "loss"),
    ):
        control.setFocus()
        seen = [getattr(session.document.training, field)]
        for _ in names[1:]:
            press(control, Qt.Key.Key_Down)
            seen.append(getattr(session.document.training, field))
        assert seen == list(names)


def test_regression_does_not_offer_losses_for_classes(qtbot: QtBot) -> None:
    session, view = shown(qtbot, TransportView, synthetic.document(4, dataset="plane"), size=(1180, 62))
    view.settings.loss.setFocus()
    for _ in LOSSES:
        press(view.settings.loss, Qt.Key.Key_Down)
    assert session.document.training.loss == "huber"


def test_speed_says_what_it_means(bar) -> None:
    session, view = bar
    view.speed.setFocus()
    press(view.speed, Qt.Key.Key_End)
    assert session.document.view.speed == len(SPEEDS) - 1
    assert view.speed_text.text() == SPEEDS[-1].label
    press(view.speed, Qt.Key.Key_Home)
    assert view.speed_text.text() == SPEEDS[0].label


def test_the_epoch_has_thousands_separators_and_the_batch_when_inside_one(bar) -> None:
    _, view = bar
    frame = synthetic.frame(synthetic.document(4, 2), 1)
    view.show_frame(synthetic.replace(frame, epoch=12_345, batch=7))
    assert view.epoch.parts() == ("0", "12,345")
    assert view.epoch_label.text() == "Epoch · batch 7"
    view.set_playing(True)
    assert view.epoch_label.text() == "Epoch", "60 epochs a second are too fast to read batches"
    view.set_playing(False)
    assert view.epoch_label.text() == "Epoch · batch 7"
    view.show_frame(synthetic.replace(frame, epoch=12_346, batch=0))
    assert view.epoch_label.text() == "Epoch"


def test_reset_shows_epoch_0_before_any_frame(bar) -> None:
    session, view = bar
    view.show_frame(synthetic.frame(synthetic.document(4, 2), 3))
    assert view.epoch.value() == 3
    session.capture = lambda: synthetic.replace(session.document.state, epoch=3)
    click(view.reset)
    assert view.epoch.value() == 0


def controls_of(view) -> list:
    kinds = (QAbstractButton, QSlider, QLineEdit, QComboBox)
    return [w for kind in kinds for w in view.findChildren(kind) if w.isVisible()]


def test_every_control_has_a_name_an_explanation_and_the_keyboard(bar) -> None:
    _, view = bar
    for control in controls_of(view):
        assert control.accessibleName(), control
        assert control.accessibleDescription().endswith("."), control
        assert control.toolTip(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control


def test_tab_reaches_every_control(bar) -> None:
    _, view = bar
    reached = set()
    view.reset.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(40):
        reached.add(QApplication.focusWidget())
        press(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert reached >= set(controls_of(view))


@pytest.mark.parametrize(
    ("width", "sizes"), [(1180, theme.NORMAL), (1256, theme.NORMAL), (1832, theme.PRESENTER)]
)
def test_nothing_is_cut_off(qtbot: QtBot, width: int, sizes: theme.Sizes) -> None:
    session, view = shown(qtbot, TransportView, size=(width, 62))
    theme.apply(QApplication.instance(), theme.DARK, sizes)
    settings = session.document.training
    for change in ({"regularisation": "l2"}, {"loss": "binary cross-entropy"}, {"learning_rate": 0.000012}):
        settings = synthetic.replace(settings, **change)
    session.edit("all", synthetic.replace(session.document, training=settings))
    view.show_frame(synthetic.replace(synthetic.frame(session.document, 1), epoch=1_234_567, batch=25))
    view.resize(width, view.heightForWidth(width) if view.hasHeightForWidth() else view.sizeHint().height())
    qtbot.waitUntil(lambda: view.epoch.width() == view.epoch.sizeHint().width())
    for control in [*controls_of(view), view.epoch, view.speed_text, view.epoch_label]:
        inside = QRect(control.mapTo(view, QPoint(0, 0)), control.size())
        assert view.rect().contains(inside), control
        if not isinstance(control, QSlider):
            assert control.width() >= control.minimumSizeHint().width() - 1, control
    if sizes is theme.NORMAL:
        assert view.height() <= 70, "one row at 1280×800"
