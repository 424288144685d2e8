"""The bar over a graph that was opened from the network: its title, the way back, other points, training."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from playground.controls.explain import explain
from playground.controls.icons import IconButton, icon
from playground.controls.keys import keep_space
from playground.controls.panel import Panel, TextLabel
from playground.theme import Palette
from playground.views.expression.topbar import ElidedLabel
from playground.walk import Walk


class VisitBar(Panel):
    """Says what the graph shows and which step was made last; its buttons only tell."""

    back_asked = Signal()
    #: Another data point is asked for: +1 the next, −1 the one before.
    point_asked = Signal(int)
    training_asked = Signal()

    def __init__(self, walk: Walk, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("Graph from the network")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._walk, self._palette = walk, palette
        self.back = QPushButton("← Back to the network")
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self.back)
        explain(
            self.back, "Back to the network", "Closes this graph; your own formula stays as it is.", "Esc"
        )
        self.name = TextLabel("", "value")
        self.before = IconButton("back").explain(
            "Point before", "The same of the data point before.", "Shift+N"
        )
        self.next = IconButton("forward").explain("Next point", "The same of the next data point.", "N")
        self.place = TextLabel("", "quiet")
        self.sentence = ElidedLabel("number")
        self.epoch = TextLabel("", "quiet")
        self.train = QPushButton()
        self.train.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self.train)
        self._training = False
        line = QHBoxLayout()
        line.setSpacing(10)
        for widget in (self.back, self.name, self.before, self.next, self.place):
            line.addWidget(widget)
        line.addWidget(self.sentence, 1)
        line.addWidget(self.epoch)
        line.addWidget(self.train)
        self.body.addLayout(line)
        self.back.clicked.connect(self.back_asked)
        self.before.clicked.connect(lambda: self.point_asked.emit(-1))
        self.next.clicked.connect(lambda: self.point_asked.emit(+1))
        self.train.clicked.connect(self.training_asked)
        walk.moved.connect(self._show_step)
        walk.mode_changed.connect(self._show_step)
        walk.said.connect(self._say)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        for button in (self.before, self.next):
            button.set_palette(palette)
        self.set_training(self._training)

    def show_title(self, title: str) -> None:
        """Say what the graph is of."""
        self.name.say(title)

    def show_epoch(self, epoch: int) -> None:
        """Say how many epochs the weights have been trained for."""
        self.epoch.say(f"epoch {epoch:,}")

    def set_training(self, training: bool) -> None:
        """Show whether the network goes on learning."""
        self._training = training
        self.train.setIcon(icon("pause" if training else "play", self._palette.text))
        self.train.setText("Pause training" if training else "Train on")
        explain(
            self.train,
            self.train.text(),
            "The numbers stand still." if training else "The network learns, and the numbers follow.",
            "T",
        )

    def _show_step(self) -> None:
        walk = self._walk
        if walk.mode != "backward":
            return  # the order lab says its own
        self.place.say(f"step {walk.index:,} of {walk.count:,}" if walk.formula else "")
        step = walk.current
        self.sentence.say(step.sentence if step else "Only inputs and weights are known: → computes on")

    def _say(self, place: str, sentence: str) -> None:
        self.place.say(place)
        self.sentence.say(sentence)
