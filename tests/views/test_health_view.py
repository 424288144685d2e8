"""The health strip: one column a layer, the worst one told, every one reachable by pointer and key."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.views.health import HealthView
from tests.views import synthetic
from tests.views.wiring import press, shown

DOCUMENT = synthetic.document(4, 2)


@pytest.fixture
def health(qtbot: QtBot):
    session, view = shown(qtbot, HealthView, DOCUMENT, size=(622, 100), clock=lambda: 0.0)
    return session, view


@pytest.fixture(scope="module")
def frame():
    return synthetic.frame(DOCUMENT, 20)


def test_all_well_is_one_sentence(health, frame) -> None:
    _, view = health
    view.show_frame(frame)
    assert view.strip.sentence() == "Gradients reach every layer at a size it can learn from."


def test_without_points_nothing_is_judged(health, frame) -> None:
    _, view = health
    view.show_frame(replace(frame, train_outputs=np.empty(0)))
    assert view.strip.sentence().startswith("No gradients without points")


def test_the_layer_in_need_is_told(health, frame) -> None:
    _, view = health
    view.show_frame(synthetic.with_layer(frame, 1, weight_gradients=np.full((2, 4), np.nan)))
    assert view.strip.sentence().startswith("Hidden 2, exploding:")


def test_the_pointer_and_the_keys_choose_a_layer(health, frame) -> None:
    _, view = health
    view.show_frame(frame)
    strip = view.strip
    QTest.mouseMove(strip, QPoint(10, 10))
    QApplication.processEvents()
    assert strip.sentence().startswith("Hidden 1, healthy:")
    strip.setFocus(Qt.FocusReason.TabFocusReason)
    press(strip, Qt.Key.Key_Right)
    assert strip.sentence().startswith("Hidden 2, healthy:")
    press(strip, Qt.Key.Key_Right)
    press(strip, Qt.Key.Key_Right)
    assert strip.sentence().startswith("Hidden 1")
    press(strip, Qt.Key.Key_Left)
    assert strip.sentence().startswith("Output")
    press(strip, Qt.Key.Key_Escape)
    assert strip.sentence().startswith("Gradients reach")


def test_negative_bars_are_left_of_positive_ones(health, frame) -> None:
    _, view = health
    view.show_frame(frame)
    image = view.strip.grab().toImage()
    columns = {"#f59322": [], "#4aa3f0": []}
    for x in range(image.width() // 3 - 10):
        for y in range(image.height()):
            name = image.pixelColor(x, y).name()
            if name in columns:
                columns[name].append(x)
    assert columns["#f59322"]
    assert max(columns["#f59322"]) < min(columns["#4aa3f0"])


@pytest.mark.parametrize("layers", [0, 1, 8])
def test_any_number_of_layers_is_drawn(qtbot: QtBot, layers: int) -> None:
    document = synthetic.document(2)
    hidden = document.network.hidden * layers
    document = synthetic.replace(document, network=synthetic.replace(document.network, hidden=hidden))
    _, view = shown(qtbot, HealthView, document, size=(622, 100))
    empty = view.strip.grab().toImage()
    view.show_frame(synthetic.frame(document, 2))
    assert view.strip.grab().toImage() != empty


def test_another_network_clears_the_strip(health, frame) -> None:
    session, view = health
    view.show_frame(frame)
    after = synthetic.document(3)
    session.edit("other", synthetic.replace(session.document, network=after.network, state=None))
    assert view.strip.sentence() == ""
    view.show_frame(frame)
    assert view.strip.sentence() == ""
