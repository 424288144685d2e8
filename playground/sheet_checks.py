"""What the sheets of a document may hold beyond what their types say; `checks` puts them to the rest."""

from __future__ import annotations

from collections.abc import Iterator

from playground.sheets import FOLDINGS, ExpressionSheet

#: How many parts can be opened or folded one by one, and how long their names are at most.
MOST_GROUPS, LONGEST_GROUP = 10_000, 200


def folding_problems(sheet: ExpressionSheet) -> Iterator[tuple[str, str]]:
    """Find fields and what is wrong with them, among those that say what is drawn folded."""
    if sheet.folding not in FOLDINGS:
        yield "expression.folding", f"is “{sheet.folding[:40]}”, not one of {', '.join(FOLDINGS)}"
    for field in ("opened", "folded"):
        names = getattr(sheet, field)
        if len(names) > MOST_GROUPS:
            yield f"expression.{field}", f"holds {len(names):,} parts, but at most {MOST_GROUPS:,} are kept"
        for place, name in enumerate(names):
            if len(name) > LONGEST_GROUP:
                yield (
                    f"expression.{field}[{place}]",
                    f"has {len(name):,} characters, but at most {LONGEST_GROUP} are kept",
                )
