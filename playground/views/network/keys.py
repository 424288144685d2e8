"""The canvas's keys, in one table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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
        self._hands = view.hands
        key = Qt.Key
        hands, edits = view.hands, view.edits
        self._by_key: dict[tuple[int, bool], Callable[[], None]] = {
            (key.Key_Left, False): lambda: hands.move("left"),
            (key.Key_Right, False): lambda: hands.move("right"),
            (key.Key_Up, False): lambda: hands.move("up"),
            (key.Key_Down, False): lambda: hands.move("down"),
            (key.Key_L, False): hands.add_layer,
            (key.Key_Insert, False): hands.add_layer,
            (key.Key_L, True): hands.remove_layer,
            (key.Key_Delete, True): hands.remove_layer,
            (key.Key_Delete, False): hands.remove,
            (key.Key_Backspace, False): hands.remove,
            (key.Key_T, False): hands.next_activation,
            (key.Key_T, True): lambda: hands.next_activation(alone=True),
            (key.Key_F, False): hands.toggle_frozen,
            (key.Key_Return, False): hands.take,
            (key.Key_Enter, False): hands.take,
            (key.Key_Menu, False): hands.open_menu,
            (key.Key_O, False): hands.open_graph,
            (key.Key_W, False): lambda: edits.show_edges("weight"),
            (key.Key_G, False): lambda: edits.show_edges("gradient"),
            (key.Key_U, False): lambda: edits.show_edges("update"),
            (key.Key_P, False): view.toggle_pulses,
            (key.Key_B, True): lambda: view.choose_direction("backward"),
            (key.Key_F, True): lambda: view.choose_direction("forward"),
            (key.Key_A, True): lambda: view.choose_direction("both"),
            (key.Key_Escape, False): view.escape,
        }
        #: Signs stand on different keys in different countries, so they go by what they type.
        self._by_text: dict[str, Callable[[], None]] = {
            "+": self._plus,
            "=": hands.add_neuron,
            "-": self._minus,
            "−": self._minus,
            "]": lambda: hands.go_round(+1),
            "[": lambda: hands.go_round(-1),
            ".": lambda: view.step_stage(+1),
            ",": lambda: view.step_stage(-1),
        }
        for digit in "0123456789":
            self._by_text[digit] = partial(hands.type_number, digit)

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

    def _plus(self) -> None:
        """One neuron more; on a number the + that it begins with."""
        if self._hands.on_number:
            self._hands.type_number("+")
        else:
            self._hands.add_neuron()

    def _minus(self) -> None:
        """One neuron fewer; on a number the − that it begins with."""
        if self._hands.on_number:
            self._hands.type_number("-")
        else:
            self._hands.remove_last_neuron()
