"""Internet shortcuts: small files that desktops keep an address in, Windows' `.url` and macOS's `.webloc`.

Only the address is read out of them, and nothing is opened. Both are bounded in size before anything is
parsed; entities in XML, which can grow a small file into a large text, are refused by its parser.
"""

from __future__ import annotations

import plistlib
import re
import stat
from pathlib import Path

from engine.errors import PlaygroundError

#: How such files end.
SUFFIXES = (".url", ".webloc")
#: Bytes; desktops write a few hundred, and a link has at most `names.MAX_LINK` characters.
MAX_SIZE = 100_000
_URL = re.compile(r"\[InternetShortcut\].*?^[ \t]*URL[ \t]*=[ \t]*([^\r\n]+)", re.I | re.M | re.S)


def is_shortcut(path: Path) -> bool:
    """Whether a file is taken for an internet shortcut, by how its name ends."""
    return path.suffix.lower() in SUFFIXES


def address_in(path: Path) -> str:
    """Return the address that a shortcut leads to.

    Raises `PlaygroundError`, one sentence with the file's name, for a file that holds none.
    """
    raw = _bytes_of(path)
    address = _in_property_list(raw) if path.suffix.lower() == ".webloc" else _in_url_file(raw)
    if address is None:
        raise PlaygroundError(f"{path.name} holds no address, as an internet shortcut would.")
    return address


def _bytes_of(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PlaygroundError(f"{path.name}: this is not a file.")
        with path.open("rb") as file:
            raw = file.read(MAX_SIZE + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PlaygroundError(f"{path.name} cannot be read: {reason}.") from error
    if len(raw) > MAX_SIZE:
        raise PlaygroundError(
            f"{path.name} has more than {MAX_SIZE // 1000} kB, which is too much for an internet shortcut."
        )
    return raw


def _in_url_file(raw: bytes) -> str | None:
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    found = _URL.search(raw.decode(encoding, "replace"))
    return (found[1].strip() or None) if found else None


def _in_property_list(raw: bytes) -> str | None:
    try:
        content = plistlib.loads(raw)
    except Exception:  # the parser's own errors are of many kinds
        return None
    address = content.get("URL") if isinstance(content, dict) else None
    return address if isinstance(address, str) and address.strip() else None
