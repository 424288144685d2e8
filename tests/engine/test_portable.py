"""The portable functions: the bits that a browser's engine gives, and right by mpmath."""

from __future__ import annotations

import json
import math
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import portable

#: What V8 11.3 answers, noted as JSON (which keeps every bit of a double).
V8 = json.loads((Path(__file__).parents[1] / "golden/v8-functions.json").read_text("utf-8"))
SCALAR = {**portable.FUNCTIONS._asdict(), "log": portable.log}
ARRAY = {"sin": portable.sin, "cos": portable.cos}


def arguments(name: str) -> list[float]:
    return V8["positive" if name == "log" else "arguments"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", SCALAR)
def test_the_bits_are_those_of_a_browser(name: str) -> None:
    assert [SCALAR[name](x) for x in arguments(name)] == V8[name]


@pytest.mark.parametrize("name", ARRAY)
def test_the_bits_of_arrays_are_those_of_a_browser(name: str) -> None:
    assert ARRAY[name](np.array(arguments(name))).tolist() == V8[name]


@pytest.mark.parametrize("name", ["exp", "expm1", "tanh", "sin", "cos"])
@given(st.floats(-600, 600))
def test_they_are_right_to_a_rounding(name: str, x: float) -> None:
    """Within a unit in the last place; tanh, which divides what expm1 rounded, within two."""
    with mpmath.workdps(40):
        exact = getattr(mpmath, name)(mpmath.mpf(x))
        found = float(ARRAY[name](np.array([x]))[0]) if name in ARRAY else SCALAR[name](x)
        assert abs(found - exact) <= math.ulp(float(exact)) * (2 if name == "tanh" else 1)


@given(st.floats(1e-300, 1e300))
def test_logarithms_are_right_to_a_rounding(x: float) -> None:
    with mpmath.workdps(40):
        exact = mpmath.log(mpmath.mpf(x))
        assert abs(portable.log(x) - exact) <= math.ulp(float(exact))


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("exp", math.inf, math.inf),
        ("exp", 710.0, math.inf),
        ("exp", -math.inf, 0.0),
        ("expm1", math.inf, math.inf),
        ("expm1", -math.inf, -1.0),
        ("tanh", math.inf, 1.0),
        ("tanh", -math.inf, -1.0),
        ("sigmoid", -math.inf, 0.0),
        ("sigmoid", math.inf, 1.0),
    ],
)
def test_far_arguments_reach_the_limit(name: str, x: float, value: float) -> None:
    assert SCALAR[name](x) == value


@pytest.mark.parametrize("name", portable.Functions._fields)
def test_what_is_not_a_number_stays_so(name: str) -> None:
    assert math.isnan(SCALAR[name](math.nan))
