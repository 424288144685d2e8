"""The graph behind a value: the order backpropagation needs, orders that fail, and views of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import PlaygroundError

if TYPE_CHECKING:
    import networkx

    from engine.value import Value

#: How many visits `every_path` makes before it gives up: they double with every shared value.
MAX_VISITS = 100_000


def topological_order(output: Value) -> list[Value]:
    """Return every value that `output` was made from, parents before their uses, `output` last.

    The order is that of a depth-first walk, parents from first to last, so it is the same each time.
    A stack of our own, instead of recursion, has no depth limit; each value and each edge is met once.
    """
    order: list[Value] = []
    visited: set[Value] = set()
    stack: list[Any] = [output]
    while stack:
        node = stack.pop()
        if node is None:  # a mark: all parents of the value under it are in the order by now
            order.append(stack.pop())
        elif node not in visited:
            visited.add(node)
            if node.parents:
                stack += (node, None)
                stack += node.parents[::-1]
            else:
                order.append(node)
    return order


def slopes(node: Value) -> tuple[float, ...]:
    """Return the local derivatives ∂node/∂parent, one a parent."""
    if node.op is None:
        return ()
    return node.op.partials(*[parent.data for parent in node.parents], node.data)


def evaluate(output: Value, given: Mapping[Value, float]) -> float:
    """Return what `output` would be if the values in `given` had other numbers; change nothing.

    A value computed by an operation may be given too: that number then stands in for its result.

    >>> from engine import Value
    >>> x = Value(3.0)
    >>> evaluate(x * x + x, {x: 10.0})
    110.0
    """
    numbers: dict[Value, float] = {}
    for node in topological_order(output):
        if node in given:
            numbers[node] = given[node]
        elif node.op is None:
            numbers[node] = node.data
        else:
            numbers[node] = node.op.forward(*[numbers[parent] for parent in node.parents])
    return numbers[output]


# Why a topological order? Because other ways through the graph go wrong as soon as a value is used twice.


def uses_first(output: Value) -> list[Value]:
    """Return the right order: a value's turn comes after all of its uses."""
    return topological_order(output)[::-1]


def every_path(output: Value) -> list[Value]:
    """Return the visits of naive recursion: a value, then its parents, again on every path to them.

    A value met twice passes on its first share a second time, so the gradients come out too large.
    """
    visits: list[Value] = []
    stack = [output]
    while stack:
        if len(visits) == MAX_VISITS:
            raise PlaygroundError(f"Naive recursion did not finish in {MAX_VISITS:,} visits.")
        visits.append(stack.pop())
        stack += visits[-1].parents[::-1]
    return visits


def pre_order(output: Value) -> list[Value]:
    """Return a walk that visits each value once, when it is first met, before its parents.

    A value that is used twice passes on what it has before its second use has reported.
    """
    visits: dict[Value, None] = {}
    stack = [output]
    while stack:
        node = stack.pop()
        if node not in visits:
            visits[node] = None
            stack += node.parents[::-1]
    return list(visits)


def post_order(output: Value) -> list[Value]:
    """Return a walk that visits each value once, after its parents: the right order, backwards.

    Every value has its turn before any of its uses, when it has nothing to pass on.
    """
    return topological_order(output)


@dataclass(frozen=True, slots=True)
class Traversal:
    """One way through a graph: whose turn it is when, and the gradients that come of it."""

    name: str
    visits: list[Value]
    gradients: dict[Value, float]


#: The ways to compare, by name; the first is right.
TRAVERSALS: dict[str, Callable[[Value], list[Value]]] = {
    "topological order": uses_first,
    "naive recursion": every_path,
    "visit once, pre-order": pre_order,
    "visit once, post-order": post_order,
}


def traverse(output: Value, name: str) -> Traversal:
    """Backpropagate from `output` in an order of `TRAVERSALS`; no `grad` is touched.

    >>> from engine import Value
    >>> a, b = Value(2.0), Value(3.0)
    >>> c, d = a + b, a * b
    >>> y = (c + d) + (c * d)
    >>> [traverse(y, name).gradients[a] for name in TRAVERSALS]
    [25.0, 29.0, 4.0, 0.0]
    """
    visits = TRAVERSALS[name](output)
    gradients = dict.fromkeys(visits, 0.0)
    gradients[output] = 1.0
    for node in visits:
        for parent, slope in zip(node.parents, slopes(node), strict=True):
            gradients[parent] += slope * gradients[node]
    return Traversal(name, visits, gradients)


def to_networkx(output: Value) -> networkx.MultiDiGraph:
    """Return the graph for networkx: values as nodes, one edge an input, its key the input's position.

    Nodes carry `op` (its symbol, empty for an input), `data`, `grad` and `label`, in topological order.
    """
    import networkx

    graph = networkx.MultiDiGraph()
    for node in topological_order(output):
        graph.add_node(
            node, op=node.op.symbol if node.op else "", data=node.data, grad=node.grad, label=node.label
        )
        for position, parent in enumerate(node.parents):
            graph.add_edge(parent, node, key=position)
    return graph
