"""The strip below the canvas: caption, legend, which pass the pulses show, and its stages."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStyle,
    QStyleOption,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel
from playground.controls.switches import Segmented
from playground.theme import Palette
from playground.views.network.legend import Legend


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
    """Says what the canvas shows; a person's choices of the pass and the stage are signals."""

    #: One of `pulses.DIRECTIONS`.
    direction_chosen = Signal(str)
    #: +1 or −1 stage.
    stage_stepped = Signal(int)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = Caption()
        self.legend = Legend(palette)
        self.direction = Segmented([("backward", "←"), ("forward", "→"), ("both", "⇄")], small=True)
        for key, name, sentence, shortcut in (
            (
                "backward",
                "Backward pass",
                "Pulses leave the loss and carry each weight's gradient ∂L/∂w.",
                "Shift+B",
            ),
            ("forward", "Forward pass", "Pulses leave the inputs and carry weight times input.", "Shift+F"),
            (
                "both",
                "Forward, then backward",
                "A forward pass to the loss, then its gradients back.",
                "Shift+A",
            ),
        ):
            explain(self.direction.button(key), name, sentence, shortcut)
        self.back = self._arrow("‹", "One stage back", ",", -1)
        self.on = self._arrow("›", "Next stage", ".", +1)
        self._arrange()
        self.direction.chosen.connect(self.direction_chosen)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.legend.set_palette(palette)

    def _arrange(self) -> None:
        controls = QHBoxLayout()
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(6)
        controls.addWidget(TextLabel("Pulses", "quiet"))
        controls.addWidget(self.direction)
        controls.addSpacing(14)
        controls.addWidget(TextLabel("Step", "quiet"))
        controls.addWidget(self.back)
        controls.addWidget(self.on)
        controls.addStretch(1)
        controls.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.caption)
        column.addLayout(controls)

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
