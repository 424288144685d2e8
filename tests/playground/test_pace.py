"""Training at a steady rate, on a clock that the test turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.pace import MOST_OVERDUE, Pace


def test_the_first_piece_is_due_at_once_and_the_next_one_period_later() -> None:
    pace = Pace(0.5, start=100.0)
    assert pace.due(100.0) == 1
    pace.did(1)
    assert pace.due(101.9) == 0
    assert pace.wait(101.5) == pytest.approx(0.5)
    assert pace.due(102.0) == 1


@given(st.floats(0.5, 5000.0), st.lists(st.floats(0.0, 0.05), min_size=10, max_size=200))
def test_what_is_done_keeps_to_the_rate(rate: float, ticks: list[float]) -> None:
    pace = Pace(rate, start=0.0)
    now = 0.0
    done = 0
    for tick in ticks:
        now += tick
        due = pace.due(now)
        pace.did(due)
        done += due
    assert done <= now * rate + 1
    assert done >= now * rate - max(1.0, 0.05 * rate + 1)


def test_a_machine_that_cannot_keep_up_forgets_what_is_overdue() -> None:
    pace = Pace(1000.0, start=0.0)
    assert pace.due(10.0) == 1
    pace.did(1)
    assert pace.due(10.0 + MOST_OVERDUE / 2) == pytest.approx(1000 * MOST_OVERDUE / 2, abs=1)


def test_waiting_is_never_negative() -> None:
    assert Pace(10.0, start=0.0).wait(5.0) == 0.0
