"""What the mouse does on the graph: choose, pan, move a node, and pull a wire from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from playground.views.expression.overlay import PORT, Overlay

if TYPE_CHECKING:
    from playground.views.expression.canvas import Canvas

#: Pixels that the mouse must move before a press becomes a drag.
THRESHOLD = 4.0


class Hand:
    """Turns presses, drags and releases on the canvas into what they mean."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._looked_at: int | None = None
        self._pressed_at: QPointF | None = None
        self._last = QPointF()
        self._node: int | None = None
        self._grip = (0.0, 0.0)
        self._wire: int | None = None
        self._aim: tuple[int, int] | None = None
        self._dragging = False

    @property
    def holds_node(self) -> bool:
        """Whether a node is being moved."""
        return self._dragging and self._node is not None

    def let_go(self) -> None:
        """Forget what is held and looked at."""
        self._pressed_at = self._node = self._wire = self._aim = self._looked_at = None
        self._dragging = False
        self._canvas.unsetCursor()
        self._canvas.update()

    def look(self, node: int | None) -> None:
        """Note which node is under the pointer."""
        if node != self._looked_at:
            self._looked_at = node
            self._canvas.update()

    def press(self, event: QMouseEvent) -> None:
        """Take hold of a port, a node, an edge, or the ground."""
        canvas, button = self._canvas, event.button()
        position = event.position()
        x, y = canvas.camera.to_scene(position)
        node = canvas.shape.node_at(x, y)
        if button == Qt.MouseButton.RightButton:
            if node is not None:
                canvas.choose(node)
            key = None if node is None else canvas.shape.nodes[node].key
            canvas.menu_asked.emit(key, event.globalPosition().toPoint())
            return
        if button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        framed = canvas.frame.folds_at(position)
        if framed is not None and button == Qt.MouseButton.LeftButton:
            canvas.fold_around_asked.emit(canvas.folds.drawn(canvas.walk.focus or ""))
            return
        self._pressed_at = self._last = position
        self._dragging = False
        port = self._port_at(x, y)
        if button == Qt.MouseButton.MiddleButton:
            return
        if port is not None:
            self._wire = port
            canvas.choose(port)
        elif node is not None:
            self._node = node
            self._grip = (x - canvas.shape.centres[node][0], y - canvas.shape.centres[node][1])
            canvas.choose(node)
        else:
            edge = canvas.shape.edge_at(x, y, 7.0 / canvas.camera.zoom)
            canvas.choose_edge(edge)

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held; with nothing held, look."""
        canvas, position = self._canvas, event.position()
        x, y = canvas.camera.to_scene(position)
        if self._pressed_at is None:
            self.look(self._near(x, y))
            return
        if not self._dragging:
            moved = position - self._pressed_at
            if abs(moved.x()) + abs(moved.y()) < THRESHOLD:
                return
            self._dragging = True
            if self._wire is None and self._node is None:
                canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._wire is not None:
            self._aim_at(x, y)
            canvas.update()
        elif self._node is not None:
            key = canvas.shape.nodes[self._node].key
            canvas.move_node(key, (x - self._grip[0], y - self._grip[1]))
        else:
            canvas.pan(position.x() - self._last.x(), position.y() - self._last.y())
        self._last = position

    def release(self, event: QMouseEvent) -> None:
        """Put down what was held."""
        canvas = self._canvas
        node, wire, aim, dragging = self._node, self._wire, self._aim, self._dragging
        self.let_go()
        if dragging and wire is not None and aim is not None:
            canvas.wire(wire, *aim)
        elif dragging and node is not None:
            x, y = canvas.shape.centres[node]
            canvas.node_moved.emit(canvas.shape.nodes[node].key, (round(float(x), 1), round(float(y), 1)))
        self.look(self._near(*canvas.camera.to_scene(event.position())))

    def double_click(self, event: QMouseEvent) -> None:
        """Open a folded node, rename another; fold the framed part whose ground it is, or fit."""
        canvas = self._canvas
        node = canvas.shape.node_at(*canvas.camera.to_scene(event.position()))
        framed = canvas.frame.holds(event.position())
        self.let_go()
        if node is None and framed is not None:
            canvas.fold_around_asked.emit(canvas.folds.drawn(canvas.walk.focus or ""))
        elif node is None:
            canvas.fit()
        else:
            drawn = canvas.shape.nodes[node]
            (canvas.fold_asked if drawn.folded else canvas.rename_asked).emit(drawn.key)

    def paint(self, over: Overlay) -> None:
        """Paint the wire in hand, and the ports of the node that is looked at."""
        canvas = self._canvas
        if canvas.camera.zoom < 0.35:
            return
        if self._wire is not None and self._dragging:
            x, y = canvas.camera.to_scene(self._last)
            over.wire(canvas.shape.out_port(self._wire), QPointF(x, y))
            over.ports(self._wire, inputs=False, output=True)
            for child in range(len(canvas.shape.nodes)):
                if canvas.shape.nodes[child].parents and child != self._wire:
                    aim = self._aim[1] if self._aim and self._aim[0] == child else None
                    over.ports(child, inputs=True, output=False, target=aim)
        elif canvas.wiring and self._looked_at is not None and self._looked_at < len(canvas.shape.nodes):
            over.ports(self._looked_at, inputs=False, output=True)

    def _near(self, x: float, y: float) -> int | None:
        """The node under a point, or whose port is."""
        port = self._port_at(x, y)
        return port if port is not None else self._canvas.shape.node_at(x, y)

    def _port_at(self, x: float, y: float) -> int | None:
        """The node whose output port is under a point."""
        canvas = self._canvas
        if not canvas.wiring or canvas.camera.zoom < 0.35 or not canvas.shape.nodes:
            return None
        for side in (-PORT, PORT):
            node = canvas.shape.node_at(x - PORT + side, y)
            if node is not None:
                port = canvas.shape.out_port(node)
                if abs(port.x() - x) <= 1.7 * PORT and abs(port.y() - y) <= 1.7 * PORT:
                    return node
        return None

    def _aim_at(self, x: float, y: float) -> None:
        """Find the input that the wire would be put into."""
        shape = self._canvas.shape
        self._aim = None
        for dx in (0.0, 14.0):
            node = shape.node_at(x + dx, y)
            if node is not None and node != self._wire and shape.nodes[node].parents:
                ports = shape.in_ports(node)
                nearest = min(range(len(ports)), key=lambda k: abs(ports[k].y() - y))
                self._aim = node, nearest
                return
