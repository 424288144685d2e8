"""The edits that the canvas makes, each one call of `session.edit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from engine.errors import PlaygroundError
from playground import network_edits
from playground.controls.hiding import hidden_here
from playground.document import ACTIVATIONS, BIAS, Document, Frozen, View
from playground.session import Session
from playground.views.network.activations import ACTIVATION_NAMES
from playground.views.network.frozen_parts import all_frozen
from playground.views.network.geometry import Bias, Edge
from playground.views.network.labels import feature_label, shortened

#: Names of `document.CONTROLS` that the canvas can leave out.
HIDEABLE = ("activation", "layers")


class Edits(QObject):
    """Changes the session's document; what a limit forbids comes as the sentence `rejected`."""

    rejected = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def offers(self, control: str) -> bool:
        """Whether a control of `document.CONTROLS` or a feature is offered: the document may hide it."""
        return control not in self._session.document.view.hidden

    def add_neuron(self, layer: int) -> None:
        """Add a neuron to a hidden layer."""
        self._shape("Add neuron", lambda document: network_edits.add_neuron(document, layer))

    def remove_neuron(self, layer: int, neuron: int | None = None) -> None:
        """Remove a neuron of a hidden layer, the last one by default."""
        self._shape("Remove neuron", lambda document: network_edits.remove_neuron(document, layer, neuron))

    def add_layer(self, index: int) -> None:
        """Insert a hidden layer so that it is number `index`, counted from 0."""
        self._shape("Add layer", lambda document: network_edits.add_layer(document, index), "layers")

    def remove_layer(self, layer: int) -> None:
        """Remove a hidden layer."""
        self._shape("Remove layer", lambda document: network_edits.remove_layer(document, layer), "layers")

    def set_activation(self, layer: int, activation: str) -> None:
        """Give all neurons of a hidden layer another activation of `ACTIVATIONS`."""
        text = f"Activation {ACTIVATION_NAMES[activation]}"
        self._shape(
            text, lambda document: network_edits.set_activation(document, layer, activation), "activation"
        )

    def next_activation(self, layer: int) -> None:
        """Give a hidden layer the next activation in the list."""
        now = ACTIVATIONS.index(self._session.document.network.hidden[layer].activation)
        self.set_activation(layer, ACTIVATIONS[(now + 1) % len(ACTIVATIONS)])

    def set_neuron_activation(self, layer: int, neuron: int, activation: str) -> None:
        """Give one neuron of a hidden layer another activation of `ACTIVATIONS`."""
        text = f"Activation {ACTIVATION_NAMES[activation]} of one neuron"
        self._shape(
            text,
            lambda document: network_edits.set_neuron_activation(document, layer, neuron, activation),
            "activation",
        )

    def next_neuron_activation(self, layer: int, neuron: int) -> None:
        """Give one neuron of a hidden layer the next activation in the list."""
        now = ACTIVATIONS.index(self._session.document.network.hidden[layer].activations[neuron])
        self.set_neuron_activation(layer, neuron, ACTIVATIONS[(now + 1) % len(ACTIVATIONS)])

    def remove_feature(self, index: int) -> None:
        """Switch off an input feature, the one at place `index`."""
        key = self._session.document.network.features[index]
        text = f"Feature {shortened(feature_label(key))} off"
        self._shape(text, lambda document: network_edits.toggle_feature(document, key), key)

    def remove_formula(self, key: str) -> None:
        """Offer one of a person's own features no longer."""
        text = f"Remove feature {shortened(feature_label(key))}"
        self._shape(text, lambda document: network_edits.remove_formula(document, key))

    def set_number(self, target: Edge | Bias, value: float) -> None:
        """Set a weight or a bias to a finite number; training goes on from there."""
        layer, neuron = target.layer, target.neuron
        if isinstance(target, Edge):
            source = target.source
            self._shape(
                f"Weight {value:.4g}",
                lambda document: network_edits.set_weight(document, layer, neuron, source, value),
            )
        else:
            self._shape(
                f"Bias {value:.4g}", lambda document: network_edits.set_bias(document, layer, neuron, value)
            )

    def toggle_frozen(self, part: Frozen) -> None:
        """Freeze a part of the network, or let it be trained again if all of it is frozen."""
        on = not all_frozen(self._session.document, part)
        if part.neuron is None:
            what = "layer"
        else:
            what = "neuron" if part.input is None else "bias" if part.input == BIAS else "weight"
        self._shape(
            f"{'Freeze' if on else 'Unfreeze'} {what}",
            lambda document: network_edits.set_frozen(document, part, on),
        )

    def show_edges(self, show: str) -> None:
        """Let the edges show `show` of `EDGES_SHOW`."""
        self._view(f"Edges show {show}", edges_show=show)

    def set_pulses(self, on: bool) -> None:
        """Switch the pulses on or off."""
        self._view("Pulses on" if on else "Pulses off", pulses=on)

    def _shape(self, text: str, edit: Callable[[Document], Document], control: str | None = None) -> None:
        if control is not None and not self.offers(control):
            self.rejected.emit(hidden_here("That"))
            return
        try:
            after = edit(self._session.current())
        except PlaygroundError as error:
            self.rejected.emit(str(error))
            return
        self._session.edit(text, after)

    def _view(self, text: str, **fields: object) -> None:
        document = self._session.document
        view: View = replace(document.view, **fields)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, view=view))
