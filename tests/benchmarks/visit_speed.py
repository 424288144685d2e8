"""The way from the network to a data point's graph: how long it takes, and how live the graph is then.

`rows()` starts `python -m tests.benchmarks.visit_speed NETWORK` once for each network, without a screen; it
prints one JSON object. The window is there and quiet when the graph is first opened; later the network
trains at full speed, first with the network in sight and then with the graph.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.__main__ import Row

if TYPE_CHECKING:
    from playground.document import Document
    from playground.window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1280, 800)
#: Seconds after the window is shown in which nobody opens a graph, and seconds of training measured.
QUIET, SETTLING, MEASURING = 2.5, 1.0, 5.0


def rows() -> list[Row]:
    """Measure; (work, measured, target, met) rows."""
    return [*_rows("default", "2-4-2-1", 30.0), *_rows("largest", "7-16×8-1", 10.0)]


def _rows(network: str, shape: str, rate: float) -> list[Row]:
    found = _in_process(network)
    nodes = f"{found['nodes']:,} nodes"
    gaps = sorted(found["gaps"])
    p95 = gaps[int(0.95 * len(gaps))]
    is_default = network == "default"
    slower = found["epochs_beside_graph"] / found["epochs_beside_network"]
    opened, refreshes = found["opened"], found["refreshes_a_second"]
    return [
        Row(
            f"{shape}, {nodes}: a point's graph opened for the first time and painted",
            f"{1e3 * opened:.0f} ms ({1e3 * found['opened_cpu']:.0f} ms of computing)",
            "≤ 300 ms" if is_default else "",
            opened <= 0.3 if is_default else None,
        ),
        Row(f"{shape}: the next point's graph", f"{1e3 * found['next']:.1f} ms", "", None),
        Row(
            f"{shape}, training at full speed: the graph's numbers renewed",
            f"{refreshes:.1f} a second ({1e3 * found['refresh_cpu']:.0f} ms of computing each)",
            f"≥ {rate:.0f} a second",
            refreshes >= rate,
        ),
        Row(
            f"{shape}, training at full speed: event loop gaps beside the graph, p95",
            f"{1e3 * p95:.1f} ms",
            "≤ 16.7 ms" if is_default else "",
            p95 <= 16.7e-3 if is_default else None,
        ),
        Row(
            f"{shape}: epochs a second beside the graph, of those beside the network",
            f"{slower:.2f}",
            "≥ 0.8" if is_default else "",
            slower >= 0.8 if is_default else None,
        ),
    ]


def _in_process(network: str) -> dict[str, Any]:
    """Measure one network in a process of its own, with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "OPENBLAS_NUM_THREADS": "1",  # as `playground.__main__` does it
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_DATA_HOME": f"{home}/data",
            "XDG_CACHE_HOME": f"{home}/cache",
        }
        command = [sys.executable, "-m", "tests.benchmarks.visit_speed", network]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{network} failed: {done.stderr.strip()[-300:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _document(network: str) -> Document:
    from engine.features import FEATURES
    from playground.document import MAX_HIDDEN_LAYERS, MAX_NEURONS, Document, HiddenLayer, Network, View

    document = Document(view=View(speed=12))
    if network == "default":
        return document
    hidden = (HiddenLayer(MAX_NEURONS),) * MAX_HIDDEN_LAYERS
    return replace(document, network=Network(tuple(FEATURES), hidden))


def measure(network: str) -> dict[str, Any]:
    """Open the graph of a point twice, then train beside the network and beside the graph."""
    from PySide6.QtCore import Qt, QTimer

    from engine.training import warm_up
    from playground import app
    from playground.sample_graph import Subject

    assert warm_up()
    application = app.make_application()
    window = app.start(size=SIZE).window
    window.session.open(_document(network), None)
    window.trainer.load(window.session.document)
    _run_for(QUIET)

    def opening(point: int) -> tuple[float, float]:
        begin, computed = time.perf_counter(), time.thread_time()
        window.visits.open(Subject(point))
        application.processEvents()
        return time.perf_counter() - begin, time.thread_time() - computed

    (opened, opened_cpu), (following, _) = opening(0), opening(1)
    window.visits.leave()
    window.trainer.play()
    _run_for(SETTLING)
    beside_network = _epochs_a_second(window)
    window.visits.open(Subject(0))
    _run_for(SETTLING)
    visited = window.visits.graph
    assert visited is not None
    shown: list[object] = []
    take = visited.show

    def show(frame: Any) -> None:
        shown.append(frame)
        take(frame)

    visited.show = show  # type: ignore[method-assign]
    times: list[float] = []
    heartbeat = QTimer()
    heartbeat.setTimerType(Qt.TimerType.PreciseTimer)
    heartbeat.timeout.connect(lambda: times.append(time.perf_counter()))
    heartbeat.start(1)
    begin, computed = time.perf_counter(), time.thread_time()
    beside_graph = _epochs_a_second(window)
    seconds, computed = time.perf_counter() - begin, time.thread_time() - computed
    heartbeat.stop()
    result = {
        "nodes": len(visited.formula.nodes),
        "opened": opened,
        "opened_cpu": opened_cpu,
        "next": following,
        "refresh_cpu": computed / max(len(shown), 1),
        "refreshes_a_second": len(shown) / seconds,
        "epochs_beside_network": beside_network,
        "epochs_beside_graph": beside_graph,
        "gaps": [after - before for before, after in pairwise(times)],
    }
    window.close()
    application.processEvents()
    return result


def _epochs_a_second(window: MainWindow) -> float:
    def epoch() -> int:
        state = window.trainer.capture()
        assert state is not None
        return state.epoch

    before, begin = epoch(), time.perf_counter()
    _run_for(MEASURING)
    return (epoch() - before) / (time.perf_counter() - begin)


def _run_for(seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
