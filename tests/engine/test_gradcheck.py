"""The checker: passes what is right, and finds every slope that is wrong by 1e-4."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from engine import Value
from engine.gradcheck import compare, gradcheck, gradcheck_graph, measure
from engine.nn import MLP
from engine.ops import OPS, ROWS
from tests.engine.graphs import random_graph
from tests.engine.oracles import ALL_ROWS, draw, row_id

each_row = pytest.mark.parametrize("row", ALL_ROWS, ids=row_id)


@each_row
def test_every_operation_passes(row) -> None:
    for column in draw(row, np.random.default_rng(1), 50).T.tolist():
        report = gradcheck(lambda *values: row(*values), column)
        assert report.ok, report


@pytest.mark.parametrize("wrong_by", [1e-4, -1e-4])
@each_row
def test_a_slope_that_is_wrong_by_one_in_ten_thousand_is_found_and_named(row, wrong_by) -> None:
    for position in range(row.arity):

        def wrong(*inputs, position=position):
            slopes = list(row.partials(*inputs))
            slopes[position] = slopes[position] * (1 + wrong_by)
            return tuple(slopes)

        broken = dataclasses.replace(row, partials=wrong)
        found = 0
        columns = draw(row, np.random.default_rng(2), 20).T.tolist()
        nonzero = [c for c in columns if row.partials(*c, row.forward(*c))[position] != 0]
        for column in nonzero:
            report = gradcheck(lambda *values, broken=broken: broken(*values), column)
            found += not report.ok and report.worst.name == f"input {position}"
        assert found == len(nonzero)


def test_one_wrong_slope_deep_inside_a_network_is_found() -> None:
    broken = dataclasses.replace(OPS["tanh"], partials=lambda a, y: ((1 - y * y) * (1 + 1e-4),))
    network = MLP(2, [3, 1], activation="tanh")
    layer = network.layers[0]

    def output(*weights: Value) -> Value:
        layer.neurons[0].w = list(weights)
        hidden = [neuron([0.5, -0.3]) for neuron in layer.neurons]
        hidden[0] = Value.apply(broken, *hidden[0].parents)
        return network.layers[1](hidden)

    assert not gradcheck(output, [0.4, 0.7]).ok


def test_every_value_of_random_graphs_passes() -> None:
    for seed in range(15):
        leaves, output = random_graph(seed, operations=12)
        report = gradcheck_graph(output, leaves)
        assert report.ok, (seed, str(report))


def test_intermediate_values_can_be_checked_too() -> None:
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    e = a * b
    e.label = "e"
    report = gradcheck_graph((e + a).tanh() * e, [a, b, e])
    assert report.ok
    assert [check.name for check in report.checks] == ["a", "b", "e"]
    assert a.grad == e.grad == 0.0


@pytest.mark.parametrize(
    ("function", "at", "left", "right"),
    [(abs, 0.0, -1, 1), (Value.relu, 0.0, 0, 1), (lambda x: x.max(x * x), 1.0, 1, 2)],
)
def test_at_a_kink_any_slope_between_the_two_sides_is_right(function, at, left, right) -> None:
    measured = measure(lambda x: function(Value(x)).data, at)
    assert measured.kink
    assert (measured.left, measured.right) == pytest.approx((left, right), abs=1e-4)
    assert gradcheck(function, [at]).ok
    assert compare("f", left, measured).ok
    assert compare("f", right, measured).ok
    assert not compare("f", left - 0.01, measured).ok
    assert not compare("f", right + 0.01, measured).ok


@pytest.mark.parametrize("x", [1e-4, -1e-4, 3e-6, 0.3])
def test_near_a_kink_only_the_slope_of_that_side_is_right(x) -> None:
    measured = measure(abs, x)
    assert compare("f", math.copysign(1.0, x), measured).ok
    if abs(x) > 1e-5:
        assert not compare("f", -math.copysign(1.0, x), measured).ok
        assert not compare("f", 0.0, measured).ok


@pytest.mark.parametrize(
    ("function", "derivative", "x"),
    [
        (math.exp, math.exp, 3.0),
        (math.sin, math.cos, 1e4),
        (lambda x: math.sin(40 * x), lambda x: 40 * math.cos(40 * x), 0.3),
        (lambda x: x**3, lambda x: 3 * x * x, 1e5),
        (lambda x: 1e-9 * x * x, lambda x: 2e-9 * x, 3.0),
        (math.tan, lambda x: 1 / math.cos(x) ** 2, 1.56),
        (math.log, lambda x: 1 / x, 1e-3),
        (math.sqrt, lambda x: 0.5 / math.sqrt(x), 1e-4),
    ],
)
def test_measured_slopes_are_close_and_know_how_close(function, derivative, x) -> None:
    def by_ieee(z: float) -> float:
        try:
            return function(z)
        except ValueError:
            return math.nan

    measured = measure(by_ieee, x)
    expected = derivative(x)
    assert not measured.kink
    assert measured.slope == pytest.approx(expected, rel=1e-6)
    assert abs(measured.slope - expected) <= measured.uncertainty + 1e-9 * abs(expected)


def test_where_nothing_can_be_measured_only_no_number_is_right() -> None:
    assert gradcheck(Value.log, [0.0]).ok
    assert not compare("f", 1.0, measure(lambda x: math.nan, 0.0)).ok
    assert not compare("f", math.nan, measure(math.sin, 0.0)).ok
    assert not compare("f", math.inf, measure(math.sin, 0.0)).ok


def test_the_report_reads_as_a_sentence() -> None:
    def wrong(x: Value) -> Value:
        return x * x.data

    report = gradcheck(wrong, [3.0])
    assert str(report) == ("worst of 1: input 0: computed 3 differs from measured 6 (relative error 5.0e-01)")


def test_the_worst_offender_is_the_failed_one() -> None:
    names = [check.name for check in gradcheck(lambda a, b: a * a + b * b.data, [1.0, 2.0]).checks]
    assert names == ["input 0", "input 1"]
    assert gradcheck(lambda a, b: a * a + b * b.data, [1.0, 2.0]).worst.name == "input 1"


def test_the_table_is_complete_here() -> None:
    assert {row.name for row in ROWS} == {row.name for row in ALL_ROWS}
