"""Documents in a real window: what goes wrong is said, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from playground import storage
from playground.document import DataSettings, Document

from .application import Application
from .desktop import Desktop, wait_for

Launch = Callable[..., Application]


@pytest.fixture
def app(launch: Launch, file: Path) -> Application:
    """The app with `file` open, and the spiral chosen in it but not saved."""
    app = launch("-m", "playground", file)
    app.window()
    app.find("Play")
    app.click("Spiral")
    wait_for(lambda: app.find("Spiral").checked, "the spiral to be chosen")
    return app


def says(app: Application, part: str) -> None:
    wait_for(lambda: [one for one in app.widgets() if part in one.text], f"{part!r} to be said")


def name_file(app: Application, desktop: Desktop, keys: str, path: Path) -> None:
    """Press `keys` and give the file dialog that they open this path."""
    app.window()  # without a window manager, nobody gives it the keyboard back after a dialog
    desktop.keys(keys)
    wait_for(lambda: app.find("fileNameEdit").focused, "the dialog to have the keyboard")
    desktop.keys("ctrl+a")
    desktop.type(str(path))
    desktop.keys("Return")


def test_a_broken_file_leaves_the_open_document_as_it_is(
    app: Application, desktop: Desktop, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gradplay"
    text = storage.dumps(Document()).replace('"learning_rate": 0.03', '"learning_rate": NaN', 1)
    broken.write_text(text)
    name_file(app, desktop, "ctrl+o", broken)
    says(app, "broken.gradplay: training.learning_rate is nan, which is not a finite number.")
    assert app.find("Spiral").checked


def test_opening_asks_before_unsaved_changes_are_lost(
    app: Application, desktop: Desktop, tmp_path: Path, file: Path
) -> None:
    other = tmp_path / "other.gradplay"
    storage.save(replace(Document(), data=DataSettings(dataset="gauss")), other)
    name_file(app, desktop, "ctrl+o", other)
    says(app, "Save the changes to experiment.gradplay?")
    app.click("Cancel")
    assert app.find("Spiral").checked
    name_file(app, desktop, "ctrl+o", other)
    says(app, "Save the changes to experiment.gradplay?")
    app.click("Save")
    wait_for(lambda: app.find("Gauss").checked, "the other document")
    assert storage.load(file).data.dataset == "spiral"
