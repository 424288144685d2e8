"""Work that is asked for more often than it is worth doing."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Throttle(QObject):
    """Does `work` when asked, but at most `rate` times a second: what is asked for too soon is done later.

    `clock` gives seconds.
    """

    def __init__(
        self, work: Callable[[], object], rate: float, clock: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._work, self._pause, self._clock = work, 1.0 / rate, clock
        self._done = -math.inf
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.do)

    def ask(self) -> None:
        """Do the work now or, if it was just done, in a moment."""
        wait = self._done + self._pause - self._clock()
        if wait <= 0:
            self.do()
        elif not self._later.isActive():
            self._later.start(math.ceil(wait * 1000))

    def do(self) -> None:
        """Do the work now, whatever was done before."""
        self._later.stop()
        self._done = self._clock()
        self._work()
