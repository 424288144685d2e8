"""What the trainer's thread does: run an experiment in short bursts and keep its newest frame. No Qt.

The loop is obey, train, publish, wait. All methods but `post` and `take` belong to the worker's thread.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable

from engine.errors import PlaygroundError
from engine.state import TrainingState
from playground.document import Document
from playground.experiment import Experiment
from playground.mailbox import Mailbox
from playground.network_edits import current_state
from playground.pace import Chunks, Pace
from playground.past_runs import PastRuns
from playground.run import SPEEDS, Divergence, Frame, History

#: Seconds of training between two looks at the mailbox.
BURST = 0.010
#: Slower than this many epochs a second, an epoch is spread over its batches instead of jumping.
WHOLE_EPOCHS_FROM = 20.0
#: Seconds between two looks at whether the kernels that a saved run waits for are there.
HOLD = 0.02


class Worker:
    """The loop behind `trainer.Trainer`; what is called `on_` something is called on its thread.

    `on_stop` gets the sentence of a stop rule that fired: training has paused.
    """

    def __init__(
        self,
        on_divergence: Callable[[Divergence], None],
        on_failure: Callable[[PlaygroundError], None],
        on_stop: Callable[[str], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._on_divergence = on_divergence
        self._on_failure = on_failure
        self._on_stop = on_stop
        self._clock = clock
        self._commands: deque[Callable[[Worker], object]] = deque()
        self._wake = threading.Event()
        self._mailbox = Mailbox()
        self._stopped = False
        self._experiment: Experiment | None = None
        #: What ran before a document was refused: its losses are wanted again if that is undone.
        self._set_aside: Experiment | None = None
        self.past_runs = PastRuns()
        self._generation = 0
        self._playing = False
        self._epochs_to_step = self._batches_to_step = 0
        self._continues = False
        #: The number of the newest load or change: an older change of the points need not be made.
        self.newest_generation = 0
        #: Whether compiled kernels are on their way; the trainer says so.
        self.kernels_coming = False
        self._speed = SPEEDS[-1]
        self._pace: Pace | None = None
        self._chunks = Chunks()
        self._dirty = False

    # From any thread

    def post(self, command: Callable[[Worker], object]) -> None:
        """Have `command(worker)` run at the next step boundary, after those posted before it."""
        self._commands.append(command)
        self._wake.set()

    def take(self, generation: int) -> Frame | None:
        """The frame in the mailbox, once, if it belongs to the load or change numbered `generation`."""
        frame = self._mailbox.take()
        self._wake.set()
        return frame[1] if frame is not None and frame[0] == generation else None

    # On the worker's thread

    def run(self) -> None:
        """Loop until a `stop` is obeyed."""
        while not self._stopped:
            self._wake.clear()
            try:
                wait = self.turn()
            except Exception as error:
                self._give_up(error)
                wait = 0.0
            if wait != 0.0 and not self._stopped:
                self._wake.wait(wait)

    def turn(self) -> float | None:
        """One round: obey, train a burst, publish; returns the seconds until more is due, or None."""
        while self._commands:
            self._commands.popleft()(self)
        wait = self._train()
        if self._dirty and not self._commands and (self._mailbox.empty or wait is None):
            self._publish(at_rest=wait is None)
        return 0.0 if self._commands else wait

    def stop(self) -> None:
        """End the loop."""
        self._stopped = True

    def start_over(self, document: Document, generation: int) -> None:
        """Train `document` from its state, or its initial state, with an empty history."""
        state = current_state(document)
        self._begin(document, state, History(), generation)
        self._continues = state.updates > 0

    def go_on(self, document: Document, generation: int) -> None:
        """Train on with the weights as they are, if there are any, on the other data of `document`."""
        if generation < self.newest_generation:
            return
        if self._experiment is None:
            self.start_over(document, generation)
        elif self._replace(document, self._experiment.state, self._experiment.history, generation):
            self._experiment.watch_anew()

    def follow(self, left: TrainingState | None, document: Document, generation: int) -> None:
        """Leave the run that stands at `left` for the state of `document`; see `PastRuns.history_of`."""
        experiment = self._experiment or self._set_aside
        if experiment is None:
            self.start_over(document, generation)
            return
        state = current_state(document)
        # What was refused has no history to be remembered with its state.
        left = left if self._experiment is not None else None
        history = self.past_runs.history_of(state, left, experiment.history)
        self._begin(document, state, history, generation)

    def set_settings(self, document: Document) -> None:
        """Take the training settings of `document` at the next step."""
        if self._experiment is not None:
            self._experiment.set_settings(document.training)
            self._forget_timing()

    def set_frozen(self, document: Document) -> None:
        """Leave the parts that are frozen in `document` as they are from the next step on."""
        if self._experiment is not None:
            self._experiment.set_frozen(document.frozen)

    def set_stop(self, document: Document) -> None:
        """Stop by the rules of `document` from the next epoch's end on."""
        if self._experiment is not None:
            self._experiment.set_stop(document.stop)

    def set_speed(self, index: int) -> None:
        """Train at the pace of `SPEEDS[index]`."""
        self._speed = SPEEDS[index]
        self._pace = None

    def play(self) -> None:
        """Train on until paused or diverged."""
        self._playing = True
        self._epochs_to_step = 0
        self._pace = None

    def pause(self) -> None:
        """Train no further."""
        self._playing = False
        self._epochs_to_step = 0

    def step_epochs(self, count: int) -> None:
        """Stop playing; train to the end of the current epoch, and `count` - 1 more, as fast as possible.

        Epochs still to be stepped are not forgotten: a key pressed twice is two steps, however busy it is.
        """
        self._playing = False
        self._epochs_to_step += count

    def step_batch(self) -> None:
        """Train one mini-batch, now or as soon as the kernels are there."""
        if self._held():
            self._batches_to_step += 1
        elif self._experiment is not None and self._experiment.has_points:
            self._run(self._experiment, 1, self._clock() + BURST, in_batches=True)

    def state(self) -> TrainingState | None:
        """The exact state as it stands."""
        return None if self._experiment is None else self._experiment.state

    def _begin(self, document: Document, state: TrainingState, history: History, generation: int) -> None:
        """Train another run; if it is refused, none: the weights that are there are not this document's."""
        before = self._experiment or self._set_aside
        if not self._replace(document, state, history, generation):
            self._experiment, self._set_aside = None, before

    def _replace(self, document: Document, state: TrainingState, history: History, generation: int) -> bool:
        """Make the experiment of a document; returns whether it can be trained, and pauses if not."""
        try:
            self._experiment = Experiment(document, state, history)
        except PlaygroundError as error:
            self.pause()
            self._on_failure(error)
            return False
        self._set_aside = None
        self._generation = generation
        self._epochs_to_step = self._batches_to_step = 0
        self._continues = False
        self._dirty = True
        self._forget_timing()
        return True

    def _publish(self, at_rest: bool) -> None:
        if self._experiment is not None:
            self._mailbox.put(self._generation, self._experiment.frame(at_rest))
            self._dirty = False

    def _give_up(self, error: Exception) -> None:
        """A defect: keep the thread alive to answer, leave the broken run, and let nobody overlook it."""
        self.pause()
        self._experiment = None
        self._on_failure(PlaygroundError(f"Training stopped by an internal error: {error}."))
        trace = (type(error), error, error.__traceback__, threading.current_thread())
        threading.excepthook(threading.ExceptHookArgs(trace))

    def _held(self) -> bool:
        """Whether to wait: a run that was saved goes on bit for bit only in the kernels' arithmetic."""
        return self._continues and self.kernels_coming

    def _forget_timing(self) -> None:
        self._pace = None
        self._chunks = Chunks()

    def _train(self) -> float | None:
        """Train for at most `BURST`; returns the seconds until more is due, None when nothing will be."""
        experiment = self._experiment
        if experiment is None or not (self._playing or self._epochs_to_step or self._batches_to_step):
            return None
        if not experiment.has_points:  # playing goes on as soon as there are some
            self._epochs_to_step = self._batches_to_step = 0
            return None
        if self._held():
            return HOLD
        now = self._clock()
        if self._batches_to_step:
            self._run(experiment, self._batches_to_step, now + BURST, in_batches=True)
            self._batches_to_step = 0
            return 0.0
        if self._epochs_to_step:
            done = self._run(experiment, self._epochs_to_step, now + BURST)
            self._epochs_to_step = max(0, self._epochs_to_step - done)
            return 0.0 if self._epochs_to_step else None
        if self._speed.rate is None:
            self._run(experiment, sys.maxsize, now + BURST)
            return 0.0
        return self._keep_pace(experiment, self._speed.rate, now)

    def _keep_pace(self, experiment: Experiment, rate: float, now: float) -> float:
        in_batches = self._speed.unit == "batch" or rate < WHOLE_EPOCHS_FROM
        if self._pace is None:
            spread = in_batches and self._speed.unit == "epoch"
            self._pace = Pace(rate * experiment.batches_an_epoch if spread else rate, now)
        pace = self._pace
        due = pace.due(now)
        if due > 0:
            pace.did(self._run(experiment, due, now + BURST, in_batches))
        return pace.wait(self._clock())

    def _run(self, experiment: Experiment, count: int, deadline: float, in_batches: bool = False) -> int:
        """Train up to `count` epochs or batches, one chunk at least.

        Fewer if there is a command to obey, or if that ends in a divergence or at a stop rule.
        """
        done, begin = 0, self._clock()
        while done < count and begin < deadline:
            whole = experiment.batches_an_epoch
            if in_batches or self._chunks.in_parts:
                batches = 1 if in_batches else self._chunks.batches(experiment.batch_size, whole)
                ended = experiment.step(batches)
                done += 1 if in_batches else ended
                # Where the epoch ended before, nobody knows how many batches that took.
                epochs = 0.0 if ended and batches < whole else min(1.0, batches / whole)
            else:
                finished = experiment.run_epochs(min(count - done, self._chunks.epochs()))
                done += finished
                epochs = finished
            self._dirty = True
            if experiment.stop is not None:
                self.pause()
                self._on_stop(experiment.stop.sentence)
                break
            if (divergence := experiment.divergence) is not None:
                self.pause()
                self._on_divergence(divergence)
                break
            now = self._clock()
            self._chunks.saw(now - begin, epochs)
            begin = now
            if self._commands:
                break
        return done
