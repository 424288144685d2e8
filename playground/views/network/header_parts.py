"""What stands in the header: a layer's title, the button that removes it, the place for a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.document import Frozen
from playground.views.network.menus import layer_menu

if TYPE_CHECKING:
    from playground.views.network.header import Header


class LayerTitle(QPushButton):
    """A hidden layer's name and activation; a click or Enter opens its menu, + − Delete F change it."""

    def __init__(self, header: Header, layer: int) -> None:
        super().__init__(header)
        self._header, self._layer = header, layer
        self.setProperty("kind", "layer title")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        keep_space(self)
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Show the layer's menu below the title."""
        header = self._header
        menu = layer_menu(self, header.edits, header.document, self._layer)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Change the layer by key (Qt's name)."""
        edits, key = self._header.edits, event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            edits.add_neuron(self._layer)
        elif key == Qt.Key.Key_Minus:
            edits.remove_neuron(self._layer)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            edits.remove_layer(self._layer)
        elif key == Qt.Key.Key_F and not event.modifiers():
            edits.toggle_frozen(Frozen(self._layer))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open_menu()
        else:
            super().keyPressEvent(event)


class Remover(QToolButton):
    """The × of a hidden layer."""

    def __init__(self, header: Header, layer: int) -> None:
        super().__init__(header)
        self.setText("×")
        self.setProperty("kind", "remove")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        explain(self, f"Remove hidden layer {layer + 1}", "All weights that still fit are kept.", "Shift+L")
        self.clicked.connect(lambda: header.edits.remove_layer(layer))


class Insert(QToolButton):
    """The place for a new layer between two columns."""

    def __init__(self, header: Header, index: int) -> None:
        super().__init__(header)
        self._header, self._index = header, index
        self.setProperty("kind", "insert")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        explain(self, "Insert a hidden layer here", "All weights that still fit are kept.", "L")
        self.clicked.connect(lambda: header.edits.add_layer(index))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Show where the layer would go (Qt's name)."""
        super().enterEvent(event)
        self._header.insertion_hovered.emit(self._index)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Show it no more (Qt's name)."""
        super().leaveEvent(event)
        self._header.insertion_hovered.emit(-1)
