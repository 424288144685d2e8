import mpmath
import numpy as np
import pytest

from engine import columns
from engine.derivative import Function
from engine.ops import OPS
from engine.value import Value, gradients

SINGLE = [row for row in OPS.values() if row.arity == 1]


@pytest.mark.parametrize("row", OPS.values(), ids=lambda row: row.name)
def test_arrays_compute_what_the_table_says(row):
    rng = np.random.default_rng(5)
    inputs = [rng.uniform(low, high, 400) for low, high in row.sample[: row.arity]]
    expected = [row.forward(*map(float, numbers)) for numbers in zip(*inputs, strict=True)]
    np.testing.assert_allclose(columns.forward(row)(*inputs), expected, rtol=4e-15, atol=1e-300)


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row.name)
def test_slopes_of_arrays_are_those_of_single_values(row):
    low, high = row.sample[0]
    points = np.linspace(low, high, 101)
    x = Value(1.0)
    f, column = columns.replay(Value.apply(row, x * 1.0), x, points)
    first = columns.slope(f, column)
    second = columns.slope(first, column)
    for k, number in enumerate(points):
        single = Value(float(number))
        (slope,) = gradients(Value.apply(row, single * 1.0), [single])
        (curvature,) = gradients(slope, [single])
        assert columns.values(first, points)[k] == pytest.approx(slope.data, rel=1e-12, abs=1e-300)
        assert columns.values(second, points)[k] == pytest.approx(curvature.data, rel=1e-11, abs=1e-15)


def test_each_point_takes_its_own_branch():
    points = np.array([-2.0, -0.5, 0.5, 2.0])
    f = Function("relu(x)·abs(x) + max(x, x²)")
    # x < 0: 0 + x²; 0 < x < 1: x² + x; x > 1: x² + x²
    np.testing.assert_allclose(f.slopes(points), [-4.0, -1.0, 2.0, 8.0])
    np.testing.assert_allclose(f.curvatures(points), [2.0, 2.0, 2.0, 4.0])


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("tanh(3x)·exp(−x²)", lambda x: mpmath.tanh(3 * x) * mpmath.exp(-(x**2))),
        ("x·sin(x²) / (1 + x²)", lambda x: x * mpmath.sin(x**2) / (1 + x**2)),
        ("gelu(x) + softplus(2x)", lambda x: x * mpmath.ncdf(x) + mpmath.log(1 + mpmath.exp(2 * x))),
        ("silu(x)²", lambda x: (x / (1 + mpmath.exp(-x))) ** 2),
        ("(x² + 1)^x", lambda x: (x**2 + 1) ** x),
    ],
)
def test_first_and_second_slopes_agree_with_mpmath(text, reference):
    f, points = Function(text), np.linspace(-2.3, 2.1, 23)
    with mpmath.workdps(40):
        for n, numbers in ((0, f.values(points)), (1, f.slopes(points)), (2, f.curvatures(points))):
            expected = [float(mpmath.diff(reference, mpmath.mpf(float(x)), n)) for x in points]
            np.testing.assert_allclose(numbers, expected, rtol=1e-11, atol=1e-13)


def test_a_constant_has_slope_zero_everywhere():
    points = np.linspace(-1.0, 1.0, 5)
    assert Function("5").slopes(points).tolist() == [0.0] * 5
    assert Function("5").curvatures(points).tolist() == [0.0] * 5
