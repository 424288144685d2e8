import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.derivative import MAX_OPERATIONS, FormulaError, Function, errors
from engine.notation import spelled_out

FINITE = st.floats(-50.0, 50.0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3x² − 4x + 5", "3*x**2-4*x+5"),
        ("2(x+1)(x−1)", "2*(x+1)*(x-1)"),
        ("x(x + 1)", "x*(x+1)"),
        ("2sin(πx)", "2*sin(pi*x)"),
        ("2 sin(π x)", "2*sin(pi*x)"),
        ("tanh(x)2", "tanh(x)*2"),
        ("2e3x", "2e3*x"),
        ("f(x) = 3x", "3*x"),
        ("x.tanh() x", "x.tanh()*x"),
        ("1/2x", "1/2*x"),
        ("−x²", "-(x**2)"),
    ],
)
def test_multiplication_signs_may_be_left_out(written, meant):
    for x in (-1.7, 0.3, 2.0):
        assert Function(written).value(x) == Function(meant).value(x)


@pytest.mark.parametrize("written", ["3x² − 4x(x + 1)", "2x(1 −  x)3", "f(x) = 2 tanh(x)(x)", "π x"])
def test_every_character_knows_its_column(written):
    notation = spelled_out(written)
    assert len(notation.columns) == len(notation.text) + 1
    for character, column in zip(notation.text, notation.columns, strict=False):
        if not character.isspace():
            assert character in (written[column], "*", "p", "i")
    assert list(notation.columns) == sorted(notation.columns)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 0, "no formula"),
        ("3x² +", 5, "missing"),
        ("3x² − 4y", 7, "depends on x alone"),
        ("2x sin x", 3, "write sin"),
        ("3x + 4$", 6, "means nothing"),
        ("2x + tann(x)", 5, "Is it tan"),
        ("1/0", 1, "needs a divisor other than 0"),
        ("log(−1)", 0, "log needs a number above 0, but is given −1"),
        ("(" * 10_000, 100, "deep"),
        ("x+" * 500_000, 10_000, "characters"),
        ("+".join(["x"] * (MAX_OPERATIONS + 2)), 2 * MAX_OPERATIONS + 3, "operations"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_at_its_column(text, column, words):
    with pytest.raises(FormulaError, match=words) as caught:
        Function(text)
    assert caught.value.column == column
    assert str(caught.value)[-1] in ".?"
    assert "\n" not in str(caught.value)


@given(FINITE)
def test_the_seeds_function_in_closed_form(x):
    f = Function("3x² − 4x + 5")
    assert f.value(x) == pytest.approx(3 * x * x - 4 * x + 5)
    assert f.slope(x) == pytest.approx(6 * x - 4)
    assert f.curvature(x) == pytest.approx(6.0)


def test_numbers_and_arrays_agree():
    f, points = Function("x·tanh(x) / (1 + x²)"), np.linspace(-3.0, 3.0, 31)
    np.testing.assert_allclose(f.values(points), [f.value(float(x)) for x in points], rtol=1e-14)
    np.testing.assert_allclose(f.slopes(points), [f.slope(float(x)) for x in points], rtol=1e-12)
    np.testing.assert_allclose(
        f.curvatures(points), [f.curvature(float(x)) for x in points], rtol=1e-11, atol=1e-14
    )


def test_difference_of_a_parabola_is_off_by_three_h():
    f = Function("3x² − 4x + 5")
    assert float(f.differences(np.array([-2.0]), 0.001)[0]) == pytest.approx(-15.997, abs=1e-9)
    assert float(f.central_differences(np.array([-2.0]), 0.5)[0]) == -16.0


def test_errors_follow_truncation_right_of_the_best_step_and_rounding_left_of_it():
    with mpmath.workdps(40):
        truth = {h: abs((mpmath.sin(1 + h) - mpmath.sin(1)) / h - mpmath.cos(1)) for h in (1e-1, 1e-3, 1e-5)}
    result = errors(Function("sin(x)"), 1.0)
    assert result.h[0] == pytest.approx(1e-16)
    assert result.h[-1] == 1.0
    for h, expected in truth.items():
        k = int(np.abs(np.log(result.h / h)).argmin())
        assert result.forward[k] == pytest.approx(float(expected), rel=1e-3)
        assert result.truncation[k] == pytest.approx(float(expected), rel=0.1)
    small = result.h < result.best / 30.0
    assert (result.forward[small] <= 4.0 * result.rounding[small]).all()
    assert np.median(result.forward[small] / result.rounding[small]) > 0.05
    assert 1e-9 < result.best < 1e-7
    assert result.central[np.abs(np.log10(result.h) + 5).argmin()] < 1e-9


def test_a_line_has_no_best_step():
    assert errors(Function("2x + 1"), 0.5).best is None


def test_trouble_names_the_operation_that_leaves_the_numbers():
    trouble = Function("2 log(x − 1)").trouble(-2.0)
    assert trouble is not None
    assert (trouble.op.name, trouble.inputs, trouble.overflows) == ("log", (-3.0,), False)
    overflow = Function("exp(x)").trouble(1000.0)
    assert overflow is not None
    assert overflow.overflows
    assert Function("log(x)").trouble(1.0) is None


def test_kinks_are_named_where_they_are():
    f = Function("abs(x − 1) + relu(x)")
    assert [op.name for op in f.kinks(1.0)] == ["abs"]
    assert [op.name for op in f.kinks(0.0)] == ["relu"]
    assert f.kinks(0.5) == []
    assert math.isnan(float(Function("log(x)").slopes(np.array([-1.0]))[0]))
