"""Which theme the app wears and how large its text is: chosen by the person, kept in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from playground import theme
from playground.theme import Palette, Sizes

#: What `Appearance.mode` may be; "system" follows the desktop's light or dark setting.
MODES = ("system", "dark", "light")
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
        self._presenter = False
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
        return theme.PRESENTER if self._presenter else theme.NORMAL

    @property
    def presenter(self) -> bool:
        """Whether text is large enough for the back row."""
        return self._presenter

    def set_mode(self, mode: str) -> None:
        """Wear one of `MODES`, now and next time."""
        self._settings.setValue(_KEY, mode)
        self._mode = mode
        self._apply()

    def toggle(self) -> None:
        """Change from dark to light or back."""
        self.set_mode("light" if self.palette is theme.DARK else "dark")

    def set_presenter(self, presenter: bool) -> None:
        """Enlarge the text for a room, or bring it back to normal."""
        if presenter != self._presenter:
            self._presenter = presenter
            self._apply()

    def _follow_system(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, self.palette, self.sizes)
        self.changed.emit(self.palette)
