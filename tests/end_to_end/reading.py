"""What a person reads off the window under test, and what stands in its file."""

from __future__ import annotations

from pathlib import Path

from playground import storage
from playground.document import Document

from .application import Application
from .desktop import Desktop, wait_for


def epoch(app: Application) -> int:
    """The finished epochs that the transport bar shows."""
    shown = wait_for(
        lambda: [one for one in app.widgets() if one.accessible.startswith("Epoch ")], "the epoch"
    )
    return int(shown[0].value or 0)


def saved(desktop: Desktop, file: Path) -> Document:
    """The document as it stands, by way of its file."""
    before = file.stat().st_mtime_ns
    desktop.keys("ctrl+s")
    wait_for(lambda: file.stat().st_mtime_ns != before, "the saved file")
    return storage.load(file)
