"""What tests of the whole window share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.document import Document
from playground.session import Session
from playground.trainer import Trainer
from playground.window import MainWindow
from playground.window.appearance import Appearance


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qtbot: QtBot, settings: QSettings) -> Iterator[Callable[..., MainWindow]]:
    """Opens a window on a document (the default one), in front and with its first frame drawn."""
    opened = []

    def open_one(document: Document | None = None) -> MainWindow:
        window = MainWindow(Session(document), Trainer(), Appearance(settings, "dark"), settings)
        qtbot.addWidget(window)
        opened.append(window)
        window.resize(1280, 800)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: window.frame is not None)
        return window

    yield open_one
    for window in opened:
        window.close()
    QThreadPool.globalInstance().waitForDone()  # SymPy, for the Derivative workspace
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet("")
