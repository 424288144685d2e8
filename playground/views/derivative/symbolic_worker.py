"""Differentiates formulas away from the GUI's thread: SymPy's import alone takes longer than a frame."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, QTimer, Signal

from engine.derivative import Function
from engine.errors import PlaygroundError
from engine.symbolic import Symbolic, differentiate

#: Milliseconds after which the screen says that it is still waiting.
PATIENCE = 3000


def _nothing(_answer: Symbolic) -> None:
    """Prepare nothing."""


class SymbolicWorker(QObject):
    """Answers the newest request only: `done(text, Symbolic)`, or `failed(text, sentence)`.

    `slow(text)` comes when an answer keeps one waiting. One formula is worked on at a time; requests
    that come meanwhile replace each other.
    """

    done = Signal(str, object)
    failed = Signal(str, str)
    slow = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: str | None = None
        self._running = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._complain)

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._running

    def ask(self, text: str, prepare: Callable[[Symbolic], None] = _nothing) -> None:
        """Differentiate a formula that can be read; `prepare` gets the answer on the other thread."""
        self._wanted, self._prepare = text, prepare
        self._patience.start()
        if not self._running:
            self._start()

    def _start(self) -> None:
        assert self._wanted is not None
        self._running = True
        job = _Job(self._wanted, self._prepare)
        job.answer.ready.connect(self._on_answer)
        job.answer.ready.connect(job.answer.deleteLater)
        QThreadPool.globalInstance().start(job.run)

    def _on_answer(self, text: str, answer: object) -> None:
        self._running = False
        if text != self._wanted:
            self._start()
            return
        self._patience.stop()
        if isinstance(answer, Symbolic):
            self.done.emit(text, answer)
        else:
            self.failed.emit(text, str(answer))

    def _complain(self) -> None:
        if self._running and self._wanted is not None:
            self.slow.emit(self._wanted)


class _Answer(QObject):
    """Carries an answer into the GUI's thread, where this object lives, and ends there."""

    ready = Signal(str, object)


class _Job:
    """One formula; it reads the text anew, so that threads share no graph."""

    def __init__(self, text: str, prepare: Callable[[Symbolic], None]) -> None:
        self._text, self._prepare = text, prepare
        # The application's, so that no other thread can be the one to delete it.
        self.answer = _Answer(QCoreApplication.instance())

    def run(self) -> None:
        """Differentiate, on a thread of Qt's pool."""
        try:
            answer: object = _differentiate(self._text, self._prepare)
        except PlaygroundError as error:
            answer = str(error)
        except Exception:  # whatever SymPy meets, the other two ways go on
            answer = "SymPy found no formula for this derivative."
        with suppress(RuntimeError):  # the window may be gone
            self.answer.ready.emit(self._text, answer)


_one_at_a_time = threading.Lock()


def _differentiate(text: str, prepare: Callable[[Symbolic], None]) -> Symbolic:
    with _one_at_a_time:
        answer = differentiate(Function(text))
        prepare(answer)
        return answer
