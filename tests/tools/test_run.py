"""`make run` tells a screen that answers from one that is only named."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import run
import set_up


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")


def test_no_display_is_no_screen() -> None:
    assert not run.screen({})


@pytest.mark.parametrize("display", ["nonsense", ":", ":x", "unix:64999"])
def test_a_display_that_does_not_answer_is_no_screen(display: str) -> None:
    assert not run.screen({"DISPLAY": display})


def test_a_display_over_the_network_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = []
        port = server.getsockname()[1]
        answers = run._answers
        monkeypatch.setattr(
            run, "_answers", lambda address: asked.append(address) or answers(("127.0.0.1", port))
        )
        assert run.screen({"DISPLAY": "elsewhere:10.0"})
    assert asked == [("elsewhere", 6010)]


def test_a_wayland_socket_answers(tmp_path: Path) -> None:
    environ = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"}
    assert not run.screen(environ)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert run.screen(environ)


def test_windows_and_macos_have_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform in ("win32", "darwin"):
        monkeypatch.setattr(run.sys, "platform", platform)
        assert run.screen({})


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (
            "WARNING: Retrying after NewConnectionError(...)\nERROR: No matching distribution",
            "is there a network?",
        ),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        (
            "noise\nERROR: No matching distribution found for numba>=99\n",
            "No matching distribution found for numba",
        ),
        ("", "pip failed"),
    ],
)
def test_a_failed_installation_is_one_sentence(log: str, said: str) -> None:
    reason = set_up._reason(log)
    assert said in reason
    assert "\n" not in reason
