"""The panels in a whole window: stop rules, own points, formulas, and the way from a bar to a graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground import last_document
from playground.document import Document, StopRules, View
from playground.last_document import LastDocument
from playground.mistakes import bins_of
from playground.network_edits import set_own_points
from playground.own_data import OwnPoints
from playground.samples import data_of
from playground.window import MainWindow
from playground.window.files import Dialogs
from playground.window.keeping import Keeping
from tests.views.wiring import click, type_text

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[..., MainWindow]


def test_a_stop_rule_pauses_is_told_and_is_gone_with_the_next_play(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Document(view=View(speed=12), stop=StopRules(epoch=40)))
    qtbot.keyClick(window, Key.Key_Space)
    qtbot.waitUntil(window.banner.isVisible)
    assert not window.trainer.playing
    assert "40" in window.banner.message.text()
    assert not window.banner.action.isVisible()
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 40)
    qtbot.keyClick(window, Key.Key_Space)
    assert not window.banner.isVisible()
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch > 40)
    assert window.trainer.playing
    qtbot.keyClick(window, Key.Key_Space)


class Windows(QObject):
    """Notes the class of every window that is made for a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.PlatformSurface and isinstance(watched, QWidget):
            self.seen.add(type(watched).__name__)
        return False


def test_no_part_of_the_window_is_a_window_for_a_moment(qapp: QApplication, open_window: OpenWindow) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    open_window()
    qapp.removeEventFilter(windows)
    assert windows.seen == {"MainWindow"}


def test_another_message_outlives_the_next_play(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    window.complain("Something else.")
    qtbot.keyClick(window, Key.Key_Space)
    assert window.banner.isVisible()
    qtbot.keyClick(window, Key.Key_Space)


def test_the_problem_is_switched_by_key_unless_it_is_hidden(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    qtbot.keyClick(window, Key.Key_P, CONTROL)
    assert window.session.document.data.dataset == "plane"
    assert window.page.data.problems.value() == "regression"
    qtbot.keyClick(window, Key.Key_P, CONTROL)
    assert window.session.document.data.dataset == "circle"
    document = window.session.document
    window.session.edit("Hide", replace(document, view=replace(document.view, hidden=("problem",))))
    assert not window.page.data.problems.isVisible()
    qtbot.keyClick(window, Key.Key_P, CONTROL)
    assert window.session.document.data.dataset == "circle"


def test_a_formula_is_written_by_keys_alone_and_trained(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    qtbot.keyClick(window, Key.Key_F, CONTROL)
    field = window.page.data.formula.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "e^(-x1^2)*b")
    qtbot.keyClick(field, Key.Key_Return)
    assert "column" in window.page.data.formula.error.text()
    qtbot.keyClick(field, Key.Key_A, CONTROL)
    qtbot.keyClicks(field, "exp(-x1^2 - x2^2)")
    qtbot.keyClick(field, Key.Key_Return)
    assert len(window.session.document.network.features) == 3
    window.trainer.step_epoch(3)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 3)
    assert window.frame is not None
    assert len(window.frame.input_maps) == 3


def test_clearing_own_points_and_bringing_them_back_trains_on(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    data = window.page.data
    click(data.datasets.thumbnail("own"))
    rows = [(1.0 + k / 40, k % 3 - 1.0, float(k % 2)) for k in range(40)]
    window.session.edit("Paint", set_own_points(window.session.current(), OwnPoints.of(rows)))
    assert data.data.count.text() == "40 points"
    click(data.data.clear_points)
    window.session.undo_stack.undo()
    window.trainer.step_epoch(2)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch >= 2)


def test_a_bar_of_losses_leads_to_its_worst_points_graph(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Document(view=View(loss="points")))
    window.trainer.step_epoch(3)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 3)
    assert window.frame is not None
    losses = window.frame.train_point_losses
    qtbot.waitUntil(lambda: window.page.loss.histogram.losses[0] is losses)
    worst = int(losses.argmax())
    histogram = window.page.loss.histogram
    place: QPoint = histogram.bar(int(bins_of(losses)[worst]), False).center().toPoint()
    click(histogram, place)
    assert window.session.document.view.workspace == "expression"
    graph = window.visits.graph
    assert graph is not None
    assert graph.subject.point == worst


def test_the_popover_opens_by_key_and_space_plays_after_it(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    more = window.page.transport.more
    qtbot.keyClick(window, Key.Key_M, CONTROL)
    qtbot.waitUntil(more.popover.isVisible)
    type_text(more.stops.fields["patience"], "5")
    qtbot.keyClick(more.popover, Key.Key_Escape)
    assert not more.popover.isVisible()
    assert window.session.document.stop.patience == 5


class Refused(Dialogs):
    """Saves where nothing can be saved, until told otherwise."""

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.path = path

    def path_to_save(self, suggestion: str) -> Path:
        return self.path


def test_could_not_be_saved_is_gone_once_it_is_saved(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window()
    (tmp_path / "taken.gradplay").mkdir()
    dialogs = window.files.dialogs = Refused(window, tmp_path / "taken.gradplay")
    click(window.page.data.pulses)
    assert not window.files.save_as()
    assert window.banner.isVisible()
    click(window.page.data.pulses)
    assert window.banner.isVisible(), "still not saved"
    dialogs.path = tmp_path / "free.gradplay"
    assert window.files.save_as()
    assert not window.banner.isVisible()


def test_could_not_be_kept_is_gone_once_it_is_kept(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window()
    keeping = Keeping(window, LastDocument(tmp_path))
    blocking = tmp_path / last_document.FILE_NAME
    blocking.mkdir()
    assert not keeping.keep()
    assert "cannot be kept" in window.banner.message.text()
    blocking.rmdir()
    assert keeping.keep()
    assert not window.banner.isVisible()


def test_the_points_of_a_set_become_one_s_own_by_key_and_undo(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    before = window.session.document
    qtbot.keyClick(window, Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    after = window.session.document
    assert after.data.dataset == "own"
    drawn, own = data_of(before.data), data_of(after.data)
    assert sorted(map(tuple, own.points)) == sorted(map(tuple, drawn.points))
    qtbot.waitUntil(window.page.output.plot.hasFocus)
    window.page.network.canvas.setFocus()
    qtbot.keyClick(window, Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(window.page.output.plot.hasFocus)
    assert window.session.document is after
    window.session.undo_stack.undo()
    assert window.session.document.data == before.data
