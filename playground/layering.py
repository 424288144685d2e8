"""A layered drawing of a graph with few crossings, after Sugiyama: layers, order in them, then heights.

Sugiyama, Tagawa and Toda (1981); heights by least squares with the order kept (pool adjacent violators).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence

#: How often the layers are ordered, alternately from the left and from the right.
SWEEPS = 6
#: How many stand-ins for long edges there may be for each node; with more, long edges are left out.
MOST_STAND_INS = 4


class Layering:
    """Nodes 0 … n−1 with their parents, put into layers from left to right.

    Long edges get stand-ins, numbered from n, in the layers that they cross. After `arrange()`,
    `heights` holds every node's height in rows, and `routes` each long edge's stand-ins.
    """

    def __init__(self, parents: Sequence[Sequence[int]]) -> None:
        self.count = len(parents)
        self.layer = layers_of(parents)
        self.routes: dict[tuple[int, int], list[int]] = {}
        self._rows: list[list[int]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        self._left: list[list[int]] = [[] for _ in parents]
        self._right: list[list[int]] = [[] for _ in parents]
        for node in _depth_first(parents):
            self._rows[self.layer[node]].append(node)
        self._join(parents)
        self.heights: list[float] = []

    def arrange(self) -> None:
        """Order the layers with few crossings, then give every node its height."""
        best, fewest = [row[:] for row in self._rows], self._crossings()
        for sweep in range(SWEEPS):
            if not fewest:
                break
            self._order(from_left=sweep % 2 == 0)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [row[:] for row in self._rows], crossings
        self._rows = best
        self._raise()

    def _join(self, parents: Sequence[Sequence[int]]) -> None:
        """Join neighbouring layers, over stand-ins where an edge is long."""
        edges = {(parent, node) for node, inputs in enumerate(parents) for parent in inputs}
        stand_ins = sum(self.layer[node] - self.layer[parent] - 1 for parent, node in edges)
        for parent, node in sorted(edges):
            before = parent
            if stand_ins <= MOST_STAND_INS * self.count:
                route = []
                for layer in range(self.layer[parent] + 1, self.layer[node]):
                    stand_in = len(self.layer)
                    self.layer.append(layer)
                    self._rows[layer].append(stand_in)
                    self._left.append([before])
                    self._right.append([])
                    self._right[before].append(stand_in)
                    route.append(stand_in)
                    before = stand_in
                if route:
                    self.routes[parent, node] = route
            self._left[node].append(before)
            self._right[before].append(node)

    def _order(self, from_left: bool) -> None:
        """Sort each layer by the mean place of its neighbours in the layers seen before."""
        place: dict[int, float] = {}
        near = self._left if from_left else self._right
        for row in self._rows if from_left else self._rows[::-1]:
            wish = {
                node: sum(place.get(other, 0.0) for other in near[node]) / len(near[node])
                if near[node]
                else None
                for node in row
            }
            row[:] = _sorted_with_gaps(row, wish)
            middle = (len(row) - 1) / 2
            place.update((node, index - middle) for index, node in enumerate(row))

    def _crossings(self) -> int:
        """How many pairs of edges between neighbouring layers cross."""
        total = 0
        place = {node: index for row in self._rows for index, node in enumerate(row)}
        for row in self._rows[1:]:
            seen: list[int] = []
            for node in row:
                ends = [place[parent] for parent in self._left[node]]
                total += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
                for end in ends:
                    insort(seen, end)
        return total

    def _raise(self) -> None:
        """Give every node a height near its neighbours', a row apart from those it shares a layer with."""
        heights = [0.0] * len(self.layer)
        for row in self._rows:
            for index, node in enumerate(row):
                heights[node] = index - (len(row) - 1) / 2
        for sweep in range(SWEEPS):
            for row in self._rows if sweep % 2 == 0 else self._rows[::-1]:
                wishes = []
                for node in row:
                    near = self._left[node] if sweep % 2 == 0 else self._right[node]
                    near = near or (self._right[node] if sweep > 1 else [])
                    wishes.append(sum(heights[n] for n in near) / len(near) if near else heights[node])
                for node, height in zip(row, spread(wishes), strict=True):
                    heights[node] = height
        self.heights = heights


def layers_of(parents: Sequence[Sequence[int]]) -> list[int]:
    """Return each node's layer: right of all its parents, and inputs just left of their first use.

    Nodes come in topological order.
    """
    uses: list[list[int]] = [[] for _ in parents]
    layer = [0] * len(parents)
    for node, inputs in enumerate(parents):
        for parent in inputs:
            uses[parent].append(node)
        if inputs:
            layer[node] = 1 + max(layer[parent] for parent in inputs)
    for node in reversed(range(len(parents))):
        free = all(not parents[parent] and len(uses[parent]) == 1 for parent in parents[node])
        if uses[node] and free:
            layer[node] = min(layer[use] for use in uses[node]) - 1
    return layer


def spread(wishes: Sequence[float]) -> list[float]:
    """Return heights nearest to the wishes (least squares), in their order and at least 1 apart.

    >>> spread([0.0, 0.0, 5.0])
    [-0.5, 0.5, 5.0]
    """
    blocks: list[tuple[float, int]] = []  # (mean of wish − index, how many)
    for index, wish in enumerate(wishes):
        mean, size = wish - index, 1
        while blocks and blocks[-1][0] > mean:
            before, length = blocks.pop()
            mean = (before * length + mean * size) / (length + size)
            size += length
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    return [mean + index for index, mean in enumerate(flat)]


def _sorted_with_gaps(row: Sequence[int], wish: Mapping[int, float | None]) -> list[int]:
    """Sort by wish; a node without one stays with the neighbour that it stood after."""
    keys: dict[int, tuple[float, int]] = {}
    last = -1e9
    for index, node in enumerate(row):
        wanted = wish[node]
        last = wanted if wanted is not None else last
        keys[node] = (last, index)
    return sorted(row, key=keys.__getitem__)


def _depth_first(parents: Sequence[Sequence[int]]) -> list[int]:
    """Return the nodes as met from the last one back, first parents first: an order to begin with."""
    seen: dict[int, None] = {}
    for root in reversed(range(len(parents))):
        stack = [root]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen[node] = None
                stack += parents[node][::-1]
    return list(seen)
