"""Losses in bins, the worst that make half, confusion counts and R², against counting by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.mistakes import BINS, bin_losses, bins_of, bounds, confusion, explained, half_by, worst_of_bin

LOSSES = st.one_of(st.just(0.0), st.floats(1e-12, 1e6))


@given(arrays(float, st.integers(0, 40), elements=LOSSES))
def test_every_loss_lies_within_the_bounds_of_its_bin(losses: np.ndarray) -> None:
    bins = bin_losses(losses)
    assert bins.total == len(losses)
    assert bins.sums.sum() == pytest.approx(losses.sum())
    for loss, place in zip(losses, bins_of(losses), strict=True):
        low, high = bounds(int(place))
        assert low * (1 - 1e-9) <= loss <= high * (1 + 1e-9)


def test_bounds_meet_and_are_three_a_decade() -> None:
    assert bounds(0)[0] == 0.0
    assert bounds(BINS - 1) == (pytest.approx(10.0), math.inf)
    for index in range(BINS - 1):
        assert bounds(index)[1] == pytest.approx(bounds(index + 1)[0])
    assert bounds(4)[1] / bounds(1)[1] == pytest.approx(10.0)


def test_shares_and_the_worst_of_a_bin() -> None:
    losses = np.array([0.5, 0.0001, 0.55, 0.0001, 3.0])
    bins = bin_losses(losses)
    half = int(bins_of(losses)[0])
    assert bins.share_of_points(half) == pytest.approx(0.4)
    assert bins.share_of_loss(half) == pytest.approx(1.05 / losses.sum())
    assert worst_of_bin(losses, half) == 2
    assert worst_of_bin(losses, half - 1) is None


def test_what_is_not_finite_is_worst_and_breaks_nothing() -> None:
    losses = np.array([0.1, np.inf, np.nan])
    bins = bin_losses(losses)
    assert bins.counts[-1] == 2
    assert bins.share_of_loss(BINS - 1) == 0.0
    assert worst_of_bin(losses, BINS - 1) in (1, 2)
    assert half_by(losses) == 0.0


@pytest.mark.parametrize(
    ("losses", "share"),
    [([], 0.0), ([0.0, 0.0], 0.0), ([1.0], 1.0), ([3.0, 1.0, 1.0, 1.0], 0.25), ([1.0] * 10, 0.5)],
)
def test_how_few_make_half(losses: list[float], share: float) -> None:
    assert half_by(np.array(losses)) == share


def test_half_of_very_many_is_about_right() -> None:
    losses = np.random.default_rng(1).exponential(size=100_000)
    order = np.cumsum(np.sort(losses)[::-1])
    exact = np.searchsorted(order, order[-1] / 2) / len(losses)
    assert half_by(losses) == pytest.approx(exact, abs=0.02)


def test_confusion_of_two_classes_goes_by_the_sign() -> None:
    outputs, targets = np.array([-0.5, 0.2, 0.0, 0.9]), np.array([-1.0, -1.0, 1.0, 1.0])
    assert confusion(outputs, targets, 2).tolist() == [[1, 1], [0, 2]]


@given(st.integers(2, 6), st.integers(0, 30), st.integers(0, 2**31))
def test_confusion_counts_as_a_loop_does(classes: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    outputs, labels = rng.normal(size=(count, classes)), rng.integers(0, classes, count)
    targets = 2.0 * labels - 1.0 if classes == 2 else labels.astype(float)
    expected = [[0] * classes for _ in range(classes)]
    for answer, label in zip(outputs, labels, strict=True):
        expected[label][max(range(classes), key=lambda k: answer[k])] += 1
    assert confusion(outputs, targets, classes).tolist() == expected


def test_explained_variance() -> None:
    targets = np.array([1.0, 2.0, 3.0])
    assert explained(targets, targets) == 1.0
    assert explained(np.full(3, 2.0), targets) == 0.0
    assert explained(np.array([1.0, 2.0, 2.0]), targets) == pytest.approx(0.5)
    assert explained(targets, np.ones(3)) is None
    assert explained(np.array([np.nan, 1.0, 1.0]), targets) is None
    assert explained(np.zeros(0), np.zeros(0)) is None
