"""Launches: the first ever, later ones, with a file, beside another window, and over damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import app, storage
from playground.app import Launch
from playground.document import DataSettings, Document
from playground.last_document import FILE_NAME
from playground.trainer import Trainer
from playground.window.files import Answer, Dialogs

DoLaunch = Callable[..., Launch]
NOISY = Document(data=DataSettings(noise=20))


@pytest.fixture
def launch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[DoLaunch]:
    """Launch as the command does, but leave the kernels alone: compiling would outlive the test."""
    monkeypatch.setattr(Trainer, "start_warm_up", lambda self: None)
    launches: list[Launch] = []

    def start(file: Path | str | None = None) -> Launch:
        started = app.start(file, theme="dark")
        launches.append(started)
        qtbot.addWidget(started.window)
        qtbot.waitUntil(lambda: started.window.frame is not None)
        return started

    yield start
    for started in launches:
        started.window.close()
        if started.lock is not None:
            started.lock.unlock()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet("")


def end(started: Launch) -> None:
    assert started.window.close()
    if started.lock is not None:
        started.lock.unlock()


def folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))


def test_the_first_launch_ever_is_learning_on_the_circle(qtbot: QtBot, launch: DoLaunch) -> None:
    window = launch().window
    assert window.trainer.playing
    assert replace(window.session.document, state=None) == Document()
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch >= 2)


def test_a_later_launch_brings_the_document_back_paused_with_its_weights(
    qtbot: QtBot, launch: DoLaunch
) -> None:
    first = launch()
    qtbot.waitUntil(lambda: first.window.frame is not None and first.window.frame.epoch >= 2)
    document = first.window.session.document
    first.window.session.edit("Noise", replace(document, data=DataSettings(noise=20)))
    first.window.trainer.pause()
    left = first.window.session.current()
    end(first)
    second = launch().window
    assert not second.trainer.playing
    assert second.session.current() == left
    assert second.isWindowModified()


def test_the_file_of_the_last_document_comes_back_too(launch: DoLaunch, tmp_path: Path) -> None:
    path = tmp_path / "noisy.gradplay"
    storage.save(NOISY, path)
    end(launch(path))
    window = launch().window
    assert window.session.path == path
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("noisy.gradplay")


def test_a_file_is_opened_paused(launch: DoLaunch, tmp_path: Path) -> None:
    path = tmp_path / "noisy.gradplay"
    storage.save(NOISY, path)
    window = launch(path).window
    assert not window.trainer.playing
    assert window.session.document.data.noise == 20
    assert window.files.recent == [path]


def test_a_file_that_cannot_be_opened_is_told_and_the_window_opens(launch: DoLaunch, tmp_path: Path) -> None:
    window = launch(tmp_path / "missing.gradplay").window
    assert window.isVisible()
    assert "missing.gradplay" in window.banner.message.text()
    assert window.session.path is None


def test_a_link_is_opened_paused_without_a_file_and_its_notes_are_told(launch: DoLaunch) -> None:
    window = launch("https://playground.tensorflow.org/#seed=1&dataset=xor&foo=1").window
    assert not window.trainer.playing
    assert (window.session.document.data.dataset, window.session.path) == ("xor", None)
    assert not window.isWindowModified()
    assert "“foo”" in window.banner.message.text()
    assert window.files.recent == []


def test_a_text_that_is_no_link_is_told_and_the_window_opens(launch: DoLaunch) -> None:
    window = launch("https://example.org/#top").window
    assert window.isVisible()
    assert "not a TensorFlow Playground link" in window.banner.message.text()


def test_unsaved_work_survives_a_launch_with_a_file(launch: DoLaunch, tmp_path: Path) -> None:
    first = launch()
    document = first.window.session.document
    first.window.session.edit("Noise", replace(document, data=DataSettings(noise=45)))
    end(first)
    storage.save(NOISY, tmp_path / "noisy.gradplay")
    window = launch(tmp_path / "noisy.gradplay").window
    aside = window.files.recent[0]
    assert storage.load(aside).data.noise == 45
    assert aside.parent == folder()


def test_a_damaged_last_document_is_told_and_put_aside(launch: DoLaunch) -> None:
    end(launch())
    (folder() / FILE_NAME).write_text("{")
    window = launch().window
    assert "could not be restored" in window.banner.message.text()
    assert not window.trainer.playing
    assert list(folder().glob("*.unreadable"))


class Answering(Dialogs):
    """Gives one answer."""

    answer = Answer.CANCEL
    asked = 0

    def unsaved(self, name: str) -> Answer:
        self.asked += 1
        return self.answer


def test_a_second_window_keeps_its_hands_off_and_asks_before_it_closes(launch: DoLaunch) -> None:
    first = launch()
    second = launch()
    assert second.lock is None
    person = second.window.files.dialogs = Answering(second.window)
    document = second.window.session.document
    second.window.session.edit("Noise", replace(document, data=DataSettings(noise=45)))
    assert not second.keeping.keep()
    second.window.close()
    assert (person.asked, second.window.isVisible()) == (1, True)
    person.answer = Answer.DISCARD
    second.window.close()
    assert not second.window.isVisible()
    end(first)
    assert launch().window.session.document.data.noise == 0


def test_the_document_is_kept_every_now_and_then(qtbot: QtBot, launch: DoLaunch) -> None:
    started = launch()
    assert started.keeping.timer.isActive()
    document = started.window.session.document
    started.window.session.edit("Noise", replace(document, data=DataSettings(noise=45)))
    started.keeping.timer.start(1)
    qtbot.waitUntil((folder() / FILE_NAME).exists)
    started.keeping.timer.stop()
    assert '"noise": 45' in (folder() / FILE_NAME).read_text()


def test_keeping_that_fails_is_told_once_and_closing_then_asks(launch: DoLaunch) -> None:
    started = launch()
    window = started.window
    document = window.session.document
    window.session.edit("Noise", replace(document, data=DataSettings(noise=45)))
    (folder() / FILE_NAME).mkdir()
    assert not started.keeping.keep()
    assert "cannot be kept" in window.banner.message.text()
    window.banner.dismiss()
    assert not started.keeping.keep()
    assert not window.banner.isVisible()
    person = window.files.dialogs = Answering(window)
    window.close()
    assert person.asked == 1
    assert window.isVisible()
    person.answer = Answer.DISCARD
