"""Links in the window: pasted, dropped, copied; what is hidden and shown again; every step undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from engine.features import FEATURES
from engine.warm_up import warm_up
from playground.document import CONTROLS, DataSettings, Document, View
from playground.links import read_link, share_text
from playground.views.network.edits import HIDEABLE
from playground.window import MainWindow
from playground.window.sharing import SHOW_ALL, shared_text

RUNS = json.loads((Path(__file__).parents[1] / "golden/tf-playground-runs.json").read_text("utf-8"))
LINK = f"https://playground.tensorflow.org/{RUNS[1]['link']}"
CONTROL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[..., MainWindow]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def paste(qtbot: QtBot, window: MainWindow, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(window, Qt.Key.Key_V, CONTROL)


def menu_action(window: MainWindow, text: str) -> QAction:
    window.commands.menu.aboutToShow.emit()
    [action] = [action for action in window.commands.menu.actions() if action.text() == text]
    return action


def banner(window: MainWindow) -> str:
    return window.banner.message.text() if window.banner.isVisible() else ""


def test_escape_and_another_data_set_put_the_message_away(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    paste(qtbot, window, LINK)
    assert banner(window)
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert not banner(window)
    paste(qtbot, window, LINK)
    data = replace(window.session.document.data, dataset="spiral")
    window.session.edit("Data set", replace(window.session.document, data=data))
    assert not banner(window)


def test_a_pasted_link_is_the_experiment_with_the_losses_of_the_page(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    assert warm_up()
    window = open_window()
    window.trainer.play()
    paste(qtbot, window, LINK)
    assert not window.trainer.playing
    assert banner(window) == "The experiment is here, ready to play."
    window.trainer.step_epoch(20)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 20)
    frame = window.frame
    assert frame is not None
    expected = RUNS[1]["train"]["20"], RUNS[1]["test"]["20"]
    assert frame.losses == pytest.approx(expected, abs=1e-9)


def test_pasting_is_one_step_of_undo_that_brings_trained_weights_back(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window()
    window.trainer.step_epoch(2)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 2)
    before = window.session.current()
    paste(qtbot, window, LINK)
    after = window.session.document
    assert (after.data.dataset, after.state.epoch) == ("xor", 0)  # type: ignore[union-attr]
    assert window.session.undo_stack.count() == 1
    assert window.session.undo_stack.undoText() == "Paste link"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.session.current() == before


def test_a_link_leaves_looks_and_formulas_as_they_are(qtbot: QtBot, open_window: OpenWindow) -> None:
    document = Document(view=View(speed=3, log_loss=True, show_test=True))
    document = replace(document, derivative=replace(document.derivative, text="x³"))
    window = open_window(document)
    paste(qtbot, window, LINK)
    view = window.session.document.view
    assert (view.speed, view.log_loss, view.show_test) == (3, True, False)
    assert window.session.document.derivative.text == "x³"
    assert window.session.document.training == read_link(LINK).document.training


def test_notes_are_told_in_the_banner(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    paste(qtbot, window, "#dataset=xor&foo=1&networkShape=99")
    for part in ("no seed", "“foo”", "“99”"):
        assert part in banner(window)


@pytest.mark.parametrize("text", ["", "hello", "#a=b", "gradplay:eNq", "x" * 50_000])
def test_what_is_no_link_is_told_and_changes_nothing(
    qtbot: QtBot, open_window: OpenWindow, text: str
) -> None:
    window = open_window()
    before = window.session.document
    paste(qtbot, window, text)
    assert banner(window).endswith(".")
    assert window.session.document is before
    assert window.session.undo_stack.count() == 0


def test_pasting_into_a_field_is_left_to_the_field(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    field = window.page.data.seed
    QGuiApplication.clipboard().setText("#seed=5")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert field.text() == "#seed=5"
    assert window.session.document.data.dataset == "circle"
    assert window.session.undo_stack.count() == 0
    field.clearFocus()


def drop(window: MainWindow, data: QMimeData) -> None:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


@pytest.mark.parametrize("dropped", [True, False])
def test_a_shortcut_is_taken_like_the_link_in_it(
    open_window: OpenWindow, tmp_path: Path, dropped: bool
) -> None:
    window = open_window()
    path = tmp_path / "playground lesson.url"
    path.write_text(f"[InternetShortcut]\nURL={LINK}\n")
    if dropped:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drop(window, data)
    else:
        window.files.open_path(path)
    assert banner(window) == "The experiment is here, ready to play."
    assert window.session.document.data == read_link(LINK).document.data
    window.session.undo_stack.undo()
    assert window.session.document.data == Document().data


def test_a_shortcut_that_leads_nowhere_is_said_and_changes_nothing(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    before = window.session.document
    path = tmp_path / "a.webloc"
    path.write_bytes(b"<plist>")
    window.files.open_path(path)
    assert banner(window) == "a.webloc holds no address, as an internet shortcut would."
    assert window.session.document is before


def test_a_dropped_link_is_taken(open_window: OpenWindow) -> None:
    window = open_window()
    data = QMimeData()
    data.setUrls([QUrl(LINK)])
    drop(window, data)
    assert window.session.document.data.dataset == "xor"


def test_only_links_are_welcome_among_dragged_texts() -> None:
    data = QMimeData()
    data.setText("hello")
    assert shared_text(data) is None
    data.setText(LINK)
    assert shared_text(data) == LINK


def test_a_copied_link_comes_back_and_names_what_it_leaves_out(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    paste(qtbot, window, LINK)
    qtbot.keyClick(window, Qt.Key.Key_C, CONTROL)
    assert clipboard() == LINK
    assert banner(window) == "Copied as a TensorFlow Playground link."
    settings = replace(window.session.document.training, optimiser="adam")
    window.session.edit("Optimiser", replace(window.session.document, training=settings))
    menu_action(window, "Copy as Playground link").trigger()
    assert "adam" in banner(window)


@pytest.mark.parametrize("weights", [False, True])
def test_a_share_text_comes_back(qtbot: QtBot, open_window: OpenWindow, weights: bool) -> None:
    window = open_window(Document(data=DataSettings(dataset="xor"), view=View(speed=2)))
    window.trainer.step_epoch(2)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 2)
    shared = window.session.current()
    menu_action(window, "Copy as share text with weights" if weights else "Copy as share text").trigger()
    assert clipboard() == share_text(shared, weights)
    assert "Copied" in banner(window)
    paste(qtbot, window, "#dataset=gauss")
    paste(qtbot, window, share_text(shared, weights))
    arrived = window.session.current()
    assert replace(arrived, state=None) == replace(shared, state=None)
    assert arrived.state is not None
    assert shared.state is not None
    assert arrived.state.epoch == (2 if weights else 0)
    assert (arrived.state == shared.state) is weights


def everything(window: MainWindow) -> set[str]:
    page = window.page
    return {*page.transport.hideable, *page.data.hideable, *page.output.hideable, *HIDEABLE}


def test_views_can_leave_out_all_that_a_document_can_hide(open_window: OpenWindow) -> None:
    assert everything(open_window()) == {*CONTROLS, *FEATURES}


def test_hidden_controls_are_gone_with_their_keys_and_come_back(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window()
    page = window.page
    assert not menu_action(window, SHOW_ALL).isEnabled()
    settings = page.transport.settings
    parts = {
        "playButton": page.transport.play,
        "stepButton": page.transport.step_epoch,
        "resetButton": page.transport.reset,
        "learningRate": settings.learning_rate,
        "batchSize": settings.batch_size,
        "regularization": settings.penalty,
        "regularizationRate": settings.penalty_rate,
        "problem": page.data.problems,
        "dataset": page.data.datasets,
        "noise": page.data.noise,
        "percTrainData": page.data.train_share,
        "showTestData": page.output.show_test,
        "discretize": page.output.discretise,
        "sinX": page.data.features.chip("sin_x1"),
        "numHiddenLayers": page.network.header.inserts[0],
    }
    penalised = "regularization=L2&regularizationRate=0.1"
    paste(qtbot, window, f"#seed=1&{penalised}")
    assert all(part.isVisible() for part in parts.values())
    paste(qtbot, window, f"#seed=1&{penalised}&" + "&".join(f"{key}_hide=true" for key in parts))
    assert [key for key, part in parts.items() if part.isVisible()] == []
    assert "hidden" in banner(window)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.trainer.playing
    window.banner.action.click()
    assert all(part.isVisible() for part in parts.values())
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.trainer.playing
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert not any(part.isVisible() for part in parts.values())
    menu_action(window, SHOW_ALL).trigger()
    assert all(part.isVisible() for part in parts.values())


def test_a_hidden_problem_leaves_the_data_sets_of_this_one(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    paste(qtbot, window, "#seed=1&problem_hide=true")
    thumbnails = window.page.data.datasets
    assert thumbnails.thumbnail("spiral").isVisible()
    assert not thumbnails.thumbnail("plane").isVisible()
    paste(qtbot, window, "#seed=1&problem_hide=true&problem=regression")
    assert thumbnails.thumbnail("bumps").isVisible()
    assert not thumbnails.thumbnail("spiral").isVisible()


def test_a_hidden_activation_is_neither_told_nor_changed(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    paste(qtbot, window, "#seed=1&activation_hide=true&numHiddenLayers_hide=true")
    network = window.session.document.network
    assert "tanh" not in window.page.network.header.titles[0].text()
    window.page.network.header.edits.next_activation(0)
    window.page.network.header.edits.add_layer(0)
    assert window.session.document.network == network
    window.sharing.show_all_controls()
    assert "tanh" in window.page.network.header.titles[0].text()
