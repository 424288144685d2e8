"""The menu of a layer: its activation, and neurons and layers to add and remove."""

from __future__ import annotations

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from playground.document import ACTIVATIONS, MAX_HIDDEN_LAYERS, MAX_NEURONS, Network
from playground.views.network.edits import ACTIVATION_NAMES, Edits


def layer_menu(
    parent: QWidget, edits: Edits, network: Network, layer: int, neuron: int | None = None
) -> QMenu:
    """Return the menu of a hidden layer, or of one of its neurons; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    hidden = network.hidden[layer]
    group = QActionGroup(menu)
    for activation in ACTIVATIONS if edits.offers("activation") else ():
        action = _add(menu, ACTIVATION_NAMES[activation])
        action.setCheckable(True)
        action.setChecked(activation == hidden.activation)
        action.triggered.connect(lambda _=False, name=activation: edits.set_activation(layer, name))
        group.addAction(action)
    menu.addSeparator()
    add = _add(menu, "Add neuron\t+", hidden.neurons < MAX_NEURONS)
    add.triggered.connect(lambda: edits.add_neuron(layer))
    which = "Remove last neuron\t−" if neuron is None else f"Remove neuron {neuron + 1}\tDel"
    remove = _add(menu, which, hidden.neurons > 1)
    remove.triggered.connect(lambda: edits.remove_neuron(layer, neuron))
    if not edits.offers("layers"):
        return menu
    menu.addSeparator()
    room = len(network.hidden) < MAX_HIDDEN_LAYERS
    before = _add(menu, "Insert layer before", room)
    before.triggered.connect(lambda: edits.add_layer(layer))
    after = _add(menu, "Insert layer after\tL", room)
    after.triggered.connect(lambda: edits.add_layer(layer + 1))
    gone = _add(menu, "Remove layer\tShift+L")
    gone.triggered.connect(lambda: edits.remove_layer(layer))
    return menu


def _add(menu: QMenu, text: str, enabled: bool = True) -> QAction:
    action = menu.addAction(text)
    action.setEnabled(enabled)
    return action
