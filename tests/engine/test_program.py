"""A lowered program computes what the graph computes: every node's value and gradient, on both paths."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value, interpreter
from engine.in_order import IN_ORDER
from engine.interpreter import Run
from engine.losses import loss_of
from engine.nn import LINEAR, MLP
from engine.program import Program, lower
from engine.settings import LOSSES
from engine.weighted_sums import order_of
from tests.engine.graphs import random_graph

#: Samples that programs are run on; more than eight, and not a multiple of it.
SAMPLES = 11
ACTIVATIONS = [
    "tanh", "relu", "sigmoid", LINEAR, "leaky_relu", "elu", "gelu", "silu", "softplus", "sin",
]  # fmt: skip
Runner = Callable[[Program, np.ndarray, np.ndarray], Run]


def runners(kernels: ModuleType) -> dict[str, Runner]:
    return {
        "numpy": interpreter.run,
        "kernels": kernels.run,
        "numpy in order": partial(interpreter.run, arithmetic=IN_ORDER),
        "kernels in order": partial(kernels.run, in_order=True),
    }


@pytest.fixture(params=["numpy", "kernels", "numpy in order", "kernels in order"])
def run(request: pytest.FixtureRequest, kernels: ModuleType) -> Runner:
    return runners(kernels)[request.param]


def eager(outputs: Sequence[Value]) -> list[Value]:
    """Recompute the graph from its leaves, and every gradient of the sum of the outputs."""
    order = order_of(outputs)
    for node in order:
        node.grad = 0.0
        if node.op:
            node.data = node.op.forward(*(parent.data for parent in node.parents))
    total = Value(0.0)
    for output in outputs:
        total = total + output
    total.backward()
    return order


def close(ours: float, theirs: float, scale: float) -> bool:
    """1e-12 of the numbers that this one is made of, infinities and NaN included."""
    return ours == theirs or (ours != ours and theirs != theirs) or abs(ours - theirs) <= 1e-12 * scale


def assert_each_node_follows(
    result: Run, order: Sequence[Value], outputs: Sequence[Value], sample: int
) -> None:
    """Compare each node with the table's rule on the program's own numbers around it.

    A graph may magnify a rounding difference without end, one operation may not: so this holds for
    every graph to 1e-12, and by it the whole is right.
    """
    handed = {node: (1.0, 1.0) if node in outputs else (0.0, 0.0) for node in order}
    values = {node: float(result.value_of(node)[sample]) for node in order}
    for node in reversed(order):
        ours = float(result.gradient_of(node)[sample])
        assert close(ours, handed[node][0], handed[node][1])
        if node.op is None:
            continue
        inputs = [values[parent] for parent in node.parents]
        expected = node.op.forward(*inputs)
        assert close(values[node], expected, max([abs(expected), *map(abs, inputs)]))
        for parent, slope in zip(node.parents, node.op.partials(*inputs, values[node]), strict=True):
            total, size = handed[parent]
            handed[parent] = total + slope * ours, size + abs(slope * ours)


def assert_same_as_eager(
    run: Runner,
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value],
    points: np.ndarray,
    tolerance: float = 1e-12,
) -> Program:
    """Compare every node of the graph, at every sample, and the parameters' summed gradients."""
    program = lower(outputs, inputs, parameters)
    result = run(program, program.pack([p.data for p in parameters]), points)
    sums = dict.fromkeys(parameters, 0.0)
    factor = tolerance / 1e-12
    for sample in range(points.shape[1]):
        for value, number in zip(inputs, points[:, sample], strict=True):
            value.data = float(number)
        order = eager(outputs)
        assert_each_node_follows(result, order, outputs, sample)
        steepest = max(1.0, *(abs(node.grad) for node in order))
        for node in order:
            scale = max([1.0, abs(node.data), *(abs(parent.data) for parent in node.parents)])
            assert close(result.value_of(node)[sample], node.data, scale * factor)
            assert close(result.gradient_of(node)[sample], node.grad, steepest * factor)
        for parameter in parameters:
            sums[parameter] += parameter.grad
    for ours, theirs in zip(program.unpack(result.parameter_gradients), sums.values(), strict=True):
        assert close(ours, theirs, steepest * points.shape[1] * factor)
    return program


