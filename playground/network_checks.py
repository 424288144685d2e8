"""What a document's network, its frozen parts and the state of its training may hold."""

from __future__ import annotations

from itertools import pairwise

from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.state import Parameters, TrainingState
from playground.data_edits import losses_for
from playground.document import (
    ACTIVATIONS,
    MAX_FORMULA,
    MAX_FORMULAS,
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    Document,
    Frozen,
    Network,
    fits,
    layer_sizes,
    outputs_of,
)
from playground.faults import Faults, no_text, out_of_range, repeated, short, too_many, unknown
from playground.freezing import has_part
from playground.inputs import check_on_plane
from playground.samples import classes_of

#: Counters in a state: far beyond any run, and exact as a double.
_COUNT_RANGE = (0, 2**53)
#: Optimisers remember at most two numbers a parameter (Adam's moments).
_MAX_SLOTS = 2


def network_faults(document: Document) -> Faults:
    """Find what is wrong with a document's network, and with its loss, which has a say in its shape."""
    network = document.network
    yield from unknown("training.loss", document.training.loss, losses_for(document))
    outputs = outputs_of(classes_of(document.data), document.training.loss)
    if network.outputs != outputs:
        yield "network.outputs", f"is {short(network.outputs)}, but the data and the loss ask for {outputs}"
    yield from _formula_faults(network.formulas)
    if not network.features:
        yield "network.features", "is empty, but a network has at least one input feature"
    offered = (*FEATURES, *network.formulas)
    for place, key in enumerate(network.features):
        yield from unknown(f"network.features[{place}]", key, offered)
    yield from repeated("network.features", network.features)
    yield from too_many("network.hidden", len(network.hidden), MAX_HIDDEN_LAYERS, "layers")
    for place, layer in enumerate(network.hidden):
        field = f"network.hidden[{place}]"
        yield from out_of_range(f"{field}.neurons", layer.neurons, (1, MAX_NEURONS))
        yield from unknown(f"{field}.activation", layer.activation, ACTIVATIONS)
        if layer.mixed and len(layer.mixed) != layer.neurons:
            yield (
                f"{field}.mixed",
                f"holds {len(layer.mixed)} activations, but the layer has {layer.neurons} neurons",
            )
        for neuron, activation in enumerate(layer.mixed):
            yield from unknown(f"{field}.mixed[{neuron}]", activation, ACTIVATIONS)


def frozen_faults(frozen: tuple[Frozen, ...], network: Network) -> Faults:
    """Find frozen parts that the network does not have."""
    n_layers = len(layer_sizes(network)) - 1
    for place, part in enumerate(frozen):
        if not 0 <= part.layer < n_layers:
            yield (
                f"frozen[{place}].layer",
                f"is {short(part.layer)}, but the network has {n_layers} with the output layer",
            )
        elif part.neuron is None and part.input is not None:
            yield f"frozen[{place}].input", f"is {short(part.input)}, but no neuron is named"
        elif not has_part(network, part):
            yield f"frozen[{place}]", "names a neuron or an input that its layer does not have"
    if len(set(frozen)) < len(frozen):
        yield "frozen", "names a part twice"


def state_faults(state: TrainingState, network: Network) -> Faults:
    """Find what is wrong with a state, or does not fit the network."""
    for counter in ("epoch", "batch", "updates", "position", "carried_samples"):
        yield from out_of_range(f"state.{counter}", getattr(state, counter), _COUNT_RANGE)
    yield from _shape_faults("state.parameters", state.parameters, network)
    yield from too_many("state.slots", len(state.slots), _MAX_SLOTS, "memories of the optimiser")
    for place, slot in enumerate(state.slots):
        yield from _shape_faults(f"state.slots[{place}]", slot, network)
    if state.carried:
        yield from _shape_faults("state.carried", state.carried, network)
    elif state.carried_samples:
        yield "state.carried", f"is empty, but state.carried_samples is {short(state.carried_samples)}"


def _formula_faults(formulas: tuple[str, ...]) -> Faults:
    yield from too_many("network.formulas", len(formulas), MAX_FORMULAS, "formulas")
    yield from repeated("network.formulas", formulas)
    for place, key in enumerate(formulas):
        field = f"network.formulas[{place}]"
        yield from no_text(field, key, MAX_FORMULA + 1)
        if not key.startswith("="):
            yield field, f"is {short(key)}, which does not begin with ="
            continue
        try:
            check_on_plane(key)
        except PlaygroundError as error:
            yield field, f"is {short(key)}, which is no input: {str(error).rstrip('.')}"


def _shape_faults(field: str, parameters: Parameters, network: Network) -> Faults:
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
