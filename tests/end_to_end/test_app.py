"""The app in a real window: launched, used and closed as a person does it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from playground import storage
from playground.document import Document

from .application import ROOT, Application
from .desktop import Desktop, wait_for
from .reading import epoch

Launch = Callable[..., Application]
APP = ("-m", "playground")


@pytest.fixture
def first_launch(launch: Launch) -> Application:
    """The window as somebody sees it who has never launched the app before."""
    app = launch(*APP)
    app.window()
    return app


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "experiment.gradplay"
    storage.save(Document(), path)
    return path


def settled_epoch(app: Application) -> int:
    """The epoch shown once training has stood still for a while: the last frame follows a pause."""
    readings: list[int] = []

    def settled() -> bool:
        readings.append(epoch(app))
        return len(readings) > 10 and len(set(readings[-10:])) == 1

    wait_for(settled, "training to stand still")
    return readings[-1]


def saved_epoch(path: Path) -> int:
    state = storage.load(path).state
    return 0 if state is None else state.epoch


def test_the_first_launch_is_learning(first_launch: Application) -> None:
    first_launch.find("Pause")
    start = epoch(first_launch)
    wait_for(lambda: epoch(first_launch) > start, "another epoch")


def test_the_window_is_not_blank(first_launch: Application, desktop: Desktop) -> None:
    x, y, width, height = map(round, first_launch.find("Network", kind="Canvas").box)

    def colours_on_the_canvas() -> int:
        shown = desktop.picture()[y : y + height, x : x + width].reshape(-1, 3)
        return len(np.unique(shown, axis=0))

    wait_for(lambda: colours_on_the_canvas() > 100, "the heat maps on the canvas")


def test_space_pauses_and_a_click_plays_on(first_launch: Application, desktop: Desktop) -> None:
    first_launch.find("Pause")
    desktop.keys("space")
    first_launch.find("Play")
    first_launch.click("Play")
    first_launch.find("Pause")


def test_closing_during_training_is_quick_and_silent(launch: Launch, desktop: Desktop) -> None:
    app = launch(*APP)
    app.window()
    start = wait_for(lambda: epoch(app), "the first epoch")
    wait_for(lambda: epoch(app) > start, "another epoch")
    desktop.keys("ctrl+q")
    assert app.ended(timeout=2.0) == 0
    assert (app.stdout, app.stderr) == ("", "")


def test_closing_before_the_first_compile_is_done_is_quick_and_silent(
    launch: Launch, desktop: Desktop, tmp_path: Path
) -> None:
    installed = tmp_path / "never compiled"
    for package in ("engine", "playground", "resources"):
        shutil.copytree(ROOT / package, installed / package, ignore=shutil.ignore_patterns("__pycache__"))
    app = launch(*APP, root=installed)
    app.window()
    wait_for(lambda: epoch(app), "the first epoch, long before the kernels are there")
    desktop.keys("ctrl+q")
    assert app.ended(timeout=2.0) == 0
    assert (app.stdout, app.stderr) == ("", "")


def test_closing_by_the_window_frame(launch: Launch) -> None:
    app = launch(*APP)
    app.window()
    app.find("Pause")
    app.close()
    assert app.ended(timeout=2.0) == 0
    assert (app.stdout, app.stderr) == ("", "")


def test_the_next_launch_stands_paused_where_the_last_one_ended(launch: Launch, desktop: Desktop) -> None:
    first = launch(*APP)
    first.window()
    wait_for(lambda: epoch(first) > 0, "an epoch")
    desktop.keys("space")
    first.find("Play")
    reached = settled_epoch(first)
    first.close()
    first.ended(timeout=5.0)
    second = launch(*APP)
    second.window()
    second.find("Play")
    assert settled_epoch(second) == reached


def test_ctrl_s_saves_the_open_file(launch: Launch, desktop: Desktop, file: Path) -> None:
    app = launch(*APP, file)
    app.window()
    app.find("Play")
    desktop.keys("e")
    wait_for(lambda: epoch(app) == 1, "one epoch")
    desktop.keys("ctrl+s")
    wait_for(lambda: saved_epoch(file) == 1, "the saved epoch")


def test_ctrl_s_of_a_new_document_asks_for_its_name(
    first_launch: Application, desktop: Desktop, tmp_path: Path
) -> None:
    path = tmp_path / "mine.gradplay"
    wait_for(lambda: epoch(first_launch) > 0, "an epoch")
    desktop.keys("ctrl+s")
    name = first_launch.find("fileNameEdit")
    wait_for(lambda: first_launch.find("fileNameEdit").focused, "the dialog to have the keyboard")
    assert name.enabled
    desktop.keys("ctrl+a")
    desktop.type(str(path))
    desktop.keys("Return")
    wait_for(lambda: path.exists() and saved_epoch(path) > 0, "the saved file")


def test_a_broken_file_is_said_and_the_window_opens(launch: Launch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gradplay"
    broken.write_text('{"version": 1, "network": ')
    app = launch(*APP, broken)
    app.window()
    wait_for(lambda: [w for w in app.widgets() if "broken.gradplay" in w.text], "the sentence in the banner")
