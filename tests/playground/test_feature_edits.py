"""Own formulas as inputs: parsed, finite where they are needed, switched on and off with their weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import PlaygroundError
from playground.document import DataSettings, Document, Network, View
from playground.experiment import Experiment
from playground.inputs import inputs_at
from playground.network_edits import (
    add_formula,
    add_points,
    current_state,
    initial_state,
    remove_formula,
    set_dataset,
    set_noise,
    set_seed,
    toggle_feature,
)

KEY = "=sin(3*x1)*x2"


def test_a_formula_is_an_input_behind_the_others_with_weights_of_its_own() -> None:
    before = Document(network=Network(("x1", "sin_x2")), state=None)
    after = add_formula(before, "  sin(3*x1)*x2 ")
    assert after.network.features == ("x1", "sin_x2", KEY)
    assert after.network.formulas == (KEY,)
    old, new = current_state(before).parameters, after.state.parameters
    assert [row[:2] for row in new[0].weights] == list(old[0].weights)
    assert new[1:] == old[1:]
    assert add_formula(before, "=sin(3*x1)*x2") == after
    off = toggle_feature(after, KEY)
    assert (off.network.features, off.network.formulas) == (("x1", "sin_x2"), (KEY,))
    assert off.state == current_state(before)
    assert toggle_feature(toggle_feature(off, "x2"), KEY).network.features == ("x1", "x2", "sin_x2", KEY)
    assert add_formula(off, "sin(3*x1)*x2").network == after.network


def test_its_column_is_the_formula_at_every_point() -> None:
    points = np.random.default_rng(5).uniform(-6, 6, (50, 2))
    column = inputs_at(points, ["x1", KEY])[:, 1]
    assert column == pytest.approx(np.sin(3 * points[:, 0]) * points[:, 1], rel=1e-12, abs=1e-12)


def test_it_is_drawn_over_the_plane_and_learned_from() -> None:
    document = replace(add_formula(Document(), "x1*x2/6"), data=DataSettings("xor"))
    experiment = Experiment(document, initial_state(document))
    experiment.run_epochs(10)
    frame = experiment.frame()
    assert frame.input_maps.shape[0] == 3
    assert frame.input_maps[2] == pytest.approx(frame.input_maps[0] * frame.input_maps[1] / 6)
    assert frame.losses[0] < 0.2


def test_data_at_which_it_is_no_number_are_refused() -> None:
    """Noise puts Gaussians beyond the plane, over all of which the formula is a number."""
    still = add_formula(set_dataset(Document(), "gauss"), "sqrt(x1 + 6.01)")
    wide = replace(set_dataset(Document(), "circle"), network=still.network)
    wide = replace(wide, data=replace(wide.data, noise=50))
    said = r"^sqrt\(x1 \+ 6\.01\) is not a finite number at x₁ = -\d.*, x₂ = "
    with pytest.raises(PlaygroundError, match=said):
        set_noise(still, 50)
    with pytest.raises(PlaygroundError, match=said):
        set_dataset(wide, "gauss")
    with pytest.raises(PlaygroundError, match=said):
        set_seed(replace(still, data=replace(still.data, noise=50)), "another")
    less = set_noise(still, 10)
    assert less == replace(still, data=replace(still.data, noise=10))
    assert less.state is still.state


def test_removing_takes_its_weights_and_its_hiding_along() -> None:
    before = Document()
    after = add_formula(before, "x1^3")
    after = replace(after, view=View(hidden=("=x1^3", "noise")))
    removed = remove_formula(after, "=x1^3")
    assert removed.network == before.network
    assert removed.view.hidden == ("noise",)
    assert removed.state == current_state(before)
    off = toggle_feature(add_formula(before, "x1^3"), "=x1^3")
    assert remove_formula(off, "=x1^3").state is off.state


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("sin(", ""),
        ("x3", "x3"),
        ("x1 + y", "y"),
        ("log(x1)", "is not a finite number at x₁ = "),
        ("exp(exp(exp(x1)))", "is not a finite number at x₁ = "),
        ("x1" + "+x1" * 100, "at most 200 characters"),
        ("__import__('os')", ""),
    ],
)
def test_what_is_no_input_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        add_formula(Document(), text)
    sentence = str(error.value)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 300


def test_a_formula_that_data_have_no_number_for_stands_in_their_way() -> None:
    document = add_formula(Document(), "x1/x2")
    for change in (
        lambda: set_dataset(document, "wave"),  # on a line, where x₂ is 0
        lambda: add_points(set_dataset(document, "own"), [(1.0, 0.0, 1.0)]),
        lambda: toggle_feature(set_dataset(toggle_feature(document, "=x1/x2"), "wave"), "=x1/x2"),
    ):
        with pytest.raises(PlaygroundError, match=r"^x1/x2 is not a finite number at x₁ = .*, x₂ = 0\.$"):
            change()


def test_a_document_edited_by_hand_says_the_same_when_it_is_trained() -> None:
    document = replace(add_formula(Document(), "x1/x2"), data=DataSettings("wave"))
    with pytest.raises(PlaygroundError, match=r"^x1/x2 is not a finite number"):
        Experiment(document, document.state)


def test_limits_are_said_in_a_sentence() -> None:
    full = Document()
    for number in range(12):
        full = add_formula(full, f"x1 + {number}")
    with pytest.raises(PlaygroundError, match=r"^There is room for 12 formulas: remove one first\.$"):
        add_formula(full, "x2 + 1")
    with pytest.raises(PlaygroundError, match=r"^x1 \+ 3 is an input already\.$"):
        add_formula(full, "x1 + 3")
    with pytest.raises(PlaygroundError, match=r"^There is no formula called '=x2'\.$"):
        remove_formula(full, "=x2")
    only = Document(network=Network(("x1",)))
    only = toggle_feature(add_formula(only, "x1^2"), "x1")
    with pytest.raises(PlaygroundError, match=r"^A network has at least one input feature\.$"):
        remove_formula(only, "=x1^2")
