"""The output panel: the map the right way up, points, marks, accuracy, hovering, zoom and pan."""

from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QResizeEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import generate
from playground import theme
from playground.controls.heat_pixels import finer, softened
from playground.controls.markers import CLASS, marker_colour, sprite
from playground.layout import INPUT_LAYER
from playground.network_edits import add_points
from playground.run import GRID
from playground.samples import data_of
from playground.views.output import OutputView, percent, wrong
from tests.views import synthetic
from tests.views.wiring import click, drag, press, shown

DOCUMENT = synthetic.document(4, 2)


@pytest.fixture(scope="module")
def frame():
    return synthetic.frame(DOCUMENT, 200)


@pytest.fixture
def output(qtbot: QtBot):
    return shown(qtbot, OutputView, DOCUMENT)


def with_map(frame, values: np.ndarray):
    return synthetic.with_layer(frame, len(frame.layers) - 1, maps=values[None])


def colour_at(view, x: float, y: float) -> QColor:
    """The colour on screen at a point of the plane."""
    place = view.plot.mapFromScene(view.plot.box.mapViewToScene(QPointF(x, y)))
    return view.plot.grab().toImage().pixelColor(place)


def test_the_first_row_of_the_map_is_at_the_top(output, frame) -> None:
    _, view = output
    view.points.hide()
    values = np.full((GRID, GRID), -1.0)
    values[: GRID // 2, : GRID // 2] = 1.0
    view.show_frame(with_map(frame, values))
    soft = softened(theme.DARK)
    assert colour_at(view, -3, 3).name() == soft.positive
    assert colour_at(view, 3, 3).name() == soft.negative
    assert colour_at(view, -3, -3).name() == soft.negative


def test_the_whole_plane_is_seen_and_the_map_fills_it(output, frame) -> None:
    _, view = output
    view.show_frame(frame)
    (left, right), (bottom, top) = view.plot.box.viewRange()
    assert left <= -6
    assert right >= 6
    assert bottom <= -6
    assert top >= 6
    assert min(right - left, top - bottom) == pytest.approx(12)


def test_discretised_shows_two_colours_only(output, frame) -> None:
    session, view = output
    view.points.hide()
    view.show_frame(frame)
    click(view.discretise)
    assert session.document.view.discretise
    soft = softened(theme.DARK)
    image = view.plot.grab().toImage()
    place = view.plot.mapFromScene(view.plot.box.mapViewToScene(QPointF(-5, 0)))
    row = {image.pixelColor(place.x() + 3 * k, place.y()).name() for k in range(80)}
    assert {soft.positive, soft.negative} <= row
    session.undo_stack.undo()
    assert not view.discretise.isChecked()


def test_finer_is_bilinear_and_level_at_the_rim() -> None:
    rows, columns = np.mgrid[0:6, 0:6].astype(float)
    fine = finer(2 * rows - columns, 3)
    assert fine.shape == (18, 18)
    inner = fine[1:-1, 1:-1]
    at = (np.arange(1, 17) + 0.5) / 3 - 0.5
    assert inner == pytest.approx(2 * at[:, None] - at[None, :])
    assert fine[0, 9] == pytest.approx(fine[1, 9])


def test_train_points_are_shown_and_test_points_on_demand(output, frame) -> None:
    session, view = output
    data = generate("circle", 0, 50, "0.42182")
    view.show_frame(frame)
    assert len(view.points) == data.n_train == 250
    click(view.show_test)
    assert session.document.view.show_test
    assert len(view.points) == 500
    assert len(view.points.wrong) == 500


def test_what_is_wrong_is_marked_and_counted(output, frame) -> None:
    _, view = output
    data = generate("circle", 0, 50, "0.42182")
    outputs = data.targets[:250].copy()
    outputs[:5] *= -1
    view.show_frame(synthetic.replace(frame, train_outputs=outputs, test_outputs=data.targets[250:]))
    assert list(np.flatnonzero(view.points.wrong)) == [0, 1, 2, 3, 4]
    assert "98.0 %" in view.accuracy.text()
    assert "100 %" in view.accuracy.text()


def test_it_may_be_laid_out_anew_while_other_data_arrive(output, frame, monkeypatch) -> None:
    """Nobody but the data says then how many points there are: the last frame knows as many as there were."""
    session, view = output
    view.show_frame(frame)
    laid_out = []

    def lay_out(*_: object) -> None:
        view.resizeEvent(QResizeEvent(view.size(), view.size()))
        laid_out.append(len(data_of(session.document.data).points))

    monkeypatch.setattr(view.painting, "show_document", lay_out)
    session.edit("Points", add_points(session.current(), [(0.0, 1.0, 0), (1.0, 0.0, 1), (1.0, 1.0, 1)]))
    assert laid_out == [3]
    session.undo_stack.undo()
    assert laid_out == [3, 500]


def test_the_numbers_of_the_accuracy_never_widen_the_panel(output, frame) -> None:
    _, view = output
    theme.apply(QApplication.instance(), theme.DARK, theme.PRESENTER)
    train = frame.train_outputs.copy()
    train[::7] *= -1
    widths = set()
    for outputs in (frame.train_outputs, train, -train):
        view.show_frame(synthetic.replace(frame, train_outputs=outputs))
        view.resize(1, 1)
        QApplication.processEvents()
        view.show_frame(synthetic.replace(frame, train_outputs=outputs))
        widths.add(view.width())
        assert view.accuracy.sizeHint().width() <= view.width() - view.title.sizeHint().width() - 30
    assert len(widths) == 1
    view.resize(900, 500)
    assert "accuracy" in view.accuracy.text()


def test_kinds_of_points_differ_by_more_than_colour(qapp) -> None:
    def shape(*kind: object) -> bytes:
        image = sprite(theme.DARK, *kind, 10.0, 1.0).toImage()
        side = range(image.width())
        return bytes(image.pixelColor(x, y).alpha() > 128 for x in side for y in side)

    def picture(*kind: object):
        return sprite(theme.DARK, *kind, 10.0, 1.0).toImage()

    assert shape(0, False, False) != shape(10, False, False)
    assert shape(10, False, True) != shape(10, False, False)
    assert picture(10, True, False) != picture(10, False, False)


@pytest.mark.parametrize("palette", [theme.DARK, theme.LIGHT], ids=["dark", "light"])
def test_points_stand_out_from_the_ground_of_their_own_colour(qapp, palette) -> None:
    for kind, test in product(range(CLASS + 6), (False, True)):
        image = sprite(palette, kind, test, False, 8.0, 2.0).toImage()
        ground = marker_colour(palette, kind).lightness()
        away = [
            abs(image.pixelColor(x, y).lightness() - ground)
            for x, y in product(range(image.width()), range(image.height()))
            if image.pixelColor(x, y).alpha() > 128
        ]
        assert max(away) > 40, (kind, test)


def test_accuracy_is_right_at_its_limits() -> None:
    assert percent(np.zeros(7, bool)) == "100 %"
    assert percent(np.array([True] + [False] * 9999)) == "99.9 %"
    assert percent(np.ones(4, bool)) == "0.0 %"
    assert percent(np.zeros(0, bool)) == "–"
    answers = wrong(np.array([0.0, -0.1, np.nan, 2.0]), np.array([1.0, 1.0, 1.0, -1.0]))
    assert list(answers) == [False, True, True, True]


def test_regression_has_no_accuracy_and_no_marks(qtbot: QtBot) -> None:
    document = synthetic.document(4, dataset="bumps")
    _, view = shown(qtbot, OutputView, document)
    view.show_frame(synthetic.frame(document, 5))
    assert view.accuracy.text() == ""
    assert not view.points.wrong.any()


def test_the_output_neuron_has_the_networks_accuracy(output, frame) -> None:
    _, view = output
    view.show_frame(frame)
    said = view.accuracy.text()
    assert said
    view.show_neuron(2, 0)
    assert view.accuracy.text() == said
    view.show_neuron(0, 0)
    assert view.accuracy.text() == ""


def test_a_hovered_neuron_is_shown_and_named(output, frame) -> None:
    _, view = output
    narrowest = view.minimumSizeHint()
    view.show_frame(frame)
    whole = view.plot.grab().toImage()
    view.show_neuron(0, 2)
    assert view.title.text() == "HIDDEN 1 · NEURON 3"
    assert view.plot.grab().toImage() != whole
    view.show_neuron(INPUT_LAYER, 1)
    assert view.title.text() == "INPUT X₂"
    assert view.colour_bar.ends() == ("−5.94", "+5.94")
    # What is hovered must not move what is hovered.
    assert view.minimumSizeHint() == narrowest
    view.show_neuron(len(frame.layers) - 1, 0)
    assert view.title.text() == "OUTPUT"
    view.show_neuron(None)
    assert view.colour_bar.ends() == ("−1", "+1")
    assert view.plot.grab().toImage() == whole


def test_a_neuron_that_is_removed_is_no_longer_shown(output, frame) -> None:
    session, view = output
    view.show_frame(frame)
    view.show_neuron(0, 3)
    after = synthetic.document(3, 2)
    session.edit("fewer", synthetic.replace(session.document, network=after.network, state=None))
    view.show_frame(synthetic.frame(after, 2))
    assert view.title.text() == "OUTPUT"


def test_a_frame_of_other_data_or_another_network_is_passed_over(output, frame) -> None:
    _, view = output
    view.show_frame(frame)
    seen = view.plot.grab().toImage()
    view.show_frame(synthetic.frame(synthetic.document(3), 3))
    view.show_frame(synthetic.frame(synthetic.document(4, 2, noise=10), 3))
    assert view.plot.grab().toImage() == seen


def wheel(plot, turns: int) -> None:
    place = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        place,
        plot.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def test_the_wheel_zooms_and_a_double_click_goes_home(output, frame) -> None:
    _, view = output
    view.show_frame(frame)
    wheel(view.plot, 3)
    (left, right), _ = view.plot.box.viewRange()
    assert right - left < 11
    assert view.home.isVisible()
    QTest.mouseDClick(view.plot.viewport(), Qt.MouseButton.LeftButton)
    (left, right), _ = view.plot.box.viewRange()
    assert right - left == pytest.approx(12, abs=0.5)
    assert not view.home.isVisible()


def test_dragging_pans(output, frame) -> None:
    _, view = output
    view.show_frame(frame)
    before = view.plot.box.viewRange()[0][0]
    centre = view.plot.viewport().rect().center()
    drag(view.plot.viewport(), centre, centre + QPoint(30, 0), centre + QPoint(60, 0))
    assert view.plot.box.viewRange()[0][0] < before - 1


def test_keys_zoom_pan_and_go_home(output, frame) -> None:
    _, view = output
    view.show_frame(frame)
    home = view.plot.box.viewRange()
    press(view.plot, Qt.Key.Key_Plus)
    zoomed = view.plot.box.viewRange()
    assert zoomed[0][1] - zoomed[0][0] < home[0][1] - home[0][0]
    press(view.plot, Qt.Key.Key_Right)
    assert view.plot.box.viewRange()[0][0] > zoomed[0][0]
    press(view.plot, Qt.Key.Key_A)
    assert np.array(view.plot.box.viewRange()) == pytest.approx(np.array(home))


def test_the_value_under_the_pointer_is_told(output, frame) -> None:
    _, view = output
    view.show_frame(with_map(frame, np.full((GRID, GRID), 0.5)))
    place = view.plot.mapFromScene(view.plot.box.mapViewToScene(QPointF(3.0, -2.0)))
    QTest.mouseMove(view.plot.viewport(), place)
    QApplication.processEvents()
    assert view.readout.isVisible()
    assert view.readout.text().endswith("→ +0.50")


def test_points_are_drawn_once_for_many_frames(output, frame, monkeypatch) -> None:
    """The layer of points is kept while only the map changes."""
    _, view = output
    view.show_frame(frame)
    view.plot.grab()
    drawn = []
    layer = type(view.points)._draw_layer
    monkeypatch.setattr(type(view.points), "_draw_layer", lambda *given: drawn.append(1) or layer(*given))
    for k in range(5):
        view.show_frame(with_map(frame, np.full((GRID, GRID), k / 10)))
        view.plot.grab()
    assert drawn == []


def test_numbers_that_are_none_do_not_break_the_map(output, frame) -> None:
    _, view = output
    values = np.full((GRID, GRID), np.nan)
    values[0, 0], values[1, 1] = np.inf, -np.inf
    view.show_frame(with_map(frame, values))
    view.show_neuron(len(frame.layers) - 1, 0)
    assert not view.plot.grab().isNull()


def test_the_other_theme_repaints(output, frame) -> None:
    _, view = output
    view.points.hide()
    view.show_frame(with_map(frame, np.ones((GRID, GRID))))
    view.set_palette(theme.LIGHT)
    assert colour_at(view, 2, 2).name() == softened(theme.LIGHT).positive
