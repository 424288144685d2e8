"""A layout that flows its items into as many rows as the width needs."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays items from left to right and begins a new row where the width ends.

    A row's spare width goes to its items that expand horizontally, up to their maximum; the items of a
    row are centred on one line. The height follows from the width.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 6, row_gap: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._row_gap = gap if row_gap is None else row_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Take an item (Qt's name)."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """The item, or None past the end (Qt's name)."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take the item out (Qt's name)."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Neither direction (Qt's name)."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Yes: fewer columns need more rows (Qt's name)."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height of the rows that this width needs (Qt's name)."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place the items (Qt's name)."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """All items in one row (Qt's name)."""
        sizes = [item.sizeHint() for item in self._shown()]
        margins = self.contentsMargins()
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        height = max((size.height() for size in sizes), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:  # noqa: N802
        """The widest single item (Qt's name)."""
        margins = self.contentsMargins()
        width = max((item.minimumSize().width() for item in self._shown()), default=0)
        height = max((item.minimumSize().height() for item in self._shown()), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = width + 1
        for item in self._shown():
            wide = item.sizeHint().width()
            if used + self._gap + wide > width or not rows:
                rows.append([])
                used = -self._gap
            rows[-1].append(item)
            used += self._gap + wide
        return rows

    def _arrange(self, rect: QRect, move: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        y = inner.y()
        for row in self._rows(inner.width()):
            height = max(item.sizeHint().height() for item in row)
            if move:
                self._place(row, QRect(inner.x(), y, inner.width(), height))
            y += height + self._row_gap
        margins = self.contentsMargins()
        bottom = y - (self._row_gap if self._shown() else 0)
        return bottom - rect.y() + margins.bottom()

    def _place(self, row: list[QLayoutItem], rect: QRect) -> None:
        used = sum(item.sizeHint().width() for item in row) + self._gap * (len(row) - 1)
        growing = [k for k, item in enumerate(row) if item.expandingDirections() & Qt.Orientation.Horizontal]
        spare = max(0, rect.width() - used)
        x = rect.x()
        for k, item in enumerate(row):
            extra = spare // len(growing) if k in growing else 0
            size = item.sizeHint()
            width = min(size.width() + extra, max(size.width(), item.maximumSize().width()), rect.width())
            item.setGeometry(QRect(x, rect.y() + (rect.height() - size.height()) // 2, width, size.height()))
            x += width + self._gap
