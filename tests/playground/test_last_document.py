"""The document kept between launches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import PlaygroundError
from playground.document import DataSettings, Document
from playground.file_format import MAX_SIZE
from playground.last_document import FILE_NAME, Kept, LastDocument
from playground.network_edits import reset

TRAINED = reset(Document(data=DataSettings(dataset="moons", noise=15)))


def test_nothing_is_restored_at_first(tmp_path: Path) -> None:
    assert LastDocument(tmp_path).restore() is None


@pytest.mark.parametrize("path", [None, Path("/somewhere/übung.gradplay")])
@pytest.mark.parametrize("saved", [True, False])
def test_what_was_kept_comes_back_whole(tmp_path: Path, path: Path | None, saved: bool) -> None:
    kept = Kept(TRAINED, path, saved)
    LastDocument(tmp_path).keep(kept)
    assert LastDocument(tmp_path).restore() == kept


def test_the_newest_one_replaces_the_older_one(tmp_path: Path) -> None:
    last = LastDocument(tmp_path)
    last.keep(Kept(TRAINED))
    newer = Kept(replace(TRAINED, data=DataSettings(noise=25)))
    last.keep(newer)
    assert LastDocument(tmp_path).restore() == newer
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_the_same_document_is_not_written_again(tmp_path: Path) -> None:
    last = LastDocument(tmp_path)
    last.keep(Kept(TRAINED))
    (tmp_path / FILE_NAME).unlink()
    last.keep(Kept(TRAINED))
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe nonsense",
        b"{}\n{}",
        b'{"path": 3, "saved": true}\n{}',
        b'{"path": null, "saved": true}\n{"format": "gradient-playground", "vers',
        b" " * (MAX_SIZE + 1),
    ],
)
def test_a_damaged_one_is_put_aside_and_told(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage)
    with pytest.raises(PlaygroundError, match="could not be restored") as caught:
        LastDocument(tmp_path).restore()
    (aside,) = tmp_path.iterdir()
    assert str(aside) in str(caught.value)
    assert aside.read_bytes() == damage
    assert LastDocument(tmp_path).restore() is None


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match=FILE_NAME):
        LastDocument(tmp_path / "missing").keep(Kept(TRAINED))
