"""What can be wrong with a field of a document: pairs of the field's name and the rest of the sentence."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

#: Fields and what is wrong with them.
Faults = Iterator[tuple[str, str]]


def short(value: object, length: int = 40) -> str:
    """A value as a sentence can quote it: at most `length` characters, all of them printable."""
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    text = "".join(character if character.isprintable() else "\ufffd" for character in text[: length + 1])
    return text if len(text) <= length else f"{text[: length - 1]}…"


def not_finite(value: object, field: str) -> Faults:
    """Find NaN and infinity anywhere, also in fields that have no range of their own."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from not_finite(part, f"{field}.{key}" if field else key)
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from not_finite(part, f"{field}[{place}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield field, f"is {value}, which is not a finite number"


def out_of_range(field: str, value: float | None, bounds: tuple[float, float]) -> Faults:
    """Find a number outside its range; None is a number that is not given."""
    if value is not None and not bounds[0] <= value <= bounds[1]:
        yield field, f"is {short(value)}, but must be from {bounds[0]} to {bounds[1]}"


def unknown(field: str, value: str, choices: Collection[str]) -> Faults:
    """Find a word that is none of those there are."""
    if value not in choices:
        yield field, f"is {short(value)}, which is none of {', '.join(choices)}"


def repeated(field: str, values: Sequence[object]) -> Faults:
    """Find what is named twice."""
    for place, value in enumerate(values):
        if value in values[:place]:
            yield field, f"names {short(value)} twice"


def too_many(field: str, count: int, most: int, what: str) -> Faults:
    """Find more of something than is allowed."""
    if count > most:
        yield field, f"holds {count} {what}, but at most {most} are allowed"


def no_text(field: str, text: str, most: int) -> Faults:
    """Find a text that is too long, or that no file can hold."""
    if len(text) > most:
        yield field, f"has {len(text)} characters, but at most {most} are allowed"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield field, "holds half a character, which no file can hold"
