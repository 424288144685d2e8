"""`make bench`: run every benchmark here and print each figure beside its target, in one table.

A benchmark module has `rows()`, which returns (work, measured, target, met) rows; `met` None is a figure
without a target. Each runs in a process of its own, one after the other, so that none disturbs another.
`python -m tests.benchmarks NAME...` runs only the modules named.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

#: Modules of this package with `rows()`, in the table's order; every other `*_speed` module follows.
BENCHMARKS = {
    "eager": "Eager engine",
    "engine_speed": "Compiled program",
    "app_speed": "The app",
    "output_speed": "The output panel",
    "expression_speed": "Expression workspace",
    "visit_speed": "From the network to the graph",
    "derivative_speed": "Derivative workspace",
    "table_speed": "Tables of points",
}
#: What is compared with if it is installed: import name -> how to get it.
PEERS = {
    "micrograd": "make bench installs it where it can",
    "autograd": "make bench installs it where it can",
    "jax": "make bench installs it where it can",
    "torch": "install PyTorch's CPU build into .venv",
}
HEADINGS = ("work", "measured", "target", "")
#: With this word before a name, the rows of one benchmark are measured and printed as JSON.
ROWS_OF = "--rows-of"
#: Seconds after which a benchmark is taken to hang.
PATIENCE = 900.0


class Row(NamedTuple):
    """One figure beside its target."""

    work: str
    measured: str
    target: str
    met: bool | None


class NotMeasuredError(Exception):
    """A benchmark that could not be run; its text says why."""


def absent_peers() -> list[str]:
    """A sentence for each peer that is not installed, so that its missing figures are not overlooked."""
    return [
        f"Not compared with {peer}: not installed ({how})."
        for peer, how in PEERS.items()
        if importlib.util.find_spec(peer) is None
    ]


def table(sections: Mapping[str, Sequence[Row]]) -> list[str]:
    """The rows of all sections as aligned lines, headings first, a line with each section's name."""
    verdicts = {True: "met", False: "MISSED", None: ""}
    cells = {
        heading: [(row.work, row.measured, row.target, verdicts[row.met]) for row in rows]
        for heading, rows in sections.items()
    }
    lines = [HEADINGS, *(line for rows in cells.values() for line in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]

    def aligned(line: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()

    printed = [aligned(HEADINGS), "  ".join("-" * width for width in widths)]
    for heading, rows in cells.items():
        printed += ["", heading, *map(aligned, rows)]
    return printed


def benchmarks() -> list[str]:
    """The modules to run when none is named."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*_speed.py"))
    return list(BENCHMARKS | dict.fromkeys(found))


def machine() -> str:
    """Where these figures were measured, and how busy it was, in one line."""
    system = f"{platform.system()} {platform.machine()}"
    busy = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}{busy}"


def in_a_process(name: str) -> list[Row]:
    """Measure one benchmark in a process of its own; raises NotMeasuredError when it breaks or hangs."""
    command = [sys.executable, "-m", __package__, ROWS_OF, name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise NotMeasuredError(f"no end after {PATIENCE:.0f} s") from None
    if done.returncode:
        raise NotMeasuredError((done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1])
    return [Row(*row) for row in json.loads(done.stdout.splitlines()[-1])]


def main(names: Iterable[str], measure: Callable[[str], list[Row]] = in_a_process) -> int:
    """Run the named benchmarks, or all; 1 if one of them could not be run, whatever it measured."""
    broken: list[str] = []
    sections: dict[str, list[Row]] = {}
    print(machine())
    print(*absent_peers(), sep="\n", end="\n\n", flush=True)
    for name in list(names) or benchmarks():
        heading = BENCHMARKS.get(name, name.replace("_", " ").capitalize())
        started = time.perf_counter()
        print(f"measuring: {heading} …", end="", file=sys.stderr, flush=True)
        try:
            sections[heading] = measure(name)
        except NotMeasuredError as error:  # one benchmark that breaks must not hide the others' figures
            broken.append(f"{name}: {error}")
        print(f" {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    print(*table(sections), sep="\n", flush=True)
    missed = sum(row.met is False for rows in sections.values() for row in rows)
    judged = sum(row.met is not None for rows in sections.values() for row in rows)
    print(f"\n{judged - missed} of {judged} targets met.")
    print(*(f"Could not be run: {reason}" for reason in broken), sep="\n", end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    # Offscreen unless a screen was asked for: figures must not depend on who is logged in.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # As the app does at its start; read when NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.argv[1:2] == [ROWS_OF]:
        print(
            json.dumps([tuple(row) for row in importlib.import_module(f"{__package__}.{sys.argv[2]}").rows()])
        )
    else:
        sys.exit(main(sys.argv[1:]))
