"""What inputs, neurons and classes are called on the canvas. No Qt."""

from __future__ import annotations

import re

from engine.features import FEATURES, FORMULA
from playground.document import Document, Network
from playground.layout import INPUT_LAYER, output_layer
from playground.samples import classes_of, is_own, own_points

#: Beyond this many characters a card shortens a person's own formula.
_LONGEST = 48
_TYPESET = (
    (re.compile(r"\bx([12])\b"), lambda found: "x" + "₁₂"[int(found[1]) - 1]),
    (re.compile(r"\s*(?:\*\*|\^)\s*([0-9])(?![0-9.])"), lambda found: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(found[1])]),
    (re.compile(r"\s*(?<!\*)\*(?!\*)\s*"), lambda found: "·"),
    (re.compile(r"-"), lambda found: "−"),
)


def feature_label(key: str) -> str:
    """Return what an input is called: x₁², or a person's own formula as mathematics writes it: sin(3·x₁)."""
    if not key.startswith(FORMULA):
        return FEATURES[key].label
    text = key.removeprefix(FORMULA).strip()
    for pattern, written in _TYPESET:
        text = pattern.sub(written, text)
    return text


def shortened(text: str) -> str:
    """Return a text that is not longer than a card may be wide."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def class_name(document: Document, index: int) -> str:
    """Return what a class is called, counted from 0: as in the table it was read from, or its number."""
    data = document.data
    if is_own(data.dataset) and classes_of(data):
        names = own_points(data).class_names
        if index < len(names) and names[index]:
            return names[index]
    return f"class {index + 1}"


def class_names(document: Document) -> tuple[str, ...]:
    """Return the outputs' names, none where there is only one output."""
    outputs = document.network.outputs
    return tuple(class_name(document, index) for index in range(outputs)) if outputs > 1 else ()


def layer_name(network: Network, layer: int) -> str:
    """Return a layer's name as it stands in a sentence."""
    if layer == INPUT_LAYER:
        return "the inputs"
    return f"hidden {layer + 1}" if layer < output_layer(network) else "the output"


def neuron_name(document: Document, layer: int, neuron: int) -> str:
    """Return a neuron's (or an input's) name as it stands in a sentence: "neuron 2 of hidden 1"."""
    network = document.network
    if layer == INPUT_LAYER:
        return shortened(feature_label(network.features[neuron]))
    if layer < output_layer(network):
        return f"neuron {neuron + 1} of hidden {layer + 1}"
    if network.outputs == 1:
        return "the output"
    return f"the output of {shortened(class_name(document, neuron))}"
