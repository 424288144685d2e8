"""Keeps the open document for the next launch: every half minute, and when the window closes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer
from PySide6.QtGui import QCloseEvent

from engine.errors import PlaygroundError
from playground.last_document import Kept, LastDocument
from playground.window.main import MainWindow

#: Milliseconds between two times the document is kept.
INTERVAL = 30_000


class Keeping(QObject):
    """Keeps what `window` shows in `last`; with None (another window does it) closing asks instead."""

    def __init__(self, window: MainWindow, last: LastDocument | None) -> None:
        super().__init__(window)
        self._window = window
        self._last = last
        self._failed = False
        window.closing.connect(self._on_close)
        self.timer = QTimer(self)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self.keep)
        if last is not None:
            self.timer.start()

    def keep(self) -> bool:
        """Keep the document as it stands; where that fails, say so once and return False."""
        if self._last is None:
            return False
        session = self._window.session
        modified = session.modified
        try:
            self._last.keep(Kept(session.current(), session.path, not modified))
        except PlaygroundError as error:
            if not self._failed:
                sentence = f"The experiment cannot be kept for the next launch: {error}"
                self._window.complain(sentence, "keeping")
            self._failed = True
            return False
        if self._failed:
            self._failed = False
            self._window.banner.withdraw("keeping")
        return True

    def _on_close(self, event: QCloseEvent) -> None:
        if not self.keep() and not self._window.files.may_replace():
            event.ignore()


def lock(folder: Path) -> QLockFile | None:
    """Claim the kept document for this process; None when another living process has it.

    Raises `PlaygroundError` when the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"{folder} cannot be made: {error.strerror}.") from error
    claimed = QLockFile(str(folder / "last-document.lock"))
    claimed.setStaleLockTime(0)
    return claimed if claimed.tryLock(0) else None
