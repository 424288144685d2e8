"""A weight or a bias set by hand, as a pure function document -> document. Frozen ones may be set, too."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.errors import PlaygroundError
from engine.state import LayerParameters
from playground.document import BIAS, Document, Frozen
from playground.freezing import has_part
from playground.starts import current_state


def set_weight(document: Document, layer: int, neuron: int, input: int, value: float) -> Document:
    """Set one weight; layers count from the first hidden one, the output layer last. The epoch stays."""
    if input == BIAS or not has_part(document.network, Frozen(layer, neuron, input)):
        raise PlaygroundError("There is no such weight.")
    old = current_state(document).parameters[layer]
    row = _with(old.weights[neuron], input, _finite("weight", value))
    weights = (*old.weights[:neuron], row, *old.weights[neuron + 1 :])
    return _with_layer(document, layer, replace(old, weights=weights))


def set_bias(document: Document, layer: int, neuron: int, value: float) -> Document:
    """Set one neuron's bias; layers count from the first hidden one, the output layer last."""
    if not has_part(document.network, Frozen(layer, neuron, BIAS)):
        raise PlaygroundError("There is no such bias.")
    old = current_state(document).parameters[layer]
    biases = _with(old.biases, neuron, _finite("bias", value))
    return _with_layer(document, layer, replace(old, biases=biases))


def _finite(name: str, value: float) -> float:
    """The number; −0 becomes 0, since −0 stands for a weight that L1 has set to 0 for good."""
    if not math.isfinite(value):
        raise PlaygroundError(f"A {name} is a finite number, not {value}.")
    return float(value) + 0.0


def _with(numbers: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    return (*numbers[:place], value, *numbers[place + 1 :])


def _with_layer(document: Document, layer: int, changed: LayerParameters) -> Document:
    state = current_state(document)
    parameters = (*state.parameters[:layer], changed, *state.parameters[layer + 1 :])
    return replace(document, state=replace(state, parameters=parameters))
