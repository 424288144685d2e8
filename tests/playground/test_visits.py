"""From the network to a data point's graph and back, by real clicks and keys, while training goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from engine.data import generate
from engine.trace import trace
from playground.document import Document, Frozen, HiddenLayer, Network, View
from playground.freezing import set_frozen
from playground.layout import loss_node
from playground.sample_graph import Subject
from playground.views.expression.painting import GraphPainter
from playground.views.expression.visit import Visit
from playground.window import MainWindow, workspaces
from playground.window.overview import Overview

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
SMALL = Document(network=Network(hidden=(HiddenLayer(3), HiddenLayer(2, "relu"))))
OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(open_window: OpenWindow) -> OpenWindow:
    return lambda document=SMALL: open_window(document)


def place_of(window: MainWindow, point: int) -> QPoint:
    """Where a data point is on the output plot, in pixels of its viewport."""
    plot, data = window.page.output.plot, window.session.document.data
    x, y = generate(data.dataset, data.noise, data.train_share, data.seed).points[point]
    return plot.mapFromScene(plot.box.mapViewToScene(QPointF(x, y)))


def lonely_point(window: MainWindow) -> int:
    """A train point that no other is near on the screen."""
    data = window.session.document.data
    drawn = generate(data.dataset, data.noise, data.train_share, data.seed)
    points = drawn.points[: drawn.n_train]
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return int(apart.min(axis=1).argmax())


def click_on_point(window: MainWindow, point: int) -> None:
    QTest.mouseClick(window.page.output.plot.viewport(), LEFT, pos=place_of(window, point))


def double_click_on_node(window: MainWindow, node: tuple[int, int]) -> None:
    canvas = window.page.network.canvas
    place = QPointF(*canvas.geometry_shown.centres[node]).toPoint()
    QTest.mouseClick(canvas, LEFT, pos=place)
    QTest.mouseDClick(canvas, LEFT, pos=place)


def visit_of(window: MainWindow) -> Visit:
    visit = window.findChild(Visit)
    assert visit is not None
    assert visit.isVisible()
    return visit


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def values(visit: Visit) -> dict[str, float]:
    assert visit.graph is not None
    return {key: node.value.data for key, node in visit.graph.formula.by_key.items()}


def test_a_click_on_a_data_point_opens_its_loss_with_the_same_numbers(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window()
    window.trainer.step_epoch(5)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 5)
    point = lonely_point(window)
    click_on_point(window, point)
    visit = visit_of(window)
    assert window.session.document.view.workspace == "expression"
    assert visit.bar.name.text() == f"Loss of train point {point + 1}"
    assert visit.bar.epoch.text() == "epoch 5"
    assert window.frame is not None
    assert values(visit)["o"] == pytest.approx(window.frame.train_outputs[point], rel=1e-12)
    assert values(visit)["w111"] == window.frame.layers[0].weights[0, 0]
    shown = [node.key for node in visit.canvas.shape.nodes if node.folded]
    assert shown == ["h11", "h12", "h13", "h21", "h22", "o"]


@pytest.mark.parametrize("by_key", [True, False])
def test_back_to_the_network_and_the_own_formula_is_untouched(open_window: OpenWindow, by_key: bool) -> None:
    window = open_window()
    sheet = window.session.document.expression
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    assert visit.editor.isReadOnly()
    QTest.keyClicks(visit.editor, "x = 1")
    if by_key:
        QTest.keyClick(focused(), Key.Key_Escape)
    else:
        QTest.mouseClick(visit.bar.back, LEFT)
    assert window.session.document.view.workspace == "network"
    assert window.page.isVisible()
    assert window.visits.graph is None
    QTest.keyClick(window, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert not visit.isVisible()
    view = window.workspaces.widget_of("expression")
    assert view.page.isVisible()
    assert view.page.editor.toPlainText() == sheet.text
    assert window.session.document.expression == sheet


def test_a_drag_and_an_empty_place_open_nothing(open_window: OpenWindow) -> None:
    window = open_window()
    viewport = window.page.output.plot.viewport()
    place = place_of(window, lonely_point(window))
    QTest.mousePress(viewport, LEFT, pos=place)
    QTest.mouseMove(viewport, place + QPoint(15, 10))
    QTest.mouseMove(viewport, place + QPoint(30, 20))
    QTest.mouseRelease(viewport, LEFT, pos=place + QPoint(30, 20))
    window.page.output.go_home()
    QTest.mouseClick(viewport, LEFT, pos=QPoint(3, 3))
    assert window.visits.graph is None


def test_a_test_point_is_told_from_a_train_point(open_window: OpenWindow) -> None:
    window = open_window(replace(SMALL, view=View(show_test=True)))
    with_test = window.page.output
    chosen = []
    with_test.point_chosen.connect(lambda index, is_test: chosen.append((index, is_test)))
    data = window.session.document.data
    drawn = generate(data.dataset, data.noise, data.train_share, data.seed)
    apart = np.hypot(*(drawn.points[:, None] - drawn.points[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    lonely = drawn.n_train + int(apart[drawn.n_train :].min(axis=1).argmax())
    click_on_point(window, lonely)
    assert chosen == [(lonely - drawn.n_train, True)]
    assert visit_of(window).bar.name.text() == f"Loss of test point {lonely - drawn.n_train + 1}"


def test_a_double_click_on_a_neuron_opens_its_sum_and_activation(open_window: OpenWindow) -> None:
    window = open_window()
    double_click_on_node(window, (1, 1))
    visit = visit_of(window)
    assert visit.bar.name.text() == "Hidden 2 · neuron 2 at train point 1"
    assert visit.walk.formula is not None
    assert visit.walk.formula.output == "h22"
    assert values(visit)["h22"] == max(values(visit)["z22"], 0.0)
    # It is open, and what it reads from is folded.
    keys = {node.key: node.folded for node in visit.canvas.shape.nodes}
    assert {"z22", "b22", "w221"} <= set(keys)
    assert keys["h11"] == "neuron"


def test_what_is_frozen_wears_a_padlock(open_window: OpenWindow) -> None:
    window = open_window()
    session = window.session

    def corner_of_first_weight() -> QImage:
        """The upper right corner of its node in the open graph, where there is nothing else."""
        double_click_on_node(window, (0, 0))
        visit = visit_of(window)
        visit.fold_kind("")
        canvas = visit.canvas
        assert canvas.numbers.is_frozen("w111") == bool(session.document.frozen)
        assert not canvas.numbers.is_frozen("w112")
        painter = GraphPainter(canvas.shape, canvas.numbers, canvas.camera, canvas.colours, canvas.font())
        box = painter.box(canvas.shape.index["w111"])
        side = round(0.25 * box.height())
        seen = canvas.grab(QRect(round(box.right()) - side - 2, round(box.top()) + 2, side, side))
        QTest.keyClick(focused(), Key.Key_Escape)
        assert not visit.isVisible()
        return seen.toImage()

    free = corner_of_first_weight()
    session.edit("Freeze", set_frozen(session.document, Frozen(0, 0, 0), on=True))
    frozen = corner_of_first_weight()
    assert frozen != free
    session.edit("Free", set_frozen(session.document, Frozen(0, 0, 0), on=False))
    assert corner_of_first_weight() == free


def test_single_clicks_only_select_and_o_opens(open_window: OpenWindow) -> None:
    window = open_window()
    canvas = window.page.network.canvas
    QTest.mouseClick(canvas, LEFT, pos=QPointF(*canvas.geometry_shown.centres[(0, 2)]).toPoint())
    assert canvas.selected == (0, 2)
    assert window.visits.graph is None
    QTest.keyClick(canvas, Key.Key_O)
    assert visit_of(window).bar.name.text() == "Hidden 1 · neuron 3 at train point 1"


def test_a_neuron_s_menu_opens_its_graph(open_window: OpenWindow) -> None:
    window = open_window()
    canvas = window.page.network.canvas
    QTest.mouseClick(canvas, LEFT, pos=QPointF(*canvas.geometry_shown.centres[(0, 1)]).toPoint())
    QTest.keyClick(canvas, Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Key.Key_Up)  # the last entry
    QTest.keyClick(menu, Key.Key_Return)
    assert visit_of(window).bar.name.text() == "Hidden 1 · neuron 2 at train point 1"


def test_the_loss_of_the_network_opens_as_the_loss_of_the_point(open_window: OpenWindow) -> None:
    window = open_window()
    double_click_on_node(window, loss_node(SMALL.network))
    assert visit_of(window).bar.name.text() == "Loss of train point 1"


def test_it_stays_live_while_training_goes_on(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    before = values(visit)["w111"]
    QTest.keyClick(focused(), Key.Key_T)
    assert window.trainer.playing
    assert visit.bar.train.text() == "Pause training"
    qtbot.waitUntil(lambda: values(visit)["w111"] != before)
    QTest.keyClick(focused(), Key.Key_T)
    assert not window.trainer.playing

    def settled() -> bool:
        frame = window.frame
        return frame is not None and visit.bar.epoch.text() == f"epoch {frame.epoch:,}"

    qtbot.waitUntil(settled)
    assert window.frame is not None
    assert values(visit)["w111"] == window.frame.layers[0].weights[0, 0]
    # The walk shows those very numbers, gradients included.
    assert visit.walk.formula is not None
    output = visit.walk.formula.by_key["L"].value
    again = trace(output).gradients
    weight = visit.walk.formula.by_key["w111"].value
    assert visit.walk.gradient_shown("w111") == again[weight]


def test_the_stepper_plays_with_space_and_training_does_not(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    QTest.keyClick(window, Key.Key_Home)
    assert visit.walk.index == 0
    QTest.keyClick(window, Key.Key_Right)
    assert visit.walk.index > 0
    QTest.keyClick(window, Key.Key_Space)
    assert visit.walk.playing
    assert not window.trainer.playing


def test_a_press_goes_on_to_what_can_be_seen(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    walk, canvas = visit_of(window).walk, visit_of(window).canvas
    QTest.keyClick(window, Key.Key_Home)
    computed = []
    while not computed or computed[-1] != "L":
        QTest.keyClick(window, Key.Key_Right)
        assert walk.current is not None
        computed.append(walk.current.node)
    assert computed[:6] == ["h11", "h12", "h13", "h21", "h22", "o"]
    there = [walk.index]
    while walk.index < walk.count:
        QTest.keyClick(window, Key.Key_Right)
        there.append(walk.index)
        edge = walk.active_edge
        assert edge is None or canvas.folds.drawn_edge(edge) in canvas.shape.edge_index
    back = [walk.index]
    while walk.index > there[0]:
        QTest.keyClick(window, Key.Key_Left)
        back.append(walk.index)
    assert back == there[::-1]
    walk.go(0)
    walk.play()
    walk.tick(1.0)  # two presses a second
    assert walk.current is not None
    assert walk.current.node == "h12"


def test_the_next_point_by_key_keeps_folds_and_step(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    assert visit.graph is not None
    first = visit.graph.subject
    visit.toggle_fold("h21")
    visit.walk.go(7)
    QTest.keyClick(focused(), Key.Key_N)
    assert visit.graph.subject == Subject(first.point + 1)
    assert visit.walk.index == 7
    assert "z21" in visit.canvas.shape.index
    QTest.keyClick(focused(), Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert visit.graph.subject == first


def test_neurons_open_and_fold_by_double_click(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    few = len(visit.canvas.shape.nodes)
    QTest.mouseDClick(visit.canvas, LEFT, pos=visit.canvas.box("h12").center().toPoint())
    assert "w121" in visit.canvas.shape.index
    QTest.mouseDClick(visit.canvas, LEFT, pos=visit.canvas.box("z12").center().toPoint())
    assert len(visit.canvas.shape.nodes) == few
    visit.fold_kind("")
    assert visit.graph is not None
    assert len(visit.canvas.shape.nodes) == len(visit.graph.formula.nodes)
    visit.fold_kind("layer")
    assert len(visit.canvas.shape.nodes) < few
    assert "loss" in [node.folded for node in visit.canvas.shape.nodes]


def test_the_chosen_node_s_place_is_said_in_the_network_s_words(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    assert visit.place.text() == "Output neuron · tanh"
    QTest.mouseClick(visit.canvas, LEFT, pos=visit.canvas.box("h12").center().toPoint())
    assert visit.place.text() == "Hidden 1 · neuron 2 · tanh"
    visit.toggle_fold("h12")
    QTest.mouseClick(visit.canvas, LEFT, pos=visit.canvas.box("w122").center().toPoint())
    assert visit.place.text() == "Hidden 1 · neuron 2 · weight from x₂"


@pytest.mark.parametrize("way", ["button", "escape", "alt left"])
def test_back_leads_to_the_same_place_with_training_going_on(
    qtbot: QtBot, open_window: OpenWindow, way: str
) -> None:
    window = open_window()
    point = lonely_point(window)
    where = place_of(window, point)
    click_on_point(window, point)
    visit = visit_of(window)
    QTest.keyClick(focused(), Key.Key_T)
    assert window.trainer.playing
    if way == "button":
        QTest.mouseClick(visit.bar.back, LEFT)
    elif way == "escape":
        QTest.keyClick(focused(), Key.Key_Escape)
    else:
        QTest.keyClick(focused(), Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.workspaces.current == "network"
    assert window.visits.graph is None
    assert window.trainer.playing
    assert window.frame is not None
    epoch = window.frame.epoch
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch > epoch)
    window.trainer.pause()
    assert place_of(window, point) == where
    # What was folded and where one stood is there again, too.
    click_on_point(window, point)
    assert visit_of(window) is visit


def test_the_order_lab_stands_still_while_training_goes_on(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    QTest.mouseClick(visit.modes.switch.button("orders"), LEFT)
    lab = visit.modes.lab
    assert lab is not None
    assert lab.isVisible()
    assert not visit.canvas.isVisible()
    assert lab.player.formula is visit.walk.formula
    right, *others = lab.player.orders
    assert right.gradients == pytest.approx(visit.walk.pass_.gradients, rel=1e-9, abs=1e-12)
    assert any(order.wrong for order in others)
    QTest.keyClick(focused(), Key.Key_Home)
    assert lab.player.index == 0
    QTest.keyClick(focused(), Key.Key_Right)
    assert lab.player.index == 1
    assert visit.bar.place.text().startswith("visit 1 of ")
    before = values(visit)
    QTest.keyClick(focused(), Key.Key_T)
    assert window.frame is not None
    epoch = window.frame.epoch
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch > epoch + 3)
    assert values(visit) == before
    QTest.mouseClick(visit.modes.switch.button("backward"), LEFT)
    assert visit.canvas.isVisible()
    qtbot.waitUntil(lambda: values(visit) != before)
    QTest.keyClick(focused(), Key.Key_T)


def test_a_graph_too_large_to_be_walked_says_so(open_window: OpenWindow) -> None:
    window = open_window(Document(network=Network(hidden=(HiddenLayer(8), HiddenLayer(8)))))
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    assert not visit.modes.switch.button("orders").isEnabled()
    assert "at most 250" in visit.modes.switch.button("orders").toolTip()
    assert "training" in visit.modes.note.text()


def test_undo_goes_back_and_another_document_ends_the_visit(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    window.session.undo_stack.undo()
    assert window.session.document.view.workspace == "network"
    assert window.visits.graph is None
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    window.session.open(Document(view=View(workspace="expression")), None)
    assert window.visits.graph is None
    assert not visit.isVisible()


def test_the_rail_leads_from_a_visit_to_the_own_formula(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    visit = visit_of(window)
    QTest.mouseClick(window.rail.workspaces["expression"], LEFT)
    assert not visit.isVisible()
    assert window.session.document.view.workspace == "expression"


def test_escape_closes_the_overview_of_keys_before_the_visit(open_window: OpenWindow) -> None:
    window = open_window()
    click_on_point(window, lonely_point(window))
    QTest.keyClick(window, Key.Key_F1)
    assert window.findChild(Overview) is not None
    QTest.keyClick(focused(), Key.Key_Escape)
    assert window.findChild(Overview) is None
    assert window.visits.graph is not None


def test_what_a_first_visit_needs_is_prepared_once_the_window_is_there(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[int] = []
    monkeypatch.setattr(workspaces, "PREPARED_AFTER", 1)
    monkeypatch.setattr(workspaces, "_prepare", lambda: prepared.append(threading.get_ident()))
    open_window()
    qtbot.waitUntil(lambda: len(prepared) == 1)
    assert prepared != [threading.get_ident()]
