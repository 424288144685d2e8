"""Sliders whose drags are one gesture, linear and logarithmic, with what they stand at beside them."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count
from typing import Self

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QVBoxLayout, QWidget

from playground.controls.explain import explain
from playground.controls.fields import NumberField
from playground.controls.numbers import parse_number, plain, steady_rate
from playground.controls.panel import TextLabel

_gestures = count(1)


class GestureSlider(QSlider):
    """A horizontal slider that says which gesture each change belongs to.

    `moved(position, gesture)` comes only from a person. All changes of one drag, one held key, or one
    stay of the wheel carry the same gesture name, so that they can be undone as one.
    """

    moved = Signal(int, str)

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(low, high)
        self._gesture = ""
        self._new_gesture()
        self.valueChanged.connect(lambda position: self.moved.emit(position, self._gesture))

    def set_position(self, position: int) -> None:
        """Show `position`, without telling anyone; a drag under way is left alone."""
        if self.isSliderDown():
            return
        blocked = self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(blocked)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Bring the handle to the pointer and begin a drag there (Qt's name)."""
        self._new_gesture()
        if event.button() == Qt.MouseButton.LeftButton:
            handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)
            x = round(event.position().x()) - handle // 2
            near = self.position_of_handle() - handle / 2 <= event.position().x()
            near = near and event.position().x() <= self.position_of_handle() + handle / 2
            if not near:
                span = self.width() - handle
                self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x, span))
        super().mousePressEvent(event)

    def position_of_handle(self) -> float:
        """Where the middle of the handle is, in pixels from the left."""
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)
        span = self.width() - handle
        place = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), self.value(), span)
        return handle / 2 + place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag (Qt's name)."""
        super().mouseReleaseEvent(event)
        self._new_gesture()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A held key is one gesture (Qt's name)."""
        if not event.isAutoRepeat():
            self._new_gesture()
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """The wheel changes the value only where the keyboard is; elsewhere it scrolls (Qt's name)."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """End the gesture (Qt's name)."""
        super().focusOutEvent(event)
        self._new_gesture()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """End the stay of the wheel (Qt's name)."""
        super().leaveEvent(event)
        if not self.isSliderDown():
            self._new_gesture()

    def _new_gesture(self) -> None:
        self._gesture = f"slider-{next(_gestures)}"


class LabelledSlider(QWidget):
    """A name, the value in words, and a slider over whole numbers below them.

    `edited(value, gesture)` comes only from a person; values run from `low` to `high` by `step`.
    """

    edited = Signal(int, str)

    def __init__(
        self,
        name: str,
        low: int,
        high: int,
        step: int = 1,
        text_of: Callable[[int], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._step, self._text_of = step, text_of
        self.name = TextLabel(name)
        self.value_text = TextLabel("", "value")
        self.slider = GestureSlider(low // step, high // step)
        self.slider.setPageStep(max(1, (high - low) // step // 5))
        _arrange(self, self.name, self.value_text, self.slider)
        self.slider.moved.connect(self._moved)
        self.set_value(low)

    def explain(self, sentence: str, shortcut: str = "") -> LabelledSlider:
        """Say in one sentence what the value means; returns itself."""
        explain(self.slider, self.name.text(), sentence, shortcut)
        self.setToolTip(self.slider.toolTip())
        return self

    def value(self) -> int:
        """The value that stands."""
        return self.slider.value() * self._step

    def set_value(self, value: int) -> None:
        """Show `value`, without telling anyone."""
        self.slider.set_position(round(value / self._step))
        self.value_text.say(self._text_of(value))

    def _moved(self, position: int, gesture: str) -> None:
        self.value_text.say(self._text_of(position * self._step))
        self.edited.emit(position * self._step, gesture)


class NumberSlider(QWidget):
    """A name, a value that can be typed, and a slider below them.

    `edited(value, gesture)` comes only from a person. `value_at` and `place_of` map slider positions 0 to
    `steps` to values and back; `parse` takes typed text or raises PlaygroundError, whose sentence comes as
    `rejected`; `step` is what the up and down keys make of a value; `widest` is a text as wide as any.
    """

    edited = Signal(float, str)
    rejected = Signal(str)

    def __init__(
        self,
        name: TextLabel,
        steps: int,
        value_at: Callable[[int], float],
        place_of: Callable[[float], int],
        text_of: Callable[[float], str],
        parse: Callable[[str], float],
        step: Callable[[object, int], float],
        widest: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._letters = 0
        self._value_at, self._place_of = value_at, place_of
        self.name = name
        self.field = NumberField(parse, lambda value: text_of(float(value)), step, widest)  # type: ignore[arg-type]
        self.field.setProperty("role", "number")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = GestureSlider(0, steps)
        _arrange(self, self.name, self.field, self.slider)
        self.slider.moved.connect(self._moved)
        self.field.edited.connect(self._typed)
        self.field.rejected.connect(self.rejected)

    def explain(self, sentence: str, shortcut: str = "") -> Self:
        """Say in one sentence what the value means; returns itself."""
        explain(self.slider, self.name.text(), sentence, shortcut)
        explain(self.field, f"{self.name.text()}, typed", sentence)
        self.setToolTip(self.slider.toolTip())
        return self

    def grow_to(self, letters: int) -> None:
        """Never be wider than so many letters."""
        self._letters = letters
        self._limit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Letters of another font are as many (Qt's name)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._limit()

    def _limit(self) -> None:
        if self._letters:
            self.ensurePolished()
            self.setMaximumWidth(self._letters * self.fontMetrics().averageCharWidth())

    def value(self) -> float:
        """The value that stands."""
        return float(self.field.value())  # type: ignore[arg-type]

    def set_value(self, value: float) -> None:
        """Show `value`, without telling anyone."""
        self.field.set_value(value)
        self.slider.set_position(self._place_of(value))

    def _moved(self, position: int, gesture: str) -> None:
        value = self._value_at(position)
        if value != self.value():
            self.field.set_value(value)
            self.edited.emit(value, gesture)

    def _typed(self, value: float) -> None:
        self.slider.set_position(self._place_of(value))
        self.edited.emit(value, "")


class LogSlider(NumberSlider):
    """A number from `low` to `high` on a logarithmic scale; dragging gives two significant digits."""

    PER_DECADE = 60

    def __init__(self, name: str, low: float, high: float, parent: QWidget | None = None) -> None:
        self._low, self._high, self._name = low, high, name
        super().__init__(
            TextLabel(name, "quiet"),
            round(math.log10(high / low) * self.PER_DECADE),
            self.value_at,
            self.position_of,
            steady_rate,
            self._parse,
            self._stepped,
            steady_rate(low),
            parent,
        )
        self.slider.setSingleStep(self.PER_DECADE // 20)
        self.slider.setPageStep(self.PER_DECADE // 2)
        self.set_value(low)

    def position_of(self, value: float) -> int:
        """The slider position nearest to `value`."""
        return round(math.log10(max(value, self._low) / self._low) * self.PER_DECADE)

    def value_at(self, position: int) -> float:
        """The value at a slider position, to two significant digits."""
        value = self._low * 10.0 ** (position / self.PER_DECADE)
        return min(self._high, max(self._low, float(f"{value:.2g}")))

    def _parse(self, text: str) -> float:
        return parse_number(text, f"The {self._name.lower()}", self._low, self._high, plain(self.value()))

    def _stepped(self, value: object, direction: int) -> float:
        return next_round(float(value), direction, self._low, self._high)  # type: ignore[arg-type]


def _arrange(widget: QWidget, name: QWidget, value: QWidget, slider: QWidget) -> None:
    """Put the name and the value into one row, the slider below it."""
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addWidget(name)
    row.addStretch(1)
    row.addWidget(value)
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addLayout(row)
    column.addWidget(slider)


def next_round(value: float, direction: int, low: float, high: float) -> float:
    """The next of … 0.01, 0.03, 0.1, 0.3, 1 … above or below `value`, within `low` to `high`."""
    stops = [float(f"{digit}e{power}") for power in range(-8, 9) for digit in (1, 3)]
    inside = [stop for stop in stops if low <= stop <= high]
    if direction > 0:
        return next((stop for stop in inside if stop > value), high)
    return next((stop for stop in reversed(inside) if stop < value), low)
