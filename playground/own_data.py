"""A person's own points, as an immutable part of a document: painted, drawn, or read from a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Points that a document holds, at most.
MAX_POINTS = 100_000
#: How far from 0 a coordinate or a value may be.
FAR = 1e6
#: The keys of `DataSettings.dataset` that stand for a person's own points, by problem.
OWN = {"classification": "own", "regression": "own_values"}
_ROW = np.dtype("<f8")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column was called in the table it came from, and how its numbers were brought to the plane.

    A number there is `offset + scale` times the number here.
    """

    name: str
    offset: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """Up to `MAX_POINTS` rows of x1, x2 and target, packed as little-endian doubles in `table`.

    Packed, since 100,000 rows must be compared, kept for undo and saved without a stutter. Targets
    are classes counted from 0, or numbers. `columns` (none, or three: x1, x2, target) and `class_names`
    remember the table that the points were read from.
    """

    table: bytes = b""
    columns: tuple[Column, ...] = ()
    class_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.table) // (3 * _ROW.itemsize)

    @property
    def rows(self) -> NDArray[np.float64]:
        """The points as a read-only array (n, 3)."""
        return np.frombuffer(self.table, _ROW).reshape(-1, 3)

    @staticmethod
    def of(rows: ArrayLike, columns: tuple[Column, ...] = (), class_names: tuple[str, ...] = ()) -> OwnPoints:
        """Pack rows (n, 3) of x1, x2 and target."""
        packed = np.ascontiguousarray(rows, _ROW).reshape(-1, 3)
        return OwnPoints(packed.tobytes(), columns, class_names)


@lru_cache(maxsize=8)
def highest_class(points: OwnPoints) -> int:
    """Return the highest class among the points, counted from 0; −1 if there are none."""
    return int(points.rows[:, 2].max()) if len(points) else -1
