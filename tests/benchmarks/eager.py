"""The eager engine's figures beside their targets, as ratios to micrograd in the same run.

`python -m tests.benchmarks eager`, or as part of `make bench`.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import math
import random
import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import engine
import engine.nn

Row = tuple[str, str, str, bool | None]

POINTS = [(math.sin(3 * i), math.cos(5 * i)) for i in range(100)]
LABELS = [1 if x * y > 0 else -1 for x, y in POINTS]
DEEP = 1_000_000


def demo_loss(value: Any, model: Any) -> Any:
    """Return the loss of micrograd's demo: 100 points, max-margin, and an L2 penalty."""
    scores = [model(list(map(value, point))) for point in POINTS]
    margins = [(1 + -label * score).relu() for label, score in zip(LABELS, scores, strict=True)]
    return sum(margins) * (1.0 / len(margins)) + 1e-4 * sum(p * p for p in model.parameters())


def demo_model(nn: Any) -> Any:
    """Return the demo's network, 2-16-16-1, with the same weights each time."""
    random.seed(1337)
    return nn.MLP(2, [16, 16, 1])


def seconds_of(work: Callable[[], Any]) -> float:
    """Time one run that starts without garbage of earlier ones."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    del result
    return seconds


def count_of(output: Any) -> int:
    """Return how many values a graph of either engine has."""
    seen, stack = set(), [output]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += node._prev
    return len(seen)


def bytes_per_value(value: Any, nn: Any) -> float:
    """Return the memory of one value of the demo's graph after its backward pass, by tracemalloc."""
    model = demo_model(nn)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    loss = demo_loss(value, model)
    loss.backward()
    gc.collect()
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / count_of(loss)


def chain() -> tuple[float, float, float]:
    """Return the seconds to build, backpropagate and free a chain of a million operations."""
    gc.collect()
    factor, y = engine.Value(0.999999), engine.Value(1.0)
    times = [time.perf_counter()]
    for _ in range(DEEP):
        y = y * factor
    times.append(time.perf_counter())
    y.backward()
    times.append(time.perf_counter())
    del y
    times.append(time.perf_counter())
    build, backward, free = (b - a for a, b in pairwise(times))
    return build, backward, free


def wide() -> tuple[float, float]:
    """Return the seconds to build and backpropagate a graph of a million values, each with several uses."""
    gc.collect()
    recent = [engine.Value(0.1 * i) for i in range(8)]
    start = time.perf_counter()
    for i in range(DEEP // 2):
        recent[i % 8] = (recent[(i + 3) % 8] * recent[(i + 5) % 8]).tanh()
    output = recent[0] + recent[1]
    built = time.perf_counter()
    output.backward()
    return built - start, time.perf_counter() - built


def rows() -> list[Row]:
    """Measure; return (work, measured, target, whether it is met)."""
    table: list[Row] = []
    build, backward, free = min(chain() for _ in range(2))
    table.append(("chain of 1,000,000 values: build", f"{build:.2f} s", "≤ 3 s", build <= 3))
    table.append(("chain of 1,000,000 values: backward", f"{backward:.2f} s", "≤ 2 s", backward <= 2))
    table.append(("chain of 1,000,000 values: free", f"{free:.2f} s", "no recursion error", True))
    build, backward = min(wide() for _ in range(2))
    table.append(("graph of 1,000,000 shared values: build", f"{build:.2f} s", "≤ 3 s", build <= 3))
    table.append(("graph of 1,000,000 shared values: backward", f"{backward:.2f} s", "≤ 2 s", backward <= 2))
    return table + against_micrograd()


def against_micrograd() -> list[Row]:
    """Compare with micrograd, if it is installed: best of alternate runs, then memory."""
    if importlib.util.find_spec("micrograd") is None:
        return [("micrograd's MLP demo, forward and backward", "micrograd not installed", "≥ 3×", None)]
    peers = {
        "ours": (engine.Value, engine.nn),
        "micrograd": (
            importlib.import_module("micrograd.engine").Value,
            importlib.import_module("micrograd.nn"),
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(5):
        for name, (value, nn) in peers.items():
            model = demo_model(nn)
            seconds[name].append(seconds_of(lambda value=value, model=model: backpropagated(value, model)))
    ours, theirs = (min(seconds[name]) for name in peers)
    small, large = (bytes_per_value(*peer) for peer in peers.values())
    return [
        (
            "micrograd's MLP demo, forward and backward",
            f"{theirs / ours:.1f}× micrograd ({ours * 1e3:.0f} ms, it {theirs * 1e3:.0f} ms)",
            "≥ 3×",
            theirs / ours >= 3,
        ),
        (
            "the same, memory of one value",
            f"{small / large:.0%} of micrograd's ({small:.0f} bytes, it {large:.0f})",
            "≤ 40 %",
            small / large <= 0.4,
        ),
    ]


def backpropagated(value: Any, model: Any) -> Any:
    """Build the demo's graph, run its backward pass, and return it (freeing it is not timed)."""
    loss = demo_loss(value, model)
    loss.backward()
    return loss
