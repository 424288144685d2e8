"""The stepper: forward and back through the steps of a walk, by button, key, track or by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from playground.controls.explain import explain
from playground.controls.icons import IconButton, PrimaryButton
from playground.controls.panel import Panel, TextLabel
from playground.controls.plots import QuietPlot
from playground.controls.sliders import GestureSlider
from playground.player import SPEEDS, Player
from playground.session import Session
from playground.theme import Palette
from playground.views.expression.palette_strip import Chip
from playground.views.expression.track import Track
from playground.walk import Walk

#: Widgets that use the arrow keys themselves while they have the keyboard.
KEEP_ARROWS = (Chip, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit, QuietPlot)


class Stepper(Panel):
    """Buttons, a track and keys over one `Player`: ← → step, Home and End jump, Space plays.

    It begins with the walk; `set_player` hands it another. Gradient descent is no walk: then it is
    hidden. The keys work while the stepper is visible,
    except where the keyboard is in a widget that needs them.
    """

    def __init__(self, walk: Walk, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("Stepper", parent)
        self._palette = palette
        self._player: Player = walk
        self._shown: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.play_action = self._action("Play the steps", "Space", lambda: self._player.toggle())
        self.back_action = self._action("Step back", "Left", lambda: self._step(self._player.back))
        self.forward_action = self._action("Step forward", "Right", lambda: self._step(self._player.forward))
        self.start_action = self._action("First step", "Home", lambda: self._jump(0))
        self.end_action = self._action("Last step", "End", lambda: self._jump(self._player.count))
        self._movements = {
            "Left": self.back_action,
            "Right": self.forward_action,
            "Home": self.start_action,
            "End": self.end_action,
        }
        self._build_speed()
        self._build_row(walk)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        self._listen(True)
        walk.mode_changed.connect(lambda: self.setVisible(walk.mode != "minimise"))
        self._show()
        self.set_palette(palette)

    @property
    def actions_of_walk(self) -> tuple[QAction, ...]:
        """The commands with their shortcuts, for menus."""
        return (
            self.play_action,
            self.forward_action,
            self.back_action,
            self.start_action,
            self.end_action,
        )

    def set_player(self, player: Player) -> None:
        """Step through something else."""
        self._player.pause()
        self._listen(False)
        self._player = player
        self._listen(True)
        self.track.set_player(player)
        self._show()
        self._show_play()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        for button in (self.start, self.back, self.forward, self.end):
            button.set_palette(palette)
        self.track.set_palette(palette)
        self._show_play()

    def tick(self, seconds: float) -> None:
        """Let time pass for what plays."""
        self._player.tick(seconds)

    def _listen(self, on: bool) -> None:
        for signal, slot in ((self._player.moved, self._show), (self._player.played, self._show_play)):
            (signal.connect if on else signal.disconnect)(slot)

    def _build_speed(self) -> None:
        self.hint = TextLabel("← back   → forward   Space plays", "quiet")
        self.speed = GestureSlider(0, len(SPEEDS) - 1)
        self.speed.setFixedWidth(96)
        self.speed_text = TextLabel("", "small value")
        self.speed.moved.connect(lambda position, _: self._player.set_speed(position))
        explain(self.speed, "Speed", "How many steps a second while it plays.")
        self.head.addWidget(self.hint)
        self.head.addSpacing(14)
        self.head.addWidget(TextLabel("Speed", "quiet"))
        self.head.addWidget(self.speed)
        self.head.addWidget(self.speed_text)

    def _build_row(self, walk: Walk) -> None:
        self.start = IconButton("to start").explain("First step", "Before anything is computed.", "Home")
        self.back = IconButton("back").explain("Step back", "Takes the last step back, exactly.", "←")
        self.play = PrimaryButton()
        self.forward = IconButton("forward").explain("Step", "Makes one operation more.", "→")
        self.end = IconButton("to end").explain("Last step", "Everything is known.", "End")
        self.track = Track(walk, self._palette)
        line = QHBoxLayout()
        line.setSpacing(8)
        pairs: tuple[tuple[IconButton | PrimaryButton, QAction], ...] = (
            (self.start, self.start_action),
            (self.back, self.back_action),
            (self.play, self.play_action),
            (self.forward, self.forward_action),
            (self.end, self.end_action),
        )
        for button, action in pairs:
            button.setMinimumHeight(34)
            button.clicked.connect(action.trigger)
            line.addWidget(button)
        self.play.setMinimumWidth(92)
        line.addSpacing(10)
        line.addWidget(self.track, 1)
        self.body.addLayout(line)

    def _action(self, text: str, key: str, run: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(key != "Space")
        action.triggered.connect(lambda: run())
        self.addAction(action)
        return action

    def _step(self, move: Callable[[], bool]) -> None:
        self._player.pause()
        move()

    def _jump(self, index: int) -> None:
        self._player.pause()
        self._player.go(index)

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Leave the arrow keys to what has the keyboard, if it uses them."""
        free = not isinstance(now, KEEP_ARROWS)
        for key, action in self._movements.items():
            action.setShortcut(QKeySequence(key) if free else QKeySequence())

    def _show(self) -> None:
        index, count = self._player.index, self._player.count
        for button in (self.start, self.back):
            button.setEnabled(index > 0)
        for button in (self.forward, self.end):
            button.setEnabled(index < count)
        self.play.setEnabled(count > 0)
        shown = (self._player, self._player.subject, index, count)
        if shown != self._shown or self._player.subject is None:  # numbers that change are not on the track
            self.track.update()
        self._shown = shown

    def _show_play(self) -> None:
        playing = self._player.playing
        word = "Pause" if playing else "Play"
        self.play.show_state(word.lower(), word, self._palette)
        explain(self.play, word, "Stands still." if playing else "Makes one step after the other.", "Space")
        self.speed.set_position(self._player.speed)
        rate = SPEEDS[self._player.speed]
        self.speed_text.say(f"{rate:g} a second" if rate >= 1 else f"1 in {1 / rate:g} s")
