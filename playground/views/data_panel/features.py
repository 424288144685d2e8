"""Which inputs the network is shown: the ready ones, and formulas that a person writes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from engine.errors import PlaygroundError
from engine.features import FEATURES, feature
from playground.controls.explain import explain
from playground.controls.keys import command, keep_space
from playground.controls.panel import TextLabel, heading
from playground.controls.switches import ChipFlow
from playground.document import MAX_FORMULA, Document
from playground.network_edits import add_formula, remove_formula, toggle_feature
from playground.session import Session

_SENTENCE = "Gives the network {} of each point as an input; every other weight stays."


class FeatureControls(QWidget):
    """Chips of features, own ones among them, and a line in which one more is written."""

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(heading("Features"))
        self.chips = ChipFlow((key, given.label) for key, given in FEATURES.items())
        for key, given in FEATURES.items():
            explain(
                self.chips.chip(key),
                f"Feature {given.label}",
                _SENTENCE.format(given.label),
            )
        self.add = QPushButton("+ formula")
        self.add.setProperty("kind", "chip")
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self.add)
        explain(
            self.add,
            "Own feature",
            "Writes a formula of x1 and x2, such as sin(3*x1)*x2, as an input.",
            "Ctrl+F",
        )
        self.chips.set_end(self.add)
        self.line = FormulaLine(self._add)
        column.addWidget(self.chips)
        column.addWidget(self.line)
        self.chips.toggled.connect(self._toggle)
        self.chips.removed.connect(self._remove)
        self.add.clicked.connect(self.line.open)
        self.write = command(self, "Write a formula as a feature", "Ctrl+F", self.line.open)
        self.line.closed.connect(self._return_keyboard)

    def show_document(self, after: Document) -> None:
        """Show which features there are, and which of them are on."""
        network = after.network
        self.chips.set_own(
            [(key, feature(key).label, _SENTENCE.format(key.removeprefix("="))) for key in network.formulas]
        )
        self.chips.set_on(network.features)

    def _toggle(self, key: str) -> None:
        self._try(f"Feature {feature(key).label}", lambda: toggle_feature(self._session.current(), key))

    def _remove(self, key: str) -> None:
        self._try(f"Remove {feature(key).label}", lambda: remove_formula(self._session.current(), key))

    def _try(self, text: str, edit: Callable[[], Document]) -> None:
        try:
            after = edit()
        except PlaygroundError as error:
            self.problem.emit(str(error))
        else:
            self._session.edit(text, after)

    def _add(self, text: str) -> None:
        """Raises PlaygroundError for what is no such formula."""
        self._session.edit(f"Feature {text}", add_formula(self._session.current(), text))

    def _return_keyboard(self) -> None:
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)


class FormulaLine(QWidget):
    """Opens to be typed into: Enter takes the formula (`take` may raise), Escape does not; `closed`."""

    closed = Signal()

    def __init__(self, take: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self.field = _Field(self.cancel)
        self.field.setPlaceholderText("sin(3*x1)*x2")
        self.field.setMaxLength(MAX_FORMULA)
        explain(
            self.field,
            "Formula",
            "In x1 and x2, such as sin(3*x1)*x2 or x1^3. Enter adds it.",
        )
        self.error = TextLabel("", "quiet")
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setWordWrap(True)
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.field)
        column.addWidget(self.error)
        self.field.returnPressed.connect(self._finish)
        self.field.textEdited.connect(self.error.hide)
        self.field.left.connect(self._leave)
        self.hide()

    def open(self) -> None:
        """Show an empty line, with the keyboard in it."""
        self.field.clear()
        self.error.hide()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self) -> None:
        """Close, and add nothing."""
        self.hide()
        self.closed.emit()

    def _finish(self) -> None:
        text = self.field.text().strip()
        if not text:
            self.cancel()
            return
        try:
            self._take(text)
        except PlaygroundError as error:
            self.error.say(str(error))
            self.error.show()
            self.field.setAccessibleDescription(str(error))
            column = getattr(error, "column", None)
            if column is not None:
                self.field.setCursorPosition(column - 1)
        else:
            self.cancel()

    def _leave(self) -> None:
        """Nothing typed: nothing to keep open."""
        if not self.field.text().strip():
            self.hide()


class _Field(QLineEdit):
    """A line that Escape cancels."""

    left = Signal()

    def __init__(self, cancel: Callable[[], None]) -> None:
        super().__init__()
        self._cancel = cancel
        self.setProperty("role", "formula")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape cancels (Qt's name)."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell that the keyboard goes, unless only the window lost it (Qt's name)."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        ):
            self.left.emit()
