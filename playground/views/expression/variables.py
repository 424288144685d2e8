"""A slider for every variable, with a typed value and a range that can be typed at its ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.controls.explain import explain
from playground.controls.fields import NumberField
from playground.controls.numbers import parse_number, plain
from playground.controls.panel import TextLabel
from playground.controls.scroll import ScrollColumn
from playground.controls.sliders import GestureSlider
from playground.sheets import Variable
from playground.symbols import with_subscript

#: The slider's positions from one end to the other, about.
POSITIONS = 200
LARGEST = 1e12


class VariableRow(QWidget):
    """One variable. `edited(variable, gesture)` comes only from a person."""

    edited = Signal(object, str)
    rejected = Signal(str)
    #: A person has taken this row in hand: (name).
    touched = Signal(str)

    def __init__(self, variable: Variable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variable = variable
        self.name = TextLabel(with_subscript(variable.name), "number")
        self.value = NumberField(self._parse("value"), _text, self._stepped, "-0000.0000")
        self.value.setProperty("role", "number")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = GestureSlider(0, POSITIONS)
        self.low = self._end("low")
        self.high = self._end("high")
        self._arrange()
        name = variable.name
        explain(self.value, f"{name}, typed", "Type a value and press Return; ↑ and ↓ take a small step.")
        explain(self.slider, name, "Drag to change the value: every number of the graph follows.")
        explain(self.low, f"Lowest {name}", "The left end of the slider; click to type another.")
        explain(self.high, f"Highest {name}", "The right end of the slider; click to type another.")
        self.slider.moved.connect(self._moved)
        self.slider.sliderPressed.connect(lambda: self.touched.emit(name))
        self.value.edited.connect(lambda number: self._change(_with_value(self._variable, float(number))))
        self.low.edited.connect(lambda number: self._change(_with_ends(self._variable, low=float(number))))
        self.high.edited.connect(lambda number: self._change(_with_ends(self._variable, high=float(number))))
        for field in (self.value, self.low, self.high):
            field.rejected.connect(self.rejected)
        self.set_variable(variable)

    @property
    def variable(self) -> Variable:
        """The variable that is shown."""
        return self._variable

    def set_variable(self, variable: Variable) -> None:
        """Show `variable`, without telling anyone."""
        self._variable = variable
        self.value.set_value(variable.value)
        self.low.set_value(variable.low)
        self.high.set_value(variable.high)
        positions = max(round((variable.high - variable.low) / step_of(variable)), 1)
        if self.slider.maximum() != positions:
            blocked = self.slider.blockSignals(True)
            self.slider.setRange(0, positions)
            self.slider.setPageStep(max(positions // 10, 1))
            self.slider.blockSignals(blocked)
        self.slider.set_position(round((variable.value - variable.low) / step_of(variable)))

    def _arrange(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.name)
        first.addStretch(1)
        first.addWidget(self.value)
        second.setSpacing(4)
        second.addWidget(self.low)
        second.addWidget(self.slider, 1)
        second.addWidget(self.high)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)

    def _end(self, which: str) -> NumberField:
        field = NumberField(self._parse(which), _short_text, None, "−7e58")
        field.setProperty("role", "range")
        field.setAlignment(Qt.AlignmentFlag.AlignLeft if which == "low" else Qt.AlignmentFlag.AlignRight)
        return field

    def _parse(self, which: str):  # type: ignore[no-untyped-def]
        def parse(text: str) -> float:
            name = self._variable.name
            what = name if which == "value" else f"The {which} end of {name}"
            return parse_number(text, what, -LARGEST, LARGEST, _text(getattr(self._variable, which)))

        return parse

    def _stepped(self, value: object, direction: int) -> float:
        return rounded(float(value) + direction * step_of(self._variable), step_of(self._variable))  # type: ignore[arg-type]

    def _moved(self, position: int, gesture: str) -> None:
        variable = self._variable
        step = step_of(variable)
        value = rounded(variable.low + position * step, step)
        if value != variable.value:
            self._variable = replace(variable, value=value)
            self.value.set_value(value)
            self.edited.emit(self._variable, gesture)

    def _change(self, variable: Variable) -> None:
        self.touched.emit(variable.name)
        if variable != self._variable:
            self.set_variable(variable)
            self.edited.emit(variable, "")
        else:
            self.set_variable(variable)


class Variables(ScrollColumn):
    """The rows, one under the other, in the order in which the text mentions the variables."""

    edited = Signal(object, str)
    rejected = Signal(str)
    touched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        inside = QWidget()
        super().__init__(inside, parent)
        self.setAccessibleName("Variables")
        self.rows: dict[str, VariableRow] = {}
        #: The widget after which Tab comes to the rows.
        self.comes_after: QWidget | None = None
        self._tabbed: list[str] = []
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._nothing = TextLabel("Names without a line of their own become variables.", "quiet")
        self._nothing.setWordWrap(True)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        inside.installEventFilter(self)

    def show_variables(self, variables: tuple[Variable, ...]) -> None:
        """Show these, without telling anyone; rows that stay are kept."""
        names = [variable.name for variable in variables]
        for name in [name for name in self.rows if name not in names]:
            row = self.rows.pop(name)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, variable in enumerate(variables):
            row = self.rows.get(variable.name) or self._new_row(variable)
            row.set_variable(variable)
            if self._column.indexOf(row) != place + 1:
                self._column.removeWidget(row)
                self._column.insertWidget(place + 1, row)
                row.show()  # at once rather than with the next events: the height below counts it
        self._nothing.setVisible(not variables)
        if names != self._tabbed:
            self._tabbed = names
            self._put_in_tab_order()
            self._fit_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the rows' height, whenever they are laid out anew (Qt's name)."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_height()
        return super().eventFilter(watched, event)

    def _fit_height(self) -> None:
        """Be no higher than the rows: what is left over is the text's."""
        self.setMaximumHeight(max(self._column.sizeHint().height(), 40))

    def _put_in_tab_order(self) -> None:
        last = self.comes_after
        for name in self._tabbed:
            row = self.rows[name]
            for widget in (row.value, row.low, row.slider, row.high):
                if last is not None:
                    QWidget.setTabOrder(last, widget)
                last = widget

    def choose(self, name: str) -> None:
        """Bring a variable's row into sight."""
        row = self.rows.get(name)
        if row is not None:
            self.ensureWidgetVisible(row, 0, 8)

    def _new_row(self, variable: Variable) -> VariableRow:
        row = VariableRow(variable)
        row.edited.connect(self.edited)
        row.rejected.connect(self.rejected)
        row.touched.connect(self.touched)
        self.rows[variable.name] = row
        return row


