"""Points of the plane sorted into cells, so that those near a place are found without looking at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Points in a cell, about, and cells along a side at most.
_CROWD, _MOST = 4, 256


class Nearby:
    """An index of points (n, 2), each coordinate a finite number. Built in one sort; a question takes µs."""

    def __init__(self, points: Array) -> None:
        self._points = points
        self._side = int(np.clip(np.sqrt(len(points) / _CROWD), 1, _MOST))
        if not len(points):
            return
        self._low = points.min(axis=0)
        self._step = np.maximum((points.max(axis=0) - self._low) / self._side, 1e-12)
        cells = self._cells(points)
        numbers = cells[:, 1] * self._side + cells[:, 0]
        self._order = np.argsort(numbers, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=self._side**2))])

    def within(self, x: float, y: float, across: float, up: float) -> NDArray[np.intp]:
        """Return the numbers of the points in the ellipse around (x, y) with these two radii, ascending."""
        if not len(self._points):
            return np.empty(0, np.intp)
        corners = np.array([(x - across, y - up), (x + across, y + up)])
        (left, bottom), (right, top) = self._cells(corners)
        rows = range(bottom * self._side, top * self._side + 1, self._side)
        pieces = [self._order[self._starts[row + left] : self._starts[row + right + 1]] for row in rows]
        found = np.concatenate(pieces)
        away = (self._points[found] - (x, y)) / (across, up)
        return np.sort(found[np.einsum("ij,ij->i", away, away) <= 1.0])

    def nearest(self, x: float, y: float, across: float, up: float) -> int | None:
        """Return the nearest point in that ellipse, measured in its radii; None if there is none."""
        found = self.within(x, y, across, up)
        if not len(found):
            return None
        away = (self._points[found] - (x, y)) / (across, up)
        return int(found[np.einsum("ij,ij->i", away, away).argmin()])

    def _cells(self, places: Array) -> NDArray[np.intp]:
        cells: NDArray[np.intp] = np.clip((places - self._low) / self._step, 0, self._side - 1).astype(
            np.intp
        )
        return cells
