"""Network edits: what stays keeps its numbers, what is new comes from the seed, limits hold."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import DATASETS
from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.settings import LOSSES, Settings
from engine.state import LayerParameters, Parameters
from playground.checks import check
from playground.document import (
    DataSettings,
    Document,
    HiddenLayer,
    Network,
    fits,
    layer_sizes,
)
from playground.network_edits import (
    add_formula,
    add_layer,
    add_neuron,
    current_state,
    initial_state,
    new_weights,
    remove_layer,
    remove_neuron,
    reset,
    set_activation,
    set_classes,
    set_dataset,
    set_initialisation,
    set_loss,
    set_neuron_activation,
    set_problem,
    set_seed,
    toggle_feature,
)
from playground.samples import problem_of
from tests.playground.documents import documents, other_edits, structural_edits, trained


def document(*hidden: int, features: tuple[str, ...] = ("x1", "x2")) -> Document:
    """A document whose run has got somewhere, with an optimiser's memory and a carried gradient."""
    plain = Document(network=Network(features, tuple(HiddenLayer(neurons) for neurons in hidden)))
    return replace(plain, state=trained(initial_state(plain), 0.25))


def weights(document: Document, layer: int) -> np.ndarray:
    return np.array(current_state(document).parameters[layer].weights)


def biases(document: Document, layer: int) -> np.ndarray:
    return np.array(current_state(document).parameters[layer].biases)


@given(documents(), structural_edits | other_edits)
def test_every_edit_gives_a_document_that_a_file_can_hold_or_a_refusal(
    before: Document, edit: tuple[str, Callable[[Document], Document]]
) -> None:
    try:
        after = edit[1](before)
    except PlaygroundError:
        return
    assert fits(current_state(after).parameters, after.network)
    check(after)
    assert edit[1](before) == after


@given(documents(), structural_edits)
def test_every_structural_edit_gives_a_state_of_its_own_or_a_refusal(
    before: Document, edit: tuple[str, Callable[[Document], Document]]
) -> None:
    try:
        after = edit[1](before)
    except PlaygroundError:
        return
    assert after.state is not None
    assert after.state is not before.state


def test_a_run_starts_with_the_weights_of_its_seed() -> None:
    first = initial_state(Document()).parameters[0]
    assert first.weights[0] == pytest.approx((0.103180, -0.086341), abs=5e-7)
    assert first.weights[1][0] == pytest.approx(-0.287996, abs=5e-7)
    assert first.biases == (0.1,) * 4
    assert initial_state(Document()) == initial_state(Document())
    assert current_state(Document()) == initial_state(Document())


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_weight_seed_gives_the_same_weights_on_any_data(dataset: str) -> None:
    here = initial_state(Document(weight_seed="w"))
    assert initial_state(Document(DataSettings(dataset), weight_seed="w")) == here
    assert initial_state(Document(weight_seed="v")) != here


def test_adding_a_neuron_keeps_all_other_weights_and_starts_its_memory_at_zero() -> None:
    before = document(4, 3)
    after = add_neuron(before, 0)
    assert layer_sizes(after.network) == (2, 5, 3, 1)
    assert np.array_equal(weights(after, 0)[:4], weights(before, 0))
    assert np.array_equal(weights(after, 1)[:, :4], weights(before, 1))
    assert np.array_equal(biases(after, 0), [*biases(before, 0), 0.1])
    assert np.array_equal(biases(after, 1), biases(before, 1))
    assert after.state.parameters[2] == before.state.parameters[2]
    added = np.concatenate([weights(after, 0)[4], weights(after, 1)[:, 4]])
    assert np.all(np.abs(added) <= 0.5)
    assert len(set(added)) == 5
    for memory, old in (
        (after.state.slots[0], before.state.slots[0]),
        (after.state.carried, before.state.carried),
    ):
        assert memory[0].weights == (*old[0].weights, (0.0, 0.0))
        assert memory[0].biases == (*old[0].biases, 0.0)
        assert [row[4] for row in memory[1].weights] == [0.0] * 3
        assert [row[:4] for row in memory[1].weights] == list(old[1].weights)
    assert replace(after.state, parameters=(), slots=(), carried=()) == replace(
        before.state, parameters=(), slots=(), carried=()
    )


