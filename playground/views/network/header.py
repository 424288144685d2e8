"""The strip above the columns: layer names, activations, − n + and the places for new layers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel
from playground.controls.switches import Stepper
from playground.document import MAX_HIDDEN_LAYERS, MAX_NEURONS, Network
from playground.theme import Palette, mix
from playground.views.network.edits import ACTIVATION_NAMES, Edits
from playground.views.network.geometry import Geometry
from playground.views.network.menus import layer_menu

#: Columns closer than this (unscaled pixels) get the narrow headers.
NARROW = 112.0


class LayerTitle(QPushButton):
    """A hidden layer's name and activation; a click or Enter opens its menu, + − Delete change it."""

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
        menu = layer_menu(self, header.edits, header.network, self._layer)
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
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open_menu()
        else:
            super().keyPressEvent(event)


class Header(QWidget):
    """Headers for every column, placed by the canvas's geometry; all edits go through `edits`."""

    #: The pointer rests on the place of a new layer (its index), or has left it (-1).
    insertion_hovered = Signal(int)

    def __init__(self, edits: Edits, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits = edits
        self.network = Network()
        self._palette = palette
        self._geometry: Geometry | None = None
        self._ends = [TextLabel(text, "", self) for text in ("Input", "Output", "Loss")]
        for label in self._ends:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setObjectName("column")
        # All there can ever be, so that the Tab order stays that of the columns.
        self.titles = [LayerTitle(self, layer) for layer in range(MAX_HIDDEN_LAYERS)]
        self.steppers = [self._stepper(layer) for layer in range(MAX_HIDDEN_LAYERS)]
        self.removers = [self._remover(layer) for layer in range(MAX_HIDDEN_LAYERS)]
        self.inserts = [Insert(self, index) for index in range(MAX_HIDDEN_LAYERS + 1)]
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._dress()

    def set_network(self, network: Network) -> None:
        """Show another network's layers."""
        self.network = network
        self._place()

    def arrange(self, geometry: Geometry) -> None:
        """Stand above the columns of the canvas."""
        self._geometry = geometry
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the places (Qt's name)."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow another font (Qt's name)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()
            self._place()

    def wanted_height(self, narrow: bool) -> int:
        """The strip's height for wide or narrow columns."""
        third_row = narrow and len(self.network.hidden) < MAX_HIDDEN_LAYERS
        return round((5.2 if third_row else 3.75) * self._unit())

    def _unit(self) -> float:
        return self.fontMetrics().height() * 0.98

    def _dress(self) -> None:
        palette = self._palette
        unit = self._unit()
        title, insert = "QPushButton[kind='layer title']", "QToolButton[kind='insert']"
        remove = "QToolButton[kind='remove']"
        rules = (
            f"QLabel#column {{ color: {palette.quiet}; }}",
            f"{title} {{ color: {palette.quiet}; background: transparent; padding: 0px 3px;"
            " border: 1px solid transparent; border-radius: 6px; }",
            f"{title}:hover {{ color: {palette.text}; background: {palette.raised}; }}",
            f"{title}:focus {{ color: {palette.text}; border: 2px solid {palette.accent}; }}",
            f"QToolButton {{ padding: 0px; border-radius: {round(0.4 * unit)}px; }}",
            f"{remove} {{ color: {palette.quiet}; background: transparent; border: none; }}",
            f"{remove}:hover {{ color: {palette.text}; background: {palette.raised}; }}",
            f"{insert} {{ color: {palette.quiet}; background: transparent;"
            f" border: 1px dashed {mix(palette.line, palette.quiet, 0.5)}; }}",
            f"{insert}:hover {{ color: {palette.text}; background: {palette.raised};"
            f" border: 1px solid {palette.accent}; }}",
        )
        self.setStyleSheet("".join(rules))

    def _stepper(self, layer: int) -> Stepper:
        stepper = Stepper(f"neuron in hidden layer {layer + 1}", 1, MAX_NEURONS, self)
        stepper.stepped.connect(lambda change: self._step(layer, change))
        sentence = "Every other weight stays as it is."
        explain(stepper.fewer, "Remove the last neuron", sentence, "−")
        explain(stepper.more, "Add a neuron", sentence, "+")
        for button in (stepper.fewer, stepper.more):
            # One Tab stop a layer: its title, which takes + and − as well.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return stepper

    def _remover(self, layer: int) -> QToolButton:
        button = QToolButton(self)
        button.setText("×")
        button.setProperty("kind", "remove")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        explain(button, f"Remove hidden layer {layer + 1}", "All weights that still fit are kept.", "Shift+L")
        button.clicked.connect(lambda: self.edits.remove_layer(layer))
        return button

    def _step(self, layer: int, change: int) -> None:
        if change > 0:
            self.edits.add_neuron(layer)
        else:
            self.edits.remove_neuron(layer)

    def _place(self) -> None:
        geometry = self._geometry
        hidden = self.network.hidden
        for index, (title, stepper) in enumerate(zip(self.titles, self.steppers, strict=True)):
            title.setVisible(index < len(hidden))
            stepper.setVisible(index < len(hidden))
        for remover in self.removers[len(hidden) :]:
            remover.hide()
        for index, insert in enumerate(self.inserts):
            insert.setVisible(index <= len(hidden) < MAX_HIDDEN_LAYERS and self.edits.offers("layers"))
        if geometry is None or geometry.network != self.network:
            return
        unit = self._unit()
        pitch = geometry.column_x(0) - geometry.column_x(-1)
        narrow = pitch < NARROW * geometry.scale
        top = round(0.35 * unit)
        for layer, layer_settings in enumerate(hidden):
            x = geometry.column_x(layer)
            stepper = self.steppers[layer]
            self._place_title(layer, x, pitch, top, unit)
            stepper.set_value(layer_settings.neurons)
            self._place_stepper(stepper, x, pitch, round(top + 1.75 * unit), unit, narrow)
        for label, layer in zip(self._ends, (-1, len(hidden), len(hidden) + 1), strict=True):
            self._centre(label, geometry.column_x(layer), top, round(1.45 * unit))
        self._place_inserts(geometry, unit, top, narrow)

    def _place_title(self, layer: int, x: float, pitch: float, top: int, unit: float) -> None:
        """The longest title that fits, and the button that removes the layer where there is room for it."""
        title, remover = self.titles[layer], self.removers[layer]
        name = ACTIVATION_NAMES[self.network.hidden[layer].activation]
        metrics = QFontMetrics(title.font())
        side, pad = round(1.1 * unit), round(0.7 * unit)
        texts = (f"Hidden {layer + 1} · {name}", f"H{layer + 1} · {name}")
        if not self.edits.offers("activation"):
            texts, name = (f"Hidden {layer + 1}", f"H{layer + 1}"), f"H{layer + 1}"
        forms = [(text + arrow, close) for close in (True, False) for text in texts for arrow in (" ▾", "")]
        forms.append((name, True))
        text, close = next(
            (form for form in forms if metrics.horizontalAdvance(form[0]) + pad + side * form[1] <= pitch),
            (name, False),
        )
        title.setText(text)
        sentence = "Click to choose its activation, or to insert or remove a layer. Keys: + − and Del."
        explain(title, texts[0], sentence, "Enter")
        width = round(min(metrics.horizontalAdvance(text) + pad, pitch))
        left = round(x - (width + side * close) / 2)
        title.setGeometry(QRect(left, top, width, round(1.45 * unit)))
        remover.setVisible(close and self.edits.offers("layers"))
        remover.setGeometry(QRect(left + width, top + round(0.1 * unit), side, side))

    def _place_stepper(
        self, stepper: Stepper, x: float, pitch: float, top: int, unit: float, narrow: bool
    ) -> None:
        side = max(8, round(min(1.55 * unit, (pitch - 1.35 * unit) / 2 - 1)))
        for button in (stepper.fewer, stepper.more):
            button.setFixedSize(side, round(min(1.55 * unit, side + 6)))
        number = round(1.3 * unit if narrow else 2.2 * unit)
        stepper.number.setFixedWidth(number)
        gap = 0 if narrow else round(0.25 * unit)
        row = stepper.layout()
        if row is not None:
            row.setSpacing(gap)
        width = 2 * side + number + 2 * gap
        stepper.setGeometry(QRect(round(x - width / 2), top, width, round(1.6 * unit)))

    def _place_inserts(self, geometry: Geometry, unit: float, top: int, narrow: bool) -> None:
        count = len(self.network.hidden)
        side = round(1.25 * unit)
        y = round(top + (3.5 if narrow else 1.9) * unit)
        for index, insert in enumerate(self.inserts[: count + 1]):
            gap = geometry.gaps[index]
            left, width, text = (gap.left + gap.right - side) / 2, side, "+"
            if index == count and not narrow:
                # The last one has the room above the output, which has no stepper, to say what it adds.
                text = "+ layer"
                width = insert.fontMetrics().horizontalAdvance(text) + round(unit)
                left = (gap.left + gap.right - width) / 2
                if count:
                    left = max(left, self.steppers[count - 1].geometry().right() + 0.5 * unit)
            insert.setText(text)
            insert.setGeometry(QRect(round(left), y, width, side))

    def _centre(self, label: QLabel, x: float, top: int, height: int) -> None:
        width = label.sizeHint().width() + 4
        left = min(round(x - width / 2), self.width() - width)
        label.setGeometry(QRect(left, top, width, height))


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
