"""The text of a `.gradplay` file: versioned JSON, laid out to be read, strict when read back.

A key that this version does not know is refused rather than passed over: it is a slip in a file
edited by hand, and would be lost at the next save. Keys that are missing have their defaults.
Every change of the format, however small, raises `VERSION` and adds a row to `MIGRATIONS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from engine.errors import PlaygroundError
from playground.checks import check, short
from playground.document import Document

FORMAT = "gradient-playground"
VERSION = 3
#: Bytes; the largest network's file with an optimiser's memory is a hundredth of it.
MAX_SIZE = 20_000_000
_MAX_DEPTH = 32
_MAX_BRACKETS = 100_000
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
#: From this depth on, a row of numbers or a small object stays on one line.
_FLAT_DEPTH = 2

Fields = dict[str, Any]
#: From each older version, what makes its fields those of the next.
MIGRATIONS: dict[int, Callable[[Fields], Fields]] = {
    # 2 adds data.other_dataset, view.hidden and initialisation, whose defaults are what 1 did.
    1: lambda fields: fields,
    # 3 adds a person's own points, classes, features and frozen parts, activations by neuron, more than
    # one output, stop rules and how the output is drawn, all with defaults that do what 2 did.
    2: lambda fields: fields,
}


def dumps(document: Document) -> str:
    """Return the text of a document's file; `loads` gives an equal document, every number bit for bit.

    Raises `PlaygroundError` for a document that `loads` would refuse.
    """
    check(document)
    fields = {"format": FORMAT, "version": VERSION, **msgspec.to_builtins(document)}
    fields["state"] = fields.pop("state")  # the long part last
    return _layout(fields, 0) + "\n"


def loads(text: str, name: str) -> Document:
    """Read a document from the text of a file called `name`.

    Raises `PlaygroundError`, one sentence with the file's name and the field, for anything else than
    a document that this version or an older one wrote.
    """
    try:
        fields = _migrated(_parse(text))
        document = _convert(fields)
        _refuse_unknown(fields, msgspec.to_builtins(document), "")
        check(document)
    except PlaygroundError as error:
        raise PlaygroundError(f"{name}: {error}") from error.__cause__
    return document


def _parse(text: str) -> Fields:
    """Text to plain values, within limits that keep a hostile file from taking time or memory."""
    _check_limits(text)
    try:
        # The standard library's parser says line and column, and lets NaN through to be named by field.
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = "the file is cut off" if cut_off else "the file is not valid JSON"
        raise PlaygroundError(f"{what} (line {error.lineno}, column {error.colno}).") from error
    except ValueError as error:  # an integer of thousands of digits
        raise PlaygroundError("the file holds a number with too many digits.") from error
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise PlaygroundError("the file is not a Gradient Playground document.")
    return fields


def _check_limits(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_SIZE:
        raise PlaygroundError(too_large(len(raw)))
    # Possessive, and content with an open end, so that one linear scan takes out every string.
    outside = re.sub(rb'"(?:[^"\\]++|\\.)*+"?', b"", raw, flags=re.DOTALL)
    brackets = np.frombuffer(outside.translate(None, _NO_BRACKETS), dtype=np.uint8)
    steps = np.where((brackets == ord("[")) | (brackets == ord("{")), 1, -1)
    if len(steps) and np.cumsum(steps).max() > _MAX_DEPTH:
        raise PlaygroundError(f"the file nests lists or objects more than {_MAX_DEPTH} deep.")
    if len(steps) > _MAX_BRACKETS:
        raise PlaygroundError("the file holds more lists and objects than any document.")


def too_large(size: int) -> str:
    """Say that a file of `size` bytes is too large."""
    return f"the file has {size / 1e6:.0f} MB, but a document has at most {MAX_SIZE // 1_000_000} MB."


def _migrated(fields: Fields) -> Fields:
    """Bring the fields of an older version up to this one, and take the version off."""
    version = fields.get("version", "missing")
    if type(version) is not int or version < 1:
        raise PlaygroundError(f"version is {short(version)}, but must be a whole number from 1.")
    if version > VERSION:
        raise PlaygroundError(
            f"version is {short(version)}, but this Gradient Playground reads only up to {VERSION}:"
            " a newer one saved the file."
        )
    for older in range(version, VERSION):
        fields = MIGRATIONS[older](fields)
    return {key: value for key, value in fields.items() if key not in ("format", "version")}


def _convert(fields: Fields) -> Document:
    try:
        return msgspec.convert(fields, Document, strict=True)
    except msgspec.ValidationError as error:
        raise PlaygroundError(_in_words(str(error))) from error


_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_FOUND = {**_WORDS, "float": "a decimal number"}


def _in_words(message: str) -> str:
    """Turn msgspec's message (what is wrong - at `$.field`) into a sentence that starts with the field."""
    what, _, place = message.partition(" - at ")
    field = place.strip("`").removeprefix("$").removeprefix(".") or "the document"
    if kinds := re.fullmatch(r"Expected `(.*)`, got `(.*)`", what):
        expected = " or ".join(_WORDS.get(kind, kind) for kind in kinds[1].split(" | "))
        return f"{field} should be {expected}, not {_FOUND.get(kinds[2], kinds[2])}."
    if missing := re.fullmatch(r"Object missing required field `(.*)`", what):
        return f"{field}.{missing[1]} is missing."
    return f"{field}: {what.replace('`', '')}."


def _refuse_unknown(given: object, known: object, field: str) -> None:
    """Compare the fields of a file with those of the document that was read from it."""
    if isinstance(given, dict) and isinstance(known, dict):
        for key, part in given.items():
            name = f"{field}.{key}" if field else key
            if key not in known:
                raise PlaygroundError(
                    f"{short(name)} is a field that this Gradient Playground does not know."
                )
            _refuse_unknown(part, known[key], name)
    elif isinstance(given, list) and isinstance(known, (list, tuple)):
        for place, (part, known_part) in enumerate(zip(given, known, strict=True)):
            _refuse_unknown(part, known_part, f"{field}[{place}]")


def _layout(value: object, depth: int) -> str:
    """JSON with one line for what is short or a row of numbers, and indented parts for the rest."""
    if isinstance(value, dict):
        parts = list(value.values())
    elif isinstance(value, (list, tuple)):
        parts = list(value)
    else:
        parts = []
    of_scalars = not any(isinstance(part, (dict, list, tuple)) and part for part in parts)
    if not parts or (of_scalars and depth >= _FLAT_DEPTH):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    lines = [_layout(part, depth + 1) for part in parts]
    if isinstance(value, dict):
        lines = [f"{json.dumps(key)}: {line}" for key, line in zip(value, lines, strict=True)]
    indent = "  " * depth
    body = ",\n".join(f"{indent}  {line}" for line in lines)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{body}\n{indent}{closing}"
