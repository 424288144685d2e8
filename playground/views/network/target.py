"""What the pointer or the keyboard is at, and how the keys move it. No Qt."""

from __future__ import annotations

from playground.layout import INPUT_LAYER, Node, loss_node
from playground.views.network.geometry import Bias, Edge, Geometry

#: A node, an edge or a bias of the network.
Target = Node | Edge | Bias


def exists(target: Target | None, geometry: Geometry) -> bool:
    """Say whether a target is (still) in the network."""
    if isinstance(target, Edge):
        if not 0 <= target.layer < len(geometry.gaps) - 1:
            return False
        rows, columns = geometry.gaps[target.layer].starts.shape
        return bool(target.neuron < rows and target.source < columns)
    node = (target.layer, target.neuron) if isinstance(target, Bias) else target
    return node in geometry.centres and node != loss_node(geometry.network)


def neuron_of(target: Target) -> Node:
    """Return the neuron of a target: itself, the one an edge leads into, or the one with that bias."""
    return (target.layer, target.neuron) if isinstance(target, Edge | Bias) else target


def moved(target: Target | None, direction: str, geometry: Geometry) -> Node:
    """Return the node that an arrow key ("left", "right", "up", "down") leads to.

    Without a target it begins at the first neuron; sideways it goes to the nearest height.
    """
    if target is None:
        return (0, 0)
    layer, index = neuron_of(target)
    if direction in ("up", "down"):
        count = _count(layer, geometry)
        return (layer, min(max(index + (1 if direction == "down" else -1), 0), count - 1))
    beside = layer + (1 if direction == "right" else -1)
    if not INPUT_LAYER <= beside <= geometry.output_layer:
        return (layer, index)
    height = geometry.centres[(layer, index)][1]
    near = range(_count(beside, geometry))
    return (beside, min(near, key=lambda i: abs(geometry.centres[(beside, i)][1] - height)))


def next_number(
    target: Target | None, step: int, home: Node | None, geometry: Geometry
) -> tuple[Edge | Bias, Node]:
    """Return the next (+1) or previous (−1) weight or bias around a neuron, and that neuron.

    `home` is the neuron that is being gone round: first its sum, the edges that lead in and the bias,
    then the edges that lead out.
    """
    if target is None:
        home = (0, 0)
    elif not isinstance(target, Edge | Bias):
        home = target
    elif home is None:
        home = neuron_of(target)
    around = numbers_of(home, geometry)
    if isinstance(target, Edge | Bias) and target in around:
        return around[(around.index(target) + step) % len(around)], home
    return around[0 if step > 0 else -1], home


def numbers_of(node: Node, geometry: Geometry) -> list[Edge | Bias]:
    """Return the numbers at a node: edges that lead in from top to bottom, its bias, edges that lead out."""
    layer, index = node
    into: list[Edge | Bias] = []
    if layer > INPUT_LAYER:
        into = [Edge(layer, index, source) for source in range(_count(layer - 1, geometry))]
        into.append(Bias(layer, index))
    if layer == geometry.output_layer:
        return into
    return into + [Edge(layer + 1, neuron, index) for neuron in range(_count(layer + 1, geometry))]


def _count(layer: int, geometry: Geometry) -> int:
    network = geometry.network
    if layer == INPUT_LAYER:
        return len(network.features)
    return network.hidden[layer].neurons if layer < len(network.hidden) else network.outputs


def nearest(target: Target, geometry: Geometry) -> Node | None:
    """Return where a selection goes of which nothing is left: up in its column, or nowhere."""
    layer, index = neuron_of(target)
    if not INPUT_LAYER <= layer <= geometry.output_layer:
        return None
    return (layer, min(index, _count(layer, geometry) - 1))


def focus_node(target: Target | None) -> Node | None:
    """Return the neuron or input that a target shows in the large plot; an edge shows none."""
    return None if target is None or isinstance(target, Edge) else neuron_of(target)


def is_hidden(node: Node, geometry: Geometry) -> bool:
    """Say whether a node is a hidden neuron."""
    return INPUT_LAYER < node[0] < geometry.output_layer
