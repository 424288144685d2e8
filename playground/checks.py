"""What a document may hold: the ranges that its file is held to, each breach said in one sentence."""

from __future__ import annotations

import msgspec

from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.nn import INITIALISATIONS
from engine.settings import (
    BATCH_SIZE_RANGE,
    LEARNING_RATE_RANGE,
    OPTIMISERS,
    REGULARISATIONS,
    SCHEDULES,
    Settings,
)
from playground.data_checks import data_faults
from playground.document import (
    CONTROLS,
    EDGES_SHOW,
    LOSS_SHOWS,
    MAX_SEED,
    MAX_SPEED,
    OUTPUT_SHOWS,
    PULSE_SPEED_RANGE,
    REGULARISATION_RATE_RANGE,
    STOP_EPOCH_RANGE,
    STOP_LOSS_RANGE,
    WORKSPACES,
    Document,
    Network,
    StopRules,
    View,
)
from playground.faults import Faults, no_text, not_finite, out_of_range, repeated, short, too_many, unknown
from playground.network_checks import frozen_faults, network_faults, state_faults
from playground.sheet_checks import folding_faults
from playground.sheets import ZEROINGS, DerivativeSheet, ExpressionSheet

__all__ = ["check", "short"]

_H_RANGE = (1e-16, 1.0)
_MAX_TEXT = 10_000
_MAX_NAME = 200
_MAX_ITEMS = 10_000


def check(document: Document) -> None:
    """Raise `PlaygroundError`, naming the field, for the first thing that a document may not hold."""
    for field, fault in _faults(document):
        raise PlaygroundError(f"{field} {fault}.")


def _faults(document: Document) -> Faults:
    yield from not_finite(msgspec.to_builtins(document, builtin_types=(bytes,)), "")
    yield from data_faults(document.data)
    yield from network_faults(document)
    yield from _training_faults(document.training)
    yield from _view_faults(document.view, document.network)
    if document.weight_seed is not None:
        yield from no_text("weight_seed", document.weight_seed, MAX_SEED)
    if document.state is not None:
        yield from state_faults(document.state, document.network)
    yield from unknown("initialisation", document.initialisation, INITIALISATIONS)
    yield from frozen_faults(document.frozen, document.network)
    yield from _stop_faults(document.stop)
    yield from _expression_faults(document.expression)
    yield from _derivative_faults(document.derivative)


def _training_faults(training: Settings) -> Faults:
    yield from out_of_range("training.learning_rate", training.learning_rate, LEARNING_RATE_RANGE)
    yield from out_of_range("training.batch_size", training.batch_size, BATCH_SIZE_RANGE)
    yield from unknown("training.optimiser", training.optimiser, OPTIMISERS)
    yield from unknown("training.regularisation", training.regularisation, REGULARISATIONS)
    rate = training.regularisation_rate
    yield from out_of_range("training.regularisation_rate", rate, REGULARISATION_RATE_RANGE)
    yield from unknown("training.schedule", training.schedule, SCHEDULES)


def _view_faults(view: View, network: Network) -> Faults:
    yield from unknown("view.workspace", view.workspace, WORKSPACES)
    yield from unknown("view.edges_show", view.edges_show, EDGES_SHOW)
    yield from out_of_range("view.pulse_speed", view.pulse_speed, PULSE_SPEED_RANGE)
    yield from out_of_range("view.speed", view.speed, (0, MAX_SPEED))
    for place, name in enumerate(view.hidden):
        if name not in (*CONTROLS, *FEATURES, *network.formulas):
            yield f"view.hidden[{place}]", f"is {short(name)}, which is nothing that can be hidden"
    yield from repeated("view.hidden", view.hidden)
    yield from unknown("view.output", view.output, OUTPUT_SHOWS)
    yield from unknown("view.loss", view.loss, LOSS_SHOWS)


def _stop_faults(stop: StopRules) -> Faults:
    yield from out_of_range("stop.epoch", stop.epoch, STOP_EPOCH_RANGE)
    yield from out_of_range("stop.loss", stop.loss, STOP_LOSS_RANGE)
    yield from out_of_range("stop.patience", stop.patience, STOP_EPOCH_RANGE)


def _expression_faults(sheet: ExpressionSheet) -> Faults:
    yield from no_text("expression.text", sheet.text, _MAX_TEXT)
    yield from too_many("expression.variables", len(sheet.variables), _MAX_ITEMS, "variables")
    for place, variable in enumerate(sheet.variables):
        yield from no_text(f"expression.variables[{place}].name", variable.name, _MAX_NAME)
    yield from too_many("expression.placements", len(sheet.placements), _MAX_ITEMS, "nodes")
    for place, placement in enumerate(sheet.placements):
        yield from no_text(f"expression.placements[{place}].key", placement.key, _MAX_NAME)
    yield from unknown("expression.zeroing", sheet.zeroing, ZEROINGS)
    yield from folding_faults(sheet)


def _derivative_faults(sheet: DerivativeSheet) -> Faults:
    yield from no_text("derivative.text", sheet.text, _MAX_TEXT)
    yield from out_of_range("derivative.h", sheet.h, _H_RANGE)
