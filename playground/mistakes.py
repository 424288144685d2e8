"""How wrong a network is, point by point: losses in bins, who is taken for whom, and how much is explained.

No Qt. The bins are logarithmic and always the same, so that learning is seen as bars that wander left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.run import Array

#: The bins divide these powers of ten of the loss; the first takes what is less, the last what is more.
DECADES = (-5, 1)
PER_DECADE = 3
BINS = (DECADES[1] - DECADES[0]) * PER_DECADE + 2
#: Of more points than this, only so many are sorted.
_SORTED = 4000


@dataclass(frozen=True, slots=True)
class LossBins:
    """For each of `BINS` bins how many points lie in it, and the sum of their losses: both (BINS,)."""

    counts: NDArray[np.intp]
    sums: Array

    @property
    def total(self) -> int:
        """How many points there are."""
        return int(self.counts.sum())

    def share_of_points(self, index: int) -> float:
        """The share of all points that lie in a bin, 0 to 1."""
        return float(self.counts[index]) / max(1, self.total)

    def share_of_loss(self, index: int) -> float:
        """The share of the whole loss that the points in a bin make, 0 to 1."""
        whole = float(self.sums.sum())
        return float(self.sums[index]) / whole if whole > 0 and np.isfinite(whole) else 0.0


def bin_losses(losses: Array) -> LossBins:
    """Count losses (n,) into bins; what is not a finite number lies in the last."""
    places = bins_of(losses)
    sums = np.bincount(places, weights=losses, minlength=BINS).astype(np.float64)
    return LossBins(np.bincount(places, minlength=BINS), sums)


def bins_of(losses: Array) -> NDArray[np.intp]:
    """Return the bin of each loss."""
    with np.errstate(divide="ignore", invalid="ignore"):
        places = np.floor(np.log10(losses) * PER_DECADE) - DECADES[0] * PER_DECADE + 1
    inside: NDArray[np.intp] = np.clip(np.nan_to_num(places, nan=BINS - 1), 0, BINS - 1).astype(np.intp)
    return inside


def bounds(index: int) -> tuple[float, float]:
    """Return the losses between which a bin lies; 0 and infinity at the ends."""
    low, high = (10.0 ** ((index - 1 + k) / PER_DECADE + DECADES[0]) for k in (0, 1))
    return (0.0 if index == 0 else low), (np.inf if index == BINS - 1 else high)


def worst_of_bin(losses: Array, index: int) -> int | None:
    """Return the number of the point with the largest loss in a bin, None if it is empty."""
    inside = np.flatnonzero(bins_of(losses) == index)
    return int(inside[np.argmax(np.nan_to_num(losses[inside], nan=np.inf))]) if len(inside) else None


def half_by(losses: Array) -> float:
    """Return how small a share of the points, 0 to 1, makes half of the loss: the worst ones.

    0 without points or loss. Of very many points a part is read, evenly spread.
    """
    some = losses[:: max(1, len(losses) // _SORTED)]
    sums = np.cumsum(np.sort(some)[::-1])
    if not len(sums) or not 0 < sums[-1] < np.inf:
        return 0.0
    return float(np.searchsorted(sums, sums[-1] / 2.0) + 1) / len(some)


def confusion(outputs: Array, targets: Array, classes: int) -> NDArray[np.intp]:
    """Return how many points of each class (row) are taken for each class (column): (classes, classes).

    `outputs` are (n,), whose sign decides, or (n, classes), whose largest does. `targets` (n,) are as
    `engine.data.Data` has them: −1 and 1 for two classes, else the class from 0.
    """
    taken_for = np.argmax(outputs, axis=1) if outputs.ndim == 2 else (outputs >= 0).astype(np.intp)
    true = (targets if classes > 2 else targets > 0).astype(np.intp)
    counts = np.bincount(true * classes + taken_for, minlength=classes * classes)
    return counts.reshape(classes, classes)


def explained(outputs: Array, targets: Array) -> float | None:
    """Return R²: the share of the targets' variance that the outputs (n,) explain, 1 at best.

    None where the targets have none, or something is not finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        spread = float(np.sum((targets - targets.mean()) ** 2)) if len(targets) else 0.0
        missed = float(np.sum((targets - outputs) ** 2))
    return 1.0 - missed / spread if spread > 0 and np.isfinite(missed) else None
