"""What the window does with files: new, open, save, recent ones, and the question before work is lost.

Closing never asks: the last document is kept as it stands and comes back at the next launch, edits,
weights and all. Opening another one does ask, because it takes the place of that last document.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.errors import PlaygroundError
from playground import storage
from playground.document import Document
from playground.links import SHORTCUTS, address_in, is_shortcut
from playground.session import Session
from playground.storage import SUFFIX
from playground.tables import SUFFIXES

_T = TypeVar("_T")
MOST_RECENT = 8
#: Unsaved experiments that are kept when launching with a file takes their place.
MOST_ASIDE = 20
_FILTER = f"Gradient Playground (*{SUFFIX})"
_TABLES = f"Tables ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"
_ALL = "All files (*)"
_OPEN = f"Experiments and tables ({' '.join(f'*{suffix}' for suffix in (SUFFIX, *SUFFIXES, *SHORTCUTS))})"
_RECENT, _FOLDER = "recent files", "folder"


class Answer(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Dialogs:
    """Asks the person; a test puts its own answers in its place."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def unsaved(self, name: str) -> Answer:
        """Whether to save `name` before something else is opened."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved changes")
        box.setText(f"Save the changes to {name}?")
        box.setInformativeText("Without saving, they are lost.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
        answer = answers.get(buttons(box.exec()), Answer.CANCEL)
        box.deleteLater()
        return answer

    def path_to_open(self, folder: str) -> Path | None:
        """The file to open, or None."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open", folder, f"{_OPEN};;{_ALL}")
        return Path(name) if name else None

    def path_to_import(self, folder: str) -> Path | None:
        """The table to import points from, or None."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Import points", folder, f"{_TABLES};;{_ALL}")
        return Path(name) if name else None

    def path_to_export(self, suggestion: str) -> Path | None:
        """Where to export points to, or None; the suffix is added where it is missing."""
        name, _ = QFileDialog.getSaveFileName(self._parent, "Export points", suggestion, "CSV (*.csv)")
        path = Path(name) if name else None
        return path if path is None or path.suffix else path.with_suffix(".csv")

    def path_to_save(self, suggestion: str) -> Path | None:
        """Where to save, or None; the suffix is added where it is missing."""
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save as", suggestion, _FILTER)
        path = Path(name) if name else None
        return path if path is None or path.suffix else path.with_suffix(SUFFIX)


class Files(QObject):
    """New, open, save and recent files for one session.

    `opened` follows every opening of a document; `failed(sentence)` says what could not be done, after
    which everything is as it was. `recent_changed` says that `recent` has changed. `table_chosen(path)`
    says that what is to be opened is a table: its points are imported. `link_chosen(address)` says that it
    is an internet shortcut: the link in it is taken.
    """

    opened = Signal()
    failed = Signal(str)
    recent_changed = Signal()
    table_chosen = Signal(object)
    link_chosen = Signal(str)

    def __init__(self, session: Session, settings: QSettings, dialogs: Dialogs, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self.dialogs = dialogs

    @property
    def name(self) -> str:
        """The document's name for people."""
        path = self._session.path
        return "Untitled" if path is None else path.name

    @property
    def recent(self) -> list[Path]:
        """Files lately opened or saved that still exist, newest first."""
        value = self._settings.value(_RECENT, [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [path for path in map(Path, names) if path.is_file()]

    def new(self) -> bool:
        """Open the default document, unless the person would rather keep this one."""
        if not self.may_replace():
            return False
        self._open(Document(), None)
        return True

    def ask_and_open(self) -> bool:
        """Open a file that the person chooses."""
        path = self.dialogs.path_to_open(self.folder)
        return path is not None and self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a file; what cannot be opened leaves the document as it is."""
        if is_table(path):
            self.table_chosen.emit(path)
            return False
        if is_shortcut(path):
            address = self._try(lambda: address_in(path))
            if address is not None:
                self.link_chosen.emit(address)
            return False
        document = self._try(lambda: storage.load(path))
        if document is None or not self.may_replace():
            return False
        self._open(document, path)
        self.remember(path)
        return True

    def save(self) -> bool:
        """Save where the document's file is, or ask where."""
        path = self._session.path
        return self.save_as() if path is None else self._save(path)

    def save_as(self) -> bool:
        """Save where the person chooses."""
        suggestion = self._session.path or Path(self.folder) / f"experiment{SUFFIX}"
        path = self.dialogs.path_to_save(str(suggestion))
        return path is not None and self._save(path)

    def put_aside(self, document: Document, folder: Path) -> None:
        """Save a document that has to make room into `folder`, and list it among the recent files."""
        taken = [folder / f"Unsaved experiment {number}{SUFFIX}" for number in range(1, MOST_ASIDE + 1)]
        free = [path for path in taken if not path.exists()]
        path = free[0] if free else min(taken, key=lambda path: path.stat().st_mtime)
        storage.save(document, path)
        self.remember(path)

    def may_replace(self) -> bool:
        """Whether another document may take this one's place: saved, discarded or unchanged."""
        if not self._session.modified:
            return True
        answer = self.dialogs.unsaved(self.name)
        return self.save() if answer is Answer.SAVE else answer is Answer.DISCARD

    def remember(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        path = path.absolute()
        recent = [path, *(other for other in self.recent if other != path)]
        self._settings.setValue(_RECENT, [str(other) for other in recent[:MOST_RECENT]])
        self.remember_folder(path.parent)
        self.recent_changed.emit()

    @property
    def folder(self) -> str:
        """Where a person last opened or saved a file."""
        return str(self._settings.value(_FOLDER, ""))

    def remember_folder(self, folder: Path) -> None:
        """Begin there the next time a file is asked for."""
        self._settings.setValue(_FOLDER, str(folder.absolute()))

    def _open(self, document: Document, path: Path | None) -> None:
        self._session.open(document, path)
        self.opened.emit()

    def _save(self, path: Path) -> bool:
        document = self._session.current()
        if not self._try(lambda: _saved(document, path)):
            return False
        self._session.mark_saved(path)
        self.remember(path)
        return True

    def _try(self, action: Callable[[], _T]) -> _T | None:
        try:
            return action()
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return None


def _saved(document: Document, path: Path) -> bool:
    storage.save(document, path)
    return True


def is_table(path: Path) -> bool:
    """Whether a file is taken for a table of points, by how its name ends."""
    return path.suffix.lower() in SUFFIXES


def local_paths(data: QMimeData) -> list[Path]:
    """The document files, tables and internet shortcuts that are dragged."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return [path for path in paths if path.suffix == SUFFIX or is_table(path) or is_shortcut(path)]
