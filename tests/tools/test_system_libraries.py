"""Missing system libraries are found, and named as the packages that bring them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import system_libraries

LDD = """\
\tlinux-vdso.so.1 (0x00007ffe)
\tlibQt6Gui.so.6 => /venv/lib/libQt6Gui.so.6 (0x00007f12)
\tlibxcb-cursor.so.0 => not found
\tlibxcb-icccm.so.4 => not found
\tlibEGL.so.1 => not found
"""


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A Debian machine that lacks what `LDD` lacks and both test programs; what was run is noted in it."""
    state: dict[str, object] = {"programs": {"ldd", "apt-get"}, "ldd": LDD, "uid": 1000, "ran": []}

    def run(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        if words[0] == "ldd":
            return subprocess.CompletedProcess(words, 0, stdout=str(state["ldd"]))
        state["ran"] = [*state["ran"], words]  # type: ignore[misc]
        if "install" in words:
            state["ldd"], state["programs"] = "", {"ldd", "apt-get", "Xvfb", "xdotool"}
        return subprocess.CompletedProcess(words, 0, stdout="")

    monkeypatch.setattr(system_libraries.subprocess, "run", run)
    monkeypatch.setattr(
        system_libraries.shutil, "which", lambda name: name if name in state["programs"] else None
    )
    monkeypatch.setattr(system_libraries.os, "geteuid", lambda: state["uid"])
    monkeypatch.setattr(system_libraries.sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    return state


def test_a_person_is_told_the_command_in_one_line(machine: dict[str, object]) -> None:
    said = system_libraries.ensure("window")
    assert said == (
        "Qt needs libraries that this system lacks; type: "
        "sudo apt-get install libegl1 libxcb-cursor0 libxcb-icccm4"
    )
    assert machine["ran"] == []


def test_for_tests_the_programs_are_named_too(machine: dict[str, object]) -> None:
    said = system_libraries.ensure("tests")
    assert said is not None
    assert said.endswith("sudo apt-get install libegl1 libxcb-cursor0 libxcb-icccm4 xdotool xvfb")


def test_root_gets_them_installed(machine: dict[str, object]) -> None:
    machine["uid"] = 0
    assert system_libraries.ensure("tests") is None
    (command,) = machine["ran"]  # type: ignore[misc]
    assert command[0] == "apt-get"
    assert command[-5:] == ["libegl1", "libxcb-cursor0", "libxcb-icccm4", "xdotool", "xvfb"]


def test_root_whose_install_fails_is_told_the_command_without_sudo(
    machine: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine["uid"] = 0
    monkeypatch.setattr(system_libraries, "_quietly", lambda command: False)
    said = system_libraries.ensure("window")
    assert said is not None
    assert said.endswith("type: apt-get install libegl1 libxcb-cursor0 libxcb-icccm4")


def test_elsewhere_the_libraries_themselves_are_named(machine: dict[str, object]) -> None:
    machine["programs"] = {"ldd"}
    said = system_libraries.ensure("window")
    assert said is not None
    assert said.endswith("install the packages that hold libEGL.so.1, libxcb-cursor.so.0, libxcb-icccm.so.4")
    machine["programs"] = {"ldd", "dnf"}
    said = system_libraries.ensure("window")
    assert said is not None
    assert "sudo dnf install 'libEGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'" in said


def test_missing_programs_alone_stop_no_test(
    machine: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    machine["ldd"] = ""
    assert system_libraries.main(["tests"]) == 0
    assert capsys.readouterr().err == (
        "Tests in a real window need Xvfb and xdotool; type: sudo apt-get install xdotool xvfb\n"
    )


def test_a_complete_machine_hears_nothing(machine: dict[str, object]) -> None:
    machine["ldd"] = ""
    assert system_libraries.ensure("window") is None
    assert system_libraries.ensure("offscreen") is None


@pytest.mark.parametrize(
    ("soname", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxcb-util.so.1", "libxcb-util1"),
        ("libXau.so.6", "libxau6"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libbrotlidec.so.1", "libbrotli1"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libpng16.so.16", "libpng16-16"),
    ],
)
def test_packages_are_named_as_debian_names_them(soname: str, package: str) -> None:
    assert system_libraries.package_of(soname) == package


def test_the_loader_is_asked_where_there_is_no_ldd(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(system_libraries.shutil, "which", lambda name: None)
    assert system_libraries.missing_libraries([tmp_path / "libqxcb.so"]) == [str(tmp_path / "libqxcb.so")]


@pytest.mark.parametrize(
    ("environ", "plugins"),
    [
        ({}, ["offscreen"]),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
    ],
)
def test_only_the_screen_that_is_there_is_looked_at(environ: dict[str, str], plugins: list[str]) -> None:
    assert system_libraries.plugins_for(environ) == plugins
