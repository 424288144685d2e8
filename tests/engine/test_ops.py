"""The table of operations against independent values and slopes, and its written conventions."""

from __future__ import annotations

import itertools
import math
import re
import string

import numpy as np
import pytest

from engine.expression import parse
from engine.families import constant_pow, elu, leaky_relu
from engine.ops import OPS, ROWS
from engine.value import Value, gradients
from tests.engine.oracles import (
    ALL_ROWS,
    EXACT,
    EXACT_FAMILIES,
    difference_slopes,
    draw,
    partials,
    relative_error,
    row_id,
    slope_errors,
    special_numbers,
    value_error,
)

inf, nan = math.inf, math.nan
each_row = pytest.mark.parametrize("row", ALL_ROWS, ids=row_id)


def test_the_table_holds_every_operation_asked_for() -> None:
    asked = (
        "add sub mul div pow constant_pow neg abs exp log sqrt sin cos tan tanh sigmoid relu "
        "leaky_relu elu gelu softplus silu max min floor sign"
    )
    assert set(asked.split()) <= set(OPS)
    assert len(OPS) == len(ROWS)
    assert set(OPS) == set(EXACT) | set(EXACT_FAMILIES)


@each_row
def test_slopes_agree_with_differences_and_complex_steps_at_1000_inputs(row) -> None:
    by_differences, by_complex_steps = slope_errors(row, 1000)
    assert by_differences <= 1e-6
    assert by_complex_steps <= 1e-12


@each_row
def test_values_agree_with_mpmath_at_1000_inputs(row) -> None:
    assert value_error(row, 1000) <= 1e-14


@each_row
def test_slopes_given_values_are_the_same_numbers_and_can_be_differentiated_again(row) -> None:
    inputs = draw(row, np.random.default_rng(3), 40)
    for column in inputs.T.tolist():
        values = [Value(x) for x in column]
        firsts = gradients(row(*values), values)
        expected = row.partials(*column, row.forward(*column))
        assert [first.data for first in firsts] == pytest.approx(expected, rel=1e-14, abs=1e-300)
        for first, partial in zip(firsts, range(row.arity), strict=True):
            seconds = [second.data for second in gradients(first, values)]
            for i, second in enumerate(seconds):
                above, below = list(column), list(column)
                above[i] += 1e-5
                below[i] -= 1e-5
                rise = (
                    row.partials(*above, row.forward(*above))[partial]
                    - row.partials(*below, row.forward(*below))[partial]
                )
                assert second == pytest.approx(rise / (above[i] - below[i]), rel=1e-5, abs=1e-5)


@each_row
def test_nothing_raises_or_warns_on_special_numbers(row) -> None:
    for inputs in itertools.product(special_numbers(), repeat=row.arity):
        y = row.forward(*inputs)
        assert isinstance(y, float)
        slopes = row.partials(*inputs, y)
        assert len(slopes) == row.arity
        assert all(isinstance(slope, float) for slope in slopes)
        if any(map(math.isnan, inputs)) and row.name not in ("pow", "constant_pow"):
            assert math.isnan(y)


@each_row
def test_outside_its_domain_an_operation_gives_no_number(row) -> None:
    rng = np.random.default_rng(4)
    finite = [x for x in special_numbers() if x == 0 or 1e-300 < abs(x) < 100]
    points = [*itertools.product(finite, repeat=row.arity), *rng.uniform(-3, 3, (200, row.arity)).tolist()]
    for inputs in points:
        assert row.inside(*inputs) == math.isfinite(row.forward(*inputs)), inputs


def test_one_constant_is_one_row() -> None:
    assert constant_pow(3.0) is OPS["constant_pow"]
    assert leaky_relu(0.01) is OPS["leaky_relu"]
    assert elu(1.0) is OPS["elu"]


