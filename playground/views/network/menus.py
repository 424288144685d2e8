"""The menus of the canvas and its headers: of a layer, a neuron, a weight, a bias and an input."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from playground.document import ACTIVATIONS, MAX_HIDDEN_LAYERS, MAX_NEURONS, Document, Frozen, Network
from playground.layout import INPUT_LAYER, Node, output_layer
from playground.views.network.activations import ACTIVATION_NAMES, MIXED
from playground.views.network.edits import Edits
from playground.views.network.frozen_parts import all_frozen, part_of
from playground.views.network.geometry import Bias, Edge
from playground.views.network.labels import feature_label, layer_name, shortened
from playground.views.network.target import Target


class Menus:
    """Makes menus that delete themselves when they close, and call `type_number` and `open_graph`."""

    def __init__(
        self,
        parent: QWidget,
        edits: Edits,
        type_number: Callable[[Edge | Bias], None],
        open_graph: Callable[[int, int], None],
    ) -> None:
        self._parent, self._edits = parent, edits
        self._type_number, self._open_graph = type_number, open_graph

    def of_target(self, document: Document, target: Target) -> QMenu:
        """Return the menu of a weight, a bias, a neuron or an input."""
        menu = _new(self._parent)
        if isinstance(target, Edge | Bias):
            self._number(menu, document, target)
        elif target[0] == INPUT_LAYER:
            self._input(menu, document.network, target[1])
        else:
            self._neuron(menu, document, target)
        return menu

    def _number(self, menu: QMenu, document: Document, target: Edge | Bias) -> None:
        what = "weight" if isinstance(target, Edge) else "bias"
        menu.addAction(f"Type the {what}…\tEnter", lambda: self._type_number(target))
        _freezing(menu, self._edits, document, part_of(target), what, "F")

    def _input(self, menu: QMenu, network: Network, index: int) -> None:
        key = network.features[index]
        name = shortened(feature_label(key))
        if self._edits.offers(key):
            off = _add(menu, f"Switch off {name}\tDel", len(network.features) > 1)
            off.triggered.connect(lambda: self._edits.remove_feature(index))
        if key in network.formulas:
            gone = _add(menu, f"Remove the formula {name}", len(network.features) > 1)
            gone.triggered.connect(lambda: self._edits.remove_formula(key))
        menu.addAction("Open the graph\tO", lambda: self._open_graph(INPUT_LAYER, index))

    def _neuron(self, menu: QMenu, document: Document, node: Node) -> None:
        edits, (layer, neuron) = self._edits, node
        hidden = layer < output_layer(document.network)
        if hidden and edits.offers("activation"):
            _neuron_activation(menu, edits, document.network, node)
            _layer_activation(menu, edits, document.network, layer)
            menu.addSeparator()
        menu.addAction("Type the bias…\t0 … 9", lambda: self._type_number(Bias(layer, neuron)))
        menu.addSeparator()
        _freezing(menu, edits, document, Frozen(layer, neuron), "neuron", "F")
        _freezing(menu, edits, document, Frozen(layer), _layer(document.network, layer))
        if hidden:
            menu.addSeparator()
            _building(menu, edits, document.network, layer, neuron)
        menu.addSeparator()
        menu.addAction("Open the neuron's graph\tO", lambda: self._open_graph(layer, neuron))


def layer_menu(parent: QWidget, edits: Edits, document: Document, layer: int) -> QMenu:
    """Return the menu of a hidden layer's header; it deletes itself when it closes."""
    menu = _new(parent)
    hidden = document.network.hidden[layer]
    if edits.offers("activation"):
        shown = None if len(set(hidden.activations)) > 1 else hidden.activations[0]
        _activations(menu, shown, lambda name: edits.set_activation(layer, name))
        menu.addSeparator()
    _freezing(menu, edits, document, Frozen(layer), _layer(document.network, layer), "F")
    menu.addSeparator()
    _building(menu, edits, document.network, layer, None)
    return menu


def _layer(network: Network, layer: int) -> str:
    return layer_name(network, layer) if layer < output_layer(network) else "the output layer"


def _neuron_activation(menu: QMenu, edits: Edits, network: Network, node: Node) -> None:
    layer, neuron = node
    now = network.hidden[layer].activations[neuron]
    own = menu.addMenu(f"Neuron {neuron + 1}: {ACTIVATION_NAMES[now]}")
    _activations(own, now, lambda name: edits.set_neuron_activation(layer, neuron, name))


def _layer_activation(menu: QMenu, edits: Edits, network: Network, layer: int) -> None:
    """The same for the whole layer; of neurons that differ none is checked."""
    names = set(network.hidden[layer].activations)
    now = names.pop() if len(names) == 1 else None
    shown = MIXED if now is None else ACTIVATION_NAMES[now]
    of_layer = menu.addMenu(f"{_layer(network, layer).capitalize()}: {shown}")
    _activations(of_layer, now, lambda name: edits.set_activation(layer, name))


def _activations(menu: QMenu, now: str | None, choose: Callable[[str], None]) -> None:
    group = QActionGroup(menu)
    for activation, name in ((key, ACTIVATION_NAMES[key]) for key in ACTIVATIONS):
        action = _add(menu, name)
        action.setCheckable(True)
        action.setChecked(activation == now)
        action.triggered.connect(lambda _=False, key=activation: choose(key))
        group.addAction(action)


def _freezing(
    menu: QMenu, edits: Edits, document: Document, part: Frozen, what: str, shortcut: str = ""
) -> None:
    word = "Unfreeze" if all_frozen(document, part) else "Freeze"
    menu.addAction(
        f"{word} {what}" + (f"\t{shortcut}" if shortcut else ""), lambda: edits.toggle_frozen(part)
    )


def _building(menu: QMenu, edits: Edits, network: Network, layer: int, neuron: int | None) -> None:
    """Neurons and layers to add and remove."""
    hidden = network.hidden[layer]
    add = _add(menu, "Add neuron\t+", hidden.neurons < MAX_NEURONS)
    add.triggered.connect(lambda: edits.add_neuron(layer))
    which = "Remove last neuron\t−" if neuron is None else f"Remove neuron {neuron + 1}\tDel"
    remove = _add(menu, which, hidden.neurons > 1)
    remove.triggered.connect(lambda: edits.remove_neuron(layer, neuron))
    if not edits.offers("layers"):
        return
    menu.addSeparator()
    room = len(network.hidden) < MAX_HIDDEN_LAYERS
    before = _add(menu, "Insert layer before", room)
    before.triggered.connect(lambda: edits.add_layer(layer))
    after = _add(menu, "Insert layer after\tL", room)
    after.triggered.connect(lambda: edits.add_layer(layer + 1))
    gone = _add(menu, "Remove layer\tShift+L")
    gone.triggered.connect(lambda: edits.remove_layer(layer))


def _new(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add(menu: QMenu, text: str, enabled: bool = True) -> QAction:
    action = menu.addAction(text)
    action.setEnabled(enabled)
    return action
