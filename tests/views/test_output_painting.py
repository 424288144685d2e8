"""Painting own points by mouse and keys: brush, point, move, erase, curve, clear; each is one undo step."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import EXTENT
from playground.document import DataSettings, Document, View
from playground.own_data import MAX_POINTS, OwnPoints
from playground.samples import data_of
from playground.views.output import OutputView
from playground.views.output.spray import BY_RADIUS, RATE, Spray, as_function, spread
from playground.views.output.strip import SIZES
from tests.views.wiring import LEFT, click, drag, press, shown

KEYS = {"look": "H", "spray": "D", "point": "S", "move": "M", "erase": "X", "divide": "C"}


class Clock:
    """Seconds that pass when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def own(rows=(), classes: int = 2, dataset: str = "own", output: str = "plane", **data) -> Document:
    points = OwnPoints.of(np.array(rows, float).reshape(-1, 3))
    kept = {"own_classes" if dataset == "own" else "own_values": points}
    settings = DataSettings(dataset=dataset, classes=classes, **kept, **data)
    return replace(Document(data=settings), view=View(output=output))


class Hand:
    """A view of own points, and what a hand does on its plot."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.clock = Clock()
        self.session, self.view = shown(qtbot, OutputView, document, size=(420, 480), clock=self.clock)
        self.plot = self.view.curve if document.view.output == "curve" else self.view.plot
        self.strip = self.view.painting.strip

    @property
    def rows(self) -> np.ndarray:
        data = self.session.document.data
        return (data.own_classes if data.dataset == "own" else data.own_values).rows

    def at(self, x: float, y: float) -> QPoint:
        place = self.plot.mapFromScene(self.plot.box.mapViewToScene(QPointF(x, y)))
        return QPoint(round(place.x()), round(place.y()))

    def drag(self, *places: tuple[float, float]) -> None:
        drag(self.plot.viewport(), self.at(*places[0]), *(self.at(*place) for place in places[1:]))

    def click(self, x: float, y: float) -> None:
        click(self.plot.viewport(), self.at(x, y))

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self.plot.setFocus()
        QTest.keyClick(self.plot, key, modifier)

    def take(self, tool: str) -> None:
        self.key(KEYS[tool])
        assert self.strip.tool == tool


@pytest.fixture
def hand(qtbot: QtBot):
    return lambda *rows, **options: Hand(qtbot, own(rows, **options))


FOUR = ((-4, -4, 0), (4, -4, 1), (-4, 4, 0), (4, 4, 1))


def test_the_tools_are_there_only_for_own_points(hand) -> None:
    painter = hand(*FOUR)
    assert painter.strip.isVisible()
    data = painter.session.document.data
    painter.session.edit("circle", replace(painter.session.document, data=replace(data, dataset="circle")))
    assert not painter.strip.isVisible()
    assert not painter.view.painting.active


def test_where_there_are_no_points_the_brush_is_at_hand(hand) -> None:
    assert hand().strip.tool == "spray"
    assert hand(*FOUR).strip.tool == "look"


def test_the_brush_sprays_evenly_in_time_and_is_one_undo_step(hand) -> None:
    painter = hand()
    viewport = painter.plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=painter.at(-3, 0))
    painter.clock.now = 0.5
    painter.view.painting.tick()
    assert len(painter.rows) == 1 + RATE * 0.5
    painter.clock.now = 1.0
    QTest.mouseMove(viewport, painter.at(3, 0))
    QApplication.processEvents()
    QTest.mouseRelease(viewport, LEFT, pos=painter.at(3, 0))
    along = BY_RADIUS * 6.0 / SIZES[3]
    assert len(painter.rows) == pytest.approx(1 + RATE + along, abs=1)
    assert set(painter.rows[:, 2]) == {0.0}
    radius = painter.strip.radius
    assert (np.abs(painter.rows[:, 1]) <= radius + 0.1).all()
    assert painter.rows[:, 0].max() > 0
    assert painter.session.undo_stack.count() == 1
    painter.session.undo_stack.undo()
    assert len(painter.rows) == 0


def test_a_point_is_put_by_keys_alone(hand) -> None:
    painter = hand()
    painter.take("point")
    for _ in range(4):
        painter.key(Qt.Key.Key_Right)
    painter.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    painter.key(Qt.Key.Key_2)
    painter.key(Qt.Key.Key_Return)
    seen = painter.plot.box.viewRect()
    assert painter.rows == pytest.approx(np.array([[0.1 * seen.width(), 0.005 * seen.height(), 1.0]]))
    painter.session.undo_stack.undo()
    assert len(painter.rows) == 0


def test_the_brush_sprays_along_the_way_of_the_keys(hand) -> None:
    painter = hand()
    painter.key(Qt.Key.Key_Return)
    painter.clock.now = 0.5
    for _ in range(8):
        painter.key(Qt.Key.Key_Left)
    assert painter.view.painting.stroke is not None
    painter.key(Qt.Key.Key_Return)
    assert painter.view.painting.stroke is None
    assert len(painter.rows) > RATE * 0.5
    assert painter.rows[:, 0].min() < -1.5
    assert painter.session.undo_stack.count() == 1


def test_the_pen_is_seen_until_the_mouse_moves(hand) -> None:
    painter = hand(*FOUR)
    painter.take("point")
    plain = painter.plot.grab().toImage()
    painter.key(Qt.Key.Key_Left)
    painter.key(Qt.Key.Key_Right)
    assert painter.plot.grab().toImage() != plain
    QTest.mouseMove(painter.plot.viewport(), painter.at(2, 2))
    QApplication.processEvents()
    QTest.mouseMove(painter.plot.viewport(), painter.at(2, 2.2))
    QApplication.processEvents()
    painter.plot.readout.hide()
    assert painter.plot.grab().toImage() == plain


def test_a_point_is_picked_up_carried_and_put_down_by_keys(hand) -> None:
    painter = hand((0, 0, 1), *FOUR)
    painter.take("move")
    painter.key(Qt.Key.Key_Return)
    for _ in range(5):
        painter.key(Qt.Key.Key_Down)
    painter.key(Qt.Key.Key_Return)
    assert painter.rows[0] == pytest.approx([0.0, -0.125 * painter.plot.box.viewRect().height(), 1.0])
    assert painter.rows[1:] == pytest.approx(np.array(FOUR))


def test_the_pen_stays_on_the_plane_and_is_lifted_when_the_keyboard_goes(hand) -> None:
    painter = hand()
    for _ in range(60):
        painter.key(Qt.Key.Key_Up)
    painter.key(Qt.Key.Key_Return)
    painter.strip.setFocus()
    painter.plot.clearFocus()
    assert painter.view.painting.stroke is None
    assert (np.abs(painter.rows[:, :2]) <= 2 * 6.0).all()


def test_a_stroke_is_not_told_where_it_began(hand) -> None:
    painter = hand()
    painter.plot.readout.tell("(0.0, 0.0)")
    QTest.mousePress(painter.plot.viewport(), LEFT, pos=painter.at(-3, 0))
    assert not painter.plot.readout.isVisible()
    QTest.mouseRelease(painter.plot.viewport(), LEFT, pos=painter.at(-3, 0))


def test_what_is_sprayed_is_seen_before_it_is_learned(hand) -> None:
    painter = hand()
    QTest.mousePress(painter.plot.viewport(), LEFT, pos=painter.at(0, 0))
    painter.clock.now = 0.1
    painter.view.painting.tick()
    assert len(painter.rows) == 0
    assert len(painter.plot.fresh) == 1 + RATE * 0.1
    QTest.mouseRelease(painter.plot.viewport(), LEFT, pos=painter.at(0, 0))
    assert len(painter.rows) == len(painter.view.points) == 1 + RATE * 0.1
    assert len(painter.plot.fresh) == 0


def test_weights_stay_while_painting(hand) -> None:
    painter = hand(*FOUR)
    before = painter.session.document.state
    painter.take("point")
    painter.click(1, 1)
    assert painter.session.document.state is before


def test_a_class_is_chosen_by_key_or_button(hand) -> None:
    painter = hand(*FOUR, classes=3)
    painter.take("point")
    painter.key(Qt.Key.Key_3)
    painter.click(1, 2)
    assert painter.rows[-1] == pytest.approx([1, 2, 2], abs=0.05)
    click(painter.strip.classes.button(1))
    painter.click(-1, 2)
    assert painter.rows[-1][2] == 1
    painter.key(Qt.Key.Key_6)
    assert painter.strip.label == 1


def test_values_are_chosen_by_bar_and_keys(hand) -> None:
    painter = hand((0, 0, 0.5), dataset="own_values")
    painter.take("point")
    painter.key(Qt.Key.Key_Comma)
    assert painter.strip.label == pytest.approx(0.9)
    bar = painter.strip.values
    click(bar, QPoint(round(bar._bar().left() + 0.25 * bar._bar().width()), bar.height() // 2))
    assert painter.strip.label == pytest.approx(-0.5, abs=0.11)
    painter.click(2, 2)
    assert painter.rows[-1][2] == painter.strip.label


def test_a_single_point_can_be_dragged_before_it_is_let_go(hand) -> None:
    painter = hand(*FOUR)
    painter.take("point")
    painter.drag((0, 0), (1, 1), (2, 1))
    assert len(painter.rows) == 5
    assert painter.rows[-1][:2] == pytest.approx([2, 1], abs=0.05)


def test_a_point_is_dragged_elsewhere(hand) -> None:
    painter = hand(*FOUR)
    painter.take("move")
    painter.drag((4, 4), (3, 3), (1, 2))
    assert painter.rows[3] == pytest.approx([1, 2, 1], abs=0.05)
    assert painter.rows[:3] == pytest.approx(np.array(FOUR[:3]))
    assert painter.session.undo_stack.count() == 1


def test_while_points_are_dragged_their_picture_is_under_the_pointer(hand) -> None:
    painter = hand(*FOUR)
    painter.take("move")
    viewport = painter.plot.viewport()

    def colour(x: float, y: float) -> QColor:
        return viewport.grab().toImage().pixelColor(painter.at(x, y))

    ground, blue = colour(0, 0), colour(4, 4)
    assert ground != blue
    QTest.mousePress(viewport, LEFT, pos=painter.at(4, 4))
    for place in ((3, 3), (-5, 0), (0, 0)):
        QTest.mouseMove(viewport, painter.at(*place))
        QApplication.processEvents()
        assert (colour(*place), colour(4, 4)) == (blue, ground)
    QTest.mouseRelease(viewport, LEFT, pos=painter.at(0, 0))
    assert (colour(0, 0), colour(4, 4)) == (blue, ground)
    assert painter.plot.fresh.pos() == QPointF(0, 0)
    painter.key(Qt.Key.Key_Escape)
    assert (colour(0, 0), colour(4, 4)) == (blue, ground)


def test_a_frame_chooses_points_that_move_and_go_together(hand) -> None:
    painter = hand(*FOUR)
    painter.take("move")
    painter.drag((-5.5, -5), (5, -3))
    assert len(painter.view.painting.chosen) == 2
    assert painter.session.undo_stack.count() == 0
    painter.drag((4, -4), (4, -2))
    assert sorted(painter.rows[:, 1]) == pytest.approx([-2, -2, 4, 4], abs=0.05)
    painter.key(Qt.Key.Key_Delete)
    assert sorted(painter.rows[:, 1]) == [4, 4]
    painter.session.undo_stack.undo()
    assert len(painter.rows) == 4


def test_undo_while_points_are_dragged_ends_the_drag(hand) -> None:
    painter = hand(*FOUR)
    painter.take("point")
    painter.click(0, 0)
    painter.take("move")
    viewport = painter.plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=painter.at(0, 0))
    QTest.mouseMove(viewport, painter.at(2, 1))
    QApplication.processEvents()
    painter.session.undo_stack.undo()
    QTest.mouseMove(viewport, painter.at(3, 1))
    QApplication.processEvents()
    QTest.mouseRelease(viewport, LEFT, pos=painter.at(3, 1))
    assert painter.rows == pytest.approx(np.array(FOUR))
    assert len(painter.plot.fresh) == 0


def test_escape_in_a_stroke_leaves_everything_as_it_was(hand) -> None:
    painter = hand(*FOUR)
    painter.take("move")
    viewport = painter.plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=painter.at(4, 4))
    QTest.mouseMove(viewport, painter.at(2, 1))
    QApplication.processEvents()
    painter.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, LEFT, pos=painter.at(2, 1))
    assert painter.rows == pytest.approx(np.array(FOUR))
    assert painter.session.undo_stack.count() == 0


def test_escape_lets_go_of_what_is_chosen(hand) -> None:
    painter = hand(*FOUR)
    painter.take("move")
    painter.drag((-5.5, -5), (5, 5))
    assert len(painter.view.painting.chosen) == 4
    painter.key(Qt.Key.Key_Escape)
    painter.key(Qt.Key.Key_Delete)
    assert len(painter.rows) == 4


def test_the_eraser_takes_all_along_its_way_and_no_more(hand) -> None:
    grid = [(x, y, 0) for x in range(-5, 6) for y in range(-5, 6)]
    painter = hand(*grid)
    painter.take("erase")
    painter.drag((-5, 0), (5, 0))
    assert set(painter.rows[:, 1]) == set(range(-5, 6)) - {0}
    assert len(painter.rows) == 110
    assert painter.session.undo_stack.count() == 1
    painter.session.undo_stack.undo()
    assert len(painter.rows) == 121


def test_the_brush_gets_wider_by_key_and_button(hand) -> None:
    painter = hand(*FOUR)
    painter.take("erase")
    before = painter.strip.radius
    painter.key(Qt.Key.Key_BracketRight)
    assert painter.strip.radius > before
    painter.key(Qt.Key.Key_BracketLeft)
    assert painter.strip.radius == before
    for _ in SIZES:
        click(painter.strip.size_button)
    assert painter.strip.radius == before


def test_a_curve_labels_above_and_below(hand) -> None:
    painter = hand(*FOUR)
    painter.take("divide")
    painter.key(Qt.Key.Key_2)
    painter.drag((-5, -1), (0, 0), (5, 1))
    assert list(painter.rows[:, 2]) == [0, 0, 1, 1]
    assert painter.session.undo_stack.count() == 1


def test_a_curve_through_nothing_fills_the_plane(hand) -> None:
    painter = hand()
    painter.take("divide")
    painter.drag((5, 3), (0, 3), (-5, 3))
    above = painter.rows[:, 1] >= 3.05
    below = painter.rows[:, 1] <= 2.95
    assert len(painter.rows) > 100
    assert set(painter.rows[above, 2]) == {0.0}
    assert set(painter.rows[below, 2]) == {1.0}
    painter.session.undo_stack.undo()
    assert len(painter.rows) == 0


def test_clearing_can_be_undone(hand) -> None:
    painter = hand(*FOUR)
    click(painter.strip.clear)
    assert len(painter.rows) == 0
    painter.session.undo_stack.undo()
    painter.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert len(painter.rows) == 0


def test_looking_pans_and_opens_a_point_s_graph(hand, qtbot: QtBot) -> None:
    painter = hand(*FOUR, train_share=90)
    painter.key("D")
    assert painter.view.painting.active
    painter.key("H")
    shown_points = painter.view.points.places
    with qtbot.waitSignal(painter.view.point_chosen) as chosen:
        painter.click(*shown_points[0])
    assert chosen.args == [0, False]
    before = painter.plot.box.viewRange()[0][0]
    painter.drag((0, 0), (1, 0), (2, 0))
    assert painter.plot.box.viewRange()[0][0] < before - 1
    assert len(painter.rows) == 4


def test_marks_stay_with_their_points_while_others_are_painted(hand) -> None:
    painter = hand(*((x / 10, x % 7 - 3, x % 2) for x in range(40)))
    painter.take("point")
    view, data = painter.view, data_of(painter.session.document.data)
    marks = np.arange(40) % 3 == 0
    view._show_marks(marks)
    wrong = {tuple(place) for place in data.points[marks]}
    painter.click(-4, 4)
    assert {tuple(place) for place in view.points.places[view.points.wrong]} == wrong
    painter.take("erase")
    painter.click(-4, 4)
    assert not view.points.wrong.any()


def test_who_paints_sees_test_points_too(hand) -> None:
    painter = hand(*((x / 10, 0, 0) for x in range(50)))
    assert len(painter.view.points) < 50
    painter.take("spray")
    assert len(painter.view.points) == 50
    painter.take("look")
    assert len(painter.view.points) < 50


def test_too_many_points_are_refused_in_a_sentence(hand, qtbot: QtBot) -> None:
    rows = np.zeros((MAX_POINTS, 3))
    painter = hand(*rows)
    painter.take("point")
    with qtbot.waitSignal(painter.view.problem) as said:
        painter.click(1, 1)
    assert f"{MAX_POINTS:,}" in said.args[0]
    assert len(painter.rows) == MAX_POINTS
    assert painter.view.painting.stroke is None


def test_values_are_painted_on_the_curve(hand) -> None:
    painter = hand(dataset="own_values", output="curve")
    painter.take("point")
    painter.click(2, 0.5)
    assert painter.rows[0] == pytest.approx([2, 0, 0.5], abs=0.03)
    painter.take("move")
    painter.drag((2, 0.5), (1, 0), (0, -0.5))
    assert painter.rows[0] == pytest.approx([0, 0, -0.5], abs=0.03)
    assert not painter.strip.tools.button("divide").isEnabled()
    painter.take("erase")
    painter.click(0, -0.5)
    assert len(painter.rows) == 0
    assert painter.session.undo_stack.count() == 3


def test_points_off_the_line_are_not_painted_over_it(hand) -> None:
    assert not hand((1, 2, 0.5), dataset="own_values", output="curve").strip.isVisible()
    assert not hand(*FOUR, output="curve").strip.isVisible()
    assert not hand(*FOUR, output="surface").strip.isVisible()


def test_keys_of_the_run_are_not_taken(hand) -> None:
    painter = hand(*FOUR)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_E, Qt.Key.Key_B, Qt.Key.Key_R, Qt.Key.Key_N):
        before = painter.strip.tool, painter.strip.label
        press(painter.plot, key)
        assert (painter.strip.tool, painter.strip.label) == before


def test_spraying_is_even_in_place_and_time() -> None:
    clock = Clock()
    spray = Spray((0.0, 0.0), clock, np.random.default_rng(1))
    assert len(spray.take()) == 1
    spray.move((4.0, 0.0))
    clock.now = 1.0
    way = spray.take()
    assert way[:, 0] == pytest.approx(4 * np.arange(1, RATE + 1) / RATE)
    reach = np.hypot(*spray.scatter(4000).T)
    # Even over a disc: a quarter of the points lies within half its radius.
    assert reach.max() <= 1
    assert np.mean(reach < 0.5) == pytest.approx(0.25, abs=0.03)


def test_a_fast_stroke_leaves_a_trace() -> None:
    spray = Spray((0.0, 0.0), Clock(), np.random.default_rng(1), radii=(0.5, 2.0))
    spray.take()
    spray.move((3.0, 0.0))
    spray.move((3.0, 4.0))
    assert len(spray.take()) == BY_RADIUS * (3.0 / 0.5 + 4.0 / 2.0)


def test_spread_points_leave_no_hole() -> None:
    places = spread(400)
    assert np.abs(places).max() <= EXTENT
    cells = np.floor((places + EXTENT) / (2 * EXTENT / 8)).astype(int)
    assert (np.bincount(cells[:, 0] * 8 + cells[:, 1], minlength=64) >= 3).all()


def test_a_drawn_line_becomes_a_function() -> None:
    line = as_function(np.array([(-2.0, 1.0), (2.0, 3.0)]))
    assert line[:, 1] == pytest.approx(2 + line[:, 0] / 2)
    # Back over itself: what was drawn last counts.
    back = as_function(np.array([(-2.0, 0.0), (2.0, 0.0), (0.0, 5.0)]))
    assert np.interp(1.0, back[:, 0], back[:, 1]) == pytest.approx(2.5, abs=0.05)
    assert np.interp(-1.0, back[:, 0], back[:, 1]) == pytest.approx(0.0)
    assert as_function(np.array([(1.0, 0.0), (1.0, 5.0)])) is None
