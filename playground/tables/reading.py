"""Reads a table from a text file: what its dialect is, its columns, and what had to be left out.

The cells are cut by the standard library's CSV reader and the numbers read by Python's own `float`, in
batches: a second for a million rows of three, and exact. NumPy's reader is twice as fast on clean numbers but
knows no line that is wrong, and pandas would be the largest dependency of all for this alone.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from pathlib import Path

from engine.errors import PlaygroundError
from playground.tables.cells import clean, quoted, unguarded
from playground.tables.columns import ColumnBuilder, TableColumn
from playground.tables.dialect import Dialect, Rows, Wanted, recognise, trimmed
from playground.tables.text import MAX_SIZE, Cancelled, Source

__all__ = ["MAX_CELLS", "MAX_COLUMNS", "MAX_SIZE", "SUFFIXES", "Cancelled", "Table", "read"]

#: How files end that are taken for tables without asking.
SUFFIXES = (".csv", ".tsv", ".txt")
MAX_COLUMNS = 1_000
#: Cells of a table, at most: some 400 MB of numbers.
MAX_CELLS = 50_000_000
#: Lines and characters that a dialect is recognised by.
_SAMPLE_LINES, _SAMPLE_LENGTH = 200, 100_000
#: Rows that are read at a time, and rows that are kept as they were written, to be shown.
_BATCH, _SHOWN = 4096, 8
_NAMED = 40
#: All of the dialect is to be recognised.
RECOGNISED = Wanted()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as it was read: `columns` of `rows` cells each, and the first rows as they were `written`.

    `notes` are sentences about what was left out or assumed.
    """

    name: str
    dialect: Dialect
    columns: tuple[TableColumn, ...]
    rows: int
    written: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def read(
    origin: Path | bytes,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda share: None,
    wanted: Wanted = RECOGNISED,
) -> Table:
    """Read the table in a file of at most `MAX_SIZE` bytes, or in bytes; nothing in it is ever evaluated.

    `progress(share)` is told how much is read, 0 to 1, never less than before. Raises `Cancelled` soon
    after `cancelled()` is true, and `PlaygroundError`, one sentence with the file's name and the line, for
    what is no table.
    """
    source = Source(origin, cancelled, progress)
    encoding = wanted.encoding or source.encoding()
    table = _Reading(source, encoding, wanted).table()
    progress(1.0)
    return table


