"""The columns of a table while and after it is read: numbers, and few or many different words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.tables.cells import is_missing, number_in

#: Different cells of a column that are told apart; a column with more can only be numbers.
MAX_WORDS = 1_000
_MISSING, _ODD = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class TableColumn:
    """A column of n cells: `numbers` (n,) has NaN where there is none.

    `words` are its different cells, without the missing ones, and `codes` (n,) each row's place in
    them or −1; both are None where there are more than `MAX_WORDS`. `missing` cells stand for no value, `odd`
    ones hold something else than a number: the first of them is `odd_text` in line `odd_line` of the file.
    """

    name: str
    numbers: NDArray[np.float64]
    words: tuple[str, ...] | None
    codes: NDArray[np.int32] | None
    missing: int = 0
    odd: int = 0
    odd_text: str = ""
    odd_line: int = 0

    @property
    def numeric(self) -> bool:
        """Whether most of the cells that are not missing are numbers."""
        return len(self.numbers) - self.missing > 2 * self.odd

    @property
    def different(self) -> int | None:
        """How many different values it has, None for more than `MAX_WORDS`."""
        return None if self.words is None else len(self.words)


class _Words(dict[str, int]):
    """Gives every new cell the next code, and works out once what is in it."""

    def __init__(self, decimal: str) -> None:
        super().__init__()
        self._decimal = decimal
        self.numbers: list[float] = []
        self.kinds: list[int] = []

    def __missing__(self, cell: str) -> int:
        value, kind = _value(cell, self._decimal)
        self.numbers.append(value)
        self.kinds.append(kind)
        self[cell] = len(self.numbers) - 1
        return len(self.numbers) - 1


class ColumnBuilder:
    """Takes a column's cells batch by batch."""

    def __init__(self, name: str, decimal: str) -> None:
        self._name, self._decimal = name, decimal
        self._words: _Words | None = _Words(decimal)
        self._codes: list[NDArray[np.int32]] = []
        self._numbers: list[NDArray[np.float64]] = []
        self._missing = self._odd = 0
        self._odd_text, self._odd_line = "", 0

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Add the cells of some rows, which end in these lines of the file."""
        if self._words is None:
            self._take_numbers(cells, lines)
            return
        codes = np.fromiter(map(self._words.__getitem__, cells), np.int32, len(cells))
        kinds = np.array(self._words.kinds)[codes]
        self._numbers.append(np.array(self._words.numbers)[codes])
        self._codes.append(codes)
        self._count(kinds, cells, lines)
        if len(self._words) > MAX_WORDS:
            self._words = None
            self._codes.clear()

    def _take_numbers(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Numbers in one go; a cell among them that is none sends them all the careful way."""
        try:
            plain = cells if self._decimal == "." else [_with_point(cell) for cell in cells]
            values = np.fromiter(map(float, plain), np.float64, len(cells))
            careful = not np.isfinite(values).all() or "_" in "".join(cells)
        except ValueError:
            careful = True
        if careful:
            found = [_value(cell, self._decimal) for cell in cells]
            values = np.array([value for value, _ in found])
            self._count(np.array([kind for _, kind in found]), cells, lines)
        self._numbers.append(values)

    def _count(self, kinds: NDArray[np.int64], cells: Sequence[str], lines: Sequence[int]) -> None:
        odd = np.flatnonzero(kinds == _ODD)
        if len(odd) and not self._odd:
            self._odd_text, self._odd_line = cells[odd[0]], lines[odd[0]]
        self._odd += len(odd)
        self._missing += int(np.count_nonzero(kinds == _MISSING))

    def column(self) -> TableColumn:
        """Return the column as it stands."""
        numbers = np.concatenate(self._numbers) if self._numbers else np.empty(0)
        words, codes = None, None
        if self._words is not None:
            words, codes = _merged(self._words, self._codes)
        told = self._missing, self._odd, self._odd_text, self._odd_line
        return TableColumn(self._name, numbers, words, codes, *told)


def _with_point(cell: str) -> str:
    """A number with a decimal comma as Python reads it; a point in it would be for thousands."""
    return cell.replace(".", "\0").replace(",", ".")


def _value(cell: str, decimal: str) -> tuple[float, int]:
    """The number in a cell, or NaN and why there is none."""
    try:
        value = number_in(cell, decimal)
    except ValueError:
        return math.nan, _ODD
    return value, _MISSING if math.isnan(value) else 0


def _merged(words: _Words, codes: list[NDArray[np.int32]]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Words that mean the same (1 and 1.0, or with a space before) as one; −1 for missing ones.

    Numbers are the same only where all are numbers: among names, 1 and 01 are two.
    """
    numbers = _ODD not in words.kinds
    places: dict[str | float, int] = {}
    kept: list[str] = []
    new = np.full(len(words), -1, np.int32)
    for code, word in enumerate(words):
        if is_missing(word):
            continue
        key = words.numbers[code] if numbers else word.strip()
        if key not in places:
            places[key] = len(kept)
            kept.append(word.strip())
        new[code] = places[key]
    joined = np.concatenate(codes) if codes else np.empty(0, np.int32)
    return tuple(kept), new[joined]
