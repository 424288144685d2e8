"""Curves of very many points: nothing of a spike, a start or an end is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.controls.peaks import reduce


def test_few_points_stay_as_they_are() -> None:
    x, y = np.arange(100.0), np.sin(np.arange(100.0))
    kept_x, kept_y = reduce(x, y, 0, 99, 100)
    assert (kept_x == x).all()
    assert (kept_y == y).all()


@given(
    n=st.integers(2, 30_000),
    spike=st.integers(0, 10**9),
    buckets=st.integers(10, 400),
    down=st.booleans(),
)
def test_a_single_spike_is_never_lost(n: int, spike: int, buckets: int, down: bool) -> None:
    x, y = np.arange(float(n)), np.ones(n)
    y[spike % n] = -5.0 if down else 7.0
    kept_x, kept_y = reduce(x, y, 0, n - 1, buckets)
    assert y[spike % n] in kept_y
    assert kept_x[list(kept_y).index(y[spike % n])] == spike % n
    assert len(kept_x) <= 4 * buckets + 16
    assert (np.diff(kept_x) >= 0).all()
    assert kept_x[0] == 0
    assert kept_x[-1] == n - 1


def test_the_range_in_sight_keeps_one_point_on_either_side() -> None:
    x = np.arange(1000.0)
    kept, _ = reduce(x, x, 400.5, 410.5, 100)
    assert kept[0] == 400
    assert kept[-1] == 411


def test_what_is_not_finite_is_left_out() -> None:
    x = np.arange(5.0)
    kept, values = reduce(x, np.array([1, np.nan, 2, np.inf, 3.0]), 0, 4, 100)
    assert list(kept) == [0, 2, 4]
    assert list(values) == [1, 2, 3]


def test_a_growing_curve_keeps_its_old_part_unchanged() -> None:
    rng = np.random.default_rng(3)
    y = rng.random(50_000)
    x = np.arange(50_000.0)
    early, _ = reduce(x[:40_960], y[:40_960], 0, 50_000, 300)
    late, _ = reduce(x[:41_984], y[:41_984], 0, 50_000, 300)
    assert set(early[early < 40_000]) == set(late[late < 40_000])


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_and_one_point(n: int) -> None:
    kept, _ = reduce(np.arange(float(n)), np.ones(n), 0, 10, 100)
    assert len(kept) == n
