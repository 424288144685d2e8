"""What is set to 0 before a backward pass, and what a second pass adds to what."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground.accumulate import additions, why
from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel, heading
from playground.controls.switches import Segmented
from playground.document import Document
from playground.session import Session
from playground.symbols import bracketed, gradient, number_text
from playground.theme import Palette
from playground.views.expression.topbar import as_wide_as_words
from playground.walk import Walk

_OPTIONS = (("all", "all"), ("parameters", "variables"), ("nothing", "nothing"))
#: Gradients that are written out as sums.
MOST_ROWS = 4


class Accumulation(QWidget):
    """The switch for zeroing (an edit of the document), a button for one more pass, and its additions."""

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk, self._session = walk, session
        self.setAccessibleName("Before a backward pass, zero")
        self.zeroing = Segmented(_OPTIONS)
        self.zeroing.explain("all", "Every gradient is set to 0 before a backward pass.")
        self.zeroing.explain(
            "parameters", "Only the variables' gradients are set to 0, as training code does."
        )
        self.zeroing.explain("nothing", "No gradient is set to 0: each pass adds to the one before.")
        self.again = self._button("Backward", "Runs the rest of the backward pass; then, one pass more.")
        self.zero = self._button("Zero", "Sets every gradient to 0 and goes back to before the first pass.")
        self.passes = TextLabel("", "quiet")
        self.sentence = TextLabel("", "quiet")
        self.sentence.setWordWrap(True)
        self._rows = [
            tuple(TextLabel("", role) for role in ("quiet", "", "small value")) for _ in range(MOST_ROWS)
        ]
        self._build()
        self.zeroing.chosen.connect(self._choose)
        self.again.clicked.connect(self._backward)
        self.zero.clicked.connect(self._zero)
        walk.moved.connect(self._show)
        walk.formula_changed.connect(self._show)
        walk.mode_changed.connect(lambda: self.setVisible(walk.mode == "backward"))
        self.show_document(None, session.document)

    def show_document(self, _before: Document | None, after: Document) -> None:
        """Show what the document says."""
        self.zeroing.set_value(after.expression.zeroing)
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme: the stylesheet has them."""

    def _choose(self, key: str) -> None:
        document = self._session.document
        sheet = replace(document.expression, zeroing=key)
        self._session.edit("Zeroing", replace(document, expression=sheet))

    def _backward(self) -> None:
        walk, sheet = self._walk, self._session.document.expression
        if walk.index == walk.count:
            walk.backward_again(sheet.zeroing, [variable.name for variable in sheet.variables])
        walk.pause()
        walk.go(walk.count)

    def _zero(self) -> None:
        self._walk.zero()
        self._walk.go(self._walk.loss_index)

    def _show(self) -> None:
        walk = self._walk
        sheet = self._session.document.expression
        self.again.setText("Backward again" if walk.count and walk.index == walk.count else "Backward")
        self.zero.setEnabled(walk.index > walk.loss_index or walk.passes > 1)
        self.passes.say(f"pass {walk.passes}" if walk.passes > 1 else "")
        self.sentence.say(why(sheet.zeroing, walk.passes))
        self._show_rows()

    def _show_rows(self) -> None:
        walk, formula = self._walk, self._walk.formula
        changed = []
        if formula is not None and walk.passes > 1 and walk.index == walk.count and walk.pass_ is not None:
            left = walk.pass_.gradients
            changed = additions(left, walk.carried, formula.variables)[:MOST_ROWS]
        for row, addition in zip(self._rows, [*changed, *[None] * MOST_ROWS], strict=False):
            for label in row:
                label.setVisible(addition is not None)
            if addition is not None and formula is not None:
                sides = number_text(addition.before), bracketed(number_text(addition.added))
                row[0].say(gradient(formula, addition.key))
                row[1].say(f"{sides[0]} + {sides[1]}")
                row[2].say(f"= {number_text(addition.now)}")

    def _button(self, text: str, sentence: str) -> QPushButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(button)
        explain(button, text, sentence)
        return button

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(heading("Before a backward pass, zero"))
        as_wide_as_words(self.zeroing)
        self.zeroing.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column.addWidget(self.zeroing)
        line = QHBoxLayout()
        line.setSpacing(6)
        for widget in (self.again, self.zero, self.passes):
            line.addWidget(widget)
        line.addStretch(1)
        column.addLayout(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for k, row in enumerate(self._rows):
            for j, label in enumerate(row):
                side = Qt.AlignmentFlag.AlignRight if j else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(label, k, j, side)
        column.addLayout(grid)
        column.addWidget(self.sentence)
