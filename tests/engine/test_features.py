"""The input features against their formulas, point by point."""

import math

import numpy as np
import pytest

from engine.features import FEATURES, columns

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
    with pytest.raises(KeyError):
        columns(np.zeros((1, 2)), ("x3",))
