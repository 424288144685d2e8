"""What a sheet may say of folded parts, and the sentence where it may not."""

from dataclasses import replace

import pytest

from playground.sheet_checks import LONGEST_GROUP, MOST_GROUPS, folding_faults
from playground.sheets import FOLDINGS, ExpressionSheet


@pytest.mark.parametrize("folding", FOLDINGS)
def test_what_is_allowed(folding: str) -> None:
    sheet = replace(ExpressionSheet(), folding=folding, opened=("layer h1",), folded=("sum " + "x" * 100,))
    assert list(folding_faults(sheet)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"folding": "all"}, "expression.folding"),
        ({"opened": ("a",) * (MOST_GROUPS + 1)}, "expression.opened"),
        ({"folded": ("a", "b" * (LONGEST_GROUP + 1))}, "expression.folded[1]"),
        ({"opened": ("half \ud800",)}, "expression.opened[0]"),
    ],
)
def test_what_is_not(changes, field: str) -> None:
    ((found, fault),) = folding_faults(replace(ExpressionSheet(), **changes))
    assert found == field
    assert fault
