"""Switches: one of several (segments), any of several (chips), and one more or one fewer (stepper)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from playground.controls.explain import explain
from playground.controls.flow import FlowLayout
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel


class Segmented(QFrame):
    """A switch between a few options, one of which is always on; a person's choice emits `chosen(key)`."""

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "segments")
        self.setProperty("size", "small" if small else "")
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for key, label in options:
            button = _Segment(label)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(label)
            keep_space(button)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[key] = button

    def button(self, key: str) -> QPushButton:
        """The button of one option."""
        return self._buttons[key]

    def explain(self, key: str, sentence: str, shortcut: str = "") -> Segmented:
        """Say what one option means; returns itself."""
        explain(self._buttons[key], self._buttons[key].text(), sentence, shortcut)
        return self

    def value(self) -> str:
        """The key of the option that is on, "" before one was set."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Show the option `key` as on, without telling anyone."""
        self._buttons[key].setChecked(True)


class _Segment(QPushButton):
    """One option, as wide as its text is in the bold of the chosen one."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """With a little room at both sides (Qt's name)."""
        narrowest = self.minimumSizeHint()
        return QSize(narrowest.width() + self.fontMetrics().averageCharWidth(), narrowest.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """No more than the stylesheet's padding (Qt's name)."""
        plain = super().sizeHint()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        widths = [QFontMetrics(font).horizontalAdvance(self.text()) for font in (self.font(), bold)]
        return QSize(plain.width() + max(0, widths[1] - widths[0]), plain.height())


class ChipFlow(QWidget):
    """Chips that are on or off each for itself; emits `toggled(key)` for a person's press."""

    toggled = Signal(str)

    def __init__(self, options: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=5)
        self._chips: dict[str, QPushButton] = {}
        for key, label in options:
            chip = QPushButton(label)
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            keep_space(chip)
            chip.clicked.connect(lambda _=False, key=key: self._clicked(key))
            flow.addWidget(chip)
            self._chips[key] = chip
        self._on: frozenset[str] = frozenset()

    def chip(self, key: str) -> QPushButton:
        """The chip of one option."""
        return self._chips[key]

    def set_on(self, keys: Iterable[str]) -> None:
        """Show exactly `keys` as on, without telling anyone."""
        self._on = frozenset(keys)
        for key, chip in self._chips.items():
            chip.setChecked(key in self._on)

    def _clicked(self, key: str) -> None:
        self.set_on(self._on)
        self.toggled.emit(key)


class Stepper(QWidget):
    """− n +: a whole number that grows and shrinks by one; a press emits `stepped(+1 or −1)`."""

    stepped = Signal(int)

    def __init__(self, name: str, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self.number = TextLabel(str(low), "number")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fewer = self._button("−", f"One fewer: {name}", -1)
        self.more = self._button("+", f"One more: {name}", 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.fewer, self.number, self.more):
            row.addWidget(part)
        self.set_value(low)

    def set_value(self, value: int) -> None:
        """Show `value` and disable the way past the limits."""
        self.number.say(str(value))
        self.number.setMinimumWidth(self.number.fontMetrics().horizontalAdvance("00"))
        self.fewer.setEnabled(value > self._low)
        self.more.setEnabled(value < self._high)

    def _button(self, sign: str, name: str, change: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(button)
        explain(button, name, "Every other weight stays as it is.")
        button.clicked.connect(lambda: self.stepped.emit(change))
        return button