def test_new_weights_depend_on_the_seed_alone() -> None:
    early, late = reset(document(4, 3)), document(4, 3)
    assert np.array_equal(weights(add_neuron(early, 0), 0)[4], weights(add_neuron(late, 0), 0)[4])
    other = set_seed(late, "another")
    assert not np.array_equal(weights(add_neuron(other, 0), 0)[4], weights(add_neuron(late, 0), 0)[4])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_an_added_neuron_is_never_a_twin(removed: list[int]) -> None:
    changed = reset(document(4, 2))
    for neuron in removed:
        changed = add_neuron(remove_neuron(changed, 0, neuron), 0)
    assert len(set(changed.state.parameters[0].weights)) == 4


def test_removing_a_neuron_takes_its_weights_on_both_sides() -> None:
    before = document(4, 3)
    for removed in range(4):
        after = remove_neuron(before, 0, removed)
        assert np.array_equal(weights(after, 0), np.delete(weights(before, 0), removed, axis=0))
        assert np.array_equal(biases(after, 0), np.delete(biases(before, 0), removed))
        assert np.array_equal(weights(after, 1), np.delete(weights(before, 1), removed, axis=1))
        assert after.state.parameters[2] == before.state.parameters[2]
    assert remove_neuron(before, 0) == remove_neuron(before, 0, 3)


def test_a_neuron_added_and_removed_leaves_everything_as_it_was() -> None:
    before = document(3, 3)
    for layer in (0, 1):
        assert remove_neuron(add_neuron(before, layer), layer) == before


@pytest.mark.parametrize("index", [0, 1, 2])
def test_an_added_layer_leaves_every_other_weight(index: int) -> None:
    before = document(4, 3)
    after = add_layer(before, index)
    sizes = layer_sizes(before.network)
    assert layer_sizes(after.network) == (*sizes[: index + 1], sizes[index], *sizes[index + 1 :])
    rest = list(after.state.parameters)
    del rest[index]
    assert tuple(rest) == before.state.parameters
    assert remove_layer(after, index) == before


def test_an_added_layer_takes_its_neighbours_activation() -> None:
    before = set_activation(set_activation(document(4, 3), 0, "relu"), 1, "sigmoid")
    assert [add_layer(before, k).network.hidden[k].activation for k in range(3)] == [
        "relu",
        "relu",
        "sigmoid",
    ]
    assert add_layer(document(), 0).network.hidden == (HiddenLayer(2, "tanh"),)


def test_a_removed_layer_leaves_the_weights_that_still_have_an_input() -> None:
    before = document(4, 3, 2)
    after = remove_layer(before, 0)  # layer 1 had 4 inputs and now has 2
    assert np.array_equal(weights(after, 0), weights(before, 1)[:, :2])
    assert after.state.parameters[1:] == before.state.parameters[2:]
    wider = remove_layer(before, 1)  # layer 2 had 3 inputs and now has 4
    assert np.array_equal(weights(wider, 1)[:, :3], weights(before, 2))
    assert np.all(np.abs(weights(wider, 1)[:, 3]) <= 0.5)
    assert [row[3] for row in wider.state.slots[0][1].weights] == [0.0, 0.0]


@pytest.mark.parametrize("key", FEATURES)
def test_a_feature_comes_and_goes_with_its_column(key: str) -> None:
    before = document(4, 2, features=("x1", "x1x2"))
    after = toggle_feature(before, key)
    assert list(after.network.features) == [
        name for name in FEATURES if (name in before.network.features) != (name == key)
    ]
    for place, name in enumerate(after.network.features):
        if name != key:
            old = before.network.features.index(name)
            assert np.array_equal(weights(after, 0)[:, place], weights(before, 0)[:, old])
    assert after.state.parameters[1:] == before.state.parameters[1:]
    if key not in before.network.features:
        assert toggle_feature(after, key) == before


