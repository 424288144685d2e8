"""A virtual screen: Xvfb on a free display, driven with xdotool and read from its own frame buffer file."""

from __future__ import annotations

import os
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

#: How often a condition is asked again, in seconds.
POLL = 0.02


def wait_for(condition: Callable[[], T | None], what: str, timeout: float = 30.0) -> T:
    """Ask `condition` until it is true, return what it said; AssertionError naming `what` after `timeout`."""
    tick, deadline = threading.Event(), time.monotonic() + timeout
    while True:
        if said := condition():
            return said
        if time.monotonic() > deadline:
            break
        tick.wait(POLL)
    raise AssertionError(f"waited {timeout} s in vain for {what}")


class Desktop:
    """An X server of our own. `environment` is what a program needs to open its window there."""

    def __init__(self, folder: Path, width: int = 1400, height: int = 900) -> None:
        """Start Xvfb on a free display, its frame buffer a file in `folder`."""
        self._frame_buffer = folder / "Xvfb_screen0"
        self._log = folder / "xvfb.log"
        read_end, write_end = os.pipe()
        screen = ["-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder)]
        options = ["-nolisten", "tcp", "-noreset", "-dpi", "96"]
        with self._log.open("wb") as log:
            self.server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write_end), *screen, *options],
                pass_fds=[write_end],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        os.close(write_end)
        with os.fdopen(read_end) as display:  # ends when the server has chosen one, or has died
            number = display.readline().strip()
        if not number:
            self.server.wait()
            raise RuntimeError(f"Xvfb did not start: {self._log.read_text(errors='replace').strip()}")
        self.environment = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}

    def stop(self) -> None:
        """End the server and everything shown on it."""
        self.server.terminate()
        self.server.wait()

    def xdotool(self, *words: object) -> str:
        """Run one chain of xdotool commands and return what it printed."""
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(
            command,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        # `search` that finds nothing leaves with 1 and says nothing.
        if done.returncode and done.stderr.strip():
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout

    def move(self, x: float, y: float) -> None:
        """Put the pointer at a place on the screen."""
        self.xdotool("mousemove", round(x), round(y))

    def click(self, x: float, y: float, button: int = 1, times: int = 1) -> None:
        """Click at a place on the screen."""
        self.xdotool("mousemove", round(x), round(y), "click", "--repeat", times, button)

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        """Press at `start`, move to `end` in steps as a hand does, release."""
        (x0, y0), (x1, y1) = start, end
        path = [(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps) for k in range(1, steps + 1)]
        moves = [word for x, y in path for word in ("mousemove", round(x), round(y))]
        self.xdotool("mousemove", round(x0), round(y0), "mousedown", 1, *moves, "mouseup", 1)

    def keys(self, *names: str) -> None:
        """Press keys by their X names, such as "ctrl+s", "Return" or "space"."""
        self.xdotool("key", *names)

    def type(self, text: str) -> None:
        """Type text into whatever has the keyboard."""
        self.xdotool("type", "--", text)

    def picture(self) -> NDArray[np.uint8]:
        """What the screen shows, pointer and all, (height, width, 3) RGB; the file is an X Window Dump."""
        dump = self._frame_buffer.read_bytes()
        header = struct.unpack(">25I", dump[:100])
        header_size, width, height = header[0], header[4], header[5]
        bytes_per_line, colours = header[12], header[19]
        start = header_size + 12 * colours
        rows = np.frombuffer(dump, np.uint8, height * bytes_per_line, start).reshape(height, bytes_per_line)
        pixels = rows[:, : 4 * width].reshape(height, width, 4)
        little_endian = header[7] == 0
        return pixels[:, :, 2::-1].copy() if little_endian else pixels[:, :, 1:].copy()

    def save_picture(self, path: Path) -> None:
        """Write what the screen shows as a PNG."""
        from PySide6.QtGui import QImage

        picture = np.ascontiguousarray(self.picture())
        height, width, _ = picture.shape
        QImage(picture.data, width, height, 3 * width, QImage.Format.Format_RGB888).save(str(path))
