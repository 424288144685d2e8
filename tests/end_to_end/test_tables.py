"""Points from a table in a real window: opened at launch, chosen by mouse and keys, exported, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playground.tables import read

from .application import Application
from .desktop import Desktop, wait_for

Launch = Callable[..., Application]
TABLE = "length;width;kind\n" + "".join(f"{k % 7},5;{k % 11},25;{'abc'[k % 3]}\n" for k in range(60))


def says(app: Application, part: str) -> None:
    wait_for(lambda: [one for one in app.widgets() if part in one.text], f"{part!r} to be said")


def test_a_table_becomes_points_and_points_a_table(launch: Launch, desktop: Desktop, tmp_path: Path) -> None:
    path, copy = tmp_path / "kinds.csv", tmp_path / "copy.csv"
    path.write_text(TABLE)
    app = launch("-m", "playground", path)
    app.window(title="Import points")
    says(app, "60 rows, 60 points in 3 classes.")
    app.click("Standardise")
    wait_for(lambda: app.find("Standardise").checked, "the scaling to be chosen")
    desktop.keys("Tab")
    app.click("Import")
    says(app, "60 points are here.")
    wait_for(lambda: app.find("Own").checked, "the points to be learned")
    app.window()
    desktop.keys("ctrl+e")
    wait_for(lambda: app.find("fileNameEdit").focused, "the dialog to have the keyboard")
    desktop.keys("ctrl+a")
    desktop.type(str(copy))
    desktop.keys("Return")
    says(app, "60 points are exported to copy.csv.")
    written, own = read(copy), read(path)
    assert [column.name for column in written.columns] == ["length", "width", "kind", "set"]
    for column in (0, 1):
        assert written.columns[column].numbers.tolist() == own.columns[column].numbers.tolist()
    app.window()
    desktop.keys("ctrl+z")
    wait_for(lambda: app.find("Circle").checked, "the data of before")


def test_escape_leaves_the_import_and_a_wrong_file_is_explained(
    launch: Launch, desktop: Desktop, tmp_path: Path
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text('x,y,c\n1,2,a\n"3,4,b\n')
    app = launch("-m", "playground", path)
    app.window(title="Import points")
    says(app, "broken.csv, line 3: a quotation mark is never closed.")
    desktop.keys("Escape")
    wait_for(lambda: not [one for one in app.widgets() if "quotation" in one.text], "the dialog to close")
    assert app.find("Circle").checked
