"""Keeps the open document between launches: one file, replaced whole, so that a crash loses little."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from engine.errors import PlaygroundError
from playground import storage
from playground.document import Document
from playground.file_format import MAX_SIZE

FILE_NAME = "last-document.gradplay-session"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it was left, its file (if it had one), and whether that file was up to date."""

    document: Document
    path: Path | None = None
    saved: bool = True


class LastDocument:
    """The document kept in `folder`. The first line of its file says which document file it belongs to."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._written: bytes | None = None

    def keep(self, kept: Kept) -> None:
        """Write `kept`, unless it is what was written last; raises `PlaygroundError` when it cannot be."""
        head = json.dumps({"path": None if kept.path is None else str(kept.path), "saved": kept.saved})
        content = f"{head}\n{storage.dumps(kept.document)}".encode()
        if content != self._written:
            storage.write_whole(self._file, content)
            self._written = content

    def restore(self) -> Kept | None:
        """What was kept, or None where nothing was; raises `PlaygroundError` when it cannot be read.

        A file that cannot be read is put aside under another name, so that nothing writes over it.
        """
        if not self._file.exists():
            return None
        try:
            head, _, body = self._read().partition("\n")
            return Kept(storage.loads(body, "it"), *_parse_head(head))
        except PlaygroundError as error:
            aside = self._file.with_suffix(".unreadable")
            with contextlib.suppress(OSError):
                self._file.replace(aside)
            raise PlaygroundError(
                f"The last document could not be restored ({error}) It was put aside as {aside}."
            ) from error

    def _read(self) -> str:
        try:
            if self._file.stat().st_size > MAX_SIZE:
                raise PlaygroundError("it is too large.")
            return self._file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PlaygroundError(f"it cannot be read: {error}.") from error


def _parse_head(head: str) -> tuple[Path | None, bool]:
    try:
        fields = json.loads(head)
        path = fields["path"]
        return (None if path is None else Path(path)), bool(fields["saved"])
    except (ValueError, KeyError, TypeError) as error:
        raise PlaygroundError("its first line is damaged.") from error
