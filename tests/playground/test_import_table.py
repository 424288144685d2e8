"""Points imported and exported in the window: by keys, clicks, dropping, from the command line; undone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from playground import app, theme
from playground.controls.switches import Segmented
from playground.document import DataSettings, Document, View
from playground.samples import data_of, own_points
from playground.tables import Imported, csv_text, read, with_imported
from playground.window import MainWindow
from playground.window import reading as reading_module
from playground.window.files import Dialogs
from playground.window.import_table import ImportDialog

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[..., MainWindow]
PENGUINS = "bill;flipper;species;mass\n" + "".join(
    f"{3 + k % 5},5;{180 + 3 * k};{('Adelie', 'Gentoo', 'Chinstrap')[k % 3]};{'NA' if k == 4 else 90 + k}\n"
    for k in range(40)
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "penguins.csv"
    path.write_text(PENGUINS)
    return path


@pytest.fixture
def dialog(qtbot: QtBot, table: Path) -> Iterator[Callable[..., ImportDialog]]:
    """Opens the dialog on the penguins, or other text, and waits until it is read."""
    opened = []

    def open_one(text: str | bytes = PENGUINS) -> ImportDialog:
        table.write_bytes(text.encode() if isinstance(text, str) else text)
        found = ImportDialog(table, theme.DARK)
        found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(found)
        opened.append(found)
        with qtbot.waitExposed(found):
            found.show()
        wait(qtbot, found)
        return found

    yield open_one
    for found in opened:
        found.reject()


def wait(qtbot: QtBot, dialog: ImportDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.progress.isVisible())


def opened(qtbot: QtBot, window: MainWindow) -> ImportDialog:
    found = window.tables.dialog
    assert found is not None
    wait(qtbot, found)
    return found


def pick(qtbot: QtBot, picker: QComboBox, text: str) -> None:
    """Choose an option as a person does with the keyboard: up and down until it is there."""
    picker.setFocus()
    for key in (Key.Key_Down, Key.Key_Up):
        for _ in range(picker.count()):
            if picker.currentText() == text:
                return
            qtbot.keyClick(picker, key)
    raise AssertionError(f"{text} is not offered")


def press(qtbot: QtBot, switch: Segmented, key: str) -> None:
    qtbot.mouseClick(switch.button(key), LEFT)


def last_points(dialog: ImportDialog) -> Imported:
    taken: list[Imported] = []
    dialog.chosen.connect(lambda imported, _: taken.append(imported))
    dialog.accept_button.click()
    [imported] = taken
    return imported


def test_what_was_recognised_is_shown(dialog: Callable[..., ImportDialog]) -> None:
    shown = dialog()
    controls = shown.controls
    assert controls.separator.currentData() == ";"
    assert controls.decimal.value() == ","
    assert controls.header.value() == "names"
    assert [picker.currentText() for picker in (controls.x1, controls.x2, controls.target)] == [
        "bill",
        "flipper",
        "species",
    ]
    assert (controls.problem.value(), controls.scaling.value()) == ("classification", "fit")
    assert shown.rows.rowCount() == 8
    assert shown.rows.horizontalHeaderItem(0).text() == "bill → x₁"
    assert shown.rows.item(0, 0).text() == "3,5"
    assert shown.notes.text() == "40 rows, 40 points in 3 classes."
    assert "Gentoo" in shown.legend.text()
    assert shown.accept_button.hasFocus()


def test_text_columns_are_explained(dialog: Callable[..., ImportDialog]) -> None:
    shown = dialog("name,x,y,c\n" + "".join(f"n{k},{k},{k}.5,{'ab'[k % 2]}\n" for k in range(9)))
    assert shown.controls.target.currentText() == "c"
    assert "Text can only be learned, as classes: “name”." in shown.notes.text()
    offered = [shown.controls.x1.itemText(place) for place in range(shown.controls.x1.count())]
    assert offered == ["x", "y"]


def test_columns_problem_and_scaling_are_chosen_by_keys_and_clicks(
    qtbot: QtBot, dialog: Callable[..., ImportDialog]
) -> None:
    shown = dialog()
    pick(qtbot, shown.controls.target, "mass")
    assert shown.controls.problem.value() == "regression"
    assert "1 row without a number in “mass”" in shown.notes.text()
    pick(qtbot, shown.controls.x2, "none, a line")
    press(qtbot, shown.controls.scaling, "standardise")
    points = last_points(shown)
    assert (points.classes, len(points.points)) == (0, 39)
    assert points.points.rows[:, 1].tolist() == [0.0] * 39
    assert points.points.rows[:, 0].std() == pytest.approx(1)
    assert [column.name for column in points.points.columns] == ["bill", "", "mass"]


def test_a_choice_that_gives_no_points_is_said_and_cannot_be_imported(
    qtbot: QtBot, dialog: Callable[..., ImportDialog]
) -> None:
    shown = dialog()
    press(qtbot, shown.controls.problem, "regression")
    assert "“species” is text" in shown.notes.text()
    assert shown.sign.isVisible()
    assert not shown.accept_button.isEnabled()
    pick(qtbot, shown.controls.target, "mass")
    assert shown.accept_button.isEnabled()
    press(qtbot, shown.controls.problem, "classification")
    assert "39 different values" in shown.notes.text()


def test_the_file_is_read_again_as_a_person_says(qtbot: QtBot, dialog: Callable[..., ImportDialog]) -> None:
    shown = dialog()
    press(qtbot, shown.controls.header, "values")
    wait(qtbot, shown)
    assert shown.rows.horizontalHeaderItem(0).text().startswith("Column 1")
    assert "41 rows" in shown.notes.text()
    press(qtbot, shown.controls.decimal, ".")
    wait(qtbot, shown)
    assert shown.rows.item(1, 0).text() == "3,5"
    pick(qtbot, shown.controls.separator, "Tab")
    wait(qtbot, shown)
    assert shown.controls.separator.hasFocus()
    assert "only one column" in shown.notes.text()
    assert not shown.accept_button.isEnabled()
    pick(qtbot, shown.controls.separator, "Semicolon")
    press(qtbot, shown.controls.decimal, ",")
    wait(qtbot, shown)
    assert shown.accept_button.isEnabled()


@pytest.mark.parametrize("raw", [b"", b"\0\1\2", b"x\n1\n", b'a,b\n"1,2\n', b"a,b\nu,v\nw,z\n"])
def test_what_is_no_table_is_said_in_the_dialog(dialog: Callable[..., ImportDialog], raw: bytes) -> None:
    shown = dialog(raw)
    assert shown.notes.text().startswith("penguins.csv")
    assert shown.sign.isVisible()
    assert not shown.accept_button.isEnabled()
    assert shown.cancel_button.hasFocus()


def test_cancel_is_heard_while_a_table_is_read(
    qtbot: QtBot, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(
        path: Path, cancelled: Callable[[], bool], progress: Callable[[float], None], _: object
    ) -> None:
        progress(0.25)
        begun.set()
        while not cancelled():
            threading.Event().wait(0.001)
        raise reading_module.Cancelled

    monkeypatch.setattr(reading_module, "read", endless)
    found = ImportDialog(table, theme.DARK)
    found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    qtbot.waitUntil(begun.is_set)
    qtbot.waitUntil(lambda: found.progress.value() == 250)
    assert not found.accept_button.isEnabled()
    assert not found.controls.x1.isEnabled()
    qtbot.keyClick(found, Key.Key_Escape)
    assert not found.isVisible()
    assert all(thread.name != "table" for thread in threading.enumerate())


# In the window


class Person(Dialogs):
    """Names a file at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def path_to_open(self, folder: str) -> Path | None:
        return self.path

    def path_to_import(self, folder: str) -> Path | None:
        return self.path

    def path_to_export(self, suggestion: str) -> Path | None:
        return self.path


