"""The compiled form of `in_order`: one kernel, made for no network in particular."""

# mypy: ignore-errors

from __future__ import annotations

from pathlib import Path

from numba import config, njit, types

from engine.in_order import make_batches
from engine.portable import make_functions

_BATCHES = make_batches(make_functions(njit), njit)
_KERNELS = {}


def _train(parameters, sums, sums_before, gradient, before, free, samples, n, sizes, slots, codes, work,
           integers, rate, penalty_rate, counters):  # fmt: skip
    """Train batches of one epoch; see `in_order.make_batches`."""
    return _BATCHES(
        parameters, sums, sums_before, gradient, before, free, samples, n, sizes, slots, codes, work,
        integers, rate, penalty_rate, counters,
    )  # fmt: skip


def prepare(folder: Path) -> None:
    """Compile the kernel, or load it from `folder`."""
    if _KERNELS:
        return
    config.CACHE_DIR = str(folder)
    vector, matrix, integers = types.float64[::1], types.float64[:, ::1], types.int64[::1]
    whole, real = types.int64, types.float64
    signature = whole(
        *[vector] * 6, matrix, whole, integers, integers, integers, matrix, integers, real, real, integers
    )
    _KERNELS["train"] = njit(signature, nogil=True, cache=True)(_train)


def train(*arrays):
    """Train batches of one epoch; see `in_order.make_batches`."""
    return _KERNELS["train"](*arrays)
