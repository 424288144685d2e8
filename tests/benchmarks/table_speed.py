"""Tables of points: how long a million rows take to open, how soon Cancel is heard, what a choice costs."""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from pathlib import Path

from playground.document import DataSettings
from playground.own_data import MAX_POINTS, OwnPoints
from playground.tables import Cancelled, Table, csv_text, points_of, read, suggestion
from tests.benchmarks.__main__ import Row
from tests.benchmarks.timing import stopwatch

ROWS = 1_000_000


def rows() -> list[Row]:
    """Measure; (work, measured, target, met) rows."""
    with tempfile.TemporaryDirectory() as folder:
        words = write(Path(folder) / "words.csv", words=True)
        numbers = write(Path(folder) / "numbers.csv", words=False)
        found = [
            opened("numbers and a class, by name", words),
            opened("numbers alone", numbers),
            in_the_dialog(words),
            cancelled(words),
        ]
        found += [chosen(read(words)), exported()]
    return found


def write(path: Path, words: bool) -> Path:
    """Write a table of three columns, each number with all its digits."""
    source = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        file.write("x,y,target\n")
        for _ in range(ROWS):
            target = source.choice(("red", "green", "blue")) if words else repr(source.gauss(0, 1))
            file.write(f"{source.gauss(0, 1)!r},{source.gauss(0, 1)!r},{target}\n")
    return path


def opened(what: str, path: Path) -> Row:
    """Read one, a few times."""

    def work() -> None:
        assert read(path).rows == ROWS

    size = path.stat().st_size / 2**20
    return judged(f"read {ROWS:,} rows × 3, {what}, {size:.0f} MB", stopwatch(work, tries=3)(), 3.0)


def in_the_dialog(path: Path) -> Row:
    """From the dialog's making to its points in the preview, with its progress bar moving meanwhile."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from playground import theme
    from playground.window.import_table import ImportDialog

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.DARK)
    start = time.perf_counter()
    dialog = ImportDialog(path, theme.DARK)
    dialog.show()
    ready = QEventLoop()
    clock = QTimer()
    clock.timeout.connect(lambda: ready.quit() if dialog.accept_button.isEnabled() else None)
    clock.start(10)
    ready.exec()
    seconds = time.perf_counter() - start
    clock.stop()
    dialog.reject()
    return judged(f"the same in the import dialog, to its preview, {ROWS:,} rows", seconds, 3.0)


def cancelled(path: Path) -> Row:
    """The longest that reading goes on after it was given up at some moment."""
    slowest = 0.0
    for moment in range(8):
        stop, begun = threading.Event(), threading.Event()
        shares: list[float] = []

        def progress(share: float, shares: list[float] = shares, begun: threading.Event = begun) -> None:
            shares.append(share)
            begun.set()

        def run(stop: threading.Event = stop, progress: object = progress) -> None:
            try:
                read(path, stop.is_set, progress)  # type: ignore[arg-type]
            except Cancelled:
                return

        thread = threading.Thread(target=run)
        thread.start()
        begun.wait()
        threading.Event().wait(0.1 * moment)
        start = time.perf_counter()
        stop.set()
        thread.join()
        slowest = max(slowest, time.perf_counter() - start)
    return judged("Cancel pressed, to the end of the reading (slowest of 8)", slowest, 0.2)


def chosen(table: Table) -> Row:
    """What changing a picker costs: which rows, how scaled, how many left out."""
    selection = suggestion(table)

    def work() -> None:
        assert len(points_of(table, selection).points) == MAX_POINTS

    return judged(f"another column of {ROWS:,} rows chosen, to its points", stopwatch(work)(), 0.1)


def exported() -> Row:
    """As many points as a document holds, as the text of a file."""
    source = random.Random(1)
    points = OwnPoints.of([(source.uniform(-6, 6), source.uniform(-6, 6), k % 3) for k in range(MAX_POINTS)])
    settings = DataSettings(dataset="own", own_classes=points, classes=3)
    seconds = stopwatch(lambda: csv_text(settings), tries=3)()
    return Row(f"export {MAX_POINTS:,} points", f"{seconds:.2f} s", "", None)


def judged(work: str, seconds: float, target: float) -> Row:
    """A row with its target."""
    shown = f"{seconds:.2f} s" if target >= 1 else f"{1e3 * seconds:.0f} ms"
    limit = f"≤ {target:g} s" if target >= 1 else f"≤ {1e3 * target:.0f} ms"
    return Row(work, shown, limit, seconds <= target)
