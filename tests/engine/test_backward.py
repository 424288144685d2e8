"""Reverse mode against an independent forward mode, on random graphs of every operation."""

from __future__ import annotations

import math

import pytest

from engine.ops import OPS
from engine.value import Value, gradients
from tests.engine.graphs import random_graph

PHI = math.sqrt(2 * math.pi)

#: name -> tangent of the result, from inputs a, b with tangents s, t. Derived afresh, in other forms
#: than the table's; c is the constant of the operation.
TANGENT = {
    "add": lambda a, s, b, t: s + t,
    "sub": lambda a, s, b, t: s - t,
    "mul": lambda a, s, b, t: s * b + a * t,
    "div": lambda a, s, b, t: (s * b - a * t) / b**2,
    "pow": lambda a, s, b, t: math.exp(b * math.log(a)) * (t * math.log(a) + b * s / a),
    "constant_pow": lambda a, s, c: a**c * c * s / a,
    "neg": lambda a, s: -s,
    "abs": lambda a, s: math.copysign(s, s * a),
    "exp": lambda a, s: math.exp(a) * s,
    "log": lambda a, s: s / a,
    "sqrt": lambda a, s: s / (2 * math.sqrt(a)),
    "sin": lambda a, s: s * math.cos(a),
    "cos": lambda a, s: -s * math.sin(a),
    "tan": lambda a, s: s / math.cos(a) ** 2,
    "tanh": lambda a, s: s / math.cosh(a) ** 2,
    "sigmoid": lambda a, s: s / (2 + 2 * math.cosh(a)),
    "relu": lambda a, s: s if a > 0 else 0.0,
    "leaky_relu": lambda a, s, c: s if a > 0 else c * s,
    "elu": lambda a, s, c: s if a > 0 else c * math.exp(a) * s,
    "gelu": lambda a, s: s * (0.5 + 0.5 * math.erf(a / math.sqrt(2)) + a * math.exp(-(a**2) / 2) / PHI),
    "normal_cdf": lambda a, s: s * math.exp(-(a**2) / 2) / PHI,
    "softplus": lambda a, s: s / (1 + math.exp(-a)),
    "silu": lambda a, s: s * (1 + math.exp(-a) * (1 + a)) / (1 + math.exp(-a)) ** 2,
    "max": lambda a, s, b, t: s if a > b else t,
    "min": lambda a, s, b, t: s if a < b else t,
    "floor": lambda a, s: 0.0 * s,
    "sign": lambda a, s: 0.0 * s,
}


def forward_mode(output: Value, seeded: Value) -> float:
    """Return ∂output/∂seeded by one recursive pass of tangents from the inputs on."""
    tangents: dict[Value, float] = {}

    def tangent(value: Value) -> float:
        if value not in tangents:
            if value.op is None:
                tangents[value] = 1.0 if value is seeded else 0.0
            else:
                arguments = [x for parent in value.parents for x in (parent.data, tangent(parent))]
                constant = [] if value.op.constant is None else [value.op.constant]
                tangents[value] = TANGENT[value.op.name](*arguments, *constant)
        return tangents[value]

    return tangent(output)


def test_every_operation_has_a_tangent_of_its_own() -> None:
    assert set(TANGENT) == set(OPS)


@pytest.mark.parametrize("block", range(10))
def test_backward_agrees_with_forward_mode_on_500_random_graphs(block) -> None:
    for seed in range(50 * block, 50 * block + 50):
        leaves, output = random_graph(seed)
        output.backward()
        scale = max(abs(leaf.grad) for leaf in leaves)
        for leaf in leaves:
            assert leaf.grad == pytest.approx(forward_mode(output, leaf), rel=1e-10, abs=1e-12 * scale), seed


def test_the_random_graphs_use_every_operation_and_share_values() -> None:
    names, shared, squares = set(), 0, 0
    for seed in range(500):
        nodes, stack, uses = set(), [random_graph(seed)[1]], {}
        while stack:
            node = stack.pop()
            if node not in nodes:
                nodes.add(node)
                names |= {node.op.name} if node.op else set()
                squares += len(node.parents) == 2 and node.parents[0] is node.parents[1]
                for parent in node.parents:
                    uses[parent] = uses.get(parent, 0) + 1
                stack += node.parents
        shared += sum(count > 1 for count in uses.values())
    assert names == set(OPS)
    assert shared > 1000
    assert squares > 100


def test_gradients_built_of_values_are_the_same_numbers() -> None:
    for seed in range(100):
        leaves, output = random_graph(seed)
        built = [value.data for value in gradients(output, leaves)]
        output.backward()
        assert built == pytest.approx([leaf.grad for leaf in leaves], rel=1e-12, abs=1e-300)


def test_second_derivatives_agree_with_forward_mode_over_the_built_gradient() -> None:
    for seed in range(40):
        leaves, output = random_graph(seed, inputs=2, operations=8)
        for first in gradients(output, leaves):
            seconds = gradients(first, leaves)
            for leaf, second in zip(leaves, seconds, strict=True):
                assert second.data == pytest.approx(forward_mode(first, leaf), rel=1e-8, abs=1e-8)
