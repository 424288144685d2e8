"""The canvas's keys, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from playground.views.network.view import NetworkView

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_OTHERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeyMap(QObject):
    """An event filter of the canvas: its keys come first there, whatever shortcuts the window has."""

    def __init__(self, view: NetworkView) -> None:
        super().__init__(view)
        self._view = view
        key = Qt.Key
        self._by_key: dict[tuple[int, bool], Callable[[], None]] = {
            (key.Key_Left, False): lambda: view.move_selection("left"),
            (key.Key_Right, False): lambda: view.move_selection("right"),
            (key.Key_Up, False): lambda: view.move_selection("up"),
            (key.Key_Down, False): lambda: view.move_selection("down"),
            (key.Key_L, False): view.add_layer_here,
            (key.Key_Insert, False): view.add_layer_here,
            (key.Key_L, True): self._remove_layer,
            (key.Key_Delete, True): self._remove_layer,
            (key.Key_Delete, False): view.remove_selected,
            (key.Key_Backspace, False): view.remove_selected,
            (key.Key_T, False): self._next_activation,
            (key.Key_Return, False): lambda: view.open_menu(),
            (key.Key_Enter, False): lambda: view.open_menu(),
            (key.Key_Menu, False): lambda: view.open_menu(),
            (key.Key_O, False): view.open_selected,
            (key.Key_W, False): lambda: view.edits.show_edges("weight"),
            (key.Key_G, False): lambda: view.edits.show_edges("gradient"),
            (key.Key_U, False): lambda: view.edits.show_edges("update"),
            (key.Key_P, False): view.toggle_pulses,
            (key.Key_B, True): lambda: view.choose_direction("backward"),
            (key.Key_F, True): lambda: view.choose_direction("forward"),
            (key.Key_A, True): lambda: view.choose_direction("both"),
            (key.Key_Escape, False): view.escape,
        }
        #: Signs stand on different keys in different countries, so they go by what they type.
        self._by_text: dict[str, Callable[[], None]] = {
            "+": self._add_neuron,
            "=": self._add_neuron,
            "-": self._remove_neuron,
            "−": self._remove_neuron,
            "]": lambda: view.cycle_edges(+1),
            "[": lambda: view.cycle_edges(-1),
            ".": lambda: view.step_stage(+1),
            ",": lambda: view.step_stage(-1),
        }

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the keys of the table and leave all others to the window (Qt's name)."""
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return False
        action = self._action(event)
        if action is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        action()
        return True

    def _action(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.modifiers() & _OTHERS:
            return None
        by_text = self._by_text.get(event.text())
        if by_text is not None:
            return by_text
        return self._by_key.get((event.key(), bool(event.modifiers() & _SHIFT)))

    def _add_neuron(self) -> None:
        layer = self._view.selected_layer()
        if layer is not None:
            self._view.edits.add_neuron(layer)

    def _remove_neuron(self) -> None:
        layer = self._view.selected_layer()
        if layer is not None:
            self._view.edits.remove_neuron(layer)

    def _remove_layer(self) -> None:
        layer = self._view.selected_layer()
        if layer is not None:
            self._view.edits.remove_layer(layer)

    def _next_activation(self) -> None:
        layer = self._view.selected_layer()
        if layer is not None:
            self._view.edits.next_activation(layer)
