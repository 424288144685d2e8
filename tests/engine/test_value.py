"""Value: micrograd's interface, and graphs as deep as memory allows."""

from __future__ import annotations

import gc
import math
import random
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from engine import Value
from engine.nn import MLP
from engine.ops import OPS
from engine.value import gradients


def test_micrograds_own_first_example() -> None:
    """The example of micrograd's README; the numbers are those printed there."""
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


@pytest.mark.parametrize(
    ("build", "expected", "slope"),
    [
        (lambda x: 2 + x, 5.0, 1.0),
        (lambda x: x + 2, 5.0, 1.0),
        (lambda x: 2 - x, -1.0, -1.0),
        (lambda x: x - 2, 1.0, 1.0),
        (lambda x: 2 * x, 6.0, 2.0),
        (lambda x: x * 2, 6.0, 2.0),
        (lambda x: 2 / x, 2 / 3, -2 / 9),
        (lambda x: x / 2, 1.5, 0.5),
        (lambda x: 2**x, 8.0, 8 * math.log(2)),
        (lambda x: x**2, 9.0, 6.0),
        (lambda x: x**-1, 1 / 3, -1 / 9),
        (lambda x: x**x, 27.0, 27 * (1 + math.log(3))),
        (lambda x: -x, -3.0, -1.0),
        (lambda x: abs(-x), 3.0, 1.0),
        (lambda x: x + x, 6.0, 2.0),
        (lambda x: x * x, 9.0, 6.0),
        (lambda x: x - x, 0.0, 0.0),
        (lambda x: x / x, 1.0, 0.0),
        (lambda x: sum([x, x, 1]), 7.0, 2.0),
        (lambda x: np.float64(2) * x, 6.0, 2.0),
        (lambda x: x * np.float32(2), 6.0, 2.0),
        (lambda x: x + Fraction(1, 2), 3.5, 1.0),
        (lambda x: x.max(5), 5.0, 0.0),
        (lambda x: x.min(5), 3.0, 1.0),
        (lambda x: (-x).leaky_relu(0.25), -0.75, -0.25),
        (lambda x: x.constant_pow(2), 9.0, 6.0),
    ],
)
def test_operators_with_numbers_on_either_side(build, expected, slope) -> None:
    x = Value(3.0)
    y = build(x)
    assert isinstance(y, Value)
    y.backward()
    assert y.data == pytest.approx(expected, rel=1e-15)
    assert x.grad == pytest.approx(slope, rel=1e-15, abs=1e-15)


def test_direct_operators_agree_with_the_table() -> None:
    a, b = Value(1.7), Value(-0.3)
    for direct, name in [(a + b, "add"), (a * b, "mul"), (a - b, "sub"), (a / b, "div")]:
        assert direct.data == OPS[name].forward(a.data, b.data)
        assert direct.op is OPS[name]
        assert direct.parents == (a, b)


def test_what_notebooks_that_draw_graphs_read() -> None:
    a, b = Value(2.0), Value(3.0)
    y = a * b
    assert y._prev == (a, b)
    assert y._op == "*"
    assert (a**3)._op == "**3"
    assert a.relu()._op == "ReLU"
    assert a._prev == ()
    assert a._op == ""
    assert repr(y) == "Value(data=6.0, grad=0.0)"


def test_both_edges_of_a_square_are_kept() -> None:
    x = Value(3.0)
    assert (x * x)._prev == (x, x)


def test_gradients_accumulate_until_set_to_zero() -> None:
    x = Value(3.0)
    (x * 2).backward()
    (x * 2).backward()
    assert x.grad == 4.0


def test_a_second_pass_over_one_graph_starts_from_what_the_first_left() -> None:
    """As in micrograd: values between input and output keep their gradients too."""
    x = Value(3.0)
    middle = x * 2
    y = middle * 5
    y.backward()
    y.backward()
    assert middle.grad == 10.0
    assert x.grad == 10.0 + 20.0


def test_training_by_hand_lowers_the_loss() -> None:
    random.seed(1337)
    model = MLP(2, [4, 1])
    points = [([0.5, -1.0], 1.0), ([-1.5, 0.3], -1.0), ([1.0, 1.0], 1.0)]
    losses = []
    for _ in range(20):
        loss = sum((model(x) - y) ** 2 for x, y in points)
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= 0.02 * p.grad
        losses.append(loss.data)
    assert losses[-1] < 0.2 * losses[0]


def test_order_comparisons_look_at_the_number() -> None:
    a, b = Value(1.0), Value(2.0)
    assert a < b <= 2.0
    assert b > a >= 1
    assert a != Value(1.0)
    assert len({a, Value(1.0)}) == 2


@pytest.mark.parametrize("wrong", ["3", None, [1.0], 1j])
def test_only_real_numbers_are_taken(wrong) -> None:
    with pytest.raises(TypeError, match="holds a real number"):
        Value(wrong)
    with pytest.raises(TypeError, match="holds a real number"):
        Value(1.0) + wrong


def test_methods_count_their_arguments() -> None:
    with pytest.raises(TypeError, match="argument"):
        Value(1.0).max()
    with pytest.raises(TypeError, match="tanh takes no such number"):
        Value(1.0).tanh(2.0)
    with pytest.raises(TypeError, match="leaky_relu takes no such number"):
        Value(1.0).leaky_relu(2.0, 3.0)


def test_derivatives_up_to_the_fourth_of_every_kind_of_use() -> None:
    x = Value(0.7)
    y = (3 * x).sin() * x.exp() + x**5 / (1 + x)
    want = {  # sympy: diff(sin(3*x)*exp(x) + x**5/(1 + x), x, n).evalf(20, {x: Rational(7, 10)})
        1: -0.66359466953293944784,
        2: -16.733216102111999745,
        3: -15.377729196110993705,
        4: 168.57879467056136065,
    }
    for order, number in want.items():
        (y,) = gradients(y, [x])
        assert y.data == pytest.approx(number, rel=1e-12), order
    assert x.grad == 0.0


def test_mixed_second_derivatives_are_symmetric() -> None:
    a, b = Value(0.4), Value(1.3)
    y = (a * b).tanh() * a.max(b) + b**a
    da, db = gradients(y, [a, b])
    assert gradients(da, [b])[0].data == pytest.approx(gradients(db, [a])[0].data, rel=1e-13)


def test_gradient_of_what_is_not_used_is_zero() -> None:
    x, unused = Value(2.0), Value(3.0)
    assert gradients(x * x, [unused])[0].data == 0.0


DEEP = """
import gc, threading
from engine import Value
def work():
    x = Value(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + x
    y.backward()
    assert (y.data, x.grad) == (1_000_001.0, 1_000_001.0)
    del y
    y = x
    for _ in range(200_000):
        y = y.tanh()
    y.backward()
    cycle = [y]
    cycle.append(cycle)
    del y, cycle
    gc.collect()
    print("freed")
threading.stack_size(256 * 1024)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


def test_a_chain_of_a_million_values_is_built_backpropagated_and_freed_on_a_small_stack() -> None:
    done = subprocess.run([sys.executable, "-c", DEEP], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "freed", done.stderr


def test_graphs_leave_no_reference_cycles() -> None:
    gc.collect()
    gc.disable()
    try:
        y = MLP(2, [4, 1])([1.0, 2.0])
        y.backward()
        del y
        assert gc.collect() == 0
    finally:
        gc.enable()
