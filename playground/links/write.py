"""Write a document as a TensorFlow Playground link, and say what such a link cannot express."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.data import COUNTS
from engine.features import FEATURES
from playground.checks import short
from playground.document import Document, Network, StopRules
from playground.links import names
from playground.network_edits import initial_state
from playground.samples import classes_of, is_own, name_of, problem_of

#: Seeds that arrive as they are: no separators of the link, nothing that a browser would encode.
_PLAIN_SEED = re.compile(r"[!$%'()*+,\-./0-9:;?@A-Z\[\\\]^_a-z{|}~]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A link that the page accepts, and one sentence for each thing that it leaves out."""

    link: str
    notes: tuple[str, ...] = ()


def write_link(document: Document) -> Written:
    """Return a link to the page's home that gives this experiment, as far as the page can."""
    return Written(
        f"{names.HOME}#" + "&".join(f"{key}={value}" for key, value in _pairs(document)),
        tuple(_notes(document)),
    )


def _pairs(document: Document) -> Iterator[tuple[str, str]]:
    """Keys and values in the page's own order."""
    data, network, training, view = document.data, document.network, document.training, document.view
    problem = problem_of(data.dataset)
    chosen = dict(names.DEFAULT_DATASETS)
    for key in (data.other_dataset, data.dataset):
        if key is not None:
            chosen[problem_of(key)] = key
    datasets = {
        kind: {ours: theirs for theirs, ours in sets.items()} for kind, sets in names.DATASETS.items()
    }
    # Some data sets are ours alone.
    written = {
        kind: sets.get(chosen[kind], sets[names.DEFAULT_DATASETS[kind]]) for kind, sets in datasets.items()
    }
    features = _features(network)
    yield "activation", _activation(network)
    if training.regularisation != "none":
        yield "regularization", training.regularisation.upper()
    yield "batchSize", str(training.batch_size)
    yield "dataset", written["classification"]
    yield "regDataset", written["regression"]
    yield "learningRate", _number(training.learning_rate)
    yield "regularizationRate", _number(training.regularisation_rate)
    yield "noise", str(data.noise)
    yield "networkShape", ",".join(str(layer.neurons) for layer in network.hidden)
    if _PLAIN_SEED.fullmatch(data.seed):
        yield "seed", data.seed
    yield "showTestData", _word(view.show_test)
    yield "discretize", _word(view.discretise)
    yield "percTrainData", str(data.train_share)
    for key in ("x", "y", "xTimesY", "xSquared", "ySquared"):
        yield key, _word(names.FEATURES[key] in features)
    yield "cosX", "false"
    yield "sinX", _word("sin_x1" in features)
    yield "cosY", "false"
    yield "sinY", _word("sin_x2" in features)
    yield "collectStats", "false"
    yield "problem", problem
    yield "initZero", _word(document.initialisation == "zeros")
    yield "hideText", "false"
    for key, ours in (*names.CONTROLS.items(), *names.FEATURES.items()):
        if ours in view.hidden and ours not in features:
            yield f"{key}_hide", "true"


def _activation(network: Network) -> str:
    """The first activation that the page has; it has one for all hidden neurons."""
    used = (name for layer in network.hidden for name in layer.activations)
    return next((name for name in used if name in names.ACTIVATIONS.values()), "tanh")


def _features(network: Network) -> list[str]:
    """The inputs that the page has, of which it needs one, in its order."""
    return [key for key in FEATURES if key in network.features] or ["x1"]


def _notes(document: Document) -> Iterator[str]:
    yield from _data_notes(document)
    yield from _network_notes(document)
    yield from _training_notes(document)
    state = document.state
    if state is not None and (state.updates or state.parameters != initial_state(document).parameters):
        yield "A link holds no weights: the run starts over."
    hidden_inputs = [
        FEATURES[key].label for key in _features(document.network) if key in document.view.hidden
    ]
    if hidden_inputs:
        yield f"{', '.join(hidden_inputs)} cannot be hidden while the network uses it."


def _data_notes(document: Document) -> Iterator[str]:
    data = document.data
    if is_own(data.dataset):
        default = names.DEFAULT_DATASETS[problem_of(data.dataset)]
        yield f"It has no points of one's own: the link says {default}."
    elif data.dataset not in names.DATASETS[problem_of(data.dataset)].values():
        default = names.DEFAULT_DATASETS[problem_of(data.dataset)]
        yield f"It has no data set {name_of(data.dataset)}: the link says {default}."
    if classes_of(data) > 2:
        yield f"It tells two classes apart, not {classes_of(data)}."
    if not _PLAIN_SEED.fullmatch(data.seed):
        yield (
            f"The seed {short(data.seed, 24)} has characters that a link cannot hold: the page draws"
            " points and weights of its own."
        )
    if document.weight_seed is not None:
        yield "Its weights come from the data's seed, so it starts from others."


def _network_notes(document: Document) -> Iterator[str]:
    network = document.network
    activation = _activation(network)
    if {name for layer in network.hidden for name in layer.activations} - {activation}:
        shared = "relu, tanh, sigmoid or linear"
        yield f"All hidden neurons share one activation there, {shared}: the link says {activation}."
    features = _features(network)
    if own := [key for key in network.features if key in network.formulas]:
        labels = ", ".join(short(key.removeprefix("="), 24) for key in own)
        instead = " and x₁ is on" if not set(features) & set(network.features) else ""
        yield f"It has no inputs of one's own: {labels} is left out{instead}."
    if [key for key in network.features if key in FEATURES] not in ([], features):
        yield "Its inputs stand in another order, so each starts with another's weights."
    if document.frozen:
        yield "It freezes nothing: all weights are trained."
    if document.initialisation not in ("uniform", "zeros"):
        yield f"It has no {document.initialisation} initialisation: its weights start uniform."


def _training_notes(document: Document) -> Iterator[str]:
    training, data = document.training, document.data
    if training.loss != "half squared error":
        yield f"It has no loss but the half squared error: {training.loss} is left out."
    if training.optimiser != "sgd":
        yield f"It has no optimiser but plain gradient descent: {training.optimiser} is left out."
    if training.schedule != "constant":
        yield f"Its learning rate stays constant: the schedule {training.schedule} is left out."
    if training.shuffle:
        yield "It does not shuffle the samples."
    if not training.carry_partial_batch:
        n_train = COUNTS[problem_of(data.dataset)] * data.train_share // 100
        if n_train % training.batch_size:
            yield "It keeps a batch that is not full for the next epoch, so its losses are others."
    if document.stop != StopRules():
        yield "It does not stop by itself: the stop rules are left out."


def _word(on: bool) -> str:
    return "true" if on else "false"


def _number(value: float) -> str:
    """Shortest decimal that reads back the same, never with an exponent."""
    return np.format_float_positional(value, trim="-")
