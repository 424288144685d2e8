"""What a hand is doing on a plot: the brush's rim, a frame, a line being drawn, the pen of the keys."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.data import EXTENT
from playground.theme import Palette


class Overlay(pg.GraphicsObject):  # type: ignore[misc]
    """A rim (an ellipse), a frame, a line and a cross, each where there is one; in the plot's coordinates."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.rim: QRectF | None = None
        self.frame: QRectF | None = None
        self.line: list[QPointF] = []
        self.cross: QRectF | None = None
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._text, self._ground = QColor(palette.text), QColor(palette.panel)
        self._filling = QColor(palette.accent)
        self._filling.setAlphaF(0.15)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.rim, self.frame, self.line, self.cross = None, None, [], None
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """All that can be seen of the plane (Qt's name)."""
        return QRectF(-2 * EXTENT, -2 * EXTENT, 4 * EXTENT, 4 * EXTENT)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw each in light on dark, to be seen on any colour (Qt's name)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((self._ground, 3.0), (self._text, 1.4)):
            pen = QPen(colour, width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.rim is not None:
                painter.drawEllipse(self.rim)
            if self.line:
                painter.drawPolyline(QPolygonF(self.line))
            if self.cross is not None:
                box, middle = self.cross, self.cross.center()
                painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))
                painter.drawLine(QPointF(middle.x(), box.top()), QPointF(middle.x(), box.bottom()))
            if self.frame is not None:
                painter.setBrush(self._filling)
                painter.drawRect(self.frame)
