"""The drawn graph as arrays: where nodes and edges are, and which one is under a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from playground.graph_layout import Arrangement, Point
from playground.steps import Edge

Array = NDArray[np.float64]

#: A node's size in scene units.
WIDTH, HEIGHT = 120.0, 90.0
#: How far the ports of a node's inputs are apart, and how near a click must be to an edge.
PORT_GAP, REACH = 24.0, 7.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One node as it is drawn: `key`, what is written over it, its inputs, and the kind folded into it."""

    key: str
    title: str
    parents: tuple[str, ...]
    folded: str = ""


class Shape:
    """Nodes and edges, by index; edges in the order of their child and its inputs."""

    def __init__(self, nodes: Sequence[Drawn], arrangement: Arrangement) -> None:
        self.nodes = tuple(nodes)
        self.index = {node.key: i for i, node in enumerate(nodes)}
        self.arrangement = arrangement
        self.centres: Array = np.array([arrangement.positions[n.key] for n in nodes], float).reshape(-1, 2)
        self.edges: tuple[Edge, ...] = tuple(
            (node.key, parent, position) for node in nodes for position, parent in enumerate(node.parents)
        )
        self.edge_index = {edge: i for i, edge in enumerate(self.edges)}
        self.child = np.array([self.index[child] for child, _, _ in self.edges], int)
        self.parent = np.array([self.index[parent] for _, parent, _ in self.edges], int)
        self.port: Array = np.array(
            [
                port_offset(position, len(node.parents))
                for node in nodes
                for position in range(len(node.parents))
            ],
            float,
        )
        self._paths: dict[int, QPainterPath] = {}
        self._ends: tuple[Array, Array] | None = None
        self._corners: tuple[Array, Array] | None = None

    # Geometry

    @property
    def bounds(self) -> QRectF:
        """The rectangle around all nodes."""
        if not self.nodes:
            return QRectF()
        low, high = self.centres.min(axis=0), self.centres.max(axis=0)
        return QRectF(
            low[0] - WIDTH / 2, low[1] - HEIGHT / 2, high[0] - low[0] + WIDTH, high[1] - low[1] + HEIGHT
        )

    def box(self, i: int) -> QRectF:
        """The rectangle of a node."""
        x, y = self.centres[i]
        return QRectF(x - WIDTH / 2, y - HEIGHT / 2, WIDTH, HEIGHT)

    def ends(self) -> tuple[Array, Array]:
        """Where the edges begin (at the right of a parent) and end (at a port of the child), (m, 2) each."""
        if self._ends is None:
            start = self.centres[self.parent] + (WIDTH / 2, 0.0)
            stop = self.centres[self.child] - (WIDTH / 2, 0.0)
            stop[:, 1] += self.port
            self._ends = start, stop
        return self._ends

    def out_port(self, i: int) -> QPointF:
        """Where wires leave a node."""
        x, y = self.centres[i]
        return QPointF(x + WIDTH / 2, y)

    def in_ports(self, i: int) -> list[QPointF]:
        """Where wires enter a node, one place an input."""
        x, y = self.centres[i]
        count = len(self.nodes[i].parents)
        return [QPointF(x - WIDTH / 2, y + port_offset(k, count)) for k in range(count)]

    def path(self, edge: int) -> QPainterPath:
        """The edge as a curve from the parent to the child."""
        if edge not in self._paths:
            start, stop = self.ends()
            child, parent, _ = self.edges[edge]
            on_the_way = self.arrangement.routes.get((parent, child), ())
            self._paths[edge] = curve([tuple(start[edge]), *on_the_way, tuple(stop[edge])])
        return self._paths[edge]

    def move(self, key: str, point: Point) -> None:
        """Put a node elsewhere."""
        i = self.index[key]
        self.centres[i] = point
        self._ends = self._corners = None
        positions = {**self.arrangement.positions, key: point}
        routes = {edge: way for edge, way in self.arrangement.routes.items() if key not in edge}
        self.arrangement = Arrangement(positions, routes)
        for edge in self.edges_of(i):
            self._paths.pop(edge, None)

    def edges_of(self, i: int) -> list[int]:
        """The edges that begin or end at a node."""
        return [int(e) for e in np.flatnonzero((self.child == i) | (self.parent == i))]

    # Finding

    def nodes_in(self, rect: QRectF) -> NDArray[np.intp]:
        """The nodes that a rectangle of the scene touches."""
        x, y = self.centres.T
        near_x = (x >= rect.left() - WIDTH / 2) & (x <= rect.right() + WIDTH / 2)
        return np.flatnonzero(near_x & (y >= rect.top() - HEIGHT / 2) & (y <= rect.bottom() + HEIGHT / 2))

    def edges_in(self, rect: QRectF) -> NDArray[np.intp]:
        """The edges whose bounding rectangle a rectangle of the scene touches."""
        low, high = self._boxes()
        touched = (low[:, 0] <= rect.right()) & (high[:, 0] >= rect.left())
        touched &= (low[:, 1] <= rect.bottom()) & (high[:, 1] >= rect.top())
        return np.flatnonzero(touched)

    def _boxes(self) -> tuple[Array, Array]:
        """The corners of the rectangles that the edges' curves keep to, (m, 2) each."""
        if self._corners is None:
            start, stop = self.ends()
            low, high = np.minimum(start, stop), np.maximum(start, stop)
            for edge, (child, parent, _) in enumerate(self.edges if self.arrangement.routes else ()):
                if points := self.arrangement.routes.get((parent, child)):
                    low[edge] = np.minimum(low[edge], np.min(points, axis=0))
                    high[edge] = np.maximum(high[edge], np.max(points, axis=0))
            # A curve swings out where it runs back to the left, and a little at each point on its way.
            swing = np.maximum(0.5 * np.abs(start[:, 0] - stop[:, 0]) * (stop[:, 0] < start[:, 0]), 20.0)
            reach = np.column_stack([swing, np.full(len(swing), HEIGHT if self.arrangement.routes else 10.0)])
            self._corners = low - reach, high + reach
        return self._corners

    def node_at(self, x: float, y: float) -> int | None:
        """The node under a point, the last drawn first."""
        found = self.nodes_in(QRectF(x, y, 0.0, 0.0))
        return int(found[-1]) if found.size else None

    def edge_at(self, x: float, y: float, reach: float = REACH) -> int | None:
        """The edge within `reach` of a point."""
        area = QRectF(x - reach, y - reach, 2 * reach, 2 * reach)
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * reach)
        for edge in self.edges_in(area):
            path = self.path(int(edge))
            if path.controlPointRect().intersects(area) and stroker.createStroke(path).contains(
                QPointF(x, y)
            ):
                return int(edge)
        return None


def port_offset(position: int, count: int) -> float:
    """How far below a node's middle its input number `position` enters."""
    gap = min(PORT_GAP, (HEIGHT - 16.0) / max(count - 1, 1))
    return (position - (count - 1) / 2) * gap


def curve(points: Sequence[Point]) -> QPainterPath:
    """A smooth curve through the points that leaves and arrives level."""
    path = QPainterPath(QPointF(*points[0]))
    for i, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        bend = max(abs(x2 - x1) * 0.5, 18.0) if len(points) == 2 else abs(x2 - x1) / 3
        rise, fall = _slope(points, i) * bend, _slope(points, i + 1) * bend
        path.cubicTo(QPointF(x1 + bend, y1 + rise), QPointF(x2 - bend, y2 - fall), QPointF(x2, y2))
    return path


def _slope(points: Sequence[Point], i: int) -> float:
    """How steep a curve is at one of its points: level at the ends, else as from neighbour to neighbour."""
    if i in (0, len(points) - 1):
        return 0.0
    (x1, y1), (x2, y2) = points[i - 1], points[i + 1]
    return (y2 - y1) / (x2 - x1) if x2 > x1 else 0.0
