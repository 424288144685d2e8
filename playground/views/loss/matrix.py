"""The confusion matrix: how many points of each class are taken for which."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.controls.markers import draw_marker, kind_of_class, marker_colour
from playground.theme import Palette, contrast, mix

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMatrix(QWidget):
    """A row for each true class, a column for each that a point is taken for; shares are of the row.

    `told(sentence)` speaks of the cell that is pointed at, or of the whole.
    """

    told = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._counts: NDArray[np.intp] = np.zeros((2, 2), np.intp)
        self._names: tuple[str, ...] = ("", "")
        self._of = "train"
        self._chosen: tuple[int, int] | None = None
        self._grid_shown: QRectF | None = None
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Confusion matrix")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def show_counts(self, counts: NDArray[np.intp], names: tuple[str, ...], of: str) -> None:
        """Show counts (k, k) of classes by these names, `of` "train" or "test" points."""
        if self._chosen is not None and max(self._chosen) >= len(counts):
            self._chosen = None
        if (names, of) == (self._names, self._of) and np.array_equal(counts, self._counts):
            return
        self._counts, self._names, self._of = counts, names, of
        self._grid_shown = None
        self._tell()
        self.update()

    def cell(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        grid, k = self._grid(), len(self._counts)
        wide, tall = grid.width() / k, grid.height() / k
        return QRectF(grid.left() + column * wide, grid.top() + row * tall, wide - 2, tall - 2)

    def sentence(self) -> str:
        """On the cell that is pointed at, else on the whole."""
        counts = self._counts
        if self._chosen is None:
            total, right = int(counts.sum()), int(np.trace(counts))
            if not total:
                return f"There are no {self._of} points."
            return f"{_percent(right, total)} of {total:,} {self._of} points are right: {right:,}."
        row, column = self._chosen
        count, of_class = int(counts[row, column]), int(counts[row].sum())
        done = "recognised" if row == column else f"taken for {self._names[column]}"
        return f"{count:,} of {of_class:,} {self._of} points of {self._names[row]} are {done}" + (
            f": {_percent(count, of_class)}." if of_class else "."
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for the classes (Qt's name)."""
        return QSize(240, round((2.0 + 1.7 * len(self._counts)) * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Rows that can be read (Qt's name)."""
        return QSize(160, round(4.0 * self.fontMetrics().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Measure anew (Qt's name)."""
        super().resizeEvent(event)
        self._grid_shown = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The same in another font (Qt's name)."""
        super().changeEvent(event)
        self._grid_shown = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Speak of the cell under the pointer (Qt's name)."""
        cells = [(row, column) for row in range(len(self._counts)) for column in range(len(self._counts))]
        self._choose(next((c for c in cells if self.cell(*c).contains(event.position())), None))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Speak of the whole again (Qt's name)."""
        super().leaveEvent(event)
        self._choose(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The same (Qt's name)."""
        super().focusOutEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys move between cells, Escape lets go (Qt's name)."""
        key, k = Qt.Key(event.key()), len(self._counts)
        if key in _ARROWS:
            (down, right), chosen = _ARROWS[key], self._chosen
            self._choose((0, 0) if chosen is None else ((chosen[0] + down) % k, (chosen[1] + right) % k))
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self._choose(None)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw names and cells (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_names(painter)
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        for row in range(len(self._counts)):
            for column in range(len(self._counts)):
                self._paint_cell(painter, row, column)
        if self.hasFocus() and self._chosen is None:  # a chosen cell shows by itself where the keyboard is
            painter.setPen(QPen(QColor(self._palette.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_names(self, painter: QPainter) -> None:
        metrics, grid, k = self.fontMetrics(), self._grid(), len(self._counts)
        line = metrics.height()
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.font())
        painter.setPen(QColor(self._palette.quiet))
        painter.drawText(QRectF(2, 0, grid.left() - 6, line + 4), left | middle, "is ↓  taken for →")
        for index, name in enumerate(self._names):
            row, column = self.cell(index, 0), self.cell(0, index)
            self._paint_marker(painter, QPointF(2 + 0.4 * line, row.center().y()), index)
            room = QRectF(0.4 * line + 12, row.top(), grid.left() - 0.4 * line - 18, row.height())
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.setPen(QColor(self._palette.text))
            painter.drawText(room, left | middle, text)
            self._paint_marker(painter, QPointF(column.center().x(), grid.top() - 0.55 * line - 2), index)
        assert k == len(self._names)

    def _paint_marker(self, painter: QPainter, middle: QPointF, index: int) -> None:
        kind = kind_of_class(index, len(self._counts))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(marker_colour(self._palette, kind))
        draw_marker(painter, middle, 0.32 * self.fontMetrics().height(), kind)

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        palette, box = self._palette, self.cell(row, column)
        count, of_class = int(self._counts[row, column]), int(self._counts[row].sum())
        share = count / of_class if of_class else 0.0
        ground, ink = _shades(palette, column, round(40 * share) if count else -1)
        chosen = (row, column) == self._chosen
        painter.setPen(QPen(QColor(palette.text), 1.5) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(ink)
        line, centre = self.fontMetrics().height(), Qt.AlignmentFlag.AlignCenter
        if not count or box.height() < 2.4 * line:
            painter.drawText(box, centre, f"{count:,}")
            return
        upper = QRectF(box.left(), box.center().y() - line, box.width(), line)
        painter.drawText(upper, centre, f"{count:,}")
        painter.drawText(upper.translated(0, line), centre, _percent(count, of_class))

    def _grid(self) -> QRectF:
        """Where the cells are; kept, because measuring text takes longer than drawing it."""
        if self._grid_shown is None:
            self._grid_shown = self._measured_grid()
        return self._grid_shown

    def _measured_grid(self) -> QRectF:
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(name) for name in (*self._names, "is ↓  taken for →"))
        left = min(widest + metrics.height() + 14, 0.36 * self.width())
        return QRectF(self.rect()).adjusted(left, metrics.height() + 4, -1, -1)

    def _choose(self, cell: tuple[int, int] | None) -> None:
        if cell != self._chosen:
            self._chosen = cell
            self._tell()
            self.update()

    def _tell(self) -> None:
        sentence = self.sentence()
        self.setAccessibleDescription(sentence)
        self.told.emit(sentence)


@lru_cache(maxsize=1024)
def _shades(palette: Palette, column: int, share: int) -> tuple[QColor, QColor]:
    """Ground and ink of a cell, for a share in fortieths of its row, −1 for no point at all."""
    if share < 0:
        return QColor(palette.raised), QColor(palette.quiet)
    ground = mix(palette.raised, palette.classes[column], 0.12 + 0.58 * share / 40)
    ink = max((palette.text, palette.window), key=lambda colour: contrast(colour, ground))
    return QColor(ground), QColor(ink)


def _percent(part: int, whole: int) -> str:
    """A share; "100 %" only where it is all of them."""
    return "100 %" if part == whole else f"{min(100 * part / whole, 99.9):.1f} %"
