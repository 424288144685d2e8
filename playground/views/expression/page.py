"""The parts of the Expression workspace, and their places on the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.panel import Panel, TextLabel
from playground.session import Session
from playground.theme import Palette
from playground.views.expression.accumulation import Accumulation
from playground.views.expression.canvas import Canvas
from playground.views.expression.card import ChainRuleCard
from playground.views.expression.editor import Editor
from playground.views.expression.minimise import Minimise
from playground.views.expression.naming import NameField
from playground.views.expression.order_lab import OrderLab
from playground.views.expression.palette_strip import PaletteStrip
from playground.views.expression.stepper import Stepper
from playground.views.expression.table import Table
from playground.views.expression.table_model import bad
from playground.views.expression.topbar import TopBar
from playground.views.expression.variables import Variables
from playground.walk import Walk

MARGIN = 12
LEFT, RIGHT = 260, 318


class Page(QWidget):
    """Text and variables at the left, graph and table in the middle, the card right, the stepper below."""

    #: A control was let go: the keys are the workspace's again.
    let_go = Signal()

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.walk = walk
        self.topbar = TopBar(walk, session, palette)
        self.editor_panel = Panel("Expression")
        self.editor = Editor(walk, palette, self.editor_panel)
        self.message = TextLabel("", "message")
        self.message.setWordWrap(True)
        self.examples = menu_button("Examples", "Begin with a formula that shows one of the ideas.")
        self.operations = menu_button(
            "+ Operation", "Computes something from the chosen node, or from new variables."
        )
        self.variables = Variables()
        self.accumulation = Accumulation(walk, session, palette)
        self.graph_panel = Panel("Graph")
        self.canvas = Canvas(walk, palette)
        self.naming = NameField(self.canvas)
        self.count = TextLabel("", "quiet")
        self.fit = small_button("Fit", "Shows the whole graph.", "F")
        self.fold = menu_button("Fold", "Draws weighted sums, neurons or layers as one node each.")
        self.tidy = small_button("Tidy", "Lays the graph out afresh; nodes that were moved go back.")
        self.strip = PaletteStrip()
        self.strip_shown = small_button("Palette", "Shows or hides the operations to drag onto the graph.")
        self.strip_shown.setCheckable(True)
        self.strip_shown.setChecked(True)
        self.strip_shown.toggled.connect(self.strip.setVisible)
        self.table_panel = Panel()
        self.table = Table(walk, palette)
        self.card = ChainRuleCard(walk, session, palette)
        self.minimise = Minimise(walk, session, palette)
        self.order_lab = OrderLab(walk, session, palette)
        self.stepper = Stepper(walk, session, palette)
        self._arrange()
        walk.mode_changed.connect(self._show_mode)

    def dress(self, palette: Palette) -> None:
        """Take the colours of a theme, and widths for its text."""
        scale = self.fontInfo().pixelSize() / 13.0
        # In a room most of what is gained goes to the graph.
        self.editor_panel.setFixedWidth(round(LEFT * min(scale, 1.66)))
        self.side.setFixedWidth(round(RIGHT * min(scale, 1.5)))
        self.message.setStyleSheet(f"color: {bad(palette)};")
        for part in (self.topbar, self.editor, self.canvas, self.table, self.card, self.stepper):
            part.set_palette(palette)
        for other in (self.accumulation, self.minimise, self.order_lab, self.strip):
            other.set_palette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape lets go of a control (Qt's name)."""
        if event.key() == Qt.Key.Key_Escape:
            self.let_go.emit()
        else:
            super().keyPressEvent(event)

    def say(self, sentence: str) -> None:
        """Say under the editor what cannot be done, or nothing."""
        self.message.say(sentence)
        self.message.setVisible(bool(sentence))

    def _arrange(self) -> None:
        self._arrange_left()
        for widget in (self.count, self.strip_shown, self.fold, self.tidy, self.fit):
            self.graph_panel.head.addWidget(widget)
        self.graph_panel.body.addWidget(self.canvas, 1)
        self.graph_panel.body.addWidget(self.strip)
        self.table_panel.body.addWidget(self.table)
        self.side = QStackedWidget()
        self.side.addWidget(self.card)
        self.side.addWidget(self.minimise)
        upper = _spaced(QHBoxLayout())
        upper.addWidget(self.graph_panel, 1)
        upper.addWidget(self.side)
        self.passes = QWidget()
        column = _spaced(QVBoxLayout(self.passes))
        column.addLayout(upper, 74)
        column.addWidget(self.table_panel, 26)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.passes)
        self.middle.addWidget(self.order_lab)
        whole = _spaced(QHBoxLayout())
        whole.addWidget(self.editor_panel)
        whole.addWidget(self.middle, 1)
        page = _spaced(QVBoxLayout(self))
        page.addWidget(self.topbar)
        page.addLayout(whole, 1)
        page.addWidget(self.stepper)

    def _arrange_left(self) -> None:
        body = self.editor_panel.body
        body.addWidget(self.editor, 1)
        body.addWidget(self.message)
        tools = QHBoxLayout()
        tools.addWidget(self.examples)
        tools.addWidget(self.operations)
        tools.addStretch(1)
        body.addLayout(tools)
        title = TextLabel("VARIABLES", "heading")
        title.setAccessibleName("Variables")
        body.addWidget(title)
        body.addWidget(self.variables, 1_000)  # first all rows; of what is left over the text has some
        self.variables.comes_after = self.operations
        body.addStretch(0)
        body.addWidget(self.accumulation)

    def _show_mode(self) -> None:
        mode = self.walk.mode
        self.middle.setCurrentWidget(self.order_lab if mode == "orders" else self.passes)
        self.side.setCurrentWidget(self.minimise if mode == "minimise" else self.card)
        self.stepper.set_player(self.order_lab.player if mode == "orders" else self.walk)


def _spaced(layout: QHBoxLayout | QVBoxLayout) -> QHBoxLayout | QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(MARGIN)
    return layout


def small_button(text: str, sentence: str, shortcut: str = "") -> QPushButton:
    """Return a quiet button of a panel's head, explained to pointer and screen reader."""
    button = QPushButton(text)
    button.setProperty("kind", "chip")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keep_space(button)
    explain(button, text, sentence, shortcut)
    return button


def menu_button(text: str, sentence: str) -> QPushButton:
    """Return a small button for a menu."""
    button = small_button(text, sentence)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button
