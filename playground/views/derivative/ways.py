"""The panel that gives f′(x) three ways, in large type, and derives the formula step by step."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.rules import Step
from engine.symbolic import Symbolic
from playground.controls.legend import LineSample
from playground.controls.panel import Panel, TextLabel, heading
from playground.controls.scroll import ScrollColumn
from playground.controls.typeset import Typeset, svg
from playground.slopes import Reading, short, steady
from playground.theme import Palette
from playground.views.derivative.colours import SHORT_DASH, SHORT_DASH_DOT, autograd, numeric, pen, symbolic
from playground.views.derivative.marks import sign_colour

#: Heights of letters in typeset formulas, in those of plain text.
_HEADLINE, _EQUATION = 1.6, 1.25


def _headline(derivative: str) -> str:
    return f"f'(x) = {derivative}"


class Way(QWidget):
    """One way to a derivative: its stroke in the plot, how it is done, and the number."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__()
        self.sample = LineSample()
        self.name = TextLabel(name)
        self.how = TextLabel(how, "quiet")
        self.how.setTextFormat(Qt.TextFormat.PlainText)
        self.number = TextLabel("–", "large")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setAccessibleName(f"f′(x), {name}")
        self.note = TextLabel("", "quiet")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.sample)
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.number)
        below = QHBoxLayout()
        below.addWidget(self.how)
        below.addStretch(1)
        below.addWidget(self.note)
        column = QVBoxLayout(self)  # no grid: a long number leaves the words below it their room
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(below)

    def show_number(self, value: float, palette: Palette, note: str = "") -> None:
        """Show the slope, in the colour of its sign, and a note below it."""
        self.number.say(steady(value))
        colour = sign_colour(value, palette) if math.isfinite(value) else palette.quiet
        self._tint(f"color: {colour};")
        self.note.say(note)

    def wait(self, note: str) -> None:
        """Show that there is no number, and why."""
        self._tint("")
        self.number.say("–")
        self.note.say(note)

    def _tint(self, sheet: str) -> None:
        if sheet != self.number.styleSheet():  # setting one is slow
            self.number.setStyleSheet(sheet)


class WaysPanel(Panel):
    """Numeric, autograd and symbolic, f″ on demand, and the derivation below."""

    def __init__(self, palette: Palette) -> None:
        super().__init__("f′(x) three ways")
        self.title.setText("f′(x) THREE WAYS")
        self._palette = palette
        self._steps: tuple[Step, ...] = ()
        self.at = TextLabel("", "quiet")
        self.head.addWidget(self.at)
        self.numeric = Way("numeric", "(f(x + h) − f(x)) / h")
        self.autograd = Way("autograd", "one backward pass")
        self.symbolic = Way("symbolic", "the rules of calculus")
        self.second = Way("f″ autograd", "gradient of the gradient")
        self.formula = Typeset(palette, 20.0)
        for part in (self.numeric, self.autograd, self.symbolic, self.formula, self.second):
            self.body.addWidget(part)
            if part is not self.symbolic:
                self.body.addSpacing(4)
        self.body.addSpacing(2)
        self.body.addWidget(heading("Derivation"))
        self.message = TextLabel("", "quiet")
        self.message.setWordWrap(True)
        self.body.addWidget(self.message)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.steps_area = ScrollColumn(self._list)
        self.steps_area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.steps_area.setAccessibleName("Derivation of f′")
        self.body.addWidget(self.steps_area, 1)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.numeric.sample.set_pen(pen(numeric(palette), 2.4, SHORT_DASH))
        self.autograd.sample.set_pen(pen(autograd(palette), 2.6))
        self.symbolic.sample.set_pen(pen(symbolic(palette), 6.0, alpha=0.45))
        self.second.sample.set_pen(pen(palette.quiet, 2.0, SHORT_DASH_DOT))
        self.formula.set_palette(palette)
        self.formula.set_colour(symbolic(palette))
        self.formula.set_pixels(self._base() * _HEADLINE)
        self._lay_out_steps()

    def show_reading(self, reading: Reading, exact: float | None, curvature: float | None) -> None:
        """Show the numbers; `exact` is the formula's, None as long as there is none."""
        palette = self._palette
        self.at.say(f"at x = {short(reading.x)}")
        off = (
            "" if not math.isfinite(reading.error) else f"off by {short(float(f'{abs(reading.error):.2g}'))}"
        )
        self.numeric.show_number(reading.secant, palette, "exact" if reading.error == 0.0 else off)
        self.autograd.show_number(reading.tangent, palette)
        if exact is None:
            self.symbolic.wait("")
        else:
            same = math.isfinite(exact) and math.isfinite(reading.tangent)
            difference = abs(exact - reading.tangent) if same else math.nan
            scale = max(abs(exact), 1e-300)
            note = "✓ agrees" if same and difference <= 1e-9 * scale + 1e-12 else ""
            if same and not note:
                note = f"differs by {short(float(f'{difference:.2g}'))}"
            self.symbolic.show_number(exact if math.isfinite(reading.y) else math.nan, palette, note)
        self.second.setVisible(curvature is not None)
        if curvature is not None:
            self.second.show_number(curvature, palette)

    def show_steps(self, steps: tuple[Step, ...], derivative: str, message: str = "") -> None:
        """Show f′ in LaTeX and its derivation, or say why there is none."""
        self.formula.set_latex(_headline(derivative) if derivative else "")
        self.formula.setVisible(bool(derivative))
        self.message.setVisible(bool(message))
        self.message.say(message)
        self._steps = steps
        self._lay_out_steps()

    def typesetter(self) -> Callable[[Symbolic], None]:
        """Return what sets a derivation's formulas ahead, on any thread, as they will be shown."""
        base, palette = self._base(), self._palette
        headline = base * _HEADLINE, symbolic(palette)

        def prepare(answer: Symbolic) -> None:
            with suppress(ValueError):
                if answer.derivative:
                    svg(_headline(answer.derivative), *headline)
                for step in answer.steps:
                    svg(step.latex, base * _EQUATION, palette.text)

        return prepare

    def _lay_out_steps(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for step in self._steps[:-1] if len(self._steps) > 1 else self._steps:
            rule = TextLabel(step.rule, "quiet")
            rule.setContentsMargins(0, 3, 0, 0)
            self._column.addWidget(rule)
            for equation in self._equations(step):
                self._column.addWidget(equation)
        self._column.addStretch(1)

    def _equations(self, step: Step) -> list[Typeset]:
        """Return a step's equation, broken before its equals sign and smaller if it is long."""
        whole = Typeset(self._palette, self._base() * _EQUATION, 0.5, self._list)
        whole.set_latex(step.latex, f"{step.rule}: {step.latex}")
        left, equals, right = step.latex.partition(" = ")
        if not equals or whole.sizeHint().width() <= 1.25 * (self.width() - 40):
            return [whole]
        whole.deleteLater()
        lines = []
        for line in (left, rf"\quad = {right}"):
            lines.append(Typeset(self._palette, self._base() * 1.0, 0.5, self._list))
            lines[-1].set_latex(line, f"{step.rule}: {line}")
        return lines

    def _base(self) -> int:
        size = self.font().pixelSize()
        return size if size > 0 else 13
