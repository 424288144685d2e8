"""How much work is due at a steady rate: what makes training slow enough to watch. No Qt, no clock."""

from __future__ import annotations

#: Seconds of work that may be overdue before it is forgotten: a machine that cannot keep up just goes on.
MOST_OVERDUE = 0.1
#: A piece is due this share of it early, so that who waits exactly until then does not find it not due.
_ROUNDING = 1e-6


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
