"""TensorFlow Playground's links: the same experiment, the same losses, and a sentence for anything else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from engine.data import DATASETS, generate
from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.settings import Settings
from engine.warm_up import warm_up
from playground.checks import check
from playground.document import CONTROLS, Document, Frozen, HiddenLayer, Network, StopRules, View
from playground.experiment import Experiment
from playground.links import is_shared, names, read_link, write_link
from playground.links.names import HOME, is_link
from playground.network_edits import (
    add_formula,
    adopt_points,
    initial_state,
    reset,
    set_classes,
    set_dataset,
    toggle_feature,
)
from playground.own_data import OwnPoints
from tests.playground.documents import documents, trained
from tests.playground.fuzz_links import fuzzed, says_or_reads

#: What the page's own code gives for ten links: losses after 0 to 200 epochs, and the first train point.
RUNS = json.loads((Path(__file__).parents[1] / "golden/tf-playground-runs.json").read_text("utf-8"))
DEFAULT = Document(training=Settings(carry_partial_batch=True))


@pytest.mark.parametrize(
    "run", RUNS, ids=lambda run: re.sub(r".*&dataset=(\w+).*Shape=([\d,]*)&.*", r"\1 \2", run["link"])
)
def test_the_losses_are_the_pages(run: dict[str, Any]) -> None:
    """To 1e-9, far below the three decimals that the page shows."""
    assert warm_up()
    imported = read_link(run["link"])
    assert imported.notes == ()
    document = imported.document
    data = generate(document.data.dataset, document.data.noise, document.data.train_share, document.data.seed)
    assert [*data.points[0], data.targets[0]] == pytest.approx(run["first"], abs=1e-15)
    experiment = Experiment(document, initial_state(document))
    for epoch in sorted(map(int, run["train"])):
        experiment.run_epochs(epoch - experiment.epoch)
        expected = run["train"][str(epoch)], run["test"][str(epoch)]
        assert experiment.losses() == pytest.approx(expected, abs=1e-9), epoch


@pytest.mark.parametrize("run", RUNS)
def test_a_link_of_the_page_comes_back_character_for_character(run: dict[str, Any]) -> None:
    written = write_link(read_link(run["link"]).document)
    assert (written.link, written.notes) == (f"{HOME}{run['link']}", ())


LINK = RUNS[3]["link"]


@pytest.mark.parametrize(
    "text",
    [
        f"https://playground.tensorflow.org/{LINK}",
        f"http://localhost:8080/copy/index.html?a=b{LINK}",
        LINK.removeprefix("#"),
        LINK.replace("&", "&amp;"),
        LINK.replace("&", "&amp;amp;"),
        f"  <{HOME}{LINK}>\n",
        f"{HOME}{LINK[:80]}\r\n{LINK[80:]}",
        f"https://mail.example/?to={HOME}{LINK}".replace("#", "%23").replace("&", "%26").replace("=", "%3D"),
        LINK.replace("8,8", "8%2C8"),
        LINK.replace("8,8", "8,8=9"),
        f"{LINK}&seed=0.42182",
        LINK.replace("activation=tanh", "activation=tanh&activation=tanh"),
    ],
)
def test_a_link_is_understood_however_it_was_passed_on(text: str) -> None:
    assert is_link(text)
    assert read_link(text) == read_link(LINK)


def test_every_cut_of_a_link_is_an_experiment() -> None:
    for end in range(len("#activation=") + 1, len(LINK)):
        check(read_link(LINK[:end]).document)


def test_what_a_link_leaves_out_is_as_the_page_starts() -> None:
    imported = read_link("#seed=0.42182")
    assert imported.document == DEFAULT
    assert imported.notes == ()


def test_the_address_alone_is_the_page_as_it_starts() -> None:
    imported = read_link(HOME)
    assert imported.document == DEFAULT
    [note] = imported.notes
    assert "no seed" in note


def read(settings: str) -> Document:
    return read_link(f"#seed=0.42182&{settings}").document


def test_keys_become_the_fields_that_mean_the_same() -> None:
    document = read(
        "activation=relu&regularization=L1&regularizationRate=0.03&batchSize=7&learningRate=0.1&noise=15"
        "&percTrainData=70&networkShape=3,2,1&showTestData=true&discretize=true&initZero=true&dataset=xor"
    )
    assert document == Document(
        data=replace(DEFAULT.data, dataset="xor", noise=15, train_share=70),
        network=Network(hidden=tuple(HiddenLayer(n, "relu") for n in (3, 2, 1))),
        training=Settings(0.1, 7, regularisation="l1", regularisation_rate=0.03, carry_partial_batch=True),
        view=View(show_test=True, discretise=True),
        initialisation="zeros",
    )


def test_the_problem_says_which_data_set_counts_and_the_other_is_kept() -> None:
    both = "dataset=spiral&regDataset=reg-gauss"
    classification, regression = read(both).data, read(f"{both}&problem=regression").data
    assert (classification.dataset, classification.other_dataset) == ("spiral", "bumps")
    assert (regression.dataset, regression.other_dataset) == ("bumps", "spiral")


def test_another_problem_remembers_the_data_set_of_the_one_before() -> None:
    document = set_dataset(read("dataset=spiral"), "bumps")
    assert document.data.other_dataset == "spiral"
    assert "dataset=spiral&regDataset=reg-gauss" in write_link(document).link


@pytest.mark.parametrize(("key", "ours"), names.FEATURES.items())
def test_each_feature_is_switched_and_hidden(key: str, ours: str) -> None:
    assert ours in read(f"{key}=true").network.features
    hidden = read(f"{key}=true&{key}_hide=true")
    assert ours not in hidden.network.features
    assert hidden.view.hidden == (ours,)
    assert f"{key}_hide=true" in write_link(hidden).link


def test_inputs_stand_in_the_pages_order() -> None:
    everything = "&".join(f"{key}=true" for key in reversed(names.FEATURES))
    assert read(everything).network.features == tuple(FEATURES)


@pytest.mark.parametrize(("key", "ours"), names.CONTROLS.items())
def test_each_control_is_hidden(key: str, ours: str) -> None:
    assert read(f"{key}_hide=true").view.hidden == (ours,)
    assert read(f"{key}_hide=false").view.hidden == ()
    assert f"{key}_hide=true" in write_link(read(f"{key}_hide=true")).link


def test_every_control_that_can_be_hidden_has_a_key() -> None:
    assert sorted(names.CONTROLS.values()) == sorted(CONTROLS)


def test_words_are_read_as_the_page_reads_them() -> None:
    assert read("showTestData=no").view.show_test
    assert not read("showTestData=").view.show_test
    assert read("x=").network.features == ("x1", "x2")
    assert read("networkShape=").network.hidden == ()
    assert read("noise=81").data.noise == 50
    assert read("noise=-5").data.noise == 0
    assert read("noise=80").data.noise == 80
    assert read("learningRate=1e-3").training.learning_rate == 0.001
    assert read("seed=a%20b").data.seed == "a%20b"
    assert read("seed=1=2").data.seed == "1"


@pytest.mark.parametrize(
    ("settings", "note"),
    [
        ("activation=gelu", "activation is “gelu”, which does not exist: it is tanh here."),
        ("learningRate=fast", "The learning rate is “fast”, which is not a number: it is 0.03 here."),
        ("learningRate=0", "The learning rate 0 is not from 1e-05 to 10: it is 1e-05 here."),
        ("learningRate=1_0", "The learning rate is “1_0”, which is not a number: it is 0.03 here."),
        ("batchSize=Infinity", "The batch size inf is not from 1 to 1000: it is 1000 here."),
        ("percTrainData=99", "The train share 99 is not from 10 to 90: it is 90 here."),
        ("noise=12.5", "The noise 12.5 is not a whole number: it is 12 here."),
        ("networkShape=4,,2", "Of the layers “4,,2” those without neurons were left out."),
        (
            "networkShape=17",
            "The layers “17” are more than 8 of 16 neurons: the network was cut to that, so its losses are"
            " others.",
        ),
        ("x=false&y=false", "The link switches every feature off, but a network has at least one: x₁ is on."),
        ("tutorial=dp", "The page's text “dp” is not here."),
        ("foo=1&bar=2", "The link holds keys that mean nothing here: “foo”, “bar”."),
        ("a=1&b=1&c=1&d=1&e=1", "The link holds keys that mean nothing here: “a”, “b”, “c” and 2 more."),
        ("noise=5&percTr", "The link is cut short behind “percTr”: what is missing is as usual."),
        ("fo\x00o=1", "The link holds keys that mean nothing here: “fo\ufffdo”."),
    ],
)
def test_what_cannot_be_carried_over_is_noted(settings: str, note: str) -> None:
    imported = read_link(f"#seed=0.42182&{settings}")
    assert imported.notes == (note,)
    check(imported.document)


@pytest.mark.parametrize("seed", ["", "s" * 201, "\ud800"])
def test_a_seed_that_cannot_be_is_noted(seed: str) -> None:
    imported = read_link(f"#noise=0&seed={seed}")
    assert imported.document == DEFAULT
    assert len(imported.notes) == 1


def test_a_network_that_is_too_large_is_cut_to_the_largest() -> None:
    document = read("networkShape=" + ",".join(["99"] * 20))
    assert document.network.hidden == (HiddenLayer(16),) * 8


@pytest.mark.parametrize(
    "text",
    ["", "hello", "lesson.gradplay", "#", "#a=b", "https://example.org/#top", "a" * 30_000, "\ud800#\x00"],
)
def test_what_is_no_link_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        read_link(text)
    said = str(error.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 200
    said.encode()


@pytest.mark.parametrize(
    "text", ["", "hello", "lesson.gradplay", "/home/me/lesson.gradplay", "https://example.org/", "a" * 30_000]
)
def test_other_texts_are_not_taken_for_links(text: str) -> None:
    assert not is_shared(text)


#: Data sets that the page has, too.
SHARED = {key for sets in names.DATASETS.values() for key in sets.values()}
expressible = documents().map(
    lambda drawn: Document(
        data=replace(
            drawn.data,
            dataset=drawn.data.dataset if drawn.data.dataset in SHARED else "circle",
            classes=2,
            own_classes=OwnPoints(),
            own_values=OwnPoints(),
            seed="".join(str(ord(c)) for c in drawn.data.seed) or "0",
            other_dataset=drawn.data.other_dataset
            if drawn.data.dataset in SHARED
            and drawn.data.other_dataset in ("xor", "gauss", "spiral", "bumps")
            else None,
        ),
        network=Network(
            tuple(key for key in FEATURES if key in drawn.network.features) or ("x2",),
            tuple(HiddenLayer(layer.neurons, "relu") for layer in drawn.network.hidden),
        ),
        training=replace(
            Settings(carry_partial_batch=True),
            learning_rate=drawn.training.learning_rate,
            batch_size=drawn.training.batch_size,
            regularisation=drawn.training.regularisation,
            regularisation_rate=drawn.training.regularisation_rate,
        ),
        view=View(
            show_test=drawn.view.show_test,
            discretise=drawn.view.discretise,
            hidden=tuple(
                name
                for name in (*names.CONTROLS.values(), *names.FEATURES.values())
                if name in drawn.view.hidden and name not in drawn.network.features and name != "x2"
            ),
        ),
        initialisation="zeros" if drawn.initialisation == "zeros" else "uniform",
    )
)


@given(expressible)
def test_what_a_link_can_express_comes_back(document: Document) -> None:
    if not document.network.hidden:  # then no activation is anywhere
        document = replace(document, network=replace(document.network, hidden=(HiddenLayer(1, "relu"),)))
    written = write_link(document)
    imported = read_link(written.link)
    assert (written.notes, imported.notes) == ((), ())
    assert imported.document == document


def activations_of(document: Document) -> list[tuple[str, ...]]:
    return [layer.activations for layer in document.network.hidden]


@given(documents())
def test_any_document_becomes_a_link_that_stands(document: Document) -> None:
    written = write_link(document)
    assert written.link.isascii()
    assert is_link(written.link)
    imported = read_link(written.link)
    again = write_link(imported.document).link
    assert re.sub("&seed=[^&]*", "", again) == re.sub("&seed=[^&]*", "", written.link)
    if not written.notes:
        mine, theirs = (
            (
                d.data.dataset,
                d.data.noise,
                d.data.train_share,
                d.data.seed,
                d.network.features,
                activations_of(d),
            )
            for d in (document, imported.document)
        )
        assert mine == theirs


ONLY_OWN_INPUT = reset(toggle_feature(add_formula(replace(DEFAULT, network=Network(("x2",))), "x1^3"), "x2"))


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (set_dataset(DEFAULT, "moons"), "Moons"),
        (replace(DEFAULT, data=replace(DEFAULT.data, seed="a b")), "“a b”"),
        (replace(DEFAULT, data=replace(DEFAULT.data, seed="ä&ö")), "“ä&ö”"),
        (replace(DEFAULT, weight_seed="7"), "start"),
        (set_dataset(DEFAULT, "wave"), "Wave"),
        (adopt_points(DEFAULT), "points of one's own"),
        (replace(DEFAULT, network=Network(hidden=(HiddenLayer(2, "relu"), HiddenLayer(2)))), "relu"),
        (replace(DEFAULT, network=Network(hidden=(HiddenLayer(2, "gelu"),))), "the link says tanh"),
        (replace(DEFAULT, network=Network(hidden=(HiddenLayer(2, "relu", ("relu", "sin")),))), "relu"),
        (reset(add_formula(DEFAULT, "x1^3")), "“x1^3”"),
        (ONLY_OWN_INPUT, "“x1^3” is left out and x₁ is on"),
        (replace(DEFAULT, frozen=(Frozen(0),)), "freezes nothing"),
        (replace(DEFAULT, stop=StopRules(epoch=9)), "stop rules"),
        (replace(DEFAULT, network=Network(("x2", "x1"))), "order"),
        (replace(DEFAULT, network=Network(("x1",)), view=View(hidden=("x1",))), "x₁"),
        (replace(DEFAULT, initialisation="he"), "he initialisation"),
        (replace(DEFAULT, training=replace(DEFAULT.training, loss="huber")), "huber"),
        (replace(DEFAULT, training=replace(DEFAULT.training, optimiser="adam")), "adam"),
        (replace(DEFAULT, training=replace(DEFAULT.training, schedule="cosine")), "cosine"),
        (replace(DEFAULT, training=replace(DEFAULT.training, shuffle=True)), "shuffle"),
        (Document(training=Settings(batch_size=7)), "next epoch"),
        (replace(reset(DEFAULT), state=trained(initial_state(DEFAULT), 0.1)), "weights"),
    ],
)
def test_what_a_link_cannot_express_is_named(document: Document, word: str) -> None:
    [note] = write_link(document).notes
    assert word in note
    assert note.endswith(".")


def test_several_classes_and_their_loss_are_named() -> None:
    said = " ".join(write_link(set_classes(set_dataset(DEFAULT, "blobs"), 4)).notes)
    assert "Blobs" in said
    assert "two classes apart, not 4" in said
    assert "cross-entropy is left out" in said


def test_a_document_at_its_start_is_a_link_without_loss() -> None:
    assert write_link(reset(Document())).notes == ()
    ours = {"moons", "blobs", "arms", "wave"}
    assert all(key in names.DATASETS[kind.problem].values() or key in ours for key, kind in DATASETS.items())


def test_fuzzed_links_are_read_or_refused() -> None:
    """A slice of `python -m tests.playground.fuzz_links`."""
    for text in fuzzed(2_000, seed=1):
        says_or_reads(text)
