"""Orders of visits, right and wrong; what-if evaluation; the networkx view; recorded passes."""

from __future__ import annotations

import networkx
import pytest

from engine import Value
from engine.errors import PlaygroundError
from engine.graph import TRAVERSALS, evaluate, slopes, to_networkx, topological_order, traverse
from engine.nn import MLP
from engine.trace import trace


@pytest.fixture
def shared():
    """The graph in which order matters: c and d are both used twice."""
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    c = a + b
    d = a * b
    e = c + d
    f = c * d
    y = e + f
    for label, value in {"c": c, "d": d, "e": e, "f": f, "y": y}.items():
        value.label = label
    return {value.label: value for value in (a, b, c, d, e, f, y)}


@pytest.mark.parametrize(
    ("name", "visits", "a", "b"),
    [
        ("topological order", "y f e d c b a", 25.0, 19.0),
        ("naive recursion", "y e c a b d a b f c a b d a b", 29.0, 22.0),
        ("visit once, pre-order", "y e c a b d f", 4.0, 3.0),
        ("visit once, post-order", "a b c d e f y", 0.0, 0.0),
    ],
)
def test_only_the_topological_order_gets_the_shared_values_right(shared, name, visits, a, b) -> None:
    walk = traverse(shared["y"], name)
    assert " ".join(node.label for node in walk.visits) == visits
    assert walk.gradients[shared["a"]] == a
    assert walk.gradients[shared["b"]] == b
    assert shared["a"].grad == 0.0


def test_every_order_is_right_on_a_tree_where_nothing_is_shared_but_post_order() -> None:
    a, b, c = Value(2.0), Value(3.0), Value(4.0)
    y = (a * b).tanh() + c.exp()
    y.backward()
    answers = {name: traverse(y, name).gradients[a] == a.grad for name in TRAVERSALS}
    assert answers == {
        "topological order": True,
        "naive recursion": True,
        "visit once, pre-order": True,
        "visit once, post-order": False,
    }


def test_naive_recursion_gives_up_where_paths_explode() -> None:
    y = Value(1.0)
    for _ in range(60):
        y = y + y
    with pytest.raises(PlaygroundError, match="did not finish"):
        traverse(y, "naive recursion")
    assert traverse(y, "topological order").visits[0] is y


def test_topological_order_is_depth_first_deterministic_and_complete(shared) -> None:
    order = topological_order(shared["y"])
    assert "".join(node.label for node in order) == "abcdefy"
    position = {node: i for i, node in enumerate(order)}
    assert all(position[parent] < position[node] for node in order for parent in node.parents)


def test_each_edge_is_met_once() -> None:
    """Counted on a parent tuple that reports every time it is read in order."""

    class Counted(tuple):
        __slots__ = ()
        reads = 0

        def __getitem__(self, index):
            Counted.reads += 1
            return Counted(super().__getitem__(index))

    x = Value(2.0)
    y = x * x
    z = y + y
    for node in (y, z):
        node.parents = Counted(node.parents)
    assert topological_order(z) == [x, y, z]
    assert Counted.reads == 2


def test_evaluate_answers_what_if_without_a_change(shared) -> None:
    y = shared["y"]
    assert evaluate(y, {}) == y.data == 41.0
    assert evaluate(y, {shared["a"]: 1.0}) == (4 + 3) + 4 * 3
    assert evaluate(y, {shared["c"]: 0.0}) == 6.0
    assert evaluate(y, {y: 7.0}) == 7.0
    assert y.data == 41.0


def test_slopes_are_the_local_derivatives(shared) -> None:
    assert slopes(shared["f"]) == (6.0, 5.0)
    assert slopes(shared["a"]) == ()


def test_networkx_view_keeps_both_edges_of_a_square_and_their_order() -> None:
    x = Value(3.0, label="x")
    y = x * x
    z = y - x
    graph = to_networkx(z)
    assert list(graph) == [x, y, z]
    assert list(graph.edges(keys=True)) == [(x, y, 0), (x, y, 1), (x, z, 1), (y, z, 0)]
    assert graph.nodes[x] == {"op": "", "data": 3.0, "grad": 0.0, "label": "x"}
    assert graph.nodes[z]["op"] == "-"
    assert networkx.is_directed_acyclic_graph(graph)


def test_a_record_is_the_backward_pass_step_by_step(shared) -> None:
    y = shared["y"]
    record = trace(y)
    assert shared["a"].grad == 0.0
    y.backward()
    assert {node: node.grad for node in record.order} == record.gradients
    assert [f"{s.node.label}{s.parent.label}" for s in record.backward] == (
        ["ye", "yf", "fc", "fd", "ec", "ed", "da", "db", "ca", "cb"]
    )
    assert all(s.contribution == s.local * s.upstream for s in record.backward)


def test_a_record_of_a_network_equals_backward_bit_for_bit() -> None:
    loss = (MLP(3, [5, 4, 1], activation="tanh")([0.5, -1.0, 2.0]) - 1.0) ** 2
    record = trace(loss)
    loss.backward()
    assert all(record.gradients[node] == node.grad for node in topological_order(loss))
    assert [step.node for step in record.forward] == [node for node in record.order if node.op]
    for step in record.forward:
        assert step.node.op.forward(*step.inputs) == step.result


def test_a_record_runs_both_ways(shared) -> None:
    record = trace(shared["y"])
    assert sum(g != 0 for g in record.gradients_after(0).values()) == 1
    for count, step in enumerate(record.backward):
        before, after = record.gradients_after(count), record.gradients_after(count + 1)
        assert after[step.parent] == before[step.parent] + step.contribution
        assert all(after[v] == before[v] for v in record.order if v is not step.parent)


def test_the_chain_rule_is_the_sum_over_the_uses(shared) -> None:
    record = trace(shared["y"])
    uses = record.uses(shared["c"])
    assert [(s.node.label, s.local, s.upstream) for s in uses] == [("f", 6.0, 1.0), ("e", 1.0, 1.0)]
    assert sum(s.contribution for s in uses) == record.gradients[shared["c"]] == 7.0
