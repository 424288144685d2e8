"""The bar across the top: run, step and reset the training, and the settings that change while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.data import DATASETS
from engine.settings import (
    BATCH_SIZE_RANGE,
    LEARNING_RATE_RANGE,
    LOSSES,
    OPTIMISERS,
    REGULARISATIONS,
    Settings,
)
from playground.controls.counter import Counter
from playground.controls.explain import explain
from playground.controls.fields import Choice, NumberField
from playground.controls.flow import FlowLayout
from playground.controls.icons import IconButton, PrimaryButton
from playground.controls.numbers import parse_number, plain, rolled_seed
from playground.controls.panel import Panel, TextLabel, separator
from playground.controls.sliders import GestureSlider, LogSlider, next_round
from playground.document import REGULARISATION_RATE_RANGE, Document
from playground.network_edits import new_weights, reset
from playground.run import SPEEDS, Frame
from playground.session import Session
from playground.theme import Palette

_OPTIMISER_LABELS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
_LOSS_LABELS = {
    "half squared error": "½ squared",
    "absolute": "Absolute",
    "huber": "Huber",
    "binary cross-entropy": "Cross-entropy",
    "hinge": "Hinge",
}
_PENALTY_LABELS = {"none": "none", "l1": "L1", "l2": "L2"}
_PLAY_SENTENCES = {
    False: "Trains on, from where the run stands.",
    True: "Stops after the current step; nothing is lost.",
}
#: Losses that need targets of −1 and 1.
ONLY_CLASSIFICATION = ("binary cross-entropy", "hinge")
#: The rate that a penalty starts with when there was none.
_FIRST_PENALTY_RATE = 0.001
_SMALLEST_PENALTY_RATE = 1e-6


class TransportView(Panel):
    """Commands to the trainer leave as signals; settings become edits of the session.

    `actions_of_run` are QActions with shortcuts, for the window's menus: play, step epoch, step batch,
    reset, new weights.
    """

    play_requested = Signal()
    pause_requested = Signal()
    step_epoch_requested = Signal()
    step_batch_requested = Signal()
    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("Training")
        self._session = session
        self._palette = palette
        self.playing = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bar = QWidget()
        self._flow = FlowLayout(bar, gap=12, row_gap=8)
        self.body.addWidget(bar)
        self._build_run()
        self._build_speed()
        self._build_epoch()
        self._build_learning_rate()
        self._build_choices()
        self.set_palette(palette)
        self.set_playing(False)
        self.show_document(None, session.document)

    @property
    def actions_of_run(self) -> tuple[QAction, ...]:
        """The commands with their shortcuts, for menus."""
        return (
            self.play_action,
            self.step_epoch_action,
            self.step_batch_action,
            self.reset_action,
            self.new_weights_action,
        )

    def set_playing(self, playing: bool) -> None:
        """Show whether training runs."""
        self.playing = playing
        word = "Pause" if playing else "Play"
        self.play.show_state(word.lower(), word, self._palette)
        self.play_action.setText(word)
        explain(self.play, word, _PLAY_SENTENCES[playing], "Space")

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        for button in (self.reset, self.new_weights, self.step_batch, self.step_epoch):
            button.set_palette(palette)
        self.epoch.set_palette(palette)
        self.play.show_state("pause" if self.playing else "play", self.play.text(), palette)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Bring both sliders to one height, now that the fonts are known (Qt's name)."""
        super().showEvent(event)
        self._align()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Do so again in other fonts (Qt's name)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "learning_rate"):
            self._align()

    def _align(self) -> None:
        field = self.learning_rate.field
        field.ensurePolished()
        self._speed_head.setMinimumHeight(field.sizeHint().height())

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show what the document says."""
        settings = after.training
        self.learning_rate.set_value(settings.learning_rate)
        self.batch_size.set_value(settings.batch_size)
        self.optimiser.set_value(settings.optimiser)
        self.loss.set_value(settings.loss)
        classification = DATASETS[after.data.dataset].problem == "classification"
        for name in ONLY_CLASSIFICATION:
            self.loss.set_available(name, classification)
        self.penalty.set_value(settings.regularisation)
        self.penalty_rate.set_value(settings.regularisation_rate)
        self.penalty_rate.setVisible(settings.regularisation != "none")
        self.speed.set_position(after.view.speed)
        self.speed_text.say(SPEEDS[after.view.speed].label)
        if after.state is not None and (before is None or before.state is not after.state):
            self._show_progress(after.state.epoch, after.state.batch)

    def show_frame(self, frame: Frame) -> None:
        """Show how far the run is."""
        self._show_progress(frame.epoch, frame.batch)

    def _show_progress(self, epoch: int, batch: int) -> None:
        self.epoch.set_value(epoch)
        self.epoch_label.say(f"Epoch · batch {batch}" if batch else "Epoch")

    def _build_run(self) -> None:
        self.play_action = self._action("Play", "Space", self._toggle_play)
        self.step_epoch_action = self._action("Step one epoch", "E", self.step_epoch_requested.emit)
        self.step_batch_action = self._action("Step one mini-batch", "B", self.step_batch_requested.emit)
        self.reset_action = self._action("Reset", "R", self._reset)
        self.new_weights_action = self._action("New weights", "N", self._new_weights)
        self.reset = IconButton("reset").explain(
            "Reset", "Goes back to epoch 0 with the same weights as before: same start, same run.", "R"
        )
        self.new_weights = IconButton("dice").explain(
            "New weights", "Rolls other first weights for the same data and starts from epoch 0.", "N"
        )
        self.play = PrimaryButton()
        self.step_batch = IconButton("step batch").explain(
            "Step one mini-batch", "Trains on the next few samples: one update of every weight.", "B"
        )
        self.step_epoch = IconButton("step epoch").explain(
            "Step one epoch", "Trains on every sample of the train set once.", "E"
        )
        buttons = (self.reset, self.new_weights, self.play, self.step_batch, self.step_epoch)
        for button in buttons:
            button.setMinimumHeight(34)
        self.play.setMinimumWidth(92)
        self.reset.clicked.connect(self.reset_action.trigger)
        self.new_weights.clicked.connect(self.new_weights_action.trigger)
        self.play.clicked.connect(self.play_action.trigger)
        self.step_batch.clicked.connect(self.step_batch_action.trigger)
        self.step_epoch.clicked.connect(self.step_epoch_action.trigger)
        self._flow.addWidget(_row(*buttons, gap=8))

    def _build_speed(self) -> None:
        self.speed = GestureSlider(0, len(SPEEDS) - 1)
        self.speed_text = TextLabel("", "small value")
        self.speed_text.setMinimumWidth(96)
        self.speed_text.setAlignment(Qt.AlignmentFlag.AlignRight)
        explain(self.speed, "Speed", "How fast training goes, from one mini-batch at a time to all it can.")
        self.speed.moved.connect(self._set_speed)
        self._speed_head = _row(TextLabel("Speed", "quiet"), self.speed_text, gap=6)
        self._flow.addWidget(_column(self._speed_head, self.speed))

    def _build_epoch(self) -> None:
        self.epoch_label = TextLabel("Epoch", "quiet")
        self.epoch = Counter("Epoch", self._palette)
        self.epoch.setToolTip("<p>How often every train sample has been learned from.</p>")
        self._flow.addWidget(_row(separator(), _column(self.epoch_label, self.epoch), separator(), gap=12))

    def _build_learning_rate(self) -> None:
        self.learning_rate = LogSlider("Learning rate", *LEARNING_RATE_RANGE).explain(
            "How far a step moves the weights against their gradients: too small crawls, too large explodes."
        )
        self.learning_rate.edited.connect(
            lambda value, merge: self._edit("Learning rate", merge or None, learning_rate=value)
        )
        self.learning_rate.rejected.connect(self.problem)
        self.learning_rate.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._flow.addWidget(self.learning_rate)

    def _build_choices(self) -> None:
        self.optimiser = Choice([(key, _OPTIMISER_LABELS[key]) for key in OPTIMISERS])
        explain(self.optimiser, "Optimiser", "The rule that turns a gradient into a step of the weight.")
        self.optimiser.chosen.connect(lambda key: self._edit("Optimiser", optimiser=key))
        self.loss = Choice([(key, _LOSS_LABELS[key]) for key in LOSSES])
        explain(self.loss, "Loss", "How wrong an answer counts: the number that training makes small.")
        self.loss.chosen.connect(lambda key: self._edit("Loss", loss=key))
        self.batch_size = NumberField(self._parse_batch, str, self._next_batch, width_of="1000")
        explain(self.batch_size, "Batch size", "How many samples' gradients are averaged for one step.")
        self.batch_size.edited.connect(lambda value: self._edit("Batch size", batch_size=int(value)))
        self.penalty = Choice([(key, _PENALTY_LABELS[key]) for key in REGULARISATIONS])
        explain(
            self.penalty, "Penalty", "Pulls weights toward 0: L1 makes many of them 0, L2 keeps all small."
        )
        self.penalty.chosen.connect(self._choose_penalty)
        self.penalty_rate = NumberField(
            self._parse_penalty_rate, _rate_text, self._next_penalty_rate, width_of="0.001"
        )
        explain(self.penalty_rate, "Penalty rate", "How strongly the penalty pulls; 0 is not at all.")
        self.penalty_rate.edited.connect(
            lambda value: self._edit("Penalty rate", regularisation_rate=float(value))
        )
        for field in (self.batch_size, self.penalty_rate):
            field.rejected.connect(self.problem)
        penalty = _row(self.penalty, self.penalty_rate, gap=0)
        for name, widget in (
            ("Optimiser", self.optimiser),
            ("Loss", self.loss),
            ("Batch", self.batch_size),
            ("Penalty", penalty),
        ):
            label = TextLabel(name, "quiet")
            label.setIndent(4)
            self._flow.addWidget(_column(label, widget))

    def _action(self, text: str, key: str, run: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(key in ("E", "B"))
        action.triggered.connect(lambda: run())
        self.addAction(action)
        return action

    def _toggle_play(self) -> None:
        (self.pause_requested if self.playing else self.play_requested).emit()

    def _reset(self) -> None:
        self._session.edit("Reset", reset(self._session.current()))

    def _new_weights(self) -> None:
        self._session.edit("New weights", new_weights(self._session.current(), rolled_seed()))

    def _set_speed(self, position: int, merge: str) -> None:
        document = self._session.document
        view = replace(document.view, speed=position)
        self._session.edit("Speed", replace(document, view=view), merge)

    def _choose_penalty(self, key: str) -> None:
        rate = self._session.document.training.regularisation_rate
        if key != "none" and rate == 0.0:
            rate = _FIRST_PENALTY_RATE
        self._edit("Penalty", regularisation=key, regularisation_rate=rate)

    def _edit(self, text: str, merge: str | None = None, **fields: object) -> None:
        document = self._session.document
        settings: Settings = replace(document.training, **fields)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, training=settings), merge)

    def _parse_batch(self, text: str) -> float:
        low, high = BATCH_SIZE_RANGE
        stays = str(self.batch_size.value())
        return int(parse_number(text, "The batch size", low, high, stays, whole=True))

    def _next_batch(self, value: object, direction: int) -> float:
        low, high = BATCH_SIZE_RANGE
        return min(high, max(low, int(value) + direction))  # type: ignore[call-overload, no-any-return]

    def _parse_penalty_rate(self, text: str) -> float:
        high = REGULARISATION_RATE_RANGE[1]
        stays = _rate_text(self.penalty_rate.value())
        return parse_number(text, "The penalty rate", _SMALLEST_PENALTY_RATE, high, stays, zero=True)

    def _next_penalty_rate(self, value: object, direction: int) -> float:
        return next_round(float(value), direction, 0.0001, REGULARISATION_RATE_RANGE[1])  # type: ignore[arg-type]


def _rate_text(value: object) -> str:
    return plain(float(value))  # type: ignore[arg-type]


def _row(*widgets: QWidget, gap: int) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return holder


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for widget in widgets:
        column.addWidget(widget)
    holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return holder
