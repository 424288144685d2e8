"""Reads a table beside the window: a thread that can be asked how far it is, and be stopped."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from engine.errors import PlaygroundError
from playground.tables import Cancelled, Selection, Table, Wanted, read, suggestion


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a table and what is likely wanted of it, or the sentence that says why not."""

    table: Table | None = None
    selection: Selection | None = None
    problem: str = ""


class Reading:
    """One table, being read from the moment this is made; `share` is how much of it, 0 to 1."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self.share = 0.0
        self.outcome: Outcome | None = None
        self._path, self._wanted = path, wanted
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="table", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give it up, and return when the thread has ended."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            table = read(self._path, self._stopped.is_set, self._progress, self._wanted)
        except Cancelled:
            return
        except PlaygroundError as error:
            self.outcome = Outcome(problem=str(error))
            return
        except MemoryError:
            self.outcome = Outcome(problem=f"{self._path.name} does not fit into memory.")
            return
        try:
            self.outcome = Outcome(table, suggestion(table))
        except PlaygroundError as error:
            self.outcome = Outcome(table, None, str(error))

    def _progress(self, share: float) -> None:
        self.share = share
