"""Walking through a formula: forward and back by any path shows the same numbers at the same place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QSignalSpy

from playground.formula import Formula, build
from playground.player import SPEEDS
from playground.sheets import ExpressionSheet, Variable
from playground.walk import Walk

SHARED = "c = a+b\nd = a*b\ne = c+d\nf = c*d\ny = e+f"


def formula_of(text: str, **values: float) -> Formula:
    return build(ExpressionSheet(text, tuple(Variable(name, value) for name, value in values.items())))


def walk_on(formula: Formula) -> Walk:
    walk = Walk()
    walk.set_formula(formula)
    return walk


def seen(walk: Walk) -> tuple:
    """Everything that the walk lets be seen."""
    assert walk.formula is not None
    keys = list(walk.formula.by_key)
    values = [walk.value_shown(key) for key in keys]
    gradients = [(walk.gradient_shown(key), walk.gradient_complete(key)) for key in keys]
    sentence = walk.current.sentence if walk.current else ""
    return walk.index, values, gradients, walk.active_edge, sentence


def test_gradient_descent_leaves_the_walk_where_it_stood():
    walk = walk_on(formula_of(SHARED, a=2.0, b=3.0))
    walk.go(6)
    walk.select("a")
    before = seen(walk), walk.selection
    walk.set_mode("minimise")
    assert all(walk.gradient_shown(key) is not None for key in walk.formula.by_key)
    walk.set_mode("orders")
    assert (seen(walk), walk.selection) == before
    walk.set_mode("minimise")
    walk.set_formula(formula_of("y = p*q"))
    walk.set_mode("backward")
    assert walk.index == walk.loss_index, "of another formula no gradient is given away"


@pytest.fixture
def walk() -> Walk:
    return walk_on(build(ExpressionSheet()))


def test_a_new_formula_shows_its_values_and_asks_for_its_gradients(walk: Walk) -> None:
    assert walk.index == walk.loss_index == 3
    assert all(walk.value_shown(key) for key in "abcfedL")
    assert [walk.gradient_shown(key) for key in "abcfedL"] == [None] * 7


def test_at_the_start_only_variables_are_known(walk: Walk) -> None:
    walk.go(0)
    assert [key for key in "abcfedL" if walk.value_shown(key)] == [*"abcf"]
    walk.forward()
    assert [key for key in "abcfedL" if walk.value_shown(key)] == [*"abcfe"]
    assert walk.selection == "e"


def test_a_gradient_is_there_once_it_was_reached_and_grows_with_each_use() -> None:
    walk = walk_on(formula_of(SHARED, a=2.0, b=3.0))
    history = []
    while walk.forward():
        history.append((walk.gradient_shown("a"), walk.gradient_complete("a")))
    numbers = list(dict.fromkeys(number for number, _ in history))
    assert numbers[0] is None
    assert numbers[-1] == 25.0
    assert len(numbers) == 3
    assert history[-1] == (25.0, True)


def test_the_edge_of_a_backward_step_is_chosen_and_active(walk: Walk) -> None:
    walk.go(len(walk.steps) - 2)
    assert walk.active_edge == ("e", "a", 0)
    assert walk.selection == ("e", "a", 0)
    assert walk.focus == "a"
    assert walk.gradient_shown("a") == 6.0
    assert walk.gradient_shown("b") is None


@given(moves=st.lists(st.one_of(st.sampled_from(["forward", "back"]), st.integers(-2, 25)), max_size=40))
def test_every_way_to_a_place_shows_the_same_there(moves: list[str | int]) -> None:
    walk = walk_on(formula_of(SHARED, a=2.0, b=-0.7))
    walk.go(0)
    straight = [seen(walk)]
    while walk.forward():
        straight.append(seen(walk))
    for move in moves:
        if isinstance(move, int):
            walk.go(move)
        elif move == "forward":
            walk.forward()
        else:
            walk.back()
        assert seen(walk) == straight[walk.index]


def test_forward_backward_forward_is_exact(walk: Walk) -> None:
    walk.go(0)
    there = [seen(walk)]
    while walk.forward():
        there.append(seen(walk))
    back = [seen(walk)]
    while walk.back():
        back.append(seen(walk))
    again = [seen(walk)]
    while walk.forward():
        again.append(seen(walk))
    assert there == back[::-1] == again
    assert len(there) == len(walk.steps) + 1


def test_new_numbers_keep_the_place_and_new_nodes_do_not(walk: Walk) -> None:
    walk.go(8)
    assert walk.formula is not None
    walk.formula.evaluate({"a": 5.0})
    walk.refresh()
    assert walk.index == 8
    assert walk.steps[0].result == -15.0
    walk.set_formula(formula_of("y = p + q", p=1.0, q=2.0))
    assert walk.index == walk.loss_index == 1
    assert walk.selection == "p"


def test_a_text_typed_while_everything_is_known_stays_known(walk: Walk) -> None:
    walk.go(len(walk.steps))
    walk.set_formula(formula_of("y = p * q", p=1.0, q=2.0))
    assert walk.gradient_shown("p") == 2.0


def test_a_chosen_node_stays_chosen_while_the_text_changes_around_it(walk: Walk) -> None:
    walk.select("d")
    walk.set_formula(formula_of("e = a*b\nd = e + c\nL = d*f + 1", a=1.0, b=2.0, c=3.0, f=4.0))
    assert walk.selection == "d"
    walk.set_formula(formula_of("L = a + b", a=1.0, b=2.0))
    assert walk.selection == "a"


def test_one_gradient_can_be_shown_early_and_hidden_again(walk: Walk) -> None:
    walk.reveal("b")
    assert walk.gradient_shown("b") == -4.0
    assert walk.gradient_shown("a") is None
    walk.hide("b")
    assert walk.gradient_shown("b") is None


def test_a_pass_without_zeroing_finds_what_was_left(walk: Walk) -> None:
    walk.go(len(walk.steps))
    walk.backward_again("nothing", "abcf")
    assert walk.passes == 2
    assert walk.index == walk.loss_index
    assert walk.gradient_shown("a") == 6.0
    walk.go(len(walk.steps))
    assert walk.gradient_shown("d") == -4.0  # twice what is right
    assert (
        walk.gradient_shown("a") == 6.0 + 6.0 * 3
    )  # e passed on −6: its own doubled share of d's doubled one
    walk.zero()
    assert walk.passes == 1
    walk.go(len(walk.steps))
    assert walk.gradient_shown("a") == 6.0


def test_playing_makes_the_steps_that_have_come_due(walk: Walk) -> None:
    walk.go(0)
    walk.play()
    walk.set_speed(SPEEDS.index(2.0))
    for _ in range(15):
        walk.tick(0.1)
    assert walk.index == 3
    for _ in range(100):
        walk.tick(0.1)
    assert walk.index == len(walk.steps)
    assert not walk.playing
    walk.play()
    assert walk.index == 0


def test_it_tells_once_a_press(walk: Walk) -> None:
    moved, selected = QSignalSpy(walk.moved), QSignalSpy(walk.selected)
    walk.forward()
    assert (moved.count(), selected.count()) == (1, 1)
    walk.go(walk.index)
    assert moved.count() == 1


def test_highlighting_tells_when_it_changes(walk: Walk) -> None:
    spy = QSignalSpy(walk.highlighted)
    walk.set_highlight([("e", "a", 0)])
    walk.set_highlight([("e", "a", 0)])
    assert spy.count() == 1
    assert walk.highlight == {("e", "a", 0)}
    walk.set_highlight()
    assert spy.count() == 2


def test_without_a_formula_nothing_moves() -> None:
    walk = Walk()
    assert not walk.forward()
    assert not walk.back()
    walk.play()
    walk.tick(1.0)
    assert (walk.index, walk.current, walk.playing) == (0, None, False)
    assert walk.gradient_shown("a") is None
