"""Typesetting ahead of time: symbols that will be shown soon, one at a time between two frames."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QObject, QTimer

from playground.controls.outlines import outline

#: Milliseconds between two pieces, and how many of them are prepared.
PAUSE, MOST = 15, 400
#: What every card is written with.
ALWAYS = (*"0123456789-+=.()?", r"\cdot", r"\partial")


class Ahead(QObject):
    """Pieces of LaTeX that wait to be typeset while nothing else is to do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._one)

    @property
    def waiting(self) -> int:
        """How many pieces are still to be typeset."""
        return len(self._waiting)

    def prepare(self, pieces: Iterable[str]) -> None:
        """Typeset these pieces, the first ones first, instead of those that still wait."""
        self._waiting = list(dict.fromkeys((*ALWAYS, *islice(pieces, MOST))))[::-1]
        self._timer.start()

    def _one(self) -> None:
        if self._waiting:
            outline(self._waiting.pop())
        if not self._waiting:
            self._timer.stop()
