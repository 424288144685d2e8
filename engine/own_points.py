"""Points that somebody painted or read from a table, arranged as data to learn from."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.data import Array, Data
from engine.shuffle import MIX_1, MIX_2, STRIDE, key_of


def arrange(points: Array, targets: Array, classes: int, train_share: int, seed: str) -> Data:
    """Return points (n, 2) with targets (n,) in an order, and split, that the seed decides.

    Targets of a classification are classes counted from 0; `classes` 0 means regression. Each point
    draws its own lot from the seed and its number, so one point more leaves every other where it was:
    in the train or the test set, and before or after the same points. At least one point is for training.
    """
    order, n_train = _drawn(key_of(seed), len(points), train_share)
    arranged = np.ascontiguousarray(points[order]), np.array(targets[order], float)
    if classes == 2:
        arranged[1][:] = 2.0 * arranged[1] - 1.0
    for array in arranged:
        array.setflags(write=False)
    problem = "classification" if classes else "regression"
    return Data(*arranged, n_train, problem, classes, order)


@lru_cache(maxsize=8)
def _drawn(key: int, n: int, train_share: int) -> tuple[NDArray[np.int64], int]:
    """Return the order of n points by their lots, and how many from its beginning are for training.

    Cached, since points are often moved and seldom counted.
    """
    lots = _lots(key, n)
    order = np.argsort(lots, kind="stable")
    order.setflags(write=False)
    return order, max(min(n, 1), int(np.count_nonzero(lots < train_share / 100)))


def _lots(key: int, n: int) -> NDArray[np.float64]:
    """Return n numbers in 0 … 1, the k-th decided by the key and k alone (SplitMix64)."""
    x = np.uint64(key) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(STRIDE)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(MIX_1)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(MIX_2)
    lots: NDArray[np.float64] = ((x ^ (x >> np.uint64(31))) >> np.uint64(11)).astype(np.float64)
    return lots * 2.0**-53
