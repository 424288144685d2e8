"""The strip below the canvas: caption and legend, what edges show, and how the pulses run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.controls.explain import explain
from playground.controls.flow import FlowLayout
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel
from playground.controls.sliders import GestureSlider
from playground.controls.switches import Segmented
from playground.document import View
from playground.theme import Palette
from playground.views.network.legend import Legend

#: Pulse speeds that the slider offers, in layers a second.
PULSE_SPEEDS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


class Caption(TextLabel):
    """One line of text that ends in … where the room ends; the whole line is its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "caption", parent)
        self.setMinimumWidth(40)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow: the text gives way (Qt's name)."""
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the text, shortened if need be (Qt's name)."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.text().color())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class Footer(QWidget):
    """Shows a `View` and what the canvas says; a person's choices are signals."""

    edges_chosen = Signal(str)
    #: "off" or one of `pulses.DIRECTIONS`.
    pulses_chosen = Signal(str)
    #: (layers a second, merge key)
    speed_chosen = Signal(float, str)
    #: +1 or −1 stage.
    stage_stepped = Signal(int)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = Caption()
        self.legend = Legend(palette)
        self.edges = Segmented(
            [("weight", "weight"), ("gradient", "gradient"), ("update", "update")], small=True
        )
        self.edges.explain(
            "weight", "Edges show each weight w: blue and solid above zero, orange and dashed below.", "W"
        )
        self.edges.explain(
            "gradient", "Edges show ∂L/∂w of the last batch, its width on a logarithmic scale.", "G"
        )
        self.edges.explain(
            "update", "Edges show the last change of each weight, its width on a logarithmic scale.", "U"
        )
        self.direction = Segmented(
            [("off", "off"), ("backward", "←"), ("forward", "→"), ("both", "⇄")], small=True
        )
        for key, name, sentence, shortcut in (
            ("off", "No pulses", "The network stands still.", "P"),
            (
                "backward",
                "Backward pass",
                "Pulses leave the loss and carry each weight's gradient ∂L/∂w.",
                "B",
            ),
            ("forward", "Forward pass", "Pulses leave the inputs and carry weight times input.", "F"),
            ("both", "Forward, then backward", "A forward pass to the loss, then its gradients back.", "A"),
        ):
            explain(self.direction.button(key), name, sentence, shortcut)
        self.speed = GestureSlider(0, len(PULSE_SPEEDS) - 1)
        explain(self.speed, "Pulse speed", "In layers a second; at the left end the pulses stand still.")
        self.back = self._arrow("‹", "One stage back", ",", -1)
        self.on = self._arrow("›", "Next stage", ".", +1)
        self._arrange()
        self.edges.chosen.connect(self.edges_chosen)
        self.direction.chosen.connect(self.pulses_chosen)
        self.speed.moved.connect(lambda place, gesture: self.speed_chosen.emit(PULSE_SPEEDS[place], gesture))

    def show_view(self, view: View, direction: str) -> None:
        """Show the view's switches; `direction` is the pulses' when they are on."""
        self.edges.set_value(view.edges_show)
        self.direction.set_value(direction if view.pulses else "off")
        nearest = min(range(len(PULSE_SPEEDS)), key=lambda i: abs(PULSE_SPEEDS[i] - view.pulse_speed))
        self.speed.set_position(nearest)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.legend.set_palette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give up the switches' names where they would cost another row (Qt's name)."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow another font (Qt's name)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        pixels = self.fontInfo().pixelSize()
        self.speed.setFixedWidth(round(5.2 * pixels))
        rest = sum(part.sizeHint().width() for part in (self.edges, self.direction, self.back, self.on))
        names = [label.sizeHint().width() + 6 for label in self._names]
        room = self.width() - rest - self.speed.width() - 2 * 12 - 3 * 6
        for label, needed in zip(self._names, (sum(names[:2]), names[1], sum(names)), strict=True):
            label.setVisible(room >= needed)

    def _arrange(self) -> None:
        words = QHBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(12)
        words.addWidget(self.caption, 1)
        words.addWidget(self.legend)
        controls = QWidget()
        flow = FlowLayout(controls, gap=12)
        self._names = [TextLabel(name, "quiet") for name in ("Edges", "Pulses", "Step")]
        flow.addWidget(_row(self._names[0], self.edges))
        flow.addWidget(_row(self._names[1], self.direction, self.speed))
        flow.addWidget(_row(self._names[2], self.back, self.on))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(words)
        column.addWidget(controls)

    def _arrow(self, text: str, name: str, key: str, change: int) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(button)
        explain(
            button, name, "Take one step of training apart: sums, activations, loss, chain rule, update.", key
        )
        button.clicked.connect(lambda: self.stage_stepped.emit(change))
        return button


def _row(*parts: QWidget) -> QWidget:
    group = QWidget()
    group.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for part in parts:
        row.addWidget(part)
    return group
