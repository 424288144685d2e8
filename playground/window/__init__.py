"""The main window: its arrangement, its menus and keys, and what it does with files."""

from playground.window.main import MainWindow

__all__ = ["MainWindow"]
