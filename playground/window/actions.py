"""Everything that has a key or a place in the menu, and the menu itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from playground.controls.hiding import Hideable
from playground.session import Session
from playground.window.appearance import MODES, Appearance
from playground.window.files import Files
from playground.window.hidden_keys import HiddenKeys
from playground.window.hiding import Hiding
from playground.window.network_page import NetworkPage
from playground.window.sharing import SHOW_ALL, Sharing
from playground.window.tables import Tables
from playground.window.workspaces import NAMES

Keys = QKeySequence.StandardKey | str | list[str]
_MODE_NAMES = {"system": "As the system", "dark": "Dark", "light": "Light"}


class Actions(QObject):
    """The window's actions, each with its key; `menu` shows them, `all` lists them for the overview."""

    #: The key of the workspace that was asked for.
    workspace_chosen = Signal(str)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        files: Files,
        sharing: Sharing,
        tables: Tables,
        appearance: Appearance,
        page: NetworkPage,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._files = files
        self._sharing = sharing
        of_run = page.transport.actions_of_run
        self._of_run, self._of_panels = of_run, page.actions_of_panels
        self._appearance = appearance
        self.all = [*of_run, *self._of_panels]
        self.new = self._action("New", QKeySequence.StandardKey.New, files.new)
        self.open = self._action("Open…", QKeySequence.StandardKey.Open, files.ask_and_open)
        self.save = self._action("Save", QKeySequence.StandardKey.Save, files.save)
        self.save_as = self._action("Save as…", "Ctrl+Shift+S", files.save_as)
        self.import_points = self._action("Import points…", "Ctrl+I", tables.import_table)
        self.export_points = self._action("Export points…", "Ctrl+E", tables.export_points)
        self.edit_points = self._action("Edit points", "Ctrl+Shift+E", tables.edit_points)
        self.undo = session.undo_stack.createUndoAction(self, "Undo")
        self.redo = session.undo_stack.createRedoAction(self, "Redo")
        self._adopt(self.undo, QKeySequence.StandardKey.Undo)
        self._adopt(self.redo, ["Ctrl+Shift+Z", "Ctrl+Y"])
        self.workspaces = [
            self._action(name, f"Ctrl+{number}", partial(self.workspace_chosen.emit, key))
            for number, (key, name) in enumerate(NAMES.items(), start=1)
        ]
        self.paste = self._action("Paste link", QKeySequence.StandardKey.Paste, sharing.paste)
        self.copy_link = self._action(
            "Copy as Playground link", QKeySequence.StandardKey.Copy, sharing.copy_link
        )
        self.hiding = Hiding(window, session, sharing, appearance, page.network)
        self.hide_controls = self._action("Hide controls…", "Ctrl+Shift+H", self.hiding.open)
        self.hiding.popover.addActions([self.undo, self.redo])
        self.theme = self._action("Light or dark", "Ctrl+T", appearance.toggle)
        self.present = self._action("Present", "F11")
        self.help = self._action("Keys", ["F1", "?"])
        self.quit = self._action("Quit", QKeySequence.StandardKey.Quit, window.close)
        self._of_data_sets = Hideable({"data set": [self.import_points, self.edit_points]})
        self._leave_out()
        session.changed.connect(self._leave_out)
        self.hidden_keys = HiddenKeys(
            window, session, (*self._of_run, *self._of_panels, self.import_points, self.edit_points)
        )
        self.menu = self._menu()

    def enter(self, workspace: str) -> None:
        """Let only the workspace that is shown have its keys, such as Space."""
        for action in (*self._of_run, *self._of_panels, self.edit_points, self.copy_link, self.hide_controls):
            action.setEnabled(workspace == "network")

    @property
    def usable(self) -> list[QAction]:
        """The actions that have their keys in the workspace that is shown."""
        return [action for action in self.all if action.isEnabled() or action in (self.undo, self.redo)]

    def _action(self, text: str, keys: Keys, slot: Callable[[], object] | None = None) -> QAction:
        action = QAction(text, self)
        if slot is not None:
            action.triggered.connect(lambda: slot())
        return self._adopt(action, keys)

    def _adopt(self, action: QAction, keys: Keys) -> QAction:
        if isinstance(keys, list):
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setProperty("all keys", True)
        elif isinstance(keys, str):
            action.setShortcut(QKeySequence(keys))
        else:
            action.setShortcuts(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        self._window.addAction(action)
        self.all.append(action)
        return action

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.addActions([self.new, self.open])
        self._recent = menu.addMenu("Open recent")
        self._recent.aboutToShow.connect(self._list_recent)
        menu.aboutToShow.connect(self._list_recent)
        menu.addActions([self.save, self.save_as])
        menu.addSeparator()
        menu.addActions([self.import_points, self.export_points, self.edit_points])
        menu.addSeparator()
        menu.addActions([self.undo, self.redo])
        menu.addSeparator()
        menu.addActions([self.paste, self.copy_link])
        menu.addAction("Copy as share text", partial(self._sharing.copy_share_text, False))
        menu.addAction("Copy as share text with weights", partial(self._sharing.copy_share_text, True))
        menu.addAction(self.hide_controls)
        self.show_all = menu.addAction(SHOW_ALL, self._sharing.show_all_controls)
        menu.aboutToShow.connect(self._offer_show_all)
        menu.addSeparator()
        menu.addActions(self.workspaces)
        menu.addSeparator()
        menu.addMenu(self._run_menu(menu))
        menu.addMenu(self._theme_menu(menu))
        menu.addActions([self.present, self.help])
        menu.addSeparator()
        menu.addAction(self.quit)
        return menu

    def _run_menu(self, parent: QMenu) -> QMenu:
        menu = QMenu("Training", parent)
        menu.addActions(self._of_run)
        menu.addSeparator()
        menu.addActions(self._of_panels)
        return menu

    def _theme_menu(self, parent: QMenu) -> QMenu:
        menu = QMenu("Theme", parent)
        group = QActionGroup(menu)
        for mode in MODES:
            action = QAction(_MODE_NAMES[mode], menu, checkable=True)
            action.setChecked(mode == self._appearance.mode)
            action.triggered.connect(lambda _=False, mode=mode: self._appearance.set_mode(mode))
            group.addAction(action)
            menu.addAction(action)
        self._mode_actions = dict(zip(MODES, group.actions(), strict=True))
        self._appearance.changed.connect(self._show_mode)
        return menu

    def _show_mode(self) -> None:
        self._mode_actions[self._appearance.mode].setChecked(True)

    def _leave_out(self) -> None:
        self._of_data_sets.hide(self._session.document.view.hidden)

    def _offer_show_all(self) -> None:
        self.show_all.setEnabled(bool(self._session.document.view.hidden))

    def _list_recent(self) -> None:
        self._recent.clear()
        for path in self._files.recent:
            self._recent.addAction(_shown(path), partial(self._files.open_path, path))
        self._recent.setEnabled(not self._recent.isEmpty())


def _shown(path: Path) -> str:
    return f"{path.name}  —  {path.parent}".replace("&", "&&")
