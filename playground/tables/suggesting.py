"""What a person most likely wants of a table: which columns, to learn what, and how scaled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.data import EXTENT, MAX_CLASSES
from engine.errors import PlaygroundError
from playground.tables.columns import TableColumn
from playground.tables.points import Selection
from playground.tables.reading import Table

_TARGET_NAMES = {"class", "label", "target", "species", "category", "value", "outcome"}
_SPLIT_NAMES = {"set", "split"}


def suggestion(table: Table) -> Selection:
    """Return what a person most likely wants of a table. Raises `PlaygroundError` if it has no numbers."""
    places = range(len(table.columns))
    numeric = [place for place in places if table.columns[place].numeric]
    if not numeric:
        raise PlaygroundError(
            f"{table.name} has no column of numbers, and x₁ must be one; is the decimal sign right?"
        )
    target = _likely_target(table.columns)
    others = [place for place in numeric if place != target]
    if not others:  # numbers in one column alone: it is x₁, and something else is learned
        others, target = numeric, next(place for place in reversed(places) if place != numeric[0])
    others = [place for place in others if table.columns[place].different != 1] or others
    telling = [place for place in others if not _counts_rows(table.columns[place])]
    first, *more = telling if len(telling) > 1 else others
    second = more[0] if more else None
    problem = problem_for(table.columns[target])
    coordinates = [first] if second is None else [first, second]
    scaling = "as is" if all(_on_plane(table.columns[place]) for place in coordinates) else "fit"
    return Selection(first, second, target, problem, scaling)


def _on_plane(column: TableColumn) -> bool:
    """Whether a column's numbers lie on the plane already, and spread over it."""
    numbers = _finite(column.numbers)
    low, high = numbers.min(), numbers.max()
    return bool(low < 0.0 < high and max(-low, high) <= EXTENT and high - low >= EXTENT / 2)


def problem_for(target: TableColumn) -> str:
    """Return the kind of problem that a target most likely poses."""
    few = target.different is not None and target.different <= MAX_CLASSES
    whole = not target.numeric or bool((np.modf(_finite(target.numbers))[0] == 0.0).all())
    return "classification" if not target.numeric or (few and whole) else "regression"


def _likely_target(columns: Sequence[TableColumn]) -> int:
    """The place of the column that is most likely learned."""
    places = [
        place
        for place, column in enumerate(columns)
        if column.name.casefold() not in _SPLIT_NAMES and column.missing < len(column.numbers)
    ] or list(range(len(columns)))
    named = [place for place in places if columns[place].name.casefold() in _TARGET_NAMES]
    texts = [
        place
        for place in places
        if not columns[place].numeric and 1 <= (columns[place].different or 0) <= MAX_CLASSES
    ]
    numeric = [place for place in places if columns[place].numeric]
    return next(found[-1] for found in (named, texts, numeric, places) if found)


def _counts_rows(column: TableColumn) -> bool:
    """Whether a column only counts the rows, as spreadsheets and data frames like to."""
    numbers = column.numbers
    return len(numbers) > 2 and numbers[0] in (0.0, 1.0) and bool((np.diff(numbers) == 1.0).all())


def _finite(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return numbers[np.isfinite(numbers)]