def step_of(variable: Variable) -> float:
    """How far one position of the slider is: a power of ten times 1, 2 or 5, about 200 in the range."""
    width = (variable.high - variable.low) / POSITIONS
    if not 0 < width < math.inf:
        return 0.1
    power = 10.0 ** math.floor(math.log10(width) + 1e-9)
    return next(power * digit for digit in (1.0, 2.0, 5.0, 10.0) if power * digit >= width * (1 - 1e-9))


def rounded(value: float, step: float) -> float:
    """A value on the slider's grid, without the digits that binary fractions add."""
    return float(f"{round(value / step) * step:.10g}")


def _with_value(variable: Variable, value: float) -> Variable:
    """The variable at a typed value; a range that does not reach so far is widened."""
    return replace(variable, value=value, low=min(variable.low, value), high=max(variable.high, value))


def _with_ends(variable: Variable, low: float | None = None, high: float | None = None) -> Variable:
    """The variable in another range, which its value is brought into."""
    low = variable.low if low is None else low
    high = variable.high if high is None else high
    if low >= high:
        return variable
    return replace(variable, low=low, high=high, value=min(max(variable.value, low), high))


def _text(value: object) -> str:
    number = float(value)  # type: ignore[arg-type]
    text = plain(number) if number == 0 or 1e-6 <= abs(number) < 1e7 else f"{number:.5g}"
    return text.replace("e+", "e").replace("-", "−")


def _short_text(value: object) -> str:
    """A value at the end of a slider, where there is room for five characters."""
    number = float(value)  # type: ignore[arg-type]
    text = plain(number, 3) if number == 0 or 1e-3 <= abs(number) < 1e4 else f"{number:.0e}"
    return text.replace("e+0", "e").replace("e-0", "e-").replace("e+", "e").replace("-", "−")


def by_name(variables: tuple[Variable, ...]) -> Mapping[str, Variable]:
    """Return the variables by name."""
    return {variable.name: variable for variable in variables}
