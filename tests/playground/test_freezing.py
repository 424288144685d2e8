"""Frozen parts: what is frozen, told weight by weight, through freezing, unfreezing and new shapes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from engine.settings import OPTIMISERS, REGULARISATIONS, Settings
from playground.document import BIAS, Document, Frozen, HiddenLayer, Network, layer_sizes
from playground.experiment import Experiment
from playground.freezing import frozen_mask, is_frozen, set_frozen
from playground.network_edits import (
    add_layer,
    add_neuron,
    current_state,
    initial_state,
    remove_layer,
    remove_neuron,
    toggle_feature,
)
from tests.playground.documents import frozen_parts, networks

Atom = tuple[int, int, int]


def atoms(network: Network, part: Frozen | None = None) -> set[Atom]:
    """Every weight and bias (layer, neuron, input or −1) of a network, or of a part of it."""
    return {
        (layer, neuron, place)
        for layer, (n_in, n_out) in enumerate(pairwise(layer_sizes(network)))
        for neuron in range(n_out)
        for place in range(-1, n_in)
        if part is None
        or (part.layer == layer and part.neuron in (None, neuron) and part.input in (None, place))
    }


def frozen_atoms(document: Document) -> set[Atom]:
    return {atom for atom in atoms(document.network) if is_frozen(document, *atom)}


@given(st.data())
def test_each_freezing_and_unfreezing_changes_its_part_and_nothing_else(data: st.DataObject) -> None:
    network = data.draw(networks())
    document, model = Document(network=network), set[Atom]()
    for part in data.draw(st.lists(frozen_parts(network), min_size=1, max_size=6)):
        on = data.draw(st.booleans())
        document = set_frozen(document, part, on)
        model = model | atoms(network, part) if on else model - atoms(network, part)
        assert frozen_atoms(document) == model
        assert len(set(document.frozen)) == len(document.frozen)


@given(st.data())
def test_the_mask_says_the_same_as_asking_one_by_one(data: st.DataObject) -> None:
    network = data.draw(networks())
    parts = data.draw(st.lists(frozen_parts(network), max_size=4, unique=True))
    document = Document(network=network, frozen=tuple(parts))
    mask = frozen_mask(document)
    if mask is None:
        assert not parts
        return
    for layer, neuron, place in atoms(network):
        weights, biases = mask[layer]
        said = biases[neuron] if place == BIAS else weights[neuron, place]
        assert bool(said) == is_frozen(document, layer, neuron, place)
    sizes = layer_sizes(network)
    assert [weights.shape for weights, _ in mask] == [(n_out, n_in) for n_in, n_out in pairwise(sizes)]


def test_parts_keep_the_names_that_a_person_gave_them() -> None:
    document = set_frozen(Document(), Frozen(1), True)
    assert document.frozen == (Frozen(1),)
    assert set_frozen(document, Frozen(1, 0, 2), True) is document
    one_free = set_frozen(document, Frozen(1, 0, 2), False)
    assert one_free.frozen == (
        *(Frozen(1, 0, place) for place in (BIAS, 0, 1, 3)),
        Frozen(1, 1),
    )
    assert set_frozen(one_free, Frozen(1), True).frozen == (Frozen(1),)
    assert set_frozen(one_free, Frozen(1), False).frozen == ()
    two = set_frozen(set_frozen(Document(), Frozen(1, 1), True), Frozen(0), True)
    assert two.frozen == (Frozen(0), Frozen(1, 1))


SHAPED = Document(network=Network(("x1", "x2"), (HiddenLayer(3), HiddenLayer(2))))


def test_frozen_neurons_and_weights_keep_their_places_when_others_go() -> None:
    parts = (Frozen(0, 2), Frozen(1, 0, 1), Frozen(1, 1, 2), Frozen(2))
    document = replace(SHAPED, frozen=parts)
    assert remove_neuron(document, 0, 0).frozen == (Frozen(0, 1), Frozen(1, 0, 0), Frozen(1, 1, 1), Frozen(2))
    assert remove_neuron(document, 0, 2).frozen == (Frozen(1, 0, 1), Frozen(2))
    assert remove_neuron(document, 1, 0).frozen == (Frozen(0, 2), Frozen(1, 0, 2), Frozen(2))
    assert add_layer(document, 0).frozen == (Frozen(1, 2), Frozen(2, 0, 1), Frozen(2, 1, 2), Frozen(3))
    assert remove_layer(document, 0).frozen == (Frozen(0, 0, 1), Frozen(1))
    assert remove_layer(document, 1).frozen == (Frozen(0, 2), Frozen(1))


def test_a_feature_that_goes_takes_its_frozen_weights_along() -> None:
    document = replace(SHAPED, frozen=(Frozen(0, 1, 0), Frozen(0, 1, 1), Frozen(0, 2, BIAS)))
    assert toggle_feature(document, "x1").frozen == (Frozen(0, 1, 0), Frozen(0, 2, BIAS))
    assert toggle_feature(toggle_feature(document, "x1x2"), "x1x2") == toggle_feature(
        toggle_feature(document, "sin_x1"), "sin_x1"
    )


def test_what_is_added_is_frozen_where_a_whole_is_and_free_where_single_parts_are() -> None:
    whole = add_neuron(replace(SHAPED, frozen=(Frozen(0), Frozen(1, 0))), 0)
    assert is_frozen(whole, 0, 3, BIAS)
    assert is_frozen(whole, 1, 0, 3)
    assert not is_frozen(whole, 1, 1, 3)
    single = replace(SHAPED, frozen=tuple(Frozen(0, neuron) for neuron in range(3)))
    assert not is_frozen(add_neuron(single, 0), 0, 3, 0)


@given(st.data())
def test_weights_that_stay_stay_frozen_and_no_others_become_so(data: st.DataObject) -> None:
    """A removed neuron: what is frozen after it is what was frozen before, at its new place."""
    network = data.draw(networks().filter(lambda n: any(layer.neurons > 1 for layer in n.hidden)))
    layer = data.draw(st.sampled_from([k for k, hidden in enumerate(network.hidden) if hidden.neurons > 1]))
    neuron = data.draw(st.integers(0, network.hidden[layer].neurons - 1))
    parts = data.draw(st.lists(frozen_parts(network), max_size=5, unique=True))
    before = Document(network=network, frozen=tuple(parts))

    def place_after(atom: Atom) -> Atom | None:
        where, of, source = atom
        if where == layer:
            return None if of == neuron else (where, of - (of > neuron), source)
        if where == layer + 1 and source >= 0:
            return None if source == neuron else (where, of, source - (source > neuron))
        return atom

    expected = {place_after(atom) for atom in frozen_atoms(before)} - {None}
    assert frozen_atoms(remove_neuron(before, layer, neuron)) == expected


@pytest.mark.parametrize(
    "part",
    [
        Frozen(3),
        Frozen(-1),
        Frozen(0, 4),
        Frozen(0, -1),
        Frozen(0, 0, 2),
        Frozen(0, 0, -2),
        Frozen(0, None, 0),
    ],
)
def test_parts_that_are_not_there_are_refused(part: Frozen) -> None:
    with pytest.raises(PlaygroundError, match=r"^The network has no such part to freeze\.$"):
        set_frozen(Document(), part, True)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("regularisation", REGULARISATIONS)
def test_training_leaves_exactly_the_frozen_numbers(optimiser: str, regularisation: str) -> None:
    training = Settings(0.1, optimiser=optimiser, regularisation=regularisation, regularisation_rate=0.01)
    parts = (Frozen(0, 1), Frozen(0, 0, BIAS), Frozen(1, 0, 2), Frozen(2, 0, 1))
    document = replace(SHAPED, training=training, frozen=parts)
    experiment = Experiment(document, initial_state(document))
    experiment.run_epochs(2)
    for layer, (old, new) in enumerate(
        zip(initial_state(document).parameters, experiment.state.parameters, strict=True)
    ):
        same = (
            np.c_[np.array(old.biases), np.array(old.weights)]
            == np.c_[np.array(new.biases), np.array(new.weights)]
        )
        frozen = [
            [is_frozen(document, layer, neuron, place) for place in range(-1, len(old.weights[0]))]
            for neuron in range(len(old.biases))
        ]
        assert same.tolist() == frozen
    assert current_state(document) == initial_state(document)
