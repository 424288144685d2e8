"""The app's speed, in processes of its own without a screen: launching, and training with everything visible.

`rows()` starts `python -m tests.benchmarks.app_speed launch|training|large`; each prints one JSON object.
Gaps are the times between two rounds of the GUI's event loop, as a timer of 1 ms finds them.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.window import MainWindow

Row = tuple[str, str, str, bool | None]

ROOT = Path(__file__).resolve().parents[2]
LAUNCHES = 5
SETTLING, MEASURING = 2.0, 8.0
RATE_CHANGES = 100
SIZE = (1280, 800)
#: What a person sees as one frame, in seconds.
FRAME = 1 / 60


def rows() -> list[Row]:
    """Measure the app; (work, measured, target, met) rows."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        first = _in_process("launch", home / "new", root=_never_run(home / "new"))
        launches = [_in_process("launch", home) for _ in range(LAUNCHES)]
        training = _in_process("training", home)
        large = _in_process("large", home)
    changes = sorted(training["rate_changes"])
    change_p95 = changes[int(0.95 * len(changes))]
    warm = statistics.median(launch["seconds"] for launch in launches)
    megabytes = training["peak_bytes"] / 1e6
    work = "spiral 2-8-8-1 at full speed, 1280×800: "
    large_work = "spiral 7-8×6-1 at full speed, 1280×800: "
    return [
        *_gap_rows(work, training["gaps"]),
        _at_least(work + "painted frames", training["painted_a_second"], 30, "a second"),
        _at_least(work + "epochs", training["epochs_a_second"], 2000, "a second"),
        *_gap_rows(large_work, large["gaps"]),
        _at_least(large_work + "painted frames", large["painted_a_second"], 30, "a second"),
        _at_least(
            large_work + "boundary and every neuron's map anew", large["pictures_a_second"], 30, "a second"
        ),
        (large_work + "epochs", f"{large['epochs_a_second']:,.0f} a second", "", None),
        (
            f"a learning-rate change in force, p95 of {RATE_CHANGES} (longest)",
            f"{1e3 * change_p95:.1f} ms ({1e3 * changes[-1]:.1f} ms)",
            "≤ 16.7 ms (one frame)",
            change_p95 <= FRAME,
        ),
        ("launch to first painted window, caches warm", f"{warm:.2f} s", "≤ 1.5 s", warm <= 1.5),
        (
            "launch to first painted window, first time ever",
            f"{first['seconds']:.2f} s",
            "≤ 4 s",
            first["seconds"] <= 4.0,
        ),
        ("peak memory", f"{megabytes:.0f} MB", "≤ 400 MB", megabytes <= 400),
    ]


def _gap_rows(work: str, measured: list[float]) -> list[Row]:
    gaps = sorted(measured)
    p95, p99 = (gaps[int(share * len(gaps))] for share in (0.95, 0.99))
    return [
        (work + "event loop gaps, p95", f"{1e3 * p95:.1f} ms", "≤ 16.7 ms", p95 <= 16.7e-3),
        (work + "event loop gaps, p99", f"{1e3 * p99:.1f} ms", "≤ 33 ms", p99 <= 33e-3),
        (work + "event loop gaps, longest", f"{1e3 * gaps[-1]:.1f} ms", "", None),
    ]


def _at_least(work: str, measured: float, target: float, unit: str) -> Row:
    return (work, f"{measured:,.0f} {unit}", f"≥ {target:,.0f} {unit}", measured >= target)


def _never_run(folder: Path) -> Path:
    """Copy the packages without what earlier runs left in them: bytecode and compiled kernels."""
    ignore = shutil.ignore_patterns("__pycache__")
    for package in ("engine", "playground", "resources", "tests/benchmarks"):
        shutil.copytree(ROOT / package, folder / package, ignore=ignore)
    return folder


