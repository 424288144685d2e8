"""Controls that may be left out, as for a class that is to try something else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def hidden_here(name: str) -> str:
    """Return what is said where somebody reaches for a control that is left out."""
    return f"{name} is hidden in this experiment; the menu can show all controls again."


class Hideable:
    """Parts of a view by the names that `View.hidden` knows (`document.CONTROLS` and features).

    An action that is hidden leaves the menus too, and its key does nothing: the window says so instead.
    """

    def __init__(self, parts: Mapping[str, Sequence[QWidget | QAction]]) -> None:
        self.parts = dict(parts)
        self._hidden: frozenset[str] = frozenset()

    def hide(self, names: Collection[str]) -> None:
        """Hide these and show the others; names of other views are passed over."""
        hidden = frozenset(names) & self.parts.keys()
        for name in hidden ^ self._hidden:
            for part in self.parts[name]:
                part.setVisible(name not in hidden)
        self._hidden = hidden
