"""Lines of equal value through a grid of numbers, by marching squares; no Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.controls.axes import linear_ticks

Array = NDArray[np.float64]
#: Sides of a cell, and which are joined in each case of its corners being above the level, the top left one
#: counting 8, then clockwise 4, 2, 1; −1 for no second line.
_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
_NONE = (-1, -1)
_JOINED = np.array(
    [
        (_NONE, _NONE),
        ((_LEFT, _BOTTOM), _NONE),
        ((_BOTTOM, _RIGHT), _NONE),
        ((_LEFT, _RIGHT), _NONE),
        ((_TOP, _RIGHT), _NONE),
        ((_LEFT, _TOP), (_BOTTOM, _RIGHT)),
        ((_TOP, _BOTTOM), _NONE),
        ((_LEFT, _TOP), _NONE),
        ((_LEFT, _TOP), _NONE),
        ((_TOP, _BOTTOM), _NONE),
        ((_TOP, _RIGHT), (_LEFT, _BOTTOM)),
        ((_TOP, _RIGHT), _NONE),
        ((_LEFT, _RIGHT), _NONE),
        ((_BOTTOM, _RIGHT), _NONE),
        ((_LEFT, _BOTTOM), _NONE),
        (_NONE, _NONE),
    ]
)


@dataclass(frozen=True, slots=True)
class LevelLine:
    """All pieces (m, 2, 2) where the value is `level`: each from one (column, row) to another."""

    level: float
    pieces: Array


def level_lines(values: Array, levels: list[float]) -> list[LevelLine]:
    """Return the line of each level that has one; places are columns and rows, from the first value's."""
    lines = [LevelLine(level, _pieces(values, level)) for level in levels]
    return [line for line in lines if len(line.pieces)]


def round_levels(values: Array, count: int = 10) -> list[float]:
    """Return about so many round numbers between the least and the greatest of the values, at most."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return []
    low, high = float(finite.min()), float(finite.max())
    if high - low <= 1e-9 * max(1.0, abs(high)):
        return []
    spacing, ticks = linear_ticks(low, high, count)
    return [tick for tick in ticks if low + 0.02 * spacing < tick < high - 0.02 * spacing]


def _pieces(values: Array, level: float) -> Array:
    above = (values > level).view(np.uint8)
    case = 8 * above[:-1, :-1] + 4 * above[:-1, 1:] + 2 * above[1:, 1:] + above[1:, :-1]
    rows, columns = np.nonzero((case != 0) & (case != 15))
    corners = values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]
    a, b, c, d = (corner[rows, columns] for corner in corners)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        top, right = (level - a) / (b - a), (level - b) / (c - b)
        bottom, left = (level - d) / (c - d), (level - a) / (d - a)
    zero = np.zeros(len(rows))
    across = np.stack([top, zero + 1, bottom, zero], axis=1) + columns[:, None]
    down = np.stack([zero, right, zero + 1, left], axis=1) + rows[:, None]
    places = np.stack([across, down], axis=2)
    joined = _JOINED[case[rows, columns]]
    cells = np.arange(len(rows))[:, None]
    found = [places[cells, joined[:, k]] for k in (0, 1)]
    pieces = np.concatenate([found[0], found[1][joined[:, 1, 0] >= 0]])
    return np.asarray(pieces[np.isfinite(pieces).all(axis=(1, 2))])
