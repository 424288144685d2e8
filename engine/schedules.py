"""Learning-rate schedules: the factor on the learning rate in each epoch, with PyTorch's meanings."""

from __future__ import annotations

import math
from collections.abc import Callable

#: `StepLR`: every STEP_EPOCHS epochs the rate falls to a tenth (gamma 0.1 is PyTorch's default).
STEP_EPOCHS = 500
STEP_GAMMA = 0.1
#: `CosineAnnealingLR`: half a cosine wave down to 0 over COSINE_EPOCHS (T_max), then up again.
COSINE_EPOCHS = 1000
#: `LinearLR`: from a third of the rate to all of it within 5 epochs (PyTorch's defaults).
WARM_UP_START = 1.0 / 3.0
WARM_UP_EPOCHS = 5

#: Every schedule by the name a person picks (`settings.SCHEDULES`): epoch, from 0 -> factor.
FACTORS: dict[str, Callable[[int], float]] = {
    "constant": lambda epoch: 1.0,
    "step": lambda epoch: STEP_GAMMA ** (epoch // STEP_EPOCHS),
    "cosine": lambda epoch: 0.5 * (1.0 + math.cos(math.pi * epoch / COSINE_EPOCHS)),
    "warm-up": lambda epoch: WARM_UP_START + (1.0 - WARM_UP_START) * min(epoch / WARM_UP_EPOCHS, 1.0),
}


def factor(schedule: str, epoch: int) -> float:
    """Return what the learning rate is multiplied with during an epoch, counted from 0.

    >>> factor("constant", 7), factor("step", 500), factor("warm-up", 5)
    (1.0, 0.1, 1.0)
    """
    return FACTORS[schedule](epoch)
