"""Where a graph's nodes stand while parts of it open and close: in their places, or just pushed aside.

A part that opens takes the place of its folded node and grows to the right and, halves each way, up and
down. What stands right of it moves right by its width; what stands over or under it in its column makes
room. All else stays, and folding it again puts everything back exactly. No Qt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

from playground.folding import Group, fold
from playground.formula import Formula
from playground.graph_layout import COLUMN, ENOUGH, ROW, Arrangement, Point, arrange, tidy

#: What an open part keeps free over and under itself, for its frame and the tab on that.
FRAME = 0.2 * ROW
#: How many times wider than high a canvas is in most windows, and how far rows are put apart at most.
PROPORTION, WIDEST_ROWS = 1.8, 1.5

Edge = tuple[str, str]
Routes = dict[Edge, tuple[Point, ...]]


@dataclass(frozen=True)
class _Block:
    """An open part: its nodes from (0, 0) to the right, and how far it reaches beyond a single node."""

    positions: dict[str, Point]
    routes: Routes
    width: float
    up: float
    down: float


class FoldedLayout:
    """Remembers how the graph was laid out, and what was folded then."""

    def __init__(self) -> None:
        self._base: Arrangement | None = None
        self._folded_then: frozenset[str] = frozenset()
        self._known: frozenset[str] = frozenset()

    def rename(self, key: str, name: str) -> None:
        """Let a node that gets another key stand where it stood."""
        if self._base is not None and key in self._base.positions:
            stands = {**self._base.positions, name: self._base.positions[key]}
            self._base = Arrangement(stands, self._base.routes)

    def arrange(
        self,
        formula: Formula,
        found: Sequence[Group],
        closed: Collection[Group],
        placed: Mapping[str, Point],
        afresh: bool = False,
    ) -> Arrangement:
        """Return where everything stands that is drawn with these of the groups found closed."""
        shut = frozenset(group.ident for group in closed)
        then = frozenset(
            ident
            for ident in (group.ident for group in found)
            if (ident in self._folded_then if ident in self._known else ident in shut)
        )
        links = _links_when(formula, found, then)
        if afresh or self._base is None or not _enough(links, self._base):
            then, afresh = shut, True
            links = _links_when(formula, found, then)
        if afresh:
            self._base = _in_proportion(arrange([*links.items()]))
        self._base = arrange([*links.items()], self._base, placed)
        self._folded_then, self._known = then, frozenset(group.ident for group in found)
        return _as_drawn(formula, found, shut, then, self._base, placed)


def _in_proportion(base: Arrangement) -> Arrangement:
    """A drawing much wider than high with its rows further apart, so that it uses the height there is."""
    across, heights = zip(*base.positions.values(), strict=True) if base.positions else ((0.0,), (0.0,))
    high = max(heights) - min(heights) + ROW
    wide = max(across) - min(across) + COLUMN
    factor = min(max(wide / high / PROPORTION, 1.0), WIDEST_ROWS)
    return Arrangement(
        {key: (x, round(factor * y, 6)) for key, (x, y) in base.positions.items()},
        {edge: tuple((x, factor * y) for x, y in points) for edge, points in base.routes.items()},
    )


def _links_when(formula: Formula, found: Iterable[Group], shut: Collection[str]) -> dict[str, Sequence[str]]:
    closed = [group for group in found if group.ident in shut]
    nodes = fold(formula, closed) if closed else formula.nodes
    return {node.key: node.parents for node in nodes}


def _enough(links: Mapping[str, Sequence[str]], before: Arrangement) -> bool:
    """Whether so many nodes stood somewhere before that they stay (as in `graph_layout.arrange`)."""
    common = sum(key in before.positions for key in links)
    return common >= ENOUGH * max(len(links), len(before.positions))


def _as_drawn(
    formula: Formula,
    found: Sequence[Group],
    shut: frozenset[str],
    then: frozenset[str],
    base: Arrangement,
    placed: Mapping[str, Point],
) -> Arrangement:
    """The base with what has been opened since blown up, and what has been folded since drawn together."""
    if not shut and not then:
        return base
    inside = _Inside(formula, found, shut)
    outermost_then = _outermost(group for group in found if group.ident in then)
    blocks = {
        g.key: inside.block(g) for g in outermost_then if g.ident not in shut and g.key in base.positions
    }
    positions, routes = _blown_up(base, blocks)
    for group in _outermost(group for group in found if group.ident in shut):
        if group.key not in positions:
            ends = [positions[root] for root in group.roots if root in positions]
            positions[group.key] = (
                sum(x for x, _ in ends) / len(ends),
                sum(y for _, y in ends) / len(ends),
            )
    drawn = [node.key for node in fold(formula, [g for g in found if g.ident in shut])]
    shown = {key: placed.get(key) or positions[key] for key in drawn}
    stand = {
        edge: points
        for edge, points in routes.items()
        if all(end in shown and shown[end] == positions[end] for end in edge)
    }
    return Arrangement(shown, stand)


class _Inside:
    """Lays out the inside of open parts; in an open layer its neurons, and so on inwards."""

    def __init__(self, formula: Formula, found: Sequence[Group], shut: frozenset[str]) -> None:
        self._formula, self._found, self._shut = formula, found, shut

    def block(self, group: Group) -> _Block:
        """Return a part's inside, laid out as if all parts in it were folded and then blown up."""
        smaller = [g for g in self._found if g.members < group.members]
        children = _outermost(smaller)
        owner = {key: child.key for child in children for key in child.members}
        parents: dict[str, dict[str, None]] = {}
        for node in self._formula.nodes:
            if node.key in group.members:
                item = owner.get(node.key, node.key)
                known = parents.setdefault(item, {})
                sources = (owner.get(p, p) for p in node.parents if p in group.members)
                known.update((source, None) for source in sources if source != item)
        order = list(TopologicalSorter(parents).static_order())
        if group.kind == "layer":
            order.reverse()  # its neurons do not depend on each other; `tidy` starts from the last one
        base = tidy([(item, tuple(parents[item])) for item in order])
        blocks = {child.key: self.block(child) for child in children if child.ident not in self._shut}
        positions, routes = _blown_up(base, blocks)
        left, right = min(x for x, _ in positions.values()), max(x for x, _ in positions.values())
        top, bottom = min(y for _, y in positions.values()), max(y for _, y in positions.values())
        middle = (top + bottom) / 2
        return _Block(
            {key: (x - left, y - middle) for key, (x, y) in positions.items()},
            {edge: _moved(points, -left, -middle) for edge, points in routes.items()},
            right - left,
            middle - top + FRAME,
            bottom - middle + FRAME,
        )


