"""The network in pixels: where tiles, curves and columns lie on a canvas of a given size. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.document import Network
from playground.layout import INPUT_LAYER, Node, Placement, loss_node, place

Array = NDArray[np.float64]

#: Tile sides in unscaled pixels: the mockups' 46 may grow with the window and shrink with the network.
SMALLEST_TILE, LARGEST_TILE = 9.0, 92.0
#: How many straight pieces stand for a curve when the pointer is near it.
PIECES = 48


def curve_x(t: float | Array) -> Array:
    """Share of the way from left to right at curve parameter t: the Bézier x with controls at half way."""
    return np.asarray(1.5 * t - 1.5 * t * t + t * t * t)


def curve_y(t: float | Array) -> Array:
    """Share of the way from the source's to the target's height at curve parameter t."""
    return np.asarray(t * t * (3.0 - 2.0 * t))


@dataclass(frozen=True, slots=True)
class Edge:
    """The edge into `neuron` of `layer` from input `source` of the layer before it."""

    layer: int
    neuron: int
    source: int


@dataclass(frozen=True, slots=True)
class Bias:
    """The bias of `neuron` of `layer`."""

    layer: int
    neuron: int


@dataclass(frozen=True)
class Gap:
    """The room between two columns and the curves in it, all from `left` to `right`.

    `starts` and `ends` (n_out, n_in) are the heights at which each edge leaves and arrives.
    """

    layer: int
    left: float
    right: float
    starts: Array
    ends: Array

    def points(self, t: float | Array) -> tuple[Array, Array]:
        """Return the x and y of every curve, (…, n_out, n_in) each, at its parameter t, 0 at the source."""
        y = self.starts + (self.ends - self.starts) * curve_y(t)
        x = self.left + (self.right - self.left) * curve_x(t)
        return np.broadcast_to(x, y.shape), y

    def distances(self, x: float, y: float) -> Array:
        """Return the distance in pixels from (x, y) to each curve, (n_out, n_in)."""
        xs, shares = self._pieces
        ys = self.starts[..., None] + (self.ends - self.starts)[..., None] * shares
        dx, dy = np.diff(xs), np.diff(ys, axis=-1)
        from_x, from_y = x - xs[:-1], y - ys[..., :-1]
        along = np.clip((from_x * dx + from_y * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        nearest: Array = np.hypot(from_x - along * dx, from_y - along * dy).min(axis=-1)
        return nearest

    @cached_property
    def _pieces(self) -> tuple[Array, Array]:
        t = np.linspace(0.0, 1.0, PIECES + 1)
        return self.left + (self.right - self.left) * curve_x(t), curve_y(t)


@dataclass(frozen=True)
class Geometry:
    """A network laid out on a canvas of `width` × `height` device-independent pixels.

    `tile` is a tile's side, `centres` every node's middle (the loss among them), `columns` the x of
    each column from the inputs to the loss, `gaps` one entry a layer and, last, outputs to loss.
    """

    network: Network
    width: float
    height: float
    scale: float
    tile: float
    pitch: float
    columns: tuple[float, ...]
    centres: dict[Node, tuple[float, float]]
    gaps: tuple[Gap, ...]
    loss_radius: float

    @property
    def output_layer(self) -> int:
        """The output layer's index."""
        return len(self.network.hidden)

    def column_x(self, layer: int) -> float:
        """Return the x of a layer's column (-1: the inputs)."""
        return self.columns[layer + 1]

    @property
    def bias_side(self) -> float:
        """The side of the small square that stands for a neuron's bias."""
        return max(5.0, min(0.24 * self.tile, 14.0 * self.scale))

    def bias_centre(self, layer: int, neuron: int) -> tuple[float, float]:
        """Return the middle of a neuron's bias mark: on the lower left corner of its tile."""
        x, y = self.centres[(layer, neuron)]
        away = 0.46 * self.tile
        return x - away, min(y + away, self.height - self.bias_side / 2)

    def bias_at(self, x: float, y: float) -> Bias | None:
        """Return the bias whose mark is under a point."""
        reach = self.bias_side / 2 + 1.5
        for layer, neuron in self.centres:
            if 0 <= layer <= self.output_layer:
                middle_x, middle_y = self.bias_centre(layer, neuron)
                if abs(x - middle_x) <= reach and abs(y - middle_y) <= reach:
                    return Bias(layer, neuron)
        return None

    def node_at(self, x: float, y: float) -> Node | None:
        """Return the input, neuron or loss under a point."""
        reach = self.tile / 2 + 1.0
        for node, (cx, cy) in self.centres.items():
            if abs(x - cx) <= reach and abs(y - cy) <= reach:
                return node
        return None

    def input_beside(self, x: float, y: float) -> int | None:
        """Return the input whose label or tile is at a point."""
        for index in range(len(self.network.features)):
            middle, height = self.centres[(INPUT_LAYER, index)]
            if x <= middle + self.tile / 2 and abs(y - height) <= max(self.tile / 2, 9.0 * self.scale):
                return index
        return None

    def edge_at(self, x: float, y: float, reach: float = 5.0) -> Edge | None:
        """Return the edge whose curve is nearest to a point, none if further than `reach` pixels.

        Those from the outputs to the loss have no weight and do not count.
        """
        for gap in self.gaps[:-1]:
            if gap.left - 1.0 <= x <= gap.right + 1.0:
                distances = gap.distances(x, y)
                neuron, source = np.unravel_index(int(distances.argmin()), distances.shape)
                if distances[neuron, source] <= reach:
                    return Edge(gap.layer, int(neuron), int(source))
        return None


