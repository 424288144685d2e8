"""The thin bar at the left: the workspaces at its top, the app's own business at its bottom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QVBoxLayout, QWidget

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.theme import NORMAL, Palette, Sizes

Glyph = Callable[[QPainter], None]


class RailButton(QAbstractButton):
    """A glyph over a word; the chosen one carries the accent at its edge."""

    def __init__(self, word: str, glyph: Glyph, palette: Palette) -> None:
        super().__init__()
        self._glyph = glyph
        self._palette = palette
        self._sizes = NORMAL
        self.setText(word)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        keep_space(self)

    def dress(self, palette: Palette, sizes: Sizes) -> None:
        """Paint in other colours and sizes."""
        self._palette, self._sizes = palette, sizes
        font = QFont(self.font())
        font.setPixelSize(sizes.small)
        self.setFont(font)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """As wide as the rail and a little less high."""
        return QSize(0, round(66 * self._sizes.scale))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw ground, edge, glyph and word."""
        scale, palette = self._sizes.scale, self._palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect())
        if self.isChecked() or self.isDown() or self.underMouse():
            painter.fillRect(ground, QColor(palette.raised if not self.isDown() else palette.line))
        if self.isChecked():
            painter.fillRect(QRectF(0, 0, 3 * scale, ground.height()), QColor(palette.accent))
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent), 2))
            painter.drawRoundedRect(ground.adjusted(4, 3, -4, -3), 6, 6)
        colour = QColor(palette.text if self.isChecked() or self.underMouse() else palette.quiet)
        text_height = self.fontMetrics().height()
        gap = 5 * scale
        top = (ground.height() - 22 * scale - gap - text_height) / 2
        painter.save()
        painter.translate(ground.width() / 2 - 11 * scale, top)
        painter.scale(22 * scale / 24, 22 * scale / 24)
        pen = QPen(colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        self._glyph(painter)
        painter.restore()
        painter.setPen(colour)
        words = QRectF(0, top + 22 * scale + gap, ground.width(), text_height)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class Rail(QFrame):
    """Workspaces to choose from, then help, presenting and the menu."""

    #: The key of the workspace that was asked for.
    chosen = Signal(str)
    help_requested = Signal()
    present_requested = Signal()

    def __init__(self, palette: Palette, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.workspaces = {
            key: RailButton(word, glyph, palette) for key, (word, glyph, _) in _WORKSPACES.items()
        }
        for number, (key, button) in enumerate(self.workspaces.items(), start=1):
            word, _, sentence = _WORKSPACES[key]
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=key: self._ask_for(key))
            explain(button, word, sentence, f"Ctrl+{number}")
        self.help = RailButton("Keys", _question, palette)
        explain(self.help, "Keys", "All keys and gestures.", "F1")
        self.help.clicked.connect(self.help_requested)
        self.present = RailButton("Present", _screen, palette)
        explain(self.present, "Present", "Full screen, readable from the back row.", "F11")
        self.present.clicked.connect(self.present_requested)
        self.menu = RailButton("Menu", _lines, palette)
        explain(self.menu, "Menu", "Files, undo, theme.")
        self.menu.clicked.connect(self._open_menu)
        self._menu = menu
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        for button in self.workspaces.values():
            column.addWidget(button)
        column.addStretch(1)
        for button in (self.help, self.present, self.menu):
            column.addWidget(button)
        self.dress(palette, NORMAL)

    def dress(self, palette: Palette, sizes: Sizes) -> None:
        """Paint in other colours and sizes."""
        self.setFixedWidth(round(76 * sizes.scale))
        self.setStyleSheet(
            f"#rail {{ background: {palette.panel}; border: none; border-right: 1px solid {palette.line}; }}"
        )
        for button in self.findChildren(RailButton):
            button.dress(palette, sizes)

    def choose(self, workspace: str) -> None:
        """Mark the workspace that is shown."""
        for key, button in self.workspaces.items():
            button.setChecked(key == workspace)

    def _ask_for(self, workspace: str) -> None:
        self.workspaces[workspace].setChecked(True)  # a click on the chosen one leaves it chosen
        self.chosen.emit(workspace)

    def _open_menu(self) -> None:
        corner = self.menu.mapToGlobal(self.menu.rect().bottomRight())
        height = self._menu.sizeHint().height()
        self._menu.popup(corner - QPointF(-4, height).toPoint())


def _network(painter: QPainter) -> None:
    for left, right in ((6, 4), (6, 12), (18, 12), (18, 20)):
        painter.drawLine(QPointF(6.5, left), QPointF(17.5, right))
    painter.setBrush(painter.pen().color())
    for x, y in ((5, 6), (5, 18), (19, 4), (19, 12), (19, 20)):
        painter.drawEllipse(QPointF(x, y), 1.8, 1.8)


def _function(painter: QPainter) -> None:
    stem = QPainterPath(QPointF(17.5, 4.5))
    stem.cubicTo(QPointF(12.5, 2.5), QPointF(12.5, 8), QPointF(11.8, 12))
    stem.cubicTo(QPointF(11.2, 16), QPointF(11, 21.5), QPointF(6.5, 19.5))
    painter.drawPath(stem)
    painter.drawLine(QPointF(7.5, 10.5), QPointF(16, 10.5))


def _tangent(painter: QPainter) -> None:
    curve = QPainterPath(QPointF(3, 5))
    curve.cubicTo(QPointF(6, 24), QPointF(14, 24), QPointF(20, 4))
    painter.drawPath(curve)
    painter.drawLine(QPointF(9, 21.5), QPointF(22, 10.5))


def _question(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(2.5, 5.5, 19, 13), 2.5, 2.5)
    for x in (6.5, 10.2, 13.8, 17.5):
        painter.drawPoint(QPointF(x, 9.8))
    painter.drawLine(QPointF(8, 14.5), QPointF(16, 14.5))


def _screen(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(2.5, 4, 19, 12.5), 2, 2)
    painter.drawLine(QPointF(12, 16.5), QPointF(12, 20))
    painter.drawLine(QPointF(8, 20), QPointF(16, 20))


def _lines(painter: QPainter) -> None:
    for y in (6, 12, 18):
        painter.drawLine(QPointF(4, y), QPointF(20, y))


#: Each workspace's word, glyph and what it is for.
_WORKSPACES: dict[str, tuple[str, Glyph, str]] = {
    "network": ("Network", _network, "Build a network and watch it learn."),
    "expression": ("Expression", _function, "Type a formula, see its graph, walk the chain rule."),
    "derivative": ("Derivative", _tangent, "Watch a secant become the tangent."),
}