def _blown_up(base: Arrangement, blocks: Mapping[str, _Block]) -> tuple[dict[str, Point], Routes]:
    """Put blocks in the places of their nodes, and the others aside."""
    widths: dict[int, float] = {}
    for key, block in blocks.items():
        column = _column(base.positions[key][0])
        widths[column] = max(widths.get(column, 0.0), block.width)
    heights = _heights(base.positions, blocks)

    def across(x: float) -> float:
        return x + sum(width for column, width in widths.items() if column < _column(x))

    positions: dict[str, Point] = {}
    routes: Routes = {}
    for key, (x, _) in base.positions.items():
        place = across(x), heights[key]
        if key in blocks:
            positions.update(_offset(blocks[key].positions, *place))
            routes.update((e, _moved(points, *place)) for e, points in blocks[key].routes.items())
        else:
            positions[key] = place
    for edge, points in base.routes.items():
        ends = all(e in positions and e not in blocks and heights[e] == base.positions[e][1] for e in edge)
        if ends:
            routes[edge] = tuple((across(x), y) for x, y in points)
    return positions, routes


def _heights(positions: Mapping[str, Point], blocks: Mapping[str, _Block]) -> dict[str, float]:
    """Heights with room for the blocks, in each column as near to the old ones as its order allows."""
    heights = {key: y for key, (_, y) in positions.items()}
    for column in {_column(positions[key][0]) for key in blocks}:
        keys = sorted((k for k in positions if _column(positions[k][0]) == column), key=heights.__getitem__)
        offsets = [0.0]
        for above, below in pairwise(keys):
            gap = min(ROW, heights[below] - heights[above])
            if above in blocks or below in blocks:
                gap = ROW
            gap += blocks[above].down if above in blocks else 0.0
            gap += blocks[below].up if below in blocks else 0.0
            offsets.append(offsets[-1] + gap)
        level = _rising([heights[key] - offset for key, offset in zip(keys, offsets, strict=True)])
        heights.update((key, y + offset) for key, y, offset in zip(keys, level, offsets, strict=True))
    return heights


def _rising(wishes: Sequence[float]) -> list[float]:
    """The rising numbers nearest to the wishes by least squares (pool adjacent violators)."""
    pools: list[list[float]] = []
    for wish in wishes:
        pool = [wish]
        while pools and sum(pools[-1]) / len(pools[-1]) > sum(pool) / len(pool):
            pool = pools.pop() + pool
        pools.append(pool)
    return [sum(pool) / len(pool) for pool in pools for _ in pool]


def _outermost(found: Iterable[Group]) -> list[Group]:
    """Those groups that lie in no other of them."""
    kept: list[Group] = []
    taken: set[str] = set()
    for group in sorted(found, key=lambda group: -len(group.members)):
        if not group.members & taken:
            kept.append(group)
            taken |= group.members
    return kept


def _column(x: float) -> int:
    return round(x / COLUMN)


def _offset(positions: Mapping[str, Point], dx: float, dy: float) -> dict[str, Point]:
    return {key: (x + dx, y + dy) for key, (x, y) in positions.items()}


def _moved(points: Iterable[Point], dx: float, dy: float) -> tuple[Point, ...]:
    return tuple((x + dx, y + dy) for x, y in points)
