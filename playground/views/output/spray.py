"""Points out of a brush; points spread over the plane; a drawn line as a function. No Qt."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.data import EXTENT
from playground.run import Array

#: Points a second out of the brush, and for each of its radii that it is moved.
RATE, BY_RADIUS = 40.0, 2.0
#: Points to label where there are none yet.
SPREAD = 400
#: Places at which a drawn line is read.
_READ = 200


class Spray:
    """Gives points around a moving place, the first at once.

    There are `RATE` a second by `clock` (seconds), and `BY_RADIUS` on a way as long as one of `radii`
    (across, up): a fast stroke leaves a trace too.
    """

    def __init__(
        self,
        place: tuple[float, float],
        clock: Callable[[], float],
        random: np.random.Generator,
        radii: tuple[float, float] = (np.inf, np.inf),
    ) -> None:
        self._clock, self._random, self._radii = clock, random, radii
        self._moved = 0.0
        self._start = clock()
        self._given = 0
        self._last = self._now = place

    def move(self, place: tuple[float, float]) -> None:
        """Hold the brush at another place from now on."""
        self._moved += math.hypot(*((np.array(place) - self._now) / self._radii))
        self._now = place

    def take(self) -> Array:
        """Return where the brush was (n, 2) when the points came due that were not taken yet."""
        by_time = (self._clock() - self._start) * RATE
        due = 1 + math.floor(by_time + self._moved * BY_RADIUS + 1e-9) - self._given
        self._given += due
        share = (np.arange(due) + 1.0) / max(1, due)
        way = np.array(self._last) + share[:, None] * (np.array(self._now) - self._last)
        self._last = self._now
        return way

    def scatter(self, count: int) -> Array:
        """Return so many places (count, 2) spread evenly over the disc of radius 1."""
        reach = np.sqrt(self._random.random(count))
        angle = 2 * np.pi * self._random.random(count)
        return np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])


def spread(count: int = SPREAD) -> Array:
    """Return places (count, 2) that cover the plane evenly without being a grid.

    Roberts' sequence R₂ (2018): multiples of the plastic number's inverse powers, without their whole part.
    """
    plastic = 1.324717957244746
    steps = np.array([1 / plastic, 1 / plastic**2])
    return np.asarray((2 * ((0.5 + np.arange(1, count + 1)[:, None] * steps) % 1.0) - 1) * 0.97 * EXTENT)


def as_function(drawn: Array) -> Array | None:
    """Return a line drawn by hand, (n, 2), as places (m, 2) of one height for each x, x ascending.

    Where it went back over itself, what was drawn last counts. None if it has hardly any width.
    """
    low, high = float(drawn[:, 0].min()), float(drawn[:, 0].max())
    if high - low < 0.02 * EXTENT:
        return None
    x = np.linspace(low, high, _READ)
    y = np.full(_READ, np.nan)
    for (x0, y0), (x1, y1) in zip(drawn[:-1].tolist(), drawn[1:].tolist(), strict=True):
        if x0 > x1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        here = (x >= x0) & (x <= x1)
        y[here] = y0 if x1 == x0 else y0 + (x[here] - x0) / (x1 - x0) * (y1 - y0)
    known = np.isfinite(y)
    return np.column_stack([x[known], y[known]])
