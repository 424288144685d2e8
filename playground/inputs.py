"""What a network is shown: its features at points, refused where one of them is not a number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from engine.data import EXTENT
from engine.errors import PlaygroundError
from engine.features import columns, feature
from playground.document import Document
from playground.run import GRID, Array
from playground.samples import data_of


def plane_points(side: int = GRID, extent: float = EXTENT) -> Array:
    """The centres of side × side pixels over the plane, (side², 2), row by row from the top left."""
    centres = extent * ((2 * np.arange(side) + 1) / side - 1)
    x1, x2 = np.meshgrid(centres, -centres)
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def inputs_at(points: Array, features: Sequence[str]) -> Array:
    """Return the features at points (n, 2), one column each: (n, k).

    Raises `PlaygroundError` that names the feature and the point where one is not a finite number.
    """
    with np.errstate(all="ignore"):
        inputs = columns(points, features)
    finite = np.isfinite(inputs)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        x1, x2 = points[row]
        label = feature(features[column]).label
        raise PlaygroundError(f"{label} is not a finite number at x₁ = {x1:.4g}, x₂ = {x2:.4g}.")
    return inputs


def check_inputs(document: Document) -> None:
    """Raise `PlaygroundError` if a feature of one's own is not finite at the points that are learned from."""
    own = [key for key in document.network.features if key in document.network.formulas]
    if own:
        inputs_at(data_of(document.data).points, own)


@lru_cache(maxsize=256)
def check_on_plane(key: str) -> None:
    """Raise `PlaygroundError` if a feature is none, or is not a finite number everywhere on the plane."""
    feature(key)
    inputs_at(plane_points(), [key])
