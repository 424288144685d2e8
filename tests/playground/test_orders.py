"""The order lab's model: the engine's traversals, visit by visit, with the fault where it happens."""

import pytest

from engine.graph import TRAVERSALS, traverse
from playground.formula import Formula, build
from playground.orders import OrderWalk, orders_of
from playground.sheets import ExpressionSheet, Variable

SHARED = "c = a+b\nd = a*b\ne = c+d\nf = c*d\ny = e+f"


def formula_of(text: str, **values: float) -> Formula:
    return build(ExpressionSheet(text, tuple(Variable(name, value) for name, value in values.items())))


@pytest.fixture
def shared() -> Formula:
    return formula_of(SHARED, a=2.0, b=3.0)


def test_the_right_answer_and_the_wrong_ones(shared: Formula) -> None:
    orders = orders_of(shared)
    assert [(order.gradients["a"], order.gradients["b"]) for order in orders] == [
        *((25.0, 19.0), (29.0, 22.0), (4.0, 3.0), (0.0, 0.0))
    ]
    assert [order.right for order in orders] == [True, False, False, False]
    assert [sorted(order.wrong) for order in orders] == [[], ["a", "b"], ["a", "b"], ["a", "b", "c", "d"]]


@pytest.mark.parametrize("text", [SHARED, "y = x*x + x", "y = tanh(a*b + a) * a**2 - b"])
def test_visits_replayed_give_the_engines_gradients(text: str) -> None:
    formula = formula_of(text, a=0.3, b=-1.2, x=0.7)
    for name, order in zip(TRAVERSALS, orders_of(formula), strict=True):
        expected = traverse(formula.by_key[formula.output].value, name)
        assert [visit.key for visit in order.visits] == [formula.key_of[value] for value in expected.visits]
        replayed = order.gradients_after(len(order.visits), formula.output)
        for value, number in expected.gradients.items():
            assert replayed.get(formula.key_of[value], 0.0) == number


def test_the_fault_is_found_where_it_happens(shared: Formula) -> None:
    right, naive, pre, post = orders_of(shared)
    assert all(not visit.fault for visit in right.visits)
    fault = naive.fault_after(99)
    assert fault is not None
    assert fault.fault == "c has another turn and passes on 7, its earlier share once more."
    assert naive.visits.index(fault) == 9
    assert naive.fault_after(9) is None
    fault = pre.fault_after(99)
    assert fault is not None
    assert fault.fault.startswith("c passes on 1 before f has reported")
    fault = post.fault_after(99)
    assert fault is not None
    assert fault.fault.startswith("c passes on 0 before e and f have reported")


def test_without_a_second_use_passing_on_at_once_does_no_harm() -> None:
    orders = orders_of(formula_of("e = a*b; L = e*f", a=2.0, b=3.0, f=4.0))
    assert [order.right for order in orders] == [True, True, True, False]
    assert [order.fault_after(99) is None for order in orders] == [True, True, True, False]


def test_turns_are_numbered(shared: Formula) -> None:
    naive = orders_of(shared)[1]
    assert naive.turns(10)["c"] == [3, 10]
    assert "f" not in naive.turns(8)


def test_an_order_nobody_could_watch_says_how_long_it_is() -> None:
    text = "\n".join(["x1 = x + x", *(f"x{k} = x{k - 1} + x{k - 1}" for k in range(2, 12))])
    naive = orders_of(formula_of(text, x=1.0))[1]
    assert "4,095 visits" in naive.problem
    assert naive.visits == ()
    text = "\n".join(["x1 = x + x", *(f"x{k} = x{k - 1} + x{k - 1}" for k in range(2, 40))])
    naive = orders_of(formula_of(text, x=1.0))[1]
    assert "did not finish" in naive.problem


def test_stepping_goes_through_all_orders_at_once(shared: Formula) -> None:
    walk = OrderWalk()
    assert walk.sentence == ""
    walk.set_formula(shared)
    assert walk.count == 15
    assert "Only one of them waits" in walk.sentence
    sentences = {walk.explanation(step) for step in range(walk.count)}
    assert any(sentence.startswith("Naive recursion: c has another turn") for sentence in sentences)
    walk.go(15)
    assert walk.sentence == "3 of 4 orders come out wrong."
    walk.set_formula(formula_of("y = a + b", a=1.0, b=2.0))
    assert walk.index == walk.count == 3
    assert (
        walk.sentence
        == "No node is used twice here, so every order that passes on what it has comes out right."
    )
    walk.set_formula(formula_of("y = tanh(a + b)", a=1.0, b=2.0))
    walk.go(4)
    assert walk.sentence == "1 of 4 orders comes out wrong."
