"""Gradient descent on a formula: against closed forms, and stopped where there is no number to go to."""

import math

import pytest

from playground.descent import Descent
from playground.sheets import ExpressionSheet, Variable


def sheet_of(text: str, rate: float, *fixed: str, **values: float) -> ExpressionSheet:
    variables = tuple(Variable(name, value, parameter=name not in fixed) for name, value in values.items())
    return ExpressionSheet(text, variables, learning_rate=rate)


def test_a_parabola_goes_down_as_its_closed_form_says() -> None:
    descent = Descent(sheet_of("y = (x - 3)**2", 0.1, x=-2.0))
    for _ in range(30):
        assert descent.step()
    assert descent.values["x"] == pytest.approx(3.0 - 5.0 * 0.8**30, rel=1e-12)
    assert descent.history.variables["x"] == pytest.approx([3.0 - 5.0 * 0.8**k for k in range(31)], rel=1e-12)
    assert descent.history.output == pytest.approx([25.0 * 0.64**k for k in range(31)], rel=1e-12)
    assert descent.steps == 30


def test_only_parameters_change() -> None:
    descent = Descent(sheet_of("y = (a*b - 6)**2", 0.01, "b", a=1.0, b=2.0))
    for _ in range(200):
        descent.step()
    assert descent.values["b"] == 2.0
    assert descent.values["a"] == pytest.approx(3.0, abs=1e-5)


def test_without_parameters_it_says_so() -> None:
    descent = Descent(sheet_of("y = a*a", 0.1, "a", a=1.0))
    assert not descent.step()
    assert "choose at least one" in descent.problem
    assert descent.steps == 0


def test_too_large_a_rate_is_said_and_the_last_finite_place_kept() -> None:
    descent = Descent(sheet_of("y = x**4", 10.0, x=3.0))
    while descent.step():
        pass
    assert "overshoot" in descent.problem
    assert math.isfinite(descent.output)
    assert descent.output == descent.values["x"] ** 4 == descent.history.output[-1]


def test_a_formula_without_a_lowest_point_is_said_to_have_none() -> None:
    descent = Descent(sheet_of("y = -exp(x)", 1.0, x=1.0))
    while descent.step():
        pass
    assert "has no smallest value" in descent.problem


def test_a_slope_that_is_no_number_is_named() -> None:
    descent = Descent(sheet_of("y = sqrt(x)", 0.1, x=0.0))
    assert not descent.step()
    assert descent.problem == "∂y/∂x is ∞ here: that is no direction to go in."


def test_an_output_that_is_no_number_is_said_to_be_none() -> None:
    descent = Descent(sheet_of("y = log(x)", 0.1, x=-1.0))
    assert not descent.step()
    assert descent.problem == "y is NaN here: there is no way down from it."


def test_the_sheet_follows_and_ranges_grow() -> None:
    descent = Descent(sheet_of("y = (x - 30)**2", 0.5, x=0.0))
    descent.step()
    (variable,) = descent.sheet.variables
    assert (variable.value, variable.low, variable.high) == (30.0, -10.0, 30.0)


def test_settings_change_on_the_way_but_other_values_are_another_way() -> None:
    start = sheet_of("y = (x - 3)**2", 0.1, x=0.0)
    descent = Descent(start)
    descent.step()
    assert not descent.still_at(start)
    slower = sheet_of("y = (x - 3)**2", 0.01, x=descent.values["x"])
    assert descent.still_at(slower)
    descent.take_settings(slower)
    before = descent.values["x"]
    descent.step()
    assert descent.values["x"] == pytest.approx(before - 0.01 * 2.0 * (before - 3.0))
    assert descent.steps == 2
