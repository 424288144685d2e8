"""The controls of an import: how the file is written, which columns become points, and how."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from playground.controls.explain import explain
from playground.controls.fields import Choice
from playground.controls.panel import TextLabel, heading
from playground.controls.switches import Segmented
from playground.tables import DECIMALS, ENCODINGS, SEPARATORS, Dialect, Selection, TableColumn

_PROBLEMS = (("classification", "Classes"), ("regression", "Values"))
_SCALINGS = (("fit", "Fit"), ("standardise", "Standardise"), ("as is", "As it is"))
_HEADER = (("names", "Names"), ("values", "Values"))
_NO_X2 = ""


class Picker(Choice):
    """A choice whose options are others with each table; a dash while nothing is chosen."""

    def __init__(self) -> None:
        super().__init__(())

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Let these (key, name) be chosen, and none be so far."""
        self.clear()
        for key, name in options:
            self.addItem(name, key)
        self.setCurrentIndex(-1)

    def _label(self) -> str:
        return self.currentText() or "–"


class ImportControls(QWidget):
    """Shows what was recognised and lets a person change it.

    `wanted(change)` says how the file is to be read instead, as fields of `Wanted`; `selected(change)` what
    of it becomes points, as fields of `Selection`.
    """

    wanted = Signal(dict)
    selected = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_for_columns()
        self._make_for_file()
        self.columns = _form(
            ("x₁", "x₂", "Learned", "As", "Scaling"),
            (self.x1, self.x2, self.target, self.problem, self.scaling),
        )
        file = _form(
            ("Encoding", "Separator", "Decimal sign", "First line"),
            (self.encoding, self.separator, self.decimal, self.header),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        names = (*self.columns.findChildren(TextLabel), *file.findChildren(TextLabel))
        self._names = names
        column.addWidget(heading("Columns"))
        column.addWidget(self.columns)
        column.addSpacing(8)
        column.addWidget(heading("File"))
        column.addWidget(file)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the controls begin in one line below each other, whatever the size of text (Qt's name)."""
        super().resizeEvent(event)
        widest = max(name.sizeHint().width() for name in self._names)
        for name in self._names:
            name.setMinimumWidth(widest)

    def show_dialect(self, dialect: Dialect) -> None:
        """Show how the file is read."""
        self.encoding.set_value(dialect.encoding)
        self.separator.set_value(dialect.separator)
        self.decimal.set_value(dialect.decimal)
        self.header.set_value("names" if dialect.header else "values")

    def offer(self, columns: Sequence[TableColumn]) -> None:
        """Fill the pickers with a table's columns; only numbers can be coordinates."""
        every = [(str(place), column.name) for place, column in enumerate(columns)]
        numeric = [option for option, column in zip(every, columns, strict=True) if column.numeric]
        self.x1.offer(numeric)
        self.x2.offer([(_NO_X2, "none, a line"), *numeric])
        self.target.offer(every)

    def show_selection(self, selection: Selection) -> None:
        """Show what becomes points."""
        self.x1.set_value(str(selection.x1))
        self.x2.set_value(_NO_X2 if selection.x2 is None else str(selection.x2))
        self.target.set_value(str(selection.target))
        self.problem.set_value(selection.problem)
        self.scaling.set_value(selection.scaling)

    def _make_for_columns(self) -> None:
        self.x1, self.x2, self.target = Picker(), Picker(), Picker()
        explain(self.x1, "x₁", "The column that lies along the plane.")
        explain(self.x2, "x₂", "The column that lies up the plane, or none: the points lie on a line.")
        explain(self.target, "Learned", "The column that the network learns to tell: a class or a number.")
        self.problem = Segmented(_PROBLEMS)
        self.problem.explain("classification", "Each different value of the learned column is a class.")
        self.problem.explain("regression", "The learned column is a number, to be come close to.")
        self.scaling = Segmented(_SCALINGS)
        self.scaling.explain("fit", "Each column's range becomes −5 to 5, that of learned values −1 to 1.")
        self.scaling.explain("standardise", "Each column gets mean 0 and standard deviation 1.")
        self.scaling.explain("as is", "Numbers stay as they are; the plane shows −6 to 6.")
        self.x1.chosen.connect(lambda key: self.selected.emit({"x1": int(key)}))
        self.x2.chosen.connect(lambda key: self.selected.emit({"x2": None if key == _NO_X2 else int(key)}))
        self.target.chosen.connect(lambda key: self.selected.emit({"target": int(key)}))
        self.problem.chosen.connect(lambda key: self.selected.emit({"problem": key}))
        self.scaling.chosen.connect(lambda key: self.selected.emit({"scaling": key}))

    def _make_for_file(self) -> None:
        self.encoding, self.separator = Picker(), Picker()
        self.encoding.offer([*ENCODINGS.items()])
        self.separator.offer([(key, name.capitalize()) for key, name in SEPARATORS.items()])
        explain(self.encoding, "Encoding", "How the file's bytes stand for characters.")
        explain(self.separator, "Separator", "What stands between two cells of a line.")
        self.decimal = Segmented([(key, name.capitalize()) for key, name in DECIMALS.items()])
        self.decimal.explain(".", "Numbers look like 1.5.").explain(",", "Numbers look like 1,5.")
        self.header = Segmented(_HEADER)
        self.header.explain("names", "The first line names the columns.")
        self.header.explain("values", "The first line is a row like the others.")
        self.encoding.chosen.connect(lambda key: self.wanted.emit({"encoding": key}))
        self.separator.chosen.connect(lambda key: self.wanted.emit({"separator": key}))
        self.decimal.chosen.connect(lambda key: self.wanted.emit({"decimal": key}))
        self.header.chosen.connect(lambda key: self.wanted.emit({"header": key == "names"}))


def _form(names: Sequence[str], widgets: Sequence[QWidget]) -> QWidget:
    """Widgets below each other, each with its name before it."""
    whole = QWidget()
    form = QGridLayout(whole)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(6)
    form.setColumnStretch(1, 1)
    for line, (name, widget) in enumerate(zip(names, widgets, strict=True)):
        form.addWidget(TextLabel(name, "quiet"), line, 0)
        form.addWidget(widget, line, 1, Qt.AlignmentFlag.AlignLeft)
    return whole
