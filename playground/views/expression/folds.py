"""How the graph as drawn, with parts folded, maps to the formula's own nodes and edges, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from playground.folding import FoldedNode, Group, fold
from playground.formula import Formula
from playground.steps import Edge
from playground.symbols import with_subscript
from playground.views.expression.numbers import with_indices
from playground.views.expression.shape import Drawn

NAMES = {"sum": "weighted sum", "neuron": "neuron", "layer": "layer", "loss": "loss"}


@dataclass(frozen=True)
class Folds:
    """`groups` are the folded nodes by their key. Keys that are not mapped stand for themselves."""

    groups: dict[str, Group] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    bundles: dict[Edge, tuple[Edge, ...]] = field(default_factory=dict)
    lanes: dict[Edge, Edge] = field(default_factory=dict)

    def drawn(self, key: str) -> str:
        """The key of the drawn node that a node of the formula is, or has vanished into."""
        return self.owners.get(key, key)

    def drawn_edge(self, edge: Edge) -> Edge:
        """The drawn edge that an edge of the formula is part of."""
        return self.lanes.get(edge, edge)

    def real(self, key: str) -> str:
        """The formula's node that a drawn node speaks for: the result of what is folded into it."""
        return self.groups[key].roots[0] if key in self.groups else key

    def real_edges(self, edge: Edge) -> tuple[Edge, ...]:
        """The formula's edges that a drawn edge bundles."""
        return self.bundles.get(edge, (edge,))


def drawn_graph(formula: Formula, closed: Sequence[Group]) -> tuple[tuple[Drawn, ...], Folds]:
    """Return the nodes to draw when some groups are folded, and how they map to the formula's."""
    nodes = fold(formula, closed)
    drawn = tuple(Drawn(node.key, _title(formula, node), node.parents, _kind(node)) for node in nodes)
    if not closed:
        return drawn, Folds()
    groups = {node.key: node.group for node in nodes if node.group}
    bundles = {
        (node.key, parent, position): edges
        for node in nodes
        for position, (parent, edges) in enumerate(zip(node.parents, node.edges, strict=True))
    }
    return drawn, Folds(
        groups,
        {key: name for name, group in groups.items() for key in group.members},
        bundles,
        {edge: lane for lane, edges in bundles.items() for edge in edges},
    )


def describe(group: Group) -> str:
    """A group in words: neuron h₁, layer h₁, h₂; by its title if it has one."""
    if group.title:
        return group.title
    names = [with_subscript(root) for root in group.roots if root.isidentifier()]
    return f"{NAMES[group.kind]} {_listed(names)}".strip()


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names) if len(names) < 5 else f"{names[0]} … {names[-1]}"


def _kind(node: FoldedNode) -> str:
    return node.group.kind if node.group else ""


def _title(formula: Formula, node: FoldedNode) -> str:
    if node.group is None:
        return with_indices(formula.by_key[node.key].title)
    if node.group.title:
        return node.group.title
    names = [with_subscript(formula.by_key[root].name) for root in node.group.roots]
    kind = "sum" if node.group.kind == "sum" else node.group.kind
    return " · ".join(part for part in (kind, _listed(name for name in names if name)) if part)
