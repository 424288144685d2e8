"""The Expression workspace's speed: typing, sliding and stepping at 200 nodes, panning large graphs.

Everything is painted offscreen into raster images, as on a screen without a graphics card.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.benchmarks.__main__ import Row

if TYPE_CHECKING:
    from playground.views.expression.canvas import Canvas
    from playground.views.expression.view import ExpressionView

SIZE = (1180, 776)
#: Long enough for every number to be measured by the table in between.
ROUNDS = 40
FRAME_60, FRAME_30 = 1 / 60, 1 / 30


def rows() -> list[Row]:
    """Measure; (work, measured, target, met) rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from playground import theme

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.DARK)
    view = workspace(formula_of(200))
    count = len(view.page.canvas.shape.nodes)
    found = [
        row(f"keystroke to redrawn graph, {count} nodes", keystrokes(view), 0.033),
        row(f"slider moved to redrawn graph, {count} nodes", slides(view), FRAME_60),
        row(f"slider moved, {count} nodes, zoomed to reading size", slides(view, zoom=6.0), FRAME_60),
        row(f"stepper key to paint, {count} nodes", steps(view), 0.016),
    ]
    view.close()
    for nodes, target in ((2_000, FRAME_60), (10_000, FRAME_30)):
        canvas = large_canvas(nodes)
        found.append(row(f"pan by 8 pixels and paint, {nodes:,} nodes visible", pans(canvas), target))
        if nodes == 10_000:
            found.append(slowest("slowest frame of a long pan, 10,000 nodes", long_pan(canvas), FRAME_30))
        found.append(row(f"animate one edge and paint, {nodes:,} nodes visible", animates(canvas), target))
        found.append(row(f"paint all of it anew, {nodes:,} nodes visible", zooms(canvas)))
        canvas.close()
    return found


def row(work: str, seconds: list[float], target: float | None = None) -> Row:
    """The median of what was measured, with the slowest of twenty, beside its target."""
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    median = statistics.median(ordered)
    measured = f"{1e3 * median:.1f} ms (p95 {1e3 * p95:.1f} ms)"
    if target is None:
        return Row(work, measured, "", None)
    return Row(work, measured, f"≤ {1e3 * target:.1f} ms", median <= target)


def slowest(work: str, seconds: list[float], target: float) -> Row:
    """The slowest of what was measured, beside its target, and the median."""
    worst = max(seconds)
    measured = f"{1e3 * worst:.1f} ms (median {1e3 * statistics.median(seconds):.1f} ms)"
    return Row(work, measured, f"≤ {1e3 * target:.1f} ms", worst <= target)


