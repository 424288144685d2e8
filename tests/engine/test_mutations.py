"""A broken derivative makes a test fail: a quick form of `python -m tests.benchmarks.mutate_ops`."""

from __future__ import annotations

import dataclasses

import pytest

from engine.ops import OPS
from tests.benchmarks.mutate_ops import copy_of_the_engine, mutants, survives
from tests.engine.oracles import ALL_ROWS, row_id, slope_errors

BREAKS = {
    "wrong by 1e-4": lambda slope: slope * (1 + 1e-4),
    "wrong sign": lambda slope: -slope,
    "off by 1e-4": lambda slope: slope + 1e-4,
    "doubled": lambda slope: 2 * slope,
}


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("row", [row for row in ALL_ROWS if row.slopes != ("0",)], ids=row_id)
def test_every_broken_slope_is_caught_by_the_checks_of_the_table(row, name) -> None:
    for position in range(row.arity):

        def broken(*inputs, position=position):
            slopes = list(row.partials(*inputs))
            slopes[position] = BREAKS[name](slopes[position])
            return tuple(slopes)

        by_differences, by_complex_steps = slope_errors(dataclasses.replace(row, partials=broken), 200)
        assert by_differences > 1e-6
        assert by_complex_steps > 1e-12


def test_the_mutation_run_covers_every_operation_and_tells_life_from_death(tmp_path) -> None:
    everything = list(mutants())
    assert len(everything) > 4 * len(OPS)
    copy_of_the_engine(tmp_path)
    product = next(m for m in everything if m.before.endswith("(b, a)"))
    assert not survives(product, tmp_path)
    harmless = dataclasses.replace(product, text=(tmp_path / product.path).read_text(encoding="utf-8"))
    assert survives(harmless, tmp_path)
