"""The Expression workspace: puts text, graph, table, card and stepper together around one walk."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from engine.tokens import ExpressionError
from playground.document import Document
from playground.examples import EXAMPLES
from playground.fold_layout import FoldedLayout
from playground.folding import Group, around, closed_in, groups, with_folding, with_group
from playground.formula import Formula, build
from playground.session import Session
from playground.sheets import ExpressionSheet
from playground.theme import Palette
from playground.undefined import first_undefined
from playground.views.expression.dropping import Dropping
from playground.views.expression.edits import Edits
from playground.views.expression.folds import describe, drawn_graph
from playground.views.expression.page import Page
from playground.views.expression.palette import fill, node_menu
from playground.views.expression.visit import Visited
from playground.walk import Walk

#: What the menu folds: one of `sheets.FOLDINGS`, and what it is called.
FOLDS = (
    ("auto", "As the graph's size asks for"),
    ("sum", "Weighted sums"),
    ("neuron", "Neurons"),
    ("layer", "Layers"),
    ("none", "Open all"),
)


class ExpressionView(QWidget):
    """One formula, typed or built by hand, and the passes through its graph."""

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sheet: ExpressionSheet | None = None
        self._layout = FoldedLayout()
        self._groups: tuple[Group, ...] = ()
        self.formula: Formula | None = None
        self.error: ExpressionError | None = None
        self.walk = Walk(self)
        self.edits = Edits(session, self)
        self.page = Page(self.walk, session, palette, self)
        self.dropping = Dropping(self.page.strip, self.page.canvas, self.edits)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        #: The page, or the graph that was opened from the network.
        self.visited = Visited(self.page, session, palette)
        whole.addWidget(self.visited)
        self._connect()
        self.set_palette(palette)
        self.show_document(None, session.document)

    def _connect(self) -> None:
        walk, edits, page = self.walk, self.edits, self.page
        editor, canvas = page.editor, page.canvas
        page.let_go.connect(self.setFocus)
        editor.typed.connect(edits.set_text)
        editor.paused.connect(edits.end_stretch)
        editor.undo_asked.connect(self._session.undo_stack.undo)
        editor.redo_asked.connect(self._session.undo_stack.redo)
        editor.pointed.connect(self._choose_in_text)
        editor.refused.connect(page.say)
        self.page.variables.edited.connect(edits.set_variable)
        self.page.variables.touched.connect(walk.select)
        self.page.variables.rejected.connect(self.page.say)
        edits.rejected.connect(self.page.say)
        canvas.node_moved.connect(edits.place)
        canvas.wired.connect(edits.wire)
        canvas.delete_asked.connect(self._delete)
        canvas.rename_asked.connect(self._ask_name)
        canvas.fold_asked.connect(self.toggle_fold)
        canvas.fold_around_asked.connect(self.fold_around)
        canvas.menu_asked.connect(self._show_menu)
        self.page.naming.named.connect(self._rename)
        self.page.table.chosen.connect(walk.select)
        walk.selected.connect(self._show_selection)
        walk.mode_changed.connect(self._show_mode)
        self.page.fit.clicked.connect(canvas.fit)
        self.page.tidy.clicked.connect(self._tidy)
        menu = QMenu(self.page.examples)
        menu.setToolTipsVisible(True)
        for example in EXAMPLES:
            action = menu.addAction(example.name)
            action.setToolTip(example.about)
            action.triggered.connect(lambda _=False, example=example: self._show_example(example.key))
        self.page.examples.setMenu(menu)
        folding = QMenu(page.fold)
        for kind, text in FOLDS:
            action = folding.addAction(text)
            action.setCheckable(True)
            action.setData(kind)
            action.triggered.connect(lambda _=False, kind=kind: self.fold_kind(kind))
        folding.aboutToShow.connect(self._mark_folding)
        page.fold.setMenu(folding)
        operations = QMenu(self.page.operations)
        fill(operations, self._add_operation)
        self.page.operations.setMenu(operations)

    # What the window calls

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show the document's sheet: a new text is a new graph, new values are new numbers on it."""
        sheet, shown = after.expression, self._sheet
        if sheet is shown:
            return
        self._sheet = sheet
        self.page.editor.set_text(sheet.text)
        if shown is None or sheet.text != shown.text:
            self._read(sheet)
        elif self.formula is not None and self.error is None:
            if sheet.variables != shown.variables:
                self.formula.evaluate({variable.name: variable.value for variable in sheet.variables})
                self.walk.refresh()
            folding = (sheet.folding, sheet.opened, sheet.folded)
            if folding[0] != shown.folding:
                self._lay_out(afresh=True)
                self.page.canvas.fit()
            elif folding != (shown.folding, shown.opened, shown.folded):
                self._lay_out(glide=True)
            if sheet.placements != shown.placements:
                self._lay_out(afresh=not sheet.placements)
        self.page.variables.show_variables(sheet.variables)
        self._say_what_is_undefined()
        self.page.accumulation.show_document(before, after)
        if self.walk.mode == "minimise":  # it builds a way of its own, which costs a parse
            self.page.minimise.show_document(before, after)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.page.dress(palette)
        self.visited.set_palette(palette)

    def tick(self, seconds: float) -> None:
        """Let time pass for what moves."""
        if self.visited.visiting is not None:
            self.visited.visiting.tick(seconds)
            return
        for part in (self.page.stepper, self.page.canvas, self.page.minimise, self.page.order_lab):
            part.tick(seconds)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing travel along edges."""
        self.page.canvas.reduced_motion = reduced
        self.visited.set_reduced_motion(reduced)

    # The formula

    def _read(self, sheet: ExpressionSheet) -> None:
        """Build the text's graph; the last good one stays while there is an error."""
        try:
            formula = build(sheet)
        except ExpressionError as error:
            self.error = error
            self.page.editor.show_error(error)
            self.page.say(str(error))
            return
        self.error = None
        self.page.editor.show_error(None)
        self.formula = formula
        self.page.editor.set_names([node.name for node in formula.nodes if node.name])
        self._groups = self.page.canvas.frame.groups = groups(formula)
        self.walk.set_formula(formula)
        self._lay_out()

    def _say_what_is_undefined(self) -> None:
        """Say where NaN or infinity first arises, while the text has no error."""
        if self.error is None and self.formula is not None:
            found = first_undefined(self.formula)
            self.page.canvas.set_undefined(found[0] if found else None)
            self.page.say(found[1] if found else "")

    def _lay_out(self, afresh: bool = False, glide: bool = False) -> None:
        formula, sheet = self.formula, self._sheet
        if formula is None or sheet is None:
            return
        placed = {placement.key: (placement.x, placement.y) for placement in sheet.placements}
        closed = closed_in(sheet, formula, self._groups)
        drawn, folds = drawn_graph(formula, closed)
        arrangement = self._layout.arrange(formula, self._groups, closed, placed, afresh)
        self.page.canvas.set_shape(drawn, arrangement, folds, glide)
        all_of_them, number = len(formula.nodes), len(drawn)
        part = f"{number} of " if number != all_of_them else ""
        self.page.count.say(f"{part}{all_of_them} node{'s' if all_of_them != 1 else ''}")
        self.page.fold.setVisible(bool(self._groups))

    # Folding

    def fold_kind(self, folding: str) -> None:
        """Fold every part up to a kind; "none" opens all, "auto" folds a large graph only."""
        sheet = self.edits.sheet
        self.edits.fold("Fold", with_folding(sheet, folding))
        if self.edits.sheet is sheet:  # what was asked for is what is: lay it out afresh
            self._lay_out(afresh=True)
            self.page.canvas.fit()

    def toggle_fold(self, key: str) -> None:
        """Open a folded node, or fold the innermost part that a node lies in or is the result of."""
        folded = self.page.canvas.folds.groups.get(key)
        if folded is not None:
            self.edits.fold(f"Open {describe(folded)}", with_group(self.edits.sheet, folded, False))
        else:
            self.fold_around(key)

    def fold_around(self, key: str) -> None:
        """Fold the innermost part around a node; around a folded one, what is around that."""
        folded = self.page.canvas.folds.groups.get(key)
        inside = folded.members if folded else frozenset()
        for group in around(self._groups, self.page.canvas.folds.real(key)):
            if inside < group.members:
                self.edits.fold(f"Fold {describe(group)}", with_group(self.edits.sheet, group, True))
                return

    def _mark_folding(self) -> None:
        for action in self.page.fold.menu().actions():
            action.setChecked(action.data() == self.edits.sheet.folding)

    # Reactions

    def _show_example(self, key: str) -> None:
        example = next(example for example in EXAMPLES if example.key == key)
        self.edits.show_example(example)
        self.walk.ask_anew()
        self._lay_out(afresh=True)
        self.page.canvas.fit()

    def _add_operation(self, op: str) -> None:
        self._choose_new(self.edits.add_operation(op, self.walk.focus))

    def _choose_new(self, key: str | None) -> None:
        if key is not None:
            self.walk.select(key)

    def _delete(self, key: str) -> None:
        self.edits.delete(key)

    def _ask_name(self, key: str) -> None:
        if self.formula is not None and key in self.page.canvas.shape.index:
            name = self.formula.by_key[key].name if key in self.formula.by_key else ""
            self.page.naming.ask(key, name, self.page.canvas.box(key))

    def _rename(self, key: str, name: str) -> None:
        """Rename a node; under its new name it stands where it stood."""
        self._layout.rename(key, name)
        if self.edits.rename(key, name):
            self.walk.select(name)

    def _show_menu(self, key: str | None, place: QPoint) -> None:
        if key is None or self.formula is None or key not in self.formula.by_key:
            menu = QMenu(self)
            fill(menu, lambda op: self._choose_new(self.edits.add_operation(op, None)))
        else:
            node = self.formula.by_key[key]
            menu = node_menu(
                self,
                node.name or node.expression,
                lambda: self._ask_name(key),
                lambda: self._delete(key),
                lambda op: self._choose_new(self.edits.add_operation(op, key)),
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _tidy(self) -> None:
        self.edits.tidy()
        self._lay_out(afresh=True)
        self.page.canvas.fit()

    def _show_mode(self) -> None:
        if self.walk.mode == "minimise":
            self.page.minimise.show_document(None, self._session.document)

    def _show_selection(self) -> None:
        key = self.walk.focus or ""
        node = self.formula.by_key.get(key) if self.formula else None
        self.page.editor.choose(node.name if node else "")
        self.page.variables.choose(key)
        self.page.canvas.show_node(key)

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
