"""The order lab, stepped by real keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground import theme
from playground.formula import build
from playground.session import Session
from playground.sheets import ExpressionSheet, Variable
from playground.views.expression.order_lab import OrderLab
from playground.views.expression.stepper import Stepper
from playground.views.expression.topbar import TopBar
from playground.walk import Walk
from tests.views.wiring import click, press

SHARED = ExpressionSheet(
    "c = a+b\nd = a*b\ne = c+d\nf = c*d\ny = e+f", (Variable("a", 2.0), Variable("b", 3.0))
)


class Bench(QWidget):
    """A top bar, the lab and a stepper, put together as in the workspace."""

    def __init__(self) -> None:
        super().__init__()
        self.session, self.walk = Session(parent=self), Walk(self)
        self.walk.set_formula(build(SHARED))
        self.top = TopBar(self.walk, self.session, theme.DARK)
        self.lab = OrderLab(self.walk, self.session, theme.DARK)
        self.stepper = Stepper(self.walk, self.session, theme.DARK)
        self.walk.mode_changed.connect(self.switch)
        column = QVBoxLayout(self)
        for part in (self.top, self.lab, self.stepper):
            column.addWidget(part)

    def switch(self) -> None:
        self.stepper.set_player(self.lab.player if self.walk.mode == "orders" else self.walk)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    theme.apply(QApplication.instance(), theme.DARK)
    bench = Bench()
    qtbot.addWidget(bench)
    bench.resize(930, 776)
    with qtbot.waitActive(bench):
        bench.show()
        bench.activateWindow()
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    click(bench.top.modes.button("orders"))
    return bench


def test_keys_step_all_four_orders(bench: Bench) -> None:
    assert bench.top.place.text() == "visit 0 of 15"
    for _ in range(10):
        press(bench, Qt.Key.Key_Right)
    assert bench.lab.player.index == 10
    naive = bench.lab.panels["naive recursion"]
    assert naive.verdict.text() == "visit 10 of 15"
    assert naive.reason.text() == "! c has another turn and passes on 7, its earlier share once more."
    assert bench.top.sentence.text().startswith("Naive recursion: c has another turn")
    press(bench, Qt.Key.Key_Left)
    assert naive.reason.text() == ""


def test_at_the_end_wrong_gradients_stand_beside_the_right_ones(bench: Bench) -> None:
    press(bench, Qt.Key.Key_End)
    verdicts = {name: panel.verdict.text() for name, panel in bench.lab.panels.items()}
    assert list(verdicts.values()) == ["✓ all right", "✗ 2 wrong", "✗ 2 wrong", "✗ 4 wrong"]
    assert "a: 29, not 25; b: 22, not 19." in bench.lab.panels["naive recursion"].reason.text()


def test_pictures_change_with_every_visit(bench: Bench) -> None:
    picture = bench.lab.panels["topological order"].picture
    seen = []
    for _ in range(4):
        seen.append(picture.grab().toImage())
        press(bench, Qt.Key.Key_Right)
    assert all(seen[k] != seen[k + 1] for k in range(3))
    press(bench, Qt.Key.Key_Home)
    assert picture.grab().toImage() == seen[0]


def test_a_changed_formula_is_taken_when_the_lab_is_looked_at(bench: Bench) -> None:
    click(bench.top.modes.button("backward"))
    bench.walk.set_formula(build(ExpressionSheet("y = a*a", (Variable("a", 3.0),))))
    assert bench.lab.player.count == 15
    click(bench.top.modes.button("orders"))
    assert bench.lab.player.count == 3
    assert bench.top.place.text() == f"visit {bench.lab.player.index} of 3"


def test_nodes_stay_inside_the_picture_and_apart(bench: Bench) -> None:
    picture = bench.lab.panels["visit once, pre-order"].picture
    boxes = [picture.box(key) for key in "abcdefy"]
    for k, box in enumerate(boxes):
        assert picture.rect().toRectF().contains(box)
        assert not any(box.intersects(other) for other in boxes[k + 1 :])


def test_a_crowded_graph_shows_discs_that_do_not_overlap(bench: Bench) -> None:
    text = "\n".join(f"h{k} = tanh(x*w{k} + z*u{k} + b{k})" for k in range(1, 4)) + "\ny = h1 + h2*h3"
    bench.walk.set_formula(build(ExpressionSheet(text)))
    picture = bench.lab.panels["topological order"].picture
    assert bench.walk.formula is not None
    assert picture.crowded
    boxes = [picture.box(node.key) for node in bench.walk.formula.nodes]
    for k, box in enumerate(boxes):
        assert picture.rect().toRectF().contains(box)
        assert not any(box.intersects(other) for other in boxes[k + 1 :])
    before = picture.grab().toImage()
    press(bench, Qt.Key.Key_Right)
    assert picture.grab().toImage() != before


def test_a_node_says_what_it_has_and_should_have(bench: Bench) -> None:
    press(bench, Qt.Key.Key_End)
    picture = bench.lab.panels["naive recursion"].picture
    assert picture.said_at(picture.box("a").center()) == "a: 29, should become 25"
    assert picture.said_at(picture.rect().bottomRight().toPointF()) == ""


def test_an_order_too_long_to_watch_says_so(bench: Bench) -> None:
    text = "\n".join(["x1 = x + x", *(f"x{k} = x{k - 1} + x{k - 1}" for k in range(2, 12))])
    bench.walk.set_formula(build(ExpressionSheet(text, (Variable("x", 1.0),))))
    naive = bench.lab.panels["naive recursion"]
    assert naive.verdict.text() == ""
    assert not naive.picture.grab().toImage().isNull()


def test_both_themes(bench: Bench) -> None:
    dark = bench.grab().toImage()
    theme.apply(QApplication.instance(), theme.LIGHT)
    bench.lab.set_palette(theme.LIGHT)
    assert bench.grab().toImage() != dark
