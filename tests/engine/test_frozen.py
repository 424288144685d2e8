"""Frozen parameters: not a bit of them changes, the others train on, and freed they go on as they stopped."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from engine.nn import flatten
from engine.settings import OPTIMISERS, REGULARISATIONS, Settings
from engine.state import Parameters, TrainingState
from engine.training import Mask, Training
from tests.engine.runs import start, training

SIZES = (2, 5, 3, 1)


def mask(frozen: object, sizes: Sequence[int] = SIZES) -> Mask:
    """A mask with the given parameters (numbers in the order of `flatten`) frozen."""
    wanted = set(frozen)  # type: ignore[call-overload]
    layers, number = [], 0
    for n_in, n_out in pairwise(sizes):
        flags = np.array(
            [[number + r * (n_in + 1) + c in wanted for c in range(n_in + 1)] for r in range(n_out)]
        )
        layers.append((flags[:, :-1], flags[:, -1]))
        number += n_out * (n_in + 1)
    return layers


def bits(parameters: Parameters) -> list[bytes]:
    """Every number, bit for bit: 0 and −0 are not the same."""
    return [struct.pack("<d", number) for number in flatten(parameters)]


COUNT = len(bits(start().parameters))
HALF = range(0, COUNT, 2)


def changed(before: TrainingState, after: TrainingState) -> Iterator[int]:
    pairs = zip(bits(before.parameters), bits(after.parameters), strict=True)
    return (k for k, (a, b) in enumerate(pairs) if a != b)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("penalty", REGULARISATIONS)
@pytest.mark.parametrize("carry", [False, True])
def test_not_a_bit_changes_whatever_the_settings(
    path: str, optimiser: str, penalty: str, carry: bool
) -> None:
    run = training(
        optimiser=optimiser, regularisation=penalty, regularisation_rate=0.3, carry_partial_batch=carry,
        learning_rate=0.1,
    )  # fmt: skip
    run.run_epochs(2)
    before = run.state
    run.frozen = mask(HALF)
    run.run_epochs(3)
    run.step()
    moved = set(changed(before, run.state))
    assert moved.isdisjoint(HALF)
    dead = {k for k, number in enumerate(bits(before.parameters)) if number == struct.pack("<d", -0.0)}
    free = set(range(COUNT)) - set(HALF) - dead
    assert moved <= free
    assert len(moved) >= len(free) - 1  # a bias whose neuron L1 has cut off has no gradient
    assert len(moved) > 5
    for old, new in zip(before.slots, run.state.slots, strict=True):
        pairs = list(zip(bits(old), bits(new), strict=True))
        assert all(pairs[k][0] == pairs[k][1] for k in HALF)


def test_frozen_parameters_are_constants_of_the_network(path: str) -> None:
    """The others move as if the frozen ones' gradients did not count: the first step is the same."""
    free, frozen = training(optimiser="adam"), training(optimiser="adam", frozen=mask(HALF))
    free.step()
    frozen.step()
    for k, pair in enumerate(zip(bits(free.state.parameters), bits(frozen.state.parameters), strict=True)):
        assert (pair[0] == pair[1]) == (k not in HALF)


@given(
    plans=st.lists(
        st.tuples(
            st.sets(st.integers(0, COUNT - 1)),
            st.sampled_from(OPTIMISERS),
            st.sampled_from(REGULARISATIONS),
            st.integers(1, 9),
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_succession_of_masks_and_settings(path: str, plans: list[tuple[set[int], str, str, int]]) -> None:
    run = training(learning_rate=0.3)
    for frozen, optimiser, penalty, steps in plans:
        run.settings = replace(
            run.settings, optimiser=optimiser, regularisation=penalty, regularisation_rate=0.2
        )
        before = run.state
        run.frozen = mask(frozen)
        assert run.state == before
        for _ in range(steps):
            run.step()
        assert frozen.isdisjoint(changed(before, run.state))


def test_freed_they_go_on_as_they_stopped(path: str) -> None:
    """All frozen for a while, a run without shuffling goes on as if nothing had been."""
    one, other = (training(optimiser="momentum", learning_rate=0.05) for _ in range(2))
    for run in (one, other):
        run.run_epochs(2)
    other.frozen = mask(range(COUNT))
    state = other.state
    other.run_epochs(3)
    assert bits(other.state.parameters) == bits(state.parameters)
    other.frozen = None
    assert other.frozen is None
    one.run_epochs(2)
    other.run_epochs(2)
    assert bits(one.state.parameters) == bits(other.state.parameters)


def test_zeros_of_l1_stay_so_through_freezing(path: str) -> None:
    run = training(regularisation="l1", regularisation_rate=1.0)
    run.run_epochs(20)
    state = run.state
    zeros = [k for k, number in enumerate(flatten(state.parameters)) if number == 0]
    assert zeros
    run.frozen = mask(range(COUNT))
    assert bits(run.state.parameters) == bits(state.parameters)
    run.run_epochs(1)
    again = training(run.state, frozen=run.frozen)
    for copy in (run, again):
        copy.frozen = None
        copy.settings = Settings(learning_rate=0.3)
        copy.run_epochs(3)
        numbers = np.array(list(flatten(copy.state.parameters)))
        assert (numbers[zeros] == 0).all()
        assert np.signbit(numbers[zeros]).all()
    assert bits(run.state.parameters) == bits(again.state.parameters)


def test_frozen_ones_stay_frozen_through_a_divergence(path: str) -> None:
    run = training(activation="relu", learning_rate=0.03, frozen=mask(HALF), optimiser="adam")
    run.run_epochs(1)
    before = run.state
    run.settings = replace(run.settings, learning_rate=1e308, regularisation="l2", regularisation_rate=1e10)
    run.run_epochs(20)
    assert run.divergence is not None
    run.settings = Settings()
    run.run_epochs(3)
    moved = set(changed(before, run.state))
    assert moved.isdisjoint(HALF)
    assert moved


def test_gradients_of_frozen_parameters_are_still_shown(path: str) -> None:
    run = training(frozen=mask(range(COUNT)))
    run.step()
    assert all(layer.weight_gradients.any() and not layer.weight_updates.any() for layer in run.layers())


def test_a_mask_of_another_network_is_refused(path: str) -> None:
    run = training()
    for wrong in (mask([], (2, 5, 3)), mask([], (2, 5, 4, 1)), mask([])[:-1]):
        with pytest.raises(PlaygroundError, match="another shape"):
            run.frozen = wrong
    assert run.frozen is None
    run.frozen = mask(HALF)
    run.state = start(seed=5)
    assert run.frozen is not None
    run.run_epochs(1)
    assert set(changed(start(seed=5), run.state)).isdisjoint(HALF)


def test_a_state_of_another_shape_frees_all(path: str) -> None:
    run: Training = training(hidden=(5, 3), frozen=mask(HALF))
    run.state = start((4, 2))
    assert run.frozen is None
    run.run_epochs(1)
    assert len(set(changed(start((4, 2)), run.state))) > 10
