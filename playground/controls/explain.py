"""What a control says of itself: to the pointer that rests on it and to a screen reader."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QWidget


def explain(widget: QWidget, name: str, sentence: str, shortcut: str = "") -> None:
    """Give `widget` an accessible name and description, and a tooltip that also names its shortcut."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(sentence)
    key = f"&nbsp; [{escape(shortcut)}]" if shortcut else ""
    widget.setToolTip(f"<div><b>{escape(name)}</b>{key}</div><div>{escape(sentence)}</div>")
