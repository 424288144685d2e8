"""The input features against their formulas, point by point."""

import math
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from engine.expression import FUNCTIONS
from engine.features import FEATURES, LABEL_LENGTH, columns, feature

FORMULAS = {
    "x1": lambda a, b: a,
    "x2": lambda a, b: b,
    "x1_squared": lambda a, b: a**2,
    "x2_squared": lambda a, b: b**2,
    "x1x2": lambda a, b: a * b,
    "sin_x1": lambda a, b: math.sin(a),
    "sin_x2": lambda a, b: math.sin(b),
}


def test_order_is_the_one_weights_are_drawn_in() -> None:
    assert list(FEATURES) == list(FORMULAS)
    assert all(feature.key == key for key, feature in FEATURES.items())
    assert len({feature.label for feature in FEATURES.values()}) == 7


def test_columns_are_the_formulas_in_the_order_asked_for() -> None:
    points = np.random.default_rng(1).uniform(-6, 6, (50, 2))
    for keys in (tuple(FORMULAS), ("sin_x2", "x1"), ("x1x2",)):
        table = columns(points, keys)
        assert table.shape == (50, len(keys))
        for column, key in zip(table.T, keys, strict=True):
            assert column == pytest.approx([FORMULAS[key](a, b) for a, b in points], rel=1e-15)


def test_no_points_and_unknown_keys() -> None:
    assert columns(np.empty((0, 2)), ("x1", "x2")).shape == (0, 2)
    with pytest.raises(PlaygroundError, match="no feature named 'x3'"):
        columns(np.zeros((1, 2)), ("x3",))


OWN = {
    "=sin(3*x1)*x2": lambda a, b: math.sin(3 * a) * b,
    "= x₁² + x₂^3": lambda a, b: a**2 + b**3,
    "=tanh(x1 - x2) / (1 + exp(-x1))": lambda a, b: math.tanh(a - b) / (1 + math.exp(-a)),
    "=max(x1, 0.5).relu() + min(x2, pi)": lambda a, b: max(a, 0.5, 0) + min(b, math.pi),
    "=abs(x1)^0.5 * cos(x2) * tan(0.1*x1)": lambda a, b: abs(a) ** 0.5 * math.cos(b) * math.tan(0.1 * a),
    "=2*3 - 1": lambda a, b: 5.0,
    "=x2": lambda a, b: b,
    "=gelu(x1)": lambda a, b: a * (1 + math.erf(a / math.sqrt(2))) / 2,
}


@pytest.mark.parametrize("key", OWN)
def test_a_formula_is_computed_point_by_point(key: str) -> None:
    points = np.random.default_rng(2).uniform(-6, 6, (50, 2))
    own, known = columns(points, (key, "x1x2")).T
    assert own == pytest.approx([OWN[key](a, b) for a, b in points], rel=1e-13)
    assert known == pytest.approx([a * b for a, b in points])
    assert feature(key) is feature(key)
    grid = feature(key).compute(points.reshape(10, 5, 2)[..., 0], points.reshape(10, 5, 2)[..., 1])
    np.testing.assert_array_equal(grid.ravel(), own)


def test_a_formula_computes_what_the_table_says() -> None:
    """Every operation of the table, against its row number by number."""
    points = np.random.default_rng(3).uniform(0.2, 2.0, (20, 2))
    for name, row in FUNCTIONS.items():
        call = f"={name}(x1, x2)" if row.arity == 2 else f"={name}(x1)"
        expected = [row.forward(*point[: row.arity].tolist()) for point in points]
        assert feature(call).compute(*points.T) == pytest.approx(expected, rel=1e-13), name


def test_many_points_are_computed_like_few() -> None:
    points = np.random.default_rng(4).uniform(-6, 6, (20_001, 2))
    many = columns(points, ("=x1*sin(x2)",))
    np.testing.assert_allclose(many[:, 0], points[:, 0] * np.sin(points[:, 1]), rtol=1e-14)
    assert columns(points[:0], ("=x1*sin(x2)",)).shape == (0, 1)


def test_outside_its_domain_a_formula_is_not_finite() -> None:
    x1, x2 = np.array([-1.0, 0.0, 1.0]), np.zeros(3)
    assert np.isnan(feature("=sqrt(x1)").compute(x1, x2)).tolist() == [True, False, False]
    assert feature("=1/x1").compute(x1, x2).tolist() == [-1.0, math.inf, 1.0]
    assert np.isfinite(feature("=exp(1000*x1)").compute(x1, x2)).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("=", "no formula"),
        ("= ", "no formula"),
        ("=x1 +", "column 5"),
        ("=x1 * speed", "Line 1, column 6: A feature is a formula of x1 and x2; it knows no “speed”"),
        ("=y = x1", "column 3: A feature is a single formula"),
        ("=x1; x2", "column 3: A feature is a single formula"),
        ("=x1\nx2", "column 3: A feature is a single formula"),
        ("=sine(x1)", "Is it sin"),
        ("=__import__('os')", "column"),
        ("=1e400*x1", "column 1"),
        ("x1 + x2", "no feature named"),
        ("", "no feature named"),
    ],
)
def test_what_is_no_feature_is_said_in_a_sentence(key: str, sentence: str) -> None:
    with pytest.raises(PlaygroundError, match=re.escape(sentence)) as caught:
        feature(key)
    assert "\n" not in str(caught.value)


FORMULAS_OR_NOT = st.text("x12 +-*/^().,=;#\nsincoexplgthamu", max_size=60).map("=".__add__)


@given(st.text(max_size=60) | FORMULAS_OR_NOT)
@example("=" + "(" * 500)
@example("=" + "x1*" * 5000)
def test_any_key_gives_a_feature_or_a_sentence(key: str) -> None:
    try:
        found = feature(key)
    except PlaygroundError:
        return
    assert found.key == key
    assert len(found.label) <= LABEL_LENGTH
    assert found.compute(np.zeros(3), np.ones(3)).shape == (3,)
