"""The Derivative workspace: turns what a person does into edits, and shows the document that results."""

from __future__ import annotations

from dataclasses import replace
from math import floor, log10

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.derivative import STEPS, Errors, FormulaError, Function, errors
from engine.symbolic import Symbolic, value_of
from playground.document import Document
from playground.session import Session
from playground.sheets import DerivativeSheet
from playground.slopes import X_LIMIT, Reading, nearest_x, read, shrunk, step_text
from playground.theme import Palette
from playground.views.derivative.marks import signed
from playground.views.derivative.page import Page
from playground.views.derivative.symbolic_worker import SymbolicWorker

#: Powers of ten by which h shrinks in a second while it is animated; with reduced motion it moves by a
#: whole power of ten this often instead (seconds).
PACE, STILL_PACE = 1.4, 1.0


class DerivativeView(Page):
    """f with its secant and tangent, f′ three ways, and the error against h.

    `tick(seconds)` moves the animation of h; an animation is one edit, made when it stops.
    """

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._session = session
        self._function = Function(DerivativeSheet().text)
        self._symbolic: Symbolic | None = None
        self._sheet = session.document.derivative
        self._h: float | None = None  # while it is animated
        self._waited = 0.0
        self._errors: Errors | None = None
        self._errors_of: tuple[Function, float] | None = None
        self.reduced_motion = False
        self.reading: Reading = read(self._function, self._sheet.x, self._sheet.h)
        self.worker = SymbolicWorker(self)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(120)
        self._asking.timeout.connect(self._ask)
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_palette(palette)
        self.show_document(None, session.document)
        self.stage.go_home()

    def _connect(self) -> None:
        self.play.clicked.connect(self.toggle_play)
        self.second.clicked.connect(lambda on: self._edit("Second derivative", second_derivative=on))
        self.side.typed.connect(self._on_typed)
        self.side.left.connect(self._on_left)
        self.side.opened.connect(self._open)
        self.side.x_edited.connect(lambda x, gesture: self._edit("Point x", gesture or None, x=x))
        self.side.h_edited.connect(lambda h, gesture: self._edit("Step h", gesture or None, h=h))
        self.stage.x_dragged.connect(lambda x: self._edit("Point x", "derivative point", x=x))
        for plot in (self.stage, self.errors):
            plot.h_dragged.connect(lambda h: self._edit("Step h", "derivative step", h=h))
            plot.released.connect(self._session.end_merge)
        self.slopes.home_requested.connect(self.stage.go_home)
        self.worker.done.connect(self._on_formula)
        self.worker.failed.connect(self._on_no_formula)
        self.worker.slow.connect(self._on_slow)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    # The house's interface

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme and the application's text size."""
        self.dress(palette)
        self.show_play(self.playing)
        self._show()

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show the document's function, point and step."""
        sheet = after.derivative
        if before is not None and before.derivative == sheet:
            return
        self._h = None
        self._sheet = sheet
        self.second.setChecked(sheet.second_derivative)
        if before is None or before.derivative.text != sheet.text:
            self._show_text(sheet.text)
        elif before.derivative.second_derivative != sheet.second_derivative:
            self.slopes.show_function(self._function, sheet.second_derivative)
        self.stage.follow(sheet.x)
        self.show_play(self.playing)
        self._show()

    def tick(self, seconds: float) -> None:
        """Let the animation of h go on by so much time."""
        if self._h is None:
            return
        if self.reduced_motion:
            self._waited += seconds
            if self._waited < STILL_PACE:
                return
            self._waited, decades = 0.0, 1.0
        else:
            decades = PACE * seconds
        self._h = shrunk(self._h, decades)
        if self._h <= STEPS[0]:
            self.pause()
        else:
            self._show()

    @property
    def formula_known(self) -> bool:
        """Whether SymPy has answered for the function that is shown."""
        return self._symbolic is not None

    @property
    def settled(self) -> bool:
        """Whether nothing is being worked out."""
        return not (self._asking.isActive() or self.worker.busy)

    # The animation

    @property
    def playing(self) -> bool:
        """Whether h is shrinking."""
        return self._h is not None

    def toggle_play(self) -> None:
        """Let h shrink, from 1 if it is as small as can be; or stop it."""
        if self.playing:
            self.pause()
        else:
            self._h = self._sheet.h if self._sheet.h > STEPS[0] else STEPS[1]
            self._waited = 0.0
            self.show_play(self.playing)
            self._show()

    def pause(self) -> None:
        """Stop the animation; how far it came is one edit."""
        if self._h is not None:
            h, self._h = float(f"{self._h:.2g}"), None
            self._edit("Shrink h", h=max(h, STEPS[0]))
            self.show_play(self.playing)
            self._show()

    # Keys

    def _focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        """Take back the keyboard that a field gave away when Return or Escape was pressed in it."""
        gone = now is None and old is not None and self.isAncestorOf(old)
        if gone and self.isVisible() and self.window().isActiveWindow():
            self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Keep this workspace's keys from being anybody's shortcut (Qt's name)."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._knows(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move x, brackets change h, Space animates, Escape lets go of a control (Qt's name)."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.setFocus()
        elif not self._knows(event):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.toggle_play()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step_x(1 if key == Qt.Key.Key_Right else -1, event)
        else:
            up = key in (Qt.Key.Key_BracketRight, Qt.Key.Key_BraceRight)
            factor = 10.0 ** ((0.1 if _fine(event) else 1.0) * (1 if up else -1))
            h = min(STEPS[1], max(STEPS[0], float(f"{self._sheet.h * factor:.2g}")))
            self._edit("Step h", "derivative step keys" if event.isAutoRepeat() else None, h=h)

    def _step_x(self, direction: int, event: QKeyEvent) -> None:
        """Move x by about a tenth of what is seen, with Shift by a hundredth, to a round number."""
        low, high = self.stage.box.viewRange()[0]
        step = 10.0 ** _power(high - low) * (0.01 if _fine(event) else 0.1)
        x = nearest_x(round(self._sheet.x / step + direction) * step, step / 2.0)
        merge = "derivative point keys" if event.isAutoRepeat() else None
        self._edit("Point x", merge, x=max(-X_LIMIT, min(X_LIMIT, x)))

    @staticmethod
    def _knows(event: QKeyEvent) -> bool:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        keys = Qt.Key
        arrows = (keys.Key_Left, keys.Key_Right)
        brackets = (keys.Key_BracketLeft, keys.Key_BracketRight, keys.Key_BraceLeft, keys.Key_BraceRight)
        return event.key() in (*arrows, *brackets, keys.Key_Space)

    # Edits

    def _edit(self, text: str, merge: str | None = None, /, **changes: object) -> None:
        document = self._session.document
        sheet = replace(document.derivative, **changes)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, derivative=sheet), merge=merge)

    def _open(self, text: str, name: str) -> None:
        self._session.end_merge()
        self._edit(f"Open {name}", text=text)
        self._session.end_merge()

    def _on_typed(self, text: str) -> None:
        """Take the formula if it is one; else say what is wrong, and keep the last good one."""
        try:
            Function(text)
        except FormulaError as error:
            self.side.field.underline(error.column)
            self.side.complain(str(error))
        else:
            self.side.field.underline(None)
            self.side.complain("")
            self._edit("Formula", "derivative formula", text=text)

    def _on_left(self) -> None:
        self._session.end_merge()

    # Showing

    def _show_text(self, text: str) -> None:
        try:
            function = Function(text)
        except FormulaError as error:  # a document made by hand
            self.side.field.show_text(text)
            self.side.field.underline(error.column)
            self.side.complain(str(error))
            return
        self._function = function
        self._symbolic = None
        if self.side.field.toPlainText() != text:
            self.side.field.show_text(text)
        self.side.field.underline(None)
        self.side.complain("")
        self.side.gallery.set_text(text)
        self.stage.show_function(function)
        self.slopes.show_function(function, self._sheet.second_derivative)
        self.ways.show_steps((), "", "working it out …")
        self._asking.start()

    def _show(self) -> None:
        """Show the numbers at x and h everywhere."""
        sheet, h = self._sheet, self._sheet.h if self._h is None else self._h
        self.reading = reading = read(self._function, sheet.x, h)
        self.side.show_values(sheet.x, h)
        self.stage.show_reading(reading)
        self.slopes.show_reading(reading)
        if self._errors is None or self._errors_of != (self._function, sheet.x):
            self._errors, self._errors_of = errors(self._function, sheet.x), (self._function, sheet.x)
        self.errors.show_errors(self._errors, reading)
        exact = None if self._symbolic is None else value_of(self._symbolic, sheet.x)
        curvature = self._function.curvature(sheet.x) if sheet.second_derivative else None
        self.ways.show_reading(reading, exact, curvature)
        told = "" if reading.troubled else f"rise {signed(float(f'{reading.rise:.5g}'))} / run {step_text(h)}"
        self.say(reading.sentence, told)

    def _ask(self) -> None:
        self.worker.ask(self._function.text, self.ways.typesetter())

    def _on_formula(self, text: str, answer: Symbolic) -> None:
        if text != self._function.text:
            return
        self._symbolic = answer
        self.slopes.show_formula(answer.values)
        too_long = "" if answer.steps else "The formula is too long to be written out."
        self.ways.show_steps(answer.steps, answer.derivative, too_long)
        self._show()

    def _on_no_formula(self, text: str, sentence: str) -> None:
        if text == self._function.text:
            self.ways.show_steps((), "", sentence)

    def _on_slow(self, text: str) -> None:
        if text == self._function.text:
            self.ways.show_steps(
                (), "", "SymPy is still working on this formula; the other two ways are ready."
            )


def _fine(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _power(width: float) -> int:
    return floor(log10(width)) if width > 0 else 0
