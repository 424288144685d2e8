"""Whether Qt can open a window or draw a picture here: found out before Qt aborts, said in one sentence."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path


def window_problem(environ: MutableMapping[str, str]) -> str | None:
    """Why no window can be opened here, or None."""
    if sys.platform in ("win32", "darwin") or environ.get("QT_QPA_PLATFORM"):
        return None
    if environ.get("WAYLAND_DISPLAY"):
        return None
    if not environ.get("DISPLAY"):
        return "There is no screen here to open a window on; train and screenshot need none."
    return _library_problem("libqxcb.so") or _display_problem(environ["DISPLAY"])


def picture_problem(environ: MutableMapping[str, str]) -> str | None:
    """Make Qt draw without a screen (call before the application exists); why it cannot, or None."""
    if sys.platform in ("win32", "darwin"):
        return None
    environ["QT_QPA_PLATFORM"] = "offscreen"
    return _library_problem("libqoffscreen.so")


def _library_problem(plugin: str) -> str | None:
    """Ask the system's loader for what Qt is about to load: it names the first library that is missing."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / plugin
    if not path.exists():
        return None
    try:
        ctypes.CDLL(str(path))
    except OSError as error:
        library = str(error).partition(":")[0]
        return (
            f"Qt needs the system's library {library}, which is not installed; see README for the packages."
        )
    return None


def _display_problem(display: str) -> str | None:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return f"The screen {display!r} does not answer; train and screenshot need none." if failed else None
