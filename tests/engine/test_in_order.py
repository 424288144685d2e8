"""Training in TensorFlow Playground's arithmetic: compiled as in Python, close to the other kernels, exact.

That its losses are that page's is tested in `tests/playground/test_playground_link.py`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import in_order
from engine.nn import flatten
from engine.settings import Settings
from engine.training import Training
from engine.warm_up import warm_up
from tests.engine.reference import Reference
from tests.engine.runs import N_TRAIN, samples, start, training

KINDS = [
    {},
    {"batch_size": 7},
    {"batch_size": 30},
    {"regularisation": "l2", "regularisation_rate": 0.1},
    {"regularisation": "l1", "regularisation_rate": 0.3, "learning_rate": 0.3},
]


@pytest.fixture
def compiled() -> None:
    assert warm_up()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear"])
def test_python_and_the_kernel_agree_to_the_last_bit(
    kind: dict[str, object], activation: str, compiled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = training(activation=activation, carry_partial_batch=True, **kind)
    kernel.run_epochs(4)
    monkeypatch.setattr("engine.training.loaded_kernels", lambda: None)
    python = training(activation=activation, carry_partial_batch=True, **kind)
    python.run_epochs(4)
    assert repr(python.state) == repr(kernel.state)


@pytest.mark.parametrize("kind", KINDS)
def test_it_follows_the_eager_engine(kind: dict[str, object], compiled: None) -> None:
    settings = Settings(carry_partial_batch=True, **kind)  # type: ignore[arg-type]
    run = training(carry_partial_batch=True, **kind)
    reference = Reference(["tanh"] * 3, samples(N_TRAIN), settings, start())
    for _ in range(5):
        [loss] = run.run_epochs(1).train
        assert loss == pytest.approx(reference.epoch(), rel=1e-11)
    found = [*flatten(run.state.parameters)]
    assert found == pytest.approx([p.data for p in reference.model.parameters()], rel=1e-9, abs=1e-12)


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


@pytest.mark.parametrize(
    "other",
    [
        {"carry_partial_batch": False},
        {"optimiser": "adam"},
        {"loss": "absolute"},
        {"shuffle": True},
    ],
)
def test_it_serves_what_that_page_can_do_and_nothing_else(other: dict[str, object]) -> None:
    settings = Settings(carry_partial_batch=True)
    assert in_order.applies(settings, ["tanh", "relu", "sigmoid", "linear"])
    assert not in_order.applies(settings, ["tanh", "gelu"])
    assert not in_order.applies(replace(settings, **other), ["tanh"])  # type: ignore[arg-type]