class _Reading:
    """One pass over a source."""

    def __init__(self, source: Source, encoding: str, wanted: Wanted) -> None:
        self._name = source.name
        self._guessed = wanted.encoding is None
        lines = source.lines(encoding)
        sample = list(_sample(lines))
        if not any(map(str.strip, sample)):
            raise PlaygroundError(f"{self._name} is empty.")
        self._dialect = recognise(sample, encoding, wanted)
        self._check_width()
        self._rows = Rows(chain(sample, lines), self._dialect.separator)
        self._count = 0
        self._ragged = self._ragged_line = self._ragged_width = 0
        self._written: list[tuple[str, ...]] = []

    def table(self) -> Table:
        """Read all of it."""
        batches = self._batches()
        first = next(batches, None)
        if first is None:
            raise PlaygroundError(self._ragged_sentence() if self._ragged else f"{self._name} is empty.")
        names: list[str] = []
        if self._dialect.header:
            names = first[0][0]
            first = first[0][1:], first[1][1:]
        builders = [ColumnBuilder(name, self._dialect.decimal) for name in self._names(names)]
        for rows, lines in chain([first], batches):
            self._take(builders, rows, lines)
        if not self._count:
            raise PlaygroundError(f"{self._name} has a line of names, but no rows under it.")
        if self._ragged > self._count:
            raise PlaygroundError(self._ragged_sentence())
        columns = tuple(builder.column() for builder in builders)
        return Table(self._name, self._dialect, columns, self._count, tuple(self._written), self._notes())

    def _take(self, builders: Sequence[ColumnBuilder], rows: list[list[str]], lines: Sequence[int]) -> None:
        if not rows:
            return
        self._count += len(rows)
        if self._count * len(builders) > MAX_CELLS:
            raise PlaygroundError(
                f"{self._name}, line {lines[-1]:,}: tables of at most {MAX_CELLS:,} cells are read."
            )
        if len(self._written) < _SHOWN:
            self._written += [tuple(map(clean, row)) for row in rows[: _SHOWN - len(self._written)]]
        for builder, cells in zip(builders, zip(*rows, strict=True), strict=True):
            builder.take(cells, lines)

    def _batches(self) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
        """Yield some rows of the right width at a time, with the lines in which they end."""
        width, last = self._dialect.width, 0
        cut = iter(self._rows)
        while True:
            rows: list[list[str]] = []
            try:
                for row in islice(cut, _BATCH):
                    rows.append(row)
            except csv.Error as error:
                last = (last, *_line_numbers(rows, last))[-1]
                raise PlaygroundError(self._quotes_sentence(str(error), last)) from error
            if not rows:
                return
            lines: Sequence[int] = range(last + 1, self._rows.line + 1)
            if len(lines) != len(rows):
                lines = _line_numbers(rows, last)
            last = self._rows.line
            if set(map(len, rows)) != {width}:
                rows, lines = self._without_ragged(rows, lines)
            if rows:
                yield rows, lines

    def _without_ragged(
        self, rows: list[list[str]], lines: Sequence[int]
    ) -> tuple[list[list[str]], list[int]]:
        width = self._dialect.width
        kept: list[list[str]] = []
        kept_lines: list[int] = []
        for row, line in zip(rows, lines, strict=True):
            row = trimmed(row, width)
            if len(row) == width:
                kept.append(row)
                kept_lines.append(line)
            elif any(map(str.strip, row)):
                if not self._ragged:
                    self._ragged_line, self._ragged_width = line, len(row)
                self._ragged += 1
        return kept, kept_lines

    def _check_width(self) -> None:
        width = self._dialect.width
        if width < 2:
            raise PlaygroundError(
                f"{self._name} has only one column; points need a column of numbers and one to be learned."
            )
        if width > MAX_COLUMNS:
            raise PlaygroundError(
                f"{self._name} has {width:,} columns, and tables of at most {MAX_COLUMNS:,} are read."
            )

    def _names(self, cells: Sequence[str]) -> list[str]:
        """The columns' names, each different from the others."""
        names: list[str] = []
        for number in range(1, self._dialect.width + 1):
            plain = unguarded(clean(cells[number - 1])) if cells else ""
            plain = plain.removeprefix("#").strip() if number == 1 else plain
            name = plain[:_NAMED] or f"Column {number}"
            times = 1
            while name in names:
                times += 1
                name = f"{plain[:_NAMED] or 'Column'} ({times})"
            names.append(name)
        return names

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self._guessed and self._dialect.encoding == "cp1252":
            notes.append("It is not UTF-8, so it was read as Western text; accents may be wrong.")
        if self._ragged:
            lines = "1 line" if self._ragged == 1 else f"{self._ragged:,} lines"
            first = "it" if self._ragged == 1 else "the first"
            are = "is" if self._ragged == 1 else "are"
            notes.append(
                f"{lines} without exactly {self._dialect.width} cells {are} left out"
                f" ({first} is line {self._ragged_line:,}, with {self._ragged_width:,})."
            )
        return tuple(notes)

    def _ragged_sentence(self) -> str:
        return (
            f"{self._name}, line {self._ragged_line:,}: {_cells(self._ragged_width)} here, where other"
            f" lines have {self._dialect.width:,}, and so it is with most lines."
        )

    def _quotes_sentence(self, error: str, last: int) -> str:
        """What the CSV reader found, and where; `last` is the line in which the row before ended."""
        if "expected after" in error:
            what = "after a closing quotation mark, a cell must end"
            return f"{self._name}, line {self._rows.line:,}: {what}."
        if "field larger" in error:
            what = "a cell begins that has more than 100,000 characters; is a quotation mark missing?"
        elif "unexpected end" in error:
            what = "a quotation mark is never closed"
        else:
            what = f"this cannot be cut into cells ({quoted(error)})"
        return f"{self._name}, line {last + 1:,}: {what.removesuffix('.')}{'' if what.endswith('?') else '.'}"


def _line_numbers(rows: Sequence[Sequence[str]], before: int) -> list[int]:
    """The line in which each row ends: a cell in quotation marks may have several."""
    return list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in rows), initial=before))[1:]


def _sample(lines: Iterator[str]) -> Iterator[str]:
    length = 0
    for line in islice(lines, _SAMPLE_LINES):
        yield line
        length += len(line)
        if length > _SAMPLE_LENGTH:
            return


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