def lay_out(
    network: Network, width: float, height: float, scale: float = 1.0, label_width: float = 30.0
) -> Geometry:
    """Return the geometry of a network on a canvas; `scale` is 1 for 13 px text.

    Columns keep the order and spacing of `layout.place`; rows are spread so that the fullest column
    takes the height and small columns do not huddle.
    """
    placement = place(network)
    tile, pitch = _tile(placement, width, height, scale)
    margin = 10.0 * scale
    left = margin + label_width + 6.0 * scale + tile / 2
    loss_radius = min(max(0.36 * tile, 9.0 * scale), 24.0 * scale)
    right = width - margin - max(loss_radius, 22.0 * scale)
    columns = tuple(left + (right - left) * share for share in _column_shares(placement))
    centres: dict[Node, tuple[float, float]] = {}
    for nodes, x in zip(placement.columns, columns, strict=True):
        spread = _row_pitch(len(nodes), pitch, tile, height)
        if nodes[0][0] == len(network.hidden) and len(nodes) > 1:
            # Below each output its class is named.
            spread = max(spread, min(height / len(nodes), tile + 20.0 * scale))
        for node in nodes:
            centres[node] = (x, height / 2 + placement.positions[node][1] * spread)
    geometry = Geometry(network, width, height, scale, tile, pitch, columns, centres, (), loss_radius)
    gaps = tuple(_gap(geometry, placement, layer) for layer in range(len(placement.columns) - 1))
    return Geometry(network, width, height, scale, tile, pitch, columns, centres, gaps, loss_radius)


def _tile(placement: Placement, width: float, height: float, scale: float) -> tuple[float, float]:
    rows = max(len(nodes) for nodes in placement.columns)
    pitch = height / rows
    column = width / (len(placement.columns) + 0.3)
    gap = max(4.0 * scale, 0.37 * pitch - 3.2 * scale)
    tile = min(pitch - gap, 0.44 * column, LARGEST_TILE * scale)
    return float(max(round(tile), SMALLEST_TILE)), pitch


def _column_shares(placement: Placement) -> list[float]:
    """The loss needs no room for headers and fans, so it stands nearer to the output than the rest."""
    shares = [placement.positions[nodes[0]][0] for nodes in placement.columns]
    step = shares[-1] - shares[-2]
    last = shares[-2] + 0.8 * step
    return [share / last for share in shares[:-1]] + [1.0]


def _row_pitch(count: int, pitch: float, tile: float, height: float) -> float:
    """Fuller columns keep the common pitch; smaller ones spread towards what reads well."""
    wanted = min(height / count, max(pitch * 1.15, tile * 2.2))
    return float(max(pitch, wanted)) if count > 1 else pitch


def _gap(geometry: Geometry, placement: Placement, layer: int) -> Gap:
    sources, targets = placement.columns[layer], placement.columns[layer + 1]
    half = geometry.tile / 2
    is_loss = targets[0] == loss_node(geometry.network)
    left = geometry.centres[sources[0]][0] + half
    right = geometry.centres[targets[0]][0] - (geometry.loss_radius if is_loss else half)
    source_y = np.array([geometry.centres[node][1] for node in sources])
    target_y = np.array([geometry.centres[node][1] for node in targets])
    starts = source_y[None, :] + _ports(len(targets), geometry.tile, 0.35)[:, None]
    ends = target_y[:, None] + _ports(len(sources), geometry.tile, 0.5)[None, :]
    return Gap(layer, left, right, starts, ends)


def _ports(count: int, tile: float, share: float) -> Array:
    """Offsets at which edges meet a tile's side: spread a little, so that a fan can be told apart."""
    if count == 1:
        return np.zeros(1)
    reach = min(share * tile, 7.0 * (count - 1)) / 2
    return np.linspace(-reach, reach, count)
