"""The bar across the top: run, step and reset the training, and the settings that change while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.controls.counter import Counter
from playground.controls.explain import explain
from playground.controls.flow import FlowLayout
from playground.controls.groups import column, row
from playground.controls.hiding import Hideable
from playground.controls.icons import IconButton, PrimaryButton
from playground.controls.numbers import rolled_seed
from playground.controls.panel import Panel, TextLabel, separator
from playground.controls.sliders import GestureSlider
from playground.document import Document
from playground.network_edits import new_weights, reset
from playground.run import SPEEDS, Frame
from playground.session import Session
from playground.theme import Palette
from playground.views.transport.more import MoreControls
from playground.views.transport.settings import SettingsControls

_PLAY_SENTENCES = {
    False: "Trains on, from where the run stands.",
    True: "Stops after the current step; nothing is lost.",
}


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
        self._batch = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar = QWidget()
        self._flow = FlowLayout(bar, gap=6, row_gap=8)
        self.body.addWidget(bar)
        self._build_run()
        self._build_speed()
        self._build_epoch()
        self.settings = SettingsControls(session, self)
        self.settings.problem.connect(self.problem)
        self.more = MoreControls(session, palette, self, self.epoch.value, self.settings.learning_rate.name)
        self.more.problem.connect(self.problem)
        for group in (*self.settings.groups, self.more.stop, self.more.button):
            self._flow.addWidget(group)
        self._hideable = Hideable(
            {
                "play": [self.play, self.play_action],
                "step": [self.step_batch, self.step_epoch, self.step_batch_action, self.step_epoch_action],
                "reset": [self.reset, self.new_weights, self.reset_action, self.new_weights_action],
            }
        )
        #: Names of `document.CONTROLS` that this view can leave out.
        self.hideable = {*self._hideable.parts, *self.settings.hideable}
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
            self.more_action,
        )

    def set_playing(self, playing: bool) -> None:
        """Show whether training runs."""
        self.playing = playing
        self._say_epoch()
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
        self.more.set_palette(palette)
        self.play.show_state("pause" if self.playing else "play", self.play.text(), palette)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Bring both sliders to one height, now that the fonts are known (Qt's name)."""
        super().showEvent(event)
        self._align()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Do so again in other fonts (Qt's name)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "settings"):
            self._align()

    def _align(self) -> None:
        field = self.settings.learning_rate.field
        field.ensurePolished()
        self._speed_head.setMinimumHeight(field.sizeHint().height())

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show what the document says."""
        self.settings.show_document(after)
        self.more.show_document(after)
        self._hideable.hide(after.view.hidden)
        self.speed.set_position(after.view.speed)
        self.speed_text.say(SPEEDS[after.view.speed].label)
        if after.state is not None and (before is None or before.state is not after.state):
            self._show_progress(after.state.epoch, after.state.batch)

    def show_frame(self, frame: Frame) -> None:
        """Show how far the run is."""
        self._show_progress(frame.epoch, frame.batch)

    def _show_progress(self, epoch: int, batch: int) -> None:
        self._batch = batch
        self.epoch.set_value(epoch)
        self.more.show_epoch(epoch)
        self._say_epoch()

    def _say_epoch(self) -> None:
        """With the batch inside it, unless batches go by too fast to be read."""
        slow = SPEEDS[self._session.document.view.speed].unit == "batch"
        told = self._batch and (slow or not self.playing)
        self.epoch_label.say(f"Epoch · batch {self._batch}" if told else "Epoch")

    def _build_run(self) -> None:
        self.play_action = self._action("Play", "Space", self._toggle_play)
        self.step_epoch_action = self._action("Step one epoch", "E", self.step_epoch_requested.emit)
        self.step_batch_action = self._action("Step one mini-batch", "B", self.step_batch_requested.emit)
        self.reset_action = self._action("Reset", "R", self._reset)
        self.new_weights_action = self._action("New weights", "N", self._new_weights)
        self.more_action = self._action("More settings", "Ctrl+M", lambda: self.more.open())
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
        self.play.setMinimumWidth(84)
        self.reset.clicked.connect(self.reset_action.trigger)
        self.new_weights.clicked.connect(self.new_weights_action.trigger)
        self.play.clicked.connect(self.play_action.trigger)
        self.step_batch.clicked.connect(self.step_batch_action.trigger)
        self.step_epoch.clicked.connect(self.step_epoch_action.trigger)
        self._flow.addWidget(row(*buttons, gap=5))

    def _build_speed(self) -> None:
        self.speed = GestureSlider(0, len(SPEEDS) - 1)
        self.speed_text = TextLabel("", "small value")
        self.speed_text.setMinimumWidth(96)
        self.speed_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        explain(self.speed, "Speed", "How fast training goes, from one mini-batch at a time to all it can.")
        self.speed.moved.connect(self._set_speed)
        self._speed_head = row(TextLabel("Speed", "quiet"), self.speed_text, gap=6)
        self._flow.addWidget(column(self._speed_head, self.speed))

    def _build_epoch(self) -> None:
        self.epoch_label = _EpochLabel("Epoch", "quiet")
        self.epoch = Counter("Epoch", self._palette)
        self.epoch.setToolTip("<p>How often every train sample has been learned from.</p>")
        self._flow.addWidget(row(separator(), column(self.epoch_label, self.epoch), separator(), gap=10))

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


class _EpochLabel(TextLabel):
    """Has room for a batch of two figures, so that nothing moves when that comes and goes."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as with such a batch (Qt's name)."""
        room = self.fontMetrics().horizontalAdvance("Epoch · batch 00")
        return super().sizeHint().expandedTo(QSize(room, 0))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same (Qt's name)."""
        return self.sizeHint()
