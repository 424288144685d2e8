"""Data to learn from, and how a network is fed it: features and targets as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import PlaygroundError
from engine.program import Array


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points to learn from or to test on: `inputs` (n, features) and `targets` (n,).

    For a network of several outputs the targets are classes, counted from 0.
    """

    inputs: Array
    targets: Array


def rows_of(samples: Samples, sizes: Sequence[int]) -> Array:
    """Return features and targets as rows, one column a sample, for a network of these sizes.

    Classes of several become rows of 0 and 1, one for each. Raises `PlaygroundError` for what does not fit.
    """
    inputs, targets = np.asarray(samples.inputs, float), np.asarray(samples.targets, float)
    if inputs.ndim != 2 or targets.shape != inputs.shape[:1]:
        raise PlaygroundError(
            f"Inputs of shape {inputs.shape} do not go with targets of shape {targets.shape}."
        )
    if sizes[0] != inputs.shape[1]:
        raise PlaygroundError(f"A network of {sizes[0]} inputs cannot take {inputs.shape[1]} features.")
    if sizes[-1] > 1:
        classes = np.arange(sizes[-1])[:, None]
        targets = (targets == classes).astype(float)
        if not targets.any(axis=0).all():
            raise PlaygroundError(
                f"A network of {sizes[-1]} outputs takes classes from 0 to {sizes[-1] - 1}."
            )
    return np.ascontiguousarray(np.vstack([inputs.T, targets]))
