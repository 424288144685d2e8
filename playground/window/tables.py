"""Points that come from tables and go into them, for one window: asks for files, opens the dialog, edits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.errors import PlaygroundError
from playground.point_edits import adopt_points
from playground.samples import data_of, is_own, name_of
from playground.session import Session
from playground.tables import Imported, with_imported, write
from playground.window.appearance import Appearance
from playground.window.files import Files
from playground.window.import_table import ImportDialog


class Tables(QObject):
    """Imports and exports; `said(sentence)` tells what was done, `failed(sentence)` what could not be."""

    said = Signal(str)
    failed = Signal(str)
    #: The points that are shown are to be edited by hand.
    points_to_edit = Signal()

    def __init__(self, window: QWidget, session: Session, files: Files, appearance: Appearance) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._files, self._appearance = files, appearance
        self.dialog: ImportDialog | None = None
        files.table_chosen.connect(self.import_from)

    def import_table(self) -> None:
        """Ask for a file and import from it."""
        path = self._files.dialogs.path_to_import(self._files.folder)
        if path is not None:
            self.import_from(path)

    def import_from(self, path: Path) -> None:
        """Open the dialog on a file, instead of one that is open."""
        self.close()
        dialog = ImportDialog(path, self._appearance.palette, self._window)
        dialog.chosen.connect(self._take)
        dialog.finished.connect(self._forget)
        self._appearance.changed.connect(dialog.set_palette)
        scale = self._appearance.sizes.scale
        room = self._window.size()
        dialog.resize(min(round(760 * scale), room.width() - 40), min(round(640 * scale), room.height() - 40))
        self.dialog = dialog
        self._files.remember_folder(path.parent)
        dialog.open()

    def edit_points(self) -> None:
        """Make the points that are shown one's own, if they are not, and let them be edited."""
        dataset = self._session.document.data.dataset
        if not is_own(dataset):
            name = name_of(dataset)
            after = adopt_points(self._session.current())
            after = replace(after, view=replace(after.view, workspace="network"))
            self._session.edit(f"Own copy of {name}", after)
            self.said.emit(f"These points of {name} are your own now: move, erase or add some.")
        self.points_to_edit.emit()

    def export_points(self) -> None:
        """Ask where, and write the points that are shown there."""
        document = self._session.document
        if not len(data_of(document.data).points):
            self.failed.emit("There are no points to export.")
            return
        name = self._session.path.stem if self._session.path else document.data.dataset
        path = self._files.dialogs.path_to_export(str(Path(self._files.folder) / f"{name}.csv"))
        if path is None:
            return
        try:
            write(path, document)
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return
        self._files.remember_folder(path.parent)
        self.said.emit(f"{len(data_of(document.data).points):,} points are exported to {path.name}.")

    def close(self) -> None:
        """Close the dialog, if one is open."""
        if self.dialog is not None:
            self.dialog.reject()

    def _forget(self) -> None:
        self.dialog = None

    def _take(self, imported: Imported, name: str) -> None:
        try:
            after = with_imported(self._session.current(), imported)
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return
        self._session.edit(f"Import {name}", after)
        self.said.emit(" ".join((f"{len(imported.points):,} points are here.", *imported.notes)))
