"""Every kernel computes what its row of the table says, at ordinary numbers and at the edges."""

from __future__ import annotations

import itertools
import math
from types import ModuleType

import mpmath
import numpy as np
import pytest

from engine import Value
from engine.ops import OPS, ROWS
from engine.program import OPCODES, lower

EDGES = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1e-300,
    -1e-300,
    40.0,
    -40.0,
    800.0,
    -800.0,
    1e200,
    math.inf,
    -math.inf,
    math.nan,
]


def agree(ours: np.ndarray, theirs: list[float]) -> None:
    """Equal to 1e-12 relative, infinities and NaN included."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-300)


def constants(name: str) -> list[float | None]:
    if name == "constant_pow":
        return [-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 6.0, 17.0, 64.0, 65.0, 2.5]
    return [0.01, 0.3] if OPS[name].family else [None]


@pytest.mark.parametrize("name", list(OPS))
def test_values_and_slopes_are_the_tables(kernels: ModuleType, name: str) -> None:
    row = OPS[name]
    draw = np.random.default_rng(list(OPS).index(name))
    samples = [[float(draw.uniform(*row.sample[k])) for k in range(row.arity)] for _ in range(200)]
    samples += [list(edges) for edges in itertools.product(EDGES, repeat=row.arity)]
    points = np.array(samples).T
    for constant in constants(name):
        op = row if constant is None else row.family(constant)  # type: ignore[misc]
        inputs = [Value(0.0) for _ in range(op.arity)]
        output = Value.apply(op, *inputs)
        result = kernels.run(lower(output, inputs, []), np.zeros(0), points)
        expected = [op.forward(*sample) for sample in samples]
        agree(result.value_of(output), expected)
        slopes = [op.partials(*sample, y) for sample, y in zip(samples, expected, strict=True)]
        for k, value in enumerate(inputs):
            agree(result.gradient_of(value), [slope[k] for slope in slopes])


def test_opcodes_are_places_in_the_table() -> None:
    assert list(OPCODES) == [row.name for row in ROWS]


@pytest.mark.parametrize(
    ("name", "exact", "limit"),
    [
        ("tanh", mpmath.tanh, 4e-16),
        ("exp", mpmath.exp, 3e-16),
        ("sigmoid", lambda x: 1 / (1 + mpmath.exp(-x)), 4e-16),
        ("softplus", lambda x: mpmath.log1p(mpmath.exp(x)), 7e-16),
        ("silu", lambda x: x / (1 + mpmath.exp(-x)), 5e-16),
        ("sin", mpmath.sin, 4e-16),
        ("gelu", lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2, 1e-12),
        ("elu", lambda x: x if x > 0 else mpmath.expm1(x), 4e-16),
    ],
)
def test_vector_functions_are_good_to_the_last_digits(
    kernels: ModuleType, name: str, exact: object, limit: float
) -> None:
    draw = np.random.default_rng(7)
    tiny = draw.normal(size=2000) * 10.0 ** draw.uniform(-12, 2, 2000)
    points = np.concatenate([draw.uniform(-3, 3, 3000), tiny, np.linspace(-22, 22, 1000)])
    x = Value(0.0)
    output = Value.apply(OPS[name], x)
    ours = kernels.run(lower(output, [x], []), np.zeros(0), points[None, :]).value_of(output)
    with mpmath.workdps(40):
        pairs = [
            (mpmath.mpf(float(y)), exact(mpmath.mpf(float(p)))) for y, p in zip(ours, points, strict=True)
        ]  # type: ignore[operator]
        errors = [abs(y / expected - 1) for y, expected in pairs if abs(expected) > 1e-290]
    assert len(errors) > 5900
    assert max(errors) < limit
