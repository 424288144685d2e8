"""A number that is dragged on a slider or typed: x on a linear scale, h on a logarithmic one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.controls.explain import explain
from playground.controls.fields import NumberField
from playground.controls.panel import TextLabel
from playground.controls.sliders import GestureSlider


class ValueSlider(QWidget):
    """A name, a typed value and a slider below; `edited(value, gesture)` comes only from a person.

    `value_at` and `place_of` map slider positions 0 to `steps` to values and back; `parse` takes typed
    text or raises PlaygroundError, whose sentence comes as `rejected`.
    """

    edited = Signal(float, str)
    rejected = Signal(str)

    def __init__(
        self,
        name: str,
        steps: int,
        value_at: Callable[[int], float],
        place_of: Callable[[float], int],
        text_of: Callable[[float], str],
        parse: Callable[[str], float],
        step: Callable[[object, int], float],
        widest: str,
    ) -> None:
        super().__init__()
        self._value_at, self._place_of = value_at, place_of
        self.name = TextLabel(name)
        self.field = NumberField(parse, lambda value: text_of(float(value)), step, widest)  # type: ignore[arg-type]
        self.field.setProperty("role", "number")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = GestureSlider(0, steps)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.slider)
        self.slider.moved.connect(self._moved)
        self.field.edited.connect(lambda value: self.edited.emit(float(value), ""))
        self.field.rejected.connect(self.rejected)

    def explain(self, sentence: str, shortcut: str = "") -> ValueSlider:
        """Say in one sentence what the value means; returns itself."""
        explain(self.slider, self.name.text(), sentence, shortcut)
        explain(self.field, f"{self.name.text()}, typed", sentence)
        return self

    def set_value(self, value: float) -> None:
        """Show a value, without telling anyone."""
        self.field.set_value(value)
        self.slider.set_position(self._place_of(value))

    def _moved(self, place: int, gesture: str) -> None:
        self.edited.emit(self._value_at(place), gesture)