def _in_process(part: str, home: Path, root: Path = ROOT) -> dict[str, Any]:
    """Run one part of the packages below `root` in a process with `home` as its home."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "OPENBLAS_NUM_THREADS": "1",  # as `playground.__main__` does it
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    if root != ROOT:
        environment["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")  # none of the libraries' either
    command = [sys.executable, "-m", "tests.benchmarks.app_speed", part, repr(time.time())]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{part} failed: {done.stderr.strip()[-300:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def launch(started: float) -> dict[str, Any]:
    """Launch as the command does, until the first paint."""
    from playground import app

    application = app.make_application()
    opened = app.start()
    painted: list[float] = []

    def finish() -> None:
        painted.append(time.time() - started)
        opened.window.close()
        application.quit()

    opened.window.shown_first.connect(finish)
    application.exec()
    return {"seconds": painted[0]}


def training(features: tuple[str, ...] = ("x1", "x2"), layers: int = 2) -> dict[str, Any]:
    """Train layers of eight neurons at full speed with every panel visible, and listen to the event loop."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer

    from engine.training import warm_up
    from playground import app
    from playground.document import DataSettings, Document, HiddenLayer, Network, View

    assert warm_up()
    application = app.make_application()
    window = app.start(size=SIZE).window
    document = Document(
        data=DataSettings(dataset="spiral"),
        network=Network(features, (HiddenLayer(8),) * layers),
        view=View(speed=12),
    )
    window.session.open(document, None)
    window.trainer.load(window.session.document)
    window.trainer.play()

    class Paints(QObject):
        """Counts the repaints of one widget."""

        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            self.count += event.type() == QEvent.Type.Paint
            return False

    paints = {view: Paints() for view in (window.page.network.canvas, window.page.output.plot.viewport())}
    for view, counter in paints.items():
        view.installEventFilter(counter)

    times: list[float] = []
    heartbeat = QTimer()
    heartbeat.setTimerType(Qt.TimerType.PreciseTimer)
    heartbeat.timeout.connect(lambda: times.append(time.perf_counter()))

    _run_for(SETTLING)
    shown, counts = window.frames_shown, [counter.count for counter in paints.values()]
    canvas = window.page.network.canvas
    finished = canvas.pictures_finished
    epoch, begin = _epoch(window), time.perf_counter()
    heartbeat.start(1)
    _run_for(MEASURING)
    heartbeat.stop()
    seconds = time.perf_counter() - begin
    painted = [counter.count - before for counter, before in zip(paints.values(), counts, strict=True)]
    result = {
        "gaps": [after - before for before, after in pairwise(times)],
        "painted_a_second": min(window.frames_shown - shown, *painted) / seconds,
        "pictures_a_second": (canvas.pictures_finished - finished) / seconds,
        "epochs_a_second": (_epoch(window) - epoch) / seconds,
        "rate_changes": _rate_changes(window),
        "peak_bytes": _peak_bytes(),
    }
    window.close()
    application.processEvents()
    return result


def _rate_changes(window: MainWindow) -> list[float]:
    """Seconds from an edit of the learning rate until every later step uses it, while training."""
    seconds = []
    for number in range(RATE_CHANGES):
        document = window.session.document
        settings = replace(document.training, learning_rate=0.01 + 0.001 * number)
        begin = time.perf_counter()
        window.session.edit("Learning rate", replace(document, training=settings))
        window.trainer.capture()  # answered after all commands before it
        seconds.append(time.perf_counter() - begin)
        _run_for(0.03)
    return seconds


def _epoch(window: MainWindow) -> int:
    state = window.trainer.capture()
    assert state is not None
    return state.epoch


def _run_for(seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def large() -> dict[str, Any]:
    """The same with TensorFlow Playground's largest network and all its features."""
    from engine.features import FEATURES

    return training(tuple(FEATURES), 6)


if __name__ == "__main__":
    parts = {"launch": lambda: launch(float(sys.argv[2])), "training": training, "large": large}
    print(json.dumps(parts[sys.argv[1]]()))
