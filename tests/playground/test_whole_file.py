"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import PlaygroundError
from playground.whole_file import write


def test_content_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old and longer")
    write(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_its_place_is_named_and_stays(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(PlaygroundError, match="taken could not be written in"):
        write(tmp_path / "taken", b"new")
    assert (tmp_path / "taken").is_dir()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match=r"could not be written in .*missing: "):
        write(tmp_path / "missing" / "file", b"new")
