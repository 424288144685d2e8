"""Fixtures of the tests in a real window: one virtual screen for all, programs that end with their test."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import system_libraries

from playground import storage
from playground.document import Document

from .application import Application
from .desktop import Desktop, wait_for


@pytest.fixture(scope="session")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """The virtual screen. Without Xvfb and xdotool the test is not run, and the summary says so; CI fails."""
    sentence = system_libraries.how_to_get(*system_libraries.lacking("tests"))
    if sentence and os.environ.get("CI"):
        pytest.fail(f"CI must run these. {sentence}", pytrace=False)
    if sentence:
        pytest.skip(sentence)
    screen = Desktop(tmp_path_factory.mktemp("xvfb"))
    yield screen
    screen.stop()


@pytest.fixture
def launch(desktop: Desktop, tmp_path: Path) -> Iterator[Callable[..., Application]]:
    """Start `python ARGUMENTS...` on the virtual screen; what still runs after the test is ended."""
    started: list[Application] = []

    def launch(*command: object, **options: Any) -> Application:
        folder = tmp_path / f"program-{len(started)}"
        folder.mkdir()
        started.append(Application(desktop, command, folder, **options))
        return started[-1]

    yield launch
    for application in started:
        application.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failed test's report where a picture of the screen at that moment is."""
    report = yield
    screen = getattr(item, "funcargs", {}).get("desktop")
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if report.failed and call.when == "call" and screen is not None and folder is not None:
        screen.save_picture(folder / "screen.png")
        report.sections.append(("the screen when it failed", str(folder / "screen.png")))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly that tests in a real window were not run, and how to have them run."""
    here = f"/{Path(__file__).parent.name}/"
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if here in report.nodeid]
    if skipped:
        *_, (_, _, reason) = [report.longrepr for report in skipped]
        terminalreporter.write_line(f"NOT RUN: {len(skipped)} tests in a real window. {reason}", yellow=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The default document, saved."""
    path = tmp_path / "experiment.gradplay"
    storage.save(Document(), path)
    return path


@pytest.fixture
def app(launch: Callable[..., Application], file: Path) -> Application:
    """The app with `file` open, paused at epoch 0, and the keyboard in its window."""
    app = launch("-m", "playground", file)
    app.window()
    app.find("Play")
    wait_for(lambda: [one for one in app.widgets() if one.focused], "the window to have the keyboard")
    return app
