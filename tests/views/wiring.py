"""What the panels' tests share: a session whose changes reach the view, and real presses and drags."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground import theme
from playground.document import Document
from playground.session import Session

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, view_class: type, document: Document | None = None, size=(340, 380), **options):
    """A view of a session that hears every change, shown in the dark theme."""
    theme.apply(QApplication.instance(), theme.DARK)
    session = Session(document)
    view = view_class(session, theme.DARK, **options)
    qtbot.addWidget(view)
    session.setParent(view)
    session.changed.connect(view.show_document)
    view.resize(*size)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    return session, view


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Press and release the left button, in the middle by default."""
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, place or widget.rect().center())


def drag(widget: QWidget, start: QPoint, *places: QPoint) -> None:
    """Press at `start`, move over `places`, release at the last."""
    QTest.mousePress(widget, LEFT, Qt.KeyboardModifier.NoModifier, start)
    for place in places:
        QTest.mouseMove(widget, place)
        QApplication.processEvents()
    QTest.mouseRelease(widget, LEFT, Qt.KeyboardModifier.NoModifier, places[-1])


def type_text(field: QWidget, text: str) -> None:
    """Click into a field, replace what stands there, and press Return."""
    click(field)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press and release one key."""
    QTest.keyClick(widget, key)
