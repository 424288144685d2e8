"""The strip above the columns: layer names, activations, − n + and the places for new layers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from playground.controls.explain import explain
from playground.controls.panel import TextLabel
from playground.controls.switches import Stepper
from playground.document import MAX_HIDDEN_LAYERS, MAX_NEURONS, Document, Network
from playground.theme import Palette, mix
from playground.views.network.activations import ACTIVATION_NAMES, MIXED
from playground.views.network.edits import Edits
from playground.views.network.frozen_parts import frozen_parts
from playground.views.network.geometry import Geometry
from playground.views.network.header_parts import Insert, LayerTitle, Remover
from playground.views.network.marks import lock_pixmap

#: Columns closer than this (unscaled pixels) get the narrow headers.
NARROW = 112.0


class Header(QWidget):
    """Headers for every column, placed by the canvas's geometry; all edits go through `edits`."""

    #: The pointer rests on the place of a new layer (its index), or has left it (-1).
    insertion_hovered = Signal(int)

    def __init__(self, edits: Edits, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits = edits
        self.document = Document()
        self._palette = palette
        self._geometry: Geometry | None = None
        self._ends = [TextLabel(text, "", self) for text in ("Input", "Output", "Loss")]
        for label in self._ends:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setObjectName("column")
        self.output_lock = QLabel(self)
        explain(
            self.output_lock,
            "The output layer is frozen",
            "Training leaves its weights and biases as they are.",
        )
        self._frozen: frozenset[int] = frozenset()
        # All there can ever be, so that the Tab order stays that of the columns.
        self.titles = [LayerTitle(self, layer) for layer in range(MAX_HIDDEN_LAYERS)]
        self.steppers = [self._stepper(layer) for layer in range(MAX_HIDDEN_LAYERS)]
        self.removers = [Remover(self, layer) for layer in range(MAX_HIDDEN_LAYERS)]
        self.inserts = [Insert(self, index) for index in range(MAX_HIDDEN_LAYERS + 1)]
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._dress()

    @property
    def network(self) -> Network:
        """The network whose columns these are."""
        return self.document.network

    def set_document(self, document: Document) -> None:
        """Show another document's layers."""
        before, self.document = self.document, document
        if (document.network, document.frozen, document.view.hidden) != (
            before.network,
            before.frozen,
            before.view.hidden,
        ):
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

    def wanted_height(self, geometry: Geometry) -> int:
        """The strip's height: narrow columns have × and + in a third row."""
        return round((5.2 if self._is_narrow(geometry) else 3.75) * self._unit())

    def _is_narrow(self, geometry: Geometry) -> bool:
        """Whether × and + have no room beside titles and steppers.

        It hangs on the width alone: the height of the header has a say in the size of everything else.
        """
        room = geometry.width / (len(self.network.hidden) + 2.4)
        return bool(self.network.hidden) and (
            room < NARROW * geometry.scale
            or any(
                self._title_width(layer, self._texts(layer)[-3]) + self._side() > room
                for layer in range(len(self.network.hidden))
            )
        )

    def _texts(self, layer: int) -> list[str]:
        """A layer's titles, the longest first; the last three: the shortest of both parts, and each part."""
        hidden = self.network.hidden[layer]
        names = {ACTIVATION_NAMES[name] for name in hidden.activations}
        name = names.pop() if len(names) == 1 else MIXED
        long, short = f"Hidden {layer + 1}", f"H{layer + 1}"
        if not self.edits.offers("activation"):
            return [long, short, short, short]
        titles = [f"{start} · {name}{arrow}" for start in (long, short) for arrow in (" ▾", "")]
        return [*titles, name, short]

    def _title_width(self, layer: int, text: str) -> int:
        metrics = QFontMetrics(self.titles[layer].font())
        lock = self._side() if layer in self._frozen else 0
        return int(metrics.horizontalAdvance(text)) + round(0.7 * self._unit()) + lock

    def _side(self) -> int:
        return round(1.1 * self._unit())

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
        for index, remover in enumerate(self.removers):
            remover.setVisible(index < len(hidden) and self.edits.offers("layers"))
        for index, insert in enumerate(self.inserts):
            insert.setVisible(index <= len(hidden) < MAX_HIDDEN_LAYERS and self.edits.offers("layers"))
        self._frozen = frozen_parts(self.document).layers
        if geometry is None or geometry.network != self.network:
            return
        unit = self._unit()
        pitch = geometry.column_x(0) - geometry.column_x(-1)
        narrow = self._is_narrow(geometry)
        top = round(0.35 * unit)
        for layer, layer_settings in enumerate(hidden):
            x = geometry.column_x(layer)
            stepper = self.steppers[layer]
            self._place_title(layer, x, pitch, top, narrow)
            stepper.set_value(layer_settings.neurons)
            self._place_stepper(stepper, x, pitch, round(top + 1.75 * unit), unit, narrow)
        for label, layer in zip(self._ends, (-1, len(hidden), len(hidden) + 1), strict=True):
            self._centre(label, geometry.column_x(layer), top, round(1.45 * unit))
        self._place_lock(len(hidden) in self._frozen)
        self._place_inserts(geometry, unit, top, narrow)

    def _place_title(self, layer: int, x: float, pitch: float, top: int, narrow: bool) -> None:
        """The longest title that fits, and the layer's ×: beside it, or in the third row."""
        title, remover, unit = self.titles[layer], self.removers[layer], self._unit()
        side = self._side()
        beside = 0 if narrow else side
        texts = self._texts(layer)
        fitting = (text for text in texts if self._title_width(layer, text) + beside <= pitch)
        text = next(fitting, texts[-1])
        title.setText(text)
        lock = layer in self._frozen
        title.setIcon(QIcon(lock_pixmap(self._palette, 0.8 * side, 2.0)) if lock else QIcon())
        title.setIconSize(QSize(round(0.8 * side), round(0.8 * side)))
        sentence = " ".join(self._offered())
        explain(title, f"{texts[-3]} · frozen" if lock else texts[min(1, len(texts) - 1)], sentence, "Enter")
        width = round(min(self._title_width(layer, text), pitch))
        left = round(x - (width + beside) / 2)
        title.setGeometry(QRect(left, top, width, round(1.45 * unit)))
        if narrow:
            remover.setGeometry(QRect(round(x - side / 2), round(top + 3.5 * unit), side, side))
        else:
            remover.setGeometry(QRect(left + width, top + round(0.1 * unit), side, side))

    def _offered(self) -> tuple[str, str]:
        """What a title's click and keys are for, without what is hidden."""
        activation, layers = self.edits.offers("activation"), self.edits.offers("layers")
        choose = "to choose its activation, to freeze it" if activation else "to freeze it"
        click = f"Click {choose}, or to insert or remove a layer." if layers else f"Click {choose}."
        return click, "Keys: + − F Del." if layers else "Keys: + − F."

    def _place_lock(self, shown: bool) -> None:
        """The padlock right of the output's title, or below it where the loss's title is next to it."""
        side, title = self._side(), self._ends[1].geometry()
        self.output_lock.setVisible(shown)
        self.output_lock.setPixmap(lock_pixmap(self._palette, 0.8 * side, 2.0))
        place = QRect(title.right() + 3, title.center().y() - side // 2, side, side)
        if place.right() >= self._ends[2].geometry().left():
            place.moveTo(title.center().x() - side // 2, title.bottom() + side // 2)
        self.output_lock.setGeometry(place)

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
