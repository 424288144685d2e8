"""The steps of a walk through a formula: forward, the loss, then backward, one operation or edge each.

They are the engine's recorded pass (`engine.trace`) in the formula's own names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from engine.operation import Operation
from engine.trace import Record, trace
from playground.formula import Formula
from playground.symbols import (
    SUPERSCRIPT,
    bracketed,
    expression_text,
    gradient,
    is_constant,
    number_text,
    partial,
    signed_text,
    symbol,
)

#: One input of one node: (child, parent, position). The gradient runs along it from child to parent.
Edge = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One press of the stepper.

    `kind` is "forward" (`node` is computed: `result`), "loss" (the output's gradient is set to 1),
    "backward" (`node` hands `contribution` = `local` · `upstream` to `parent`, its input number
    `position`, whose gradient grows from `before` to `total`) or "done".
    """

    kind: str
    node: str
    parent: str = ""
    position: int = -1
    result: float = math.nan
    local: float = math.nan
    upstream: float = math.nan
    contribution: float = math.nan
    before: float = math.nan
    total: float = math.nan
    formula: Formula | None = field(default=None, repr=False, compare=False)

    @property
    def edge(self) -> Edge | None:
        """The edge that a backward step runs along."""
        return (self.node, self.parent, self.position) if self.kind == "backward" else None

    @property
    def target(self) -> str:
        """The node whose number this step sets."""
        return self.parent if self.kind == "backward" else self.node

    @property
    def sentence(self) -> str:
        """The step in words."""
        assert self.formula is not None
        return _SENTENCES[self.kind](self.formula, self)

    @property
    def label(self) -> str:
        """The step in as few characters as can be, for under a track."""
        assert self.formula is not None
        name = "" if self.kind == "done" else symbol(self.formula, self.target)
        return {"forward": name, "done": "done"}.get(self.kind, f"∂{name}")


class Passes(Protocol):
    """Both passes through a formula: `steps`, of which number `loss` is the loss step.

    A backward step and the loss step add to their target's gradient. By key: `computed` says how many steps
    it takes to know a node, `into` has the steps that add to its gradient, `gradients` what that comes to.
    """

    @property
    def steps(self) -> Sequence[Step]: ...  # noqa: D102
    @property
    def loss(self) -> int: ...  # noqa: D102
    @property
    def computed(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def into(self) -> Mapping[str, Sequence[int]]: ...  # noqa: D102
    @property
    def along(self) -> Mapping[Edge, int]:
        """The step that runs along each edge."""

    @property
    def gradients(self) -> Mapping[str, float]: ...  # noqa: D102
    def contribution(self, step: int) -> float:
        """What a backward step hands over."""

    def total(self, step: int) -> float:
        """A target's gradient after a step."""


@dataclass(frozen=True, eq=False)
class Walkthrough:
    """All steps of a formula, and the record that they come from (see `Passes`)."""

    formula: Formula
    steps: tuple[Step, ...]
    record: Record
    carried: Mapping[str, float]
    loss: int

    @cached_property
    def computed(self) -> dict[str, int]:
        """How many steps it takes until a node is known; inputs are from the start."""
        return {step.node: k for k, step in enumerate(self.steps[: self.loss], 1)}

    @cached_property
    def into(self) -> dict[str, list[int]]:
        """The steps that add to a node's gradient, by its key."""
        found: dict[str, list[int]] = {}
        for k, step in enumerate(self.steps[self.loss : -1], self.loss):
            found.setdefault(step.target, []).append(k)
        return found

    @cached_property
    def along(self) -> dict[Edge, int]:
        """The step that runs along each edge."""
        return {step.edge: k for k, step in enumerate(self.steps) if step.edge}

    @cached_property
    def gradients(self) -> dict[str, float]:
        """Every node's gradient at the end, by its key."""
        return {self.formula.key_of[value]: number for value, number in self.record.gradients.items()}

    def contribution(self, step: int) -> float:
        """What a backward step hands over."""
        return self.steps[step].contribution

    def total(self, step: int) -> float:
        """A target's gradient after a step."""
        return self.steps[step].total


def walkthrough(formula: Formula, carried: Mapping[str, float] | None = None) -> Walkthrough:
    """Return the steps through a formula; `carried` are gradients left from an earlier pass, by key.

    Numbers in the text take part in the forward pass only: nobody asks for their gradients.
    """
    carried = carried or {}
    values = {formula.by_key[key].value: number for key, number in carried.items() if key in formula.by_key}
    record = trace(formula.by_key[formula.output].value, values)
    forward = [
        Step("forward", node.key, result=node.value.data, formula=formula)
        for node in formula.nodes
        if node.value.op
    ]
    before = record.gradients_before()
    backward = []
    for part in record.backward:
        node, parent = formula.key_of[part.node], formula.key_of[part.parent]
        if is_constant(formula.by_key[parent]):
            continue
        backward.append(
            Step(
                *("backward", node, parent, part.position, part.node.data),
                local=part.local,
                upstream=part.upstream,
                contribution=part.contribution,
                before=before[part.parent],
                total=part.total,
                formula=formula,
            )
        )
        before[part.parent] = part.total
    loss = Step("loss", formula.output, result=record.output.data, total=1.0, formula=formula)
    done = Step("done", formula.output, formula=formula)
    return Walkthrough(formula, (*forward, loss, *backward, done), record, carried, len(forward))


def _forward(formula: Formula, step: Step) -> str:
    node = formula.by_key[step.node]
    assert node.value.op is not None
    inputs = [bracketed(number_text(formula.by_key[parent].value.data)) for parent in node.parents]
    name = f"{symbol(formula, step.node)} = " if node.name else ""
    return (
        f"{name}{expression_text(node)} = {_with_numbers(node.value.op, inputs)} = {number_text(step.result)}"
    )


def _with_numbers(op: Operation, inputs: list[str]) -> str:
    name = op.name
    signs = {"add": " + ", "sub": " − ", "mul": " · ", "div": " / ", "pow": " ^ "}
    if name in signs:
        first = inputs[0].strip("()") if name in ("add", "sub") else inputs[0]
        return signs[name].join([first, *inputs[1:]])
    if name == "constant_pow":
        exponent = op.constant or 0.0
        raised = f"{exponent:.0f}".translate(SUPERSCRIPT) if exponent.is_integer() else f"^{exponent:g}"
        return inputs[0] + raised
    if name == "neg":
        return f"−{inputs[0]}"
    return op.write(*(text.strip("()") for text in inputs))


def _loss(formula: Formula, step: Step) -> str:
    name = symbol(formula, step.node)
    return f"{gradient(formula, step.node)} = 1: {name} moves exactly as fast as {name}"


def _backward(formula: Formula, step: Step) -> str:
    up, local = bracketed(number_text(step.upstream)), bracketed(number_text(step.local))
    factors = f"{gradient(formula, step.node)} · {partial(formula, step.node, step.parent)} = {up}·{local}"
    text = f"{symbol(formula, step.parent)} receives {factors} = {signed_text(step.contribution)}"
    if step.before:
        text += f", on top of {number_text(step.before)}: {number_text(step.total)}"
    return text


def _done(formula: Formula, step: Step) -> str:
    return f"Done: every gradient of {symbol(formula, step.node)} is known"


_SENTENCES = {"forward": _forward, "loss": _loss, "backward": _backward, "done": _done}
