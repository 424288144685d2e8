"""From the bytes of a file to lines of text, within limits: size, encoding, and how long a line may be."""

from __future__ import annotations

import codecs
import io
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from engine.errors import PlaygroundError
from playground.tables.dialect import ENCODINGS

#: Bytes in a file that is read, at most.
MAX_SIZE = 512 * 2**20
#: Characters in a line, at most.
MAX_LINE = 1_000_000
#: Bytes that are read at a time: between two, a person's Cancel is heard.
_CHUNK = 2**18
#: Share of the progress that looking through the bytes first is.
_LOOK = 0.1
#: Bytes that no text has.
_BINARY = bytes([*range(9), *range(14, 26), *range(28, 32)])
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: The beginnings of files that people take for tables.
_KNOWN = {
    b"PK\x03\x04": "a zip file or an Excel workbook: save its sheet as CSV first",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save its sheet as CSV first",
    b"\x1f\x8b": "a compressed file: unpack it first",
    b"%PDF": "a PDF",
}


class Cancelled(Exception):  # noqa: N818  (nothing is wrong)
    """Reading was given up, since `cancelled()` said so."""


class Source:
    """A file, or bytes, to be read as text; `name` is what sentences call it.

    `cancelled()` is asked and `progress(share)` told between chunks; `progress` only ever grows.
    """

    def __init__(
        self,
        origin: Path | bytes,
        cancelled: Callable[[], bool],
        progress: Callable[[float], None],
    ) -> None:
        self._origin, self._cancelled, self._progress = origin, cancelled, progress
        self.name = origin.name if isinstance(origin, Path) else "The table"
        self._size = self._checked_size()

    def encoding(self) -> str:
        """Look through all bytes and return their encoding, one of `ENCODINGS`, or "utf-32".

        UTF-8 unless a mark says otherwise or it cannot be; then cp1252. Raises `PlaygroundError` for
        what is no text.
        """
        with self._open() as file:
            begin = file.read(8)
            for known, what in _KNOWN.items():
                if begin.startswith(known):
                    raise PlaygroundError(f"{self.name} is {what}.")
            for mark, encoding in _MARKS.items():
                # The mark of UTF-16 begins that of UTF-32, which therefore comes first.
                if begin.startswith(mark):
                    return encoding
            file.seek(0)
            return self._looked_through(file)

    def lines(self, encoding: str) -> Iterator[str]:
        """Yield the lines, each ending with a newline. Raises `PlaygroundError` where the text goes wrong."""
        return chain.from_iterable(self._blocks(encoding))

    def _blocks(self, encoding: str) -> Iterator[list[str]]:
        """Yield the lines of a chunk at a time."""
        errors = "replace" if encoding == "cp1252" else "strict"  # five of its bytes are no characters
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
        rest, count = "", 0
        with self._open() as file:
            for done, raw in self._chunks(file, _LOOK):
                try:
                    text = newlines.decode(raw, final=not raw)
                except UnicodeError as error:
                    raise self._undecodable(encoding, error, done) from error
                if "\0" in text:
                    line = count + 1 + text[: text.index("\0")].count("\n")
                    raise PlaygroundError(f"{self.name}, line {line:,}: this is not text.")
                lines = (rest + text).split("\n")
                rest = lines.pop()
                # The others lie within a chunk.
                if max(map(len, (rest, *lines[:1]))) > MAX_LINE:
                    raise PlaygroundError(
                        f"{self.name}: a line after line {count:,} has more than {MAX_LINE:,} characters."
                    )
                # A cell in quotation marks may go on in the next line.
                yield [f"{line}\n" for line in lines]
                count += len(lines)
        if rest:
            yield [rest]

    def _looked_through(self, file: BinaryIO) -> str:
        utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        for done, raw in self._chunks(file, 0.0):
            if len(raw.translate(None, _BINARY)) != len(raw):
                first = next(place for place, byte in enumerate(raw) if byte in _BINARY)
                where = done - len(raw) + first + 1
                raise PlaygroundError(f"{self.name} is not a text file (byte {where:,}).")
            try:
                if utf8 is not None:
                    utf8.decode(raw, final=not raw)
            except UnicodeDecodeError:
                utf8 = None
        return "cp1252" if utf8 is None else "utf-8-sig"

    def _chunks(self, file: BinaryIO, begin: float) -> Iterator[tuple[int, bytes]]:
        """Yield (bytes read so far, chunk), an empty chunk at last."""
        share = 1.0 - _LOOK if begin else _LOOK
        done = 0
        while True:
            if self._cancelled():
                raise Cancelled
            try:
                raw = file.read(_CHUNK)
            except OSError as error:
                raise self._unreadable(error) from error
            done += len(raw)
            if done > MAX_SIZE:  # it grows while it is read
                raise self._too_large(done)
            yield done, raw
            self._progress(min(begin + share * done / max(1, self._size), begin + share))
            if not raw:
                return

    def _checked_size(self) -> int:
        if isinstance(self._origin, bytes):
            size = len(self._origin)
        else:
            try:
                status = self._origin.stat()
            except (OSError, ValueError) as error:
                raise self._unreadable(error) from error
            if not stat.S_ISREG(status.st_mode):
                raise PlaygroundError(f"{self.name} is not a file.")
            size = status.st_size
        if size > MAX_SIZE:
            raise self._too_large(size)
        return size

    def _open(self) -> AbstractContextManager[BinaryIO]:
        if isinstance(self._origin, bytes):
            return io.BytesIO(self._origin)
        try:
            return self._origin.open("rb")
        except OSError as error:
            raise self._unreadable(error) from error

    def _undecodable(self, encoding: str, error: UnicodeError, done: int) -> PlaygroundError:
        place = 0  # of UTF-16, the mark may be missing
        if isinstance(error, UnicodeDecodeError):
            place = max(0, done - len(error.object)) + error.start
        what = ENCODINGS.get(encoding, encoding.upper())
        return PlaygroundError(f"{self.name}, byte {place + 1:,}: this is not text in {what}.")

    def _too_large(self, size: int) -> PlaygroundError:
        return PlaygroundError(
            f"{self.name} has {size / 2**20:,.0f} MB, and tables of at most {MAX_SIZE // 2**20} MB are read."
        )

    def _unreadable(self, error: OSError | ValueError) -> PlaygroundError:
        reason = (getattr(error, "strerror", None) or "the system did not say why").lower()
        return PlaygroundError(f"{self.name} cannot be read: {reason}.")
