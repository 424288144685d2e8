"""The Expression workspace under mouse and keys: type, slide, choose, move, pan, zoom, undo."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.examples import EXAMPLES
from playground.formula import build
from playground.sheets import ExpressionSheet
from playground.views.expression.view import ExpressionView
from tests.views.wiring import click, drag, press, shown, type_text


@pytest.fixture
def workspace(qtbot):
    session, view = shown(qtbot, ExpressionView, size=(1180, 776))
    return session, view


def middle(view, key: str) -> QPoint:
    """Where a node is on the canvas."""
    x, y = view.canvas.shape.centres[view.canvas.shape.index[key]]
    return view.canvas.camera.to_screen(x, y).toPoint()


def type_formula(view, text: str) -> None:
    click(view.editor.viewport())
    QTest.keyClick(view.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for line in text.split("\n"):
        QTest.keyClicks(view.editor, line)
        QTest.keyClick(view.editor, Qt.Key.Key_Escape)
        if line != text.split("\n")[-1]:
            QTest.keyClick(view.editor, Qt.Key.Key_Return)


def test_typing_draws_the_graph(workspace) -> None:
    session, view = workspace
    type_formula(view, "h = tanh(w*x)\ny = h*h")
    assert session.document.expression.text == "h = tanh(w*x)\ny = h*h"
    assert {node.key for node in view.canvas.shape.nodes} == {"w", "x", "mul(w,x)", "h", "y"}
    assert list(view.variables.rows) == ["w", "x"]
    assert [view.table.rows.text(row, 1) for row in range(5)] == ["w", "x", "w·x", "h = tanh(w·x)", "y = h·h"]
    assert len([edge for edge in view.canvas.shape.edges if edge[:2] == ("y", "h")]) == 2


def test_typing_in_one_stretch_is_one_undo(workspace) -> None:
    session, view = workspace
    type_formula(view, "y = x*x")
    assert session.undo_stack.count() == 1
    QTest.keyClick(view.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.editor.toPlainText() == ExpressionSheet().text
    assert view.canvas.shape.index.keys() == {"a", "b", "c", "d", "e", "f", "L"}
    QTest.keyClick(view.editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert view.editor.toPlainText() == "y = x*x"


def test_an_error_is_marked_where_it_is_and_the_last_graph_stays(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = x*x\nz = y +* 2")
    assert view.message.isVisible()
    assert view.message.text().startswith("Line 2, column 8: ")
    (mark,) = view.editor.extraSelections()
    assert mark.cursor.blockNumber() == 1
    assert mark.cursor.selectedText() == "*"
    assert "y" in view.canvas.shape.index
    QTest.keyClick(view.editor, Qt.Key.Key_Backspace)
    QTest.keyClick(view.editor, Qt.Key.Key_Backspace)
    QTest.keyClick(view.editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(view.editor, " 2")
    assert not view.message.isVisible()
    assert view.editor.extraSelections() == []
    assert "z" in view.canvas.shape.index


@pytest.mark.parametrize("text", ["", "x" * 10_001, "(" * 5_000, "y = y2 = 3", "tanh", "1/0", "y = log(0)"])
def test_bad_texts_give_a_sentence_and_nothing_else(workspace, text: str) -> None:
    _session, view = workspace
    view.editor.setPlainText(text)
    assert view.message.text().startswith("Line 1, column ")
    assert set(view.canvas.shape.index) == {"a", "b", "c", "d", "e", "f", "L"}


def test_a_name_that_comes_back_has_its_value_again(workspace) -> None:
    session, view = workspace
    type_text(view.variables.rows["b"].value, "7.5")
    view.editor.setPlainText("L = a")
    view.editor.setPlainText("L = a*b")
    assert build(session.document.expression).by_key["L"].value.data == 15.0


def test_completion_offers_functions_and_names(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = x")
    QTest.keyClicks(view.editor, " + softp")
    popup = view.editor.completion.popup
    assert popup.isVisible()
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert view.editor.toPlainText() == "y = x + softplus("
    QTest.keyClicks(view.editor, "x)")
    assert not popup.isVisible()
    assert view.error is None


def test_a_slider_changes_every_number_in_one_undo(workspace) -> None:
    session, view = workspace
    view.walk.go(view.walk.count)
    slider = view.variables.rows["a"].slider
    y = slider.height() // 2
    drag(slider, QPoint(round(slider.position_of_handle()), y), QPoint(90, y), QPoint(slider.width() - 8, y))
    a = view.variables.rows["a"].variable.value
    assert a == 10.0
    assert session.document.expression.variables[0].value == a
    assert view.canvas.numbers.value("L") == (a * -3 + 10) * -2
    assert view.canvas.numbers.gradient("b") == -2 * a
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert view.canvas.numbers.value("L") == -8.0


def test_values_and_ranges_can_be_typed(workspace) -> None:
    session, view = workspace
    row = view.variables.rows["c"]
    type_text(row.value, "25")
    assert (row.variable.value, row.variable.high) == (25.0, 25.0)
    type_text(row.low, "20")
    assert row.variable.low == 20.0
    type_text(row.high, "22")
    assert (row.variable.value, row.variable.high) == (22.0, 22.0)
    type_text(row.value, "nonsense")
    assert session.document.expression.variables[2].value == 22.0
    assert "nonsense" in view.message.text()


def test_clicking_a_node_chooses_it_everywhere(workspace) -> None:
    _session, view = workspace
    click(view.canvas, middle(view, "d"))
    assert view.walk.selection == "d"
    assert view.table.rows.key(view.table.currentIndex().row()) == "d"
    assert view.editor._highlighter._chosen == "d"


def test_clicking_an_edge_and_the_ground(workspace) -> None:
    _session, view = workspace
    edge = view.canvas.shape.edge_index["L", "d", 0]
    place = view.canvas.shape.path(edge).pointAtPercent(0.5)
    click(view.canvas, view.canvas.camera.to_screen(place.x(), place.y()).toPoint())
    assert view.walk.selection == ("L", "d", 0)
    click(view.canvas, QPoint(5, 5))
    assert view.walk.selection is None


def test_clicking_a_row_chooses_its_node(workspace) -> None:
    _session, view = workspace
    row = view.table.rows.row_of("e")
    click(view.table.viewport(), view.table.visualRect(view.table.rows.index(row, 1)).center())
    assert view.walk.selection == "e"


def test_a_node_is_moved_by_dragging_and_stays(workspace) -> None:
    session, view = workspace
    before = tuple(view.canvas.shape.centres[view.canvas.shape.index["c"]])
    start = middle(view, "c")
    drag(view.canvas, start, start + QPoint(10, 10), start + QPoint(30, 60))
    (placement,) = session.document.expression.placements
    zoom = view.canvas.camera.zoom
    assert placement.key == "c"
    assert (placement.x, placement.y) == pytest.approx(
        (before[0] + 30 / zoom, before[1] + 60 / zoom), abs=0.2
    )
    type_formula(view, session.document.expression.text + "\nM = L + c")
    assert tuple(view.canvas.shape.centres[view.canvas.shape.index["c"]]) == (placement.x, placement.y)
    session.undo_stack.setIndex(0)
    assert session.document.expression.placements == ()
    assert tuple(view.canvas.shape.centres[view.canvas.shape.index["c"]]) == before


def test_tidy_puts_moved_nodes_back(workspace) -> None:
    session, view = workspace
    before = view.canvas.shape.arrangement.positions
    start = middle(view, "f")
    drag(view.canvas, start, start + QPoint(10, 10), start + QPoint(30, 40))
    click(view.tidy)
    assert session.document.expression.placements == ()
    assert view.canvas.shape.arrangement.positions == before


def test_unchanged_nodes_do_not_move_while_typing(workspace) -> None:
    _session, view = workspace
    before = dict(view.canvas.shape.arrangement.positions)
    click(view.editor.viewport())
    view.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    QTest.keyClicks(view.editor, "M = tanh(L*g) - e")
    after = view.canvas.shape.arrangement.positions
    assert {key: after[key] for key in before} == before


def test_pan_zoom_and_fit(workspace) -> None:
    _session, view = workspace
    canvas = view.canvas
    fitted = canvas.camera
    drag(canvas, QPoint(8, 8), QPoint(20, 20), QPoint(48, 38))
    assert (canvas.camera.x, canvas.camera.y) == (fitted.x + 40, fitted.y + 30)
    scene = canvas.camera.to_scene(QPointF(100, 100))
    canvas.setFocus()
    press(canvas, Qt.Key.Key_Plus)
    assert canvas.camera.zoom == pytest.approx(fitted.zoom * 1.2)
    canvas.zoom(2.0, QPointF(100, 100))
    assert canvas.camera.zoom > fitted.zoom * 2
    canvas.zoom(0.5, QPointF(100, 100))
    assert canvas.camera.to_scene(QPointF(100, 100)) != scene  # the key zoomed about the middle
    press(canvas, Qt.Key.Key_F)
    assert canvas.camera == fitted


def test_the_wheel_zooms_about_the_pointer(workspace, qtbot) -> None:
    _session, view = workspace
    place = QPointF(middle(view, "c"))
    under = view.canvas.camera.to_scene(place)
    view.canvas.zoom(1.7, place)
    assert view.canvas.camera.to_scene(place) == pytest.approx(under)


def test_arrows_choose_in_topological_order(workspace) -> None:
    _session, view = workspace
    view.canvas.setFocus()
    view.walk.select("a")
    for key in ("b", "e", "c", "d", "f", "L", "L"):
        press(view.canvas, Qt.Key.Key_Down)
        assert view.walk.selection == key
    press(view.canvas, Qt.Key.Key_Up)
    assert view.walk.selection == "f"
    press(view.canvas, Qt.Key.Key_Escape)
    assert view.walk.selection is None


def test_the_table_checks_every_gradient(workspace) -> None:
    _session, view = workspace
    assert view.table.rows.text(0, 3) == "?"
    view.walk.go(view.walk.count)
    view.table.measure_all()
    for row in range(view.table.rows.rowCount()):
        assert view.table.rows.text(row, 5).endswith("✓")
    assert view.table.rows.text(view.table.rows.row_of("a"), 3) == "+6"


def test_the_table_measures_by_itself(workspace, qtbot) -> None:
    _session, view = workspace
    view.walk.go(view.walk.count)
    qtbot.waitUntil(lambda: all(view.table.rows.text(row, 5).endswith("✓") for row in range(7)))


def test_a_kink_is_explained_and_not_failed(workspace) -> None:
    _session, view = workspace
    view.editor.setPlainText("y = relu(x)")
    type_text(view.variables.rows["x"].value, "0")
    view.walk.go(view.walk.count)
    view.table.measure_all()
    row = view.table.rows.row_of("x")
    assert view.table.rows.text(row, 5) == "kink ✓"
    assert view.table.rows.text(row, 4) == "0 | +1"
    explanation = view.table.rows.data(view.table.rows.index(row, 5), Qt.ItemDataRole.ToolTipRole)
    assert "on the left" in explanation


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_every_example_is_a_good_formula_with_right_gradients(workspace, example) -> None:
    session, view = workspace
    action = next(a for a in view.examples.menu().actions() if a.text() == example.name)
    action.trigger()
    assert view.error is None
    assert {v.name for v in session.document.expression.variables} == set(example.values)
    view.walk.go(view.walk.count)
    view.table.measure_all()
    checks = [view.table.rows.text(row, 5) for row in range(view.table.rows.rowCount())]
    assert all(check == "" or check.endswith("✓") for check in checks)
    assert any(check.endswith("✓") for check in checks)


def test_the_graph_of_naive_orders_has_the_right_gradient(workspace) -> None:
    _session, view = workspace
    view.edits.show_example(next(example for example in EXAMPLES if example.key == "orders"))
    view.walk.go(view.walk.count)
    assert (view.canvas.numbers.gradient("a"), view.canvas.numbers.gradient("b")) == (25.0, 19.0)


def test_values_fold_into_the_text_while_the_forward_pass_runs(workspace) -> None:
    from playground.views.expression.folded_text import folded_lines, line_values

    _session, view = workspace
    view.editor.setPlainText("L = (a*b + c)*f")
    walk, formula = view.walk, view.formula
    walk.go(0)
    assert folded_lines(walk, formula) == {}
    walk.forward()
    assert [(p.text, p.folded) for p in folded_lines(walk, formula)[0]] == [
        ("L = (", False),
        ("−6", True),
        (" + c)*f", False),
    ]
    walk.forward()
    assert "".join(p.text for p in folded_lines(walk, formula)[0]) == "L = (4)*f"
    assert line_values(walk, formula) == {}
    walk.forward()
    assert line_values(walk, formula) == {0: "−8"}


def test_painting_leaves_marks_of_what_is_known(workspace) -> None:
    _session, view = workspace
    hidden = view.canvas.grab().toImage()
    view.walk.go(view.walk.count)
    shown_all = view.canvas.grab().toImage()
    view.walk.go(view.walk.loss_index)
    view.walk.select("a")
    assert hidden != shown_all
    again = view.canvas.grab().toImage()
    assert again == hidden


def test_single_steps_paint_the_same_picture_as_painting_anew(workspace) -> None:
    _session, view = workspace
    view.canvas.reduced_motion = True
    view.canvas.grab()
    for _ in range(6):
        view.walk.forward()
        QApplication.processEvents()
        stepped = view.canvas.grab().toImage()
        view.canvas.refresh()
        assert view.canvas.grab().toImage() == stepped
    for _ in range(6):
        view.walk.back()
        stepped = view.canvas.grab().toImage()
        view.canvas.refresh()
        assert view.canvas.grab().toImage() == stepped
