"""The pen: a place on a plot that the arrow keys move, for painting without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
#: How far a press takes the pen, as shares of what is seen; and with Shift.
_STEP, _SMALL_STEP = 0.025, 0.005
_DOWN_UP = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Pen:
    """Where the next stroke by keys begins: in the middle, until a key or the mouse went elsewhere."""

    def __init__(self) -> None:
        self.place: QPointF | None = None

    def on(self, seen: QRectF) -> QPointF:
        """Return where it is on a plot that shows this much; it stays within."""
        place = seen.center() if self.place is None else self.place
        x = min(max(place.x(), seen.left()), seen.right())
        self.place = QPointF(x, min(max(place.y(), seen.top()), seen.bottom()))
        return self.place

    def move(self, event: QKeyEvent, seen: QRectF) -> bool:
        """Go where an arrow key says; whether it was one."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None:
            return False
        share = _SMALL_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        step = QPointF(way[0] * share * seen.width(), way[1] * share * seen.height())
        self.place = self.on(seen) + step
        self.on(seen)
        return True


def puts_down_or_lifts(event: QKeyEvent) -> bool:
    """Whether a key is the one that begins and ends a stroke."""
    return event.key() in _DOWN_UP and not event.isAutoRepeat()
