"""A check box drawn in the theme's colours: a tick says on, not colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.theme import Palette

#: How much is left of one that cannot be pressed now.
_DISABLED = 0.4


class Toggle(QCheckBox):
    """On or off; `clicked(bool)` comes only from a person."""

    def __init__(self, text: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_space(self)
        self.set_palette(palette)

    def explain(self, name: str, sentence: str, shortcut: str = "") -> Toggle:
        """Name the toggle and return it."""
        explain(self, name, sentence, shortcut)
        return self

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Box, gap and text (Qt's name)."""
        metrics = self.fontMetrics()
        return QSize(self._side() + 9 + metrics.horizontalAdvance(self.text()), metrics.height() + 6)

    minimumSizeHint = sizeHint  # noqa: N815

    def hitButton(self, _place: object) -> bool:  # noqa: N802
        """All of it can be pressed (Qt's name)."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw box, tick and text (Qt's name)."""
        palette, side = self._palette, self._side()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(_DISABLED)
        box = QRectF(2.5, (self.height() - side) / 2, side, side)
        on, focused = self.isChecked(), self.hasFocus()
        painter.setPen(QPen(QColor(palette.accent if on else palette.quiet), 1.2))
        painter.setBrush(QColor(palette.accent) if on else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, side / 4, side / 4)
        if on:
            tick = [QPointF(0.24, 0.54), QPointF(0.43, 0.72), QPointF(0.77, 0.30)]
            pen = QPen(QColor(palette.on_accent), side / 7)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([box.topLeft() + point * side for point in tick]))
        painter.setPen(
            QColor(palette.text if on or (self.underMouse() and self.isEnabled()) else palette.quiet)
        )
        text = self.rect().adjusted(side + 8, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if focused:
            painter.setPen(QPen(QColor(palette.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _side(self) -> int:
        return round(0.85 * self.fontMetrics().height())
