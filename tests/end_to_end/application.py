"""A program under test, in a process of its own on the virtual screen, used the way a person uses it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .desktop import Desktop, wait_for

ROOT = Path(__file__).resolve().parents[2]
PROBE = Path(__file__).resolve().parent / "probe"


@dataclass(frozen=True)
class Shown:
    """A visible widget or scene item, as the probe reports it; `box` is (x, y, width, height) on screen."""

    kind: str
    name: str
    text: str
    accessible: str
    tip: str
    enabled: bool
    focused: bool
    checked: bool | None
    value: float | None
    box: tuple[float, float, float, float]

    @property
    def centre(self) -> tuple[float, float]:
        x, y, width, height = self.box
        return x + width / 2, y + height / 2

    def at(self, across: float, down: float) -> tuple[float, float]:
        """A place inside, as shares of width and height."""
        x, y, width, height = self.box
        return x + across * width, y + down * height


class Application:
    """`python COMMAND...` on `desktop`, with files, settings and sockets in `folder`."""

    def __init__(
        self, desktop: Desktop, command: Sequence[object], folder: Path, probe: bool = True, root: Path = ROOT
    ) -> None:
        """Start it, with the packages below `root`. With `probe`, it can be asked what it shows and where."""
        self.desktop = desktop
        self._socket = folder / "probe.socket"
        self._stdout, self._stderr = folder / "stdout", folder / "stderr"
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        environment = (
            os.environ | desktop.environment | {"XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
        )
        for variable in ("DBUS_SESSION_BUS_ADDRESS", "XDG_CURRENT_DESKTOP", "SESSION_MANAGER"):
            environment.pop(variable, None)
        path = [str(root)]
        if probe:
            environment["PLAYGROUND_PROBE"] = str(self._socket)
            path.insert(0, str(PROBE))
        environment["PYTHONPATH"] = os.pathsep.join(path)
        with self._stdout.open("wb") as stdout, self._stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, *map(str, command)],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )

    @property
    def stdout(self) -> str:
        return self._stdout.read_text(errors="replace")

    @property
    def stderr(self) -> str:
        return self._stderr.read_text(errors="replace")

    def windows(self, title: str = "") -> list[int]:
        """X windows that it shows, those with this in their title."""
        if self.process.poll() is not None:
            raise AssertionError(f"it ended with {self.process.returncode}: {self.stderr}")
        of_it = ("--all", "--pid", self.process.pid, *(("--name", title) if title else ()))
        found = self.desktop.xdotool("search", "--onlyvisible", *of_it)
        return [int(window) for window in found.split()]

    def window(self, timeout: float = 40.0, title: str = "") -> int:
        """Its first visible window (with this in its title), given the keyboard, once there is one."""
        window = wait_for(lambda: self.windows(title), "a window", timeout)[0]
        self.desktop.xdotool("windowfocus", window)
        return window

    def ask(self, question: str) -> Any:
        """The probe's answer, None while the program has no QApplication yet."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10.0)
            try:
                connection.connect(str(self._socket))
            except OSError:
                return None
            connection.sendall(question.encode() + b"\n")
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        return json.loads(answer)

    def widgets(self) -> list[Shown]:
        """Every visible widget."""
        return [_shown(entry) for entry in self.ask("widgets") or []]

    def items(self) -> list[Shown]:
        """Every visible item of every visible graphics view."""
        return [_shown(entry) for entry in self.ask("items") or []]

    def choices(self) -> list[Shown]:
        """Every entry of every open menu."""
        return [_shown(entry) for entry in self.ask("choices") or []]

    def find(self, wanted: str, timeout: float = 30.0, among: str = "widgets", kind: str = "") -> Shown:
        """The first widget (or item, or choice) of this name, accessible name, text or tip (and class)."""

        def look() -> Shown | None:
            shown = {"widgets": self.widgets, "items": self.items, "choices": self.choices}[among]()
            for field in ("name", "accessible", "text", "tip"):
                for one in shown:
                    if getattr(one, field) == wanted and kind in ("", one.kind):
                        return one
            return None

        return wait_for(look, f"{wanted!r} to be shown", timeout)

    def click(self, wanted: str, button: int = 1) -> None:
        """Click in the middle of a widget."""
        self.desktop.click(*self.find(wanted).centre, button=button)

    def close(self) -> None:
        """Ask the window to close, as its frame's button does."""
        self.ask("close")

    def ended(self, timeout: float) -> int:
        """Its exit status, once it has ended; AssertionError if it has not after `timeout` seconds."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it was still running after {timeout} s") from None

    def end(self) -> None:
        """End it at once, if it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def _shown(entry: dict[str, Any]) -> Shown:
    return Shown(**(entry | {"box": tuple(entry["box"])}))