def network(seed: int) -> tuple[MLP, list[Value], Value, np.ndarray]:
    """Return a random network with its inputs, its loss and points to run it on.

    Some have one output and some several, some layers one activation and some a neuron each its own.
    """
    choose = random.Random(seed)
    shape = [choose.randint(1, 9) for _ in range(choose.randint(0, 4))]
    activations = [
        choose.choice(ACTIVATIONS) if choose.random() < 0.5 else choose.choices(ACTIVATIONS, k=neurons)
        for neurons in shape
    ]
    loss = choose.choice(LOSSES)
    outputs = choose.randint(2, 6) if loss == "cross-entropy" else 1
    last = "linear" if outputs > 1 else "tanh"
    random.seed(seed)
    model = MLP(choose.randint(1, 7), [*shape, outputs], activation=activations, output_activation=last)
    inputs = [Value(0.0) for _ in model.layers[0].neurons[0].w]
    targets = [Value(0.0) for _ in range(outputs)]
    answers = model(inputs)
    found = loss_of(loss, [answers] if outputs == 1 else answers, targets)
    points = np.random.default_rng(seed).normal(size=(len(inputs) + outputs, SAMPLES)) * 2
    return model, [*inputs, *targets], found, points


@pytest.mark.parametrize("seed", range(40))
def test_networks_are_found_and_computed_as_the_graph_says(run: Runner, seed: int) -> None:
    model, inputs, loss, points = network(seed)
    program = assert_same_as_eager(run, [loss], inputs, model.parameters(), points)
    shapes = [(len(layer.neurons[0].w), len(layer.neurons)) for layer in model.layers]
    assert [(layer.n_in, layer.n_out) for layer in program.layers] == shapes


def test_neighbours_with_the_same_activation_are_one_instruction(run: Runner) -> None:
    names = ["tanh", "tanh", LINEAR, "relu", "tanh", LINEAR]
    random.seed(1)
    model = MLP(2, [6, 1], activation=[names])
    inputs = [Value(0.0), Value(0.0)]
    output = model(inputs)
    points = np.random.default_rng(1).normal(size=(2, SAMPLES))
    program = assert_same_as_eager(run, [output], inputs, model.parameters(), points)
    counts = [(step.op.name, step.count) for step in program.instructions if step.op]
    assert counts == [("tanh", 2), ("relu", 1), ("tanh", 1)]
    first, sums = program.layers[0].outputs, program.layers[0].sums
    assert [row == sums + k for k, row in enumerate(first)] == [name == LINEAR for name in names]


@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_any_graph_is_computed_as_the_graph_says(kernels: ModuleType, seed: int, share: float) -> None:
    """Random expressions of all operations, their leaves split anyhow into inputs, parameters, constants."""
    leaves, output = random_graph(seed)
    others = [node for node in order_of([output]) if len(node.parents) == 2][-2:]
    outputs = list(dict.fromkeys([output, *others]))
    choose = random.Random(seed)
    inputs = [leaf for leaf in leaves if choose.random() < share]
    parameters = [leaf for leaf in leaves if leaf not in inputs and choose.random() < 0.8]
    near = np.array([[leaf.data + 1e-3 * k for k in range(SAMPLES)] for leaf in inputs]).reshape(
        len(inputs), SAMPLES
    )
    for run in runners(kernels).values():
        assert_same_as_eager(run, outputs, inputs, parameters, near[:, :1], tolerance=1e-9)
        assert_same_as_eager(run, outputs, inputs, parameters, near, tolerance=1e-9)


def test_shared_and_squared_values(run: Runner) -> None:
    x, w, b = Value(0.0), Value(1.5), Value(-0.5)
    total = b + w * x
    y = total * total + x * x + total.tanh()
    assert_same_as_eager(run, [y, total], [x], [w, b], np.array([[0.3, -2.0, 0.0]]))


