"""What is painted beside and over the lines of the editor: numbers, values, and folded parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.theme import Palette, mix
from playground.views.expression.folded_text import Piece

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Gutter(QWidget):
    """The strip with the line numbers; `paint` is called with a painter on it."""

    def __init__(self, editor: QWidget, paint: Callable[[QPainter], None], width: Callable[[], int]) -> None:
        super().__init__(editor)
        self._paint, self._width = paint, width

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the numbers (Qt's name)."""
        return QSize(self._width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the numbers (Qt's name)."""
        painter = QPainter(self)
        self._paint(painter)
        painter.end()


def paint_line_number(painter: QPainter, box: QRect, number: int, wrong: bool, palette: Palette) -> None:
    """A line's number, or a mark in its place if the error is there."""
    painter.setPen(QColor(palette.negative if wrong else palette.quiet))
    painter.drawText(QRectF(box), _RIGHT, "!" if wrong else str(number + 1))


def paint_value(painter: QPainter, box: QRect, written: float, value: str, palette: Palette) -> None:
    """A line's value at its right end, if the `written` pixels of text leave room for it."""
    text = f"= {value}"
    if QFontMetricsF(painter.font()).horizontalAdvance(text) <= box.width() - written - 16:
        painter.setPen(QColor(mix(palette.quiet, palette.raised, 0.25)))
        painter.drawText(QRectF(box).adjusted(0, 0, -8, 0), _RIGHT, text)


def paint_folded(painter: QPainter, box: QRect, pieces: Sequence[Piece], palette: Palette) -> None:
    """A line with its computed parts replaced by their values, each on a ground of its own."""
    painter.fillRect(box, QColor(palette.raised))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = QFontMetricsF(painter.font())
    x = float(box.left())
    for piece in pieces:
        inset = 4.0 if piece.folded else 0.0
        width = metrics.horizontalAdvance(piece.text) + 2 * inset
        if piece.folded:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mix(palette.raised, palette.accent, 0.3)))
            painter.drawRoundedRect(QRectF(x, box.top() + 1, width, box.height() - 2), 4, 4)
        painter.setPen(QColor(palette.text))
        painter.drawText(QRectF(x + inset, box.top(), width, box.height()), _LEFT, piece.text)
        x += width
