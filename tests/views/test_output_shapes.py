"""The output as lines of equal value, as a surface in space, and as a curve over one coordinate."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import generate
from playground import theme
from playground.controls.level_lines import level_lines, round_levels
from playground.data_edits import set_dataset
from playground.document import Document
from playground.run import GRID
from playground.views.output import OutputView
from playground.views.output.curve import along
from playground.views.output.mesh import CELLS, HALF_HEIGHT, Camera, light_on, mesh_of, order_of
from playground.views.output.verdicts import Picture
from tests.views import synthetic
from tests.views.test_output_classes import X1, X2, of_classes, toward
from tests.views.wiring import click, drag, press, shown

DOCUMENT = synthetic.document(4, 2)


@pytest.fixture(scope="module")
def frame():
    return synthetic.frame(DOCUMENT, 200)


@pytest.fixture
def output(qtbot: QtBot, frame):
    session, view = shown(qtbot, OutputView, DOCUMENT)
    view.show_frame(frame)
    return session, view


def flat(values: np.ndarray) -> Picture:
    return Picture("Output", values[None], values)


# Lines of equal output


def test_lines_of_a_circle_lie_on_it() -> None:
    step = 12 / GRID
    (line,) = level_lines(np.hypot(X1, X2), [4.0])
    assert line.level == 4.0
    places = (line.pieces + 0.5) * step - 6
    assert np.hypot(places[..., 0], places[..., 1]) == pytest.approx(4.0, abs=0.01)
    lengths = np.hypot(*np.moveaxis(np.diff(places, axis=1)[:, 0], -1, 0))
    assert lengths.sum() == pytest.approx(2 * np.pi * 4, rel=0.01)


def test_lines_join_in_every_case_of_a_cell() -> None:
    """Every crossing of a side between two cells is the end of as many pieces in one as in the other."""
    values = np.random.default_rng(2).normal(size=(30, 30))
    (line,) = level_lines(values, [0.1])
    ends, counts = np.unique(line.pieces.reshape(-1, 2).round(9), axis=0, return_counts=True)
    inner = ((ends > 0) & (ends < 29)).all(axis=1)
    assert set(counts[inner]) == {2}
    crossings = np.count_nonzero(np.diff(values > 0.1, axis=0)) + np.count_nonzero(
        np.diff(values > 0.1, axis=1)
    )
    assert len(ends) == crossings


def test_levels_are_round_numbers_inside_the_range() -> None:
    values = np.linspace(-1, 1, 100).reshape(10, 10)
    assert round_levels(values) == pytest.approx([-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8])
    assert round_levels(np.full((5, 5), 3.0)) == []
    assert round_levels(np.full((5, 5), np.nan)) == []


def test_contours_are_drawn_on_demand_and_their_numbers_stand_on_them(output) -> None:
    session, view = output
    without = view.plot.grab().toImage()
    click(view.foot.contours)
    assert session.document.view.contours
    contours = view.plot.contours
    assert len(contours.lines) > 3
    assert view.plot.grab().toImage() != without
    assert len(contours.numbers) > 2
    items = view.plot.box.childGroup.childItems()
    assert items.index(contours) < items.index(view.plot.points) < items.index(contours.labels)
    for line in contours.lines:
        if line.level in contours.numbers:
            away = np.hypot(*(line.pieces.mean(axis=1) - contours.numbers[line.level]).T)
            assert away.min() < 1e-9
    session.undo_stack.undo()
    assert contours.lines == []


def test_numbers_stay_where_they_are_while_their_line_hardly_moves(output, frame) -> None:
    _, view = output
    click(view.foot.contours)
    before = dict(view.plot.contours.numbers)
    values = frame.layers[-1].maps[0]
    view.show_frame(synthetic.with_layer(frame, -1, maps=(values * 1.01)[None]))
    after = view.plot.contours.numbers
    moved = [np.hypot(*np.subtract(after[level], before[level])) for level in before if level in after]
    assert np.median(moved) < 0.2


# The surface


def test_the_surface_is_as_high_as_the_answer() -> None:
    mesh = mesh_of(flat(X1 / 6))
    assert mesh.nodes[:, :, 2] == pytest.approx(mesh.nodes[:, :, 0] * HALF_HEIGHT, abs=0.01)
    assert mesh.winner is None
    several = mesh_of(Picture("Output", toward(3), logits=toward(3), named=True))
    assert several.winner is not None
    assert several.winner[2, CELLS // 2] == 0
    assert several.value[2, CELLS // 2] == pytest.approx(1.0, abs=0.01)


def test_the_first_row_of_the_map_is_at_the_back() -> None:
    mesh = mesh_of(flat(X2 / 6))
    assert mesh.nodes[0, :, 1] == pytest.approx(1.0)
    assert mesh.nodes[0, :, 2].min() > 0.9 * HALF_HEIGHT


@pytest.mark.parametrize("yaw", np.linspace(-3, 3, 7))
def test_cells_are_painted_from_back_to_front(yaw: float) -> None:
    camera = Camera(yaw=yaw)
    mesh = mesh_of(flat(np.sin(X1)))
    middles = (mesh.nodes[:-1, :-1] + mesh.nodes[1:, 1:]) / 2
    away = camera.project(middles)[1].ravel()[order_of(camera)]
    assert (np.diff(away) <= 1e-9).all()


def test_turning_keeps_lengths_and_never_goes_below_the_ground() -> None:
    camera = Camera(yaw=0.7, pitch=np.pi / 2)
    ground = np.array([[1.0, 0.0, 0.3], [0.0, 1.0, -0.5], [0.6, 0.8, 0.0]])
    assert np.hypot(*camera.project(ground)[0].T) == pytest.approx(1.0)
    low = Camera().turned(0, -9).pitch
    assert 0 < low < Camera().turned(0, 9).pitch < np.pi / 2


def test_light_tells_slopes_apart() -> None:
    camera = Camera(yaw=0.0)
    left, right = light_on(mesh_of(flat(X1 / 6)), camera), light_on(mesh_of(flat(-X1 / 6)), camera)
    assert left.mean() != right.mean()
    assert light_on(mesh_of(flat(np.zeros((GRID, GRID)))), camera).std() == 0


@pytest.fixture
def surface(output):
    session, view = output
    click(view.shape.button("surface"))
    assert session.document.view.output == "surface"
    assert view.surface.isVisible()
    return view.surface


def test_the_surface_turns_by_mouse_and_keys(surface) -> None:
    home = surface.camera
    middle = surface.rect().center()
    drag(surface, middle, middle + QPoint(30, 0), middle + QPoint(60, 20))
    assert surface.camera.yaw > home.yaw
    assert surface.camera.pitch > home.pitch
    QTest.mouseDClick(surface, Qt.MouseButton.LeftButton)
    assert surface.camera == home
    press(surface, Qt.Key.Key_Left)
    press(surface, Qt.Key.Key_Up)
    press(surface, Qt.Key.Key_Plus)
    assert surface.camera.yaw < home.yaw
    assert surface.camera.pitch > home.pitch
    assert surface.camera.zoom > 1
    press(surface, Qt.Key.Key_A)
    assert surface.camera == home


def test_the_wheel_brings_the_surface_nearer(surface) -> None:
    place = QPointF(surface.rect().center())
    event = QWheelEvent(
        place,
        surface.mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, event)
    assert surface.camera.zoom > 1.2


def test_the_surface_shows_hills_and_points_in_their_colours(surface) -> None:
    with_points = surface.grab().toImage()
    press(surface, Qt.Key.Key_P)
    without = surface.grab().toImage()
    assert without != with_points
    colours = {without.pixelColor(x, y).name() for x in range(0, 300, 3) for y in range(0, 300, 3)}
    assert len(colours) > 30
    surface.set_palette(theme.LIGHT)
    assert surface.grab().toImage() != without


def test_the_surface_bears_numbers_that_are_none(surface) -> None:
    values = np.full((GRID, GRID), np.nan)
    values[0, 0], values[1, 1] = np.inf, -np.inf
    surface.show_picture(flat(values))
    assert not surface.grab().isNull()


def test_the_way_of_showing_is_undoable(surface, output) -> None:
    session, view = output
    session.undo_stack.undo()
    assert view.plot.isVisible()
    assert view.shape.value() == "plane"


def test_only_what_is_seen_is_drawn(surface, output, frame) -> None:
    _, view = output
    view.show_frame(synthetic.with_layer(frame, -1, maps=np.zeros((1, GRID, GRID))))
    assert (view.surface.mesh.value == 0).all()
    view.shape.button("curve").click()
    assert view.curve.isVisible()


# The curve


def test_the_curve_is_the_answer_where_x2_is_0() -> None:
    (line,) = along(flat(np.sin(X1) + 3 * X2))
    assert line == pytest.approx(np.sin(X1[0]))
    logits = toward(3)
    lines = along(Picture("Output", logits, logits=logits, named=True))
    assert lines.shape == (3, GRID)
    assert lines.sum(axis=0) == pytest.approx(1.0)


def test_points_stand_at_their_targets_over_x1(qtbot: QtBot) -> None:
    document = synthetic.document(4, dataset="wave")
    session, view = shown(qtbot, OutputView, document)
    click(view.shape.button("curve"))
    view.show_frame(synthetic.frame(document, 5))
    data = generate("wave", 0, 50, document.data.seed)
    wanted = np.column_stack([data.points[: data.n_train, 0], data.targets[: data.n_train]])
    assert view.curve.points.places == pytest.approx(wanted)
    assert not view.curve.about.isVisible()
    with qtbot.waitSignal(view.point_chosen) as chosen:
        place = view.curve.mapFromScene(view.curve.box.mapViewToScene(QPointF(*wanted[3])))
        click(view.curve.viewport(), place)
    assert not chosen.args[1]
    assert wanted[chosen.args[0]] == pytest.approx(wanted[3], abs=0.2)
    assert session.document.view.output == "curve"


def test_a_slice_of_the_plane_shows_the_points_near_it(output) -> None:
    _, view = output
    click(view.shape.button("curve"))
    data = generate("circle", 0, 50, "0.42182")
    near = np.abs(data.points[:250, 1]) <= 0.5
    assert list(view.curve.numbers) == list(np.flatnonzero(near))
    assert "±0.5" in view.curve.about.text()
    assert set(view.curve.points.places[:, 1]) <= {-1.0, 1.0}


def test_several_classes_are_as_many_curves(qtbot: QtBot) -> None:
    document, several, _ = of_classes(4)
    _, view = shown(qtbot, OutputView, document)
    click(view.shape.button("curve"))
    view.show_frame(several)
    assert sum(line.isVisible() for line in view.curve._lines) == 4


def test_the_pointer_on_the_curve_is_told_the_answer(output) -> None:
    _, view = output
    click(view.shape.button("curve"))
    place = view.curve.mapFromScene(view.curve.box.mapViewToScene(QPointF(0.0, 0.0)))
    QTest.mouseMove(view.curve.viewport(), place)
    QApplication.processEvents()
    assert view.curve.readout.isVisible()
    assert "→" in view.curve.readout.text()


def test_data_on_a_line_arrive_as_a_curve_and_leave_as_a_map() -> None:
    wave = set_dataset(Document(), "wave")
    assert wave.view.output == "curve"
    assert set_dataset(wave, "circle").view.output == "plane"
    chosen = replace(wave, view=replace(wave.view, output="surface"))
    assert set_dataset(chosen, "circle").view.output == "surface"


def test_the_curve_zooms_and_goes_home(output) -> None:
    _, view = output
    click(view.shape.button("curve"))
    home = np.array(view.curve.box.viewRange())
    press(view.curve, Qt.Key.Key_Plus)
    assert view.curve.home.isVisible()
    press(view.curve, Qt.Key.Key_A)
    assert np.array(view.curve.box.viewRange()) == pytest.approx(home)
    assert not view.curve.home.isVisible()
