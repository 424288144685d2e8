"""The loss of several classes: its value and slopes in closed form, and where logits are far apart."""

from __future__ import annotations

import math
import random

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value
from engine.errors import PlaygroundError
from engine.gradcheck import gradcheck
from engine.losses import LOSSES, cross_entropy, loss_of

logits = st.lists(st.floats(-30, 30), min_size=2, max_size=6)


def one_hot(right: int, classes: int) -> list[float]:
    return [float(k == right) for k in range(classes)]


def softmax(outputs: list[float]) -> list[mpmath.mpf]:
    powers = [mpmath.exp(mpmath.mpf(output)) for output in outputs]
    return [power / mpmath.fsum(powers) for power in powers]


@given(logits, st.data())
def test_it_is_minus_the_log_of_the_right_probability_and_its_slope_what_is_missing_to_it(
    outputs: list[float], data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, len(outputs) - 1))
    values, targets = [Value(output) for output in outputs], one_hot(right, len(outputs))
    loss = cross_entropy(values, [Value(target) for target in targets])
    loss.backward()
    with mpmath.workdps(40):
        shares = softmax(outputs)
        expected = float(-mpmath.log(shares[right]))
        slopes = [float(share - target) for share, target in zip(shares, targets, strict=True)]
    assert loss.data == pytest.approx(expected, rel=1e-14, abs=2e-14)
    assert loss.data >= 0.0
    assert [value.grad for value in values] == pytest.approx(slopes, rel=1e-13, abs=1e-15)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.data())
def test_targets_may_be_shares(weights: list[float], data: st.DataObject) -> None:
    outputs = data.draw(st.lists(st.floats(-5, 5), min_size=len(weights), max_size=len(weights)))
    targets = [weight / math.fsum(weights) for weight in weights]
    with mpmath.workdps(40):
        pairs = zip(targets, softmax(outputs), strict=True)
        expected = float(-mpmath.fsum(mpmath.mpf(target) * mpmath.log(share) for target, share in pairs))
    found = cross_entropy([Value(output) for output in outputs], targets).data
    assert found == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("classes", range(2, 7))
def test_slopes_agree_with_measured_ones(classes: int) -> None:
    choose = random.Random(classes)
    for right in range(classes):
        targets = one_hot(right, classes)
        outputs = [choose.uniform(-3, 3) for _ in range(classes)]
        assert gradcheck(lambda *o, targets=targets: cross_entropy(o, targets), outputs).ok


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("size", [1e3, 1e100, 1e308])
def test_huge_logits_neither_overflow_nor_lose_the_loss(place: int, size: float) -> None:
    for right in range(4):
        values = [Value(size if k == place else 0.0) for k in range(4)]
        loss = cross_entropy(values, one_hot(right, 4))
        loss.backward()
        assert loss.data == (0.0 if right == place else size)
        assert [value.grad for value in values] == [(k == place) - (k == right) for k in range(4)]


@pytest.mark.parametrize("output", [-40.0, -1.5, 0.0, 0.3, 7.0])
def test_two_classes_are_the_binary_cross_entropy_of_the_difference(output: float) -> None:
    for right, target in ((0, -1.0), (1, 1.0)):
        several = cross_entropy([Value(0.25), Value(0.25 + output)], one_hot(right, 2)).data
        assert several == pytest.approx(
            LOSSES["binary cross-entropy"](Value(output), target).data, rel=1e-14, abs=1e-16
        )


def test_a_loss_is_given_the_outputs_it_takes() -> None:
    one, two = [Value(0.5)], [Value(0.5), Value(1.0)]
    assert loss_of("absolute", one, [2.0]).data == 1.5
    assert loss_of("cross-entropy", two, [0.0, 1.0]).data == cross_entropy(two, [0.0, 1.0]).data
    for name, outputs in (("cross-entropy", one), ("huber", two), ("love", one)):
        with pytest.raises(PlaygroundError, match=r"\.$"):
            loss_of(name, outputs, [0.0] * len(outputs))
