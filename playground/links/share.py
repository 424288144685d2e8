"""Share texts: a whole document in one line of plain characters, to paste into a chat or a page.

`gradplay:` and then, in base64url, the zlib-compressed JSON of the document's file without what is as
usual. Leaving that out makes the text short, so another default is a change of the file's format
(`file_format.VERSION`). Reading is held to limits on the text and on what it unpacks to.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import replace
from typing import Any

from engine.errors import PlaygroundError
from playground.document import Document
from playground.file_format import MAX_SIZE, dumps, loads

PREFIX = "gradplay:"
#: Characters of a share text, and bytes that it may unpack to.
MAX_TEXT = 4_000_000
#: Own points that a share text has room for: some 600,000 characters, which most places still take.
MAX_POINTS = 20_000
_NAME = "The share text"
_DEFAULTS: dict[str, Any] = json.loads(dumps(Document()))


def share_text(document: Document, with_weights: bool = True) -> str:
    """Return a document as one line; without weights, whoever reads it starts at epoch 0.

    Raises `PlaygroundError`, one sentence, if the document holds too many points of its own for that.
    """
    points = len(document.data.own_classes) + len(document.data.own_values)
    if points > MAX_POINTS:
        raise PlaygroundError(
            f"A share text has room for {MAX_POINTS:,} own points, but there are {points:,}:"
            " save a file and pass that on."
        )
    fields = json.loads(dumps(document if with_weights else replace(document, state=None)))
    kept = _unusual(fields, _DEFAULTS) | {key: fields[key] for key in ("format", "version")}
    raw = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def is_share_text(text: str) -> bool:
    """Whether a text is meant as a share text."""
    return text[: len(PREFIX) + 100].lstrip().startswith(PREFIX)


def read_share_text(text: str) -> Document:
    """Return the document in a share text; blanks and line breaks in it are let pass.

    Raises `PlaygroundError`, one sentence, for anything that `share_text` did not write.
    """
    if len(text) > MAX_TEXT:
        raise PlaygroundError(f"{_NAME} has {len(text):,} characters, but at most {MAX_TEXT:,} are read.")
    body = "".join(text.split()).removeprefix(PREFIX).rstrip("=")
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(packed, MAX_SIZE + 1)
        if len(raw) > MAX_SIZE:
            raise PlaygroundError(f"{_NAME} unpacks to more than {MAX_SIZE // 1_000_000} MB.")
        if not unpacker.eof:
            raise PlaygroundError(f"{_NAME} is cut off.")
        return loads(raw.decode(), _NAME)
    except (binascii.Error, zlib.error, UnicodeError, ValueError) as error:
        if isinstance(error, PlaygroundError):
            raise
        raise PlaygroundError(f"{_NAME} is damaged: copy it once more, whole.") from error


def _unusual(fields: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The fields that differ from the defaults, to any depth of objects."""
    kept = {}
    for key, value in fields.items():
        usual = defaults.get(key)
        if isinstance(value, dict) and isinstance(usual, dict):
            if inner := _unusual(value, usual):
                kept[key] = inner
        elif key not in defaults or value != usual:
            kept[key] = value
    return kept
