"""Reads every node's value and gradient out of a program's run: a whole graph's numbers in a few array steps.

`Run.value_of` and `Run.gradient_of` answer for one node; this answers for all, also for those that lowering
took into weighted sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.interpreter import Run, slopes_of
from engine.operation import Operation
from engine.program import ONES, Array, Program
from engine.value import Value

_Indices = NDArray[np.intp]
#: An operation's forward function, and the places of its results, first and second inputs.
_Round = tuple[Callable[..., Any], _Indices, _Indices, _Indices]


class Readout:
    """Where the numbers of `nodes` stand in a run of `program`.

    `nodes` are values of the lowered graph, parents before their uses and none missing between them.
    """

    def __init__(self, program: Program, nodes: Sequence[Value]) -> None:
        rows, folded = program.row_of, program.folded
        place = {node: k for k, node in enumerate(nodes)}
        slot_of = dict(zip(program.parameters, program.slots.tolist(), strict=True))
        inside = [node for node in nodes if node not in rows]
        self._size = len(nodes)
        self._own = _indices(place[node] for node in nodes if node in rows)
        self._rows = _indices(rows[node] for node in nodes if node in rows)
        self._leaves = _indices(place[node] for node in inside if not node.parents)
        self._slots = _indices(slot_of[node] for node in inside if not node.parents)
        #: What is inside a sum gets the sum's gradient, a weight times the input that it multiplies.
        self._inside = _indices(place[node] for node in inside)
        self._sums = _indices(rows[folded[node]] for node in inside)
        factors = program.factors
        self._factors = _indices(rows[factors[node]] if node in factors else ONES for node in inside)
        self._rounds = _rounds(inside, place)
        #: Each operation of the graph, with the places in `nodes` of its results and of their inputs.
        self.by_operation = _by_operation(nodes, place)

    def values(self, run: Run) -> Array:
        """Return every node's value, (nodes, samples)."""
        values = np.empty((self._size, run.values.shape[1]))
        values[self._own] = run.values[self._rows]
        values[self._leaves] = run.parameters[self._slots][:, None]
        for forward, results, first, second in self._rounds:
            values[results] = forward(values[first], values[second])
        return values

    def slopes(self, values: Array) -> list[Array]:
        """Return the local derivatives ∂node/∂input for `values` (nodes, samples), operation by operation.

        They come as `by_operation` lists them, each (inputs, nodes of that operation, samples).
        """
        slopes = []
        for op, results, operands in self.by_operation:
            found = slopes_of(op)(*(values[places] for places in operands), values[results])
            slopes.append(np.stack([np.broadcast_to(slope, values[results].shape) for slope in found]))
        return slopes

    def gradients(self, run: Run) -> Array:
        """Return ∂(seeded sum of outputs)/∂node for every node, (nodes, samples)."""
        gradients = np.empty((self._size, run.values.shape[1]))
        gradients[self._own] = run.gradients[self._rows]
        gradients[self._inside] = run.gradients[self._sums] * run.values[self._factors]
        return gradients


def _rounds(inside: Sequence[Value], place: dict[Value, int]) -> list[_Round]:
    """Sort what is computed inside weighted sums by how deep it stands in them, and by its operation."""
    depth: dict[Value, int] = {}
    found: dict[tuple[int, str], list[Value]] = {}
    for node in inside:
        if node.op is not None:
            depth[node] = 1 + max(depth.get(parent, 0) for parent in node.parents)
            found.setdefault((depth[node], node.op.name), []).append(node)
    rounds = []
    for _, nodes in sorted(found.items()):
        assert nodes[0].op is not None
        first, second = (_indices(place[node.parents[k]] for node in nodes) for k in (0, 1))
        rounds.append((nodes[0].op.forward, _indices(place[node] for node in nodes), first, second))
    return rounds


def _by_operation(
    nodes: Sequence[Value], place: dict[Value, int]
) -> list[tuple[Operation, _Indices, list[_Indices]]]:
    found: dict[Operation, list[Value]] = {}
    for node in nodes:
        if node.op is not None:
            found.setdefault(node.op, []).append(node)
    return [
        (
            op,
            _indices(place[node] for node in same),
            [_indices(place[node.parents[k]] for node in same) for k in range(op.arity)],
        )
        for op, same in found.items()
    ]


def _indices(numbers: Iterable[int]) -> _Indices:
    return np.fromiter(numbers, np.intp)
