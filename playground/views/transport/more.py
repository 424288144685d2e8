"""What there is no room for in the bar: schedule, first weights, order of samples, and when to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from engine.errors import PlaygroundError
from engine.nn import INITIALISATIONS
from engine.schedules import COSINE_EPOCHS, STEP_EPOCHS, WARM_UP_EPOCHS, factor
from engine.settings import SCHEDULES
from playground.controls.explain import explain
from playground.controls.fields import Choice
from playground.controls.groups import column
from playground.controls.icons import IconButton
from playground.controls.keys import keep_space
from playground.controls.numbers import steady_rate
from playground.controls.panel import TextLabel, heading
from playground.controls.popover import Popover
from playground.controls.toggle import Toggle
from playground.document import Document
from playground.network_edits import set_initialisation
from playground.session import Session
from playground.theme import Palette
from playground.views.transport.stop_rules import StopControls, sentence, summary

_SCHEDULES = {
    "constant": ("constant", "The learning rate stays as it is set."),
    "step": ("step", f"A tenth of the learning rate after every {STEP_EPOCHS} epochs."),
    "cosine": ("cosine", f"Falls to 0 over {COSINE_EPOCHS:,} epochs along half a wave, then rises again."),
    "warm-up": ("warm-up", f"Rises from a third of the learning rate within {WARM_UP_EPOCHS} epochs."),
}
_INITIALISATIONS = {
    "uniform": ("uniform", "From −0.5 to 0.5, biases 0.1."),
    "xavier": ("Xavier", "Narrower the more inputs and outputs a layer has: made for tanh."),
    "he": ("He", "Narrower the more inputs a layer has: made for ReLU."),
    "zeros": ("zeros", "All 0: neurons of a layer stay the same for ever."),
}
_STARTS_OVER = "Choosing another starts over."
_RATE_NOW = "Rate now {}"
#: Width of the explanations, in letters.
_LETTERS = 46


class MoreControls(QObject):
    """A button whose popover holds the rest of the settings; what of them is at work stands in the bar.

    That is: `stop`, a group for the bar, and the learning rate that a schedule makes, in the label
    `rate_name` of the slider.
    """

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(
        self,
        session: Session,
        palette: Palette,
        parent: QWidget,
        epoch_now: Callable[[], int],
        rate_name: TextLabel,
    ) -> None:
        super().__init__(parent)
        self._rate_name, self._rate_words = rate_name, rate_name.text()
        self._session, self._epoch_now = session, epoch_now
        self.button = IconButton("settings").explain(
            "More settings",
            "Schedule, first weights, order of samples, and when training stops by itself.",
            "Ctrl+M",
        )
        self.button.setMinimumHeight(34)
        self.popover = Popover("More settings", parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self.popover.body.addLayout(self._grid)
        self._explained: list[TextLabel] = []
        self._build_choices()
        self._build_order(palette)
        self._build_stop(palette)
        self._build_group()
        self.button.clicked.connect(self.open)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.button.set_palette(palette)
        self.shuffle.set_palette(palette)
        self.stops.set_palette(palette)

    def show_document(self, after: Document) -> None:
        """Show what the document says."""
        settings = after.training
        self.schedule.set_value(settings.schedule)
        self._schedule_told.say(_SCHEDULES[settings.schedule][1])
        self.initialisation.set_value(after.initialisation)
        self._initialisation_told.say(f"{_INITIALISATIONS[after.initialisation][1]} {_STARTS_OVER}")
        self.shuffle.setChecked(settings.shuffle)
        self.stops.show_document(after)
        if self.popover.isVisible():
            self.popover.adjustSize()
        self.stop.setVisible(bool(summary(after.stop)))
        self.stop_button.setText(summary(after.stop))
        explain(self.stop_button, "Stop rules", sentence(after.stop))
        if settings.schedule == "constant":
            self._rate_name.say(self._rate_words)
            self._rate_name.setMinimumWidth(0)
            self._rate_name.setToolTip("")
        else:
            # So that nothing moves while the rate does.
            widest = self._rate_name.fontMetrics().horizontalAdvance(_RATE_NOW.format("0.00000"))
            self._rate_name.setMinimumWidth(widest)
            self.show_epoch(self._epoch_now())

    def show_epoch(self, epoch: int) -> None:
        """Show the learning rate that the schedule makes at an epoch."""
        settings = self._session.document.training
        if settings.schedule == "constant":
            return
        share = factor(settings.schedule, epoch)
        text = _RATE_NOW.format(_rate_text(settings.learning_rate * share))
        if text != self._rate_name.text():
            self._rate_name.say(text)
            told = (
                f"At epoch {epoch:,} the {settings.schedule} schedule takes {share:.3g} of the learning rate."
            )
            explain(self._rate_name, text, told)

    def open(self, anchor: QWidget | None = None, first: QWidget | None = None) -> None:
        """Open the popover under a part of the bar, the button by default."""
        self.stops.propose()
        metrics = self.popover.fontMetrics()
        for label in self._explained:
            label.setFixedWidth(_LETTERS * metrics.averageCharWidth())
        self.popover.open_under(anchor or self.button, first or self.schedule)

    def _build_choices(self) -> None:
        self.schedule = Choice([(key, _SCHEDULES[key][0]) for key in SCHEDULES])
        explain(self.schedule, "Schedule", "How the learning rate changes from epoch to epoch.")
        self.schedule.chosen.connect(self._choose_schedule)
        self._schedule_told = self._add("Schedule", self.schedule)
        self.initialisation = Choice([(key, _INITIALISATIONS[key][0]) for key in INITIALISATIONS])
        explain(self.initialisation, "First weights", f"How they are drawn. {_STARTS_OVER}")
        self.initialisation.chosen.connect(self._choose_initialisation)
        self._initialisation_told = self._add("First weights", self.initialisation)

    def _build_order(self, palette: Palette) -> None:
        told = "Draws a new order of the train samples for every epoch."
        self.shuffle = Toggle("shuffled", palette).explain("Shuffle", told)
        self.shuffle.clicked.connect(self._set_shuffle)
        self._add("Order of samples", self.shuffle).say(told)

    def _build_stop(self, palette: Palette) -> None:
        row = self._grid.rowCount()
        title = heading("Stop by itself")
        title.setContentsMargins(0, 6, 0, 2)
        self._grid.addWidget(title, row, 0, 1, 3)
        self.stops = StopControls(self._session, palette, self._grid, row + 1, self._epoch_now, self)
        self.stops.problem.connect(self.problem)
        told = self._told()
        told.say("Training pauses there; Play goes on from it.")
        self._grid.addWidget(told, row + 4, 0, 1, 3)

    def _build_group(self) -> None:
        self.stop_button = _text_button()
        stop_label = TextLabel("Stop", "quiet")
        stop_label.setIndent(4)
        self.stop = column(stop_label, self.stop_button)
        self.stop_button.clicked.connect(lambda: self.open(self.stop, self._first_armed()))

    def _first_armed(self) -> QWidget:
        armed = (rule for rule, toggle in self.stops.toggles.items() if toggle.isChecked())
        return self.stops.toggles[next(armed, "epoch")]

    def _add(self, name: str, control: QWidget) -> TextLabel:
        """Put a named control into the grid, and return the place under it that explains."""
        row = self._grid.rowCount()
        self._grid.addWidget(TextLabel(name), row, 0)
        self._grid.addWidget(control, row, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
        told = self._told()
        self._grid.addWidget(told, row + 1, 0, 1, 3)
        self._grid.setRowMinimumHeight(row + 2, 10)
        self._grid.addWidget(QWidget(), row + 2, 0)
        return told

    def _told(self) -> TextLabel:
        label = TextLabel("", "quiet")
        label.setWordWrap(True)
        self._explained.append(label)
        return label

    def _choose_schedule(self, key: str) -> None:
        document = self._session.document
        settings = replace(document.training, schedule=key)
        self._session.edit("Schedule", replace(document, training=settings))

    def _set_shuffle(self, on: bool) -> None:
        document = self._session.document
        settings = replace(document.training, shuffle=on)
        self._session.edit("Shuffle", replace(document, training=settings))

    def _choose_initialisation(self, key: str) -> None:
        if key == self._session.document.initialisation:
            return
        try:
            after = set_initialisation(self._session.current(), key)
        except PlaygroundError as error:
            self.problem.emit(str(error))
        else:
            self._session.edit("First weights", after)


def _text_button() -> QPushButton:
    """A button that looks like the bold text of a choice."""
    button = QPushButton()
    button.setProperty("kind", "text")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keep_space(button)
    return button


def _rate_text(rate: float) -> str:
    """A rate in about three figures, however small."""
    return steady_rate(float(f"{rate:.3g}")) if rate >= 1e-5 else f"{rate:.1e}".replace("-", "−")
