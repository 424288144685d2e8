"""Keys: commands that have one, and those that a focused control keeps for itself nevertheless."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget


class _Keeper(QObject):
    """Answers Qt's question whether the control wants a key rather than the shortcut on it."""

    def __init__(self, widget: QWidget, keys: tuple[Qt.Key, ...]) -> None:
        super().__init__(widget)
        self._keys = keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Claim the keys (Qt's name)."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in self._keys:
            event.accept()
            return True
        return super().eventFilter(watched, event)


def keep_keys(widget: QWidget, *keys: Qt.Key) -> None:
    """While `widget` has the keyboard, these keys are its own, whatever they are a shortcut of."""
    widget.installEventFilter(_Keeper(widget, keys))


def keep_space(widget: QWidget) -> None:
    """While `widget` has the keyboard, Space presses it instead of playing or pausing."""
    keep_keys(widget, Qt.Key.Key_Space)


def command(owner: QWidget, text: str, key: str, run: Callable[[], object]) -> QAction:
    """Make an action of `owner` with a key that works in its whole window."""
    action = QAction(text, owner)
    action.setShortcut(QKeySequence(key))
    action.setAutoRepeat(False)
    action.triggered.connect(lambda: run())
    owner.addAction(action)
    return action
