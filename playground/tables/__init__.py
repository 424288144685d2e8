"""Tables of points: read from text files of any dialect, and written to CSV. Nothing is evaluated."""

from playground.tables.columns import TableColumn
from playground.tables.dialect import DECIMALS, ENCODINGS, SEPARATORS, Dialect, Wanted
from playground.tables.learning import with_imported
from playground.tables.points import SCALINGS, Imported, Selection, points_of
from playground.tables.reading import MAX_SIZE, SUFFIXES, Cancelled, Table, read
from playground.tables.suggesting import problem_for, suggestion
from playground.tables.writing import csv_text, write

__all__ = [
    "DECIMALS",
    "ENCODINGS",
    "MAX_SIZE",
    "SCALINGS",
    "SEPARATORS",
    "SUFFIXES",
    "Cancelled",
    "Dialect",
    "Imported",
    "Selection",
    "Table",
    "TableColumn",
    "Wanted",
    "csv_text",
    "points_of",
    "problem_for",
    "read",
    "suggestion",
    "with_imported",
    "write",
]
