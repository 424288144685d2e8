"""Ticks: round numbers, as many as fit, and powers of ten on a logarithmic axis."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.controls.axes import linear_ticks, log_ticks, loss_text


def values(low: float, high: float, count: int) -> list[float]:
    _, exponents = log_ticks(math.log10(low), math.log10(high), count)
    return [float(f"{10**exponent:.6g}") for exponent in exponents]


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0.0025, 0.4, 5, [0.003, 0.01, 0.03, 0.1, 0.3]),
        (0.0025, 0.4, 9, [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]),
        (0.9e-5, 1.1, 7, [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0]),
        (0.9e-12, 1.1, 7, [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1.0]),
        (0.21, 0.29, 6, [0.22, 0.24, 0.26, 0.28]),
    ],
)
def test_logarithmic_ticks(low: float, high: float, count: int, expected: list[float]) -> None:
    assert values(low, high, count) == expected


@given(low=st.floats(-30, 3), span=st.floats(0.01, 30), count=st.integers(2, 12))
def test_logarithmic_ticks_lie_in_the_range_and_are_not_crowded(low: float, span: float, count: int) -> None:
    _, ticks = log_ticks(low, low + span, count)
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in ticks)
    assert ticks == sorted(ticks)
    assert len(ticks) <= count + 2


def test_linear_ticks_are_multiples_of_a_round_step() -> None:
    assert linear_ticks(0, 140, 4) == (50.0, [0, 50, 100])
    assert linear_ticks(0, 0.7, 7) == (0.1, pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]))
    assert linear_ticks(0, 3, 20, whole=True) == (1.0, [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.3, "0.3"),
        (2.0, "2"),
        (1e-6, "10⁻⁶"),
        (3e-6, "3·10⁻⁶"),
        (0.0003, "0.0003"),
        (1e5, "10⁵"),
    ],
)
def test_losses_beside_their_ticks(value: float, text: str) -> None:
    assert loss_text(value) == text
