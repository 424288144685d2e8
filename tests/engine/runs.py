"""Small training runs that tests start from."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from engine.nn import initial_parameters
from engine.settings import Settings
from engine.state import TrainingState
from engine.training import Samples, Training

FEATURES = 2
#: Not a multiple of the usual batch size: the last batch of an epoch is not full.
N_TRAIN = 47


def samples(n: int, seed: int = 0) -> Samples:
    points = np.random.default_rng(seed).uniform(-2, 2, size=(n, FEATURES))
    return Samples(points, np.where(points[:, 0] * points[:, 1] > 0, 1.0, -1.0))


def start(hidden: tuple[int, ...] = (5, 3), seed: int = 1) -> TrainingState:
    return TrainingState(initial_parameters([FEATURES, *hidden, 1], random.Random(seed)))


def training(
    state: TrainingState | None = None,
    hidden: tuple[int, ...] = (5, 3),
    activation: str = "tanh",
    n_train: int = N_TRAIN,
    **settings: Any,
) -> Training:
    return Training(
        [*[activation] * len(hidden), "tanh"],
        samples(n_train),
        samples(30, seed=1),
        Settings(**settings),
        state or start(hidden),
        seed="a seed",
    )
