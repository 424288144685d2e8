"""pyqtgraph plots made quiet: one look, and the same mouse and keys for zoom, pan and going home."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsGridLayout, QWidget

from playground.theme import Palette

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}

#: Pixels that a press may stray and still be a click.
CLICK = 4.0


class QuietPlot(pg.GraphicsView):  # type: ignore[misc]
    """A plot without frame, buttons and menu that zooms and pans the pyqtgraph way.

    The wheel zooms, dragging pans, dragging with the right button stretches; + and − and the arrow keys
    do the same. A double click or the key A emits `home_requested`; `moved` says that a person zoomed
    or panned. `box` is the view box; the axes that are given stand left ("left") and below ("bottom").

    It is put together here rather than taken from `pyqtgraph.PlotWidget`, which builds menus that
    nobody sees and leaves behind.
    """

    home_requested = Signal()
    moved = Signal()
    #: The left button was pressed and released in one place: a point in the plot's coordinates.
    clicked = Signal(QPointF)

    def __init__(
        self,
        name: str,
        sentence: str,
        parent: QWidget | None = None,
        axisItems: Mapping[str, pg.AxisItem] | None = None,  # noqa: N803 (pyqtgraph's name)
    ) -> None:
        super().__init__(parent, background=None)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ring = False
        self._pressed_at: QPointF | None = None
        self._ring_colour = QColor()
        self._axes = dict(axisItems or {})
        self.box = pg.ViewBox(enableMenu=False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0.0)
        frame = pg.GraphicsWidget()
        self.grid = QGraphicsGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(0)
        self.grid.addItem(self.box, 0, 1)
        for side, place in (("left", (0, 0)), ("bottom", (1, 1))):
            if side in self._axes:
                axis = self._axes[side]
                axis.linkToView(self.box)
                # Its grid lies below the curves.
                axis.setZValue(-1)
                self.grid.addItem(axis, *place)
        frame.setLayout(self.grid)
        self.setCentralItem(frame)
        # Through a partial on the signal, not a method of self: pyqtgraph keeps the slot alive.
        self.box.sigRangeChangedManually.connect(partial(_emit, self.moved))

    def addItem(self, item: pg.GraphicsObject) -> None:  # noqa: N802
        """Show an item in the plot's coordinates (pyqtgraph's name)."""
        self.box.addItem(item)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Note where a click may begin (Qt's name)."""
        super().mousePressEvent(event)
        self._pressed_at = event.position() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A press that was not dragged was a click (Qt's name)."""
        super().mouseReleaseEvent(event)
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is not None and (event.position() - pressed_at).manhattanLength() < CLICK:
            self.clicked.emit(self.point_at(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask to go home (Qt's name)."""
        event.accept()
        self.home_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Zoom, pan and go home by key (Qt's name)."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif key == Qt.Key.Key_A:
            self.home_requested.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1.25 if key == Qt.Key.Key_Minus else 0.8
            self.box.scaleBy((factor, factor))
            self.moved.emit()
        elif key in _ARROWS:
            dx, dy = _ARROWS[key]
            (left, right), (bottom, top) = self.box.viewRange()
            self.box.translateBy(((right - left) * 0.1 * dx, (top - bottom) * 0.1 * dy))
            self.moved.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show a focus ring if a key brought the focus here (Qt's name)."""
        super().focusInEvent(event)
        self._show_ring(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away (Qt's name)."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def point_at(self, event: QMouseEvent) -> QPointF:
        """The plot's coordinates under the pointer."""
        return self.box.mapSceneToView(self.mapToScene(event.position().toPoint()))  # type: ignore[no-any-return]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the plot and, over it, the focus ring (Qt's name)."""
        super().paintEvent(event)
        if self._ring:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._ring_colour, 2.0))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 6, 6)
            painter.end()

    def set_palette(self, palette: Palette) -> None:
        """Colour the axes."""
        self._ring_colour = QColor(palette.text)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(None))
            axis.setTickPen(pg.mkPen(QColor(palette.line)))
            axis.setTextPen(pg.mkPen(QColor(palette.quiet)))

    def set_axis_font(self, font: QFont) -> None:
        """Set the font of the numbers along the axes."""
        for axis in self._axes.values():
            axis.setTickFont(font)

    def _show_ring(self, on: bool) -> None:
        self._ring = on
        self.viewport().update()


def _emit(signal: object, *_: object) -> None:
    signal.emit()  # type: ignore[attr-defined]
