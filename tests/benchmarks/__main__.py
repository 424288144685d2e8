"""`make bench`: run every benchmark here and print each figure beside its target, in one table.

A benchmark module has `rows()`, which returns (work, measured, target, met) rows; `met` None is a figure
without a target. `python -m tests.benchmarks NAME...` runs only the modules named.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

#: Modules of this package with `rows()`, in the order of the tables; every other `*_speed` module follows.
BENCHMARKS = {"eager": "Eager engine", "engine_speed": "Compiled program", "app_speed": "The app"}
#: What is compared with if it is installed: import name -> how to get it.
PEERS = {
    "micrograd": "make bench installs it where it can",
    "autograd": "make bench installs it where it can",
    "jax": "make bench installs it where it can",
    "torch": "install PyTorch's CPU build into .venv",
}
HEADINGS = ("work", "measured", "target", "")


class Row(NamedTuple):
    """One figure beside its target."""

    work: str
    measured: str
    target: str
    met: bool | None


def absent_peers() -> list[str]:
    """A sentence for each peer that is not installed, so that its missing figures are not overlooked."""
    return [
        f"Not compared with {peer}: not installed ({how})."
        for peer, how in PEERS.items()
        if importlib.util.find_spec(peer) is None
    ]


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as aligned lines, headings first."""
    verdicts = {True: "met", False: "MISSED", None: ""}
    cells = [HEADINGS, *((row.work, row.measured, row.target, verdicts[row.met]) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return [line.rstrip() for line in lines]


def benchmarks() -> list[str]:
    """The modules to run when none is named."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*_speed.py"))
    return list(BENCHMARKS | dict.fromkeys(found))


def machine() -> str:
    """Where these figures were measured, in one line."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(names: Iterable[str]) -> int:
    """Run the named benchmarks, or all; 1 if one of them could not be run, whatever it measured."""
    broken = []
    print(machine())
    print(*absent_peers(), sep="\n", end="\n\n")
    for name in list(names) or benchmarks():
        started = time.perf_counter()
        try:
            found = importlib.import_module(f"{__package__}.{name}").rows()
        except Exception as error:  # one benchmark that breaks must not hide the others' figures
            broken.append(f"{name}: {type(error).__name__}: {error}")
            continue
        heading = BENCHMARKS.get(name, name.replace("_", " ").capitalize())
        print(f"{heading} ({time.perf_counter() - started:.0f} s)")
        print(*table([Row(*row) for row in found]), sep="\n", end="\n\n", flush=True)
    print(*(f"Could not be run: {reason}" for reason in broken), sep="\n", end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    # Offscreen unless a screen was asked for: figures must not depend on who is logged in.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
