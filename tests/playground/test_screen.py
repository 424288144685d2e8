"""Finding out before Qt aborts that there is nothing to draw on."""

from __future__ import annotations

import sys

import pytest

from playground import screen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a screen is a given")


def test_no_display_is_said() -> None:
    said = screen.window_problem({})
    assert said is not None
    assert "no screen" in said


def test_a_display_that_does_not_answer_is_named() -> None:
    said = screen._display_problem(":987")
    assert said is not None
    assert "':987' does not answer" in said


@pytest.mark.parametrize("environ", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_what_a_person_has_chosen_is_trusted(environ: dict[str, str]) -> None:
    assert screen.window_problem(environ) is None


def test_a_picture_is_drawn_without_a_screen() -> None:
    environ: dict[str, str] = {"DISPLAY": ":0"}
    assert screen.picture_problem(environ) is None
    assert environ["QT_QPA_PLATFORM"] == "offscreen"


def test_a_plugin_that_is_not_there_is_left_to_qt() -> None:
    assert screen._library_problem("libqnothing.so") is None
