"""Where nodes stand: layers, crossings, nobody on top of another, and nobody moves without need."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.formula import build
from playground.graph_layout import COLUMN, ROW, arrange, tidy
from playground.layering import Layering, layers_of, spread
from playground.sheets import ExpressionSheet


def links(text: str):
    return [(node.key, node.parents) for node in build(ExpressionSheet(text, ())).nodes]


LECTURE = "e = a*b\nd = e + c\nL = d*f"
NEURON = "o = tanh(x1*w1 + x2*w2 + b)"


@st.composite
def random_parents(draw) -> list[list[int]]:
    count = draw(st.integers(1, 25))
    return [draw(st.lists(st.integers(0, node - 1), max_size=2)) if node else [] for node in range(count)]


def crossings(layering: Layering) -> int:
    """Crossing edges, straight from the definition, stand-ins included."""
    edges = set()
    for child, parents in enumerate(layering._left):
        edges |= {(parent, child) for parent in parents}
    height, layer = layering.heights, layering.layer
    return sum(
        layer[p] == layer[q] and (height[p] - height[q]) * (height[a] - height[b]) < 0
        for (p, a), (q, b) in combinations(sorted(edges), 2)
    )


@given(random_parents())
def test_layers_run_from_left_to_right(parents) -> None:
    layer = layers_of(parents)
    assert all(layer[parent] < layer[node] for node, inputs in enumerate(parents) for parent in inputs)
    assert min(layer) >= 0


@given(random_parents())
def test_nothing_stands_on_top_of_anything(parents) -> None:
    layering = Layering(parents)
    layering.arrange()
    for one, other in combinations(range(len(layering.layer)), 2):
        same = layering.layer[one] == layering.layer[other]
        assert not same or abs(layering.heights[one] - layering.heights[other]) >= 1 - 1e-9


@given(random_parents())
def test_the_counted_crossings_are_the_drawn_ones(parents) -> None:
    layering = Layering(parents)
    layering.arrange()
    assert layering._crossings() == crossings(layering)


@given(random_parents())
def test_long_edges_cross_each_layer_between_their_ends(parents) -> None:
    layering = Layering(parents)
    for (parent, child), route in layering.routes.items():
        passed = [layering.layer[stand_in] for stand_in in route]
        assert passed == list(range(layering.layer[parent] + 1, layering.layer[child]))


@pytest.mark.parametrize("text", [LECTURE, NEURON, "L = (a + b)*(c + d) - tanh(f*g)"])
def test_a_tree_is_drawn_without_crossings(text: str) -> None:
    number = {key: index for index, (key, _) in enumerate(links(text))}
    layering = Layering([[number[parent] for parent in inputs] for _, inputs in links(text)])
    layering.arrange()
    assert crossings(layering) == 0


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12))
def test_spreading_is_the_least_squares_answer(wishes: list[float]) -> None:
    found = spread(wishes)
    assert all(b - a >= 1 - 1e-9 for a, b in pairwise(found))

    def cost(heights):
        return sum((h - w) ** 2 for h, w in zip(heights, wishes, strict=True))

    # A convex problem: at the optimum no group of neighbours that touch gains by moving together.
    for first in range(len(found)):
        for last in range(first + 1, len(found) + 1):
            for step in (-1e-3, 1e-3):
                moved = [h + step * (first <= i < last) for i, h in enumerate(found)]
                if all(b - a >= 1 - 1e-9 for a, b in pairwise(moved)):
                    assert cost(moved) >= cost(found) - 1e-9


def test_first_operands_stand_above_second_ones() -> None:
    positions = tidy(links(LECTURE)).positions
    for first, second in (("a", "b"), ("e", "c"), ("d", "f")):
        assert positions[first][0] == positions[second][0]
        assert positions[first][1] + ROW == positions[second][1]


def test_a_new_line_moves_nothing() -> None:
    before = arrange(links(LECTURE))
    after = arrange(links(LECTURE + "\nM = tanh(L*g)"), before)
    assert {key: after.positions[key] for key in before.positions} == before.positions
    assert after.positions["M"][0] > after.positions["mul(L,g)"][0] > after.positions["L"][0]
    assert after.positions["g"][0] == after.positions["L"][0]


def test_an_operation_put_between_moves_only_what_stands_in_its_way() -> None:
    before = arrange(links(LECTURE))
    after = arrange(links(LECTURE.replace("d*f", "tanh(d)*f")), before)
    assert {key for key in before.positions if after.positions[key] != before.positions[key]} == {"L"}
    assert after.positions["L"][0] == before.positions["L"][0] + COLUMN


def test_hand_placed_nodes_stand_where_they_were_put() -> None:
    before = arrange(links(LECTURE), None, {"e": (500.0, 321.0)})
    assert before.positions["e"] == (500.0, 321.0)
    after = arrange(links(LECTURE.replace("d*f", "d*f + 1")), before, {"e": (500.0, 321.0)})
    assert after.positions["e"] == (500.0, 321.0)


@given(st.lists(st.sampled_from([LECTURE, NEURON, LECTURE + "\nM = L*L + e", "L = tanh(a*b) + c", "L = a"])))
def test_any_row_of_texts_leaves_every_node_in_a_place_of_its_own(texts: list[str]) -> None:
    before = None
    for text in texts:
        before = arrange(links(text), before)
        assert list(before.positions) == [key for key, _ in links(text)]
        for (_, one), (_, other) in combinations(before.positions.items(), 2):
            assert abs(one[0] - other[0]) >= 0.5 * COLUMN or abs(one[1] - other[1]) >= 0.9 * ROW


def test_another_formula_is_laid_out_afresh() -> None:
    before = arrange(links(LECTURE))
    assert arrange(links(NEURON), before) == arrange(links(NEURON))


def test_large_graphs_stand_in_columns() -> None:
    many = [
        ("x", ()),
        *((f"n{i}", ("x",)) for i in range(1500)),
        *((f"m{i}", (f"n{i}",)) for i in range(1500)),
    ]
    positions = tidy(many).positions
    assert len(set(positions.values())) == 3001
    assert positions["x"][0] < positions["n7"][0] < positions["m7"][0]
    heights = sorted(y for key, (_, y) in positions.items() if key.startswith("n"))
    assert heights[1] - heights[0] == pytest.approx(ROW)
