"""The harness itself, tried on a tiny window: what it says it does, it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from .application import Application
from .desktop import Desktop, wait_for

TINY = Path(__file__).parent / "tiny_window.py"

Launch = Callable[..., Application]


def test_mouse_reaches_a_button(launch: Launch) -> None:
    tiny = launch(TINY, "unused")
    tiny.window()
    for _ in range(3):
        tiny.click("Count")
    wait_for(lambda: tiny.find("counter").text == "3", "three clicks to be counted")


def test_a_drag_moves_a_slider(launch: Launch, desktop: Desktop) -> None:
    tiny = launch(TINY, "unused")
    tiny.window()
    slider = tiny.find("slider")
    desktop.drag(slider.at(0.01, 0.5), slider.at(0.6, 0.5))
    wait_for(lambda: 40 < (tiny.find("slider").value or 0) < 80, "the slider to follow")


def test_typing_and_a_shortcut(launch: Launch, desktop: Desktop, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    tiny = launch(TINY, saved)
    tiny.window()
    tiny.click("entry")
    wait_for(lambda: tiny.find("entry").focused, "the entry to have the keyboard")
    desktop.type("rate = 0.03")
    wait_for(lambda: tiny.find("entry").text == "rate = 0.03", "the text to be there")
    desktop.keys("ctrl+s")
    wait_for(saved.exists, "the file")
    wait_for(lambda: saved.read_text() == "rate = 0.03", "the text in the file")


def test_the_picture_shows_what_is_on_the_screen(launch: Launch, desktop: Desktop, tmp_path: Path) -> None:
    tiny = launch(TINY, "unused")
    tiny.window()
    square = tiny.find("red square", among="items")
    x, y = map(round, square.centre)
    wait_for(lambda: np.array_equal(desktop.picture()[y, x], [255, 0, 0]), "the square to be painted red")
    desktop.save_picture(tmp_path / "screen.png")
    assert (tmp_path / "screen.png").read_bytes().startswith(b"\x89PNG")
    tiny.end()
    wait_for(lambda: not np.array_equal(desktop.picture()[y, x], [255, 0, 0]), "the window to be gone")


def test_closing_ends_it_with_nothing_said(launch: Launch) -> None:
    tiny = launch(TINY, "unused")
    tiny.window()
    tiny.find("Count")
    tiny.close()
    assert tiny.ended(timeout=5.0) == 0
    assert (tiny.stdout, tiny.stderr) == ("", "")


def test_without_the_probe_nothing_is_answered(launch: Launch) -> None:
    tiny = launch(TINY, "unused", probe=False)
    tiny.window()
    assert tiny.ask("widgets") is None


def test_a_program_that_dies_is_reported_with_its_last_words(launch: Launch) -> None:
    dying = launch("-c", "raise SystemExit('no such thing')")
    with pytest.raises(AssertionError, match="no such thing"):
        dying.window()


def test_a_home_of_its_own(launch: Launch, isolated_home: Path) -> None:
    program = launch("-c", "from pathlib import Path; print(Path.home())")
    assert program.ended(timeout=10.0) == 0
    assert Path(program.stdout.strip()) == isolated_home
