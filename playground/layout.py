"""Where a network's nodes stand: a networkx graph and positions from a networkx layout. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from playground import document
from playground.document import Network

if TYPE_CHECKING:
    import networkx as nx

#: A node is (layer, index): layer -1 are the input features, 0 the first hidden layer, then the
#: output layer, and last the loss.
Node = tuple[int, int]

INPUT_LAYER = -1


@dataclass(frozen=True, slots=True)
class Placement:
    """Every node's position: x runs from 0 (inputs) to 1 (loss), y counts rows, 0 in the middle, downward.

    `columns` lists each layer's nodes from top to bottom, from the inputs to the loss.
    """

    columns: tuple[tuple[Node, ...], ...]
    positions: dict[Node, tuple[float, float]]


def output_layer(network: Network) -> int:
    """Return the index of the output layer: it follows the hidden layers 0, 1, …"""
    return len(network.hidden)


def loss_node(network: Network) -> Node:
    """Return the node that stands for the loss, right of the output neurons."""
    return (output_layer(network) + 1, 0)


def layer_sizes(network: Network) -> tuple[int, ...]:
    """Return how many nodes each column has: features, hidden layers, outputs, the loss."""
    return (*document.layer_sizes(network), 1)


def network_graph(network: Network) -> nx.DiGraph:
    """Return the network as a directed graph, edges pointing the way signals run.

    Nodes are `Node` tuples with the attribute `layer` (their column); each edge carries `layer`, the layer
    that it leads into. Two neighbouring layers are joined completely, the outputs to the loss.
    """
    import networkx as nx

    graph = nx.DiGraph()
    sizes = layer_sizes(network)
    for column, size in enumerate(sizes):
        graph.add_nodes_from(((column - 1, index) for index in range(size)), layer=column - 1)
    for layer in range(len(sizes) - 1):
        graph.add_edges_from(
            (
                ((layer - 1, source), (layer, target))
                for target in range(sizes[layer + 1])
                for source in range(sizes[layer])
            ),
            layer=layer,
        )
    return graph


@lru_cache(maxsize=32)
def place(network: Network) -> Placement:
    """Return where the nodes stand, by `networkx.multipartite_layout`: the same network, the same places."""
    import networkx as nx

    columns = tuple(
        tuple((column - 1, index) for index in range(size))
        for column, size in enumerate(layer_sizes(network))
    )
    # Given as ordered lists: grouped by the attribute the nodes of a layer would come in a set's order.
    ordered = {nodes[0][0]: list(nodes) for nodes in columns}
    raw = nx.multipartite_layout(network_graph(network), subset_key=ordered, align="vertical")
    left, right = raw[columns[0][0]][0], raw[columns[-1][0]][0]
    # The layout scales rows and columns alike, so neighbouring columns stand one row apart.
    row = (right - left) / (len(columns) - 1)
    positions = {
        node: ((float(x) - left) / (right - left), float(round(y / row, 6))) for node, (x, y) in raw.items()
    }
    return Placement(columns, positions)
