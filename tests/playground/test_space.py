"""Space plays and pauses, but never instead of the button that has the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from playground.views.expression import ExpressionView
from playground.window import MainWindow
from playground.window.workspaces import NAMES


def keeps_space(button: QAbstractButton) -> bool:
    """Whether the button takes Space for itself when Qt asks before the shortcut."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
    asked.ignore()
    QApplication.sendEvent(button, asked)
    return asked.isAccepted()


@pytest.mark.parametrize("workspace", NAMES)
def test_space_presses_every_button_that_tab_comes_to(
    workspace: str, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window()
    window.workspaces.go(workspace)
    QApplication.processEvents()
    reached = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(reached) > 8
    lost = [button for button in reached if not keeps_space(button)]
    assert not lost, [(type(b).__name__, b.accessibleName() or b.text()) for b in lost]


def test_escape_lets_go_of_the_text_and_of_a_slider(
    qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window()
    window.workspaces.go("expression")
    view = window.workspaces.currentWidget()
    assert isinstance(view, ExpressionView)
    for control in (view.page.editor, view.page.variables.rows["a"].slider, view.page.examples):
        control.setFocus()
        qtbot.keyClick(control, Qt.Key.Key_Escape)
        assert view.hasFocus()
