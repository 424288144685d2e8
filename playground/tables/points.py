"""From columns of a table to points of the plane: which rows, how scaled, and what is said about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data import EXTENT, MAX_CLASSES
from engine.errors import PlaygroundError
from playground.own_data import MAX_POINTS, Column, OwnPoints
from playground.tables.cells import clean, quoted, unguarded
from playground.tables.columns import MAX_WORDS, TableColumn
from playground.tables.reading import Table

#: How numbers are brought to the plane: their range to that of the drawn points, to mean 0 and deviation 1,
#: or not at all.
SCALINGS = ("fit", "standardise", "as is")
#: Where the range of x₁ and x₂ goes under "fit", within the plane's ±6; targets go to ±1.
_FIT = 5.0
#: How far from the middle a point may lie: see `checks`.
_FAR = 1e6
#: The largest number that is scaled, and the smallest scale: squares and quotients stay doubles.
_LARGEST, _SMALLEST = 1e150, 1e-150

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person takes of a table: columns by place (`x2` None puts the points on a line) and how.

    `problem` is "classification" or "regression", `scaling` one of `SCALINGS`.
    """

    x1: int
    x2: int | None
    target: int
    problem: str
    scaling: str = "fit"


@dataclass(frozen=True, slots=True)
class Imported:
    """Points, and sentences about rows that were left out and the like. `classes` is 0 for regression."""

    points: OwnPoints
    classes: int
    notes: tuple[str, ...]


def points_of(table: Table, selection: Selection) -> Imported:
    """Return the points that a selection of columns gives; rows without all of its values are left out.

    Of more than `MAX_POINTS` rows so many are drawn, evenly, and always the same. Raises
    `PlaygroundError`, one sentence with the column, where no points can be had.
    """
    x1, x2, target = _columns(table, selection)
    regression = selection.problem == "regression"
    coordinates = [column for column in (x1, x2) if column is not None]
    for column in coordinates:
        _check_numeric(column, "a coordinate must be numbers")
    names: tuple[str, ...] = ()
    codes = np.empty(0, np.int32)
    lost: list[str] = []
    if regression:
        _check_numeric(target, "regression learns numbers; it can only be a class")
    else:
        names, codes = _classes(target)
    needed = [*coordinates, target] if regression else coordinates
    usable = np.logical_and.reduce([np.isfinite(column.numbers) for column in needed])
    if not regression:
        usable &= codes >= 0
    rows = np.flatnonzero(usable)
    if not len(rows):
        raise PlaygroundError(_nothing_left(needed, None if regression else target))
    if not regression:
        _check_classes(target, codes[rows])
        present = np.unique(codes[rows])
        lost = [name for code, name in enumerate(names) if code not in present]
        names = tuple(names[code] for code in present)
        codes = np.searchsorted(present, codes).astype(np.int32)
    drawn = _evenly(rows)
    notes = [*_left_out(needed, None if regression else target, table.rows, len(rows))]
    if lost:
        notes.append(f"No row that can be used is in {' or '.join(map(quoted, lost))}.")
    if len(drawn) < len(rows):
        notes.append(f"{len(drawn):,} of the {len(rows):,} rows are drawn, evenly and always the same ones.")
    packed = np.zeros((len(drawn), 3))
    columns = [Column(""), Column(""), Column(target.name)]
    for place, column in enumerate(coordinates):
        packed[:, place], columns[place] = _scaled(column, drawn, selection.scaling, _FIT, notes)
    if regression:
        packed[:, 2], columns[2] = _scaled(target, drawn, selection.scaling, 1.0, notes)
    else:
        packed[:, 2] = codes[drawn]
    outside = np.count_nonzero((np.abs(packed[:, :2]) > EXTENT).any(axis=1))
    if outside:
        are = "1 point lies" if outside == 1 else f"{outside:,} points lie"
        notes.append(f"{are} outside the plane that is drawn, −{EXTENT:g} to {EXTENT:g}.")
    points = OwnPoints.of(packed, tuple(columns), names)
    return Imported(points, len(names), tuple(notes))


def _columns(table: Table, selection: Selection) -> tuple[TableColumn, TableColumn | None, TableColumn]:
    taken = [place for place in (selection.x1, selection.x2, selection.target) if place is not None]
    for place in taken:
        if taken.count(place) > 1:
            name = quoted(table.columns[place].name)
            raise PlaygroundError(f"{name} is chosen twice; x₁, x₂ and the target are different columns.")
    x2 = None if selection.x2 is None else table.columns[selection.x2]
    return table.columns[selection.x1], x2, table.columns[selection.target]


def _check_numeric(column: TableColumn, why: str) -> None:
    if not column.numeric:
        if column.missing == len(column.numbers):
            raise PlaygroundError(f"{quoted(column.name)} has no value in any row.")
        example = f"such as {quoted(column.odd_text)} in line {column.odd_line:,}"
        raise PlaygroundError(f"{quoted(column.name)} is text, {example}, but {why}.")


