"""Speed of the compiled program: ratios and medians of things that took turns in one run."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np

from engine import Value, warm_up
from engine.features import FEATURES, columns
from engine.kernel_cache import is_compiled
from engine.network_program import network_program
from engine.nn import initial_parameters
from engine.plan import plan_of
from engine.program import lower
from engine.settings import Settings
from engine.state import TrainingState
from engine.training import Samples, Training
from tests.benchmarks import peers
from tests.benchmarks.timing import Stopwatch, race, ratio, stopwatch

Row = tuple[str, str, str, bool | None]
WIDE, SMALL, DEEP = (2, 16, 16, 1), (2, 4, 2, 1), (7, 8, 8, 8, 8, 8, 8, 1)
FIRST_TWO = ("x1", "x2")
CLASSES = 3
#: As many points as a document may hold.
MANY = 100_000
#: What the yardstick was measured to need where the targets were written down, in microseconds.
YARDSTICK = 80
EPOCHS = 40


def name(sizes: Sequence[int]) -> str:
    return "-".join(map(str, sizes))


def training(sizes: Sequence[int], n: int = 250, batch: int = 10, test: int = 0) -> Training:
    """A run of tanh neurons; several outputs are linear, one for each class, with their cross-entropy."""
    inputs, targets = peers.points(n + test, sizes[0])
    parameters = initial_parameters(sizes, random.Random(1))
    last, loss = "tanh", "half squared error"
    if sizes[-1] > 1:
        last, loss = "linear", "cross-entropy"
        targets = np.floor((np.arctan2(*inputs.T[:2]) / np.pi + 1) / 2 * sizes[-1]) % sizes[-1]
    return Training(
        [*["tanh"] * (len(sizes) - 2), last],
        Samples(inputs[:n], targets[:n]),
        Samples(inputs[n:], targets[n:]),
        Settings(learning_rate=peers.RATE, batch_size=batch, loss=loss),
        TrainingState(parameters),
    )


def epoch(sizes: Sequence[int], n: int = 250, batch: int = 10) -> Stopwatch:
    """Training alone, no losses evaluated, as the yardstick does it."""
    kernels = warm_up.loaded_kernels()
    assert kernels is not None
    run = training(sizes, n, batch)
    course, plan = run._course, plan_of(run.settings, 0, EPOCHS)
    batches, an_epoch = EPOCHS * 25, -(-n // batch)  # bursts of a length, however long an epoch is
    measure = stopwatch(lambda: kernels.advance(course, plan, batches, EPOCHS, evaluate=False), tries=30)
    return lambda: measure() / min(batches / an_epoch, EPOCHS)


def micro(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs"


def against_c() -> list[Row]:
    ours = {sizes: epoch(sizes) for sizes in (WIDE, SMALL, DEEP)}
    c = peers.c_program()
    laps = race({name(sizes): watch for sizes, watch in ours.items()} | ({"C": c} if c else {}))
    table = []
    for sizes, limit in ((WIDE, 1.25), (SMALL, 18 / YARDSTICK), (DEEP, 150 / YARDSTICK)):
        work = f"{name(sizes)}, one epoch"
        took = micro(statistics.median(laps[name(sizes)]))
        if c is None:
            table.append((work, f"{took} (no gcc for the C yardstick)", f"≤ {limit:.3g} × C", None))
        else:
            times = ratio(laps, name(sizes), "C")
            yardstick = micro(statistics.median(laps["C"]))
            table.append(
                (work, f"{took}: {times:.3f} × C ({yardstick})", f"≤ {limit:.3g} × C", times <= limit)
            )
    return table


def classes() -> list[Row]:
    """Three classes beside two, training alone."""
    table = []
    for hidden in ((4, 2), (16, 16)):
        two, three = (2, *hidden, 1), (2, *hidden, CLASSES)
        laps = race({name(sizes): epoch(sizes) for sizes in (two, three)})
        times, took = ratio(laps, name(three), name(two)), micro(statistics.median(laps[name(three)]))
        work = f"{name(three)}, three classes by cross-entropy, one epoch, against {name(two)}"
        table.append((work, f"{took}: {times:.2f} ×", "≤ 2 ×", times <= 2))
    return table


def many_points() -> list[Row]:
    """Training on as many points as there may be: each should cost what it costs among few."""
    table = []
    for sizes in (SMALL, WIDE, (2, 16, 16, CLASSES)):
        few, many = epoch(sizes, 250), epoch(sizes, MANY)
        laps = race({"few": few, "many": many}, rounds=3)
        times = ratio(laps, "many", "few") / (MANY / 250)
        took = f"{statistics.median(laps['many']) * 1e3:.1f} ms"
        work = f"{name(sizes)}, {MANY:,} samples in batches of 10, one epoch, a sample's cost against 250"
        table.append((work, f"{took}: {times:.2f} ×", "≤ 1.25 ×", times <= 1.25))
    run = training(SMALL, MANY // 2, 10, test=MANY // 2)
    for work, function in (
        ("both losses", run.losses),
        ("every point's loss", run.point_losses),
        ("every point's output", run.outputs_of_data),
    ):
        took = statistics.median(race({"": stopwatch(function)})[""])
        row = f"{work}, {name(SMALL)}, {MANY:,} points"
        table.append((row, f"{took * 1e3:.2f} ms", "≤ 5 ms", took <= 5e-3))
    return table


def against_libraries() -> list[Row]:
    table = []
    for work, n, batch, limits in (
        ("one epoch", 250, 10, {"JAX": 4, "PyTorch": 100}),
        ("100 samples, full batch, one step", 100, 100, {"JAX": 8, "PyTorch": 25, "micrograd": 40_000}),
    ):
        watches = {
            "ours": epoch(WIDE, n, batch),
            "JAX": peers.jax_epoch(WIDE, n, batch),
            "PyTorch": peers.torch_epoch(WIDE, n, batch),
            "micrograd": peers.micrograd_step(WIDE, n) if "micrograd" in limits else None,
        }
        laps = race({peer: watch for peer, watch in watches.items() if watch}, rounds=3)
        for peer, limit in limits.items():
            row = f"{name(WIDE)}, {work}, against {peer}"
            if peer not in laps:
                table.append((row, f"{peer} is not installed", f"≥ {limit:,} ×", None))
                continue
            times = ratio(laps, peer, "ours")
            measured = f"{micro(statistics.median(laps['ours']))}: {times:,.1f} × as fast"
            table.append((row, measured, f"≥ {limit:,} ×", times >= limit))
    return table


def expression() -> Row:
    kernels = warm_up.loaded_kernels()
    assert kernels is not None
    a, b = Value(-41.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    e = c - d
    f = e**2
    g = f / 2
    program = lower(g, [a, b], [])
    inputs, times = np.array([[-41.0], [2.0]]), 100_000
    result = kernels.run(program, np.zeros(0), inputs, times=times)
    g.backward()
    assert (result.gradient_of(a)[0], result.gradient_of(b)[0]) == (a.grad, b.grad)
    watch = stopwatch(lambda: kernels.run(program, np.zeros(0), inputs, times=times))
    each = statistics.median(race({"": watch})[""]) / times * 1e9
    return "10-node expression, forward and backward", f"{each:.1f} ns", "≤ 70 ns", each <= 70


def maps() -> list[Row]:
    side = np.linspace(-6, 6, 100)
    plane = np.array([(x, y) for y in side for x in side])
    table = []
    for sizes, features, limit in ((WIDE, FIRST_TWO, 2), (DEEP, tuple(FEATURES), 4)):
        run, grid = training(sizes), columns(plane, features)
        took = statistics.median(race({"": stopwatch(lambda run=run, grid=grid: run.maps(grid))})[""])
        work = f"every neuron on a 100 × 100 grid, {name(sizes)}"
        table.append((work, f"{took * 1e3:.2f} ms", f"≤ {limit} ms", took <= limit * 1e-3))
    return table


def new_shape() -> Row:
    def change() -> None:
        network_program.cache_clear()
        training(WIDE).run_epochs(1)

    took = statistics.median(race({"": stopwatch(change)})[""])
    work = f"a changed shape ({name(WIDE)}) to its first trained epoch"
    return work, f"{took * 1e3:.2f} ms", "≤ 5 ms", took <= 5e-3


def full_speed() -> list[Row]:
    table = []
    for sizes in ((2, 8, 8, 1), DEEP):
        run = training(sizes, 250, 10, test=250)
        rate = EPOCHS / statistics.median(race({"": stopwatch(lambda run=run: run.run_epochs(EPOCHS))})[""])
        work = f"{name(sizes)}, 250 + 250 points, with both losses each epoch"
        table.append((work, f"{rate:,.0f} epochs/s", "≥ 2,000 epochs/s", rate >= 2000))
    return table


def start() -> Row:
    """A new process until the kernels are in use, from the cache on disk, without NumPy's own import."""
    assert is_compiled()
    program = (
        "import time, engine.training as t; start = time.perf_counter(); t.warm_up(); "
        "print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", program]
    times = [
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(5)
    ]
    took = statistics.median(times)
    return "importing Numba and loading the kernels", f"{took:.2f} s", "≤ 1 s", took <= 1


def rows() -> list[Row]:
    """Return (work, measured, target, met) for `make bench`."""
    began = time.perf_counter()
    compiled = is_compiled()
    assert warm_up.warm_up()
    first = time.perf_counter() - began
    table = [
        *against_c(), *against_libraries(), *classes(), *many_points(), expression(), *maps(), new_shape(),
        *full_speed(), start(),
    ]  # fmt: skip
    if not compiled:
        table.append(("first compile of the kernels ever", f"{first:.1f} s", "", None))
    return table
