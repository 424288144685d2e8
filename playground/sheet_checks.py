"""What the sheets of a document may hold beyond what their types say; `checks` puts them to the rest."""

from __future__ import annotations

from playground.faults import Faults, no_text, too_many, unknown
from playground.sheets import FOLDINGS, ExpressionSheet

#: How many parts can be opened or folded one by one, and how long their names are at most.
MOST_GROUPS, LONGEST_GROUP = 10_000, 200


def folding_faults(sheet: ExpressionSheet) -> Faults:
    """Find what is wrong with what a sheet says is drawn folded."""
    yield from unknown("expression.folding", sheet.folding, FOLDINGS)
    for field, names in (("expression.opened", sheet.opened), ("expression.folded", sheet.folded)):
        yield from too_many(field, len(names), MOST_GROUPS, "parts")
        for place, name in enumerate(names):
            yield from no_text(f"{field}[{place}]", name, LONGEST_GROUP)
