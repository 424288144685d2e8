"""Weights and biases set by hand: that number and nothing else, and what is no number refused."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from engine.nn import flatten
from playground.document import BIAS, Document, layer_sizes
from playground.experiment import Experiment
from playground.network_edits import current_state, initial_state, set_bias, set_weight
from tests.playground.documents import documents, finite, trained


@given(documents(), st.data(), finite)
def test_one_number_changes_and_all_else_stays(document: Document, data: st.DataObject, value: float) -> None:
    sizes = layer_sizes(document.network)
    layer = data.draw(st.integers(0, len(sizes) - 2))
    neuron = data.draw(st.integers(0, sizes[layer + 1] - 1))
    place = data.draw(st.integers(BIAS, sizes[layer] - 1))
    if place == BIAS:
        after = set_bias(document, layer, neuron, value)
    else:
        after = set_weight(document, layer, neuron, place, value)
    before = current_state(document)
    weights = sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes[: layer + 1]))
    position = weights + neuron * (sizes[layer] + 1) + (sizes[layer] if place == BIAS else place)
    numbers = list(flatten(before.parameters))
    numbers[position] = value
    assert list(flatten(after.state.parameters)) == numbers
    assert replace(after.state, parameters=before.parameters) == before
    assert replace(after, state=document.state) == document
    assert after.state is not document.state


def test_the_loss_is_that_of_the_new_weights_at_once() -> None:
    document = Document(state=initial_state(Document()))
    changed = set_weight(set_bias(document, 2, 0, 0.0), 2, 0, 0, 0.0)
    changed = set_weight(changed, 2, 0, 1, 0.0)
    frame = Experiment(changed, changed.state).frame()
    assert frame.losses == (0.5, 0.5)  # half of (0 − ±1)², whatever the point


def test_minus_zero_is_zero_since_that_stands_for_a_weight_l1_has_taken_out() -> None:
    after = set_weight(Document(), 0, 0, 0, -0.0)
    assert math.copysign(1.0, after.state.parameters[0].weights[0][0]) == 1.0


def test_the_epoch_and_the_optimisers_memory_stay() -> None:
    document = Document(state=trained(initial_state(Document()), 0.5))
    after = set_weight(document, 1, 1, 3, 7.0)
    assert (after.state.epoch, after.state.slots) == (document.state.epoch, document.state.slots)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, float("1e400")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(PlaygroundError, match=r"^A weight is a finite number, not .*\.$"):
        set_weight(Document(), 0, 0, 0, value)
    with pytest.raises(PlaygroundError, match=r"^A bias is a finite number, not .*\.$"):
        set_bias(Document(), 0, 0, value)


@pytest.mark.parametrize("place", [(3, 0, 0), (0, 4, 0), (0, 0, 2), (-1, 0, 0), (0, -1, 0), (0, 0, BIAS)])
def test_weights_that_are_not_there_are_refused(place: tuple[int, int, int]) -> None:
    with pytest.raises(PlaygroundError, match=r"^There is no such weight\.$"):
        set_weight(Document(), *place, 1.0)
    if place[2] == 0:
        with pytest.raises(PlaygroundError, match=r"^There is no such bias\.$"):
            set_bias(Document(), *place[:2], 1.0)
