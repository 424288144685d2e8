"""Where the nodes of a formula's graph stand: in layers, and where they stood before if nothing forbids it.

Heights and distances are scene units, which are pixels at zoom 1. No Qt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from playground.layering import Layering, layers_of

Point = tuple[float, float]
#: A node and what it is computed from, in topological order.
Links = Sequence[tuple[str, Sequence[str]]]

#: Distance of layers, and of neighbours in one.
COLUMN, ROW = 150.0, 112.0
#: Up to this many nodes the crossings are counted; beyond, networkx only puts them in columns.
FEW = 1_000
#: Share of the nodes that must have stood before for them to stay.
ENOUGH = 0.4
#: How far apart new nodes are looked for a free place, in rows.
SEARCH = 400


@dataclass(frozen=True)
class Arrangement:
    """Every node's centre, and the points that a long edge (parent, child) passes on its way."""

    positions: dict[str, Point]
    routes: dict[tuple[str, str], tuple[Point, ...]] = field(default_factory=dict)


def arrange(
    links: Links, before: Arrangement | None = None, placed: Mapping[str, Point] | None = None
) -> Arrangement:
    """Return where everything stands.

    Nodes in `placed` stand there. If enough of the nodes stood somewhere in `before`, those stay unless
    they would come to stand left of something they are computed from, and new ones find a place near
    their neighbours. Otherwise all is laid out afresh.
    """
    placed = placed or {}
    stood = before.positions if before else {}
    common = sum(key in stood for key, _ in links)
    if before and links and common >= ENOUGH * max(len(links), len(stood)):
        positions = _carried_on(links, stood, placed)
        routes = _still_valid(before, positions)
    else:
        fresh = tidy(links)
        positions = {**fresh.positions, **{key: placed[key] for key in fresh.positions if key in placed}}
        routes = _still_valid(fresh, positions)
    names = {(parent, key) for key, parents in links for parent in parents}
    return Arrangement(positions, {edge: points for edge, points in routes.items() if edge in names})


def tidy(links: Links) -> Arrangement:
    """Lay all out afresh: few crossings for a graph of up to `FEW` nodes, plain columns beyond."""
    number = {key: index for index, (key, _) in enumerate(links)}
    parents = [[number[parent] for parent in inputs] for _, inputs in links]
    if len(links) > FEW:
        return _columns(links, parents)
    layering = Layering(parents)
    layering.arrange()
    points = [(COLUMN * x, ROW * y) for x, y in zip(layering.layer, layering.heights, strict=True)]
    keys = [key for key, _ in links]
    return Arrangement(
        dict(zip(keys, points, strict=False)),
        {
            (keys[parent], keys[child]): tuple(points[stand_in] for stand_in in route)
            for (parent, child), route in layering.routes.items()
        },
    )


def _columns(links: Links, parents: Sequence[Sequence[int]]) -> Arrangement:
    """Columns by `networkx.multipartite_layout`, for graphs too large to look for crossings."""
    import networkx as nx

    columns: dict[int, list[int]] = {}
    for node, layer in enumerate(layers_of(parents)):
        columns.setdefault(layer, []).append(node)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(links)))
    raw = nx.multipartite_layout(graph, subset_key=dict(sorted(columns.items())))
    # The layout scales rows and columns alike: neighbouring columns, and rows, stand `unit` apart.
    first, last = raw[columns[0][0]][0], raw[columns[max(columns)][0]][0]
    unit = (last - first) / max(columns) if max(columns) else 2.0 / max(len(links) - 1, 1)
    return Arrangement(
        {
            key: (COLUMN * float(raw[i][0] - first) / unit, ROW * float(raw[i][1]) / unit)
            for i, (key, _) in enumerate(links)
        }
    )


def _still_valid(
    before: Arrangement, positions: Mapping[str, Point]
) -> dict[tuple[str, str], tuple[Point, ...]]:
    """The routes of the edges both of whose ends stand where they stood."""
    return {
        edge: points
        for edge, points in before.routes.items()
        if all(positions.get(end) == before.positions.get(end) for end in edge)
    }


def _carried_on(links: Links, stood: Mapping[str, Point], placed: Mapping[str, Point]) -> dict[str, Point]:
    uses: dict[str, list[str]] = {key: [] for key, _ in links}
    for key, inputs in links:
        for parent in inputs:
            uses[parent].append(key)
    columns = _carried_columns(links, uses, stood, placed)
    room = _Room()
    positions: dict[str, Point] = {}
    for key, _ in links:  # first those that stay, so that new ones keep clear of them
        known = placed.get(key) or stood.get(key)
        if known and (key in placed or known[0] == columns[key]):
            positions[key] = known
            room.take(known)
    for key, inputs in links:
        if key not in positions:
            near = [positions[other] for other in (*inputs, *uses[key]) if other in positions]
            wish = stood[key][1] if key in stood else sum(y for _, y in near) / len(near) if near else 0.0
            positions[key] = room.find(columns[key], wish)
    return {key: positions[key] for key, _ in links}


def _carried_columns(
    links: Links, uses: Mapping[str, list[str]], stood: Mapping[str, Point], placed: Mapping[str, Point]
) -> dict[str, float]:
    """Where each node stands across: unmoved if it is right of its parents, else one column right of them."""
    across: dict[str, float] = {}
    later: list[str] = []
    for key, inputs in links:
        known = placed.get(key) or stood.get(key)
        bounds = [across[parent] + COLUMN for parent in inputs if parent in across]
        if key in placed:
            across[key] = placed[key][0]
        elif known:
            across[key] = max(known[0], *bounds) if _too_far_left(known[0], bounds) else known[0]
        elif bounds:
            across[key] = max(bounds)
        elif inputs:
            targets = [stood[use][0] for use in uses[key] if use in stood]
            across[key] = min(targets) - COLUMN if targets else COLUMN
        else:
            later.append(key)  # a new input: left of its first use
    for key in later:
        across[key] = min((across[use] for use in uses[key]), default=COLUMN) - COLUMN
    return across


def _too_far_left(x: float, bounds: Sequence[float]) -> bool:
    return bool(bounds) and x < max(bounds) - 0.5 * COLUMN


class _Room:
    """Remembers where nodes stand, and finds a free place in a column."""

    def __init__(self) -> None:
        self._cells: dict[int, list[Point]] = {}

    def take(self, point: Point) -> None:
        self._cells.setdefault(round(point[0] / COLUMN), []).append(point)

    def find(self, x: float, wish: float) -> Point:
        """Return the free place nearest to the wished height, below before above, and take it."""
        column = round(x / COLUMN)
        others = [
            y
            for cell in (column - 1, column, column + 1)
            for at, y in self._cells.get(cell, ())
            if abs(at - x) < 0.9 * COLUMN
        ]
        for step in range(SEARCH):
            for side in (1, -1):
                y = wish + side * step * ROW / 2
                if all(abs(y - other) >= 0.95 * ROW for other in others):
                    self.take((x, y))
                    return x, y
        return x, wish
