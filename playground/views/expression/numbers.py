"""The numbers that the graph shows at the walk's place: values, gradients, and what edges have carried."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

from playground.formula import Formula
from playground.steps import Edge
from playground.symbols import gradient, is_constant, number_text, signed_text, with_subscript
from playground.walk import Walk

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")


class Numbers:
    """Asks the walk what is known by now, and writes it as text."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._formula: Formula | None = None
        self._symbols: dict[str, str] = {}
        #: What is folded in the graph that is drawn: (layers by key, formula's edges by drawn edge).
        self.layers: dict[str, tuple[str, ...]] = {}
        self.bundles: dict[Edge, tuple[Edge, ...]] = {}
        #: The keys of weights and biases that are not trained.
        self.frozen: Collection[str] = ()

    @property
    def formula(self) -> Formula | None:
        """The formula whose numbers these are."""
        return self._walk.formula

    def is_constant(self, key: str) -> bool:
        """Whether the node is a number in the text."""
        formula = self.formula
        return formula is not None and key in formula.by_key and is_constant(formula.by_key[key])

    def is_frozen(self, key: str) -> bool:
        """Whether the node is a weight or a bias that training leaves as it is."""
        return key in self.frozen

    def value(self, key: str) -> float | None:
        """The node's value; None before it is computed, and for a layer."""
        formula = self.formula
        if formula is None or key not in formula.by_key or not self._walk.value_shown(key):
            return None
        return formula.by_key[key].value.data

    def gradient(self, key: str) -> float | None:
        """The node's gradient so far; None before anything has arrived, for numbers and layers."""
        return None if self.is_constant(key) else self._walk.gradient_shown(key)

    def contribution(self, edge: Edge) -> float | None:
        """What the backward pass has carried along an edge; None before it did."""
        return self._walk.carried_along(self.bundles.get(edge, (edge,)))

    def value_text(self, key: str) -> str:
        """The value, or ? before it is known; a layer says how many it stands for."""
        if key in self.layers:
            return f"{len(self.layers[key])} neurons"
        value = self.value(key)
        return "?" if value is None else number_text(value)

    def gradient_text(self, key: str) -> str:
        """∂L/∂a = +6; with a ? before it is known, and as a sum at the step that adds to it."""
        if self.is_constant(key):
            return ""
        if key in self.layers:
            return self._reach(key, 2)
        total = self.gradient(key)
        name = self._symbol(key)
        if total is None:
            return f"{name} = ?"
        step = self._walk.current
        if step is not None and step.kind == "backward" and step.parent == key and step.before:
            added = signed_text(step.contribution, 3).replace("+", "+ ").replace("−", "− ")
            return f"{number_text(step.before, 3)} {added} = {signed_text(step.total, 3)}"
        return f"{name} = {signed_text(total)}"

    def short_gradient_text(self, key: str) -> str:
        """The same where there is little room; of a layer, how far its neurons' values reach."""
        if key in self.layers:
            return self._reach(key, 1)
        total = self.gradient(key)
        return "∂ ?" if total is None else f"∂ {signed_text(total, 3)}"

    def _reach(self, layer: str, digits: int) -> str:
        """The smallest and the largest value of a layer's neurons."""
        known = [value for root in self.layers[layer] if (value := self.value(root)) is not None]
        return f"{number_text(min(known), digits)}…{number_text(max(known), digits)}" if known else "?"

    def _symbol(self, key: str) -> str:
        formula = self.formula
        assert formula is not None
        if formula is not self._formula:
            self._formula, self._symbols = formula, {}
        if key not in self._symbols:
            self._symbols[key] = gradient(formula, key)
        return self._symbols[key]


def with_indices(formula: str) -> str:
    """A formula as it is drawn: the number at a name's end is its index, w1 → w₁."""
    return _NAME.sub(lambda match: with_subscript(match[0]), formula)


def strength(number: float) -> float:
    """How strongly a number shows, 0 to 1: by its order of magnitude, from 0.001 to 100; NaN most of all."""
    size = abs(number)
    if not math.isfinite(size):
        return 1.0
    return 0.0 if size == 0 else min(max((math.log10(size) + 3.0) / 5.0, 0.05), 1.0)
