"""Icons drawn in the palette's colours, so that none has to be loaded before the first window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.tool_icons import TOOL_DRAWINGS
from playground.theme import Palette

#: Every icon is drawn in a box of this side, with round strokes 2 wide.
BOX = 24.0


def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """The icon `name` (a key of `DRAWINGS`) in one colour, sharp up to 2× screens and presenter size."""
    result = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled or colour)):
        for pixels in (16, 20, 24, 32, 40, 64):
            result.addPixmap(_pixmap(name, shade, pixels), mode)
    return result


def _pixmap(name: str, colour: str, pixels: int) -> QPixmap:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels / BOX, pixels / BOX)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(colour), 2.0, Qt.PenStyle.SolidLine, cap, join))
    painter.setBrush(QColor(colour))
    DRAWINGS[name](painter)
    painter.end()
    return pixmap


def _triangle(painter: QPainter, left: float, right: float, half: float = 7.0) -> None:
    corners = [QPointF(left, 12 - half), QPointF(right, 12), QPointF(left, 12 + half)]
    painter.drawPolygon(QPolygonF(corners))


def _play(painter: QPainter) -> None:
    _triangle(painter, 7.5, 18.5)


def _pause(painter: QPainter) -> None:
    painter.drawRect(QRectF(7, 5.5, 2.5, 13))
    painter.drawRect(QRectF(14.5, 5.5, 2.5, 13))


def _step_batch(painter: QPainter) -> None:
    painter.drawLine(QPointF(7, 6), QPointF(7, 18))
    _triangle(painter, 12, 18.5, 5.0)


def _step_epoch(painter: QPainter) -> None:
    _triangle(painter, 4.5, 10.5, 5.5)
    _triangle(painter, 12, 18, 5.5)
    painter.drawLine(QPointF(21, 6), QPointF(21, 18))


def _forward(painter: QPainter) -> None:
    _triangle(painter, 8.5, 17.5, 6.0)


def _back(painter: QPainter) -> None:
    _triangle(painter, 15.5, 6.5, 6.0)


def _to_start(painter: QPainter) -> None:
    painter.drawLine(QPointF(6, 6.5), QPointF(6, 17.5))
    _triangle(painter, 18, 10, 5.5)


def _to_end(painter: QPainter) -> None:
    _triangle(painter, 6, 14, 5.5)
    painter.drawLine(QPointF(18, 6.5), QPointF(18, 17.5))


def _reset(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(5, 5.5, 14, 14), -150 * 16, 285 * 16)
    painter.drawPolyline([QPointF(4.6, 4.6), QPointF(5.2, 9.6), QPointF(10, 8.8)])


def _dice(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(4.5, 4.5, 15, 15), 3.5, 3.5)
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y in ((8.7, 8.7), (15.3, 8.7), (12, 12), (8.7, 15.3), (15.3, 15.3)):
        painter.drawEllipse(QPointF(x, y), 1.5, 1.5)


def _close(painter: QPainter) -> None:
    painter.drawLine(QPointF(7, 7), QPointF(17, 17))
    painter.drawLine(QPointF(17, 7), QPointF(7, 17))


def _follow(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x, y in ((5, 5), (19, 5), (19, 19), (5, 19)):
        dx, dy = (4 if x < 12 else -4), (4 if y < 12 else -4)
        painter.drawPolyline([QPointF(x + dx, y), QPointF(x, y), QPointF(x, y + dy)])


def _warning(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([QPointF(12, 4), QPointF(21, 19.5), QPointF(3, 19.5)]))
    painter.drawLine(QPointF(12, 10), QPointF(12, 13.5))
    painter.drawPoint(QPointF(12, 16.5))


def _information(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 8.5, 8.5)
    painter.drawLine(QPointF(12, 11.5), QPointF(12, 16))
    painter.drawPoint(QPointF(12, 8))


def _brush(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(19.5, 4.5), QPointF(11, 13))
    painter.setBrush(painter.pen().color())
    tip = QPainterPath(QPointF(11.6, 14.6))
    tip.cubicTo(QPointF(11.5, 19), QPointF(8, 20), QPointF(4.5, 19))
    tip.cubicTo(QPointF(7, 17.5), QPointF(5.5, 13), QPointF(9.6, 12.6))
    tip.closeSubpath()
    painter.drawPath(tip)


def _settings(painter: QPainter) -> None:
    """Three sliders with their knobs."""
    for y, x in ((6.5, 15.0), (12.0, 8.5), (17.5, 13.0)):
        painter.drawLine(QPointF(4, y), QPointF(20, y))
        painter.drawEllipse(QPointF(x, y), 1.8, 1.8)


def _tray(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(4.5, 14.5), QPointF(4.5, 19.5), QPointF(19.5, 19.5), QPointF(19.5, 14.5)])


def _import(painter: QPainter) -> None:
    _tray(painter)
    painter.drawLine(QPointF(12, 4), QPointF(12, 15))
    painter.drawPolyline([QPointF(8, 11), QPointF(12, 15), QPointF(16, 11)])


def _export(painter: QPainter) -> None:
    _tray(painter)
    painter.drawLine(QPointF(12, 4.5), QPointF(12, 15))
    painter.drawPolyline([QPointF(8, 8.5), QPointF(12, 4.5), QPointF(16, 8.5)])


def _clear(painter: QPainter) -> None:
    """A bin."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(4.5, 7), QPointF(19.5, 7))
    painter.drawPolyline([QPointF(9.5, 6.5), QPointF(9.5, 4), QPointF(14.5, 4), QPointF(14.5, 6.5)])
    painter.drawPolyline([QPointF(6.5, 7.5), QPointF(7.5, 20), QPointF(16.5, 20), QPointF(17.5, 7.5)])
    for x in (10.3, 13.7):
        painter.drawLine(QPointF(x, 11), QPointF(x, 16.5))


DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "play": _play,
    "pause": _pause,
    "step batch": _step_batch,
    "step epoch": _step_epoch,
    "forward": _forward,
    "back": _back,
    "to start": _to_start,
    "to end": _to_end,
    "reset": _reset,
    "dice": _dice,
    "close": _close,
    "follow": _follow,
    "warning": _warning,
    "information": _information,
    "brush": _brush,
    "settings": _settings,
    "import": _import,
    "export": _export,
    "clear": _clear,
    **TOOL_DRAWINGS,
}


class IconButton(QToolButton):
    """A small button that is only its icon; named and explained to pointer and screen reader."""

    def __init__(self, drawing: str, parent: QWidget | None = None, bare: bool = False) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self.setProperty("kind", "bare" if bare else "plain")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self)
        self.setAutoRaise(bare)

    def explain(self, name: str, sentence: str, shortcut: str = "") -> IconButton:
        """Name the button and return it."""
        explain(self, name, sentence, shortcut)
        return self

    def set_palette(self, palette: Palette) -> None:
        """Colour the icon, quiet where the button is bare."""
        bare = self.property("kind") == "bare"
        self.setIcon(icon(self._drawing, palette.quiet if bare else palette.text, palette.line))


class PrimaryButton(QPushButton):
    """The one accented button of a bar: an icon and a word, both of which can change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "primary")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self)

    def show_state(self, drawing: str, text: str, palette: Palette) -> None:
        """Say what a press does now."""
        self.setIcon(icon(drawing, palette.on_accent))
        self.setText(text)
