"""The record of a pass: every step of it, to be shown one at a time, forward or back.

Recording reads the graph and leaves every `grad` as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine.graph import slopes, topological_order
from engine.value import Value


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """One operation computed: the numbers that went in, and the one that came out."""

    node: Value
    inputs: tuple[float, ...]
    result: float


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """One edge of the backward pass: what `node` hands its parent, input number `position` of it.

    `contribution` is `local` (∂node/∂parent) times `upstream` (∂output/∂node); `total` is the
    parent's gradient once it is added.
    """

    node: Value
    parent: Value
    position: int
    local: float
    upstream: float
    contribution: float
    total: float


@dataclass(frozen=True)
class Record:
    """Both passes through the graph of `output`, in the order in which `backward()` makes them.

    >>> x = Value(3.0)
    >>> record = trace(x * x)
    >>> [(step.local, step.upstream, step.contribution, step.total) for step in record.backward]
    [(3.0, 1.0, 3.0, 3.0), (3.0, 1.0, 3.0, 6.0)]
    """

    output: Value
    order: tuple[Value, ...]  #: parents before their uses, `output` last
    forward: tuple[ForwardStep, ...]
    backward: tuple[BackwardStep, ...]
    carried: Mapping[Value, float] = field(default_factory=dict)  #: gradients that were there before

    @cached_property
    def gradients(self) -> dict[Value, float]:
        """Every value's gradient at the end of the pass."""
        return self.gradients_after(len(self.backward))

    def gradients_after(self, steps: int) -> dict[Value, float]:
        """Return every value's gradient as it stands after that many backward steps."""
        gradients = self.gradients_before()
        for step in self.backward[:steps]:
            gradients[step.parent] = step.total
        return gradients

    def gradients_before(self) -> dict[Value, float]:
        """Return every value's gradient as the pass begins: 1 for the output, what was carried for others."""
        return {node: self.carried.get(node, 0.0) for node in self.order} | {self.output: 1.0}

    def uses(self, value: Value) -> list[BackwardStep]:
        """Return the steps that make up a value's gradient: the chain rule as a sum over its uses."""
        return [step for step in self.backward if step.parent is value]


def trace(output: Value, carried: Mapping[Value, float] | None = None) -> Record:
    """Record the forward and the backward pass of `output`.

    `carried` are gradients that nobody set to 0 after an earlier pass: this one adds to them, and passes
    them on, as `backward()` does.

    >>> x = Value(3.0)
    >>> y = x * x
    >>> trace(y, trace(y).gradients).gradients[x]
    12.0
    """
    order = topological_order(output)
    forward = [
        ForwardStep(node, tuple(parent.data for parent in node.parents), node.data)
        for node in order
        if node.op
    ]
    backward = []
    record = Record(output, tuple(order), tuple(forward), (), carried or {})
    gradients = record.gradients_before()
    for node in reversed(order):
        upstream = gradients[node]
        for position, (parent, local) in enumerate(zip(node.parents, slopes(node), strict=True)):
            contribution = local * upstream
            gradients[parent] += contribution
            backward.append(
                BackwardStep(node, parent, position, local, upstream, contribution, gradients[parent])
            )
    return replace(record, backward=tuple(backward))
