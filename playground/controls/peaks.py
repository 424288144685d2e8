"""Curves of very many points, reduced to what a screen can show without losing a peak. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.intp]


def reduce(x: Array, y: Array, low: float, high: float, buckets: int) -> tuple[Array, Array]:
    """The points of the curve (x ascending) seen from `low` to `high`, at most some four a bucket.

    Each bucket keeps its smallest and its largest point in their order, so no spike is lost. Buckets
    begin at multiples of a power of two, so a curve that grows does not shimmer. One point either
    side of the range stays, for the line that enters and leaves it; what is not finite is left out.
    """
    start = max(0, int(np.searchsorted(x, low, side="left")) - 1)
    stop = min(len(x), int(np.searchsorted(x, high, side="right")) + 1)
    size = 1
    while stop - start > 2 * buckets * size:
        size *= 2
    if size == 1:
        return _finite(x[start:stop], y[start:stop])
    first, last = -(-start // size) * size, stop // size * size
    rows = y[first:last].reshape(-1, size)
    extremes = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    whole = (extremes + np.arange(first, last, size)[:, None]).ravel()
    kept = np.concatenate([[start], _partial(y, start, first), whole, _partial(y, last, stop), [stop - 1]])
    return _finite(x[kept], y[kept])


def _partial(y: Array, start: int, stop: int) -> Places:
    """The places to keep of a bucket that the range cuts: its ends and extremes, in their order."""
    if stop <= start:
        return np.empty(0, dtype=np.intp)
    part = y[start:stop]
    return np.unique([start, start + int(part.argmin()), start + int(part.argmax()), stop - 1])


def _finite(x: Array, y: Array) -> tuple[Array, Array]:
    good = np.isfinite(y)
    return (x, y) if good.all() else (x[good], y[good])
