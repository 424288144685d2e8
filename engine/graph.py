"""The graph behind a value: the order that backpropagation needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.value import Value


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
