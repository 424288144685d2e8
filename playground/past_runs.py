"""The loss curves of runs that were left: undoing that brings them back. No Qt."""

from __future__ import annotations

from collections import deque

from engine.state import TrainingState
from playground.run import History

#: Runs whose loss curve comes back.
REMEMBERED_RUNS = 8


class PastRuns:
    """Remembers the history of each run that was left, by the state that it stood at."""

    def __init__(self) -> None:
        self._runs: deque[tuple[TrainingState, History]] = deque(maxlen=REMEMBERED_RUNS)

    @property
    def states(self) -> list[TrainingState]:
        """The states that a loss curve can be brought back for."""
        return [state for state, _ in self._runs]

    def history_of(self, state: TrainingState, left: TrainingState | None, history: History) -> History:
        """Return the history of `state`, for which a run is left that stands at `left` with its `history`.

        At epoch 0 that starts over, and what was is remembered with `left`; coming back to it brings it
        back. At any other epoch it goes on from there.
        """
        known = next((known for at, known in self._runs if at == state), None)
        starts_over = state.epoch == 0
        if left is not None and len(history) > 1 and (starts_over or known is not None):
            self._runs.append((left, history))
        if known is not None:
            return known.until(state.epoch)
        return History() if starts_over else history.until(state.epoch)
