"""What a document may hold: the ranges that its file is held to, each breach said in one sentence."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from itertools import pairwise

import msgspec
import numpy as np

from engine.data import DATASETS, MAX_CLASSES
from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.nn import INITIALISATIONS
from engine.settings import (
    BATCH_SIZE_RANGE,
    LEARNING_RATE_RANGE,
    LOSSES,
    OPTIMISERS,
    REGULARISATIONS,
    SCHEDULES,
    Settings,
)
from engine.state import Parameters, TrainingState
from playground.document import (
    ACTIVATIONS,
    CONTROLS,
    EDGES_SHOW,
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    MAX_SEED,
    MAX_SPEED,
    NOISE_RANGE,
    PULSE_SPEED_RANGE,
    REGULARISATION_RATE_RANGE,
    TRAIN_SHARE_RANGE,
    WORKSPACES,
    DataSettings,
    Document,
    Network,
    View,
    fits,
    layer_sizes,
    outputs_of,
)
from playground.own_data import MAX_POINTS, OWN, OwnPoints
from playground.samples import classes_of, problem_of
from playground.sheets import ZEROINGS, DerivativeSheet, ExpressionSheet

#: Counters in a state: far beyond any run, and exact as a double.
_COUNT_RANGE = (0, 2**53)
_H_RANGE = (1e-16, 1.0)
_MAX_FORMULA = 10_000
_MAX_NAME = 200
#: How far from the middle a point may lie.
_FAR = 1e6
_MAX_ITEMS = 10_000
#: Optimisers remember at most two numbers a parameter (Adam's moments).
_MAX_SLOTS = 2

#: Fields and what is wrong with them.
Problems = Iterator[tuple[str, str]]


def check(document: Document) -> None:
    """Raise `PlaygroundError`, naming the field, for the first thing that a document may not hold."""
    for field, fault in _problems(document):
        raise PlaygroundError(f"{field} {fault}.")


def short(value: object, length: int = 40) -> str:
    """A value as a sentence can quote it: at most `length` characters."""
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _problems(document: Document) -> Problems:
    yield from _not_finite(msgspec.to_builtins(document), "")
    yield from _data_problems(document.data)
    yield from _network_problems(document)
    yield from _training_problems(document.training)
    yield from _view_problems(document.view)
    if document.weight_seed is not None:
        yield from _text("weight_seed", document.weight_seed, MAX_SEED)
    if document.state is not None:
        yield from _state_problems(document.state, document.network)
    yield from _choice("initialisation", document.initialisation, INITIALISATIONS)
    yield from _expression_problems(document.expression)
    yield from _derivative_problems(document.derivative)


def _data_problems(data: DataSettings) -> Problems:
    known = (*DATASETS, *OWN.values())
    yield from _choice("data.dataset", data.dataset, known)
    yield from _range("data.noise", data.noise, NOISE_RANGE)
    yield from _range("data.train_share", data.train_share, TRAIN_SHARE_RANGE)
    yield from _text("data.seed", data.seed, MAX_SEED)
    if data.other_dataset is not None:
        others = [key for key in known if problem_of(key) != problem_of(data.dataset)]
        yield from _choice("data.other_dataset", data.other_dataset, others)
    yield from _range("data.classes", data.classes, (2, MAX_CLASSES))
    yield from _own_problems("data.own_classes", data.own_classes, data.classes)
    yield from _own_problems("data.own_values", data.own_values, 0)


def _own_problems(field: str, own: OwnPoints, classes: int) -> Problems:
    if len(own.table) % 24:
        yield f"{field}.table", "is not a whole number of rows of three numbers"
        return
    yield from _count(field, len(own), MAX_POINTS, "points")
    rows = own.rows
    if not np.isfinite(rows).all() or (np.abs(rows) > _FAR).any():
        yield f"{field}.table", f"holds a number that is not finite, or beyond ±{_FAR:g}"
    elif classes and len(own) and not np.isin(rows[:, 2], np.arange(classes)).all():
        yield f"{field}.table", f"holds a class that is not a whole number from 0 to {classes - 1}"
    if len(own.columns) not in (0, 3):
        yield f"{field}.columns", f"has {len(own.columns)} entries, but must have none or 3"
    for column in own.columns:
        yield from _text(f"{field}.columns", column.name, _MAX_NAME)
    yield from _count(f"{field}.class_names", len(own.class_names), MAX_CLASSES, "names")
    for name in own.class_names:
        yield from _text(f"{field}.class_names", name, _MAX_NAME)


def _network_problems(document: Document) -> Problems:
    network = document.network
    outputs = outputs_of(classes_of(document.data), document.training.loss)
    if network.outputs != outputs:
        yield "network.outputs", f"is {short(network.outputs)}, but the data and the loss ask for {outputs}"
    if not network.features:
        yield "network.features", "is empty, but a network has at least one input feature"
    for place, key in enumerate(network.features):
        yield from _choice(f"network.features[{place}]", key, FEATURES)
    yield from _distinct("network.features", network.features)
    yield from _count("network.hidden", len(network.hidden), MAX_HIDDEN_LAYERS, "layers")
    for place, layer in enumerate(network.hidden):
        yield from _range(f"network.hidden[{place}].neurons", layer.neurons, (1, MAX_NEURONS))
        yield from _choice(f"network.hidden[{place}].activation", layer.activation, ACTIVATIONS)


def _training_problems(training: Settings) -> Problems:
    yield from _range("training.learning_rate", training.learning_rate, LEARNING_RATE_RANGE)
    yield from _range("training.batch_size", training.batch_size, BATCH_SIZE_RANGE)
    yield from _choice("training.loss", training.loss, LOSSES)
    yield from _choice("training.optimiser", training.optimiser, OPTIMISERS)
    yield from _choice("training.regularisation", training.regularisation, REGULARISATIONS)
    yield from _range("training.regularisation_rate", training.regularisation_rate, REGULARISATION_RATE_RANGE)
    yield from _choice("training.schedule", training.schedule, SCHEDULES)


def _view_problems(view: View) -> Problems:
    yield from _choice("view.workspace", view.workspace, WORKSPACES)
    yield from _choice("view.edges_show", view.edges_show, EDGES_SHOW)
    yield from _range("view.pulse_speed", view.pulse_speed, PULSE_SPEED_RANGE)
    yield from _range("view.speed", view.speed, (0, MAX_SPEED))
    for place, name in enumerate(view.hidden):
        if name not in CONTROLS and name not in FEATURES:
            yield f"view.hidden[{place}]", f"is {short(name)}, which is nothing that can be hidden"
    yield from _distinct("view.hidden", view.hidden)


def _state_problems(state: TrainingState, network: Network) -> Problems:
    for counter in ("epoch", "batch", "updates", "position", "carried_samples"):
        yield from _range(f"state.{counter}", getattr(state, counter), _COUNT_RANGE)
    yield from _shape("state.parameters", state.parameters, network)
    yield from _count("state.slots", len(state.slots), _MAX_SLOTS, "memories of the optimiser")
    for place, slot in enumerate(state.slots):
        yield from _shape(f"state.slots[{place}]", slot, network)
    if state.carried:
        yield from _shape("state.carried", state.carried, network)
    elif state.carried_samples:
        yield "state.carried", f"is empty, but state.carried_samples is {short(state.carried_samples)}"


def _shape(field: str, parameters: Parameters, network: Network) -> Problems:
    """Find where parameters do not fit the network."""
    if fits(parameters, network):
        return
    sizes = layer_sizes(network)
    if len(parameters) != len(sizes) - 1:
        yield (
            field,
            f"has {len(parameters)} layers, but the network has {len(sizes) - 1} with the output layer",
        )
    for place, (layer, (n_in, n_out)) in enumerate(zip(parameters, pairwise(sizes), strict=False)):
        if len(layer.biases) != n_out:
            yield (
                f"{field}[{place}].biases",
                f"holds {len(layer.biases)} numbers, but the layer has {n_out} neurons",
            )
        if len(layer.weights) != n_out:
            yield (
                f"{field}[{place}].weights",
                f"holds {len(layer.weights)} rows, but the layer has {n_out} neurons",
            )
        for row, weights in enumerate(layer.weights):
            if len(weights) != n_in:
                yield (
                    f"{field}[{place}].weights[{row}]",
                    f"holds {len(weights)} numbers, not one for each of {n_in} inputs",
                )


def _expression_problems(sheet: ExpressionSheet) -> Problems:
    yield from _text("expression.text", sheet.text, _MAX_FORMULA)
    yield from _count("expression.variables", len(sheet.variables), _MAX_ITEMS, "variables")
    for place, variable in enumerate(sheet.variables):
        yield from _text(f"expression.variables[{place}].name", variable.name, _MAX_NAME)
    yield from _count("expression.placements", len(sheet.placements), _MAX_ITEMS, "nodes")
    for place, placement in enumerate(sheet.placements):
        yield from _text(f"expression.placements[{place}].key", placement.key, _MAX_NAME)
    yield from _choice("expression.zeroing", sheet.zeroing, ZEROINGS)


def _derivative_problems(sheet: DerivativeSheet) -> Problems:
    yield from _text("derivative.text", sheet.text, _MAX_FORMULA)
    yield from _range("derivative.h", sheet.h, _H_RANGE)


def _not_finite(value: object, field: str) -> Problems:
    """Find NaN and infinity anywhere, also in fields that have no range of their own."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _not_finite(part, f"{field}.{key}" if field else key)
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from _not_finite(part, f"{field}[{place}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield field, f"is {value}, which is not a finite number"


def _range(field: str, value: float, bounds: tuple[float, float]) -> Problems:
    if not bounds[0] <= value <= bounds[1]:
        yield field, f"is {short(value)}, but must be from {bounds[0]} to {bounds[1]}"


def _choice(field: str, value: str, choices: Collection[str]) -> Problems:
    if value not in choices:
        yield field, f"is {short(value)}, which is none of {', '.join(choices)}"


def _distinct(field: str, values: tuple[str, ...]) -> Problems:
    for place, value in enumerate(values):
        if value in values[:place]:
            yield field, f"names {short(value)} twice"


def _count(field: str, count: int, most: int, what: str) -> Problems:
    if count > most:
        yield field, f"holds {count} {what}, but at most {most} are allowed"


def _text(field: str, text: str, most: int) -> Problems:
    if len(text) > most:
        yield field, f"has {len(text)} characters, but at most {most} are allowed"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield field, "holds half a character, which no file can hold"
