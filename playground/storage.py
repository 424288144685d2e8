"""Documents in files: read within limits, written whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from engine.errors import PlaygroundError
from playground.document import Document
from playground.file_format import MAX_SIZE, dumps, loads, too_large

__all__ = ["SUFFIX", "dumps", "load", "loads", "save", "write_whole"]

#: How document files end.
SUFFIX = ".gradplay"


def load(path: Path) -> Document:
    """Read the document in a file.

    Raises `PlaygroundError`, one sentence with the file's name and the field, for whatever is not a document.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PlaygroundError(f"{path.name}: this is not a file.")
        if status.st_size > MAX_SIZE:
            raise PlaygroundError(f"{path.name}: {too_large(status.st_size)}")
        with path.open("rb") as file:
            raw = file.read(MAX_SIZE + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlaygroundError(f"{path.name}: the file is not text in UTF-8 (byte {error.start}).") from error
    except OSError as error:
        raise PlaygroundError(f"{path.name} cannot be read: {_reason(error.strerror)}.") from error
    return loads(text, path.name)


def save(document: Document, path: Path) -> None:
    """Write a document into a file, which holds the old document or the new one, never anything else.

    Raises `PlaygroundError`, one sentence with the file's name, when that fails; the old file stays.
    """
    try:
        raw = dumps(document).encode()
    except PlaygroundError as error:
        raise PlaygroundError(f"{path.name} was not saved: {error}") from error
    write_whole(path, raw)


def write_whole(path: Path, raw: bytes) -> None:
    """Put `raw` into a new file that then takes the place of `path`.

    Raises `PlaygroundError`, one sentence with the file's name, when that fails; the old file stays.
    """
    file = QSaveFile(str(path))
    # Unbuffered, so that the write that fails is the one that says why.
    mode = QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.Unbuffered
    if not (file.open(mode) and _write_all(file, raw) and file.commit()):
        reason = _reason(file.errorString())
        file.cancelWriting()
        raise PlaygroundError(f"{path.name} was not saved in {path.parent}: {reason}.")


def _write_all(file: QSaveFile, raw: bytes) -> bool:
    """Write until all is written or the system says why not; a disk that fills up first takes a part."""
    while raw:
        count = file.write(raw)
        if count <= 0:
            return False
        raw = raw[count:]
    return True


def _reason(text: str | None) -> str:
    """What the system said, as the end of a sentence."""
    words = (text or "the system did not say why").rstrip(".")
    return words[0].lower() + words[1:]
