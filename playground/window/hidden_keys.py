"""The keys of controls that the document hides: they do nothing, and say so."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from playground.controls.hiding import hidden_here
from playground.session import Session


class HiddenKeys(QObject):
    """Answers in the place of actions of the Network workspace, as long as they are invisible.

    Qt gives the keys of an invisible action to nobody; a stand-in of each has them for that time.
    """

    #: A sentence about the control whose key was pressed.
    said = Signal(str)

    def __init__(self, window: QWidget, session: Session, actions: Iterable[QAction]) -> None:
        super().__init__(window)
        self._session = session
        self._stand_ins = {action: self._stand_in(window, action) for action in actions}
        session.changed.connect(self._follow)
        self._follow()

    def _stand_in(self, window: QWidget, action: QAction) -> QAction:
        stand_in = QAction(self)
        stand_in.setAutoRepeat(False)
        stand_in.setShortcuts(action.shortcuts())
        stand_in.triggered.connect(lambda: self.said.emit(hidden_here(action.text().rstrip("…"))))
        action.changed.connect(self._follow)
        window.addAction(stand_in)
        return stand_in

    def _follow(self) -> None:
        here = self._session.document.view.workspace == "network"
        for action, stand_in in self._stand_ins.items():
            stand_in.setEnabled(here and not action.isVisible())