@pytest.mark.parametrize(
    "start_over",
    [
        reset,
        lambda d: set_dataset(d, "spiral"),
        lambda d: set_seed(d, "7"),
        lambda d: new_weights(d, "7"),
    ],
)
def test_starting_over_is_epoch_0_with_the_weights_of_the_seeds(
    start_over: Callable[[Document], Document],
) -> None:
    before = document(4, 2)
    after = start_over(before)
    assert after.state == initial_state(after)
    assert after.state is not before.state
    assert after.network == before.network
    assert (after.state.epoch, after.state.updates, after.state.slots, after.state.carried) == (0, 0, (), ())


def test_reset_gives_the_same_weights_and_new_weights_others() -> None:
    before = document(4, 2)
    assert reset(before).state == reset(reset(before)).state
    rolled = new_weights(before, "7")
    assert rolled.data == before.data
    assert rolled.state != reset(before).state
    assert reset(rolled).state == rolled.state
    assert set_seed(rolled, "8").weight_seed is None


def test_an_activation_leaves_the_state_alone() -> None:
    before = document(4, 2)
    after = set_activation(before, 1, "relu")
    assert [layer.activation for layer in after.network.hidden] == ["tanh", "relu"]
    assert after.state is before.state


MIXED = HiddenLayer(3, "tanh", ("relu", "tanh", "sin"))


def test_one_neuron_s_activation_makes_a_mixed_layer_and_all_alike_a_plain_one() -> None:
    before = document(3, 2)
    after = set_neuron_activation(before, 0, 1, "relu")
    assert after.network.hidden == (HiddenLayer(3, "tanh", ("tanh", "relu", "tanh")), HiddenLayer(2))
    assert after.state is before.state
    assert set_neuron_activation(after, 0, 1, "tanh") == before
    assert set_activation(after, 0, "gelu").network.hidden[0] == HiddenLayer(3, "gelu")
    all_relu = set_neuron_activation(set_neuron_activation(after, 0, 0, "relu"), 0, 2, "relu")
    assert all_relu.network.hidden[0] == HiddenLayer(3, "relu")


def test_neurons_bring_their_activations_along() -> None:
    before = replace(document(3, 2), network=Network(hidden=(MIXED, HiddenLayer(2))))
    grown = add_neuron(before, 0)
    assert grown.network.hidden[0].activations == ("relu", "tanh", "sin", "tanh")
    assert remove_neuron(grown, 0) == before
    assert remove_neuron(before, 0, 0).network.hidden[0].activations == ("tanh", "sin")
    assert remove_neuron(remove_neuron(before, 0, 0), 0, 0).network.hidden[0] == HiddenLayer(1, "sin")
    assert add_layer(before, 0).network.hidden[1] == MIXED
    assert remove_layer(before, 1).network.hidden == (MIXED,)


def test_a_layer_before_many_inputs_has_as_many_neurons_as_there_may_be() -> None:
    wide = document(2, features=tuple(FEATURES))
    for number in range(12):
        wide = add_formula(wide, f"x1 + {number}")
    deeper = add_layer(wide, 0)
    assert layer_sizes(deeper.network) == (19, 16, 2, 1)
    assert np.array_equal(weights(deeper, 1), weights(wide, 0)[:, :16])


@pytest.mark.parametrize("dataset", DATASETS)
def test_turning_to_the_other_problem_and_back_brings_the_data_set_back(dataset: str) -> None:
    before = set_dataset(Document(), dataset)
    other = "regression" if DATASETS[dataset].problem == "classification" else "classification"
    turned = set_problem(before, other)
    assert problem_of(turned.data.dataset) == other
    back = set_problem(turned, DATASETS[dataset].problem)
    assert back.data.dataset == dataset
    assert set_problem(back, DATASETS[dataset].problem) is back


