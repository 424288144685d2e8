"""Gradient descent on the formula: what may change, how fast, and how the way down went."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.errors import PlaygroundError
from playground.controls.explain import explain
from playground.controls.icons import IconButton, PrimaryButton
from playground.controls.panel import Panel, TextLabel
from playground.controls.sliders import LogSlider
from playground.controls.switches import ChipFlow
from playground.descent import Descent
from playground.document import Document
from playground.session import Session
from playground.sheets import ExpressionSheet
from playground.symbols import number_text, symbol, with_subscript
from playground.theme import Palette
from playground.views.expression.way_plot import WayPlot
from playground.walk import Walk

RATES = (1e-5, 10.0)
#: Steps a second while it runs: slow enough to be seen, twice as many each second up to the last.
SLOW, FAST = 10.0, 600.0

_runs = count(1)


class Minimise(Panel):
    """Chips for the parameters, a learning rate, buttons to step and to run, and two curves.

    Every step is an edit of the document; those of one run are undone as one. Values that change
    otherwise begin a new way down.
    """

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("Minimise", parent)
        self._walk, self._session, self._palette = walk, session, palette
        self._descent: Descent | None = None
        self._names: tuple[str, ...] = ()
        self._own_edit = False
        self._due = 0.0
        self._ran = 0.0
        self._merge = ""
        self._first: ExpressionSheet | None = None
        self.running = False
        self._build()
        for text, key, command in (("Minimise", "Space", self._toggle), ("One step", "Right", self._one)):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _=False, command=command: command())
            self.addAction(action)
        walk.mode_changed.connect(self._mode_changed)
        self.set_palette(palette)
        self.show_document(None, session.document)

    @property
    def descent(self) -> Descent | None:
        """The way down so far; None while there is no formula."""
        return self._descent

    def show_document(self, _before: Document | None, after: Document) -> None:
        """Show what the document says; values that somebody else changed begin a new way."""
        sheet = after.expression
        self.rate.set_value(sheet.learning_rate)
        names = tuple(variable.name for variable in sheet.variables)
        if names != self._names:
            self._names = names
            self._renew_chips(names)
        self.chips.set_on(variable.name for variable in sheet.variables if variable.parameter)
        if self._walk.mode == "minimise":
            self._take(sheet)
        else:
            self._descent = None

    def _take(self, sheet: ExpressionSheet) -> None:
        """Go on from a sheet that stands where we are; begin a new way at any other."""
        if self._descent is not None and self._descent.still_at(sheet):
            self._descent.take_settings(sheet)
        elif not self._own_edit:
            self.pause()
            self._start_over(sheet)
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.one.set_palette(palette)
        self.back.set_palette(palette)
        self.output_plot.set_palette(palette)
        self.variables_plot.set_palette(palette)
        self._show_run()

    def tick(self, seconds: float) -> None:
        """Let time pass: while it runs, make the steps that have come due, and one edit of them."""
        if not self.running:
            return
        self._ran += seconds
        self._due += seconds * min(FAST, SLOW * 2.0**self._ran)
        whole = int(self._due)
        self._due -= whole
        if whole and not self._steps(whole):
            self.pause()

    def run(self) -> None:
        """Begin to run: from now on `tick` makes steps."""
        if self._descent is not None and not self.running:
            self._merge = f"minimise-{next(_runs)}"
            self.running, self._due, self._ran = True, 0.0, 0.0
            self._show_run()

    def pause(self) -> None:
        """Stand still."""
        if self.running:
            self.running = False
            self._session.end_merge()
            self._show_run()

    # Steps

    def _toggle(self) -> None:
        (self.pause if self.running else self.run)()

    def _one(self) -> None:
        self.pause()
        self._merge = ""
        self._steps(1)

    def _steps(self, most: int) -> bool:
        """Make up to so many steps and put what was reached into the document; False if one failed."""
        descent = self._descent
        if descent is None or self._walk.mode != "minimise":
            return False
        made = 0
        while made < most and descent.step():
            made += 1
        if made:
            document = self._session.document
            self._own_edit = True
            try:
                self._session.edit(
                    "Minimise", replace(document, expression=descent.sheet), self._merge or None
                )
            finally:
                self._own_edit = False
        self._show()
        return made == most

    def _back(self) -> None:
        """Go back to where the way began."""
        self.pause()
        if self._first is None:
            return
        document = self._session.document
        first = {variable.name: variable.value for variable in self._first.variables}
        variables = tuple(
            replace(variable, value=first.get(variable.name, variable.value))
            for variable in document.expression.variables
        )
        sheet = replace(document.expression, variables=variables)
        self._session.edit("Back to the start", replace(document, expression=sheet))

    def _start_over(self, sheet: ExpressionSheet) -> None:
        try:
            self._descent = Descent(sheet)
        except PlaygroundError:
            self._descent = None
        self._first = sheet

    def _mode_changed(self) -> None:
        if self._walk.mode == "minimise":
            self.show_document(None, self._session.document)
        else:
            self.pause()

    # Edits

    def _toggle_parameter(self, name: str) -> None:
        document = self._session.document
        variables = tuple(
            replace(variable, parameter=not variable.parameter) if variable.name == name else variable
            for variable in document.expression.variables
        )
        sheet = replace(document.expression, variables=variables)
        self._session.edit(f"Parameter {name}", replace(document, expression=sheet))

    def _set_rate(self, rate: float, gesture: str) -> None:
        document = self._session.document
        sheet = replace(document.expression, learning_rate=rate)
        self._session.edit(
            "Learning rate of the formula", replace(document, expression=sheet), gesture or None
        )

    # What it shows

    def _show(self) -> None:
        descent = self._descent
        usable = descent is not None
        for widget in (self.play, self.one):
            widget.setEnabled(usable)
        self.back.setEnabled(descent is not None and descent.steps > 0)
        if descent is None:
            self.message.say("There is no formula to minimise.")
            return
        history = descent.history
        name = self._output_name()
        self.output_plot.set_curves({name: history.output})
        chosen = set(descent.parameters)
        self.variables_plot.set_curves(
            {with_subscript(key): values for key, values in history.variables.items() if key in chosen}
        )
        self.output_value.say(f"{name} = {number_text(descent.output)}")
        self.message.say(descent.problem)
        self.message.setVisible(bool(descent.problem))
        self._walk.said.emit(f"step {descent.steps:,}", self._sentence(descent, name))

    def _sentence(self, descent: Descent, name: str) -> str:
        if descent.problem:
            return descent.problem
        if descent.steps:
            first = number_text(descent.history.output[0])
            return f"{name} went from {first} to {number_text(descent.output)}"
        return f"Each step changes every parameter p by −{number_text(self.rate.value())} · ∂{name}/∂p"

    def _output_name(self) -> str:
        formula = self._walk.formula
        return "output" if formula is None else symbol(formula, formula.output)

    def _show_run(self) -> None:
        word = "Pause" if self.running else "Minimise"
        self.play.show_state("pause" if self.running else "play", word, self._palette)
        explain(
            self.play,
            word,
            "Stands still." if self.running else "Steps downhill, faster and faster.",
            "Space",
        )

    # Building

    def _build(self) -> None:
        self.output_value = TextLabel("", "value")
        self.head.addWidget(self.output_value)
        self.rate = LogSlider("Learning rate", *RATES).explain("How far a step goes along the slope.")
        self.rate.edited.connect(self._set_rate)
        self.play = PrimaryButton()
        self.play.clicked.connect(self._toggle)
        self.one = IconButton("step batch").explain("One step", "Changes every parameter once.", "→")
        self.one.clicked.connect(self._one)
        self.back = IconButton("reset")
        self.back.explain("Back to the start", "Gives the variables their first values again.")
        self.back.clicked.connect(self._back)
        self.message = TextLabel("", "")
        self.message.setWordWrap(True)
        self.message.hide()
        self.output_plot = WayPlot("Output", "The output after every step.", self._palette)
        self.variables_plot = WayPlot("Variables", "Every parameter after every step.", self._palette)
        self._chip_room = QVBoxLayout()
        self.chips = ChipFlow(())
        line = QHBoxLayout()
        line.setSpacing(8)
        for button in (self.back, self.play, self.one):
            button.setMinimumHeight(34)
            line.addWidget(button, 1 if button is self.play else 0)
        self.body.addWidget(TextLabel("May change", "quiet"))
        self.body.addLayout(self._chip_room)
        self.body.addWidget(self.rate)
        self.body.addLayout(line)
        self.body.addWidget(self.message)
        for title, plot in (("Output over the steps", self.output_plot), ("Parameters", self.variables_plot)):
            self.body.addWidget(TextLabel(title, "quiet"))
            self.body.addWidget(plot, 1)

    def _renew_chips(self, names: tuple[str, ...]) -> None:
        self._chip_room.removeWidget(self.chips)
        self.chips.hide()
        self.chips.deleteLater()
        self.chips = ChipFlow([(name, with_subscript(name)) for name in names])
        policy = self.chips.sizePolicy()
        policy.setHeightForWidth(True)
        self.chips.setSizePolicy(policy)
        self.chips.toggled.connect(self._toggle_parameter)
        self._chip_room.addWidget(self.chips)
