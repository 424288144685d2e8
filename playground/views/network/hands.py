"""What keys, clicks and menus do to what is selected on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal

from playground.layout import INPUT_LAYER
from playground.session import Session
from playground.views.network.canvas import Canvas
from playground.views.network.edits import Edits
from playground.views.network.frozen_parts import part_of
from playground.views.network.geometry import Bias, Edge
from playground.views.network.menus import Menus
from playground.views.network.target import Target, is_hidden, moved, neuron_of, next_number
from playground.views.network.typing_numbers import NumberTyping


class Hands(QObject):
    """Moves the selection of the canvas, and edits the document where it is."""

    #: A neuron's graph is wanted: (layer, index).
    neuron_opened = Signal(int, int)

    def __init__(self, session: Session, canvas: Canvas, edits: Edits) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._edits = session, canvas, edits
        self._home: tuple[int, int] | None = None
        self.typing = NumberTyping(canvas, edits)
        self.menus = Menus(canvas, edits, self.typing.open, self.neuron_opened.emit)

    # The selection

    def click(self, target: Target | None) -> None:
        """Select what was clicked, and open a weight or a bias to be typed."""
        self._home = None
        self._canvas.select(target)
        if isinstance(target, Edge | Bias):
            self.typing.open(target)

    def move(self, direction: str) -> None:
        """Move the selection to the next node "left", "right", "up" or "down"."""
        self._home = None
        self._canvas.select(moved(self._canvas.selected, direction, self._canvas.geometry_shown))

    def go_round(self, step: int) -> None:
        """Select the next (+1) or previous (−1) weight or bias of the selected neuron."""
        geometry = self._canvas.geometry_shown
        number, self._home = next_number(self._canvas.selected, step, self._home, geometry)
        self._canvas.select(number)

    @property
    def on_number(self) -> bool:
        """Whether a weight or a bias is selected."""
        return isinstance(self._canvas.selected, Edge | Bias)

    # Edits

    def add_neuron(self) -> None:
        """Add a neuron to the selected layer."""
        neuron = self._hidden()
        if neuron is not None:
            self._edits.add_neuron(neuron[0])

    def remove_last_neuron(self) -> None:
        """Remove the last neuron of the selected layer."""
        neuron = self._hidden()
        if neuron is not None:
            self._edits.remove_neuron(neuron[0])

    def remove(self) -> None:
        """Remove the selected neuron, or switch off the selected input feature."""
        target = self._canvas.selected
        if target is None or isinstance(target, Edge | Bias):
            return
        if target[0] == INPUT_LAYER:
            self._edits.remove_feature(target[1])
        elif is_hidden(target, self._canvas.geometry_shown):
            self._edits.remove_neuron(*target)

    def add_layer(self) -> None:
        """Insert a hidden layer after the selected column (before the output's if that is selected)."""
        target = self._canvas.selected
        last = len(self._session.document.network.hidden)
        layer = last if target is None else neuron_of(target)[0]
        self._edits.add_layer(min(layer + 1, last))

    def remove_layer(self) -> None:
        """Remove the selected layer."""
        neuron = self._hidden()
        if neuron is not None:
            self._edits.remove_layer(neuron[0])

    def next_activation(self, alone: bool = False) -> None:
        """Give the selected layer, or (`alone`) only the selected neuron, the next activation."""
        neuron = self._hidden()
        if neuron is None:
            return
        if alone:
            self._edits.next_neuron_activation(*neuron)
        else:
            self._edits.next_activation(neuron[0])

    def toggle_frozen(self) -> None:
        """Freeze the selected weight, bias or neuron, or let it be trained again."""
        target = self._canvas.selected
        if target is not None and neuron_of(target)[0] > INPUT_LAYER:
            self._edits.toggle_frozen(part_of(target))

    def type_number(self, begin: str = "") -> None:
        """Type the selected weight or bias, or the selected neuron's bias; `begin` is typed already."""
        target = self._canvas.selected
        if isinstance(target, tuple) and target[0] > INPUT_LAYER:
            target = Bias(*target)
        if isinstance(target, Edge | Bias):
            self.typing.open(target, begin)

    # Menus and graphs

    def take(self) -> None:
        """Do what Enter does: type the selected number, or open the selected neuron's menu."""
        if self.on_number:
            self.type_number()
        else:
            self.open_menu()

    def open_menu(self, target: Target | None = None, place: QPoint | None = None) -> None:
        """Open the menu of `target`, or else of the selection."""
        chosen = target if target is not None else self._canvas.selected
        if chosen is None:
            return
        if place is None:
            x, y = self._canvas.geometry_shown.centres[neuron_of(chosen)]
            place = self._canvas.mapToGlobal(QPoint(round(x), round(y)))
        self.menus.of_target(self._session.document, chosen).popup(place)

    def open_graph(self) -> None:
        """Ask for the graph of the selected neuron, or of the one that the selected number belongs to."""
        if self._canvas.selected is not None:
            self.neuron_opened.emit(*neuron_of(self._canvas.selected))

    def _hidden(self) -> tuple[int, int] | None:
        """The hidden neuron that the selection is or belongs to, None if there is none."""
        target = self._canvas.selected
        node = None if target is None else neuron_of(target)
        return node if node is not None and is_hidden(node, self._canvas.geometry_shown) else None
