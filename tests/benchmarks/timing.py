"""How benchmarks measure: what is compared takes turns in one run, so that a busy machine slows all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

#: Seconds that one thing takes, each time it is called.
Stopwatch = Callable[[], float]


def stopwatch(work: Callable[[], object], times: int = 1, tries: int = 5) -> Stopwatch:
    """Return a function that measures one `work()`: the fastest of some tries of so many calls each."""

    def seconds() -> float:
        best = float("inf")
        for _ in range(tries):
            start = time.perf_counter()
            for _ in range(times):
                work()
            best = min(best, (time.perf_counter() - start) / times)
        return best

    work()
    return seconds


def race(contestants: Mapping[str, Stopwatch], rounds: int = 7) -> dict[str, list[float]]:
    """Return each contestant's seconds in every round; in a round they come one after the other."""
    laps: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, seconds in contestants.items():
            laps[name].append(seconds())
    return laps


def ratio(laps: Mapping[str, list[float]], one: str, other: str) -> float:
    """Return how many times as long `one` takes as `other`: the median over the rounds."""
    return statistics.median(a / b for a, b in zip(laps[one], laps[other], strict=True))
