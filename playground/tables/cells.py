"""What one cell of a table says: a number, nothing, or text; and how text is made safe to show or export."""

from __future__ import annotations

import math
import re

#: What stands in a cell, in lower case, when its value is missing.
MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "–", "."})
#: Spreadsheets take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_SWAP = str.maketrans({",": ".", ".": "\0"})
_MAX_NAME = 60


def is_missing(cell: str) -> bool:
    """Return whether a cell stands for no value."""
    return cell.strip().lower() in MISSING


def number_in(cell: str, decimal: str) -> float:
    """Return the finite number in a cell; NaN if the cell is missing. `decimal` is "." or ",".

    Raises ValueError for anything else: thousands are not guessed, so 1,234.5 is no number.
    """
    if is_missing(cell):
        return math.nan
    if "_" in cell:  # Python would take 1_000
        raise ValueError(cell)
    number = float(cell.translate(_SWAP) if decimal == "," else cell)
    if not math.isfinite(number):
        raise ValueError(cell)
    return number


def is_number(cell: str, decimal: str) -> bool:
    """Return whether there is a number in a cell."""
    try:
        return not math.isnan(number_in(cell, decimal))
    except ValueError:
        return False


def clean(text: str) -> str:
    """Return text from a table as a name of one line: no control characters, single spaces, not endless."""
    kept = "".join(character if character.isprintable() else " " for character in text)
    name = " ".join(kept.split())
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}…"


def quoted(text: str) -> str:
    """Return text from a table as a sentence quotes it."""
    name = clean(text)
    return f"“{name}”" if len(name) <= 30 else f"“{name[:29]}…”"


def guarded(text: str) -> str:
    """Return a text as a spreadsheet may open it: with an apostrophe before what would be a formula.

    A number with its sign is none.
    """
    if text[:1] in ("+", "-") and is_number(text, "."):
        return text
    return f"'{text}" if text.startswith(_FORMULA) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if _GUARDED.match(text) else text
