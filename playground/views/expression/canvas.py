"""The graph on screen: a still picture with the walk's place over it; pan, zoom, choose, move and wire."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.graph_layout import Arrangement, Point
from playground.steps import Edge
from playground.theme import Palette
from playground.views.expression.canvas_keys import press
from playground.views.expression.folds import Folds
from playground.views.expression.frames import Frame
from playground.views.expression.hand import Hand
from playground.views.expression.numbers import Numbers
from playground.views.expression.overlay import Overlay
from playground.views.expression.shape import Drawn, Shape
from playground.views.expression.still import FEW, Still
from playground.views.expression.viewport import Viewport
from playground.walk import Walk

#: Seconds that a number takes along its edge, if motion is not reduced.
TRAVEL = 0.32


class Canvas(Viewport):
    """Shows a `Shape` with the numbers of a walk. What a person does comes out as signals."""

    #: A node was put somewhere by hand: (key, point of the scene).
    node_moved = Signal(str, object)
    #: A wire was pulled from a node's output to an input: (parent key, child key, position).
    wired = Signal(str, str, int)
    #: A node was asked to be renamed, or removed; a menu was asked for (key or None, global position).
    rename_asked = Signal(str)
    delete_asked = Signal(str)
    menu_asked = Signal(object, object)
    #: A folded node was asked to open, or something to fold: (key).
    fold_asked = Signal(str)
    #: What is around a node was asked to fold: (key).
    fold_around_asked = Signal(str)

    def __init__(
        self,
        walk: Walk,
        palette: Palette,
        parent: QWidget | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent, now)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Graph of the formula")
        self.walk = walk
        self.numbers = Numbers(walk)
        self.folds = Folds()
        self.shape = Shape((), Arrangement({}))
        self.reduced_motion = False
        #: Whether wires can be pulled; not on a graph that is only looked at.
        self.wiring = True
        self.colours = palette
        self._still = Still()
        self._undefined: str | None = None
        self._travelled = 1.0
        self._shown_index = 0
        #: Around the open part that the chosen node lies in; it is told the parts that can be folded.
        self.frame = Frame(self)
        self.hand = Hand(self)
        walk.moved.connect(self._walk_moved)
        walk.selected.connect(self.update)
        walk.highlighted.connect(self.update)

    # What is shown

    def set_shape(
        self,
        nodes: tuple[Drawn, ...],
        arrangement: Arrangement,
        folds: Folds | None = None,
        glide: bool = False,
    ) -> None:
        """Show another graph; while it is fitted to the widget it stays so, at once or in a glide."""
        self.folds = folds = folds or Folds()
        self.numbers.bundles = folds.bundles
        self.numbers.layers = {key: g.roots for key, g in folds.groups.items() if g.kind == "layer"}
        self.shape = Shape(nodes, arrangement)
        self.hand.let_go()
        self._still.forget()
        before = self.camera
        self.refit()
        if glide and not self.reduced_motion:
            self.glide_from(before)
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.colours = palette
        self._still.forget()
        self.update()

    def set_undefined(self, key: str | None) -> None:
        """Mark the node at which NaN or infinity first arises."""
        if key != self._undefined:
            self._undefined = key
            self.update()

    def refresh(self) -> None:
        """The numbers have changed: paint them anew."""
        self._still.forget()
        self.update()

    def move_node(self, key: str, point: Point) -> None:
        """Show a node elsewhere, without telling anyone."""
        self.shape.move(key, point)
        self._still.forget()
        self.update()

    # Choosing

    def choose(self, node: int) -> None:
        """Choose a drawn node, or the result of what is folded into it."""
        self.walk.select(self.folds.real(self.shape.nodes[node].key))

    def choose_edge(self, edge: int | None) -> None:
        """Choose a drawn edge, or the first of those that it bundles; None for nothing."""
        self.walk.select(None if edge is None else self.folds.real_edges(self.shape.edges[edge])[0])

    def wire(self, parent: int, child: int, position: int) -> None:
        """Say that a wire was pulled from a drawn node to an input of another."""
        nodes, folds = self.shape.nodes, self.folds
        lane = (nodes[child].key, nodes[child].parents[position], position)
        into, _, place = folds.real_edges(lane)[0]
        self.wired.emit(folds.real(nodes[parent].key), into, place)

    # Camera

    def bounds(self) -> QRectF:
        """What `fit` shows: all nodes."""
        return self.shape.bounds

    def show_node(self, key: str) -> None:
        """Pan as far as it takes to have a node in sight."""
        key = self.folds.drawn(key)
        if key in self.shape.index:
            self.show_part(self.shape.box(self.shape.index[key]))

    def box(self, key: str) -> QRectF:
        """Where a node is painted, in the widget's pixels."""
        box = self.shape.box(self.shape.index[key])
        corner = self.camera.to_screen(box.left(), box.top())
        return QRectF(corner, box.size() * self.camera.zoom)

    # Time

    def tick(self, seconds: float) -> None:
        """Let the number that is under way travel on."""
        if self.glide(seconds):
            pass
        elif self._travelled < 1.0:
            self._travelled = min(self._travelled + seconds / TRAVEL, 1.0)
            self.update()
        else:
            self.sharpen()
            self._still.work(*self._seen, QSizeF(), self.camera, *self._style)

    @property
    def moving(self) -> bool:
        """Whether something on the canvas is under way."""
        return self._travelled < 1.0

    def _walk_moved(self) -> None:
        index, before = self.walk.index, self._shown_index
        self._shown_index = index
        steps = self.walk.steps
        changed = steps[min(index, before) : max(index, before)] if abs(index - before) == 1 else ()
        many = abs(index - before) != 1 or any(step.kind == "done" for step in changed)
        if many or self.hand.holds_node:
            self._still.forget()
        else:
            # The step before may have shown its sum, which now becomes the plain number.
            near = steps[max(min(index, before) - 1, 0) : max(index, before) + 1][: FEW // 4]
            keys = {self.folds.drawn(key) for step in near for key in (step.node, step.parent)}
            lanes = {self.folds.drawn_edge(step.edge) for step in near if step.edge}
            nodes = [self.shape.index[key] for key in keys if key in self.shape.index]
            edges = [self.shape.edge_index[lane] for lane in lanes if lane in self.shape.edge_index]
            self._still.refresh(self.shape, self.numbers, nodes, edges, self.colours, self.small_font())
        on_edge = self.walk.active_edge is not None and index == before + 1
        self._travelled = 0.0 if on_edge and not self.reduced_motion else 1.0
        self.update()

    # Painting

    def sizeHint(self) -> QSize:  # noqa: N802
        """The mockup's canvas (Qt's name)."""
        return QSize(560, 380)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Enough for a few nodes (Qt's name)."""
        return QSize(220, 140)

    def small_font(self) -> QFont:
        """The font that nodes are written in, before it is sized by the zoom."""
        return self.font()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the still picture, and over it what is chosen and what moves (Qt's name)."""
        size, camera, still = QSizeF(self.size()), self.bound_for, self._still
        if not still.covers(camera, size) and not (self.zooming and still.can_stretch):
            still.render(*self._seen, camera, size, *self._style, self.devicePixelRatioF())
        still.work(*self._seen, size, self.camera, *self._style)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.colours.panel)
        self._still.draw(painter, self.camera)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_over(
            Overlay(painter, self.shape, self.numbers, self.camera, self.colours, self.small_font())
        )
        painter.end()

    @property
    def _seen(self) -> tuple[Shape, Numbers]:
        return self.shape, self.numbers

    @property
    def _style(self) -> tuple[Palette, QFont]:
        return self.colours, self.small_font()

    def _paint_over(self, over: Overlay) -> None:
        walk, palette, folds = self.walk, self.colours, self.folds
        self.frame.paint(over.painter, palette)
        active = folds.drawn_edge(walk.active_edge) if walk.active_edge else None
        lit: set[Edge] = {folds.drawn_edge(edge) for edge in walk.highlight}
        if isinstance(walk.selection, tuple):
            lit.add(folds.drawn_edge(walk.selection))
        for key, colour in self._rings(active):
            if folds.drawn(key) in self.shape.index:
                over.ring(self.shape.index[folds.drawn(key)], colour)
        for edge in lit - {active}:
            over.edge(edge)
        if active is not None:
            over.edge(active, self._travelled)
        self.hand.paint(over)
        if self.hasFocus() and walk.selection is None and self.shape.nodes:
            over.ring(0, palette.quiet, 1.5)

    def _rings(self, active: Edge | None) -> list[tuple[str, str]]:
        palette, selection = self.colours, self.walk.selection
        rings = [(self._undefined, palette.negative)] if self._undefined else []
        if active is not None:
            rings.append((active[1], palette.text))
        elif self.walk.current is not None and self.walk.current.kind in ("forward", "loss"):
            rings.append((self.walk.current.node, palette.text))
        if isinstance(selection, str):
            rings.append((selection, palette.accent))
        return rings

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the graph fitted (Qt's name)."""
        super().resizeEvent(event)
        self._still.forget()
        self.refit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow another font or screen (Qt's name)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._still.forget()
            self.refit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of what is under the pointer (Qt's name)."""
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag what is held, or look at what is under the pointer (Qt's name)."""
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go (Qt's name)."""
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Rename a node; beside all nodes, fit (Qt's name)."""
        self.hand.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Look at nothing (Qt's name)."""
        super().leaveEvent(event)
        self.hand.look(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose with the arrows, delete, rename, zoom and fit (Qt's name)."""
        if not press(self, Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)
