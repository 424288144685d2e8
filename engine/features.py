"""The input features: what of a point (x₁, x₂) the first layer is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import portable
from engine.errors import PlaygroundError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feature:
    """One input feature: `key` names it in documents, `label` on screen; `compute(x1, x2)` is elementwise."""

    key: str
    label: str
    compute: Callable[[Array, Array], Array]


#: All features by key, in the order in which inputs are listed and their weights are drawn.
FEATURES: dict[str, Feature] = {
    feature.key: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, x2: x1),
        Feature("x2", "x₂", lambda x1, x2: x2),
        Feature("x1_squared", "x₁²", lambda x1, x2: x1 * x1),
        Feature("x2_squared", "x₂²", lambda x1, x2: x2 * x2),
        Feature("x1x2", "x₁x₂", lambda x1, x2: x1 * x2),
        Feature("sin_x1", "sin x₁", lambda x1, x2: portable.sin(x1)),
        Feature("sin_x2", "sin x₂", lambda x1, x2: portable.sin(x2)),
    )
}


def feature(key: str) -> Feature:
    """Return the feature of a key; raises `PlaygroundError` if there is none."""
    if key not in FEATURES:
        raise PlaygroundError(f"There is no input feature called {key!r}.")
    return FEATURES[key]


def columns(points: Array, keys: Sequence[str]) -> Array:
    """Compute the features named by `keys` for points (n, 2): one column a feature, (n, k)."""
    x1, x2 = points[:, 0], points[:, 1]
    features = np.empty((len(points), len(keys)))
    for column, key in enumerate(keys):
        features[:, column] = FEATURES[key].compute(x1, x2)
    return features
