"""The passes through a network's graph, computed by its lowered program; steps made on demand. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from engine.interpreter import run
from engine.program import lower
from engine.readout import Readout
from engine.value import Value
from playground.formula import Formula
from playground.steps import Edge, Step
from playground.symbols import is_constant

Array = NDArray[np.float64]


class SamplePlan:
    """A formula's graph lowered, to be run again and again as `inputs` and `parameters` change.

    What the formula needs of both is run; others are passed over. `run` writes every node's value.
    """

    def __init__(self, formula: Formula, inputs: Sequence[Value], parameters: Sequence[Value]) -> None:
        self.formula = formula
        self.values = [node.value for node in formula.nodes]
        self._inputs = [value for value in inputs if value in formula.key_of]
        used = [k for k, value in enumerate(parameters) if value in formula.key_of]
        self._used = np.array(used, int)
        output = formula.by_key[formula.output].value
        self._program = lower(output, self._inputs, [parameters[k] for k in used])
        self._readout = Readout(self._program, self.values)

    def run(self, parameters: Array) -> SamplePasses:
        """Compute every node with all these parameters, and return both passes."""
        packed = self._program.pack(parameters[self._used])
        inputs = np.array([[value.data] for value in self._inputs]).reshape(-1, 1)
        ran = run(self._program, packed, inputs)
        values, gradients = self._readout.values(ran), self._readout.gradients(ran)
        for value, number in zip(self.values, values[:, 0].tolist(), strict=True):
            value.data = number
        local = np.concatenate([slope.ravel() for slope in self._readout.slopes(values)] or [np.zeros(0)])
        return SamplePasses(self.edges, values[:, 0], gradients[:, 0], local[self.edges.slopes])

    @cached_property
    def edges(self) -> Edges:
        """Everything about the steps that no number changes."""
        return Edges(self.formula, self._readout)


class Edges:
    """The backward pass's edges, in the order of its steps, as `engine.trace` makes them.

    `children` and `parents` are places in the formula's nodes; `slopes` says where each edge's local
    derivative stands among all of `Readout.slopes`, one after the other.
    """

    def __init__(self, formula: Formula, readout: Readout) -> None:
        self.formula = formula
        nodes = formula.nodes
        place = {node.key: k for k, node in enumerate(nodes)}
        constant = {node.key for node in nodes if is_constant(node)}
        ordered = [
            (node.key, parent, position)
            for node in reversed(nodes)
            for position, parent in enumerate(node.parents)
            if parent not in constant
        ]
        self.edges: list[Edge] = ordered
        self.children = np.array([place[child] for child, _, _ in ordered], int)
        self.parents = [place[parent] for _, parent, _ in ordered]
        self.forward = [place[node.key] for node in nodes if node.value.op]
        self.loss = len(self.forward)
        self.computed = {nodes[k].key: number for number, k in enumerate(self.forward, 1)}
        self.along = {edge: self.loss + 1 + k for k, edge in enumerate(ordered)}
        self.into: dict[str, list[int]] = {formula.output: [self.loss]}
        for step, (_, parent, _) in enumerate(ordered, self.loss + 1):
            self.into.setdefault(parent, []).append(step)
        found: dict[tuple[int, int], int] = {}
        for _, results, operands in readout.by_operation:
            first = len(found)
            for position in range(len(operands)):
                for k, child in enumerate(results.tolist()):
                    found[child, position] = first + position * len(results) + k
        self.slopes = np.array([found[place[child], position] for child, _, position in ordered], int)


class SamplePasses:
    """`steps.Passes` over arrays: the values and gradients of nodes, the local derivatives of edges."""

    def __init__(self, edges: Edges, values: Array, gradients: Array, local: Array) -> None:
        self._edges, self._values, self._gradients, self._local = edges, values, gradients, local
        self.steps: Sequence[Step] = _Steps(self)
        self.loss = edges.loss
        self.computed = edges.computed
        self.into = edges.into
        self.along = edges.along

    @cached_property
    def gradients(self) -> dict[str, float]:
        """Every node's gradient at the end, by its key."""
        return dict(zip(self._edges.formula.by_key, self._gradients.tolist(), strict=True))

    @cached_property
    def _contributions(self) -> list[float]:
        found: list[float] = (self._local * self._gradients[self._edges.children]).tolist()
        return found

    def contribution(self, step: int) -> float:
        """What a backward step hands over."""
        return self._contributions[step - self.loss - 1]

    def total(self, step: int) -> float:
        """A target's gradient after a step: the sum of what it was handed until then."""
        if step == self.loss:
            return 1.0
        parent = self._edges.edges[step - self.loss - 1][1]
        return sum(map(self.contribution, (k for k in self.into[parent] if k <= step)))

    def step(self, index: int) -> Step:
        """One step with its numbers."""
        edges, formula = self._edges, self._edges.formula
        if index < self.loss:
            node = formula.nodes[edges.forward[index]]
            return Step(
                "forward", node.key, result=float(self._values[edges.forward[index]]), formula=formula
            )
        if index == self.loss:
            return Step("loss", formula.output, result=float(self._values[-1]), total=1.0, formula=formula)
        if index == self.loss + 1 + len(edges.edges):
            return Step("done", formula.output, formula=formula)
        k = index - self.loss - 1
        key, parent, position = edges.edges[k]
        before = [step for step in self.into[parent] if step < index]
        child = edges.children[k]
        return Step(
            *("backward", key, parent, position, float(self._values[child])),
            local=float(self._local[k]),
            upstream=float(self._gradients[child]),
            contribution=self.contribution(index),
            before=self.total(before[-1]) if before else 0.0,
            total=self.total(index),
            formula=formula,
        )

    def __len__(self) -> int:
        return self.loss + len(self._edges.edges) + 2


class _Steps(Sequence[Step]):
    """Steps that are made when somebody looks at them."""

    def __init__(self, passes: SamplePasses) -> None:
        self._passes = passes

    def __len__(self) -> int:
        return len(self._passes)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Step, ...]: ...
    def __getitem__(self, index: int | slice) -> Step | tuple[Step, ...]:
        places = range(len(self))[index]
        return self._passes.step(places) if isinstance(places, int) else tuple(map(self._passes.step, places))
