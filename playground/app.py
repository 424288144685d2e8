"""The application: what exists once a process, and the two ways to see the window."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files as resource_files
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEventLoop,
    QIODevice,
    QLockFile,
    QMessageLogContext,
    QSettings,
    QStandardPaths,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QCursor, QFontDatabase, QGuiApplication, QIcon, QImage, QImageWriter, QPixmap
from PySide6.QtWidgets import QApplication

from engine.errors import PlaygroundError
from engine.state import TrainingState
from engine.training import warm_up
from playground import screen, storage
from playground.document import Document
from playground.last_document import Kept, LastDocument
from playground.links import address_in, is_shortcut, read_shared
from playground.samples import data_of
from playground.session import Session
from playground.trainer import Trainer
from playground.window import MainWindow
from playground.window.appearance import Appearance
from playground.window.files import is_table
from playground.window.keeping import Keeping, lock
from playground.window.main import APPLICATION

_T = TypeVar("_T")
#: The program's name where files and desktops want one.
IDENTIFIER = "gradient-playground"
#: Seconds after which another thread may have the interpreter; the default, 5 ms, is a third of a frame.
SWITCH_INTERVAL = 0.0005
#: Milliseconds that a picture's last frame has for views that draw a little later than it comes.
SETTLING = 400
DEFAULT_SIZE = (1280, 800)


@dataclass(slots=True)
class Launch:
    """What one launch of the window holds on to until it is closed."""

    window: MainWindow
    keeping: Keeping
    lock: QLockFile | None


def run(file: Path | str | None = None, theme: str | None = None, size: tuple[int, int] | None = None) -> int:
    """Open the window on `file`, or on the last document, and stay until it is closed; the exit code.

    A text instead of a path is a link or share text.
    """
    problem = screen.window_problem(os.environ)
    if problem is not None:
        raise PlaygroundError(problem)
    application = make_application()
    launch = start(file, theme, size)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: launch.window.close())
    code = application.exec()
    gc.freeze()  # all is kept: ending the process must not take a second to look for garbage in the modules
    return code


def make_application() -> QApplication:
    """The one `QApplication`, named and with its icon."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    application = QApplication(sys.argv[:1])
    application.setApplicationName(IDENTIFIER)
    application.setApplicationDisplayName(APPLICATION)
    application.setOrganizationName(IDENTIFIER)
    application.setDesktopFileName(IDENTIFIER)
    application.setWindowIcon(_icon())
    return application


def start(
    file: Path | str | None = None, theme: str | None = None, size: tuple[int, int] | None = None
) -> Launch:
    """Show the main window as a launch does.

    The first launch ever shows the default experiment, learning; later ones the last document, paused.
    A file or a last document that cannot be read is said in the window, which opens all the same.
    """
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
    complaints: list[str] = []
    claimed = _attempt(lambda: lock(folder), complaints)
    last = None if claimed is None else LastDocument(folder)
    kept = None if last is None else _attempt(last.restore, complaints)
    if isinstance(file, Path) and is_shortcut(file):
        shortcut, file = file, None
        imported = _attempt(lambda: read_shared(address_in(shortcut)), complaints)
    else:
        imported = _attempt(lambda: read_shared(file), complaints) if isinstance(file, str) else None
    opened = None if imported is None else Kept(imported.document)
    table = file if isinstance(file, Path) and is_table(file) else None
    if isinstance(file, Path) and table is None:
        opened = _attempt(lambda: Kept(storage.load(file), file), complaints)
    shown = opened or kept or Kept(Document())
    session = Session(shown.document)
    session.open(shown.document, shown.path, shown.saved)
    settings = QSettings()
    window = MainWindow(session, Trainer(), Appearance(settings, theme), settings)
    if opened is not None:
        if opened.path is not None:
            window.files.remember(opened.path)
        if kept is not None and not kept.saved:
            _attempt(lambda: window.files.put_aside(kept.document, folder), complaints)
    window.shown_first.connect(window.trainer.start_warm_up)
    window.resize(*(size or DEFAULT_SIZE))
    window.show()
    if table is not None:
        window.tables.import_from(table)
    if imported is not None:
        window.sharing.tell(imported)
    for complaint in complaints:
        window.complain(complaint)
    if last is not None and kept is None and file is None and not complaints:
        window.trainer.play()
    return Launch(window, Keeping(window, last), claimed)


def screenshot(
    out: Path, document: Document, epochs: int = 0, size: tuple[int, int] = DEFAULT_SIZE, theme: str = "dark"
) -> None:
    """Train `document` for so many epochs and draw the window that shows it into the PNG file `out`.

    Needs no screen. Same document, same picture. Raises `PlaygroundError` when it cannot be drawn or written.
    """
    problem = screen.picture_problem(os.environ)
    if problem is not None:
        raise PlaygroundError(problem)
    qInstallMessageHandler(_without_chatter)
    application = make_application()
    if not QFontDatabase.families():
        raise PlaygroundError(
            "No font is installed, so no text can be drawn; install one, such as fonts-dejavu."
        )
    trainer = Trainer()
    warm_up()
    settings = QSettings(os.devnull, QSettings.Format.IniFormat)
    window = MainWindow(Session(document), trainer, Appearance(settings, theme), settings)
    try:
        if QGuiApplication.platformName() != "offscreen":
            window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(*size)
        QCursor.setPos(*size)  # outside, so that nothing looks hovered
        window.show()
        if window.size().toTuple() != size:
            least = window.minimumSizeHint()
            raise PlaygroundError(f"The window needs at least {least.width()}x{least.height()} pixels.")
        _wait_for_epochs(window, epochs)
        window.hold_still()
        application.processEvents()
        picture = window.grab().toImage()
    finally:
        window.close()
        application.processEvents()
    _write(picture, out)


def _wait_for_epochs(window: MainWindow, epochs: int) -> None:
    """Train, and return when the window shows the last epoch, or the one at which the run ended before.

    Raises `PlaygroundError` if the document cannot be trained.
    """
    trainer = window.trainer
    settled = QEventLoop()
    ended: list[object] = []
    failures: list[PlaygroundError] = []
    trainer.diverged.connect(ended.append)
    trainer.stopped.connect(ended.append)
    trainer.failed.connect(failures.append)
    trainer.failed.connect(settled.quit)
    document = window.session.document
    epochs = epochs if data_of(document.data).n_train else 0
    if epochs:
        trainer.step_epoch(epochs)
    last = (document.state or TrainingState(())).epoch + epochs

    def look() -> None:
        frame = window.frame
        ready = frame is not None and (frame.epoch == last or ended)
        if ready and window.workspaces.settled:
            clock.stop()
            QTimer.singleShot(SETTLING, settled.quit)

    clock = QTimer()
    clock.timeout.connect(look)
    clock.start(10)
    settled.exec()
    if failures:
        raise failures[0]


def _write(picture: QImage, out: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"PNG")).write(picture):
        raise PlaygroundError("The picture could not be made into a PNG.")
    storage.write_whole(out, bytes(buffer.data().data()))


def _without_chatter(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Pass on what Qt says, but for what its screenless platform says of every window."""
    if message and "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


def _attempt(action: Callable[[], _T], complaints: list[str]) -> _T | None:
    """What `action` returns, or None after noting the sentence of its `PlaygroundError`."""
    try:
        return action()
    except PlaygroundError as error:
        complaints.append(str(error))
        return None


def _icon() -> QIcon:
    picture = QPixmap()
    picture.loadFromData((resource_files("resources") / "icon.svg").read_bytes())
    return QIcon(picture)
