"""Typing a weight or a bias into its card."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QToolTip

from engine.errors import PlaygroundError
from playground.controls.numbers import parse_number, plain
from playground.views.network.canvas import Canvas
from playground.views.network.edits import Edits
from playground.views.network.entry import NumberEntry
from playground.views.network.geometry import Bias, Edge

#: How far a typed number may be from 0.
LARGEST = 1e6
#: By how much Up and Down change it, and with Shift.
STEP, FINE_STEP = 0.1, 0.01


def typed_number(text: str, name: str, stays: str) -> float:
    """Return the number that a person typed; a lone comma is a decimal one.

    Raises `PlaygroundError`, one sentence that says what `name` must be and that it `stays`.
    """
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return parse_number(text, name, -LARGEST, LARGEST, stays)


class NumberTyping(QObject):
    """Opens the field at a weight's or bias's card, and takes what is typed as one edit.

    While it is open the card stays where it is, and training may run on: what is typed counts from
    the moment it is taken. What is no number leaves the old one, and a sentence says so.
    """

    #: The field has opened or closed.
    changed = Signal()

    def __init__(self, canvas: Canvas, edits: Edits) -> None:
        super().__init__(canvas)
        self._canvas, self._edits = canvas, edits
        self._shown = ""
        self.target: Edge | Bias | None = None
        self.entry = NumberEntry(canvas)
        self.entry.taken.connect(self._taken)
        self.entry.dropped.connect(self.close)
        self.entry.stepped.connect(self._step)
        self.entry.left.connect(self._left)
        canvas.laid_out.connect(lambda _: self._place())

    def open(self, target: Edge | Bias, begin: str = "") -> None:
        """Show the field with the number of `target`, to be typed over; `begin` is typed already."""
        self.close()
        value = self._canvas.number_of(target)
        self.target = target
        self._canvas.select(target)
        self._canvas.pin(target)
        self._show(plain(value) if value is not None else "")
        what = "Weight" if isinstance(target, Edge) else "Bias"
        self.entry.setAccessibleName(what)
        self._place()
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        if begin:
            self.entry.insert(begin)
        self.changed.emit()

    def close(self) -> None:
        """Put the field away; what stands in it is forgotten."""
        if self.target is None:
            return
        had_keyboard = self.entry.hasFocus()
        self.target = None
        self._canvas.pin(None)
        if had_keyboard:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.entry.hide()
        self.changed.emit()

    def _place(self) -> None:
        if self.target is not None:
            self.entry.show_at(*self._canvas.place_of_number(self.target))

    def _show(self, text: str) -> None:
        self._shown = text
        self.entry.setText(text)
        self.entry.selectAll()

    def _taken(self) -> None:
        if self._take():
            self.close()

    def _left(self) -> None:
        if self.target is not None:
            self._take()
            self.close()

    def _take(self) -> bool:
        """Set the number to what is typed; whether that was one."""
        if self.entry.text().strip() == self._shown:
            return True
        value = self._typed()
        if value is not None:
            self._set(value)
        return value is not None

    def _step(self, direction: int, fine: bool) -> None:
        value = self._typed()
        if value is not None:
            self._set(round(value + direction * (FINE_STEP if fine else STEP), 10))

    def _typed(self) -> float | None:
        """The number that stands in the field, or None after having said that it is none."""
        assert self.target is not None
        name = "The weight" if isinstance(self.target, Edge) else "The bias"
        try:
            return typed_number(self.entry.text(), name, self._shown)
        except PlaygroundError as error:
            self._show(self._shown)
            QToolTip.showText(self.entry.mapToGlobal(QPoint(0, self.entry.height())), str(error), self.entry)
            self._edits.rejected.emit(str(error))
            return None

    def _set(self, value: float) -> None:
        assert self.target is not None
        self._show(plain(value, 12))
        self._edits.set_number(self.target, value)
