"""Which theme the app wears and how large its text is: chosen by the person, kept in the settings."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from playground import theme
from playground.theme import Palette, Sizes

#: What `Appearance.mode` may be; "system" follows the desktop's light or dark setting.
MODES = ("system", "dark", "light")
#: Pixels of width that the window needs at normal and at presenter text size.
NORMAL_NEEDS, PRESENTER_NEEDS = 1200, 1910
_KEY = "theme"


class Appearance(QObject):
    """Dresses the application; `changed(palette)` tells those who paint for themselves.

    `override` is a theme for this time only, which is not kept.
    """

    changed = Signal(object)

    def __init__(self, settings: QSettings, override: str | None = None) -> None:
        super().__init__()
        self._settings = settings
        kept = str(settings.value(_KEY, "system"))
        self._mode = override or (kept if kept in MODES else "system")
        self._presenting_on: int | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def mode(self) -> str:
        """One of `MODES`."""
        return self._mode

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        if self._mode != "system":
            return theme.PALETTES[self._mode]
        light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        return theme.LIGHT if light else theme.DARK

    @property
    def sizes(self) -> Sizes:
        """The text sizes in use."""
        return theme.NORMAL if self._presenting_on is None else presenter_sizes(self._presenting_on)

    @property
    def presenting(self) -> bool:
        """Whether text is large enough for the back row."""
        return self._presenting_on is not None

    def set_mode(self, mode: str) -> None:
        """Wear one of `MODES`, now and next time."""
        self._settings.setValue(_KEY, mode)
        self._mode = mode
        self._apply()

    def toggle(self) -> None:
        """Change from dark to light or back."""
        self.set_mode("light" if self.palette is theme.DARK else "dark")

    def present(self, width: int | None) -> None:
        """Enlarge the text for a room, on a screen so many pixels wide; None brings it back to normal."""
        if width != self._presenting_on:
            self._presenting_on = width
            self._apply()

    def _follow_system(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, self.palette, self.sizes)
        self.changed.emit(self.palette)


def presenter_sizes(width: int) -> Sizes:
    """Text for a room: `theme.PRESENTER` where it fits, on a narrower screen as much of it as fits."""
    large, normal = theme.PRESENTER, theme.NORMAL
    share = min(1.0, max(0.0, (width - NORMAL_NEEDS) / (PRESENTER_NEEDS - NORMAL_NEEDS)))

    sizes = {
        field.name: round(getattr(normal, field.name) * (1 - share) + getattr(large, field.name) * share)
        for field in dataclasses.fields(Sizes)
    }
    return dataclasses.replace(Sizes(**sizes), scale=normal.scale * (1 - share) + large.scale * share)
