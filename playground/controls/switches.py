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

from playground.controls.chips import RemovableChip
from playground.controls.explain import explain
from playground.controls.flow import FlowLayout
from playground.controls.keys import keep_keys, keep_space
from playground.controls.panel import TextLabel


class Segmented(QFrame):
    """A switch between a few options, one of which is always on; a person's choice emits `chosen(key)`."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        small: bool = False,
        parent: QWidget | None = None,
        tight: bool = False,
    ) -> None:
        """`small` has small text; `tight` has no room to spare beside it either."""
        super().__init__(parent)
        self.setProperty("role", "segments")
        self.setProperty("room", "tight" if tight else "small" if small else "")
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
            keep_keys(button, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)
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
    """Chips that are on or off each for itself; emits `toggled(key)` for a person's press.

    Behind the given ones may come `set_own` chips, which can be taken away again: `removed(key)`. At the
    end there may be a widget (`set_end`), such as a button that makes one more.
    """

    toggled = Signal(str)
    removed = Signal(str)

    def __init__(self, options: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=5)
        self._chips: dict[str, QPushButton] = {}
        self._own: dict[str, RemovableChip] = {}
        self._end: QWidget | None = None
        for key, label in options:
            chip = QPushButton(label)
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            keep_space(chip)
            chip.clicked.connect(lambda _=False, key=key: self._clicked(key))
            self._flow.addWidget(chip)
            self._chips[key] = chip
        self._on: frozenset[str] = frozenset()

    def chip(self, key: str) -> QPushButton:
        """The chip of one option, given or own."""
        return self._own[key] if key in self._own else self._chips[key]

    def set_own(self, options: Sequence[tuple[str, str, str]]) -> None:
        """Offer exactly these own chips: (key, label, one sentence)."""
        if [key for key, _, _ in options] == list(self._own):
            return
        for key in self._own.keys() - {key for key, _, _ in options}:
            chip = self._own.pop(key)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        kept = self._own
        self._own = {key: kept.get(key) or self._own_chip(*option) for key, *option in options}
        for last in (*self._own.values(), *([self._end] if self._end else [])):
            self._flow.removeWidget(last)
            self._flow.addWidget(last)
            last.show()
        self.set_on(self._on)
        self.updateGeometry()

    def set_end(self, widget: QWidget) -> None:
        """Put a widget behind all chips."""
        self._end = widget
        self._flow.addWidget(widget)

    def set_on(self, keys: Iterable[str]) -> None:
        """Show exactly `keys` as on, without telling anyone."""
        self._on = frozenset(keys)
        for key, chip in (*self._chips.items(), *self._own.items()):
            chip.setChecked(key in self._on)

    def _own_chip(self, label: str, sentence: str) -> RemovableChip:
        chip = RemovableChip(label, self)
        explain(chip, label, sentence, "Del removes")
        chip.clicked.connect(lambda: self._clicked(self._key_of(chip)))
        chip.removed.connect(lambda: self._removed(chip))
        return chip

    def _key_of(self, chip: RemovableChip) -> str:
        return next(key for key, own in self._own.items() if own is chip)

    def _clicked(self, key: str) -> None:
        self.set_on(self._on)
        self.toggled.emit(key)

    def _removed(self, chip: RemovableChip) -> None:
        had_keyboard = chip.hasFocus()
        self.removed.emit(self._key_of(chip))
        if had_keyboard and chip not in self._own.values() and self._end is not None:
            self._end.setFocus(Qt.FocusReason.OtherFocusReason)


class Stepper(QWidget):
    """− n +: a whole number that grows and shrinks by one; a press emits `stepped(+1 or −1)`."""

    stepped = Signal(int)

    def __init__(
        self,
        name: str,
        low: int,
        high: int,
        parent: QWidget | None = None,
        sentence: str = "Every other weight stays as it is.",
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._sentence = low, high, sentence
        self.number = TextLabel(str(low), "number")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fewer = self._button("−", f"One {name} fewer", -1)
        self.more = self._button("+", f"One more {name}", 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.fewer, self.number, self.more):
            row.addWidget(part)
        self.set_value(low)

    def set_limits(self, low: int, high: int) -> None:
        """Change the limits, before the next `set_value`."""
        self._low, self._high = low, high

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
        explain(button, name, self._sentence)
        button.clicked.connect(lambda: self.stepped.emit(change))
        return button
