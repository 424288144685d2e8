"""The order lab: the same backward pass in four orders, side by side, one visit a step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.controls.panel import Panel, TextLabel
from playground.formula import Formula
from playground.graph_layout import tidy
from playground.orders import TITLES, Order, OrderWalk
from playground.session import Session
from playground.symbols import number_text, symbol
from playground.theme import Palette
from playground.views.expression.order_picture import OrderPicture
from playground.walk import Walk

#: Wrong gradients that are named.
MOST_NAMED = 3


class OrderPanel(Panel):
    """One order: its name and verdict, its picture, and below what went wrong where."""

    def __init__(self, title: str, palette: Palette) -> None:
        super().__init__(title)
        self.verdict = TextLabel("", "small value")
        self.picture = OrderPicture(palette)
        self.picture.setProperty("role", "quiet")
        self.reason = TextLabel("", "quiet")
        self.reason.setWordWrap(True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.head.addWidget(self.verdict)
        self.body.addWidget(self.picture, 1)
        self.body.addWidget(self.reason)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keep room for two lines, so that the picture stands still (Qt's name)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "reason"):
            self._keep_room()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Keep room for two lines (Qt's name)."""
        super().showEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        self.reason.ensurePolished()
        self.reason.setMinimumHeight(2 * self.reason.fontMetrics().lineSpacing() + 2)

    def show_order(self, formula: Formula, order: Order, right: Order, index: int) -> None:
        """Show an order after `index` visits, against the right one."""
        self.picture.set_index(index)
        visits = len(order.visits)
        if order.problem or index < visits:
            self.verdict.say(f"visit {min(index, visits)} of {visits}" if visits else "")
        elif order.right:
            self.verdict.say("✓ all right")
        else:
            self.verdict.say(f"✗ {len(order.wrong)} wrong")
        fault = order.fault_after(index)
        text = fault.fault if fault else ""
        if index >= visits and order.wrong and not order.problem:
            text = f"{text} {wrong_ones(formula, order, right)}".strip()
        if text:
            text = f"! {text}"
        self.reason.say(text)


class OrderLab(QWidget):
    """Four `OrderPanel`s over one `OrderWalk`, which the stepper can be given (`player`)."""

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.player = OrderWalk()
        self.player.setParent(self)
        self._stale = True
        self.panels = {name: OrderPanel(title, palette) for name, title in TITLES.items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for k, panel in enumerate(self.panels.values()):
            grid.addWidget(panel, k // 2, k % 2)
            grid.setRowStretch(k // 2, 1)
            grid.setColumnStretch(k % 2, 1)
        walk.formula_changed.connect(self._formula_changed)
        walk.moved.connect(self._formula_changed)
        walk.mode_changed.connect(self._mode_changed)
        self.player.moved.connect(self._show)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for panel in self.panels.values():
            panel.picture.set_palette(palette)

    def tick(self, seconds: float) -> None:
        """Let time pass: the stepper does that for whom it plays."""

    def _formula_changed(self) -> None:
        self._stale = True
        if self._walk.mode == "orders":
            self._take_formula()

    def _mode_changed(self) -> None:
        if self._walk.mode == "orders":
            self._take_formula()
        else:
            self.player.pause()

    def _take_formula(self) -> None:
        formula = self._walk.formula
        if formula is None or not self._stale:
            self._say()
            return
        self._stale = False
        self.player.set_formula(formula)
        needed = formula.ancestors(formula.output)
        arrangement = tidy([(node.key, node.parents) for node in formula.nodes if node.key in needed])
        right = self.player.orders[0]
        for order in self.player.orders:
            self.panels[order.name].picture.set_order(formula, order, arrangement, right.gradients)
        self._show()

    def _show(self) -> None:
        formula = self.player.formula
        if formula is None:
            return
        right = self.player.orders[0]
        for order in self.player.orders:
            self.panels[order.name].show_order(formula, order, right, self.player.index)
        self._say()

    def _say(self) -> None:
        if self._walk.mode == "orders":
            self._walk.said.emit(f"visit {self.player.index} of {self.player.count}", self.player.sentence)


def wrong_ones(formula: Formula, order: Order, right: Order) -> str:
    """Say which gradients came out wrong, variables first, and what they should be."""
    named = [node.key for node in formula.nodes if node.key in order.wrong]
    named.sort(key=lambda key: not formula.by_key[key].is_variable)
    came, should = order.gradients, right.gradients
    parts = [
        f"{symbol(formula, key)}: {number_text(came[key])}, not {number_text(should[key])}"
        for key in named[:MOST_NAMED]
    ]
    return "; ".join(parts) + ("; …" if len(named) > MOST_NAMED else ".")
