"""A short piece of line, as it is drawn in the plot that it explains."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget


class LineSample(QWidget):
    """A sample of a curve's pen, for a legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pen = QPen()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_pen(self, pen: QPen) -> None:
        """Show this pen."""
        self._pen = pen
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide enough to tell dashes (Qt's name)."""
        return QSize(round(1.2 * self.fontMetrics().height()), 6)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the line (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.drawLine(QLineF(1, self.height() / 2, self.width() - 1, self.height() / 2))
