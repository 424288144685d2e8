"""Keys that a focused control keeps for itself although a shortcut has them elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class _SpaceKeeper(QObject):
    """Answers Qt's question whether the control wants Space rather than the shortcut on it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Claim Space (Qt's name)."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return super().eventFilter(watched, event)


def keep_space(widget: QWidget) -> None:
    """While `widget` has the keyboard, Space presses it instead of playing or pausing."""
    widget.installEventFilter(_SpaceKeeper(widget))
