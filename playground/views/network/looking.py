"""What pointer and selection are at: the part of the canvas that finds things."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from engine.features import FORMULA
from playground.document import Network
from playground.layout import loss_node
from playground.views.network.geometry import Bias, Edge, Geometry, lay_out
from playground.views.network.labels import feature_label
from playground.views.network.target import Target, exists, nearest


class LookingWidget(QWidget):
    """Knows where things are and which one is looked at: the one under the pointer, or else the selected."""

    #: What is looked at has changed: a `Target` or None.
    target_changed = Signal(object)
    #: A person clicked a target (or, None, beside everything).
    clicked = Signal(object)
    #: A neuron, an input or the loss was double-clicked: its `Node`.
    opened = Signal(object)
    #: The right button was pressed on a target: (target, global position).
    menu_asked = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._geometry = lay_out(Network(), 1.0, 1.0)
        self._under_pointer: Target | None = None
        self._selected: Target | None = None
        self._pinned: Target | None = None
        self._told: Target | None = None
        self._focus_shown = False
        self._pointer_yields = False

    @property
    def geometry_shown(self) -> Geometry:
        """Where everything stands."""
        return self._geometry

    def set_geometry(self, geometry: Geometry) -> None:
        """Take another layout; a selection whose neuron is gone goes to the nearest one."""
        if geometry.network != self._geometry.network:
            self._under_pointer = None
            if self._selected is not None and not exists(self._selected, geometry):
                self._selected = nearest(self._selected, geometry)
        self._geometry = geometry
        self._tell()

    @property
    def selected(self) -> Target | None:
        """What is selected."""
        return self._selected

    def select(self, target: Target | None) -> None:
        """Put the selection on a neuron, an input or an edge, or nowhere.

        A pointer that rests on something else does not count until it moves on.
        """
        self._selected = target
        self._pointer_yields = True
        self._tell()

    def pin(self, target: Target | None) -> None:
        """Look at `target` whatever the pointer does, until called with None."""
        self._pinned = target
        self._pointer_yields = True
        self._tell()

    @property
    def on_loss(self) -> bool:
        """Whether the pointer is on the loss, which can be looked at but not selected."""
        return self._pinned is None and self._under_pointer == loss_node(self._geometry.network)

    @property
    def target(self) -> Target | None:
        """What is looked at."""
        if self._pinned is not None:
            return self._pinned
        if self._under_pointer is None or self.on_loss or self._pointer_yields:
            return self._selected
        return self._under_pointer

    @property
    def shows_focus(self) -> bool:
        """Whether the keyboard is here and was brought here by the keyboard."""
        return self._focus_shown

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus if the keyboard brought it (Qt's name)."""
        super().focusInEvent(event)
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._focus_shown = event.reason() in by_key
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show it no longer (Qt's name)."""
        super().focusOutEvent(event)
        self._focus_shown = False
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Look at what is under the pointer (Qt's name)."""
        self._look_at(self._found(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Look at nothing but the selection (Qt's name)."""
        super().leaveEvent(event)
        self._look_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select, or with the right button ask for a menu (Qt's name)."""
        self._look_at(self._found(event.position()))
        target = None if self.on_loss else self._under_pointer
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(target)
        elif event.button() == Qt.MouseButton.RightButton and target is not None:
            self.menu_asked.emit(target, event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open what is under the pointer (Qt's name)."""
        super().mouseDoubleClickEvent(event)
        node = self._geometry.node_at(*event.position().toTuple())
        if event.button() == Qt.MouseButton.LeftButton and node is not None:
            self.opened.emit(node)

    def event(self, event: QEvent) -> bool:
        """Show the whole of an input's formula where it is too long to be written (Qt's name)."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._geometry.input_beside(event.pos().x(), event.pos().y())
            key = "" if index is None else self._geometry.network.features[index]
            QToolTip.showText(event.globalPos(), feature_label(key) if key.startswith(FORMULA) else "", self)
            return True
        return super().event(event)

    def _found(self, position: QPointF) -> Target | None:
        geometry, x, y = self._geometry, position.x(), position.y()
        return geometry.bias_at(x, y) or geometry.node_at(x, y) or geometry.edge_at(x, y)

    def _look_at(self, target: Target | None) -> None:
        if target != self._under_pointer:
            self._under_pointer = target
            self._pointer_yields = False
            clickable = isinstance(target, Edge | Bias)
            self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
            self._tell()

    def _tell(self) -> None:
        if self.target != self._told:
            self._told = self.target
            self.target_changed.emit(self._told)
        self.update()
