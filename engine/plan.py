"""Training settings as the numbers that steps work with."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from engine.errors import PlaygroundError
from engine.optim import MEMORIES, OPTIMISER_CODES, PENALTY_CODES
from engine.program import Array
from engine.schedules import FACTORS, factor
from engine.settings import LOSSES, Settings


class Plan(NamedTuple):
    """The settings of a burst of steps; `rates` are the learning rates of its epochs."""

    optimiser: int
    penalty: int
    penalty_rate: float
    batch_size: int
    shuffle: bool
    carry: bool
    rates: Array


def plan_of(settings: Settings, epoch: int, epochs: int) -> Plan:
    """Return the settings as numbers, for at most so many epochs from `epoch` on."""
    factors = [factor(settings.schedule, epoch + k) for k in range(epochs)]
    return Plan(
        optimiser=OPTIMISER_CODES[settings.optimiser],
        penalty=PENALTY_CODES[settings.regularisation],
        penalty_rate=settings.regularisation_rate,
        batch_size=settings.batch_size,
        shuffle=settings.shuffle,
        carry=settings.carry_partial_batch,
        rates=settings.learning_rate * np.array(factors),
    )


def checked(settings: Settings) -> Settings:
    """Return the settings, or raise `PlaygroundError` naming the field that cannot be."""
    tables: dict[str, Collection[str]] = {
        "loss": LOSSES,
        "optimiser": MEMORIES,
        "schedule": FACTORS,
        "regularisation": PENALTY_CODES,
    }
    for field, table in tables.items():
        if getattr(settings, field) not in table:
            raise PlaygroundError(f"There is no {field} named {getattr(settings, field)!r}.")
    if settings.batch_size < 1:
        raise PlaygroundError(f"A batch has 1 sample or more, not {settings.batch_size}.")
    for field in ("learning_rate", "regularisation_rate"):
        if not (math.isfinite(getattr(settings, field)) and getattr(settings, field) >= 0):
            raise PlaygroundError(f"The {field.replace('_', ' ')} must be a number, 0 or more.")
    return settings
