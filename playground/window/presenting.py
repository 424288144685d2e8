"""Presenter mode: the whole screen with text for the back row, and back to the window as it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from playground.window.appearance import Appearance

#: Milliseconds after which views have followed a change of text size.
LAYOUT_SETTLES = 50
#: So often they may still be on their way when one looks.
SETTLED = 40


class Presenting(QObject):
    """Takes one window to full screen and back."""

    def __init__(self, window: QMainWindow, appearance: Appearance) -> None:
        super().__init__(window)
        self._window, self._appearance = window, appearance
        self._looks_left = 0
        self._geometry_before = window.geometry()
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._settle)

    def toggle(self) -> None:
        """Full screen, or back to the window as it was."""
        window, present = self._window, not self._appearance.presenting
        self._appearance.present(window.screen().size().width() if present else None)
        if present:
            self._geometry_before = window.geometry()
            window.showFullScreen()
        else:
            window.showNormal()
        self._looks_left = SETTLED
        self._clock.start(LAYOUT_SETTLES)

    def stop(self) -> None:
        """Leave the window's size alone from now on."""
        self._clock.stop()

    def _settle(self) -> None:
        """Have the right size where no window manager sees to it, and where text kept the window wide."""
        window = self._window
        wanted = window.screen().geometry() if window.isFullScreen() else self._geometry_before
        if window.size() != wanted.size():
            window.setGeometry(wanted)
            self._looks_left -= 1
            if window.size() != wanted.size() and self._looks_left > 0:
                self._clock.start(LAYOUT_SETTLES)
