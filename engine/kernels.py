"""The compiled path: a few kernels that run programs forward and backward, evaluate, and train.

`prepare` compiles them, or loads them from the cache on disk; nothing here compiles at import. Run
as a program (`python -m engine.kernels`) it only fills the cache. All kernels release Python's
interpreter lock, and none is compiled for a particular network: shapes are data.
"""

# mypy: ignore-errors

from __future__ import annotations

from pathlib import Path

import numpy as np
from numba import config, njit, typeof, types

from engine.course import MAX_LANES, Course, Points
from engine.interpreter import Run
from engine.kernel_cache import cache_folder, mark_compiled
from engine.kernel_passes import Bench, backward, bench, forward, machine
from engine.kernel_steps import feed, train
from engine.kernel_steps import mean_loss as mean_loss_kernel
from engine.kernel_update import Numbers
from engine.lanes import WIDTH, data, load, store
from engine.plan import Plan
from engine.program import Array, Program, aligned

#: Samples in a tile where only losses or outputs are wanted.
_WIDE = 32


def _replay(bench, parameters, sums, used, times):
    """Run a program forward and backward so many times; the inputs' rows and outputs' gradients are set."""
    m = machine(bench)
    for _ in range(times):
        forward(m, data(parameters))
        backward(m, data(parameters), data(sums), used)


def _evaluate(bench, parameters, samples, n, n_inputs, loss, rows, out):
    """Run n samples forward, copy some rows to `out` (rows, n or more), and return the mean loss."""
    m = machine(bench)
    if not rows.size:
        return mean_loss_kernel(
            m, data(parameters), data(samples), samples.shape[1], n_inputs, n, loss * m.lanes
        )
    stride = out.shape[1]
    for start in range(0, n, m.lanes):
        feed(m, data(samples), samples.shape[1], n_inputs, start, min(m.lanes, n - start))
        forward(m, data(parameters))
        for k in range(rows.size):
            for lane in range(0, m.lanes, WIDTH):
                store(data(out), k * stride + start + lane, load(m.values, rows[k] * m.lanes + lane))
    return 0.0


_KERNELS = {}


def prepare(folder: Path) -> None:
    """Compile every kernel, or load it from `folder`."""
    if _KERNELS:
        return
    config.CACHE_DIR = str(folder)
    vector, matrix, integers = types.float64[::1], types.float64[:, ::1], types.int64[::1]
    layout = typeof(bench(Program(), WIDTH))
    numbers = types.NamedUniTuple(vector, len(Numbers._fields), Numbers)
    whole, real = types.int64, types.float64
    signatures = {
        _replay: types.void(layout, vector, vector, whole, whole),
        _evaluate: real(layout, vector, matrix, whole, whole, whole, integers, matrix),
        train: whole(
            layout, layout, matrix, whole, matrix, whole, matrix, integers, types.uint64, numbers, integers,
            real, vector, integers, matrix,
        ),
    }  # fmt: skip
    for function, signature in signatures.items():
        _KERNELS[function.__name__] = njit(signature, nogil=True, cache=True)(function)


def _lanes_for(batch_size: int) -> int:
    """Return the tile size that wastes the fewest lanes on a batch: a multiple of eight."""
    tiles = -(-batch_size // MAX_LANES)
    return -(-batch_size // (tiles * WIDTH)) * WIDTH


def _bench(course: Course, lanes: int, in_order: bool = False) -> Bench:
    if (lanes, in_order) not in course.benches:
        course.benches[lanes, in_order] = bench(course.network.program, lanes, in_order)
    return course.benches[lanes, in_order]


def advance(course: Course, plan: Plan, batches: int, epochs: int, *, evaluate: bool) -> Array:
    """Train; the same as `course.advance`."""
    numbers = Numbers(*(getattr(course, name).reshape(-1) for name in Numbers._fields))
    n_inputs = len(course.train.rows)
    integers = [
        plan.optimiser, plan.penalty, plan.batch_size, plan.shuffle, plan.carry, batches, epochs, evaluate,
        n_inputs, course.network.loss, len(course.parameters),
    ]  # fmt: skip
    losses = np.empty((epochs, 2))
    scratch = np.empty_like(course.train.rows if plan.shuffle else course.train.rows[:, :0])
    done = _KERNELS["train"](
        _bench(course, _lanes_for(min(plan.batch_size, max(course.train.n, 1))), plan.carry),
        _bench(course, _WIDE), course.train.rows, course.train.n, course.test.rows, course.test.n, scratch,
        np.empty(course.train.n, np.int64), np.uint64(course.key), numbers, np.array(integers, np.int64),
        plan.penalty_rate, plan.rates, course.counters, losses,
    )  # fmt: skip
    return losses[: done if evaluate else 0]


def mean_loss(course: Course, samples: Points) -> float:
    """Return the loss averaged over samples; the same as `course.mean_loss`."""
    return _evaluated(course, samples, [], np.empty((0, 0)))


def rows(course: Course, samples: Points, wanted: list[int]) -> Array:
    """Run samples forward and return some of the program's rows, (rows, n)."""
    out = np.empty((len(wanted), samples.rows.shape[1]))
    _evaluated(course, samples, wanted, out)
    return out[:, : samples.n]


def _evaluated(course: Course, samples: Points, wanted: list[int], out: Array) -> float:
    return _KERNELS["_evaluate"](
        _bench(course, _WIDE), course.parameters, samples.rows, samples.n, len(samples.rows),
        course.network.loss, np.array(wanted, np.int64), out,
    )  # fmt: skip


def run(
    program: Program,
    parameters: Array,
    inputs: Array,
    seeds: Array | None = None,
    *,
    times: int = 1,
    in_order: bool = False,
) -> Run:
    """Run forward and backward on all samples at once; the same as `interpreter.run`.

    With `times` the passes are repeated, and the parameters' gradients are those of all passes together;
    `in_order` asks for the sums that `in_order.IN_ORDER` forms.
    """
    n = inputs.shape[1]
    lanes = max(WIDTH, -(-n // WIDTH) * WIDTH)
    layout = bench(program, lanes, in_order)
    values, gradients = (a.reshape(-1, lanes) for a in (layout.values, layout.gradients))
    for value, numbers in zip(program.inputs, inputs, strict=True):
        row = values[program.row_of[value]]
        row[:n], row[n:] = numbers, numbers[-1] if n else 0.0
    for k, output in enumerate(program.outputs):
        gradients[program.row_of[output], :n] += 1.0 if seeds is None else seeds[k]
    packed, sums = aligned(program.n_slots), aligned(program.n_slots)
    packed[:] = parameters
    _KERNELS["_replay"](layout, packed, sums, n, times)
    return Run(program, packed, values[:, :n], gradients[:, :n], sums)


if __name__ == "__main__":
    from engine import kernels  # by its own name, which is part of what the cache looks up

    kernels.prepare(cache_folder())
    mark_compiled()
