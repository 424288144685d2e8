"""Experiments as short texts: TensorFlow Playground's links, and this app's own share texts. No Qt."""

from __future__ import annotations

from playground.links.names import is_link
from playground.links.read import Imported, read_link
from playground.links.share import is_share_text, read_share_text, share_text
from playground.links.shortcut import SUFFIXES as SHORTCUTS
from playground.links.shortcut import address_in, is_shortcut
from playground.links.write import Written, write_link

__all__ = [
    "SHORTCUTS",
    "Imported",
    "Written",
    "address_in",
    "is_share_text",
    "is_shared",
    "is_shortcut",
    "read_link",
    "read_shared",
    "share_text",
    "write_link",
]


def is_shared(text: str) -> bool:
    """Whether a text is meant as a link or a share text."""
    return is_share_text(text) or is_link(text)


def read_shared(text: str) -> Imported:
    """Return the experiment in a link or a share text; raises `PlaygroundError` for any other text."""
    return Imported(read_share_text(text)) if is_share_text(text) else read_link(text)
