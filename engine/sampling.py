"""Where to sample a curve so that it can be drawn honestly: fine where it bends, broken where it breaks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.breaks import Break, breaks, grows

__all__ = ["Array", "Break", "Curve", "comfortable_range", "sample"]

Array = NDArray[np.float64]
Evaluate = Callable[[Array], Array]
More = Callable[[], bool]

#: Seconds after which a curve is drawn as it is; formulas that people write take a tenth of it.
PATIENCE = 0.08

#: A bend of more than this many pixels between neighbours asks for a point between them.
_BEND = 0.4
#: A step of more than this many pixels that no further point makes smaller is a jump.
_STEP = 2.0
_ROUNDS = 6
#: A suspect interval is cut into this many parts, this often: then its ends are neighbouring floats.
_PARTS = 16
_NARROWINGS = 16
_MOST_POINTS = 6000
#: Only so many of the largest steps and peaks are looked into.
_MOST_STEPS = 1000
_MOST_PEAKS = 100


@dataclass(frozen=True, slots=True)
class Curve:
    """Points to be joined by lines, `y` NaN where the line is interrupted, and why it is.

    `undefined` are the stretches (from, to) on which there is no curve at all.
    """

    x: Array
    y: Array
    breaks: tuple[Break, ...]
    undefined: tuple[tuple[float, float], ...]


def sample(
    evaluate: Evaluate,
    low: float,
    high: float,
    bottom: float,
    top: float,
    columns: int,
    rows: int,
    *,
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.perf_counter,
) -> Curve:
    """Sample a function for a picture of `columns` × `rows` pixels, x `low` to `high`, y `bottom` to `top`.

    Points are added where the curve bends by more than a fraction of a pixel. Where it steps, the step is
    cut down until it vanishes (the curve is only steep) or neighbouring floats still differ (it breaks).
    What lies further out of the picture than its height, infinity too, is put at that distance.
    After `patience` seconds by the `clock` nothing finer is looked for, and steps that were not followed to
    their end are interrupted, but not named as breaks.
    """
    end = clock() + patience

    def more() -> bool:
        return clock() < end

    height = top - bottom
    pixel = height / max(rows, 1)
    near = (high - low) / max(columns, 1) * 1e-9

    def in_reach(points: Array) -> Array:
        return np.clip(evaluate(points), bottom - height, top + height)

    x = np.linspace(low, high, max(columns, 2) + 1)
    poles = _even_poles(x, np.asarray(evaluate(x)), evaluate, near, pixel, height, more)
    y = _without_lone_points(in_reach(x))
    for _ in range(_ROUNDS):
        bends = _bending(y, pixel)
        if not bends.any() or len(x) > _MOST_POINTS or not more():
            break
        x, y = _insert(x, y, in_reach, (x[:-1][bends] + x[1:][bends]) / 2.0)
    y[np.isin(x, poles)] = np.nan
    x, y = _merge(x, y, poles, np.full(len(poles), np.nan))
    x, y, left, right = _open_gaps(x, y, in_reach, near, pixel, more)
    gaps = breaks(left, right, evaluate, near, height) if more() else []
    return Curve(x, y, tuple(gaps), _undefined(x, y))


def comfortable_range(y: Array) -> tuple[float, float]:
    """Return a range of heights that shows a curve well: all of it, or its body if poles shoot out of it."""
    y = y[np.isfinite(y)]
    if not len(y):
        return -1.0, 1.0
    low, high = np.percentile(y, (5, 95))
    spread = float(high - low)
    bottom, top = max(float(y.min()), low - 0.9 * spread), min(float(y.max()), high + 0.9 * spread)
    if float(y.max() - y.min()) <= 2.8 * spread:
        bottom, top = float(y.min()), float(y.max())
    room = 0.08 * (top - bottom) or max(1.0, 0.1 * abs(top))
    return bottom - room, top + room


def _without_lone_points(y: Array) -> Array:
    """Leave out single values in an undefined stretch: (−2)^(−2) exists, but xˣ has no curve there."""
    there = np.concatenate([[False], np.isfinite(y), [False]])
    y[there[1:-1] & ~there[:-2] & ~there[2:]] = np.nan
    return y


def _bending(y: Array, pixel: float) -> NDArray[np.bool_]:
    """Return for each interval between neighbours whether the curve bends at one of its ends."""
    with np.errstate(all="ignore"):
        bend = np.abs(y[:-2] - 2.0 * y[1:-1] + y[2:]) > 4.0 * _BEND * pixel
    bends = np.zeros(len(y) - 1, dtype=bool)
    bends[:-1] |= bend
    bends[1:] |= bend
    return bends


def _insert(x: Array, y: Array, evaluate: Evaluate, new: Array) -> tuple[Array, Array]:
    return _merge(x, y, new, np.asarray(evaluate(new)))


def _merge(x: Array, y: Array, new_x: Array, new_y: Array) -> tuple[Array, Array]:
    both = np.concatenate([x, new_x])
    order = np.argsort(both, kind="stable")
    return both[order], np.concatenate([y, new_y])[order]


def _even_poles(
    x: Array, y: Array, evaluate: Evaluate, near: float, pixel: float, height: float, more: More
) -> Array:
    """Return the places between the points where |y| shoots up and comes back, as 1/x² does."""
    size = np.abs(y)
    with np.errstate(all="ignore"):
        peak = (size[1:-1] >= size[:-2]) & (size[1:-1] >= size[2:])
        peak &= size[1:-1] - np.minimum(size[:-2], size[2:]) > 4.0 * pixel
        peak &= ~np.isinf(np.maximum(size[:-2], size[2:]))  # an overflow is no pole
    at = np.flatnonzero(peak) + 1
    at = at[np.argsort(size[at])[::-1][:_MOST_PEAKS]]
    if not (len(at) and more()):
        return np.empty(0)
    left, right, rows = x[at - 1], x[at + 1], np.arange(len(at))
    for _ in range(_NARROWINGS):
        points = _grid(left, right)
        size = np.abs(evaluate(points.ravel()).reshape(points.shape))
        top = np.where(np.isnan(size), np.inf, size).argmax(axis=1)
        left, right = points[rows, np.maximum(top - 1, 0)], points[rows, np.minimum(top + 1, _PARTS)]
        if not more():
            return np.empty(0)
    summit, heights = points[rows, top], size[rows, top]
    before, after = evaluate(summit - near), evaluate(summit + near)
    grown = grows(before, heights, height) & grows(after, heights, height)
    grown &= before * after > 0.0  # where the sign changes the curve steps, which is found as such
    return np.unique(summit[grown])


def _open_gaps(
    x: Array, y: Array, in_reach: Evaluate, near: float, pixel: float, more: More
) -> tuple[Array, Array, Array, Array]:
    """Follow every step down to neighbouring floats, and interrupt the curve where it is still there.

    Returns the points, and the left and right sides of each interruption.
    """
    there = ~np.isnan(y)
    with np.errstate(all="ignore"):
        sizes = np.where(there[:-1] != there[1:], np.inf, np.abs(np.diff(y)))
    at = np.flatnonzero(sizes > _STEP * pixel)
    at = np.sort(at[np.argsort(sizes[at])[::-1][:_MOST_STEPS]])
    if not len(at):
        return x, y, np.empty(0), np.empty(0)
    step = _STEP * pixel
    found = _narrow(x[at], x[at + 1], y[at], y[at + 1], in_reach, step, more)
    left, right, y_left, y_right = _still_broken(found, step)
    # A single point may stand between two steps, as sign(0) does: look for the other one beside it.
    low, high = np.concatenate([left - near, right]), np.concatenate([left, right + near])
    alone = np.concatenate([np.diff(left, prepend=-np.inf), np.diff(left, append=np.inf)]) > near
    y_low, y_high = in_reach(low), in_reach(high)
    with np.errstate(all="ignore"):
        again = (np.abs(y_high - y_low) > step) & alone
    if again.any() and more():
        second = _narrow(low[again], high[again], y_low[again], y_high[again], in_reach, step, more)
        pairs = zip((left, right, y_left, y_right), _still_broken(second, step), strict=True)
        left, right, y_left, y_right = (np.concatenate(pair) for pair in pairs)
    order = np.argsort(left, kind="stable")
    left, right, y_left, y_right = left[order], right[order], y_left[order], y_right[order]
    # Nothing stands between neighbouring floats: the gap goes right behind all that is not right of it.
    behind = np.repeat(np.searchsorted(x, left, side="right"), 3)
    x = np.insert(x, behind, np.column_stack([left, left, right]).ravel())
    y = np.insert(y, behind, np.column_stack([y_left, np.full(len(left), np.nan), y_right]).ravel())
    return x, y, left, right


def _still_broken(found: tuple[Array, Array, Array, Array], step: float) -> tuple[Array, ...]:
    """Keep those narrowed intervals at whose ends the curve still differs by more than a step."""
    with np.errstate(all="ignore"):
        broken = ~(np.abs(found[3] - found[2]) <= step)
    return tuple(part[broken] for part in found)


def _grid(left: Array, right: Array) -> Array:
    """Return the ends of each interval and the points that cut it into `_PARTS`, (n, _PARTS + 1)."""
    points: Array = left[:, None] + (right - left)[:, None] * (np.arange(_PARTS + 1) / _PARTS)
    points[:, -1] = right
    return points


def _narrow(
    left: Array, right: Array, y_left: Array, y_right: Array, evaluate: Evaluate, step: float, more: More
) -> tuple[Array, Array, Array, Array]:
    """Narrow intervals down to where most of their step is, or where values end, until the step vanishes."""
    left, right, y_left, y_right = left.copy(), right.copy(), y_left.copy(), y_right.copy()
    going = np.arange(len(left))
    for _ in range(_NARROWINGS):
        points = _grid(left[going], right[going])
        y = np.array(evaluate(points.ravel())).reshape(points.shape)
        y[:, 0], y[:, -1] = y_left[going], y_right[going]
        there = ~np.isnan(y)
        with np.errstate(all="ignore"):
            sizes = np.where(there[:, :-1] & there[:, 1:], np.abs(np.diff(y)), -1.0)
        sizes[there[:, :-1] != there[:, 1:]] = np.inf
        rows, part = np.arange(len(going)), sizes.argmax(axis=1)
        left[going], right[going] = points[rows, part], points[rows, part + 1]
        y_left[going], y_right[going] = y[rows, part], y[rows, part + 1]
        going = going[sizes[rows, part] > step]
        if not (len(going) and more()):
            break
    return left, right, y_left, y_right


def _undefined(x: Array, y: Array) -> tuple[tuple[float, float], ...]:
    """Return the stretches without a value, which are wider than a break; an overflow is not one."""
    missing = np.concatenate([[False], np.isnan(y), [False]])
    starts, ends = (
        np.flatnonzero(missing[1:] & ~missing[:-1]),
        np.flatnonzero(missing[:-1] & ~missing[1:]) - 1,
    )
    width = (x[-1] - x[0]) * 1e-6
    return tuple(
        (float(x[max(a - 1, 0)]), float(x[min(b + 1, len(x) - 1)]))
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
        if x[b] - x[a] > width
    )
