"""The Expression workspace: puts text, graph, table, card and stepper together around one walk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.tokens import ExpressionError
from playground.controls.explain import explain
from playground.controls.panel import Panel, TextLabel
from playground.document import Document
from playground.examples import EXAMPLES
from playground.formula import Formula, build
from playground.graph_layout import Arrangement, arrange
from playground.session import Session
from playground.sheets import ExpressionSheet
from playground.theme import Palette
from playground.views.expression.canvas import Canvas
from playground.views.expression.card import ChainRuleCard
from playground.views.expression.editor import Editor
from playground.views.expression.edits import Edits
from playground.views.expression.shape import Drawn
from playground.views.expression.stepper import Stepper
from playground.views.expression.table import Table
from playground.views.expression.table_model import bad
from playground.views.expression.topbar import TopBar
from playground.views.expression.variables import Variables
from playground.walk import Walk

MARGIN = 12
LEFT, RIGHT = 260, 318


class ExpressionView(QWidget):
    """One formula, typed or built by hand, and the passes through its graph."""

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._palette = palette
        self._sheet: ExpressionSheet | None = None
        self._arrangement: Arrangement | None = None
        self.formula: Formula | None = None
        self.error: ExpressionError | None = None
        self.walk = Walk(self)
        self.edits = Edits(session, self)
        self._build()
        self._arrange()
        self._connect()
        self.set_palette(palette)
        self.show_document(None, session.document)

    def _build(self) -> None:
        walk, session, palette = self.walk, self._session, self._palette
        self.topbar = TopBar(walk, session, palette)
        self.editor_panel = Panel("Expression")
        self.editor = Editor(walk, palette, self.editor_panel)
        self.message = TextLabel("", "message")
        self.message.setWordWrap(True)
        self.examples = _menu_button("Examples", "Begin with a formula that shows one of the ideas.")
        self.variables = Variables()
        self.graph_panel = Panel("Graph")
        self.canvas = Canvas(walk, palette)
        self.count = TextLabel("", "quiet")
        self.fit = _small_button("Fit", "Shows the whole graph.", "F")
        self.tidy = _small_button("Tidy", "Lays the graph out afresh; nodes that were moved go back.")
        self.table_panel = Panel()
        self.table = Table(walk, palette)
        self.card = ChainRuleCard(walk, session, palette)
        self.stepper = Stepper(walk, session, palette)

    def _arrange(self) -> None:
        self.editor_panel.body.addWidget(self.editor)
        self.editor_panel.body.addWidget(self.message)
        tools = QHBoxLayout()
        tools.addWidget(self.examples)
        tools.addStretch(1)
        self.editor_panel.body.addLayout(tools)
        title = TextLabel("VARIABLES", "heading")
        title.setAccessibleName("Variables")
        self.editor_panel.body.addWidget(title)
        self.editor_panel.body.addWidget(self.variables, 1)
        for widget in (self.count, self.tidy, self.fit):
            self.graph_panel.head.addWidget(widget)
        self.graph_panel.body.addWidget(self.canvas, 1)
        self.table_panel.body.addWidget(self.table)
        self.table_panel.body.setSpacing(0)
        upper = QHBoxLayout()
        upper.addWidget(self.graph_panel, 1)
        upper.addWidget(self.card)
        right = QVBoxLayout()
        right.addLayout(upper, 74)
        right.addWidget(self.table_panel, 26)
        whole = QHBoxLayout()
        whole.addWidget(self.editor_panel)
        whole.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.topbar)
        page.addLayout(whole, 1)
        page.addWidget(self.stepper)
        for layout in (upper, right, whole, page):
            layout.setSpacing(MARGIN)

    def _connect(self) -> None:
        walk, edits, editor, canvas = self.walk, self.edits, self.editor, self.canvas
        editor.typed.connect(edits.set_text)
        editor.paused.connect(edits.end_stretch)
        editor.undo_asked.connect(self._session.undo_stack.undo)
        editor.redo_asked.connect(self._session.undo_stack.redo)
        editor.pointed.connect(self._choose_in_text)
        self.variables.edited.connect(edits.set_variable)
        self.variables.touched.connect(walk.select)
        self.variables.rejected.connect(self.message.say)
        edits.rejected.connect(self.message.say)
        canvas.node_moved.connect(edits.place)
        self.table.chosen.connect(walk.select)
        walk.selected.connect(self._show_selection)
        self.fit.clicked.connect(canvas.fit)
        self.tidy.clicked.connect(self._tidy)
        menu = QMenu(self.examples)
        menu.setToolTipsVisible(True)
        for example in EXAMPLES:
            action = menu.addAction(example.name)
            action.setToolTip(example.about)
            action.triggered.connect(lambda _=False, example=example: self._show_example(example.key))
        self.examples.setMenu(menu)

    # What the window calls

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show the document's sheet: a new text is a new graph, new values are new numbers on it."""
        sheet, shown = after.expression, self._sheet
        if sheet is shown:
            return
        self._sheet = sheet
        self.editor.set_text(sheet.text)
        if shown is None or sheet.text != shown.text:
            self._read(sheet)
        elif self.formula is not None and self.error is None:
            if sheet.variables != shown.variables:
                self.formula.evaluate({variable.name: variable.value for variable in sheet.variables})
                self.walk.refresh()
            if sheet.placements != shown.placements:
                self._lay_out(afresh=not sheet.placements)
        self.variables.show_variables(sheet.variables)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        scale = self.fontInfo().pixelSize() / 13.0
        self.editor_panel.setFixedWidth(round(LEFT * scale))
        self.card.setFixedWidth(round(RIGHT * scale))
        self.message.setStyleSheet(f"color: {bad(palette)};")
        for part in (self.topbar, self.editor, self.canvas, self.table, self.card, self.stepper):
            part.set_palette(palette)

    def tick(self, seconds: float) -> None:
        """Let time pass for what moves."""
        self.stepper.tick(seconds)
        self.canvas.tick(seconds)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing travel along edges."""
        self.canvas.reduced_motion = reduced

    # The formula

    def _read(self, sheet: ExpressionSheet) -> None:
        """Build the text's graph; the last good one stays while there is an error."""
        try:
            formula = build(sheet)
        except ExpressionError as error:
            self.error = error
            self.editor.show_error(error)
            self.message.say(str(error))
            self.message.show()
            return
        self.error = None
        self.editor.show_error(None)
        self.message.say("")
        self.message.hide()
        self.formula = formula
        self.editor.set_names([node.name for node in formula.nodes if node.name])
        self.walk.set_formula(formula)
        self._lay_out()

    def _lay_out(self, afresh: bool = False) -> None:
        formula, sheet = self.formula, self._sheet
        if formula is None or sheet is None:
            return
        placed = {placement.key: (placement.x, placement.y) for placement in sheet.placements}
        links = [(node.key, node.parents) for node in formula.nodes]
        self._arrangement = arrange(links, None if afresh else self._arrangement, placed)
        drawn = tuple(Drawn(node.key, node.title, node.parents) for node in formula.nodes)
        self.canvas.set_shape(drawn, self._arrangement)
        number = len(formula.nodes)
        self.count.say(f"{number} node{'s' if number != 1 else ''}")

    # Reactions

    def _show_example(self, key: str) -> None:
        example = next(example for example in EXAMPLES if example.key == key)
        self.edits.show_example(example)
        self._lay_out(afresh=True)
        self.canvas.fit()

    def _tidy(self) -> None:
        self.edits.tidy()
        self._lay_out(afresh=True)
        self.canvas.fit()

    def _show_selection(self) -> None:
        key = self.walk.focus or ""
        node = self.formula.by_key.get(key) if self.formula else None
        self.editor.choose(node.name if node else "")
        self.variables.choose(key)
        self.canvas.show_node(key)

    def _choose_in_text(self, line: int, column: int) -> None:
        """Choose the smallest part of the formula around the text cursor."""
        if self.formula is None or self.error is not None:
            return
        around = [
            (node.span[2] - node.span[1], node.key)
            for node in self.formula.nodes
            if node.span and node.span[0] == line and node.span[1] <= column <= node.span[2]
        ]
        if around:
            self.walk.select(min(around)[1])


def _small_button(text: str, sentence: str, shortcut: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "chip")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    explain(button, text, sentence, shortcut)
    return button


def _menu_button(text: str, sentence: str) -> QPushButton:
    button = _small_button(text, sentence)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button
