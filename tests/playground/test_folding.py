"""Weighted sums, neurons and layers found in a formula, and the graph with some of them folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.examples import EXAMPLES, apply_example
from playground.folding import fold, groups
from playground.formula import build
from playground.sheets import ExpressionSheet

NEURON = "o = tanh(x1*w1 + x2*w2 + b)"
NETWORK = next(example for example in EXAMPLES if example.key == "network").text


def formula(text: str):
    return build(ExpressionSheet(text, ()))


def test_a_neuron_is_a_weighted_sum_and_its_activation() -> None:
    built = formula(NEURON)
    weighted, neuron = groups(built)
    assert (weighted.kind, neuron.kind, neuron.key) == ("sum", "neuron", "o")
    assert neuron.members == weighted.members | {"o"}
    assert neuron.members == {node.key for node in built.nodes} - {"x1", "x2"}
    folded = fold(built, [neuron])
    assert [(node.key, node.parents) for node in folded] == [("x1", ()), ("x2", ()), ("o", ("x1", "x2"))]
    assert folded[-1].edges == ((("mul(x1,w1)", "x1", 0),), (("mul(x2,w2)", "x2", 0),))


def test_neurons_that_read_the_same_values_are_a_layer() -> None:
    built = formula(NETWORK)
    found = groups(built)
    assert [(group.kind, group.roots) for group in found if group.kind != "sum"] == [
        ("neuron", ("h1",)),
        ("neuron", ("h2",)),
        ("layer", ("h1", "h2")),
    ]
    folded = {node.key: node for node in fold(built, found)}
    assert folded["layer(h1,h2)"].parents == ("x1", "x2")
    assert folded["o"].parents == ("layer(h1,h2)",)
    assert len(folded["o"].edges[0]) == 2
    assert set(folded) == {"x1", "x2", "layer(h1,h2)", "o", "target", "sub(o,target)", "L"}


@pytest.mark.parametrize("text", ["L = a + b + c", "L = a*b", "L = (a*b)*c", "y = tanh(x)"])
def test_what_is_no_weighted_sum(text: str) -> None:
    assert groups(formula(text)) == ()


def test_a_sum_that_is_used_elsewhere_is_not_part_of_a_neuron() -> None:
    built = formula("z = x*w + b\ny = tanh(z)*z")
    assert [group.kind for group in groups(built)] == ["sum"]


def test_a_shared_weight_stays_outside() -> None:
    built = formula("y = tanh(x*w + b) + tanh(w*x + c)")
    assert all("w" not in group.members and "x" not in group.members for group in groups(built))


@given(st.sampled_from([example.key for example in EXAMPLES]), st.data())
def test_folding_keeps_every_edge_that_leaves_a_group(key: str, data) -> None:
    example = next(example for example in EXAMPLES if example.key == key)
    built = build(apply_example(ExpressionSheet(), example))
    found = groups(built)
    closed = data.draw(st.lists(st.sampled_from(found), unique=True)) if found else []
    folded = fold(built, closed)
    keys = [node.key for node in folded]
    assert len(set(keys)) == len(keys)
    for place, node in enumerate(folded):
        assert set(node.parents) <= set(keys[:place])
        assert len(node.parents) == len(node.edges)
    largest = {}
    for group in sorted(closed, key=lambda group: len(group.members)):
        largest.update(dict.fromkeys(group.members, group))
    crossing = {
        (node.key, parent, position)
        for node in built.nodes
        for position, parent in enumerate(node.parents)
        if largest.get(node.key) is None or largest.get(node.key) != largest.get(parent)
    }
    assert {edge for node in folded for bundle in node.edges for edge in bundle} == crossing


def test_nothing_folded_is_the_graph_itself() -> None:
    built = formula("y = x*x + tanh(x)")
    assert [(n.key, n.parents) for n in fold(built, [])] == [(n.key, n.parents) for n in built.nodes]
