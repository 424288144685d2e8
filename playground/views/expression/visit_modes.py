"""What a visited graph can be used for: the backward pass, or the order lab where it is small enough."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from playground.controls.panel import TextLabel
from playground.controls.switches import Segmented
from playground.session import Session
from playground.theme import Palette
from playground.views.expression.order_lab import OrderLab
from playground.views.expression.stepper import Stepper
from playground.views.expression.topbar import as_wide_as_words
from playground.walk import Walk

#: In a graph of more nodes nobody could follow one visit after another.
MOST_NODES = 250
NO_MINIMISE = "No Minimise here: that is what training does, with every point."
STANDS_STILL = "The numbers stand still here, even while the network trains."


class VisitModes(QWidget):
    """The switch between the two, which goes into the stepper's head: the stepper steps through either.

    The order lab is made when it is first asked for, and takes the place of `passes` in `middle`.
    """

    def __init__(
        self, walk: Walk, stepper: Stepper, passes: QWidget, session: Session, palette: Palette
    ) -> None:
        super().__init__()
        self._walk, self._stepper, self._passes = walk, stepper, passes
        self._session, self._palette = session, palette
        self.lab: OrderLab | None = None
        self.middle = QStackedWidget()
        self.middle.addWidget(passes)
        self.switch = Segmented((("backward", "Backward pass"), ("orders", "Order lab")), tight=True)
        self.switch.explain("backward", "Walk forward to the result, then backward along every edge.")
        as_wide_as_words(self.switch)
        self.note = TextLabel("", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.note)
        self.switch.chosen.connect(self.choose)
        walk.mode_changed.connect(self._show)
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        if self.lab is not None:
            self.lab.set_palette(palette)

    def show_size(self, nodes: int) -> None:
        """Offer the order lab to a graph of so many nodes, or say why it is not."""
        few = nodes <= MOST_NODES
        self.switch.button("orders").setEnabled(few)
        self.switch.explain(
            "orders",
            "Compare the right order of a backward pass with three that go wrong."
            if few
            else f"A walk through {nodes:,} nodes is more than anyone can watch: "
            f"it takes a network or a neuron of at most {MOST_NODES}.",
        )
        if not few:
            self._walk.set_mode("backward")

    def choose(self, mode: str) -> None:
        """Turn to "backward" or "orders"."""
        if mode == "orders" and self.lab is None:
            self.lab = OrderLab(self._walk, self._session, self._palette)
            self.middle.addWidget(self.lab)
        self._walk.set_mode(mode)

    def _show(self) -> None:
        orders = self._walk.mode == "orders"
        self.switch.set_value(self._walk.mode)
        self.note.say(STANDS_STILL if orders else NO_MINIMISE)
        if self.lab is not None:
            self.middle.setCurrentWidget(self.lab if orders else self._passes)
            self._stepper.set_player(self.lab.player if orders else self._walk)