@pytest.mark.parametrize(
    ("row", "inputs", "output", "slopes"),
    [
        (OPS["abs"], (0.0,), 0.0, (0.0,)),
        (OPS["relu"], (0.0,), 0.0, (0.0,)),
        (leaky_relu(0.25), (0.0,), 0.0, (0.25,)),
        (elu(2.0), (0.0,), 0.0, (2.0,)),
        (OPS["max"], (2.0, 2.0), 2.0, (0.5, 0.5)),
        (OPS["min"], (2.0, 2.0), 2.0, (0.5, 0.5)),
        (OPS["max"], (3.0, 2.0), 3.0, (1.0, 0.0)),
        (OPS["max"], (2.0, 3.0), 3.0, (0.0, 1.0)),
        (OPS["min"], (3.0, 2.0), 2.0, (0.0, 1.0)),
        (OPS["min"], (2.0, 3.0), 2.0, (1.0, 0.0)),
        (OPS["sqrt"], (0.0,), 0.0, (inf,)),
        (OPS["log"], (0.0,), -inf, (inf,)),
        (OPS["div"], (1.0, 0.0), inf, (inf, -inf)),
        (OPS["div"], (-1.0, 0.0), -inf, (inf, inf)),
        (OPS["pow"], (0.0, 2.0), 0.0, (0.0, 0.0)),
        (OPS["pow"], (0.0, 0.0), 1.0, (0.0, 0.0)),
        (OPS["pow"], (0.0, 1.0), 0.0, (1.0, 0.0)),
        (OPS["pow"], (2.0, 0.0), 1.0, (0.0, math.log(2.0))),
        (OPS["pow"], (0.0, -1.0), inf, (-inf, -inf)),
        (OPS["pow"], (-2.0, 3.0), -8.0, (12.0, nan)),
        (OPS["pow"], (-8.0, 1 / 3), nan, (nan, nan)),
        (constant_pow(0.0), (0.0,), 1.0, (0.0,)),
        (constant_pow(1.0), (0.0,), 0.0, (1.0,)),
        (constant_pow(0.5), (0.0,), 0.0, (inf,)),
        (constant_pow(-1.0), (0.0,), inf, (-inf,)),
        (constant_pow(2.0), (-3.0,), 9.0, (-6.0,)),
        (constant_pow(0.5), (-1.0,), nan, (nan,)),
        (OPS["exp"], (1000.0,), inf, (inf,)),
        (OPS["exp"], (-1000.0,), 0.0, (0.0,)),
        (OPS["sigmoid"], (1000.0,), 1.0, (0.0,)),
        (OPS["sigmoid"], (-1000.0,), 0.0, (0.0,)),
        (OPS["softplus"], (1000.0,), 1000.0, (1.0,)),
        (OPS["softplus"], (-1000.0,), 0.0, (0.0,)),
        (OPS["tanh"], (inf,), 1.0, (0.0,)),
        (OPS["sigmoid"], (-inf,), 0.0, (0.0,)),
        (OPS["softplus"], (inf,), inf, (1.0,)),
        (OPS["softplus"], (-inf,), 0.0, (0.0,)),
        (OPS["relu"], (-inf,), 0.0, (0.0,)),
        (OPS["relu"], (nan,), nan, (0.0,)),
        (OPS["max"], (nan, 1.0), nan, (0.5, 0.5)),
        (OPS["min"], (1.0, nan), nan, (0.5, 0.5)),
        (OPS["gelu"], (-inf,), nan, (nan,)),
        (OPS["silu"], (-inf,), nan, (nan,)),
        (OPS["gelu"], (inf,), inf, (nan,)),
        (OPS["elu"], (-inf,), -1.0, (0.0,)),
        (OPS["floor"], (2.0,), 2.0, (0.0,)),
        (OPS["floor"], (-0.5,), -1.0, (0.0,)),
        (OPS["floor"], (inf,), inf, (0.0,)),
        (OPS["floor"], (nan,), nan, (0.0,)),
        (OPS["floor"], (1e308,), 1e308, (0.0,)),
        (OPS["sign"], (0.0,), 0.0, (0.0,)),
        (OPS["sign"], (-inf,), -1.0, (0.0,)),
        (OPS["sign"], (5e-324,), 1.0, (0.0,)),
        (OPS["sign"], (nan,), nan, (0.0,)),
        (OPS["sin"], (inf,), nan, (nan,)),
        (OPS["log"], (-1.0,), nan, (-1.0,)),
        (OPS["sqrt"], (-1.0,), nan, (nan,)),
    ],
)
def test_conventions_at_kinks_edges_and_infinities(row, inputs, output, slopes) -> None:
    y = row.forward(*inputs)
    assert y == pytest.approx(output, rel=1e-15, nan_ok=True)
    assert row.partials(*inputs, y) == pytest.approx(slopes, rel=1e-15, nan_ok=True)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "pow", "exp", "log", "sqrt", "sin", "tanh"])
