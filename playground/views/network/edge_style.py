"""What an edge looks like for the number it shows: width, opacity, sign. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.pulses import magnitude
from playground.run import LayerFrame

Array = NDArray[np.float64]

#: |weight| at which an edge has half its greatest width.
HALF_WEIGHT = 1.6
WIDEST = 8.0


@dataclass(frozen=True)
class EdgeStyle:
    """One entry an edge, flattened (n_out · n_in): widths in device-independent pixels, opacities 0 to 1."""

    widths: Array
    opacities: Array
    positive: NDArray[np.bool_]
    negative: NDArray[np.bool_]

    def same_as(self, other: EdgeStyle | None) -> bool:
        """Say whether the two would be painted alike."""
        return (
            other is not None
            and self.widths.shape == other.widths.shape
            and np.array_equal(self.widths, other.widths)
            and np.array_equal(self.opacities, other.opacities)
            and np.array_equal(self.positive, other.positive)
            and np.array_equal(self.negative, other.negative)
        )


def edge_values(layer: LayerFrame, show: str) -> Array:
    """Return the numbers that the edges into a layer show, (n_out, n_in); `show` is of `EDGES_SHOW`."""
    if show == "gradient":
        return layer.weight_gradients
    return layer.weight_updates if show == "update" else layer.weights


def strength(values: Array, show: str) -> Array:
    """Return how strongly a number shows, 0 to 1: weights saturate, gradients and updates are logarithmic."""
    if show != "weight":
        return magnitude(values)
    size = np.nan_to_num(np.abs(values), nan=np.inf)
    return np.asarray(np.where(np.isinf(size), 1.0, size / (size + HALF_WEIGHT)))


def style(values: Array, show: str, tile: float, dimmed: bool = False) -> EdgeStyle:
    """Return the look of the edges of one gap; thinner and paler where tiles are small and fans are dense.

    Steps are coarse enough that training near its end need not repaint, fine enough not to be seen.
    """
    flat = np.nan_to_num(values.ravel(), nan=np.inf)
    power = strength(flat, show)
    size = min(max(tile / 46.0, 0.34), 1.7)
    widths = size * (0.9 + (WIDEST - 0.9) * power)
    crowd = min(1.0, (110.0 / max(flat.size, 1)) ** 0.35)
    opacities = (0.22 + 0.72 * np.sqrt(power)) * crowd
    if show != "weight":
        opacities = np.where(power > 0.0, opacities, 0.10)
    if dimmed:
        opacities = opacities * 0.28
    return EdgeStyle(
        np.round(widths * 8.0) / 8.0,
        np.minimum(np.round(opacities * 48.0) / 48.0, 0.96),
        flat > 0.0,
        flat < 0.0,
    )
