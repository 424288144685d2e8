"""What `make run` does once everything is installed: open the window, or do the main job without a screen."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import system_libraries

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "build" / "gradient-playground.png"
EPOCHS = 300


def screen(environ: Mapping[str, str]) -> bool:
    """Whether a window can be opened: always on Windows and macOS, elsewhere if a display server answers."""
    if sys.platform in ("win32", "darwin") or environ.get("QT_QPA_PLATFORM"):
        return True
    wayland = environ.get("WAYLAND_DISPLAY", "")
    if wayland and _answers(str(Path(environ.get("XDG_RUNTIME_DIR", "/"), wayland))):
        return True
    host, colon, rest = environ.get("DISPLAY", "").rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _answers(path) or _answers(f"\0{path}")
    return _answers((host, 6000 + int(number)))


def _answers(address: str | tuple[str, int]) -> bool:
    """Whether something listens at a Unix socket's path or at (host, port)."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2.0)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True


def without_screen() -> int:
    """Train the default experiment with a progress bar, then draw the window into a file."""
    shown = PICTURE.relative_to(ROOT)
    print(
        f"No screen here: training the default experiment, then drawing the window into {shown}.", flush=True
    )
    PICTURE.parent.mkdir(exist_ok=True)
    for command in (
        ["train", "--epochs", str(EPOCHS)],
        ["screenshot", str(PICTURE), "--epochs", str(EPOCHS)],
    ):
        done = subprocess.run([sys.executable, "-m", "playground", *command], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


def main(arguments: list[str]) -> int:
    """Open the window with these arguments, or do the main job without one."""
    visible = screen(os.environ)
    sentence = system_libraries.ensure("window" if visible else "offscreen")
    if sentence:
        print(sentence, file=sys.stderr)
        return 1
    if visible:
        os.execv(sys.executable, [sys.executable, "-m", "playground", *arguments])
    return without_screen()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
