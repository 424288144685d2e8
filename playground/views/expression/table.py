"""The table on screen: rows in topological order, measured while nothing else is to be done."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from playground.theme import Palette
from playground.views.expression.table_model import (
    DIFFERENCE,
    EXPRESSION,
    GRADIENT,
    MEASURED,
    NUMBER,
    VALUE,
    TableModel,
)
from playground.walk import Walk

#: What the columns have room for, and the expression at least.
LONG = {
    NUMBER: "0,000",
    VALUE: "−1.23457·10⁻¹²",
    GRADIENT: "−1.23457·10⁻¹²",
    MEASURED: "−1.23457·10⁻¹²",
    DIFFERENCE: "– undefined ✓",
}
LONG_EXPRESSION = "h₁ = tanh(w₁₁·x₁ + w₁₂·x₂ + b₁)"
#: Seconds of measuring at a time, so that nothing waits for it.
SLICE = 0.003
_Index = QModelIndex | QPersistentModelIndex


class _OwnColours(QStyledItemDelegate):
    """Keeps the colour of a number in the chosen row too."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: N802
        """Write chosen cells in their own colour (Qt's name)."""
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)


class Table(QTableView):
    """The rows on screen; a click chooses the node."""

    #: A person chose a row: (key).
    chosen = Signal(str)

    def __init__(self, walk: Walk, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.rows = TableModel(walk, palette, self)
        self.setModel(self.rows)
        self.setItemDelegate(_OwnColours(self))
        self.setProperty("role", "table")
        self.setAccessibleName("Nodes in topological order")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(28)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(EXPRESSION, QHeaderView.ResizeMode.Stretch)
        self._measuring = QTimer(self)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self.measure_some)
        self._quiet = False
        self._live = False
        self.selectionModel().currentRowChanged.connect(self._row_chosen)
        walk.formula_changed.connect(self._show_formula)
        walk.moved.connect(self._show_numbers)
        walk.selected.connect(self._show_selection)
        self._numbers_of: object = None
        self._show_formula()
        self._dress()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.rows.set_palette(palette)
        self._dress()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Five rows under the headings (Qt's name)."""
        return QSize(400, self.horizontalHeader().sizeHint().height() + 5 * self._row_height() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Two rows (Qt's name)."""
        return QSize(200, self.horizontalHeader().sizeHint().height() + 2 * self._row_height() + 2)

    def set_live(self, live: bool) -> None:
        """Measure nothing while numbers change all the time: it would be late, and slow what changes them."""
        self._live = live
        if live:
            self._measuring.stop()
        elif self._walk.formula is not None:
            self._measuring.start()

    def measure_all(self) -> None:
        """Measure everything that is due, now."""
        for key in self.rows.due():
            self.rows.measure(key)
        self.rows.tell_measured()
        self._measuring.stop()

    def measure_some(self) -> None:
        """Measure for a short while, what is in sight first."""
        due = self.rows.due()
        first = max(self.rowAt(0), 0)
        due.sort(key=lambda key: not 0 <= self.rows.row_of(key) - first < 12) if len(due) < 400 else None
        end = time.monotonic() + SLICE
        for key in due:
            self.rows.measure(key)
            if time.monotonic() > end:
                break
        else:
            self._measuring.stop()
        self.rows.tell_measured()

    def _show_formula(self) -> None:
        self.rows.show_formula()
        self._show_numbers()
        self._show_selection()

    def _show_numbers(self) -> None:
        fresh = self._numbers_of is not self._walk.pass_
        self._numbers_of = self._walk.pass_
        self.rows.show_numbers(fresh)
        if self._walk.formula is not None and not self._live:
            self._measuring.start()

    def _show_selection(self) -> None:
        row = self.rows.row_of(self._walk.focus or "")
        self._quiet = True
        if row < 0:
            self.clearSelection()
        elif row != self.currentIndex().row() or not self.selectionModel().isRowSelected(row):
            self.selectRow(row)
            self._turn_to(row)
        self._quiet = False

    def _turn_to(self, row: int) -> None:
        """Turn to the page that a row is on: which one depends on the row alone, not on the way there."""
        whole = max(self.viewport().height() // max(self._row_height(), 1), 1)
        self.verticalScrollBar().setValue(row // whole * whole * self._row_height())

    def _row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(self.rows.key(current.row()))

    def _row_height(self) -> int:
        return round(1.75 * self.fontMetrics().height())

    def _dress(self) -> None:
        self.verticalHeader().setMinimumSectionSize(self._row_height())
        self.verticalHeader().setDefaultSectionSize(self._row_height())
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Share the width among the columns (Qt's name)."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give numbers the width of long ones and the expression the rest; where that is little, less.

        Half a number is worse than half an expression, so the expression gives way first.
        """
        metrics = self.fontMetrics()
        room = 2 * metrics.horizontalAdvance("0")
        wished = {column: metrics.horizontalAdvance(text) + room for column, text in LONG.items()}
        whole = self.viewport().width()
        left = whole - max(metrics.horizontalAdvance(LONG_EXPRESSION), 0.4 * whole)
        left = max(left, min(sum(wished.values()), 0.78 * whole))
        share = min(max(left / sum(wished.values()), 0.6), 2.0)
        for column, width in wished.items():
            self.setColumnWidth(column, width if column == NUMBER else round(share * width))