def test_another_initialisation_starts_over_with_it() -> None:
    trained_before = document(4, 2)
    after = set_initialisation(trained_before, "he")
    assert after.state == initial_state(replace(trained_before, initialisation="he"))
    assert after.state.epoch == 0


@pytest.mark.parametrize("classes", range(2, 7))
def test_several_classes_have_an_output_each_and_start_over(classes: int) -> None:
    before = set_dataset(document(4, 3), "blobs")
    after = set_classes(before, classes)
    several = classes > 2
    assert after.network.outputs == (classes if several else 1)
    assert (after.training.loss == "cross-entropy") == several
    assert after.state == initial_state(after)


def test_a_loss_with_other_outputs_keeps_the_layers_before() -> None:
    before = document(4, 3)
    after = set_loss(before, "cross-entropy")
    assert after.network.outputs == 2
    assert after.state.parameters[:-1] == before.state.parameters[:-1]
    assert after.state.epoch == before.state.epoch
    assert set_loss(before, "hinge").state is before.state
    back = set_loss(after, "hinge")
    assert back.network == before.network
    # One output for two classes says something else than one for the first of them.
    assert before.state.parameters[-1].weights[0] not in after.state.parameters[-1].weights


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (lambda: add_layer(document(*(2,) * 8), 3), "A network has at most 8 hidden layers."),
        (lambda: add_neuron(document(16), 0), "A layer has at most 16 neurons."),
        (lambda: remove_neuron(document(3, 1), 1), "A hidden layer has at least one neuron."),
        (lambda: remove_layer(document(), 0), "There is no hidden layer to remove."),
        (
            lambda: toggle_feature(document(2, features=("x2",)), "x2"),
            "A network has at least one input feature.",
        ),
        (lambda: toggle_feature(document(2), "x3"), "There is no input feature called 'x3'."),
        (lambda: set_dataset(document(2), "iris"), "There is no data set called 'iris'."),
        (lambda: set_seed(document(2), "7" * 201), "A seed has at most 200 characters."),
        (lambda: set_problem(document(2), "clustering"), "There is no kind of problem called 'clustering'."),
        (lambda: set_classes(document(2), 7), "These data may have 2 to 6 classes, not 7."),
        (lambda: set_initialisation(document(2), "ones"), "There is no initialisation called 'ones'."),
        (lambda: set_activation(document(2), 0, "step"), "There is no activation called 'step'."),
        (lambda: set_neuron_activation(document(2), 0, 2, "relu"), "There is no such neuron."),
        (lambda: new_weights(document(2), "7" * 201), "A seed has at most 200 characters."),
    ],
)
def test_limits_are_said_in_a_sentence(refused: Callable[[], Document], sentence: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        refused()
    assert str(error.value) == sentence


def test_parameters_that_do_not_fit_are_known() -> None:
    network = Network(hidden=(HiddenLayer(2),))
    good: Parameters = (
        LayerParameters(((1.0, 2.0), (3.0, 4.0)), (0.0, 0.0)),
        LayerParameters(((1.0, 2.0),), (0.0,)),
    )
    assert fits(good, network)
    for bad in (
        good[:1],
        (*good, good[1]),
        (replace(good[0], biases=(0.0,)), good[1]),
        (replace(good[0], weights=((1.0, 2.0),)), good[1]),
        (good[0], replace(good[1], weights=((1.0, 2.0, 3.0),))),
    ):
        assert not fits(bad, network)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("key", DATASETS)
def test_a_loss_for_classes_gives_way_to_regression(loss: str, key: str) -> None:
    before = set_loss(Document(training=Settings(0.1, optimiser="adam")), loss)
    after = set_dataset(before, key).training
    for_classes = loss in ("binary cross-entropy", "hinge", "cross-entropy")
    refused = for_classes and DATASETS[key].problem == "regression"
    assert after == replace(before.training, loss="half squared error" if refused else loss)
