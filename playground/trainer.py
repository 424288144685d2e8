"""The worker that trains off the GUI thread and leaves the newest frame in a one-place mailbox.

The worker is a Python thread: the kernels release the GIL, so a process would only add copies, and a
QThread would run the same Python under the same GIL. Nothing outside this file knows. Commands are
functions the GUI thread posts and the worker runs between two short chunks of training, so they are
obeyed within a few milliseconds; answers come back as Qt signals, emitted on the GUI thread.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.errors import PlaygroundError
from engine.state import TrainingState
from playground.document import Document
from playground.run import SPEEDS, Divergence, Frame
from playground.worker import Worker

#: Seconds that `Trainer.capture` and (for all threads together) `Trainer.close` wait at most.
CAPTURE_PATIENCE, CLOSE_PATIENCE = 2.0, 1.0


class Trainer(QObject):
    """Trains one document's network in the background; lives in the GUI thread and never blocks it.

    `playing_changed` says whether training runs. `diverged` carries the `run.Divergence` at which
    training paused itself, with the last finite weights. `stopped` carries the sentence of a stop rule that
    fired: training has paused, and goes on when it is played again (see `stopping`). `failed` carries the
    `PlaygroundError` that kept a document from being trained.
    """

    playing_changed = Signal(bool)
    diverged = Signal(object)
    stopped = Signal(str)
    failed = Signal(object)
    _diverged_there = Signal(object)
    _stopped_there = Signal(str)
    _failed_there = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playing = False
        self._generation = 0
        queued = Qt.ConnectionType.QueuedConnection
        self._diverged_there.connect(self._on_divergence, queued)
        self._stopped_there.connect(self._on_stop, queued)
        self._failed_there.connect(self._on_failure, queued)
        self._worker = Worker(self._diverged_there.emit, self._failed_there.emit, self._stopped_there.emit)
        self._thread = threading.Thread(target=self._worker.run, name="trainer", daemon=True)
        self._thread.start()
        self._warming: threading.Thread | None = None
        self._closing = threading.Event()

    @property
    def playing(self) -> bool:
        """Whether training runs (or is about to)."""
        return self._playing

    def load(self, document: Document) -> None:
        """Start over from the document's state, or its initial state, with an empty history."""
        generation = self._next_generation()
        self._worker.post(lambda worker: worker.set_speed(document.view.speed))
        self._worker.post(lambda worker: worker.start_over(document, generation))

    def change(self, before: Document, after: Document) -> None:
        """Follow an edit: settings, frozen parts and rules at once, the rest by going on or starting over.

        An edit that keeps the document's state keeps the live weights, whatever else it changes. One
        with another state trains on from there: with the history up to its epoch, or with an empty one
        where it starts over; undoing that brings the old history back.
        """
        if after.view.speed != before.view.speed:
            self.set_speed(after.view.speed)
        if after.state is not before.state:
            generation = self._next_generation()
            self._worker.post(lambda worker: worker.follow(before.state, after, generation))
            return
        if after.training != before.training:
            self._worker.post(lambda worker: worker.set_settings(after))
        if (after.network, after.data) != (before.network, before.data):
            generation = self._next_generation()
            self._worker.post(lambda worker: worker.go_on(after, generation))
        elif after.frozen != before.frozen:
            self._worker.post(lambda worker: worker.set_frozen(after))
        if after.stop != before.stop:
            self._worker.post(lambda worker: worker.set_stop(after))

    def play(self) -> None:
        """Train on, at the set speed, until paused, stopped by a rule, or diverged."""
        self._worker.post(Worker.play)
        self._set_playing(True)

    def pause(self) -> None:
        """Stop at the next step boundary."""
        self._worker.post(Worker.pause)
        self._set_playing(False)

    def step_epoch(self, count: int = 1) -> None:
        """Pause, then train to the end of the epoch (and `count` - 1 more)."""
        self._worker.post(lambda worker: worker.step_epochs(count))
        self._set_playing(False)

    def step_batch(self) -> None:
        """Pause, then train one mini-batch."""
        self.pause()
        self._worker.post(Worker.step_batch)

    def set_speed(self, index: int) -> None:
        """Train at the pace of `run.SPEEDS[index]`; an index out of range means the nearest."""
        index = min(max(index, 0), len(SPEEDS) - 1)
        self._worker.post(lambda worker: worker.set_speed(index))

    def take(self) -> Frame | None:
        """The newest frame, once; None when nothing is new since the last one."""
        return self._worker.take(self._generation)

    def capture(self) -> TrainingState | None:
        """The exact state at a step boundary, within milliseconds; None before the first `load`."""
        answer: Future[TrainingState | None] = Future()
        self._worker.post(lambda worker: answer.set_result(worker.state()))
        return answer.result(CAPTURE_PATIENCE)

    def start_warm_up(self) -> None:
        """Load or compile the kernels in the background; until then training runs the slower path.

        A run that was trained before waits for them, so that it goes on bit for bit.
        """
        if self._warming is None:
            self._worker.kernels_coming = True
            self._warming = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)
            self._warming.start()

    def close(self) -> None:
        """Stop training and end the worker, within two seconds."""
        until = time.monotonic() + CLOSE_PATIENCE
        self._closing.set()
        self._worker.post(Worker.stop)
        self._set_playing(False)
        for thread in (self._thread, self._warming):
            if thread is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def _warm_up(self) -> None:
        from engine.training import warm_up

        try:
            warm_up(self._closing)
        finally:
            self._worker.kernels_coming = False

    def _next_generation(self) -> int:
        self._generation += 1
        self._worker.newest_generation = self._generation
        return self._generation

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    @Slot(object)
    def _on_divergence(self, divergence: Divergence) -> None:
        self._set_playing(False)
        self.diverged.emit(divergence)

    @Slot(str)
    def _on_stop(self, sentence: str) -> None:
        self._set_playing(False)
        self.stopped.emit(sentence)

    @Slot(object)
    def _on_failure(self, error: PlaygroundError) -> None:
        self._set_playing(False)
        self.failed.emit(error)
