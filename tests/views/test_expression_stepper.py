"""The stepper and the bar at the top, by real keys, presses and drags."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground import theme
from playground.formula import build
from playground.session import Session
from playground.sheets import ExpressionSheet
from playground.views.expression.stepper import Stepper
from playground.views.expression.topbar import TopBar
from playground.walk import Walk
from tests.views.wiring import click, drag, press


class Bench(QWidget):
    """A top bar, a field and a stepper over one walk."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(parent=self)
        self.walk = Walk(self)
        self.walk.set_formula(build(ExpressionSheet()))
        self.top = TopBar(self.walk, self.session, theme.DARK)
        self.field = QLineEdit("a*b")
        self.stepper = Stepper(self.walk, self.session, theme.DARK)
        column = QVBoxLayout(self)
        for part in (self.top, self.field, self.stepper):
            column.addWidget(part)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    theme.apply(QApplication.instance(), theme.DARK)
    bench = Bench()
    qtbot.addWidget(bench)
    bench.resize(1180, 240)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    return bench


def test_arrow_keys_step_and_home_and_end_jump(bench: Bench) -> None:
    press(bench, Qt.Key.Key_Right)
    assert bench.walk.index == 4
    press(bench, Qt.Key.Key_Left)
    press(bench, Qt.Key.Key_Left)
    assert bench.walk.index == 2
    press(bench, Qt.Key.Key_End)
    assert bench.walk.index == 11
    press(bench, Qt.Key.Key_Home)
    assert bench.walk.index == 0


def test_arrow_keys_belong_to_a_field_that_is_typed_into(bench: Bench) -> None:
    click(bench.field)
    press(bench.field, Qt.Key.Key_Home)
    press(bench.field, Qt.Key.Key_Right)
    assert bench.field.cursorPosition() == 1
    QTest.keyClicks(bench.field, " ")
    assert bench.field.text() == "a *b"
    assert (bench.walk.index, bench.walk.playing) == (3, False)
    bench.field.clearFocus()
    press(bench, Qt.Key.Key_Right)
    assert bench.walk.index == 4


def test_buttons_step_and_say_where_they_end(bench: Bench) -> None:
    click(bench.stepper.end)
    assert bench.walk.index == 11
    assert not bench.stepper.forward.isEnabled()
    click(bench.stepper.back)
    assert bench.walk.index == 10
    click(bench.stepper.start)
    assert bench.walk.index == 0
    assert not bench.stepper.back.isEnabled()
    click(bench.stepper.forward)
    assert bench.walk.index == 1


def test_space_plays_and_pauses(bench: Bench) -> None:
    press(bench, Qt.Key.Key_Space)
    assert bench.walk.playing
    assert bench.stepper.play.text() == "Pause"
    bench.stepper.tick(1.0)
    assert bench.walk.index == 5
    press(bench, Qt.Key.Key_Space)
    assert not bench.walk.playing
    assert bench.stepper.play.text() == "Play"


def test_a_step_by_hand_stops_the_playing(bench: Bench) -> None:
    press(bench, Qt.Key.Key_Space)
    press(bench, Qt.Key.Key_Right)
    assert not bench.walk.playing


def test_the_track_goes_where_it_is_pressed_and_dragged(bench: Bench) -> None:
    track = bench.stepper.track
    click(track, track.centre_of(6).toPoint())
    assert bench.walk.index == 7
    drag(track, track.centre_of(0).toPoint(), track.centre_of(2).toPoint(), QPoint(5_000, 4))
    assert bench.walk.index == 11


def test_the_speed_slider_sets_the_speed(bench: Bench) -> None:
    slider = bench.stepper.speed
    drag(slider, QPoint(40, slider.height() // 2), QPoint(94, slider.height() // 2))
    assert bench.walk.speed == 5
    assert bench.stepper.speed_text.text() == "40 a second"


def test_another_player_takes_the_keys(bench: Bench) -> None:
    other = Walk(bench)
    other.set_formula(build(ExpressionSheet("y = p + q")))
    bench.stepper.set_player(other)
    press(bench, Qt.Key.Key_Right)
    assert (bench.walk.index, other.index) == (3, 2)


def test_the_bar_says_the_step(bench: Bench) -> None:
    assert bench.top.sentence.text() == "L = d·f = 4 · (−2) = −8 · now backward: →"
    bench.walk.go(9)
    assert bench.top.place.text() == "step 9 of 11"
    assert bench.top.sentence.text() == "a receives ∂L/∂e · ∂e/∂a = (−2)·(−3) = +6"


def test_the_bar_switches_the_mode(bench: Bench) -> None:
    click(bench.top.modes.button("orders"))
    assert bench.walk.mode == "orders"
    bench.walk.said.emit("visit 2", "c passes on what it has")
    assert bench.top.sentence.text() == "c passes on what it has"
    click(bench.top.modes.button("backward"))
    assert bench.top.place.text() == "step 3 of 11"


def test_a_long_walk_is_drawn_as_one_bar(bench: Bench) -> None:
    text = "\n".join(f"x{k} = x{k - 1}*a + b" for k in range(1, 120))
    bench.walk.set_formula(build(ExpressionSheet(text)))
    track = bench.stepper.track
    assert bench.walk.count > 500
    image = track.grab().toImage()
    assert image.pixelColor(4, 4) != image.pixelColor(track.width() - 8, 4)
    click(track, QPoint(track.width() - 1, 4))
    assert bench.walk.index == bench.walk.count


def test_both_themes_paint(bench: Bench) -> None:
    pictures = []
    for palette in (theme.DARK, theme.LIGHT):
        theme.apply(QApplication.instance(), palette)
        bench.top.set_palette(palette)
        bench.stepper.set_palette(palette)
        pictures.append(bench.grab().toImage())
    assert pictures[0] != pictures[1]
