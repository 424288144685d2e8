"""How long the output panel takes to paint: boundaries, surface, 100,000 points, and strokes among them.

Each figure is the median of whole repaints, 309 pixels wide as in a window of 1280 × 800.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.document import Document
    from playground.views.output import OutputView

Row = tuple[str, str, str, bool | None]

SIZE = (333, 393)
POINTS = 100_000
REPEATS = 40


def rows() -> list[Row]:
    """Measure the panel; (work, measured, target, met) rows."""
    from PySide6.QtWidgets import QApplication

    from playground import theme

    application = QApplication.instance() or QApplication([])
    theme.apply(application, theme.DARK)
    return [
        _row("paint the boundary of 2 classes", _boundary(2), 8),
        _row("paint the boundary of 6 classes", _boundary(6), 8),
        _row("paint the boundary of 6 classes, discretised", _boundary(6, discretise=True), 8),
        _row("find and paint lines of equal output", _boundary(2, contours=True), 8),
        _row("paint the surface, turned", _surface(), 33),
        _row(f"pan over {POINTS:,} points, the longest frame", _panned(), 33),
        _row(f"zoom over {POINTS:,} points", _zoomed(), 33),
        _row(f"a stroke's step among {POINTS:,} points, spraying", _stroke("spray"), 33),
        _row(f"a stroke's step among {POINTS:,} points, erasing", _stroke("erase"), 33),
        _row(f"a step of dragging {POINTS:,} points, the longest", _dragged(), 33),
        _row(f"the pointer over {POINTS:,} points", _pointed(), 8),
        _row(f"the end of a stroke among {POINTS:,} points", _release(), None),
    ]


def _row(work: str, seconds: float, target: float | None) -> Row:
    measured = f"{1e3 * seconds:.1f} ms"
    if target is None:
        return (f"output: {work}", measured, "", None)
    return (f"output: {work}", measured, f"≤ {target:g} ms", 1e3 * seconds <= target)


def _seconds(work: Callable[[int], object], of: Callable[[list[float]], float] = statistics.median) -> float:
    work(0)
    seconds = []
    for number in range(1, REPEATS + 1):
        start = time.perf_counter()
        work(number)
        seconds.append(time.perf_counter() - start)
    return of(seconds)


def _view(document: Document, **options: Any) -> OutputView:
    from PySide6.QtWidgets import QApplication

    from playground import theme
    from playground.session import Session
    from playground.views.output import OutputView

    session = Session(document)
    view = OutputView(session, theme.DARK, **options)
    session.setParent(view)
    session.changed.connect(view.show_document)
    view.resize(*SIZE)
    view.show()
    # Nothing is painted of a window that the screen has not shown yet.
    for _ in range(5):
        QApplication.processEvents()
    return view


def _of_classes(classes: int, **view: object) -> tuple[Document, list[Any]]:
    """A document with so many classes, and a few different frames of it."""
    from dataclasses import replace

    import numpy as np

    from playground.document import DataSettings, Document, View
    from playground.network_edits import initial_state
    from playground.run import GRID
    from tests.views import synthetic

    start = synthetic.document(8, 8, dataset="blobs")
    frame = synthetic.frame(start, 1)
    outputs = 1 if classes == 2 else classes
    data = DataSettings(dataset="blobs", classes=classes)
    document = Document(data=data, network=replace(start.network, outputs=outputs), view=View(**view))  # type: ignore[arg-type]
    document = replace(document, state=initial_state(document))
    axis = np.linspace(-6, 6, GRID)
    x, y = np.meshgrid(axis, -axis)
    frames = []
    for turn in np.linspace(0, 1, 8):
        angles = turn + 2 * np.pi * np.arange(outputs) / outputs
        maps = np.stack([np.tanh(np.sin(x * np.cos(a)) + np.cos(y + a)) for a in angles])
        answers = np.random.default_rng(1).normal(size=(250, outputs))
        shaped = answers[:, 0] if outputs == 1 else answers
        moved = synthetic.with_layer(frame, -1, maps=maps)
        frames.append(
            replace(moved, network=document.network, data=data, train_outputs=shaped, test_outputs=shaped)
        )
    return document, frames


def _boundary(classes: int, **options: object) -> float:
    document, frames = _of_classes(classes, **options)
    view = _view(document)

    def paint(number: int) -> None:
        view.show_frame(frames[number % len(frames)])
        view.plot.viewport().repaint()

    return _seconds(paint)


def _surface() -> float:
    document, frames = _of_classes(2, output="surface")
    view = _view(document)

    def paint(number: int) -> None:
        view.show_frame(frames[number % len(frames)])
        view.surface.camera = view.surface.camera.turned(0.03, 0.0)
        view.surface.repaint()

    return _seconds(paint)


def _crowded(**options: Any) -> OutputView:
    """A view of 100,000 own points."""
    import numpy as np

    from playground.document import DataSettings, Document
    from playground.own_data import OwnPoints

    random = np.random.default_rng(1)
    # One stroke's worth below what a document holds.
    count = POINTS - 1000
    table = np.column_stack([random.uniform(-6, 6, (count, 2)), random.integers(0, 3, count)])
    data = DataSettings(dataset="own", classes=3, own_classes=OwnPoints.of(table), train_share=90)
    return _view(Document(data=data), **options)


def _panned() -> float:
    view = _crowded()

    def pan(number: int) -> None:
        view.plot.box.translateBy((0.3 if number % 40 < 20 else -0.3, 0.0))
        view.plot.viewport().repaint()

    return _seconds(pan, max)


def _zoomed() -> float:
    view = _crowded()

    def zoom(number: int) -> None:
        factor = 0.97 if number % 40 < 20 else 1 / 0.97
        view.plot.box.scaleBy((factor, factor))
        view.plot.viewport().repaint()

    return _seconds(zoom)


def _pointed() -> float:
    from PySide6.QtCore import QPointF

    view = _crowded()
    return _seconds(lambda number: view.plot.point_number(QPointF(number / 10 - 2, 0.5)))


def _stroke(tool: str) -> float:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    seconds = [0.0]
    view = _crowded(clock=lambda: seconds[0])
    view.painting.strip.choose(tool)
    viewport = view.plot.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, 100))

    def step(number: int) -> None:
        seconds[0] += 1 / 60
        QTest.mouseMove(viewport, QPoint(60 + 4 * number, 100))
        view.painting.tick()
        viewport.repaint()

    taken = _seconds(step)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(220, 100))
    return taken


def _dragged() -> float:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    view = _crowded()
    view.painting.strip.choose("move")
    viewport = view.plot.viewport()
    left = Qt.MouseButton.LeftButton
    # A frame around all of them, begun where there is no point.
    view.plot.box.setRange(xRange=(-7, 7), yRange=(-7, 7), padding=0)
    QTest.mousePress(viewport, left, pos=QPoint(1, 1))
    QTest.mouseMove(viewport, QPoint(viewport.width() - 2, viewport.height() - 2))
    QTest.mouseRelease(viewport, left, pos=QPoint(viewport.width() - 2, viewport.height() - 2))
    assert len(view.painting.chosen) == len(view.points)
    middle = viewport.rect().center()
    QTest.mousePress(viewport, left, pos=middle)

    def step(number: int) -> None:
        QTest.mouseMove(viewport, middle + QPoint(3 * number, number))
        viewport.repaint()

    taken = _seconds(step, max)
    QTest.mouseRelease(viewport, left, pos=middle)
    return taken


def _release() -> float:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    view = _crowded()
    view.painting.strip.choose("point")
    viewport = view.plot.viewport()

    def put(number: int) -> None:
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60 + number, 100))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60 + number, 100))
        viewport.repaint()

    return _seconds(put)