def formula_of(nodes: int) -> str:
    """Return a formula with about so many nodes, many of them used twice."""
    source = random.Random(4)
    lines, names = [], ["a", "b", "c", "d"]
    for number in range((nodes - 4) * 3 // 4):
        one, other = source.choice(names[-10:]), source.choice(names[-10:])
        lines.append(f"v{number} = {one}*{other}" if number % 3 else f"v{number} = tanh({one} + {other})")
        names.append(f"v{number}")
    return "\n".join(lines)


def workspace(text: str) -> ExpressionView:
    """Return the workspace with a formula, shown."""
    from playground import theme
    from playground.document import Document
    from playground.formula import with_text
    from playground.session import Session
    from playground.sheets import ExpressionSheet
    from playground.views.expression import ExpressionView

    session = Session(Document(expression=with_text(ExpressionSheet(text, ()), text)))
    view = ExpressionView(session, theme.DARK)
    session.setParent(view)
    session.changed.connect(view.show_document)
    view.resize(*SIZE)
    view.show()
    view.walk.go(view.walk.count)
    settle()
    return view


def settle() -> None:
    """Let everything that is due be painted and measured."""
    from PySide6.QtWidgets import QApplication

    for _ in range(20):
        QApplication.processEvents()


def paint() -> None:
    """Paint what has changed, as the event loop does once it is free."""
    from PySide6.QtWidgets import QApplication

    QApplication.sendPostedEvents()


def timed(work: Callable[[int], object], rounds: int = ROUNDS) -> list[float]:
    """How long each of some rounds takes."""
    seconds = []
    for number in range(rounds):
        started = time.perf_counter()
        work(number)
        seconds.append(time.perf_counter() - started)
    return seconds


def keystrokes(view: ExpressionView) -> list[float]:
    """From a key in the editor to the painted workspace; each other key takes the letter back."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QTextCursor
    from PySide6.QtTest import QTest

    editor = view.page.editor
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)

    def press(number: int) -> None:
        QTest.keyClick(editor, Qt.Key.Key_Backspace if number % 2 else Qt.Key.Key_2)
        paint()

    found = timed(press)
    settle()
    return found


def slides(view: ExpressionView, zoom: float = 1.0) -> list[float]:
    """From a moved slider to the painted workspace."""
    canvas = view.page.canvas
    canvas.fit()
    if zoom != 1.0:
        canvas.zoom(zoom)
        canvas.tick(1.0)
    settle()
    slider = view.page.variables.rows["a"].slider

    def move(number: int) -> None:
        slider.setValue(10 + number)
        paint()

    return timed(move)


def steps(view: ExpressionView) -> list[float]:
    """From a key of the stepper to the painted workspace."""
    view.page.canvas.fit()
    view.walk.go(view.walk.loss_index)
    settle()

    def press(_number: int) -> None:
        view.page.stepper.forward_action.trigger()
        paint()

    return timed(press)


def large_canvas(count: int) -> Canvas:
    """Return a canvas with so many nodes in columns, each fed by two of the column before, all in sight."""
    from playground import theme
    from playground.graph_layout import tidy
    from playground.views.expression.canvas import Canvas
    from playground.views.expression.shape import Drawn
    from playground.walk import Walk

    source = random.Random(4)
    columns = 40
    high = count // columns
    drawn = []
    for column in range(columns):
        for place in range(high):
            parents = (
                () if not column else (f"{column - 1}.{source.randrange(high)}", f"{column - 1}.{place}")
            )
            drawn.append(Drawn(f"{column}.{place}", "a·b", parents))
    canvas = Canvas(Walk(), theme.DARK)
    canvas.walk.setParent(canvas)
    canvas.resize(900, 600)
    canvas.set_shape(tuple(drawn), tidy([(node.key, node.parents) for node in drawn]))
    canvas.show()
    settle()
    return canvas


def pans(canvas: Canvas) -> list[float]:
    """Pan to and fro over more than the picture's margin."""

    def pan(number: int) -> None:
        canvas.pan(8.0 if number % 80 < 40 else -8.0, 3.0)
        canvas.repaint()

    canvas.fit()
    return timed(pan, 120)


def long_pan(canvas: Canvas) -> list[float]:
    """Pan by 25 pixels a frame, far beyond the picture's margin, until the graph has gone and come back.

    In time of this thread: what another process does to a single frame is not the canvas's.
    """
    canvas.fit()
    canvas.zoom(4.0)
    while canvas.zooming:  # until then the old picture is stretched
        pass
    canvas.repaint()
    seconds = []
    for number in range(240):
        started = time.thread_time()
        canvas.pan(25.0 if number // 60 % 2 == 0 else -25.0, 6.0 if number < 120 else -6.0)
        canvas.repaint()
        seconds.append(time.thread_time() - started)
    return seconds


def animates(canvas: Canvas) -> list[float]:
    """Light one edge after another, as a walk does."""
    edges = canvas.shape.edges

    def light(number: int) -> None:
        canvas.walk.set_highlight([edges[(37 * number) % len(edges)]])
        canvas.repaint()

    canvas.fit()
    canvas.repaint()
    return timed(light, 120)


def zooms(canvas: Canvas) -> list[float]:
    """Zoom in and out, with the picture painted sharp at every notch."""
    canvas.fit()

    def zoom(number: int) -> None:
        canvas.camera = replace(canvas.camera, zoom=canvas.camera.zoom * (1.01 if number % 2 else 1 / 1.01))
        canvas.repaint()

    return timed(zoom, 30)


if __name__ == "__main__":
    for found in rows():
        print(*found[:3], found[3], sep="  ")