def test_special_numbers_come_out_as_numpy_has_them(name) -> None:
    names = {"sub": "subtract", "mul": "multiply", "div": "divide", "pow": "power"}
    ufunc = getattr(np, names.get(name, name))
    for inputs in itertools.product(special_numbers(), repeat=OPS[name].arity):
        if name == "pow" and inputs[1] == 0.5:
            continue  # NumPy takes the square root instead, which has −0 and NaN where pow() has 0 and inf
        with np.errstate(all="ignore"):
            expected = float(ufunc(*inputs))
        found = OPS[name].forward(*inputs)
        assert found == pytest.approx(expected, rel=1e-15, nan_ok=True), inputs
        if found == 0:
            assert math.copysign(1, found) == math.copysign(1, expected), inputs


@each_row
def test_formulas_for_readers_say_what_is_computed(row) -> None:
    """The slopes as text, evaluated by the expression language, are the numbers that are computed."""
    inputs = draw(row, np.random.default_rng(5), 20)
    for column in inputs.T.tolist():
        y = row.forward(*column)
        names = {**dict(zip("ab", column, strict=False)), "y": y}
        expected = row.partials(*column, y)
        assert [read(formula, names) for formula in row.slopes] == pytest.approx(expected, rel=1e-12)


def read(formula: str, names: dict[str, float]) -> float:
    """Evaluate "x if p < q else z", else-branches to any depth."""
    branch, condition, rest = (*re.split(r" if | else ", formula, maxsplit=2), "", "")[:3]
    if not condition:
        return parse(branch, names).output.data
    left, sign, right = condition.split()
    holds = {"<": float.__lt__, ">": float.__gt__}[sign](names[left], float(names.get(right, 0.0)))
    return read(branch if holds else rest, names)


@each_row
def test_every_row_is_explained(row) -> None:
    assert row.words.endswith(".")
    assert row.words[0].isupper()
    assert bool(row.kink_at) <= bool(row.kink)
    latex = row.latex.format(a="x_1", b="x_2")
    assert latex.count("{") == latex.count("}")
    assert "x_1" in latex
    assert ("x_2" in latex) == (row.arity == 2)
    assert {name for _, name, _, _ in string.Formatter().parse(row.latex) if name} == set("ab"[: row.arity])


@each_row
def test_a_formula_written_out_is_read_back_as_the_same_operation(row) -> None:
    operands = "pq"[: row.arity]
    written = parse(row.write(*operands), p=0.8, q=1.7).output
    assert written.op is row


def test_differences_find_a_slope_that_is_wrong() -> None:
    """The oracle itself can say no."""
    inputs = draw(OPS["tanh"], np.random.default_rng(6), 100)
    right = partials(OPS["tanh"], inputs)
    measured = difference_slopes(OPS["tanh"], inputs)
    assert relative_error(right, measured) < 1e-6 < relative_error(right * (1 + 1e-4), measured)
