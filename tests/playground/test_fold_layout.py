"""Parts that open and close on the graph: what stays stands where it stood, and nothing overlaps."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.examples import EXAMPLES, apply_example
from playground.fold_layout import FRAME, FoldedLayout
from playground.folding import READABLE, around, closed_in, fold, groups, with_folding, with_group
from playground.formula import build
from playground.graph_layout import COLUMN, ROW
from playground.sheets import ExpressionSheet


def sheet(key: str) -> ExpressionSheet:
    return apply_example(ExpressionSheet(), next(example for example in EXAMPLES if example.key == key))


DEEP = sheet("deep")
FORMULA = build(DEEP)
FOUND = groups(FORMULA)
FIRST_LAYER = next(group for group in FOUND if group.ident == "layer h1")
SECOND_NEURON = next(group for group in FOUND if group.ident == "neuron h2")


def arranged(layout: FoldedLayout, shown: ExpressionSheet, placed=None, afresh=False):
    return layout.arrange(FORMULA, FOUND, closed_in(shown, FORMULA, FOUND), placed or {}, afresh)


def test_a_large_formula_folds_by_itself_and_a_small_one_does_not() -> None:
    assert len(FORMULA.nodes) > READABLE
    drawn = fold(FORMULA, closed_in(DEEP, FORMULA, FOUND))
    assert [node.group.kind for node in drawn if node.group] == ["layer", "layer", "sum"]
    assert len(drawn) < 12
    small = build(sheet("network"))
    assert closed_in(sheet("network"), small, groups(small)) == []


def test_a_layer_opens_into_folded_neurons_and_a_neuron_into_a_folded_sum() -> None:
    opened = with_group(DEEP, FIRST_LAYER, False)
    kinds = {
        node.key: node.group and node.group.kind for node in fold(FORMULA, closed_in(opened, FORMULA, FOUND))
    }
    assert {kinds[f"h{i}"] for i in range(1, 7)} == {"neuron"}
    further = with_group(opened, SECOND_NEURON, False)
    drawn = fold(FORMULA, closed_in(further, FORMULA, FOUND))
    neuron = next(node for node in drawn if node.key == "h2")
    assert neuron.group is None
    assert next(node for node in drawn if node.key == neuron.parents[0]).group.kind == "sum"


def test_what_is_opened_and_folded_one_by_one_is_kept_beside_the_rule() -> None:
    opened = with_group(DEEP, FIRST_LAYER, False)
    assert (opened.opened, opened.folded) == (("layer h1",), ())
    again = with_group(opened, FIRST_LAYER, True)
    assert (again.opened, again.folded) == ((), ("layer h1",))
    assert closed_in(again, FORMULA, FOUND) == closed_in(DEEP, FORMULA, FOUND)
    assert with_folding(again, "none") == with_folding(DEEP, "none")
    assert closed_in(with_folding(DEEP, "none"), FORMULA, FOUND) == []
    assert {group.kind for group in closed_in(with_folding(DEEP, "neuron"), FORMULA, FOUND)} == {
        "sum",
        "neuron",
    }


def test_the_parts_around_a_node_come_from_the_inside_out() -> None:
    assert [group.ident.split()[0] for group in around(FOUND, "w21")] == ["sum", "neuron", "layer"]
    assert around(FOUND, "target") == []


def test_opening_leaves_in_place_what_is_left_of_it_and_folding_puts_all_back() -> None:
    layout = FoldedLayout()
    folded = arranged(layout, DEEP).positions
    opened = arranged(layout, with_group(DEEP, FIRST_LAYER, False)).positions
    assert {key: opened[key] for key in ("x1", "x2")} == {key: folded[key] for key in ("x1", "x2")}
    stayed = [key for key in folded if key in opened]
    # What is right of it keeps its height, and moves by one width all together.
    assert all(opened[key][1] == folded[key][1] for key in stayed)
    assert len({opened[key][0] - folded[key][0] for key in stayed if folded[key][0] > folded["x1"][0]}) <= 2
    assert [f"h{i}" for i in range(1, 7)] == sorted(
        (f"h{i}" for i in range(1, 7)), key=lambda k: opened[k][1]
    )
    assert arranged(layout, DEEP).positions == folded


def test_opening_a_neuron_pushes_its_column_apart_and_nothing_else() -> None:
    layout = FoldedLayout()
    shown = with_group(DEEP, FIRST_LAYER, False)
    before = arranged(layout, shown, afresh=True).positions
    after = arranged(layout, with_group(shown, SECOND_NEURON, False)).positions
    assert after["x1"] == before["x1"]
    assert after["L"][0] - before["L"][0] == COLUMN
    assert after["L"][1] == before["L"][1]
    column = [f"h{i}" for i in (1, 3, 4, 5, 6)]
    assert all(after[key][0] == before[key][0] for key in column)
    assert abs(after["h3"][1] - after["h1"][1]) == pytest.approx(2 * ROW + 2 * FRAME)


def test_a_node_that_was_put_somewhere_stays_there_whatever_opens() -> None:
    layout = FoldedLayout()
    placed = {"L": (1000.0, -77.0)}
    for shown in (DEEP, with_group(DEEP, FIRST_LAYER, False), DEEP):
        assert arranged(layout, shown, placed).positions["L"] == (1000.0, -77.0)


def test_in_a_graph_drawn_open_a_part_folds_in_its_place_and_nothing_moves() -> None:
    shown = sheet("network")
    formula = build(shown)
    found = groups(formula)
    layout = FoldedLayout()
    before = layout.arrange(formula, found, [], {})
    for group in found:
        after = layout.arrange(formula, found, [group], {})
        stayed = before.positions.keys() & after.positions.keys() - {group.key}
        assert {key: after.positions[key] for key in stayed} == {key: before.positions[key] for key in stayed}
        assert set(after.positions) == {node.key for node in fold(formula, [group])}
    assert layout.arrange(formula, found, [], {}) == before


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(FOUND), max_size=8))
def test_whatever_is_opened_and_folded_nothing_overlaps(toggled) -> None:
    layout = FoldedLayout()
    first = arranged(layout, DEEP).positions
    shown = DEEP
    for group in toggled:
        closed = group in closed_in(shown, FORMULA, FOUND)
        shown = with_group(shown, group, not closed)
        positions = arranged(layout, shown).positions
        assert set(positions) == {node.key for node in fold(FORMULA, closed_in(shown, FORMULA, FOUND))}
        for (_, one), (_, other) in combinations(positions.items(), 2):
            assert abs(one[0] - other[0]) >= 0.5 * COLUMN or abs(one[1] - other[1]) >= 0.9 * ROW
    assert arranged(layout, DEEP).positions == first
