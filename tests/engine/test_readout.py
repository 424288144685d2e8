"""All numbers of a graph out of one run of its program, against the graph computed value by value."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import evaluate, slopes, topological_order
from engine.interpreter import run
from engine.losses import LOSSES
from engine.nn import MLP
from engine.program import lower
from engine.readout import Readout
from engine.trace import trace
from engine.value import Value

TO_ROUNDING = {"rtol": 1e-12, "atol": 1e-12}


@given(
    st.integers(1, 3),
    st.lists(st.integers(1, 4), max_size=3),
    st.sampled_from(["tanh", "relu", "sigmoid", "linear", "softplus"]),
    st.sampled_from(list(LOSSES)),
    st.integers(0, 2**32),
)
def test_every_node_has_the_value_and_gradient_of_the_eager_graph(
    n_in: int, hidden: list[int], activation: str, loss: str, seed: int
) -> None:
    random.seed(seed)
    network = MLP(n_in, [*hidden, 1], activation=activation, output_activation="tanh")
    inputs = [Value(random.uniform(-2, 2)) for _ in range(n_in)]
    target = Value(random.choice([-1.0, 1.0]))
    output = LOSSES[loss](network(inputs), target)
    program = lower(output, [*inputs, target], network.parameters())
    nodes = topological_order(output)
    packed = program.pack([parameter.data for parameter in network.parameters()])
    ran = run(program, packed, np.array([[value.data] for value in (*inputs, target)]))
    readout = Readout(program, nodes)
    gradients = trace(output).gradients
    np.testing.assert_allclose(readout.values(ran)[:, 0], [node.data for node in nodes], **TO_ROUNDING)
    np.testing.assert_allclose(
        readout.gradients(ran)[:, 0], [gradients[node] for node in nodes], **TO_ROUNDING
    )
    local = {
        (nodes[place], position): slope[position, k, 0]
        for (_, results, operands), slope in zip(
            readout.by_operation, readout.slopes(readout.values(ran)), strict=True
        )
        for k, place in enumerate(results)
        for position in range(len(operands))
    }
    eager = {(node, k): slope for node in nodes for k, slope in enumerate(slopes(node))}
    assert local == pytest.approx(eager, rel=1e-12, abs=1e-12)


def test_a_graph_without_weighted_sums_and_several_samples() -> None:
    x, w = Value(0.5), Value(2.0)
    output = (x * w).tanh() + w * w
    program = lower(output, [x], [w])
    nodes = topological_order(output)
    points = np.array([[0.5, -1.0, 3.0]])
    ran = run(program, program.pack([2.0]), points)
    values = Readout(program, nodes).values(ran)
    assert values.shape == (len(nodes), 3)
    assert values[nodes.index(output)] == pytest.approx([evaluate(output, {x: p}) for p in points[0]])
    assert Readout(program, nodes).gradients(ran)[nodes.index(w)] == pytest.approx(
        [p * (1 - np.tanh(2 * p) ** 2) + 4.0 for p in points[0]]
    )
