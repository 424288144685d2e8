"""The loss panel: every epoch, two scales, following the run until a person looks closer."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.controls.numbers import steady
from playground.views.loss import LossView
from playground.views.loss.curve import linear_range, log_range
from tests.views import synthetic
from tests.views.wiring import click, drag, press, shown

DOCUMENT = synthetic.document(4, 2)


class Clock:
    """Seconds that pass when told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def frame():
    return synthetic.frame(DOCUMENT, 3)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loss(qtbot: QtBot, clock: Clock):
    return shown(qtbot, LossView, DOCUMENT, size=(338, 300), clock=clock)


def falling(n: int) -> np.ndarray:
    return 0.5 * np.exp(-np.arange(n) / n * 5)


def points(curve) -> np.ndarray:
    return np.array([(point.x(), point.y()) for point in curve.line])


def view_x(view) -> tuple[float, float]:
    return tuple(view.plot.box.viewRange()[0])


def test_every_epoch_is_on_the_curve(loss, frame) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(50), 2 * falling(50)))
    assert points(view.train_curve) == pytest.approx(np.stack([np.arange(50), falling(50)], axis=1))
    assert points(view.test_curve)[:, 1] == pytest.approx(2 * falling(50))


def test_the_latest_losses_are_told(loss, frame) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, np.array([0.5, 0.00971]), np.array([0.5, 0.0124])))
    assert (view.train_number.text(), view.test_number.text()) == ("0.0097", "0.0124")


def test_where_there_are_no_points_there_is_no_loss(loss, frame) -> None:
    _, view = loss
    view.show_frame(replace(frame, train_outputs=np.empty(0)))
    assert (view.train_number.text(), view.test_number.text()) == ("–", steady(frame.losses[1]))


def test_it_follows_the_run(loss, frame, clock: Clock) -> None:
    _, view = loss
    for n in (20, 200, 2000):
        clock.now += 1
        view.show_frame(synthetic.with_losses(frame, falling(n)))
        assert view_x(view) == pytest.approx((0, n - 1))
    assert view.plot.box.viewRange()[1] == pytest.approx([0, 0.54])


def test_a_log_axis_has_logarithms_for_coordinates(loss, frame) -> None:
    session, view = loss
    view.show_frame(synthetic.with_losses(frame, np.array([1.0, 0.1, 0.01, 0.001])))
    click(view.scale.button("log"))
    assert session.document.view.log_loss
    assert points(view.train_curve)[:, 1] == pytest.approx([0, -1, -2, -3])
    bottom, top = view.plot.box.viewRange()[1]
    assert bottom < -3 < 0 < top
    session.undo_stack.undo()
    assert view.scale.value() == "linear"
    assert points(view.train_curve)[:, 1] == pytest.approx([1, 0.1, 0.01, 0.001])


def test_a_loss_of_zero_has_a_place_on_a_log_axis(loss, frame) -> None:
    _, view = loss
    click(view.scale.button("log"))
    view.show_frame(synthetic.with_losses(frame, np.array([1.0, 0.0])))
    assert np.isfinite(points(view.train_curve)).all()


def test_ranges_leave_a_little_room() -> None:
    assert linear_range(0.5) == (0, 0.54)
    assert linear_range(0.0) == (0, 1)
    low, high = log_range(-3, 0)
    assert -3.3 < low < -3
    assert 0 < high < 0.3
    low, high = log_range(-1, -1)
    assert high - low == pytest.approx(0.5)


def test_a_person_who_pans_stops_the_following_until_a(loss, frame, clock: Clock) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(100)))
    assert not view.follow.isVisible()
    centre = view.plot.viewport().rect().center()
    drag(view.plot.viewport(), centre, centre + QPoint(20, 0), centre + QPoint(40, 0))
    assert view.follow.isVisible()
    looked_at = view_x(view)
    clock.now += 1
    view.show_frame(synthetic.with_losses(frame, falling(500)))
    assert view_x(view) == looked_at
    press(view.plot, Qt.Key.Key_A)
    assert view_x(view) == pytest.approx((0, 499))
    assert not view.follow.isVisible()


def test_a_double_click_follows_again(loss, frame) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(100)))
    press(view.plot, Qt.Key.Key_Plus)
    assert not view.following
    QTest.mouseDClick(view.plot.viewport(), Qt.MouseButton.LeftButton)
    assert view.following
    assert view_x(view) == pytest.approx((0, 99))


def test_a_run_that_starts_over_is_followed(loss, frame, clock: Clock) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(100)))
    press(view.plot, Qt.Key.Key_Plus)
    clock.now += 1
    view.show_frame(synthetic.with_losses(frame, falling(3)))
    assert view.following


def test_a_spike_in_a_million_epochs_is_seen(loss, frame) -> None:
    _, view = loss
    losses = falling(1_000_000)
    losses[345_678] = 9.0
    view.show_frame(synthetic.with_losses(frame, losses))
    drawn = points(view.train_curve)
    assert len(drawn) < 3000
    assert drawn[:, 1].max() == 9.0
    assert tuple(drawn[-1]) == (999_999, losses[-1])


def test_zooming_in_brings_single_epochs_back(loss, frame) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(1_000_000)))
    view.plot.box.sigRangeChangedManually.emit([True, True])
    view.plot.box.setXRange(5000, 5050, padding=0)
    assert list(points(view.train_curve)[:, 0]) == list(np.arange(4999.0, 5052.0))


def test_losses_that_are_all_infinite_draw_nothing_and_the_next_run_draws_again(
    loss, frame, clock: Clock
) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, np.array([np.inf, np.nan])))
    assert len(view.train_curve.line) == 0
    clock.now += 1
    view.show_frame(synthetic.with_losses(frame, falling(10)))
    assert len(view.train_curve.line) == 10


def test_frames_in_quick_succession_are_drawn_at_most_20_times_a_second(
    loss, frame, clock: Clock, qtbot: QtBot
) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(10)))
    clock.now += 0.01
    view.show_frame(synthetic.with_losses(frame, falling(20)))
    assert len(points(view.train_curve)) == 10
    clock.now += 0.06
    view.show_frame(synthetic.with_losses(frame, falling(30)))
    assert len(points(view.train_curve)) == 30
    clock.now += 0.01
    view.show_frame(synthetic.with_losses(frame, falling(40)))
    # The last of them is not forgotten.
    qtbot.waitUntil(lambda: len(points(view.train_curve)) == 40)


def test_both_curves_are_on_screen(loss, frame) -> None:
    _, view = loss
    view.show_frame(synthetic.with_losses(frame, falling(100), 1.5 * falling(100)))
    image = view.plot.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert "#7fb4ff" in seen
    assert "#97a3b3" in seen
