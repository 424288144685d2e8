"""New, open, save and the question before work is lost, with a person's answers given beforehand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QSettings, QUrl
from pytestqt.qtbot import QtBot

from playground import storage
from playground.document import DataSettings, Document
from playground.session import Session
from playground.window.files import MOST_RECENT, Answer, Dialogs, Files, local_paths


class Person(Dialogs):
    """Answers at once, and remembers being asked."""

    def __init__(self) -> None:
        self.answer = Answer.CANCEL
        self.path: Path | None = None
        self.asked: list[str] = []

    def unsaved(self, name: str) -> Answer:
        self.asked.append(f"unsaved {name}")
        return self.answer

    def path_to_open(self, folder: str) -> Path | None:
        self.asked.append(f"open in {folder}")
        return self.path

    def path_to_save(self, suggestion: str) -> Path | None:
        self.asked.append(f"save {suggestion}")
        return self.path


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def files(tmp_path: Path, person: Person, owner: QObject) -> Files:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Files(Session(parent=owner), settings, person, owner)


def edited(files: Files) -> Document:
    session = files._session
    session.edit("Noise", replace(session.document, data=DataSettings(noise=10)))
    return session.document


def test_new_asks_only_when_something_would_be_lost(files: Files, person: Person) -> None:
    assert files.new()
    assert person.asked == []
    before = edited(files)
    assert not files.new()
    assert person.asked == ["unsaved Untitled"]
    assert files._session.document is before
    person.answer = Answer.DISCARD
    assert files.new()
    assert files._session.document.data == DataSettings()


def test_save_asks_for_a_place_once(files: Files, person: Person, tmp_path: Path) -> None:
    document = edited(files)
    person.path = tmp_path / "mine.gradplay"
    assert files.save()
    assert storage.load(person.path).data == document.data
    assert (files.name, files._session.modified) == ("mine.gradplay", False)
    edited(files)
    assert files.save()
    assert len(person.asked) == 1


def test_saving_before_opening_another(files: Files, person: Person, tmp_path: Path) -> None:
    storage.save(Document(), tmp_path / "other.gradplay")
    edited(files)
    person.answer, person.path = Answer.SAVE, tmp_path / "mine.gradplay"
    assert files.open_path(tmp_path / "other.gradplay")
    assert storage.load(person.path).data.noise == 10
    assert files.name == "other.gradplay"


def test_a_cancelled_save_cancels_the_opening(files: Files, person: Person, tmp_path: Path) -> None:
    storage.save(Document(), tmp_path / "other.gradplay")
    document = edited(files)
    person.answer, person.path = Answer.SAVE, None
    assert not files.open_path(tmp_path / "other.gradplay")
    assert files._session.document is document


def test_a_file_that_cannot_be_opened_changes_nothing(
    qtbot: QtBot, files: Files, person: Person, tmp_path: Path
) -> None:
    (tmp_path / "broken.gradplay").write_text("{")
    document = edited(files)
    with qtbot.waitSignal(files.failed) as failed:
        assert not files.open_path(tmp_path / "broken.gradplay")
    assert "broken.gradplay" in failed.args[0]
    assert person.asked == []
    assert files._session.document is document
    assert files._session.modified


def test_a_save_that_fails_is_told_and_stays_modified(
    qtbot: QtBot, files: Files, person: Person, tmp_path: Path
) -> None:
    edited(files)
    person.path = tmp_path / "missing" / "mine.gradplay"
    with qtbot.waitSignal(files.failed):
        assert not files.save()
    assert files._session.modified
    assert files._session.path is None


def test_opened_and_saved_files_become_recent_newest_first(
    files: Files, person: Person, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.gradplay" for number in range(MOST_RECENT + 2)]
    for path in paths:
        storage.save(Document(), path)
        assert files.open_path(path)
    assert files.recent == paths[: -MOST_RECENT - 1 : -1]
    files.open_path(paths[5])
    assert files.recent[0] == paths[5]
    paths[5].unlink()
    assert paths[5] not in files.recent
    files.ask_and_open()
    assert person.asked[-1] == f"open in {tmp_path}"


def test_putting_aside_never_writes_over_another(files: Files, tmp_path: Path) -> None:
    for noise in (5, 10):
        files.put_aside(Document(data=DataSettings(noise=noise)), tmp_path)
    kept = sorted(tmp_path.glob("*.gradplay"))
    assert [storage.load(path).data.noise for path in kept] == [5, 10]
    assert files.recent == kept[::-1]


def test_only_document_files_and_tables_can_be_dropped() -> None:
    data = QMimeData()
    names = ("/a/b.gradplay", "/a/c.png", "/a/d.CSV", "/a/e.txt", "/a/f.tsv")
    data.setUrls([*map(QUrl.fromLocalFile, names), QUrl("https://d.e")])
    assert [path.name for path in local_paths(data)] == ["b.gradplay", "d.CSV", "e.txt", "f.tsv"]


def test_a_table_is_not_opened_but_handed_on(
    qtbot: QtBot, files: Files, person: Person, tmp_path: Path
) -> None:
    document = edited(files)
    person.path = tmp_path / "points.csv"
    with qtbot.waitSignal(files.table_chosen) as chosen:
        assert not files.ask_and_open()
    assert chosen.args == [person.path]
    assert person.asked == ["open in "]
    assert files._session.document is document