def test_import_by_keys_is_one_edit_that_is_undone(
    qtbot: QtBot, open_window: OpenWindow, table: Path
) -> None:
    window = open_window()
    window.trainer.step_epoch(2)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 2)
    before = window.session.current()
    window.files.dialogs = Person(table)
    qtbot.keyClick(window, Key.Key_I, CONTROL)
    found = opened(qtbot, window)
    qtbot.keyClick(found, Key.Key_Return)
    after = window.session.document
    assert (after.data.dataset, after.data.classes, after.network.outputs) == ("own", 3, 3)
    assert own_points(after.data).class_names == ("Adelie", "Chinstrap", "Gentoo")
    assert window.session.undo_stack.undoText() == "Import penguins.csv"
    assert window.banner.message.text() == "40 points are here."
    assert window.tables.dialog is None
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.data == after.data)
    window.activateWindow()  # as a window manager does when the dialog is gone
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Key.Key_Z, CONTROL)
    assert window.session.current() == before


def test_escape_leaves_the_document_as_it_is(qtbot: QtBot, open_window: OpenWindow, table: Path) -> None:
    window = open_window()
    before = window.session.document
    window.tables.import_from(table)
    qtbot.keyClick(opened(qtbot, window), Key.Key_Escape)
    assert window.session.document is before
    assert window.tables.dialog is None


