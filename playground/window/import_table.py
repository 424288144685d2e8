"""The dialog that turns a table into points: reads it, shows what came out, and lets that be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.errors import PlaygroundError
from playground.controls.icons import icon
from playground.controls.panel import TextLabel
from playground.tables import (
    Imported,
    Selection,
    Table,
    Wanted,
    points_of,
    problem_for,
)
from playground.tables.cells import quoted
from playground.theme import Palette
from playground.window.import_controls import ImportControls
from playground.window.reading import Outcome, Reading
from playground.window.table_preview import FirstRows, PlanePreview, legend

#: Milliseconds between two looks at the reading.
_LOOK = 30


class ImportDialog(QDialog):
    """Asks what of a table becomes points; `chosen(imported, name)` follows a press on Import."""

    chosen = Signal(object, str)

    def __init__(self, path: Path, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Import points from {path.name}")
        self._path = path
        self._wanted = Wanted()
        self._table: Table | None = None
        self._selection: Selection | None = None
        self._imported: Imported | None = None
        self._reading: Reading | None = None
        self._make_parts(palette)
        self.set_palette(palette)
        self._arrange()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK)
        self._clock.timeout.connect(self._look)
        self.cancel_button.setFocus()
        self._start()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.preview.set_palette(palette)
        self.legend.say(legend(self._imported, palette))
        self.sign.setPixmap(icon("warning", palette.accent).pixmap(18, 18))

    def done(self, result: int) -> None:
        """Close, and let the reading end first (Qt's name)."""
        self._stop()
        super().done(result)

    # Construction

    def _make_parts(self, palette: Palette) -> None:
        self.controls = ImportControls()
        self.rows = FirstRows()
        self.preview = PlanePreview(palette)
        self.legend = TextLabel("", "quiet")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.sign = QLabel()
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notes.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.notes.setAccessibleName("What is said about the table")
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much of the file is read")
        self.accept_button = QPushButton("Import")
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setDefault(True)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAutoDefault(False)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(self.controls, 1)
        picture = QVBoxLayout()
        picture.addWidget(self.preview)
        picture.addWidget(self.legend)
        picture.addStretch(1)
        top.addLayout(picture)
        below = QHBoxLayout()
        below.addWidget(self.progress, 1)
        below.addStretch(0)
        below.addWidget(self.cancel_button)
        below.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.rows, 1)
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.notes, 1)
        column.addLayout(said)
        column.addLayout(below)

    def _connect(self) -> None:
        self.controls.wanted.connect(self._say)
        self.controls.selected.connect(self._select)
        self.accept_button.clicked.connect(self._take)
        self.cancel_button.clicked.connect(self.reject)

    # Reading

    def _say(self, change: dict[str, str | bool]) -> None:
        """Read the file again as a person says."""
        self._wanted = replace(self._wanted, **change)  # type: ignore[arg-type]
        self._start()

    def _start(self) -> None:
        self._stop()
        self._reading = Reading(self._path, self._wanted)
        self._clock.start()
        self._imported = None
        self.progress.setValue(0)
        self._show_busy(True)

    def _stop(self) -> None:
        self._clock.stop()
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def _look(self) -> None:
        reading = self._reading
        if reading is None:
            return
        self.progress.setValue(round(1000 * reading.share))
        if reading.outcome is not None:
            self._stop()
            self._show_outcome(reading.outcome)

    def _show_outcome(self, outcome: Outcome) -> None:
        before = self._table
        self._table = outcome.table
        self.rows.show_table(outcome.table)
        self._show_busy(False)
        if outcome.table is not None:
            self.controls.show_dialect(outcome.table.dialect)
            same = before is not None and len(before.columns) == len(outcome.table.columns)
            if not same or self._selection is None or self._wanted.decimal is not None:
                self._selection = outcome.selection
            self.controls.offer(outcome.table.columns)
        self._show_selection(outcome.problem)
        if self.focusWidget() in (None, self.cancel_button, self.accept_button):
            (self.accept_button if self._imported else self.cancel_button).setFocus()

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.controls.columns.setEnabled(not busy)
        self.sign.hide()
        self._allow(False)
        if busy:
            self.notes.setText(f"Reading {self._path.name} …")

    # Choosing

    def _select(self, change: dict[str, int | str | None]) -> None:
        if self._selection is not None and self._table is not None:
            selection = replace(self._selection, **change)  # type: ignore[arg-type]
            if "target" in change:
                selection = replace(selection, problem=problem_for(self._table.columns[selection.target]))
            self._selection = selection
            self._show_selection()

    def _show_selection(self, problem: str = "") -> None:
        """Show the pickers as they stand, the points that they give, and what is to be said about them."""
        table, selection = self._table, self._selection
        self._imported = None
        sentences = [problem] if problem else []
        self.controls.columns.setEnabled(table is not None and selection is not None)
        if table is not None and selection is not None and not problem:
            self.controls.show_selection(selection)
            parts = {selection.x1: "x₁", selection.target: "learned"}
            if selection.x2 is not None:
                parts[selection.x2] = "x₂"
            self.rows.show_parts(table, parts)
            try:
                self._imported = points_of(table, selection)
            except PlaygroundError as error:
                sentences.append(str(error))
            else:
                sentences += [_summary(table, self._imported), *table.notes, *self._imported.notes]
                sentences += _about_text(table, selection)
        self.preview.show_points(self._imported)
        self.legend.say(legend(self._imported, self._palette))
        self.notes.setText(" ".join(sentences))
        self.sign.setVisible(self._imported is None)
        self._allow(self._imported is not None)

    def _allow(self, possible: bool) -> None:
        """Let Import be pressed, and look like the thing to do."""
        self.accept_button.setEnabled(possible)
        self.accept_button.setProperty("kind", "primary" if possible else "")
        self.accept_button.style().polish(self.accept_button)

    def _take(self) -> None:
        if self._imported is not None:
            self.chosen.emit(self._imported, self._path.name)
            self.accept()


def _summary(table: Table, imported: Imported) -> str:
    """What is in the table, and what of it becomes points."""
    classes = f" in {imported.classes} classes" if imported.classes else ""
    points = "1 point" if len(imported.points) == 1 else f"{len(imported.points):,} points"
    rows = "1 row" if table.rows == 1 else f"{table.rows:,} rows"
    return f"{rows}, {points}{classes}."


def _about_text(table: Table, selection: Selection) -> Iterator[str]:
    """Why some columns are not offered as coordinates."""
    texts = [
        quoted(column.name)
        for place, column in enumerate(table.columns)
        if not column.numeric and place != selection.target
    ]
    if texts:
        names = ", ".join(texts[:3]) + (" and others" if len(texts) > 3 else "")
        yield f"Text can only be learned, as classes: {names}."
