"""Finds weighted sums, and layers of them, in a `Value` graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.graph import topological_order
from engine.ops import OPS
from engine.value import Value

_ADD, _MUL = OPS["add"], OPS["mul"]


class Neuron(NamedTuple):
    """One weighted sum: the node that holds it, its weights in the order of the inputs, its bias."""

    total: Value
    weights: tuple[Value, ...]
    bias: Value | None


class Layer(NamedTuple):
    """Weighted sums of the same inputs; `activations` has a node of one operation on each, or None."""

    inputs: tuple[Value, ...]
    neurons: list[Neuron]
    activations: list[Value | None]


def order_of(outputs: Sequence[Value]) -> list[Value]:
    """Return all values under several outputs, parents before their uses."""
    if len(outputs) == 1:
        return topological_order(outputs[0])
    return list(dict.fromkeys(node for output in outputs for node in topological_order(output)))


def find_layers(
    order: Sequence[Value], outputs: Sequence[Value], parameters: Sequence[Value]
) -> tuple[dict[Value, Layer], dict[Value, Value]]:
    """Return the layer that each weighted sum belongs to, and the sum that each node inside one belongs to.

    A parameter, product or partial sum counts as inside only if nothing else uses it.
    """
    uses = dict.fromkeys(order, 0)
    for node in order:
        for parent in node.parents:
            uses[parent] += 1
    for output in outputs:
        uses[output] += 2  # an output's value is wanted as such
    own = {parameter for parameter in parameters if uses.get(parameter) == 1}
    groups: dict[tuple[Value, ...], list[Neuron]] = {}
    folded: dict[Value, Value] = {}
    for total, (terms, partial) in _sums(order, uses).items():
        neuron = _weighted_sum(total, terms, own, uses)
        if neuron is None:
            continue
        inputs, products, found = neuron
        groups.setdefault(inputs, []).append(found)
        folded.update(dict.fromkeys((*products, *partial, *found.weights), total))
        if found.bias is not None:
            folded[found.bias] = total
    totals = {neuron.total: inputs for inputs, neurons in groups.items() for neuron in neurons}
    applied: dict[Value, Value] = {}
    for node in order:
        if len(node.parents) == 1 and node.parents[0] in totals:
            applied.setdefault(node.parents[0], node)
    layers: dict[Value, Layer] = {}
    for inputs, neurons in groups.items():
        layer = Layer(inputs, neurons, [applied.get(neuron.total) for neuron in neurons])
        layers.update((neuron.total, layer) for neuron in neurons)
    return layers, folded


def _sums(order: Sequence[Value], uses: dict[Value, int]) -> dict[Value, tuple[list[Value], list[Value]]]:
    """Return the largest trees of additions: root -> (terms from left to right, additions inside)."""
    trees: dict[Value, tuple[list[Value], list[Value]]] = {}
    for node in order:
        if node.op is _ADD:
            terms: list[Value] = []
            inside: list[Value] = []
            for parent in node.parents:
                if parent in trees and uses[parent] == 1:
                    more, within = trees.pop(parent)
                    terms = [*terms, *more] if terms else more  # a long left branch is not copied
                    inside = [*inside, *within, parent] if inside else within
                    if inside is within:
                        inside.append(parent)
                else:
                    terms.append(parent)
            trees[node] = terms, inside
    return trees


def _weighted_sum(
    total: Value, terms: list[Value], own: set[Value], uses: dict[Value, int]
) -> tuple[tuple[Value, ...], list[Value], Neuron] | None:
    """Return (inputs, products, neuron) if the terms make a weighted sum."""
    inputs: list[Value] = []
    weights: list[Value] = []
    products: list[Value] = []
    bias: Value | None = None
    for term in terms:
        if term.op is _MUL and uses[term] == 1:
            weight, x = term.parents if term.parents[0] in own else reversed(term.parents)
            if weight not in own or x in own:
                return None
            inputs.append(x)
            weights.append(weight)
            products.append(term)
        elif term in own and bias is None:
            bias = term
        else:
            return None
    if not products or len(set(inputs)) < len(inputs):
        return None
    return tuple(inputs), products, Neuron(total, tuple(weights), bias)
