"""The loss panel point by point: the histogram, the confusion matrix, and answers over targets."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import generate
from playground import theme
from playground.document import Document
from playground.mistakes import BINS, bins_of
from playground.network_edits import set_classes, set_dataset, set_own_points, set_problem
from playground.own_data import OwnPoints
from playground.run import Frame
from playground.samples import data_of
from playground.views.loss import LossView
from tests.views import synthetic
from tests.views.wiring import click, press, shown

DOCUMENT = synthetic.document(4, 2)


@pytest.fixture(scope="module")
def frame() -> Frame:
    return synthetic.frame(DOCUMENT, 3)


@pytest.fixture
def loss(qtbot: QtBot):
    return shown(qtbot, LossView, DOCUMENT, size=(338, 300), clock=iter(range(10_000)).__next__)


def point_at(widget, place: QPoint) -> None:
    QTest.mouseMove(widget, place + QPoint(1, 1))
    QTest.mouseMove(widget, place)
    QApplication.processEvents()


def bar(histogram, losses: np.ndarray, number: int, test: bool = False) -> QPoint:
    """A place on the bar that a loss lies in."""
    return histogram.bar(int(bins_of(losses)[number]), test).center().toPoint()


def test_the_three_views_are_chosen_by_mouse_and_key_and_undone(loss) -> None:
    session, view = loss
    click(view.shows.button("points"))
    assert session.document.view.loss == "points"
    assert view.histogram.isVisible()
    assert not view.scale.isVisible()
    press(view, Qt.Key.Key_Escape)
    QTest.keyClick(view, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert view.matrix.isVisible()
    assert view.of.isVisible()
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert view.plot.isVisible()
    assert not view.told.isVisible()


def test_bars_tell_how_many_lose_how_much(loss, frame: Frame) -> None:
    _, view = loss
    click(view.shows.button("points"))
    train = np.r_[np.full(8, 0.001), [0.6, 0.61]]
    view.show_frame(replace(frame, train_point_losses=train, test_point_losses=np.full(5, 0.02)))
    assert view.told.text() == "The worst 1 of 10 train point makes half of the train loss."
    point_at(view.histogram, bar(view.histogram, train, 9))
    assert "2 of 10 train points lose" in view.told.text()
    assert "99 % of the train loss" in view.told.text()
    point_at(view.histogram, bar(view.histogram, np.array([0.02]), 0, test=True))
    assert "5 of 5 test points lose" in view.told.text()
    assert "100 % of the test loss" in view.told.text()
    QTest.mouseMove(view.shows)
    QApplication.processEvents()


def test_a_click_on_a_bar_asks_for_its_worst_point_if_it_is_still_there(loss, frame: Frame) -> None:
    session, view = loss
    click(view.shows.button("points"))
    train, test = np.array([0.5, 0.001, 0.52, 0.001]), np.array([0.3, 0.02, 0.021])
    view.show_frame(replace(frame, train_point_losses=train, test_point_losses=test))
    spy = QSignalSpy(view.point_chosen)
    click(view.histogram, bar(view.histogram, train, 0))
    click(view.histogram, bar(view.histogram, test, 1, test=True))
    empty = view.histogram.bar(BINS - 1, False).center().toPoint()
    click(view.histogram, empty)
    document = session.document
    session.edit("Noise", replace(document, data=replace(document.data, noise=20)))
    click(view.histogram, bar(view.histogram, train, 0))
    assert [tuple(spy.at(k)) for k in range(spy.count())] == [(2, False), (2, True)]


def test_bars_are_reached_by_key(loss, frame: Frame) -> None:
    _, view = loss
    click(view.shows.button("points"))
    train, test = np.array([0.5, 0.001]), np.array([0.5])
    view.show_frame(replace(frame, train_point_losses=train, test_point_losses=test))
    spy = QSignalSpy(view.point_chosen)
    view.histogram.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        press(view.histogram, key)
    assert [tuple(spy.at(k)) for k in range(spy.count())] == [(0, True), (1, False)]
    press(view.histogram, Qt.Key.Key_Escape)
    assert view.told.text().startswith("The worst")


def test_no_points_and_no_losses_are_told(loss, frame: Frame) -> None:
    _, view = loss
    click(view.shows.button("points"))
    nothing = np.zeros(0)
    view.show_frame(replace(frame, train_point_losses=nothing, test_point_losses=nothing))
    assert view.told.text() == "No points yet."
    view.show_frame(replace(frame, train_point_losses=np.zeros(3), test_point_losses=nothing))
    assert view.told.text() == "No train point has a loss."
    assert view.histogram.grab().width() > 0


def test_both_sets_bars_are_painted_as_high_as_their_shares(loss, frame: Frame) -> None:
    _, view = loss
    click(view.shows.button("points"))
    train = np.r_[np.full(5, 0.001), np.full(5, 0.5)]
    view.show_frame(replace(frame, train_point_losses=train, test_point_losses=np.full(2, 0.5)))
    image = view.histogram.grab().toImage()
    train_bar, test_bar = (view.histogram.bar(int(bins_of(train)[9]), test) for test in (False, True))
    x, y = round(train_bar.center().x()), round(train_bar.top() + 0.25 * train_bar.height())
    ground = image.pixelColor(x, y).name()
    assert ground != theme.DARK.accent, "half of the points reach half of the height"
    assert image.pixelColor(x, round(train_bar.bottom() - 4)).name() == theme.DARK.accent
    assert image.pixelColor(round(test_bar.center().x()), y).name() != ground


def with_answers(document: Document, frame: Frame, outputs: np.ndarray) -> Frame:
    """A frame of other data, with these answers to train and test points."""
    n_train = data_of(document.data).n_train
    return replace(frame, data=document.data, train_outputs=outputs[:n_train], test_outputs=outputs[n_train:])


def test_the_matrix_counts_train_or_test_points(loss, frame: Frame) -> None:
    session, view = loss
    click(view.shows.button("confusion"))
    data = generate("circle", 0, 50, "0.42182")
    outputs = data.targets.copy()
    outputs[: data.n_train][np.flatnonzero(data.targets[: data.n_train] > 0)[:3]] = -0.5
    view.show_frame(with_answers(session.document, frame, outputs))
    assert view.told.text() == "98.8 % of 250 train points are right: 247."
    point_at(view.matrix, view.matrix.cell(1, 0).center().toPoint())
    of_class = int((data.targets[: data.n_train] > 0).sum())
    assert view.told.text().startswith(f"3 of {of_class} train points of class 2 are taken for class 1: 2.")
    QApplication.sendEvent(view.matrix, QEvent(QEvent.Type.Leave))
    click(view.of.button("test"))
    assert view.told.text() == "100 % of 250 test points are right: 250."


def test_the_matrix_of_six_named_classes_goes_by_key(qtbot: QtBot, frame: Frame) -> None:
    names = tuple(f"sort {k}" for k in range(6))
    rows = [(k - 3.0, k - 2.0, float(k)) for k in range(6) for _ in range(4)]
    document = set_classes(set_dataset(DOCUMENT, "own"), 6)
    document = set_own_points(document, OwnPoints.of(rows, class_names=names))
    session, view = shown(qtbot, LossView, document, size=(338, 300))
    click(view.shows.button("confusion"))
    targets = data_of(session.document.data).targets.astype(int)
    view.show_frame(with_answers(session.document, frame, np.eye(6)[(targets + 1) % 6]))
    assert "0.0 %" in view.told.text()
    view.matrix.setFocus(Qt.FocusReason.TabFocusReason)
    press(view.matrix, Qt.Key.Key_Right)
    press(view.matrix, Qt.Key.Key_Right)
    assert "of sort 0 are taken for sort 1: 100 %." in view.told.text()
    press(view.matrix, Qt.Key.Key_Up)
    assert "of sort 5 are taken for sort 1" in view.told.text()
    press(view.matrix, Qt.Key.Key_Escape)
    assert "are right" in view.told.text()
    image = view.matrix.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert colours >= set(theme.DARK.classes), "every class's marker"


def test_regression_has_answers_over_targets_instead(loss, frame: Frame) -> None:
    session, view = loss
    click(view.shows.button("confusion"))
    assert view.shows.button("confusion").text() == "matrix"
    session.edit("Regression", set_problem(session.current(), "regression"))
    assert view.shows.button("confusion").text() == "fit"
    assert view.fit.isVisible()
    targets = data_of(session.document.data).targets
    view.show_frame(with_answers(session.document, frame, targets))
    assert view.told.text().startswith("R² 1.0000: 100.0 %")
    image = view.fit.grab().toImage()
    seen = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).blue() > image.pixelColor(x, y).red() + 40
    ]
    across = np.corrcoef(np.array(seen).T)[0, 1]
    assert across < -0.95, "along the diagonal, upward"
    view.show_frame(with_answers(session.document, frame, np.zeros_like(targets)))
    view.of.button("test").click()
    assert "test targets" in view.told.text()
    view.show_frame(with_answers(session.document, frame, np.full_like(targets, np.nan)))
    assert view.fit.grab().width() > 0


def test_a_hundred_thousand_points_are_no_trouble(loss, frame: Frame) -> None:
    _, view = loss
    click(view.shows.button("points"))
    losses = np.random.default_rng(0).exponential(size=50_000)
    view.show_frame(replace(frame, train_point_losses=losses, test_point_losses=losses))
    assert "train points make half" in view.told.text()


@pytest.mark.parametrize("show", ["points", "confusion"])
def test_nothing_is_cut_off_for_a_room(qtbot: QtBot, frame: Frame, show: str) -> None:
    _, view = shown(qtbot, LossView, DOCUMENT, size=(600, 420))
    theme.apply(QApplication.instance(), theme.LIGHT, theme.PRESENTER)
    click(view.shows.button(show))
    view.show_frame(frame)
    QApplication.processEvents()
    view.resize(600, 420)
    QApplication.processEvents()
    for part in (view.shows, view.of, view.told, view.histogram, view.matrix):
        if part.isVisible():
            corner = part.mapTo(view, part.rect().bottomRight())
            assert view.rect().contains(corner), part
