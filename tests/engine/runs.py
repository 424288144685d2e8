"""Small training runs that tests start from."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from engine.nn import initial_parameters
from engine.settings import SEVERAL_CLASSES_LOSS, Settings
from engine.state import TrainingState
from engine.training import Mask, Samples, Training

FEATURES = 2
#: Not a multiple of the usual batch size: the last batch of an epoch is not full.
N_TRAIN = 47
#: How many there are where a run is to tell several classes apart.
CLASSES = 3


def samples(n: int, seed: int = 0, outputs: int = 1) -> Samples:
    """Points with a target of −1 or 1, or (several outputs) a class: the sector they lie in."""
    points = np.random.default_rng(seed).uniform(-2, 2, size=(n, FEATURES))
    if outputs > 1:
        turns = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi) + 0.5
        return Samples(points, np.minimum(np.floor(turns * outputs), outputs - 1.0))
    return Samples(points, np.where(points[:, 0] * points[:, 1] > 0, 1.0, -1.0))


def start(hidden: tuple[int, ...] = (5, 3), seed: int = 1, outputs: int = 1) -> TrainingState:
    return TrainingState(initial_parameters([FEATURES, *hidden, outputs], random.Random(seed)))


def training(
    state: TrainingState | None = None,
    hidden: tuple[int, ...] = (5, 3),
    activation: str = "tanh",
    n_train: int = N_TRAIN,
    classes: int = CLASSES,
    frozen: Mask | None = None,
    **settings: Any,
) -> Training:
    """A run of one tanh output; under the loss of several classes, of so many linear ones."""
    several = settings.get("loss") == SEVERAL_CLASSES_LOSS
    outputs = classes if several else 1
    return Training(
        [*[activation] * len(hidden), "linear" if several else "tanh"],
        samples(n_train, outputs=outputs),
        samples(30, seed=1, outputs=outputs),
        Settings(**settings),
        state or start(hidden, outputs=outputs),
        seed="a seed",
        frozen=frozen,
    )
