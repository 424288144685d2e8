"""Hiding controls for a class: chosen box by box, carried by a link, and said where a key is pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.features import FEATURES
from playground import theme
from playground.document import CONTROLS, Document, Network, View
from playground.links import read_link, read_shared, share_text
from playground.window import MainWindow
from playground.window.hiding import Hiding

OpenWindow = Callable[..., MainWindow]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def opened(qtbot: QtBot, window: MainWindow) -> Hiding:
    qtbot.keyClick(window, Qt.Key.Key_H, CONTROL | SHIFT)
    hiding = window.commands.hiding
    qtbot.waitUntil(lambda: hiding.popover.isVisible() and hiding.boxes["play"].hasFocus())
    return hiding


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifiers)


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible()
    qtbot.mouseClick(widget, LEFT)


def hidden(window: MainWindow) -> tuple[str, ...]:
    return window.session.document.view.hidden


def banner(window: MainWindow) -> str:
    return window.banner.message.text() if window.banner.isVisible() else ""


def test_the_menu_opens_it_and_keys_do_everything(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    [entry] = [action for action in window.commands.menu.actions() if action.text() == "Hide controls…"]
    entry.trigger()
    hiding = window.commands.hiding
    qtbot.waitUntil(lambda: hiding.boxes["play"].hasFocus())
    press(qtbot, Qt.Key.Key_Space)
    assert hidden(window) == ("play",)
    assert not window.page.transport.play.isVisible()
    assert not window.trainer.playing
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Space)
    assert hidden(window) == ("play", "step")
    press(qtbot, Qt.Key.Key_Backtab, SHIFT)
    press(qtbot, Qt.Key.Key_Space)
    assert hidden(window) == ("step",)
    assert window.page.transport.play.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert not hiding.popover.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.trainer.playing


def test_tab_goes_once_round_all_boxes_and_buttons(qtbot: QtBot, open_window: OpenWindow) -> None:
    hiding = opened(qtbot, open_window(Document(view=View(hidden=("noise",)))))
    visited = []
    for _ in range(len(hiding.boxes) + 2):
        visited.append(QApplication.focusWidget())
        press(qtbot, Qt.Key.Key_Tab)
    assert visited == [*hiding.boxes.values(), hiding.show_all, hiding.copy_link]
    assert hiding.boxes["play"].hasFocus()
    hiding.popover.close()


def test_every_box_hides_its_control_in_one_step_of_undo(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    hiding = opened(qtbot, window)
    assert set(hiding.boxes) == {*CONTROLS, *FEATURES}
    names: list[str] = []
    for name, box in hiding.boxes.items():
        assert hiding.popover.rect().contains(box.mapTo(hiding.popover, box.rect().bottomRight()))
        assert box.isChecked()
        click(qtbot, box)
        names.append(name)
        assert hidden(window) == tuple(names)
        assert not box.isChecked()
        assert window.session.undo_stack.undoText() == f"Hide {box.text()}"
    assert window.session.undo_stack.count() == len(names)
    click(qtbot, hiding.show_all)
    assert hidden(window) == ()
    assert all(box.isChecked() for box in hiding.boxes.values())
    assert not hiding.show_all.isEnabled()
    assert window.session.undo_stack.count() == len(names) + 1
    hiding.popover.close()


def test_undo_and_redo_work_while_it_is_open(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    hiding = opened(qtbot, window)
    click(qtbot, hiding.boxes["noise"])
    assert not window.page.data.noise.isVisible()
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert hidden(window) == ()
    assert window.page.data.noise.isVisible()
    assert hiding.boxes["noise"].isChecked()
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    assert hidden(window) == ("noise",)
    assert not hiding.boxes["noise"].isChecked()
    hiding.popover.close()


def test_a_link_carries_what_is_hidden(qtbot: QtBot, open_window: OpenWindow) -> None:
    teacher = open_window()
    hiding = opened(qtbot, teacher)
    used = teacher.session.document.network.features
    for name, box in hiding.boxes.items():
        if name not in used:
            click(qtbot, box)
    click(qtbot, hiding.copy_link)
    assert not hiding.popover.isVisible()
    assert banner(teacher) == "Copied as a TensorFlow Playground link."
    link = QGuiApplication.clipboard().text()
    assert link.count("_hide=true") == len(hidden(teacher)) == len(CONTROLS) + len(FEATURES) - len(used)
    assert set(read_link(link).document.view.hidden) == set(hidden(teacher))
    pupil = open_window()
    qtbot.keyClick(pupil, Qt.Key.Key_V, CONTROL)
    assert set(hidden(pupil)) == set(hidden(teacher))
    assert pupil.session.document.network == teacher.session.document.network
    assert "controls are hidden" in banner(pupil)
    assert not pupil.page.transport.play.isVisible()
    boxes = pupil.commands.hiding.boxes
    assert {name for name, box in boxes.items() if not box.isChecked()} == set(hidden(teacher))


def test_an_input_in_use_is_hidden_here_but_not_by_a_link(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Document(network=Network(features=("x1", "x2"))))
    hiding = opened(qtbot, window)
    usual = hiding.told.text()
    click(qtbot, hiding.boxes["sin_x1"])
    assert hiding.told.text() == usual
    click(qtbot, hiding.boxes["x2"])
    assert "x₂" in hiding.told.text()
    assert "x₁" not in hiding.told.text()
    assert window.session.document.network.features == ("x1", "x2")
    assert not window.page.data.features.chip("x2").isVisible()
    click(qtbot, hiding.copy_link)
    assert "x₂ cannot be hidden" in banner(window)
    assert read_link(QGuiApplication.clipboard().text()).document.view.hidden == ("sin_x1",)
    # A text of our own carries it all.
    shared = read_shared(share_text(window.session.document, False)).document
    assert shared.view.hidden == ("sin_x1", "x2")
    assert shared.network.features == ("x1", "x2")


def test_the_keyboard_comes_back_although_the_control_that_had_it_is_hidden(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window()
    window.page.transport.reset.setFocus()
    hiding = opened(qtbot, window)
    click(qtbot, hiding.boxes["reset"])
    press(qtbot, Qt.Key.Key_Escape)
    holder = QApplication.focusWidget()
    assert holder is not None
    assert holder.isVisible()
    assert holder.window() is window
    qtbot.keyClick(holder, Qt.Key.Key_Space)
    assert window.trainer.playing


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_its_boxes_take_the_colours_of_the_theme(qtbot: QtBot, open_window: OpenWindow, mode: str) -> None:
    window = open_window()
    window.appearance.set_mode("dark" if mode == "light" else "light")
    window.appearance.set_mode(mode)
    hiding = opened(qtbot, window)
    box = hiding.boxes["noise"]
    corner = QPoint(box.height() // 2, box.height() // 2 - box.fontMetrics().height() // 4)
    assert box.grab().toImage().pixelColor(corner) == QColor(theme.PALETTES[mode].accent)
    card = hiding.popover.grab().toImage().pixelColor(9, hiding.popover.height() // 2)
    assert card == QColor(theme.PALETTES[mode].panel)
    hiding.popover.close()


KEYS = (
    ("play", Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "Play"),
    ("step", Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier, "Step one epoch"),
    ("step", Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "Step one mini-batch"),
    ("reset", Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier, "Reset"),
    ("reset", Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier, "New weights"),
    ("problem", Qt.Key.Key_P, CONTROL, "Classification or regression"),
    ("data set", Qt.Key.Key_I, CONTROL, "Import points"),
)


@pytest.mark.parametrize(("control", "key", "modifiers", "name"), KEYS)
def test_a_hidden_controls_key_only_says_so(
    qtbot: QtBot,
    open_window: OpenWindow,
    control: str,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    name: str,
) -> None:
    window = open_window(Document(view=View(hidden=(control,))))
    before = window.session.current()
    qtbot.keyClick(window, key, modifiers)
    assert banner(window) == f"{name} is hidden in this experiment; the menu can show all controls again."
    assert window.session.current() == before
    assert window.session.undo_stack.count() == 0
    assert not window.trainer.playing
    click(qtbot, window.banner.action)
    assert hidden(window) == ()
    assert banner(window) == ""


def test_a_key_works_again_once_its_control_is_back(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Document(view=View(hidden=("problem",))))
    data = window.session.document.data
    qtbot.keyClick(window, Qt.Key.Key_P, CONTROL)
    assert window.session.document.data == data
    window.sharing.show_all_controls()
    qtbot.keyClick(window, Qt.Key.Key_P, CONTROL)
    assert window.session.document.data.dataset == "plane"


def test_other_workspaces_have_keys_of_their_own(qtbot: QtBot, open_window: OpenWindow) -> None:
    document = Document(view=View(hidden=("play", "reset", "data set"), workspace="derivative"))
    window = open_window(document)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.keyClick(window, Qt.Key.Key_H, CONTROL | SHIFT)
    assert banner(window) == ""
    assert not window.commands.hiding.popover.isVisible()
    window.session.edit("", replace(document, view=replace(document.view, workspace="network")))
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert "Reset is hidden" in banner(window)
