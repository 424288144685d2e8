"""Writing a file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from engine.errors import PlaygroundError


def write(path: Path, content: bytes) -> None:
    """Put `content` into a new file that then takes the place of `path`; the folder must exist.

    Raises `PlaygroundError`, one sentence with the file's name, when that fails; the old file stays.
    """
    file = QSaveFile(str(path))
    opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
    if not (opened and file.write(content) == len(content) and file.commit()):
        reason = file.errorString().rstrip(".")
        file.cancelWriting()
        raise PlaygroundError(f"{path.name} could not be written in {path.parent}: {reason}.")
