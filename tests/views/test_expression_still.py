"""The graph's picture while one pans: what comes into reach is painted bit by bit, into the same picture."""

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter

from playground import theme
from playground.examples import EXAMPLES, apply_example
from playground.formula import build
from playground.graph_layout import tidy
from playground.sheets import ExpressionSheet
from playground.views.expression import still as module
from playground.views.expression.camera import Camera
from playground.views.expression.canvas import Canvas
from playground.views.expression.folds import drawn_graph
from playground.views.expression.still import Still
from playground.walk import Walk


@pytest.fixture
def canvas(qtbot):
    """A canvas with the graph of a network, all of it open."""
    example = next(example for example in EXAMPLES if example.key == "deep")
    formula = build(apply_example(ExpressionSheet(), example))
    made = Canvas(Walk(), theme.DARK)
    made.walk.setParent(made)
    qtbot.addWidget(made)
    made.walk.set_formula(formula)
    made.walk.go(made.walk.count)
    made.resize(400, 300)
    drawn, folds = drawn_graph(formula, [])
    made.set_shape(drawn, tidy([(node.key, node.parents) for node in drawn]), folds)
    made.show()
    look(made, 0.25)
    return made


def look(canvas: Canvas, zoom: float) -> None:
    """Look at the middle of the graph; at powers of two no rounding differs from place to place."""
    middle = canvas.bounds().center()
    canvas.pan(0.0, 0.0)
    canvas.camera = Camera(zoom, float(round(200 - zoom * middle.x())), float(round(150 - zoom * middle.y())))
    canvas.repaint()


def picture(still: Still, canvas: Canvas) -> QImage:
    """What a still shows through the canvas's camera."""
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(image.rect(), canvas.colours.panel)
    still.draw(painter, canvas.camera)
    painter.end()
    return image


def fresh(canvas: Canvas) -> QImage:
    still = Still()
    still.render(*canvas._seen, canvas.camera, QSizeF(canvas.size()), *canvas._style)
    return picture(still, canvas)


def alike(one: QImage, other: QImage) -> bool:
    """Equal but for what rounding does to a few pixels at the rim of a stroke."""
    pixels = [
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).astype(int)
        for image in (one, other)
    ]
    return bool(np.mean(np.abs(pixels[0] - pixels[1]).max(axis=2) > 60) < 5e-4)


@pytest.mark.parametrize("zoom", [0.125, 0.5, 1.0])
@pytest.mark.parametrize("step", [(7.0, 3.0), (-31.0, 12.0), (0.0, -40.0), (90.0, 0.0)])
def test_after_a_pan_the_picture_is_the_one_painted_anew(canvas, zoom, step) -> None:
    look(canvas, zoom)
    for _ in range(12):
        canvas.pan(*step)
        canvas.repaint()
        assert alike(picture(canvas._still, canvas), fresh(canvas))


def test_what_is_out_of_sight_is_painted_a_little_at_a_time(canvas) -> None:
    clock = iter(range(10**6))
    canvas._still = Still(now=lambda: next(clock))  # every look at the clock is a second later
    look(canvas, 0.25)
    assert canvas._still.is_whole
    canvas.pan(60.0, 0.0)
    canvas.repaint()
    assert not canvas._still.is_whole
    waiting = [len(strip.edges) + len(strip.nodes) for strip in canvas._still._waiting]
    canvas.tick(1 / 60)
    canvas.repaint()
    less = [len(strip.edges) + len(strip.nodes) for strip in canvas._still._waiting]
    assert sum(waiting) == sum(less) > 0  # the time was over before anything could be painted
    canvas.pan(200.0, 0.0)  # now it comes into sight, and is there
    canvas.repaint()
    assert alike(picture(canvas._still, canvas), fresh(canvas))


def test_while_nothing_happens_the_rest_is_finished(canvas) -> None:
    look(canvas, 0.25)
    canvas.pan(60.0, 20.0)
    canvas.repaint()
    for _ in range(1000):
        canvas.tick(1 / 60)
        if canvas._still.is_whole:
            break
    assert canvas._still.is_whole


def test_a_change_while_strips_wait_is_painted_too(canvas) -> None:
    look(canvas, 0.25)
    canvas.pan(60.0, 20.0)
    canvas.repaint()
    canvas.set_palette(theme.LIGHT)
    canvas.repaint()
    assert canvas._still.is_whole
    assert alike(picture(canvas._still, canvas), fresh(canvas))


def test_a_pan_of_a_few_pixels_paints_nothing(canvas, monkeypatch) -> None:
    canvas.repaint()
    painted = []
    monkeypatch.setattr(
        module.GraphPainter, "paint", lambda self, painter, nodes, edges: painted.append((nodes, edges))
    )
    canvas.pan(5.0, 5.0)
    canvas.repaint()
    assert painted == []
