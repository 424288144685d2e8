"""Loaded by Python itself in a program under test: tells the tests which widgets are shown, and where.

It only looks. Everything that a test does, it does with mouse and keys (closing the window apart, which
on a screen without a window manager has no button).
"""

from __future__ import annotations

import json
import os
import queue
import socket
import sys
import threading
from typing import Any


def widgets() -> list[dict[str, Any]]:
    """Every visible widget, window by window."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    found = []
    for widget in QApplication.allWidgets():
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            corner = widget.mapToGlobal(QPoint(0, 0))
            box = (corner.x(), corner.y(), widget.width(), widget.height())
            found.append(_described(widget, box) | {"accessible": widget.accessibleName()})
    return found


def items() -> list[dict[str, Any]]:
    """Every visible item of every visible graphics view; `data(0)` stands in for a missing object name."""
    from PySide6.QtWidgets import QApplication, QGraphicsView

    found = []
    for view in QApplication.allWidgets():
        if not isinstance(view, QGraphicsView) or not view.isVisible() or view.scene() is None:
            continue
        for item in view.scene().items():
            if item.isVisible():
                area = view.mapFromScene(item.sceneBoundingRect()).boundingRect()
                corner = view.viewport().mapToGlobal(area.topLeft())
                box = (corner.x(), corner.y(), area.width(), area.height())
                found.append(_described(item, box) | {"accessible": str(item.data(0) or "")})
    return found


def choices() -> list[dict[str, Any]]:
    """Every entry of every open menu."""
    from PySide6.QtWidgets import QApplication, QMenu

    found = []
    for menu in QApplication.allWidgets():
        if isinstance(menu, QMenu) and menu.isVisible():
            for action in menu.actions():
                area = menu.actionGeometry(action)
                corner = menu.mapToGlobal(area.topLeft())
                box = (corner.x(), corner.y(), area.width(), area.height())
                found.append(_described(action, box) | {"accessible": ""})
    return found


def close() -> None:
    """Close the active or first window."""
    from PySide6.QtWidgets import QApplication

    tops = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    (QApplication.activeWindow() or tops[0]).close()


def _described(thing: Any, box: tuple[float, ...]) -> dict[str, Any]:
    value = _call(thing, "value")
    return {
        "kind": type(thing).__name__,
        "name": str(_call(thing, "objectName") or ""),
        "text": str(_call(thing, "text", "currentText", "toPlainText", "title") or ""),
        "tip": str(_call(thing, "toolTip") or ""),
        "enabled": bool(_call(thing, "isEnabled")),
        "focused": bool(_call(thing, "hasFocus")),
        "checked": bool(thing.isChecked()) if hasattr(thing, "isChecked") else None,
        "value": float(value) if isinstance(value, int | float) else None,
        "box": box,
    }


def _call(thing: Any, *names: str) -> Any:
    """The first of these getters that the thing has, called."""
    for name in names:
        getter = getattr(thing, name, None)
        if callable(getter):
            try:
                return getter()
            except TypeError:  # a method of that name that wants arguments
                return None
    return None


QUESTIONS = {"widgets": widgets, "items": items, "choices": choices, "close": close}


def _serve(path: str) -> None:
    """Answer one question a connection, for as long as the program runs."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        while True:
            connection, _ = server.accept()
            with connection:
                question = connection.makefile().readline().strip()
                connection.sendall(json.dumps(_answer(question)).encode())


_bridge: Any = None


def _answer(question: str) -> Any:
    """Ask in the thread of the application, where alone widgets may be touched."""
    global _bridge
    qt = sys.modules.get("PySide6.QtWidgets")
    application = qt.QApplication.instance() if qt is not None and hasattr(qt, "QApplication") else None
    if application is None:
        return None
    if _bridge is None:
        _bridge = _bridge_to(application)
    answers: queue.Queue[Any] = queue.Queue()
    _bridge.asked.emit(question, answers)
    try:
        return answers.get(timeout=9.0)
    except queue.Empty:
        return None


def _bridge_to(application: Any) -> Any:
    from PySide6.QtCore import QObject, Qt, Signal, Slot

    class Bridge(QObject):
        asked = Signal(str, object)

        @Slot(str, object)
        def answer(self, question: str, answers: queue.Queue[Any]) -> None:
            if self.parent() is None:
                self.setParent(application)
            # Answer before closing: the program may be gone afterwards.
            answers.put(None if question == "close" else QUESTIONS[question]())
            if question == "close":
                close()

    bridge = Bridge()
    bridge.moveToThread(application.thread())
    bridge.asked.connect(bridge.answer, Qt.ConnectionType.QueuedConnection)
    return bridge


if "PLAYGROUND_PROBE" in os.environ:
    # A child process that the program starts is not the program under test.
    threading.Thread(target=_serve, args=[os.environ.pop("PLAYGROUND_PROBE")], daemon=True).start()
