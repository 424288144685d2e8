"""The steps of a formula: the engine's own numbers, in an order one can tell a class."""

import pytest

from playground.accumulate import start_of_pass
from playground.formula import Formula, build
from playground.sheets import ExpressionSheet, Variable
from playground.steps import walkthrough


def formula_of(text: str, **values: float) -> Formula:
    return build(ExpressionSheet(text, tuple(Variable(name, value) for name, value in values.items())))


@pytest.fixture
def lecture() -> Formula:
    return build(ExpressionSheet())


def test_forward_then_loss_then_backward_then_done(lecture: Formula) -> None:
    steps = walkthrough(lecture).steps
    assert [step.label for step in steps] == [*"edL", "∂L", "∂d", "∂f", "∂e", "∂c", "∂a", "∂b", "done"]
    assert [step.kind for step in steps] == ["forward"] * 3 + ["loss"] + ["backward"] * 6 + ["done"]


def test_every_step_says_what_it_does(lecture: Formula) -> None:
    sentences = [step.sentence for step in walkthrough(lecture).steps]
    assert sentences == [
        "e = a·b = 2 · (−3) = −6",
        "d = e + c = −6 + 10 = 4",
        "L = d·f = 4 · (−2) = −8",
        "∂L/∂L = 1: L moves exactly as fast as L",
        "d receives ∂L/∂L · ∂L/∂d = 1·(−2) = −2",
        "f receives ∂L/∂L · ∂L/∂f = 1·4 = +4",
        "e receives ∂L/∂d · ∂d/∂e = (−2)·1 = −2",
        "c receives ∂L/∂d · ∂d/∂c = (−2)·1 = −2",
        "a receives ∂L/∂e · ∂e/∂a = (−2)·(−3) = +6",
        "b receives ∂L/∂e · ∂e/∂b = (−2)·2 = −4",
        "Done: every gradient of L is known",
    ]


def test_a_second_use_says_what_it_adds_to() -> None:
    steps = walkthrough(formula_of("y = x*x", x=3.0)).steps
    assert [(step.before, step.contribution, step.total) for step in steps if step.kind == "backward"] == [
        (0.0, 3.0, 3.0),
        (3.0, 3.0, 6.0),
    ]
    assert steps[3].sentence == "x receives ∂y/∂y · ∂y/∂x = 1·3 = +3, on top of 3: 6"


def test_numbers_in_the_text_take_no_gradients() -> None:
    steps = walkthrough(formula_of("f = 3*x**2 - 4*x + 5", x=-2.0)).steps
    targets = {step.parent for step in steps if step.kind == "backward"}
    assert targets == {"sub(mul(·,constant_pow(x)),mul(·,x))", "mul(·,constant_pow(x))"} | {
        *("constant_pow(x)", "mul(·,x)", "x")
    }
    assert steps[-2].total == -16.0


def test_lines_that_the_output_does_not_need_are_computed_and_have_no_gradient() -> None:
    steps = walkthrough(formula_of("p = a*b; y = a + 1", a=2.0, b=3.0)).steps
    assert {step.node for step in steps if step.kind == "forward"} == {"p", "y"}
    assert [step.parent for step in steps if step.kind == "backward"] == ["a"]


@pytest.mark.parametrize("zeroing", ["all", "parameters", "nothing"])
def test_three_passes_leave_what_the_engines_own_backward_leaves(zeroing: str) -> None:
    formula = formula_of("c = a+b; d = a*b; e = c+d; f = c*d; y = tanh(e/f) + f*a", a=2.0, b=3.0)
    output = formula.by_key[formula.output].value
    carried: dict[str, float] = {}
    for _ in range(3):
        record = walkthrough(formula, carried).record
        for node in formula.nodes:
            if zeroing == "all" or (zeroing == "parameters" and node.is_variable):
                node.value.grad = 0.0
        output.backward()
        left = {formula.key_of[value]: number for value, number in record.gradients.items()}
        assert left == {node.key: node.value.grad for node in formula.nodes}
        carried = start_of_pass(left, zeroing, formula.variables)
