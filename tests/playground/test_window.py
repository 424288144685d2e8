"""The main window, driven by real keys and clicks on the screenless platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from engine.settings import Settings
from playground import storage, theme
from playground.controls.panel import TextLabel
from playground.document import DataSettings, Document, HiddenLayer, Network, View
from playground.views.expression import ExpressionView
from playground.window import MainWindow
from playground.window.appearance import Appearance, presenter_sizes
from playground.window.files import Answer, Dialogs
from playground.window.overview import Overview

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[..., MainWindow]
EXPLODING = Document(
    data=DataSettings(dataset="plane"),
    network=Network(hidden=(HiddenLayer(4, "relu"),)),
    training=Settings(learning_rate=10.0),
    view=View(speed=12),
)


def shown_epoch(window: MainWindow) -> int:
    assert window.frame is not None
    return window.frame.epoch


def test_every_view_is_visible_and_within_the_window_at_1280_by_800(open_window: OpenWindow) -> None:
    window = open_window()
    assert window.size().toTuple() == (1280, 800)
    views = (
        window.rail,
        window.page.transport,
        window.page.data,
        window.page.network,
        window.page.health,
        window.page.output,
    )
    for view in (*views, window.page.loss):
        assert view.isVisible()
        corner = view.mapTo(window, view.rect().bottomRight())
        assert window.rect().contains(corner), type(view).__name__
    assert not window.banner.isVisible()


def test_space_plays_and_pauses(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    qtbot.keyClick(window, Key.Key_Space)
    assert window.trainer.playing
    qtbot.waitUntil(lambda: shown_epoch(window) >= 2)
    qtbot.keyClick(window, Key.Key_Space)
    assert not window.trainer.playing


def test_steps_by_key(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    qtbot.keyClick(window, Key.Key_E)
    qtbot.waitUntil(lambda: shown_epoch(window) == 1)
    qtbot.keyClick(window, Key.Key_B)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.batch == 1)


def test_reset_by_key_and_undo(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    window.trainer.step_epoch(3)
    qtbot.waitUntil(lambda: shown_epoch(window) == 3)
    qtbot.keyClick(window, Key.Key_R)
    qtbot.waitUntil(lambda: shown_epoch(window) == 0)
    qtbot.keyClick(window, Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: shown_epoch(window) == 3)
    assert window.frame is not None
    assert len(window.frame.loss_epochs) == 4


def test_a_changed_document_is_marked_in_the_title(open_window: OpenWindow) -> None:
    window = open_window()
    assert window.windowTitle() == "Untitled[*] – Gradient Playground"
    assert not window.isWindowModified()
    document = window.session.document
    window.session.edit("Noise", replace(document, data=replace(document.data, noise=5)))
    assert window.isWindowModified()
    window.session.undo_stack.undo()
    assert not window.isWindowModified()


def test_divergence_says_where_and_offers_a_gentler_rate(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(EXPLODING)
    window.trainer.play()
    qtbot.waitUntil(window.banner.isVisible)
    said = window.banner.message.text()
    assert "epoch 1," in said
    assert "first" in said
    assert window.banner.action.text() == "Start over with 3"
    qtbot.mouseClick(window.banner.action, Qt.MouseButton.LeftButton)
    assert window.session.document.training.learning_rate == 3.0
    window.session.undo_stack.undo()
    assert window.session.document.training.learning_rate == 10.0


def test_the_overview_of_keys_comes_and_goes(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    qtbot.keyClick(window, Key.Key_F1)
    overview = window.findChild(Overview)
    assert overview is not None
    assert overview.isVisible()
    assert overview.size() == window.size()
    qtbot.keyClick(overview, Key.Key_Escape)
    assert window.findChild(Overview) is None
    qtbot.mouseClick(window.rail.help, Qt.MouseButton.LeftButton)
    overview = window.findChild(Overview)
    assert overview is not None
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton)
    assert window.findChild(Overview) is None


@pytest.mark.parametrize(
    ("workspace", "own", "others"),
    [
        ("network", "Step one epoch", "let h shrink"),
        ("expression", "one operation on, one back", "Step one epoch"),
        ("derivative", "let h shrink", "Step one epoch"),
    ],
)
def test_the_overview_lists_the_keys_of_the_workspace(
    qtbot: QtBot, open_window: OpenWindow, workspace: str, own: str, others: str
) -> None:
    window = open_window(Document(view=View(workspace=workspace)))
    qtbot.keyClick(window, Key.Key_F1)
    overview = window.findChild(Overview)
    assert overview is not None
    said = [label.text() for label in overview.findChildren(TextLabel)]
    assert own in said
    assert others not in said
    places = [label.geometry() for label in overview.findChildren(TextLabel)]
    assert not any(a.intersects(b) for a, b in combinations(places, 2))
    card = overview.findChild(QFrame)
    assert overview.rect().contains(card.geometry())


def test_a_click_beside_everything_keeps_the_keys_of_the_workspace(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Document(view=View(workspace="derivative")))
    qtbot.mouseClick(window.centralWidget(), Qt.MouseButton.LeftButton, pos=QPoint(80, 3))
    focus = window.focusWidget()
    assert focus is window.workspaces.widget_of("derivative")


def test_the_theme_changes_and_is_kept(qtbot: QtBot, open_window: OpenWindow, settings: QSettings) -> None:
    window = open_window()
    assert window.appearance.palette is theme.DARK
    qtbot.keyClick(window, Key.Key_T, CONTROL)
    assert window.appearance.palette is theme.LIGHT
    assert settings.value("theme") == "light"
    corner = window.grab().toImage().pixelColor(window.width() - 3, 3)
    assert corner.name() == theme.LIGHT.window
    assert Appearance(settings).mode == "light"


@pytest.mark.parametrize("workspace", ["network", "expression", "derivative"])
def test_presenting_fills_the_screen_with_larger_text_and_goes_back(
    qtbot: QtBot, open_window: OpenWindow, workspace: str
) -> None:
    window = open_window(Document(view=View(workspace=workspace)))
    before = window.geometry()
    qtbot.keyClick(window, Key.Key_F11)
    assert window.isFullScreen()
    assert window.appearance.sizes.base >= theme.NORMAL.base
    qtbot.keyClick(window, Key.Key_F11)
    assert not window.isFullScreen()
    assert window.appearance.sizes == theme.NORMAL
    qtbot.waitUntil(lambda: window.geometry() == before)


@pytest.mark.parametrize("width", [800, 1200, 1280, 1600, 1919, 1920, 3840])
def test_presenter_text_grows_with_the_screen(width: int) -> None:
    sizes = presenter_sizes(width)
    assert theme.NORMAL.base <= sizes.base <= theme.PRESENTER.base
    if width >= 1920:
        assert sizes == theme.PRESENTER
    if width <= 1200:
        assert sizes == theme.NORMAL


def test_a_dropped_file_is_opened_paused_at_its_epoch(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    window.trainer.step_epoch(2)
    qtbot.waitUntil(lambda: shown_epoch(window) == 2)
    path = tmp_path / "two.gradplay"
    storage.save(window.session.current(), path)
    window.trainer.play()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert not window.trainer.playing
    assert window.windowTitle() == "two.gradplay[*] – Gradient Playground"
    qtbot.waitUntil(lambda: window.frame is not None and list(window.frame.loss_epochs) == [2])


def test_a_file_that_cannot_be_opened_is_told_in_the_banner(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    window.files.open_path(tmp_path / "missing.gradplay")
    assert window.banner.isVisible()
    assert "missing.gradplay" in window.banner.message.text()


def test_new_asks_before_an_edit_is_lost(qtbot: QtBot, open_window: OpenWindow) -> None:
    class Discarding(Dialogs):
        def unsaved(self, name: str) -> Answer:
            return Answer.DISCARD

    window = open_window()
    window.files.dialogs = Discarding(window)
    document = window.session.document
    window.session.edit("Noise", replace(document, data=replace(document.data, noise=5)))
    qtbot.keyClick(window, Key.Key_N, CONTROL)
    assert window.session.document.data.noise == 0
    assert not window.isWindowModified()


def test_pointing_at_a_neuron_shows_it_in_the_large_plot(open_window: OpenWindow) -> None:
    window = open_window()
    window.page.network.neuron_hovered.emit(0, 1)
    assert window.page.output.title.text() != "OUTPUT"
    window.page.network.neuron_left.emit()
    assert window.page.output.title.text() == "OUTPUT"


def test_the_menu_lists_recent_files(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window()
    path = tmp_path / "a.gradplay"
    storage.save(Document(), path)
    window.files.open_path(path)
    qtbot.mouseClick(window.rail.menu, Qt.MouseButton.LeftButton)
    menu = window.commands.menu
    assert menu.isVisible()
    recent = next(action.menu() for action in menu.actions() if action.text() == "Open recent")
    assert [action.text().split()[0] for action in recent.actions()] == ["a.gradplay"]
    menu.close()


def test_closing_while_training_ends_the_worker(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    window.trainer.play()
    qtbot.waitUntil(lambda: shown_epoch(window) >= 1)
    window.close()
    assert not window.trainer.playing
    assert not window.isVisible()


def test_a_hidden_window_takes_no_frames(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    window.hide()
    shown = window.frames_shown
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: (window.trainer.capture() or window.session.document.state).epoch == 1)
    assert window.frames_shown == shown
    window.show()
    qtbot.waitUntil(lambda: shown_epoch(window) == 1)


@pytest.mark.parametrize(("number", "workspace"), [(2, "expression"), (3, "derivative")])
def test_each_workspace_is_a_key_or_a_click_away_and_undo_goes_back(
    qtbot: QtBot, open_window: OpenWindow, number: int, workspace: str
) -> None:
    window = open_window()
    qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
    assert window.workspaces.current == workspace
    assert window.rail.workspaces[workspace].isChecked()
    assert not window.page.isVisible()
    qtbot.waitUntil(lambda: window.workspaces.settled)
    qtbot.mouseClick(window.rail.workspaces["network"], Qt.MouseButton.LeftButton)
    assert window.page.isVisible()
    assert not window.session.undo_stack.canUndo(), "there and back again is no change"
    qtbot.mouseClick(window.rail.workspaces[workspace], Qt.MouseButton.LeftButton)
    window.commands.undo.trigger()
    assert window.workspaces.current == "network"


def test_keys_of_training_rest_while_another_workspace_is_shown(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window()
    window.workspaces.go("expression")
    qtbot.keyClick(window, Qt.Key.Key_E)
    qtbot.keyClick(window, Qt.Key.Key_R)
    window.workspaces.go("network")
    qtbot.keyClick(window, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: shown_epoch(window) == 1)
    assert not window.session.undo_stack.canUndo()


def test_a_workspace_has_the_keyboard_as_soon_as_it_is_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = window.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, key, modifier)

    press(Key.Key_3, CONTROL)
    x = window.session.document.derivative.x
    press(Key.Key_Right)
    assert window.session.document.derivative.x > x
    press(Key.Key_2, CONTROL)
    expression = window.workspaces.widget_of("expression")
    assert isinstance(expression, ExpressionView)
    expression.walk.go(0)
    press(Key.Key_Right)
    assert expression.walk.index == 1
    press(Key.Key_1, CONTROL)
    press(Key.Key_E)
    qtbot.waitUntil(lambda: shown_epoch(window) == 1)


def test_a_document_opens_in_the_workspace_it_was_left_in(open_window: OpenWindow) -> None:
    window = open_window(Document(view=View(workspace="expression")))
    assert window.workspaces.current == "expression"
    assert window.rail.workspaces["expression"].isChecked()
