"""The message line: says one thing, offers one action, goes away when told, and never takes the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground import theme
from playground.session import Session
from playground.views.banner import Banner
from tests.views.wiring import click, press


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    theme.apply(QApplication.instance(), theme.DARK)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    banner = Banner(Session(parent=window), theme.DARK)
    column.addWidget(banner)
    column.addWidget(QLineEdit())
    window.resize(700, 120)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    banner.window_of_test = window
    return banner


def test_it_is_hidden_until_there_is_something_to_say(banner: Banner) -> None:
    assert not banner.isVisible()
    banner.show_message("Something happened.")
    assert banner.isVisible()
    assert not banner.action.isVisible()


def test_the_action_runs_once_and_closes(banner: Banner) -> None:
    done = []
    banner.show_message("Too fast.", "Try 0.3", lambda: done.append(1), warning=True)
    click(banner.action)
    assert done == [1]
    assert not banner.isVisible()


def test_an_action_may_show_the_next_message(banner: Banner) -> None:
    banner.show_message("One.", "Next", lambda: banner.show_message("Two."))
    click(banner.action)
    assert banner.isVisible()
    assert banner.message.text() == "Two."


def test_it_can_be_dismissed_by_button_and_by_key(banner: Banner) -> None:
    spy = QSignalSpy(banner.dismissed)
    done = []
    banner.show_message("One.", "Do", lambda: done.append(1))
    click(banner.close_button)
    banner.show_message("Two.", "Do", lambda: done.append(1))
    banner.action.setFocus(Qt.FocusReason.TabFocusReason)
    press(banner.action, Qt.Key.Key_Escape)
    assert not banner.isVisible()
    assert spy.count() == 2
    assert done == []


def test_it_does_not_take_the_keyboard(banner: Banner) -> None:
    field = banner.window().findChild(QLineEdit)
    field.setFocus()
    banner.show_message("Something happened.", "Do it", lambda: None)
    QApplication.processEvents()
    assert QApplication.focusWidget() is field


def test_markup_in_a_message_is_shown_as_it_is(banner: Banner) -> None:
    banner.show_message("<b>file</b> & co")
    assert banner.message.textFormat() is Qt.TextFormat.PlainText
