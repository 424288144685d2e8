"""From the palette onto the graph: what is dragged, dropped or clicked there becomes a node."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSize

from engine.ops import OPS
from playground.graph_layout import Point
from playground.views.expression.canvas import Canvas
from playground.views.expression.edits import Edits
from playground.views.expression.numbers import with_indices
from playground.views.expression.palette import INPUTS, label
from playground.views.expression.palette_strip import DropMark, PaletteStrip
from playground.views.expression.shape import HEIGHT, WIDTH


class Dropping(QObject):
    """Carries out the palette's gestures: on a node, an operation takes it as input; beside, it is new."""

    def __init__(self, strip: PaletteStrip, canvas: Canvas, edits: Edits) -> None:
        super().__init__(strip)
        self._canvas, self._edits = canvas, edits
        self.mark = DropMark(canvas)
        strip.clicked.connect(self.click)
        strip.dragged.connect(self.drag)
        strip.dropped.connect(self.drop)
        strip.cancelled.connect(self.mark.hide)

    def click(self, op: str) -> None:
        """Add it without a place of its own; an operation goes onto the chosen node."""
        self._add(op, self._canvas.walk.focus, None)

    def drag(self, op: str, place: QPoint) -> None:
        """Show what a drop here would do."""
        canvas, where = self._canvas, self._on_canvas(place)
        if where is None:
            self.mark.hide()
            return
        node = self._node(op, where)
        if node is not None:
            box = canvas.box(canvas.shape.nodes[node].key)
            words = label(OPS[op], self._name(node), "new")
        else:
            zoom = canvas.camera.zoom
            size = QSize(round(WIDTH * zoom), round(HEIGHT * zoom))
            box = QRectF(where - QPointF(size.width() / 2, size.height() / 2), size)
            words = INPUTS[op][0] if op in INPUTS else f"new {label(OPS[op])}"
        self.mark.show_at(box.topLeft().toPoint(), box.size().toSize(), words, canvas.colours)

    def drop(self, op: str, place: QPoint) -> None:
        """Put it there; beside the canvas nothing happens."""
        self.mark.hide()
        canvas, where = self._canvas, self._on_canvas(place)
        if where is None:
            return
        node = self._node(op, where)
        if node is not None:
            self._add(op, canvas.folds.real(canvas.shape.nodes[node].key), None)
        else:
            self._add(op, None, self._free_place(*canvas.camera.to_scene(where)))
        canvas.setFocus()

    def _add(self, op: str, first: str | None, place: Point | None) -> None:
        if op in INPUTS:
            key = self._edits.add_input(op == "constant", place)
        else:
            key = self._edits.add_operation(op, first, place)
        if key is not None:
            self._canvas.walk.select(key)

    def _on_canvas(self, place: QPoint) -> QPointF | None:
        where = self._canvas.mapFromGlobal(place)
        return QPointF(where) if self._canvas.rect().contains(where) else None

    def _node(self, op: str, where: QPointF) -> int | None:
        """The node that an operation would be put on."""
        return None if op in INPUTS else self._canvas.shape.node_at(*self._canvas.camera.to_scene(where))

    def _free_place(self, x: float, y: float) -> Point:
        """The nearest place straight below or above at which a node covers no other."""
        across, heights = self._canvas.shape.centres.T
        others = heights[abs(across - x) < WIDTH]
        for step in range(200):
            for side in (1, -1):
                place = y + side * step * HEIGHT / 8
                if (abs(others - place) >= 1.1 * HEIGHT).all():
                    return round(x, 1), round(place, 1)
        return round(x, 1), round(y, 1)

    def _name(self, node: int) -> str:
        canvas = self._canvas
        key = canvas.folds.real(canvas.shape.nodes[node].key)
        formula = canvas.walk.formula
        found = formula.by_key.get(key) if formula else None
        return with_indices(found.name or found.expression) if found else ""
