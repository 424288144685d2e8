"""The popover of the transport bar: schedule, first weights, order, and the rules that stop training."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from engine.nn import INITIALISATIONS
from engine.settings import SCHEDULES
from playground import theme
from playground.document import Document, StopRules
from playground.network_edits import set_loss
from playground.views.transport import TransportView
from playground.views.transport.stop_rules import sentence, summary
from tests.views.wiring import click, press, shown, type_text


@pytest.fixture
def bar(qtbot: QtBot):
    session, view = shown(qtbot, TransportView, size=(1180, 66))
    yield session, view
    view.more.popover.close()


def opened(view, qtbot: QtBot) -> None:
    click(view.more.button)
    qtbot.waitUntil(lambda: view.more.popover.isVisible())


def test_the_button_and_the_key_open_it_and_escape_closes_it(bar, qtbot: QtBot) -> None:
    _, view = bar
    QTest.keyClick(view, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert view.more.popover.isVisible()
    press(view.more.popover, Qt.Key.Key_Escape)
    assert not view.more.popover.isVisible()
    for who in (view.more.button, view.speed):
        who.setFocus()
        opened(view, qtbot)
        assert QApplication.focusWidget() is view.more.schedule
        press(view.more.schedule, Qt.Key.Key_Escape)
        assert not view.more.popover.isVisible()
        assert QApplication.focusWidget() is who, "the keyboard is where it was"


def test_every_schedule_can_be_chosen_by_key_without_a_reset(bar, qtbot: QtBot) -> None:
    session, view = bar
    opened(view, qtbot)
    state, seen = session.document.state, [session.document.training.schedule]
    for _ in SCHEDULES[1:]:
        press(view.more.schedule, Qt.Key.Key_Down)
        seen.append(session.document.training.schedule)
    assert seen == list(SCHEDULES)
    assert session.document.state is state


def test_the_learning_rate_of_now_stands_beside_the_sliders(bar) -> None:
    session, view = bar
    name = view.settings.learning_rate.name
    assert name.text() == "Learning rate"
    session.edit("Schedule", replace(session.document, training=_scheduled("cosine")))
    view.more.show_epoch(500)
    assert name.text() == "Rate now 0.0150", "half of 0.03 at half of the wave"
    assert view.settings.learning_rate.field.text() == "0.0300"
    assert "cosine" in name.accessibleDescription()
    session.undo_stack.undo()
    assert name.text() == "Learning rate"


def _scheduled(schedule: str):
    return replace(Document().training, schedule=schedule)


def test_every_initialisation_starts_over(bar, qtbot: QtBot) -> None:
    session, view = bar
    session.capture = lambda: replace(session.document.state, epoch=7)
    opened(view, qtbot)
    view.more.initialisation.setFocus()
    for key in list(INITIALISATIONS)[1:]:
        press(view.more.initialisation, Qt.Key.Key_Down)
        assert session.document.initialisation == key
        assert session.document.state.epoch == 0
    assert session.document.state.parameters[0].weights[0] == (0.0, 0.0)
    session.undo_stack.undo()
    assert session.document.initialisation == "he"
    assert session.document.state.epoch == 7


def test_shuffling_is_switched_live(bar, qtbot: QtBot) -> None:
    session, view = bar
    opened(view, qtbot)
    state = session.document.state
    click(view.more.shuffle)
    assert session.document.training.shuffle
    assert session.document.state is state


def test_rules_are_armed_by_tick_and_by_typing_and_told_in_the_bar(bar, qtbot: QtBot) -> None:
    session, view = bar
    assert not view.more.stop.isVisible()
    opened(view, qtbot)
    click(view.more.stops.toggles["epoch"])
    assert session.document.stop == StopRules(epoch=500)
    assert view.more.stop_button.text() == "at 500"
    type_text(view.more.stops.fields["loss"], "0.02")
    type_text(view.more.stops.fields["patience"], "50")
    assert session.document.stop == StopRules(500, 0.02, 50)
    assert view.more.stops.toggles["patience"].isChecked()
    click(view.more.stops.toggles["epoch"])
    click(view.more.stops.toggles["patience"])
    assert session.document.stop == StopRules(loss=0.02)
    assert view.more.stop_button.text() == "loss ≤ 0.02"
    assert view.more.stops.fields["patience"].text() == "50", "kept for the next time"
    for _ in range(5):
        session.undo_stack.undo()
    assert session.document.stop == StopRules()
    view.more.popover.close()
    assert not view.more.stop.isVisible()


def test_the_summary_in_the_bar_opens_the_popover_at_the_rule(bar) -> None:
    session, view = bar
    session.edit("Stop rule", replace(session.document, stop=StopRules(loss=0.1)))
    click(view.more.stop_button)
    assert QApplication.focusWidget() is view.more.stops.toggles["loss"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("epoch", "0"),
        ("epoch", "2.5"),
        ("epoch", "soon"),
        ("loss", "-1"),
        ("loss", "1e400"),
        ("patience", ""),
    ],
)
def test_what_no_rule_can_ask_for_is_told(bar, qtbot: QtBot, rule: str, text: str) -> None:
    session, view = bar
    opened(view, qtbot)
    spy = QSignalSpy(view.problem)
    type_text(view.more.stops.fields[rule], text or " ")
    assert session.document.stop == StopRules()
    assert spy.count() == 1
    assert "it stays" in spy.at(0)[0]


def test_the_epoch_proposed_is_still_to_come(bar, qtbot: QtBot) -> None:
    session, view = bar
    view.epoch.set_value(1234)
    opened(view, qtbot)
    click(view.more.stops.toggles["epoch"])
    assert session.document.stop.epoch == 1500


def test_rules_in_words() -> None:
    assert summary(StopRules()) == ""
    assert summary(StopRules(1000, 0.25, None)) == "at 1,000 +1"
    assert summary(StopRules(loss=0.0)) == "loss ≤ 0"
    assert summary(StopRules(patience=20)) == "stuck for 20"
    assert "after epoch 1,000, or at a train loss of 0.25" in sentence(StopRules(1000, 0.25))


def test_every_control_of_it_is_named_reached_and_inside(bar, qtbot: QtBot) -> None:
    session, view = bar
    theme.apply(QApplication.instance(), theme.LIGHT, theme.PRESENTER)
    opened(view, qtbot)
    session.edit("all", replace(session.document, initialisation="xavier", training=_scheduled("cosine")))
    QApplication.processEvents()
    popover = view.more.popover
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [w for kind in kinds for w in popover.findChildren(kind) if w.isVisible()]
    assert len(controls) == 9
    reached = set()
    for _ in range(12):
        reached.add(QApplication.focusWidget())
        press(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert reached >= set(controls)
    for control in controls:
        assert control.accessibleName(), control
        assert control.accessibleDescription().endswith("."), control
        assert control.mapTo(popover, QPoint(control.width(), 0)).x() <= popover.width() - 10, control


def test_a_wide_bar_does_not_stretch_the_learning_rate(bar) -> None:
    _, view = bar
    view.resize(2400, 66)
    QApplication.processEvents()
    assert view.settings.learning_rate.width() < 600


def test_all_that_is_armed_still_fits_one_row(qtbot: QtBot) -> None:
    document = Document()
    training = replace(document.training, schedule="warm-up", loss="binary cross-entropy")
    document = replace(document, training=training, stop=StopRules(500, 0.01))
    session, view = shown(qtbot, TransportView, document, size=(1180, 66))
    assert view.heightForWidth(1180) <= 70
    session.edit("Softmax", set_loss(session.current(), "cross-entropy"))
    assert view.heightForWidth(1180) <= 70
