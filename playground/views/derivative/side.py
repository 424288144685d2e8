"""The left panel: f is typed, x and h are set, and functions worth seeing are opened."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal

from engine.derivative import STEPS
from engine.errors import PlaygroundError
from playground.controls.numbers import parse_number
from playground.controls.panel import Panel, TextLabel, heading
from playground.controls.sliders import NumberSlider
from playground.slopes import X_LIMIT, nearest_x, short, step_text
from playground.theme import Palette
from playground.views.derivative.formula_field import FormulaField
from playground.views.derivative.gallery import Gallery

#: The x slider runs over this range in these steps; any x can be typed.
X_RANGE, X_STEP = 10.0, 0.01
_PER_DECADE = 60


class SidePanel(Panel):
    """What a person sets. `typed`, `x_edited`, `h_edited` and `opened` come only from a person."""

    typed = Signal(str)
    left = Signal()
    x_edited = Signal(float, str)
    h_edited = Signal(float, str)
    opened = Signal(str, str)

    def __init__(self, palette: Palette) -> None:
        super().__init__("f(x)")
        self.title.setText("f(x) =")
        self._palette = palette
        self._x, self._h = 0.0, 1.0
        self.field = FormulaField(palette, self)
        self.error = TextLabel("", "quiet")
        self.error.setWordWrap(True)
        self.error.setAccessibleName("What is wrong with the formula")
        self.point = NumberSlider(
            TextLabel("x"),
            round(2 * X_RANGE / X_STEP),
            lambda place: round(place * X_STEP - X_RANGE, 2),
            lambda x: round((max(-X_RANGE, min(X_RANGE, x)) + X_RANGE) / X_STEP),
            short,
            self._parse_x,
            lambda x, direction: nearest_x(float(x) + 0.1 * direction, 1e-9),  # type: ignore[arg-type]
            "−0.00000",
        ).explain("The point at which the slope is asked for.", "← →")
        self.point.slider.setPageStep(100)
        decades = math.log10(STEPS[1] / STEPS[0])
        self.step = NumberSlider(
            TextLabel("h"),
            round(decades * _PER_DECADE),
            _step_at,
            _place_of,
            step_text,
            self._parse_h,
            lambda h, direction: _step_at(_place_of(float(h)) + _PER_DECADE * direction),  # type: ignore[arg-type]
            "1.00e−16",
        ).explain("How far the second point of the secant is from the first.", "[ ]")
        self.step.slider.setSingleStep(_PER_DECADE // 10)
        self.step.slider.setPageStep(_PER_DECADE)
        self.gallery = Gallery(palette)
        self.body.addWidget(self.field)
        self.body.addWidget(self.error)
        self.body.addSpacing(2)
        self.body.addWidget(self.point)
        self.body.addWidget(self.step)
        self.body.addSpacing(6)
        self.body.addWidget(heading("Open"))
        self.body.addWidget(self.gallery, 100)
        self.body.addStretch(1)
        self.field.typed.connect(self.typed)
        self.field.left.connect(self.left)
        self.field.refused.connect(self.complain)
        for slider in (self.point, self.step):
            slider.rejected.connect(self.complain)
        self.point.edited.connect(self.x_edited)
        self.step.edited.connect(self.h_edited)
        self.gallery.opened.connect(self.opened)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme and the application's text size."""
        self._palette = palette
        self.field.set_palette(palette)
        self.gallery.set_palette(palette)
        self.error.setMinimumHeight(self.error.fontMetrics().lineSpacing() * 2 + 2)
        self.complain(self.error.text())

    def show_values(self, x: float, h: float) -> None:
        """Show where the point and the step are."""
        self._x, self._h = x, h
        self.point.set_value(x)
        self.step.set_value(h)

    def complain(self, sentence: str) -> None:
        """Say under the field what is wrong; "" for nothing."""
        colour = self._palette.negative if self._palette.name == "dark" else "#a85400"
        self.error.setStyleSheet(f"color: {colour};")
        self.error.say(f"⚠ {sentence.removeprefix('⚠ ')}" if sentence else "")

    def _parse_x(self, text: str) -> float:
        return parse_number(text, "x", -X_LIMIT, X_LIMIT, short(self._x))

    def _parse_h(self, text: str) -> float:
        try:
            return parse_number(text, "h", *STEPS, step_text(self._h))
        except PlaygroundError:
            shown = text.strip()[:24]
            what = f"h must be a number from 1e−16 to 1, and “{shown}” is not; it stays {step_text(self._h)}."
            raise PlaygroundError(what) from None


def _step_at(place: int) -> float:
    decades = math.log10(STEPS[0]) + place / _PER_DECADE
    return min(STEPS[1], max(STEPS[0], float(f"{10.0**decades:.2g}")))


def _place_of(h: float) -> int:
    return round(math.log10(max(h, STEPS[0]) / STEPS[0]) * _PER_DECADE)
