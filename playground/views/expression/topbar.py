"""The bar at the top: what the workspace is about, and the step that was just made, in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.controls.panel import Panel, TextLabel
from playground.controls.switches import Segmented
from playground.session import Session
from playground.theme import Palette
from playground.walk import Walk

_NAMES = (("backward", "Backward pass"), ("orders", "Order lab"), ("minimise", "Minimise"))
_SENTENCES = {
    "backward": "Walk forward to the output, then backward along every edge.",
    "orders": "Compare the right order of a backward pass with three that go wrong.",
    "minimise": "Let gradient descent change the variables until the output is small.",
}


class ElidedLabel(TextLabel):
    """A line of text that is cut off with … where its room ends; the pointer shows all of it."""

    def __init__(self, role: str) -> None:
        super().__init__("", role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show `text`."""
        super().say(text)
        self.setToolTip(text if self._natural() > self.width() else "")

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Any width will do (Qt's name)."""
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the text, cut off where it must be (Qt's name)."""
        if self._natural() <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)

    def _natural(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text())


def as_wide_as_words(switch: Segmented) -> None:
    """Give every option of a switch the width of its word, rather than the same to all."""
    row = switch.layout()
    assert isinstance(row, QHBoxLayout)
    for place in range(row.count()):
        row.setStretch(place, 0)


class TopBar(Panel):
    """The switch between the workspace's three modes, and beside it where the walk stands."""

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("Step")
        self._walk = walk
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.modes = Segmented(_NAMES)
        for mode, sentence in _SENTENCES.items():
            self.modes.explain(mode, sentence)
        as_wide_as_words(self.modes)
        self.modes.chosen.connect(walk.set_mode)
        self.place = TextLabel("", "quiet")
        self.sentence = ElidedLabel("number")
        line = QHBoxLayout()
        line.setSpacing(16)
        for widget in (self.modes, self.place):
            line.addWidget(widget)
        line.addWidget(self.sentence, 1)
        self.body.addLayout(line)
        walk.moved.connect(self._show)
        walk.mode_changed.connect(self._show)
        walk.said.connect(self._say)
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme: the stylesheet has them."""

    def _show(self) -> None:
        walk = self._walk
        self.modes.set_value(walk.mode)
        if walk.mode != "backward":
            return
        if walk.formula is None:
            self._say("", "")
        elif walk.current is None:
            self._say(
                f"step 0 of {walk.count}", "Only the variables are known: → computes the first operation"
            )
        elif walk.index == walk.loss_index:
            self._say(f"step {walk.index} of {walk.count}", walk.current.sentence + " · now backward: →")
        else:
            self._say(f"step {walk.index} of {walk.count}", walk.current.sentence)

    def _say(self, place: str, sentence: str) -> None:
        self.place.say(place)
        self.place.setVisible(bool(place))
        self.sentence.say(sentence)
