"""Own points: what the seed decides, and that a point more or less leaves the others alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import Data
from engine.own_points import arrange


def points(n: int) -> np.ndarray:
    return np.random.default_rng(n).uniform(-6, 6, (n, 2))


def split(data: Data) -> tuple[list[int], list[int]]:
    """The numbers of the train points and of the test points, in order."""
    assert data.origin is not None
    numbers = data.origin.tolist()
    return numbers[: data.n_train], numbers[data.n_train :]


@given(n=st.integers(2, 300), share=st.integers(10, 90), seed=st.text(max_size=20))
def test_one_point_more_leaves_every_other_in_its_set_and_order(n: int, share: int, seed: str) -> None:
    table, targets = points(n), np.arange(n, dtype=float)
    before = split(arrange(table[:-1], targets[:-1], 0, share, seed))
    after = split(arrange(table, targets, 0, share, seed))
    stayed = tuple([number for number in part if number != n - 1] for part in after)
    if len(before[0]) == 1 and after[0] == [n - 1]:  # a lone test point had been lent to train with
        assert sorted(stayed[1]) == list(range(n - 1))
    else:
        assert stayed == before


@given(n=st.integers(0, 200), share=st.integers(10, 90), classes=st.sampled_from([0, 2, 3, 6]))
def test_every_point_is_there_once_with_its_own_target(n: int, share: int, classes: int) -> None:
    table = points(n)
    targets = np.arange(n, dtype=float) % (classes or 7)
    data = arrange(table, targets, classes, share, "seed")
    assert data.origin is not None
    assert sorted(data.origin.tolist()) == list(range(n))
    np.testing.assert_array_equal(data.points, table[data.origin])
    shown = 2 * targets - 1 if classes == 2 else targets
    np.testing.assert_array_equal(data.targets, shown[data.origin])
    assert (data.problem, data.classes) == ("classification" if classes else "regression", classes)
    assert data.n_train <= n
    assert data.n_train >= min(n, 1)
    for array in (data.points, data.targets, data.origin):
        assert not array.flags.writeable


@pytest.mark.parametrize("share", [10, 30, 50, 90])
def test_the_share_is_kept_within_what_lots_allow(share: int) -> None:
    n = 100_000
    data = arrange(points(n), np.zeros(n), 0, share, "share")
    p = share / 100
    assert data.n_train == pytest.approx(n * p, abs=5 * (n * p * (1 - p)) ** 0.5)


def test_a_larger_share_moves_points_from_the_test_set_to_the_train_set() -> None:
    table, targets = points(500), np.zeros(500)
    for few, many in ((10, 11), (30, 70), (89, 90)):
        smaller, larger = (split(arrange(table, targets, 0, share, "grow"))[0] for share in (few, many))
        assert larger[: len(smaller)] == smaller


def test_the_seed_decides() -> None:
    table, targets = points(400), np.zeros(400)
    one, again, other = (arrange(table, targets, 0, 50, seed).origin for seed in ("a", "a", "b"))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_the_callers_arrays_stay_as_they_are() -> None:
    table, targets = points(10), np.ones(10)
    arrange(table, targets, 2, 50, "mine")
    assert (targets == 1).all()
    assert table.flags.writeable
