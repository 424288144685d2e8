"""Put Gradient Playground, with its icon, into this person's application menu (freedesktop systems)."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def main() -> None:
    """Copy icon and menu entry below XDG_DATA_HOME; the entry starts this very installation."""
    share = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    command = Path(sys.executable).with_name("gradient-playground")
    icon = share / "icons/hicolor/scalable/apps/gradient-playground.svg"
    entry = share / "applications/gradient-playground.desktop"
    for path in (icon, entry):
        path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(RESOURCES / "icon.svg", icon)
    text = (RESOURCES / "gradient-playground.desktop").read_text(encoding="utf-8")
    entry.write_text(text.replace("Exec=gradient-playground", f'Exec="{command}"'), encoding="utf-8")
    print(f"Gradient Playground is in the menu ({entry}).")


if __name__ == "__main__":
    main()
