"""How much work is due: at a steady rate, to be watched, or in chunks, to be interrupted. No Qt, no clock."""

from __future__ import annotations

#: Seconds of work that may be overdue before it is forgotten: a machine that cannot keep up just goes on.
MOST_OVERDUE = 0.1
#: A piece is due this share of it early, so that who waits exactly until then does not find it not due.
_ROUNDING = 1e-6
#: Seconds that a chunk of training should take.
CHUNK = 0.002
#: An epoch that takes longer (seconds) is run in parts, so that neither commands nor frames wait for it.
SLOW_EPOCH = 0.004
#: Of a run that was not timed yet, about so many points are trained on first: an epoch may take seconds.
FIRST_LOOK = 320


class Chunks:
    """How much to train at once, from how long it took before."""

    def __init__(self) -> None:
        self._epoch_seconds: float | None = None

    def saw(self, seconds: float, epochs: float) -> None:
        """Note how long so many epochs took; a part of one counts, none does not."""
        if epochs:
            self._epoch_seconds = seconds / epochs

    @property
    def in_parts(self) -> bool:
        """Whether an epoch takes too long to be run whole, or nobody knows yet."""
        return self._epoch_seconds is None or self._epoch_seconds > SLOW_EPOCH

    def batches(self, batch_size: int, batches_an_epoch: int) -> int:
        """How many mini-batches fill a chunk."""
        if self._epoch_seconds is None:
            return max(1, FIRST_LOOK // batch_size)
        return max(1, int(CHUNK / self._epoch_seconds * batches_an_epoch))

    def epochs(self) -> int:
        """How many epochs fill a chunk; at least 1."""
        return max(1, int(CHUNK / (self._epoch_seconds or CHUNK)))


class Pace:
    """`rate` pieces of work a second from `start` (seconds) on, the first of them at once."""

    def __init__(self, rate: float, start: float) -> None:
        self._rate = rate
        self._start = start
        self._done = 0

    def due(self, now: float) -> int:
        """How many pieces are due at the time `now`."""
        behind = now - self._start - self._done / self._rate
        if behind > MOST_OVERDUE + 1.0 / self._rate:
            self._start, self._done = now, 0
        return int((now - self._start) * self._rate + _ROUNDING) + 1 - self._done

    def did(self, count: int) -> None:
        """Note that `count` pieces are done."""
        self._done += count

    def wait(self, now: float) -> float:
        """Seconds from `now` until the next piece is due, at least 0."""
        return max(0.0, self._start + self._done / self._rate - now)
