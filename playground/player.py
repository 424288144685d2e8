"""Something that can be stepped through, forward and back, or left to play."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

#: Steps a second.
SPEEDS = (0.5, 1.0, 2.0, 4.0, 10.0, 40.0)
USUAL_SPEED = 2


class Player(QObject):
    """A place between 0 and `count` steps made, which moves by hand or with the time that `tick` is told."""

    #: `index`, or a number that is shown, has changed.
    moved = Signal()
    #: Playing has begun or ended, or its speed has changed.
    played = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index = 0
        self._due = 0.0
        self.playing = False
        #: Index into `SPEEDS`.
        self.speed = USUAL_SPEED

    @property
    def count(self) -> int:
        """How many steps there are."""
        return 0

    @property
    def index(self) -> int:
        """How many steps are made."""
        return self._index

    @property
    def subject(self) -> object:
        """What is stepped through, if known: while it is the same, so are labels and phases."""
        return None

    def label(self, step: int) -> str:
        """Step number `step` (from 0) in a few characters."""
        return str(step + 1)

    def phase(self, step: int) -> str:
        """Which of the two passes the step belongs to: "forward" or "backward"."""
        return "backward"

    def explanation(self, step: int) -> str:
        """Step number `step` in a sentence."""
        return ""

    def forward(self) -> bool:
        """Make one step; returns whether there was one left."""
        return self._press(self._index + 1)

    def back(self) -> bool:
        """Take one step back; returns whether there was one."""
        return self._press(self._index - 1)

    def go(self, index: int) -> None:
        """Go to where `index` steps are made, as near as there are steps."""
        self._press(min(max(index, 0), self.count))

    def _press(self, index: int) -> bool:
        if not 0 <= index <= self.count or index == self._index:
            return False
        self._stand_at(index)
        self.moved.emit()
        return True

    def _stand_at(self, index: int) -> None:
        """Take the place without telling anyone."""
        self._index = min(index, self.count)

    def play(self) -> None:
        """Go on by itself, from the start if the end is reached."""
        if self.count and not self.playing:
            if self._index == self.count:
                self.go(0)
            self.playing, self._due = True, 0.0
            self.played.emit()

    def pause(self) -> None:
        """Stand still."""
        if self.playing:
            self.playing = False
            self.played.emit()

    def toggle(self) -> None:
        """Play, or pause."""
        (self.pause if self.playing else self.play)()

    def set_speed(self, speed: int) -> None:
        """Take another of `SPEEDS`, by its index."""
        if speed != self.speed:
            self.speed = min(max(speed, 0), len(SPEEDS) - 1)
            self.played.emit()

    def tick(self, seconds: float) -> None:
        """Let time pass: while playing, make the steps that have come due."""
        if not self.playing:
            return
        self._due += seconds * SPEEDS[self.speed]
        whole = int(self._due)
        self._due -= whole
        if whole:
            self._advance(whole)
        if self._index == self.count:
            self.pause()

    def _advance(self, presses: int) -> None:
        """Go on by so many presses at once."""
        self.go(self._index + presses)
