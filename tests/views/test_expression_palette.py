"""The palette by mouse and keys: chips are dragged onto nodes and ground, clicked, and reached by Tab."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.ops import OPS
from playground import theme
from playground.views.expression.palette import GROUPS, INPUTS
from playground.views.expression.view import ExpressionView
from tests.views.wiring import LEFT, click, press, shown

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def workspace(qtbot):
    return shown(qtbot, ExpressionView, size=(1180, 776))


def drag_onto(view, op: str, place: QPoint, drop: bool = True) -> None:
    """Drag a chip to a place of the canvas, by way of the one between."""
    chip = view.page.strip.chips[op]
    target = chip.mapFromGlobal(view.page.canvas.mapToGlobal(place))
    start = chip.rect().center()
    QTest.mousePress(chip, LEFT, NONE, start)
    for where in (start + QPoint(0, -4), start + QPoint(0, -12), target):
        QTest.mouseMove(chip, where)
        QApplication.processEvents()
    if drop:
        QTest.mouseRelease(chip, LEFT, NONE, target)


def middle(view, key: str) -> QPoint:
    return view.page.canvas.box(key).center().toPoint()


def text(session) -> str:
    return session.document.expression.text


def test_every_operation_has_a_chip_with_its_words(workspace) -> None:
    _session, view = workspace
    chips = view.page.strip.chips
    assert set(chips) == {*INPUTS, *(op for _, ops in GROUPS for op in ops)}
    assert {op for op in OPS if op not in chips} == {"normal_cdf"}
    for op, chip in chips.items():
        assert chip.text()
        assert chip.accessibleName()
        if op in OPS:
            assert OPS[op].words in chip.accessibleDescription()


def test_dropped_on_a_node_an_operation_takes_it_as_input(workspace) -> None:
    session, view = workspace
    drag_onto(view, "mul", middle(view, "d"), drop=False)
    assert view.dropping.mark.isVisible()
    assert view.dropping.mark.words.text() == "d · new"
    chip = view.page.strip.chips["mul"]
    target = chip.mapFromGlobal(view.page.canvas.mapToGlobal(middle(view, "d")))
    QTest.mouseRelease(chip, LEFT, NONE, target)
    assert not view.dropping.mark.isVisible()
    assert "u = d * v" in text(session)
    assert view.walk.selection == "u"
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert "u" not in text(session)


def test_dropped_beside_all_nodes_it_stands_where_it_was_dropped(workspace) -> None:
    session, view = workspace
    canvas = view.page.canvas
    place = QPoint(canvas.width() - 60, 40)
    assert canvas.shape.node_at(*canvas.camera.to_scene(place.toPointF())) is None
    expected = canvas.camera.to_scene(place.toPointF())
    drag_onto(view, "exp", place)
    assert "u = exp(v)" in text(session)
    centre = tuple(canvas.shape.centres[canvas.shape.index["u"]])
    assert centre == pytest.approx(expected, abs=1.0)
    (placement,) = session.document.expression.placements
    assert placement.key == "u"


def test_dropped_half_on_another_node_it_gives_way(workspace) -> None:
    _session, view = workspace
    canvas = view.page.canvas
    box = canvas.box("L")
    drag_onto(view, "exp", QPoint(round(box.center().x()), round(box.bottom()) + 6))
    shape = canvas.shape
    assert not shape.box(shape.index["u"]).intersects(shape.box(shape.index["L"]))


def test_variables_and_constants_are_dropped_and_then_wired(workspace) -> None:
    session, view = workspace
    canvas = view.page.canvas
    drag_onto(view, "variable", QPoint(30, canvas.height() - 40))
    assert "u" in view.page.variables.rows
    drag_onto(view, "constant", QPoint(130, canvas.height() - 40))
    assert "v = 2" in text(session)
    assert canvas.numbers.value_text("v") == "2"
    view.edits.wire("u", "L", 1)
    assert text(session).endswith("L = d*u")
    assert "\nu\n" not in text(session)  # the line that only mentioned it is gone
    view.edits.delete("v")
    assert "v = 2" not in text(session)


def test_a_lone_variable_can_be_deleted(workspace) -> None:
    session, view = workspace
    before = text(session)
    drag_onto(view, "variable", QPoint(30, view.page.canvas.height() - 40))
    assert text(session) != before
    view.page.canvas.setFocus()
    press(view.page.canvas, Qt.Key.Key_Delete)
    assert text(session) == before


def test_a_drag_that_ends_beside_the_graph_or_with_escape_changes_nothing(workspace) -> None:
    session, view = workspace
    before = text(session)
    drag_onto(view, "add", QPoint(-50, 10))
    drag_onto(view, "add", middle(view, "d"), drop=False)
    assert view.dropping.mark.isVisible()
    QTest.keyClick(view.page.strip.chips["add"], Qt.Key.Key_Escape)
    assert not view.dropping.mark.isVisible()
    QTest.mouseRelease(view.page.strip.chips["add"], LEFT)
    assert text(session) == before


def test_a_click_computes_from_the_chosen_node(workspace) -> None:
    session, view = workspace
    click(view.page.canvas, middle(view, "d"))
    view.page.strip.show_group("Activations")
    click(view.page.strip.chips["tanh"])
    assert "u = tanh(d)" in text(session)


def test_the_strip_is_one_stop_for_tab_and_the_arrows_go_on_in_it(workspace) -> None:
    session, view = workspace
    strip = view.page.strip
    stops = [chip for chip in strip.chips.values() if chip.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1
    index = view.walk.index
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        press(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert QApplication.focusWidget() is strip.chips["add"]
    press(QApplication.focusWidget(), Qt.Key.Key_Left)
    press(QApplication.focusWidget(), Qt.Key.Key_Left)
    press(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert QApplication.focusWidget() is strip.chips["min"]
    assert view.walk.index == index
    view.walk.select("d")
    press(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert "u = min(d, v)" in text(session)


def test_where_there_is_room_all_groups_are_shown(workspace, qtbot) -> None:
    _session, view = workspace
    strip = view.page.strip
    assert strip.tabs.isVisible()
    assert strip.chips["add"].isVisible()
    assert not strip.chips["tanh"].isVisible()
    click(strip.tabs.button("Activations"))
    assert strip.chips["tanh"].isVisible()
    assert not strip.chips["add"].isVisible()
    for chip in strip.chips.values():
        if chip.isVisible():
            assert strip.rect().contains(chip.geometry())
    view.resize(1820, 1056)
    qtbot.waitUntil(lambda: not strip.tabs.isVisible())
    assert all(chip.isVisible() for chip in strip.chips.values())


def test_the_strip_can_be_put_away(workspace) -> None:
    _session, view = workspace
    high = view.page.canvas.height()
    click(view.page.strip_shown)
    QApplication.processEvents()
    assert not view.page.strip.isVisible()
    assert view.page.canvas.height() > high
    view.set_palette(theme.LIGHT)
    assert not view.page.strip.isVisible()