@pytest.mark.parametrize(
    "build",
    [
        lambda x, w: (w[0] * x[0] + w[1] * x[0]).tanh(),  # one input twice
        lambda x, w: w[0] * x[0] + w[0] * x[1],  # one weight twice
        lambda x, w: w[0] * w[1] + x[0] * x[1],  # products of two of a kind
        lambda x, w: w[0] + w[1] + w[2] * x[0],  # two biases
        lambda x, w: w[0] * x[0] + w[1] * x[1],  # no bias
        lambda x, w: x[0] * w[0] + (x[1] * w[1] + w[2]),  # in another order
        lambda x, w: (w[0] * x[0] + w[1]) * (w[2] * x[0] + x[1]),
        lambda x, w: w[0] * (w[1] * x[0] + w[2]).relu() + w[1] * x[1],  # a weight used in two layers
        lambda x, w: x[0] + 0.0 * w[0] + 0.0 * w[1] + 0.0 * w[2] + 0.0 * x[1],
    ],
)
def test_what_only_looks_like_a_weighted_sum(
    run: Runner, build: Callable[[list[Value], list[Value]], Value]
) -> None:
    inputs, parameters = [Value(0.0), Value(0.0)], [Value(0.7), Value(-1.2), Value(0.4)]
    points = np.random.default_rng(1).normal(size=(2, SAMPLES))
    assert_same_as_eager(run, [build(inputs, parameters)], inputs, parameters, points)


def test_parameters_nothing_depends_on_have_gradient_0(run: Runner) -> None:
    x, used, idle = Value(0.0), Value(2.0), Value(3.0)
    program = lower(used * x, [x, Value(0.0)], [idle, used])
    result = run(program, program.pack([3.0, 2.0]), np.array([[5.0, 6.0], [1.0, 1.0]]))
    assert program.unpack(result.parameter_gradients).tolist() == [0.0, 11.0]


def test_a_long_sum_is_lowered_without_recursion(run: Runner) -> None:
    parameters = [Value(0.001 * k) for k in range(3000)]
    inputs = [Value(0.0) for _ in parameters]
    total = Value(0.0)
    for weight, x in zip(parameters, inputs, strict=True):
        total = total + weight * x
    bias, rest = Value(1.0), Value(0.0)
    for weight, x in zip(parameters, inputs, strict=True):
        bias = bias + weight * x
    program = lower(bias, inputs, parameters)
    result = run(program, program.pack([p.data for p in parameters]), np.ones((3000, 2)))
    assert result.value_of(bias) == pytest.approx(1.0 + sum(0.001 * k for k in range(3000)))
    assert rest.data == 0.0


def test_without_input_gradients_the_parameters_are_the_same(run: Runner) -> None:
    model, inputs, loss, points = network(3)
    parameters = np.array([p.data for p in model.parameters()])
    full = lower(loss, inputs, model.parameters())
    bare = lower(loss, inputs, model.parameters(), input_gradients=False)
    both = [run(p, p.pack(parameters), points).parameter_gradients for p in (full, bare)]
    np.testing.assert_array_equal(*both)


def test_spare_lanes_count_for_nothing(kernels: ModuleType) -> None:
    """Samples one by one, together, and seeded with 0 give the same sums."""
    model, inputs, loss, points = network(5)
    program = lower(loss, inputs, model.parameters())
    parameters = program.pack([p.data for p in model.parameters()])
    together = kernels.run(program, parameters, points).parameter_gradients
    apart = sum(
        kernels.run(program, parameters, points[:, k : k + 1]).parameter_gradients for k in range(SAMPLES)
    )
    np.testing.assert_allclose(apart, together, rtol=1e-12, atol=1e-13)
    nothing = kernels.run(program, parameters, points, seeds=np.zeros((1, SAMPLES))).parameter_gradients
    assert not nothing.any()


def test_inputs_must_be_leaves() -> None:
    x = Value(1.0)
    with pytest.raises(ValueError, match="computed from other values"):
        lower(x * 2, [x * 2], [])
