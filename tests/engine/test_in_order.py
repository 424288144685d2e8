"""Running in the program's order: NumPy as compiled, by the eager graph, close to the other order, exact.

That losses are TensorFlow Playground's is tested in `tests/playground/test_playground_link.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from engine import Value, interpreter, portable
from engine.in_order import IN_ORDER
from engine.nn import MLP, flatten
from engine.program import lower
from engine.settings import LOSSES, OPTIMISERS, Settings
from engine.training import Training
from engine.warm_up import warm_up
from tests.engine.reference import Reference
from tests.engine.runs import N_TRAIN, samples, start, training

ROOT = Path(__file__).resolve().parents[2]
KINDS = [
    {},
    {"batch_size": 7},
    {"batch_size": 30},
    {"regularisation": "l2", "regularisation_rate": 0.1},
    {"regularisation": "l1", "regularisation_rate": 0.3, "learning_rate": 0.3},
    {"shuffle": True},
    {"loss": "absolute"},
    {"loss": "huber"},
    {"loss": "hinge"},
    {"optimiser": "momentum"},
]


@pytest.fixture
def compiled() -> None:
    assert warm_up()


def plain_sums(sample: np.ndarray, weights: np.ndarray, sums: list[float]) -> float:
    """Run one sample through 3-2-1 (tanh, linear) with a seed of 1 by hand, adding to the gradient sums."""
    hidden = []
    for neuron in range(2):
        total = float(weights[4 * neuron + 3])
        for k in range(3):
            total += float(weights[4 * neuron + k]) * float(sample[k])
        hidden.append(portable.FUNCTIONS.tanh(total))
    output = float(weights[10])
    for k in range(2):
        output += float(weights[8 + k]) * hidden[k]
        sums[8 + k] += hidden[k]
    sums[10] += 1.0
    for neuron in range(2):
        gradient = (1.0 - hidden[neuron] * hidden[neuron]) * float(weights[8 + neuron])
        for k in range(3):
            sums[4 * neuron + k] += gradient * float(sample[k])
        sums[4 * neuron + 3] += gradient
    return output


def test_sums_are_added_in_the_order_of_the_program(kernels: ModuleType) -> None:
    model = MLP(3, [2, 1], activation="tanh")
    inputs = [Value(0.0) for _ in range(3)]
    output = model(inputs)
    program = lower(output, inputs, model.parameters())
    draw = np.random.default_rng(4)
    points, weights = draw.normal(size=(3, 300)), draw.normal(size=11)
    sums = [0.0] * 11
    outputs = [plain_sums(point, weights, sums) for point in points.T]
    run = partial(interpreter.run, arithmetic=IN_ORDER)
    for runner in (run, partial(kernels.run, in_order=True)):
        result = runner(program, program.pack(weights), points)
        assert result.value_of(output).tolist() == outputs
        assert program.unpack(result.parameter_gradients).tolist() == sums
    other = kernels.run(program, program.pack(weights), points)
    assert program.unpack(other.parameter_gradients).tolist() != sums
    np.testing.assert_allclose(program.unpack(other.parameter_gradients), sums, rtol=1e-12, atol=1e-12)


def test_a_lone_parameter_adds_up_sample_by_sample(kernels: ModuleType) -> None:
    x, parameter = Value(0.0), Value(3.0)
    program = lower(parameter**2 * x, [x], [parameter])
    points = np.random.default_rng(5).normal(size=(1, 500))
    expected = 0.0
    for number in points[0]:
        expected += 6.0 * float(number)
    for runner in (partial(interpreter.run, arithmetic=IN_ORDER), partial(kernels.run, in_order=True)):
        assert program.unpack(runner(program, program.pack([3.0]), points).parameter_gradients) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear"])
def test_numpy_and_the_kernels_agree_to_the_last_bit(
    kind: dict[str, object], activation: str, compiled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = training(activation=activation, carry_partial_batch=True, **kind)
    kernel.run_epochs(4)
    monkeypatch.setattr("engine.training.loaded_kernels", lambda: None)
    plain = training(activation=activation, carry_partial_batch=True, **kind)
    plain.run_epochs(4)
    assert repr(plain.state) == repr(kernel.state)


@pytest.mark.parametrize("kind", [*KINDS, {"loss": "binary cross-entropy"}, {"optimiser": "adam"}])
def test_it_follows_the_eager_engine(kind: dict[str, object], compiled: None) -> None:
    settings = Settings(carry_partial_batch=True, **kind)  # type: ignore[arg-type]
    run = training(carry_partial_batch=True, **kind)
    reference = Reference(["tanh"] * 3, samples(N_TRAIN), settings, start())
    for epoch in range(5):
        order = run._course.batch(epoch, 0, N_TRAIN, settings.shuffle)[0]
        places = [run._course.train.samples[0].tolist().index(x) for x in order]
        [loss] = run.run_epochs(1).train
        assert loss == pytest.approx(reference.epoch(places), rel=1e-11)
    found = [*flatten(run.state.parameters)]
    assert found == pytest.approx([p.data for p in reference.model.parameters()], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_other_order_differs_by_rounding_alone(optimiser: str, loss: str, compiled: None) -> None:
    """A batch size that divides the samples, so that nothing is carried either way."""
    kind = {"loss": loss, "optimiser": optimiser, "learning_rate": 0.01, "batch_size": N_TRAIN}
    one, other = (training(carry_partial_batch=carry, **kind) for carry in (False, True))
    one.run_epochs(5)
    other.run_epochs(5)
    weights = [list(flatten(run.state.parameters)) for run in (one, other)]
    assert weights[0] == pytest.approx(weights[1], rel=1e-9, abs=1e-12)


PROGRAM = """
import json
from engine.training import warm_up
from tests.engine.runs import training
assert warm_up()
run = training(carry_partial_batch=True, learning_rate=0.3)
run.run_epochs(50)
print(json.dumps(run.state.parameters[1].weights))
"""


def test_another_process_gives_the_same_bits(compiled: None) -> None:
    command = [sys.executable, "-c", PROGRAM]
    [*weights] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    run = training(carry_partial_batch=True, learning_rate=0.3)
    run.run_epochs(50)
    assert weights == [list(row) for row in run.state.parameters[1].weights]


def test_single_batches_are_the_same_as_epochs(compiled: None) -> None:
    whole, single = (training(carry_partial_batch=True, batch_size=9) for _ in range(2))
    whole.run_epochs(3)
    while single.state.epoch < 3:
        single.step()
    assert repr(single.state) == repr(whole.state)


def test_a_state_goes_on_bit_for_bit(compiled: None) -> None:
    kind = {"carry_partial_batch": True, "regularisation": "l1", "regularisation_rate": 0.3}
    run = training(**kind)
    run.run_epochs(2)
    run.step()
    again = training(run.state, **kind)
    run.run_epochs(3)
    again.run_epochs(3)
    assert repr(again.state) == repr(run.state)


def test_a_batch_larger_than_the_train_set_never_updates(compiled: None) -> None:
    run = training(carry_partial_batch=True, batch_size=N_TRAIN + 1)
    before = run.state.parameters
    run.run_epochs(3)
    assert (run.state.parameters, run.state.updates, run.state.epoch) == (before, 0, 3)


def test_a_lost_batch_keeps_the_last_finite_weights(compiled: None) -> None:
    settings = Settings(carry_partial_batch=True, learning_rate=10.0)
    run = Training(["linear"] * 3, samples(N_TRAIN), samples(30), settings, start())
    run.run_epochs(500)
    assert run.divergence is not None
    assert np.isfinite([*flatten(run.state.parameters)]).all()
