"""Several classes on the output panel: colours, shapes, shading, marks, accuracy, the pointer's words."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import generate
from playground import theme
from playground.controls.heat_pixels import class_colours, class_pixels, margin, probabilities
from playground.controls.markers import CLASS, sprite
from playground.controls.nearby import Nearby
from playground.document import DataSettings
from playground.own_data import OwnPoints
from playground.run import GRID
from playground.samples import class_names
from playground.views.output import OutputView, wrong
from playground.views.output.verdicts import signed
from tests.views import synthetic
from tests.views.wiring import click, shown

AXIS = (2 * np.arange(GRID) + 1) / GRID * 6.0 - 6.0
X1, X2 = np.meshgrid(AXIS, -AXIS)


def toward(classes: int) -> np.ndarray:
    """Logits (classes, GRID, GRID), each growing toward where `blobs` puts that class."""
    turns = [2 * np.pi * (label / classes + 0.25) for label in range(classes)]
    return np.stack([2 * (X1 * np.cos(turn) + X2 * np.sin(turn)) for turn in turns])


def of_classes(classes: int):
    """A document of blobs in so many classes under cross-entropy, and a frame of it with those logits."""
    one = synthetic.document(4, dataset="blobs")
    frame = synthetic.frame(one, 2)
    document = replace(
        one,
        data=replace(one.data, classes=classes),
        network=replace(one.network, outputs=classes),
        training=replace(one.training, loss="cross-entropy"),
    )
    data = generate("blobs", 0, 50, one.data.seed, classes)
    turns = 2 * np.pi * (np.arange(classes) / classes + 0.25)
    outputs = 2 * data.points @ np.stack([np.cos(turns), np.sin(turns)])
    frame = synthetic.with_layer(frame, -1, maps=toward(classes))
    frame = replace(
        frame,
        network=document.network,
        data=document.data,
        train_outputs=outputs[: data.n_train],
        test_outputs=outputs[data.n_train :],
    )
    return document, frame, data


@pytest.fixture
def panel(qtbot: QtBot):
    def build(classes: int):
        document, frame, data = of_classes(classes)
        session, view = shown(qtbot, OutputView, document)
        view.show_frame(frame)
        return session, view, frame, data

    return build


def colour_at(view, x: float, y: float) -> str:
    place = view.plot.mapFromScene(view.plot.box.mapViewToScene(QPointF(x, y)))
    return view.plot.grab().toImage().pixelColor(place).name()


def point_at(view, x: float, y: float) -> str:
    place = view.plot.mapFromScene(view.plot.box.mapViewToScene(QPointF(x, y)))
    QTest.mouseMove(view.plot.viewport(), place)
    QApplication.processEvents()
    return view.readout.text()


@pytest.mark.parametrize("classes", [3, 6])
def test_every_class_has_its_colour_where_it_wins(panel, classes: int) -> None:
    session, view, _, _ = panel(classes)
    view.points.hide()
    click(view.discretise)
    assert session.document.view.discretise
    for label in range(classes):
        turn = 2 * np.pi * (label / classes + 0.25)
        soft = theme.mix(theme.DARK.classes[label], theme.DARK.zero, 0.18)
        seen = QColor(colour_at(view, 4 * np.cos(turn), 4 * np.sin(turn)))
        wanted = QColor(soft)
        assert abs(seen.red() - wanted.red()) <= 1
        assert abs(seen.green() - wanted.green()) <= 1
        assert abs(seen.blue() - wanted.blue()) <= 1


def test_where_two_classes_are_alike_the_map_is_pale(panel) -> None:
    _, view, _, _ = panel(3)
    view.points.hide()
    assert colour_at(view, 0, 0) != colour_at(view, 0, 4)
    middle, zero = QColor(colour_at(view, 0, 0)), QColor(theme.DARK.zero)
    assert abs(middle.red() - zero.red()) + abs(middle.blue() - zero.blue()) < 60


def test_two_outputs_look_like_one(panel) -> None:
    """Two logits are painted as their probabilities' difference, −1 to 1, with bar and two colours."""
    _, view, frame, _ = panel(2)
    view.points.hide()
    seen = view.plot.grab().toImage()
    first, second = toward(2)
    shares = probabilities(np.stack([first, second]))
    view.heat.show_values(shares[1] - shares[0])
    assert view.plot.grab().toImage() == seen
    assert view.colour_bar.isVisible()
    assert point_at(view, 0, -4).endswith("→ class 2 > 99.9 %")
    assert frame.layers[-1].maps.shape[0] == 2


def test_softmax_is_the_definition_and_survives_huge_logits() -> None:
    logits = np.array([[1.0, 1000.0, np.nan], [2.0, -1000.0, 0.0], [0.5, 0.0, 0.0]])
    shares = probabilities(logits)
    assert shares[:, 0] == pytest.approx(np.exp(logits[:, 0]) / np.exp(logits[:, 0]).sum())
    assert list(shares[:, 1]) == [1.0, 0.0, 0.0]
    assert shares[:, 2] == pytest.approx([1 / 3] * 3)