def _classes(target: TableColumn) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The classes' names in their natural order, and each row's class, −1 for none."""
    if target.words is None or target.codes is None or len(target.words) > MAX_CLASSES:
        many = f"more than {MAX_WORDS:,}" if target.words is None else f"{len(target.words):,}"
        instead = "; its numbers can be learned by regression" if target.numeric else ""
        raise PlaygroundError(
            f"{quoted(target.name)} has {many} different values, but at most {MAX_CLASSES} classes can be"
            f" told apart{instead}."
        )
    order = sorted(range(len(target.words)), key=lambda place: _natural(target.words[place]))  # type: ignore[index]
    new = np.full(len(order) + 1, -1, np.int32)  # the last place is that of code −1
    new[order] = np.arange(len(order))
    names = _distinct(target.words[place] for place in order)
    return names, new[target.codes]


def _check_classes(target: TableColumn, codes: NDArray[np.int32]) -> None:
    if (codes == codes[0]).all():
        assert target.words is not None
        only = len(target.words) == 1
        name = quoted(target.words[0]) if only else "the same"
        raise PlaygroundError(
            f"{quoted(target.name)} is {name} in every row{'' if only else ' that can be used'},"
            " and one class alone leaves nothing to tell apart."
        )


def _distinct(words: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for word in words:
        name = clean(unguarded(word))
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return tuple(names)


def _natural(word: str) -> tuple[int, float, list[tuple[int, int, str]]]:
    """Orders numbers by size, then words, and in these "class 2" before "class 10"."""
    try:
        return (0, float(word.replace(",", ".")), [])
    except ValueError:
        parts = re.split(r"([0-9]+)", word.casefold())
        return (1, 0.0, [_piece(part) for part in parts])


def _piece(part: str) -> tuple[int, int, str]:
    """Digits, of any number, come by their size: more of them are more, and as many compare like text."""
    if not part.isdecimal():
        return (1, 0, part)
    digits = part.lstrip("0")
    return (0, len(digits), digits)


def _evenly(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """At most `MAX_POINTS` of the rows: one out of each of so many stretches, by a fixed seed."""
    if len(rows) <= MAX_POINTS:
        return rows
    lots = np.random.Generator(np.random.PCG64(0)).random(MAX_POINTS)
    borders = np.arange(MAX_POINTS + 1) * len(rows) // MAX_POINTS
    return rows[borders[:-1] + (lots * np.diff(borders)).astype(np.int64)]


def _scaled(
    column: TableColumn, rows: NDArray[np.int64], scaling: str, reach: float, notes: list[str]
) -> tuple[Array, Column]:
    """A column's numbers on the plane, and how they came there."""
    numbers = column.numbers[rows]
    low, high = float(numbers.min()), float(numbers.max())
    if scaling == "as is":
        farthest = max(-low, high)
        if farthest > _FAR:
            raise PlaygroundError(
                f"{quoted(column.name)} goes up to {farthest:g}, too far to be taken as it is"
                f" (at most {_FAR:g}); let it be scaled."
            )
        return numbers, Column(column.name)
    if max(-low, high) > _LARGEST:
        raise PlaygroundError(
            f"{quoted(column.name)} goes from {low:g} to {high:g}, and beyond {_LARGEST:g} nothing is scaled."
        )
    offset, scale = (low + high) / 2.0, (high - low) / 2.0 / reach
    if scaling == "standardise":
        offset, scale = float(numbers.mean()), float(numbers.std())
    if low == high or scale < _SMALLEST:
        notes.append(f"{quoted(column.name)} is {low:g} in every row.")
        return np.zeros(len(numbers)), Column(column.name, low)
    return (numbers - offset) / scale, Column(column.name, offset, scale)


def _left_out(
    numeric: Sequence[TableColumn], target: TableColumn | None, rows: int, used: int
) -> Iterator[str]:
    """What is missing where, column by column, and how many rows that leaves."""
    for column in numeric:
        if column.missing:
            yield f"{_rows(column.missing)} without a number in {quoted(column.name)}: left out."
        if column.odd:
            first = f"{quoted(column.odd_text)} in line {column.odd_line:,}"
            what = f"is no number, such as {first}" if column.odd > 1 else f"is no number, {first}"
            yield f"{_rows(column.odd)} whose {quoted(column.name)} {what}: left out."
    if target is not None and target.missing:
        yield f"{_rows(target.missing)} without a class in {quoted(target.name)}: left out."
    if used < rows:
        yield f"{used:,} of {_rows(rows)} can be used."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _nothing_left(numeric: Sequence[TableColumn], target: TableColumn | None) -> str:
    for column in numeric:
        if not np.isfinite(column.numbers).any():
            return f"{quoted(column.name)} has no number in any row."
    if target is not None and target.missing == len(target.numbers):
        return f"{quoted(target.name)} has no class in any row."
    names = " and ".join(quoted(column.name) for column in (*numeric, *([target] if target else [])))
    return f"No row has values in all of {names}."