@pytest.mark.parametrize("way", ["drop", "open", "menu"])
def test_a_table_comes_in_by_every_way(qtbot: QtBot, open_window: OpenWindow, table: Path, way: str) -> None:
    window = open_window()
    window.files.dialogs = Person(table)
    if way == "drop":
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(table))])
        no_keys = Qt.KeyboardModifier.NoModifier
        window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, no_keys))
    elif way == "open":
        qtbot.keyClick(window, Key.Key_O, CONTROL)
    else:
        [action] = [a for a in window.commands.menu.actions() if a.text() == "Import points…"]
        action.trigger()
    opened(qtbot, window).accept_button.click()
    assert window.session.document.data.dataset == "own"


def test_the_command_line_opens_a_table_over_the_last_document(qtbot: QtBot, table: Path) -> None:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    launch = app.start(table)
    qtbot.addWidget(launch.window)
    found = opened(qtbot, launch.window)
    assert found.windowTitle() == "Import points from penguins.csv"
    found.accept_button.click()
    assert launch.window.session.document.data.dataset == "own"
    launch.window.close()


def test_closing_the_window_ends_the_reading(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_text("x,y\n" + "1.25,2.5\n" * 300_000)
    window = open_window()
    window.tables.import_from(large)
    window.close()
    assert all(thread.name != "table" for thread in threading.enumerate())


def test_points_are_exported_by_keys(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(Document(data=DataSettings(dataset="xor")))
    path = tmp_path / "xor.csv"
    window.files.dialogs = Person(path)
    qtbot.keyClick(window, Key.Key_E, CONTROL)
    assert path.read_text() == csv_text(window.session.document.data)
    assert window.banner.message.text() == "500 points are exported to xor.csv."
    window.files.dialogs = Person(tmp_path / "missing" / "xor.csv")
    qtbot.keyClick(window, Key.Key_E, CONTROL)
    assert "xor.csv was not saved" in window.banner.message.text()


def test_what_is_exported_is_imported_as_the_same_points(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(Document(data=DataSettings(dataset="spiral")))
    drawn = data_of(window.session.document.data)
    path = tmp_path / "spiral.csv"
    window.files.dialogs = Person(path)
    window.tables.export_points()
    window.tables.import_table()
    opened(qtbot, window).accept_button.click()
    mine = own_points(window.session.document.data).rows
    assert mine[:, :2].tolist() == drawn.points.tolist()
    assert (2 * mine[:, 2] - 1).tolist() == drawn.targets.tolist()


def test_no_points_cannot_be_exported(open_window: OpenWindow) -> None:
    window = open_window(Document(data=DataSettings(dataset="own")))
    window.tables.export_points()
    assert window.banner.message.text() == "There are no points to export."


def test_points_on_a_line_are_shown_as_a_curve_and_classes_never_are() -> None:
    from playground.tables import Selection, points_of

    line = read(b"t,y\n1,2.5\n2,3.5\n4,9.5\n")
    document = with_imported(Document(), points_of(line, Selection(0, None, 1, "regression")))
    assert (document.data.dataset, document.view.output) == ("own_values", "curve")
    classes = read(b"x,y,c\n1,2.5,a\n2,3.5,b\n4,9.5,a\n")
    back = with_imported(document, points_of(classes, Selection(0, 1, 2, "classification")))
    assert (back.data.dataset, back.view.output, back.data.classes) == ("own", "plane", 2)
    elsewhere = Document(view=View(workspace="derivative"), data=DataSettings(dataset="blobs", classes=5))
    arrived = with_imported(elsewhere, points_of(classes, Selection(0, 1, 2, "classification")))
    assert (arrived.view.workspace, arrived.data.classes) == ("network", 2)
    assert np.unique(data_of(arrived.data).targets).tolist() == [-1.0, 1.0]
