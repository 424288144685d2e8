"""Writes the points that a document shows as a CSV file, in the units they came in."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data import Data
from playground.document import DataSettings, Document
from playground.own_data import Column, OwnPoints
from playground.samples import data_of, is_own, own_points
from playground.storage import write_whole
from playground.tables.cells import guarded

_PLAIN = (Column("x1"), Column("x2"), Column(""))
_TARGET = {"classification": "class", "regression": "value"}
_SETS = ("train", "test")
#: Digits of a double that survive being scaled to the plane and back.
_DIGITS = 14


def write(path: Path, document: Document) -> None:
    """Write a document's points into a CSV file, which holds all of them or what it held before.

    Raises `PlaygroundError`, one sentence with the file's name, when that fails.
    """
    write_whole(path, csv_text(document.data).encode())


def csv_text(settings: DataSettings) -> str:
    """Return the points of these settings as CSV: a header, then x1, x2, target and "train" or "test".

    Own points come in their own order, in the units and under the names of the table they were read
    from; points on a line of it have no x2. Names that a spreadsheet would take for a formula begin with an
    apostrophe; numbers are written so that they are read back the same.
    """
    data = data_of(settings)
    own = own_points(settings) if is_own(settings.dataset) else OwnPoints()
    order = np.argsort(data.origin) if data.origin is not None else np.arange(len(data.points))
    columns = own.columns or _PLAIN
    on_line = bool(own.columns) and not columns[1].name and not data.points[:, 1].any()
    names = [column.name for column in columns]
    cells = [_numbers(column, data.points[order, place]) for place, column in enumerate(columns[:2])]
    names[2] = names[2] or _TARGET[data.problem]
    cells.append(_targets(data, own, columns[2])[order].tolist())
    if on_line:
        del names[1], cells[1]
    sets = [_SETS[place >= data.n_train] for place in order.tolist()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(guarded(name or f"x{place}") for place, name in enumerate(names, 1)), "set"])
    writer.writerows(zip(*cells, sets, strict=True))
    return text.getvalue()


def _targets(data: Data, own: OwnPoints, column: Column) -> NDArray[np.object_]:
    """Each row's class, by name where there are names, or number."""
    if data.problem == "regression":
        return np.array(_numbers(column, data.targets), dtype=object)
    if not own.class_names:
        return np.array(list(map(str, data.targets.astype(int).tolist())), dtype=object)
    places = data.labels().astype(int)
    highest = int(places.max(initial=0)) + 1
    names = [*map(guarded, own.class_names), *map(str, range(len(own.class_names), highest))]
    named: NDArray[np.object_] = np.array(names, dtype=object)[places]
    return named


def _numbers(column: Column, values: NDArray[np.float64]) -> list[str]:
    """A column in its own units, without the last digits that scaling made up."""
    if (column.offset, column.scale) == (0.0, 1.0):
        return list(map(repr, values.tolist()))
    numbers = column.offset + column.scale * values
    largest = max(abs(column.offset), float(np.abs(column.scale * values).max(initial=0.0)))
    if not 0.0 < largest < math.inf:
        return list(map(repr, numbers.tolist()))
    # Places after the point; format() rounds as exactly as the number deserves.
    places = _DIGITS - math.floor(math.log10(largest))
    return [_rounded(number, places) for number in numbers.tolist()]


def _rounded(number: float, places: int) -> str:
    return repr(round(number, places))
