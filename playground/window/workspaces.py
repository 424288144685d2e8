"""The workspaces, one visible at a time; those that are not the first are made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from PySide6.QtCore import QThreadPool, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from playground.document import Document
from playground.session import Session
from playground.theme import Palette, Sizes

#: What a workspace is called on the rail, in menus and in undo steps.
NAMES = {"network": "Network", "expression": "Expression", "derivative": "Derivative"}
#: Milliseconds after the window is there in which nobody can have come to another workspace.
PREPARED_AFTER = 700


class Page(Protocol):
    """What a workspace offers the window."""

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show a document, of which `before` was shown until now."""

    def dress(self, palette: Palette, sizes: Sizes) -> None:
        """Take the colours and sizes of a theme."""

    def tick(self, seconds: float) -> None:
        """Let time pass for what moves."""


class View(Protocol):
    """What the view of a workspace without panels of the window's own offers."""

    def show_document(self, before: Document | None, after: Document) -> None: ...  # noqa: D102

    def set_palette(self, palette: Palette) -> None: ...  # noqa: D102

    def tick(self, seconds: float) -> None: ...  # noqa: D102


class ViewPage:
    """A workspace that is one view."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.show_document = view.show_document
        self.tick = view.tick

    def dress(self, palette: Palette, sizes: Sizes) -> None:
        """Take the colours of a theme; the view reads sizes from its font."""
        self.view.set_palette(palette)


class Workspaces(QStackedWidget):
    """Shows the workspace that the document's view names.

    Which one is shown is part of the document, so a change of workspace is an undo step like any
    other: undo never changes something that is out of sight. The keyboard belongs to the workspace
    that is shown as soon as it is shown, and whenever it is given to this stack.
    """

    def __init__(self, session: Session, first: QWidget, palette: Palette, sizes: Sizes) -> None:
        super().__init__()
        self._session = session
        self._palette, self._sizes = palette, sizes
        self._pages: dict[str, Page] = {"network": cast("Page", first)}
        self._widgets: dict[str, QWidget] = {"network": first}
        self.addWidget(first)
        self.setFocusProxy(first)
        self._prepares = QTimer(self, singleShot=True, interval=PREPARED_AFTER)
        self._prepares.timeout.connect(lambda: QThreadPool.globalInstance().start(_prepare))

    @property
    def current(self) -> str:
        """The key of the workspace that is shown."""
        return next(key for key, widget in self._widgets.items() if widget is self.currentWidget())

    def widget_of(self, key: str) -> QWidget:
        """The workspace's widget, made now if it never was."""
        if key not in self._widgets:
            widget = _MAKERS[key](self._session, self._palette)
            page = ViewPage(cast("View", widget))
            self._widgets[key], self._pages[key] = widget, page
            self.addWidget(widget)
            page.dress(self._palette, self._sizes)
        return self._widgets[key]

    def go(self, key: str) -> None:
        """Go to a workspace, as an undo step; several in a row are one."""
        document = self._session.document
        after = replace(document, view=replace(document.view, workspace=key))
        self._session.edit(f"Go to {NAMES[key]}", after, merge="workspace")

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show a document in every workspace there is, and the workspace it names."""
        for page in tuple(self._pages.values()):
            page.show_document(before, after)
        widget = self.widget_of(after.view.workspace)
        if widget is not self.currentWidget():
            self.setFocusProxy(widget)
            self.setCurrentWidget(widget)
            widget.setFocus()

    def dress(self, palette: Palette, sizes: Sizes) -> None:
        """Take the colours and sizes of a theme."""
        self._palette, self._sizes = palette, sizes
        for page in self._pages.values():
            page.dress(palette, sizes)

    @property
    def settled(self) -> bool:
        """Whether the workspace that is shown waits for nothing that is still being worked out."""
        return bool(getattr(self.currentWidget(), "settled", True))

    def tick(self, seconds: float) -> None:
        """Let time pass in the workspace that is shown."""
        self._pages[self.current].tick(seconds)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Prepare, once there is time, what the other workspaces will need (Qt's name)."""
        super().showEvent(event)
        self._prepares.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Prepare nothing for a window that is gone (Qt's name)."""
        super().hideEvent(event)
        self._prepares.stop()


def _prepare() -> None:
    """Load the Expression workspace and what every formula in it is typeset with: on any thread."""
    from playground.controls.outlines import outline

    expression = import_module("playground.views.expression.ahead")
    for piece in expression.ALWAYS:
        outline(piece)


def _expression(session: Session, palette: Palette) -> QWidget:
    from playground.views.expression import ExpressionView

    return ExpressionView(session, palette)


def _derivative(session: Session, palette: Palette) -> QWidget:
    from playground.views.derivative import DerivativeView

    return DerivativeView(session, palette)


_MAKERS: dict[str, Callable[[Session, Palette], QWidget]] = {
    "expression": _expression,
    "derivative": _derivative,
}
