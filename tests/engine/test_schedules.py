"""Schedules: PyTorch's formulas, and that training follows them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.nn import flatten
from engine.schedules import COSINE_EPOCHS, STEP_EPOCHS, factor
from engine.settings import SCHEDULES
from tests.engine.runs import training


def test_known_factors() -> None:
    assert [factor("step", e) for e in (0, STEP_EPOCHS - 1, STEP_EPOCHS, 2 * STEP_EPOCHS)] == pytest.approx(
        [1, 1, 0.1, 0.01]
    )
    assert [factor("cosine", k * COSINE_EPOCHS // 4) for k in range(5)] == pytest.approx(
        [1, 0.5 + math.sqrt(0.125), 0.5, 0.5 - math.sqrt(0.125), 0]
    )
    assert [factor("warm-up", e) for e in (0, 1, 5, 100)] == pytest.approx([1 / 3, 1 / 3 + 2 / 15, 1, 1])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_training_follows_the_schedule(path: str, schedule: str) -> None:
    """Epoch by epoch with the rate set by hand is the same run."""
    followed, by_hand = training(schedule=schedule), training()
    followed.run_epochs(4)
    for epoch in range(4):
        by_hand.settings = training(learning_rate=0.03 * factor(schedule, epoch)).settings
        by_hand.run_epochs(1)
    ours, theirs = (list(flatten(run.state.parameters)) for run in (followed, by_hand))
    np.testing.assert_allclose(ours, theirs, rtol=1e-13)
