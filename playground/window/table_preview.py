"""What an import will look like: the points on the plane, and the table's first rows."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from engine.data import EXTENT
from playground.tables import Imported, Table
from playground.theme import Palette, sign_colours

#: Points that are drawn, and columns that are shown.
_DRAWN, _COLUMNS = 2_000, 60
_SHADES = 21


class PlanePreview(QWidget):
    """Points as they will lie on the plane, or as heights over x₁ where they lie on a line."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._imported: Imported | None = None
        self.setAccessibleName("Preview of the points")

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def show_points(self, imported: Imported | None) -> None:
        """Show these, or none."""
        self._imported = imported
        count = 0 if imported is None else len(imported.points)
        self.setAccessibleDescription(f"{count:,} points")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square (Qt's name)."""
        side = 16 * self.fontMetrics().height()
        return QSize(side, side)

    minimumSizeHint = sizeHint  # noqa: N815

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw ground, axes and points (Qt's name)."""
        palette, painter = self._palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - 1.0
        frame = QRectF((self.width() - side) / 2, 0.5, side, side)
        painter.setBrush(QColor(palette.raised))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawRoundedRect(frame, 8, 8)
        middle = frame.center()
        painter.drawLine(QPointF(frame.left(), middle.y()), QPointF(frame.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), frame.top()), QPointF(middle.x(), frame.bottom()))
        if self._imported is not None:
            self._draw_points(painter, frame, self._imported)
        painter.end()

    def _draw_points(self, painter: QPainter, frame: QRectF, imported: Imported) -> None:
        rows = imported.points.rows
        rows = rows[:: max(1, -(-len(rows) // _DRAWN))]
        heights = rows[:, 1]
        if not imported.points.columns[1].name and not imported.classes:
            heights = rows[:, 2] * (EXTENT - 1.0) / max(1.0, float(np.abs(rows[:, 2]).max()))
        inside = (np.abs(rows[:, 0]) <= EXTENT) & (np.abs(heights) <= EXTENT)
        x = frame.center().x() + rows[inside, 0] / EXTENT * frame.width() / 2
        y = frame.center().y() - heights[inside] / EXTENT * frame.height() / 2
        radius = frame.width() / 100
        painter.setPen(QPen(QColor(self._palette.outline), 0.6))
        brushes = [QColor(colour) for colour in self._colours(imported.classes)]
        places = rows[inside, 2]
        if not imported.classes:
            places = np.rint((np.clip(places, -1.0, 1.0) + 1.0) / 2.0 * (_SHADES - 1))
        for px, py, place in zip(x.tolist(), y.tolist(), places.astype(int).tolist(), strict=True):
            painter.setBrush(brushes[place])
            painter.drawEllipse(QPointF(px, py), radius, radius)

    def _colours(self, classes: int) -> list[str]:
        if classes:
            return list(self._palette.classes)
        shades = sign_colours(self._palette, _SHADES)[:, :3].tolist()
        return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in shades]


def legend(imported: Imported | None, palette: Palette) -> str:
    """What the colours stand for, as rich text: each class by name, with how many points are in it."""
    if imported is None or not imported.classes:
        return ""
    counts = np.bincount(imported.points.rows[:, 2].astype(int), minlength=imported.classes)
    return " &nbsp; ".join(
        f'<span style="color: {colour}">●</span>&nbsp;{escape(name)}&nbsp;({count:,})'
        for name, colour, count in zip(
            imported.points.class_names, palette.classes, counts.tolist(), strict=False
        )
    )


class FirstRows(QTableWidget):
    """The first rows of a table as they are written in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "table")
        self.setAccessibleName("The first rows of the table")
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_table(self, table: Table | None) -> None:
        """Show the beginning of this table, or nothing."""
        written = () if table is None else table.written
        columns = () if table is None else table.columns[:_COLUMNS]
        self.setRowCount(len(written))
        self.setColumnCount(len(columns))
        for place, row in enumerate(written):
            for number, cell in enumerate(row[:_COLUMNS]):
                item = QTableWidgetItem(cell)
                side = Qt.AlignmentFlag.AlignRight if columns[number].numeric else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(place, number, item)
            self.setRowHeight(place, self.fontMetrics().height() + 8)
        self.show_parts(table, {})

    def show_parts(self, table: Table | None, parts: Mapping[int, str]) -> None:
        """Say over the columns, by place, what part each plays."""
        if table is not None:
            names = [column.name for column in table.columns[:_COLUMNS]]
            self.setHorizontalHeaderLabels(
                [f"{name} → {parts[place]}" if place in parts else name for place, name in enumerate(names)]
            )