def test_the_margin_of_two_classes_is_the_tanh_of_half_their_difference() -> None:
    logits = np.random.default_rng(3).normal(0, 3, (2, 5, 5))
    assert margin(logits) == pytest.approx(np.abs(np.tanh((logits[1] - logits[0]) / 2)))
    assert signed(logits) == pytest.approx(np.tanh((logits[1] - logits[0]) / 2))


def test_pixels_of_numbers_that_are_none() -> None:
    logits = np.zeros((3, 4, 4))
    logits[0] = np.nan
    logits[1, 0, 0], logits[2, 0, 0] = np.inf, -np.inf
    table = class_colours(theme.DARK)
    for discrete in (False, True):
        assert class_pixels(logits, table, discrete)[-1, -1] in table[1:]


def test_a_point_has_its_class_s_colour_and_shape(panel) -> None:
    _, view, _, data = panel(6)
    assert set(view.points._kinds) == {CLASS + k for k in range(6)}
    shapes = set()
    for kind in range(CLASS, CLASS + 6):
        image = sprite(theme.DARK, kind, False, False, 20.0, 1.0).toImage()
        side = range(image.width())
        shapes.add(bytes(image.pixelColor(x, y).alpha() > 128 for x in side for y in side))
    assert len(shapes) == 6
    assert len(view.points) == data.n_train


def test_what_is_in_the_wrong_class_is_marked_and_counted(panel) -> None:
    _, view, frame, data = panel(4)
    logits = np.eye(4)[data.targets.astype(int)]
    logits[:5] = np.roll(logits[:5], 1, axis=1)
    logits[5] = np.nan
    n = data.n_train
    view.show_frame(replace(frame, train_outputs=logits[:n], test_outputs=logits[n:]))
    assert list(np.flatnonzero(view.points.wrong)) == [0, 1, 2, 3, 4, 5]
    assert f"{100 * (1 - 6 / n):.1f} %" in view.accuracy.text()


def test_two_logits_are_right_with_targets_of_either_sign() -> None:
    outputs = np.array([[2.0, 1.0], [0.0, 3.0], [0.0, 3.0]])
    assert list(wrong(outputs, np.array([-1.0, 1.0, -1.0]))) == [False, False, True]


def test_the_winning_class_is_told_with_its_probability(panel) -> None:
    _, view, _, _ = panel(3)
    assert "class 1 100 %" in point_at(view, 0, 5) or "class 1 > 99.9 %" in point_at(view, 0, 5)
    assert point_at(view, 0.3, 0.3).split("→ ")[1].startswith("class ")


def test_a_point_s_own_loss_is_told(panel) -> None:
    _, view, frame, data = panel(3)
    losses = np.arange(len(data.points)) / 8
    n = data.n_train
    view.show_frame(replace(frame, train_point_losses=losses[:n], test_point_losses=losses[n:]))
    x, y = data.points[7]
    number = view.plot.point_number(QPointF(x, y))
    assert point_at(view, x, y).endswith(f"loss {losses[number]:g}")
    assert "loss" not in point_at(view, 5.8, 5.8)


def test_a_legend_of_classes_stands_for_the_bar(panel) -> None:
    _, view, _, _ = panel(5)
    assert view.foot.legend.isVisible()
    assert not view.colour_bar.isVisible()
    assert view.foot.legend.accessibleName() == "Classes: class 1, class 2, class 3, class 4, class 5"
    view.show_neuron(0, 1)
    assert view.colour_bar.isVisible()


def test_an_output_neuron_shows_its_own_logit(panel) -> None:
    _, view, _, _ = panel(3)
    view.show_neuron(1, 2)
    assert view.title.text() == "OUTPUT · CLASS 3"
    assert view.colour_bar.ends()[1] != "+1"


def test_classes_have_the_names_of_the_table_they_came_from() -> None:
    points = OwnPoints.of([(0, 0, 0), (1, 1, 1)], class_names=("cat", "dog"))
    assert class_names(DataSettings(dataset="own", classes=3, own_classes=points)) == (
        "cat",
        "dog",
        "class 3",
    )
    assert class_names(DataSettings(dataset="bumps")) == ()


def test_nearby_finds_what_looking_at_all_finds() -> None:
    random = np.random.default_rng(5)
    points = random.uniform(-7, 9, (3000, 2))
    index = Nearby(points)
    for x, y, across, up in random.uniform((-8, -8, 0.01, 0.01), (10, 10, 3, 3), (50, 4)):
        away = ((points - (x, y)) / (across, up)) ** 2
        assert list(index.within(x, y, across, up)) == list(np.flatnonzero(away.sum(axis=1) <= 1))
        nearest = index.nearest(x, y, across, up)
        if nearest is not None:
            assert nearest == away.sum(axis=1).argmin()
    assert Nearby(np.empty((0, 2))).nearest(0, 0, 1, 1) is None
    assert Nearby(np.zeros((9, 2))).nearest(0, 0, 1, 1) == 0
