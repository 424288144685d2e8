"""How a text file writes a table: its separator, its decimal sign, and whether names stand on top."""

from __future__ import annotations

import contextlib
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from playground.tables.cells import is_missing, is_number

#: What may stand between cells, the likelier first where several would do; " " is any run of blanks.
SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "pipe", ",": "comma", " ": "spaces"}
DECIMALS = {".": "point", ",": "comma"}
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Western (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: keys of `ENCODINGS`, `SEPARATORS` and `DECIMALS`, and whether it has a header.

    `width` is how many cells a row has.
    """

    encoding: str
    separator: str
    decimal: str
    header: bool
    width: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says about a table; None is to be recognised."""

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None


class Rows:
    """The rows of cells in lines of text; `line` is that of the last row's end, from 1.

    An iterator that raises `csv.Error` where quotation marks do not match.
    """

    def __init__(self, lines: Iterable[str], separator: str) -> None:
        self._count = 0
        self._reader = None
        if separator == " ":
            self._rows: Iterator[list[str]] = map(self._split, lines)
        else:
            self._reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
            self._rows = self._reader

    def __iter__(self) -> Iterator[list[str]]:
        return self._rows

    @property
    def line(self) -> int:
        """The number of the last line that was read."""
        return self._count if self._reader is None else self._reader.line_num

    def _split(self, line: str) -> list[str]:
        self._count += 1
        return line.split()


def recognise(sample: Sequence[str], encoding: str, wanted: Wanted) -> Dialect:
    """Return the dialect of a table that begins with the lines of `sample`, as far as it is not `wanted`."""
    separators = list(SEPARATORS) if wanted.separator is None else [wanted.separator]
    best, score = separators[-1], -1.0
    for separator in separators:
        rows = _rows(sample, separator)
        worth = _worth(rows, wanted.decimal or _decimal(rows, separator))
        if worth > score:
            best, score = separator, worth
    rows = _rows(sample, best)
    decimal = wanted.decimal or _decimal(rows, best)
    width = width_of(rows)
    header = _has_header([row for row in rows if len(row) == width], decimal)
    return Dialect(encoding, best, decimal, header if wanted.header is None else wanted.header, width)


def width_of(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most rows have, the wider of two that are as frequent."""
    widths = Counter(map(len, rows))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def trimmed(row: list[str], width: int) -> list[str]:
    """Return a row without the empty cell that a separator at the end of its line makes."""
    return row[:-1] if len(row) == width + 1 and not row[-1] else row


def _rows(sample: Sequence[str], separator: str) -> list[list[str]]:
    """The sample's rows with a cell or more in them, up to where quotation marks go wrong."""
    found: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # the last lines of a sample may end within a cell
        found.extend(row for row in Rows(sample, separator) if any(map(str.strip, row)))
    return [trimmed(row, len(row) - 1) for row in found] if _end_empty(found) else found


def _end_empty(rows: Sequence[Sequence[str]]) -> bool:
    """Whether every line ends with a separator, but for a first one that may do without."""
    if not all(len(row) > 1 and not row[-1] for row in rows[1:]):
        return False
    return bool(rows) and (not rows[0][-1] or (len(rows) > 1 and len(rows[0]) < len(rows[1])))


def _worth(rows: Sequence[Sequence[str]], decimal: str) -> float:
    """How likely the rows were cut at the right places: of the same width, and numbers between the cuts."""
    width = width_of(rows)
    if width < 2:
        return -0.5 if width else -1.0
    same = sum(len(row) == width for row in rows) / len(rows)
    cells = [cell for row in rows for cell in row]
    numbers = sum(is_number(cell, decimal) or is_missing(cell) for cell in cells) / len(cells)
    return round(same * (1.0 + numbers), 2)


def _decimal(rows: Sequence[Sequence[str]], separator: str) -> str:
    """A comma, where more cells are numbers with it; never where it separates cells."""
    if separator == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    counts = {decimal: sum(is_number(cell, decimal) for cell in cells) for decimal in DECIMALS}
    return "," if counts[","] > counts["."] else "."


def _has_header(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row is names: no number in it, and text above numbers, if there is anything below."""
    if not rows or any(is_number(cell, decimal) for cell in rows[0]):
        return False
    names = [not is_missing(cell) for cell in rows[0]]
    if len(rows) == 1:
        return all(names)
    columns = list(zip(*rows[1:], strict=True))
    numeric = [
        2 * sum(is_number(cell, decimal) or is_missing(cell) for cell in column) > len(column)
        for column in columns
    ]
    return any(name and number for name, number in zip(names, numeric, strict=True))
