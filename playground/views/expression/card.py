"""The chain-rule card: where a gradient comes from, and whether it is right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.gradcheck import Check
from playground.chain_rule import Card, card_of, check_of
from playground.controls.equation import Equation, Line
from playground.controls.keys import keep_space
from playground.controls.panel import Panel, TextLabel
from playground.controls.scroll import ScrollColumn
from playground.formula import Formula
from playground.session import Session
from playground.symbols import number_text, signed_text, symbol, symbol_latex
from playground.theme import Palette
from playground.views.expression.ahead import Ahead
from playground.views.expression.card_lines import MOST_TERMS, forward_lines, gradient_lines, slope_line
from playground.walk import Walk

#: A formula with more nodes than this is measured a moment after the last step.
MEASURED_AT_ONCE = 40
MOMENT = 120


class ChainRuleCard(Panel):
    """The gradient of the chosen node as a sum over its uses, in symbols, numbers and as a result.

    Pointing at a term lights its edge on the graph; pressing it chooses that edge, whose local derivative
    is then explained. What the walk has not come to stands as "?" until it is asked for.
    """

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("Chain rule", parent)
        self._walk = walk
        self._card: Card | None = None
        self._state: tuple[object, ...] | None = None
        self._checked: tuple[Formula, str, float] | None = None
        #: While numbers change all the time, none is measured.
        self.live = False
        self.used = _sentence("")
        self.equation = Equation(palette, 23.0)
        self.reveal = QPushButton("Show the answer")
        self.reveal.setProperty("kind", "chip")
        keep_space(self.reveal)
        self.words = _sentence("quiet")
        self.slope = Equation(palette, 18.0)
        self.kink = _sentence("quiet")
        self._build_check()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(MOMENT)
        self._later.timeout.connect(self._measure)
        self._ahead = Ahead(self)
        self._build()
        self.equation.pointed.connect(self._pointed)
        self.equation.pressed.connect(self._pressed)
        self.reveal.clicked.connect(self._toggle_answer)
        for signal in (walk.moved, walk.selected, walk.formula_changed):
            signal.connect(self.refresh)
        walk.highlighted.connect(self._light)
        walk.formula_changed.connect(self._typeset_ahead)

    @property
    def card(self) -> Card | None:
        """What the card shows; None while it shows a forward step or nothing."""
        return self._card

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.equation.set_palette(palette)
        self.slope.set_palette(palette)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up (Qt's name)."""
        super().showEvent(event)
        self.refresh()
        self._typeset_ahead()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Typeset in proportion to the text around (Qt's name)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "slope"):
            base = QApplication.font().pixelSize()
            self.equation.set_pixels(base * 1.75)
            self.slope.set_pixels(base * 1.4)

    def refresh(self) -> None:
        """Show the chosen node as far as the walk has come; nothing to do while nobody looks."""
        if not self.isVisible():
            return
        walk, formula = self._walk, self._walk.formula
        key = walk.focus
        state = (walk.pass_, walk.index, walk.selection, walk.is_revealed(key or ""))
        if state == self._state:
            return
        self._state = state
        if formula is None or key is None or key not in formula.by_key:
            self._show_nothing()
            return
        step = walk.current
        going_forward = 0 < walk.index < walk.loss_index and step is not None and step.node == walk.selection
        (self._show_forward if going_forward else self._show_gradient)(formula, key)

    def look_again(self) -> None:
        """Show the chosen node anew, whatever is shown."""
        self._state = None
        self.refresh()

    def _typeset_ahead(self) -> None:
        """Prepare what the next steps will show, so that none of them has to wait."""
        formula = self._walk.formula
        if formula is not None and self.isVisible():
            self._ahead.prepare(symbol_latex(formula, node.key) for node in formula.nodes)

    # What it shows

    def _entitle(self, what: str, name: str) -> None:
        """Set the heading; the node's name keeps its letters, for a is not A."""
        self.title.say(f"{what.upper()} · {name}" if name else what.upper())
        self.title.setAccessibleName(f"{what}: {name}" if name else what)

    def _show_nothing(self) -> None:
        self._card = None
        self._entitle("Chain rule", "")
        self._say(self.used, "Choose a node or an edge of the graph, and its gradient is taken apart here.")
        self._equate(self.equation, [])
        self._show_rule("", [], "")
        self.reveal.hide()
        self.check.hide()

    def _show_forward(self, formula: Formula, key: str) -> None:
        self._card = None
        self._entitle("Forward", symbol(formula, key))
        self._say(self.used, "The operation is computed from its inputs.")
        self._equate(self.equation, forward_lines(formula, key))
        op = formula.by_key[key].value.op
        self._show_rule(f"For the way back: {op.words}" if op else "", [], "")
        self.reveal.hide()
        self._later.stop()
        self.check.hide()

    def _show_gradient(self, formula: Formula, key: str) -> None:
        self._card = card = card_of(self._walk, key)
        self._entitle("Chain rule", symbol(formula, key))
        before = f"{number_text(card.carried)} was left by the pass before. " if card.carried else ""
        self._say(self.used, before + (card.note or card.used))
        is_number = card.total is None and not card.terms and bool(card.note) and key != formula.output
        self._equate(self.equation, [] if is_number else gradient_lines(card))
        self._light()
        term = card.terms[self._chosen_term()] if card.terms else None
        if term is None:
            self._show_rule("", [], "")
        else:
            self._show_rule(term.rule, [slope_line(card, term)], term.kink)
        revealed = self._walk.is_revealed(key)
        self.reveal.setText("Hide the answer" if revealed else "Show the answer")
        self.reveal.setVisible((revealed or not card.answered) and not is_number)
        self._show_check(formula, card)

    def _show_rule(self, words: str, lines: list[Line], kink: str) -> None:
        self._say(self.words, words)
        self._equate(self.slope, lines)
        self._say(self.kink, kink)

    def _show_check(self, formula: Formula, card: Card) -> None:
        if self.live or not card.answered or card.total is None:
            self._later.stop()
            self.check.hide()
            self._checked = None
        elif self._checked != (formula, card.key, card.total):
            self._checked = (formula, card.key, card.total)
            if len(formula.nodes) <= MEASURED_AT_ONCE:
                self._measure()
            else:
                self.numeric.say("…")
                self.difference.say("")
                self.check.show()
                self._later.start()

    def _measure(self) -> None:
        if self._checked is None:
            return
        formula, key, total = self._checked
        check = check_of(formula, key, total)
        self.numeric.say(signed_text(check.measured.slope, 7))
        self.difference.say(difference_text(check))
        self._say(self.verdict, verdict(check, bool(self._card and self._walk.carried)))
        self.check.show()

    # Pointing

    def _chosen_term(self) -> int:
        """The term that is explained: that of the chosen edge, else the first."""
        edges = [term.edge for term in self._card.terms] if self._card else []
        chosen = self._walk.selection
        return edges.index(chosen) if isinstance(chosen, tuple) and chosen in edges else 0

    def _light(self) -> None:
        if self._card is None:
            return
        lit = set(self._walk.highlight)
        if isinstance(self._walk.selection, tuple) and len(self._card.terms) > 1:
            lit.add(self._walk.selection)
        edges = [term.edge for term in self._card.terms[:MOST_TERMS]]
        self.equation.set_lit(next((k for k, edge in enumerate(edges) if edge in lit), -1))

    def _pointed(self, term: int) -> None:
        known = self._card is not None and 0 <= term < len(self._card.terms)
        self._walk.set_highlight([self._card.terms[term].edge] if known and self._card else ())

    def _pressed(self, term: int) -> None:
        if self._card is not None and term < len(self._card.terms):
            self._walk.select(self._card.terms[term].edge)

    def _toggle_answer(self) -> None:
        if self._card is not None:
            shown = self._walk.is_revealed(self._card.key)
            (self._walk.hide if shown else self._walk.reveal)(self._card.key)

    # Building

    def _build(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (self.used, self.equation, self.reveal, self.words, self.slope, self.kink, self.check):
            column.addWidget(part)
        self.reveal.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column.addStretch(1)
        self.body.addWidget(ScrollColumn(content))

    def _build_check(self) -> None:
        self.check = QFrame()
        self.check.setProperty("role", "panel")
        self.numeric = TextLabel("", "value")
        self.difference = TextLabel("", "value")
        self.verdict = _sentence("quiet")
        grid = QGridLayout(self.check)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(
            (("Measured by small steps", self.numeric), ("Difference", self.difference))
        ):
            grid.addWidget(TextLabel(name, "quiet"), row, 0)
            grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.verdict, 2, 0, 1, 3)
        self.check.hide()

    def _say(self, label: TextLabel, text: str) -> None:
        label.say(text)
        label.setVisible(bool(text))

    def _equate(self, equation: Equation, lines: list[Line]) -> None:
        equation.set_lines(lines)
        equation.setVisible(bool(lines))


def difference_text(check: Check) -> str:
    """How far a gradient is from the measured slope, with a mark for right or wrong."""
    mark = "✓" if check.ok else "✗"
    return f"{number_text(abs(check.computed - check.measured.slope), 2)} {mark}"


def verdict(check: Check, carried: bool) -> str:
    """What there is to say of a comparison, where it is not simply right."""
    measured = check.measured
    if measured.kink and check.ok:
        sides = f"{number_text(measured.left)} on its left and {number_text(measured.right)} on its right"
        return f"There is a kink here: the slope is {sides}. Anything between is right."
    if check.ok:
        return ""
    if carried:
        return "This is not the slope: gradients of an earlier pass are in it."
    return "The two differ: here the slope cannot be measured well by small steps."


def _sentence(role: str) -> TextLabel:
    label = TextLabel("", role)
    label.setWordWrap(True)
    return label
