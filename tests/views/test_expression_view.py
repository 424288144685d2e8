"""The Expression workspace under mouse and keys: type, slide, choose, move, pan, zoom, undo."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground import theme
from playground.examples import EXAMPLES
from playground.formula import build
from playground.sheets import ExpressionSheet, Variable
from playground.views.expression.editor import MOST_LINES
from playground.views.expression.table_model import DIFFERENCE, MEASURED, VALUE
from playground.views.expression.variables import VariableRow
from playground.views.expression.view import ExpressionView
from tests.views.wiring import click, drag, press, shown, type_text


@pytest.fixture
def workspace(qtbot):
    session, view = shown(qtbot, ExpressionView, size=(1180, 776))
    return session, view


def middle(view, key: str) -> QPoint:
    """Where a node is on the canvas."""
    x, y = view.page.canvas.shape.centres[view.page.canvas.shape.index[key]]
    return view.page.canvas.camera.to_screen(x, y).toPoint()


def type_formula(view, text: str) -> None:
    click(view.page.editor.viewport())
    QTest.keyClick(view.page.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for line in text.split("\n"):
        QTest.keyClicks(view.page.editor, line)
        QTest.keyClick(view.page.editor, Qt.Key.Key_Escape)
        if line != text.split("\n")[-1]:
            QTest.keyClick(view.page.editor, Qt.Key.Key_Return)


def test_typing_draws_the_graph(workspace) -> None:
    session, view = workspace
    type_formula(view, "h = tanh(w*x)\ny = h*h")
    assert session.document.expression.text == "h = tanh(w*x)\ny = h*h"
    assert {node.key for node in view.page.canvas.shape.nodes} == {"w", "x", "mul(w,x)", "h", "y"}
    assert list(view.page.variables.rows) == ["w", "x"]
    assert [view.page.table.rows.text(row, 1) for row in range(5)] == [
        "w",
        "x",
        "w·x",
        "h = tanh(w·x)",
        "y = h·h",
    ]
    assert len([edge for edge in view.page.canvas.shape.edges if edge[:2] == ("y", "h")]) == 2


def test_typing_in_one_stretch_is_one_undo(workspace) -> None:
    session, view = workspace
    type_formula(view, "y = x*x")
    assert session.undo_stack.count() == 1
    QTest.keyClick(view.page.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.page.editor.toPlainText() == ExpressionSheet().text
    assert view.page.canvas.shape.index.keys() == {"a", "b", "c", "d", "e", "f", "L"}
    QTest.keyClick(view.page.editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert view.page.editor.toPlainText() == "y = x*x"


def test_an_error_is_marked_where_it_is_and_the_last_graph_stays(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = x*x\nz = y +* 2")
    assert view.page.message.isVisible()
    assert view.page.message.text().startswith("Line 2, column 8: ")
    mark = view.page.editor.extraSelections()[0]
    assert mark.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    assert mark.cursor.blockNumber() == 1
    assert mark.cursor.selectedText() == "*"
    assert "y" in view.page.canvas.shape.index
    QTest.keyClick(view.page.editor, Qt.Key.Key_Backspace)
    QTest.keyClick(view.page.editor, Qt.Key.Key_Backspace)
    QTest.keyClick(view.page.editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(view.page.editor, " 2")
    assert not view.page.message.isVisible()
    marks = view.page.editor.extraSelections()
    assert all(m.format.underlineStyle() == QTextCharFormat.UnderlineStyle.NoUnderline for m in marks)
    assert "z" in view.page.canvas.shape.index


@pytest.mark.parametrize("text", ["", "x" * 10_001, "(" * 5_000, "y = y2 = 3", "tanh", "1/0", "y = log(0)"])
def test_bad_texts_give_a_sentence_and_nothing_else(workspace, text: str) -> None:
    _session, view = workspace
    view.page.editor.setPlainText(text)
    assert view.page.message.text().startswith("Line 1, column ")
    assert set(view.page.canvas.shape.index) == {"a", "b", "c", "d", "e", "f", "L"}


def test_a_name_that_comes_back_has_its_value_again(workspace) -> None:
    session, view = workspace
    type_text(view.page.variables.rows["b"].value, "7.5")
    view.page.editor.setPlainText("L = a")
    view.page.editor.setPlainText("L = a*b")
    assert build(session.document.expression).by_key["L"].value.data == 15.0


def test_completion_offers_functions_and_names(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = x")
    QTest.keyClicks(view.page.editor, " + softp")
    popup = view.page.editor.completion.popup
    assert popup.isVisible()
    QTest.keyClick(view.page.editor, Qt.Key.Key_Return)
    assert view.page.editor.toPlainText() == "y = x + softplus("
    QTest.keyClicks(view.page.editor, "x)")
    assert not popup.isVisible()
    assert view.error is None


def test_a_slider_changes_every_number_in_one_undo(workspace) -> None:
    session, view = workspace
    view.walk.go(view.walk.count)
    slider = view.page.variables.rows["a"].slider
    y = slider.height() // 2
    drag(slider, QPoint(round(slider.position_of_handle()), y), QPoint(90, y), QPoint(slider.width() - 2, y))
    a = view.page.variables.rows["a"].variable.value
    assert a == 10.0
    assert session.document.expression.variables[0].value == a
    assert view.page.canvas.numbers.value("L") == (a * -3 + 10) * -2
    assert view.page.canvas.numbers.gradient("b") == -2 * a
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert view.page.canvas.numbers.value("L") == -8.0


def test_values_and_ranges_can_be_typed(workspace) -> None:
    session, view = workspace
    row = view.page.variables.rows["c"]
    type_text(row.value, "25")
    assert (row.variable.value, row.variable.high) == (25.0, 25.0)
    type_text(row.low, "20")
    assert row.variable.low == 20.0
    type_text(row.high, "22")
    assert (row.variable.value, row.variable.high) == (22.0, 22.0)
    type_text(row.value, "nonsense")
    assert session.document.expression.variables[2].value == 22.0
    assert "nonsense" in view.page.message.text()


def test_clicking_a_node_chooses_it_everywhere(workspace) -> None:
    _session, view = workspace
    click(view.page.canvas, middle(view, "d"))
    assert view.walk.selection == "d"
    assert view.page.table.rows.key(view.page.table.currentIndex().row()) == "d"
    assert view.page.editor.chosen == "d"


def test_clicking_an_edge_and_the_ground(workspace) -> None:
    _session, view = workspace
    edge = view.page.canvas.shape.edge_index["L", "d", 0]
    place = view.page.canvas.shape.path(edge).pointAtPercent(0.5)
    click(view.page.canvas, view.page.canvas.camera.to_screen(place.x(), place.y()).toPoint())
    assert view.walk.selection == ("L", "d", 0)
    click(view.page.canvas, QPoint(5, 5))
    assert view.walk.selection is None


def test_clicking_a_row_chooses_its_node(workspace) -> None:
    _session, view = workspace
    row = view.page.table.rows.row_of("e")
    click(view.page.table.viewport(), view.page.table.visualRect(view.page.table.rows.index(row, 1)).center())
    assert view.walk.selection == "e"


def test_a_node_is_moved_by_dragging_and_stays(workspace) -> None:
    session, view = workspace
    before = tuple(view.page.canvas.shape.centres[view.page.canvas.shape.index["c"]])
    start = middle(view, "c")
    drag(view.page.canvas, start, start + QPoint(10, 10), start + QPoint(30, 60))
    (placement,) = session.document.expression.placements
    zoom = view.page.canvas.camera.zoom
    assert placement.key == "c"
    assert (placement.x, placement.y) == pytest.approx(
        (before[0] + 30 / zoom, before[1] + 60 / zoom), abs=0.2
    )
    type_formula(view, session.document.expression.text + "\nM = L + c")
    assert tuple(view.page.canvas.shape.centres[view.page.canvas.shape.index["c"]]) == (
        placement.x,
        placement.y,
    )
    session.undo_stack.setIndex(0)
    assert session.document.expression.placements == ()
    assert tuple(view.page.canvas.shape.centres[view.page.canvas.shape.index["c"]]) == before


def test_tidy_puts_moved_nodes_back(workspace) -> None:
    session, view = workspace
    before = view.page.canvas.shape.arrangement.positions
    start = middle(view, "f")
    drag(view.page.canvas, start, start + QPoint(10, 10), start + QPoint(30, 40))
    click(view.page.tidy)
    assert session.document.expression.placements == ()
    assert view.page.canvas.shape.arrangement.positions == before


def test_unchanged_nodes_do_not_move_while_typing(workspace) -> None:
    _session, view = workspace
    before = dict(view.page.canvas.shape.arrangement.positions)
    click(view.page.editor.viewport())
    view.page.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(view.page.editor, Qt.Key.Key_Return)
    QTest.keyClicks(view.page.editor, "M = tanh(L*g) - e")
    after = view.page.canvas.shape.arrangement.positions
    assert {key: after[key] for key in before} == before


def test_pan_zoom_and_fit(workspace) -> None:
    _session, view = workspace
    canvas = view.page.canvas
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
    under = view.page.canvas.camera.to_scene(place)
    view.page.canvas.zoom(1.7, place)
    assert view.page.canvas.camera.to_scene(place) == pytest.approx(under)


def test_arrows_choose_in_topological_order(workspace) -> None:
    _session, view = workspace
    view.page.canvas.setFocus()
    view.walk.select("a")
    for key in ("b", "e", "c", "d", "f", "L", "L"):
        press(view.page.canvas, Qt.Key.Key_Down)
        assert view.walk.selection == key
    press(view.page.canvas, Qt.Key.Key_Up)
    assert view.walk.selection == "f"
    press(view.page.canvas, Qt.Key.Key_Escape)
    assert view.walk.selection is None


def test_the_table_checks_every_gradient(workspace) -> None:
    _session, view = workspace
    assert view.page.table.rows.text(0, 3) == "?"
    view.walk.go(view.walk.count)
    view.page.table.measure_all()
    for row in range(view.page.table.rows.rowCount()):
        assert view.page.table.rows.text(row, 5).endswith("✓")
    assert view.page.table.rows.text(view.page.table.rows.row_of("a"), 3) == "+6"


def test_the_table_measures_by_itself(workspace, qtbot) -> None:
    _session, view = workspace
    view.walk.go(view.walk.count)
    qtbot.waitUntil(lambda: all(view.page.table.rows.text(row, 5).endswith("✓") for row in range(7)))


def test_a_kink_is_explained_and_not_failed(workspace) -> None:
    _session, view = workspace
    view.page.editor.setPlainText("y = relu(x)")
    type_text(view.page.variables.rows["x"].value, "0")
    view.walk.go(view.walk.count)
    view.page.table.measure_all()
    row = view.page.table.rows.row_of("x")
    assert view.page.table.rows.text(row, 5) == "kink ✓"
    assert view.page.table.rows.text(row, 4) == "0 | +1"
    explanation = view.page.table.rows.data(view.page.table.rows.index(row, 5), Qt.ItemDataRole.ToolTipRole)
    assert "on the left" in explanation


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_every_example_is_a_good_formula_with_right_gradients(workspace, example) -> None:
    session, view = workspace
    action = next(a for a in view.page.examples.menu().actions() if a.text() == example.name)
    action.trigger()
    assert view.error is None
    assert {v.name for v in session.document.expression.variables} == set(example.values)
    view.walk.go(view.walk.count)
    view.page.table.measure_all()
    checks = [view.page.table.rows.text(row, 5) for row in range(view.page.table.rows.rowCount())]
    assert all(check == "" or check.endswith("✓") for check in checks)
    assert any(check.endswith("✓") for check in checks)


def test_a_text_of_a_few_lines_is_seen_whole(workspace) -> None:
    _, view = workspace
    for lines in range(1, MOST_LINES + 1):
        view.page.editor.setPlainText("\n".join(["y = a²"] * lines))
        QApplication.processEvents()
        assert view.page.editor.verticalScrollBar().maximum() == 0, lines


def test_tab_goes_from_the_operations_to_the_variables_in_their_order(workspace) -> None:
    _, view = workspace
    view._show_example("softplus")
    type_formula(view, "y = p*q")
    QApplication.processEvents()  # rows are shown when the layout comes to them
    view.page.operations.setFocus()
    for name in ("p", "q"):
        row = view.page.variables.rows[name]
        for part in (row.value, row.low, row.slider, row.high):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is part


def test_an_example_begins_with_its_gradients_hidden(workspace) -> None:
    _, view = workspace
    view.walk.go(view.walk.count)
    view._show_example("softplus")
    assert view.walk.selection == "x"
    assert all(view.walk.gradient_shown(key) is None for key in view.formula.by_key)


def test_the_graph_of_naive_orders_has_the_right_gradient(workspace) -> None:
    _session, view = workspace
    view.edits.show_example(next(example for example in EXAMPLES if example.key == "orders"))
    view.walk.go(view.walk.count)
    assert (view.page.canvas.numbers.gradient("a"), view.page.canvas.numbers.gradient("b")) == (25.0, 19.0)


def test_values_fold_into_the_text_while_the_forward_pass_runs(workspace) -> None:
    from playground.views.expression.folded_text import folded_lines, line_values

    _session, view = workspace
    view.page.editor.setPlainText("L = (a*b + c)*f")
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
    hidden = view.page.canvas.grab().toImage()
    view.walk.go(view.walk.count)
    shown_all = view.page.canvas.grab().toImage()
    view.walk.go(view.walk.loss_index)
    view.walk.select("a")
    assert hidden != shown_all
    again = view.page.canvas.grab().toImage()
    assert again == hidden


def test_single_steps_paint_the_same_picture_as_painting_anew(workspace) -> None:
    _session, view = workspace
    view.page.canvas.reduced_motion = True
    view.page.canvas.grab()
    for _ in range(6):
        view.walk.forward()
        QApplication.processEvents()
        stepped = view.page.canvas.grab().toImage()
        view.page.canvas.refresh()
        assert view.page.canvas.grab().toImage() == stepped
    for _ in range(6):
        view.walk.back()
        stepped = view.page.canvas.grab().toImage()
        view.page.canvas.refresh()
        assert view.page.canvas.grab().toImage() == stepped


def test_nan_is_shown_where_it_arises_with_the_reason(workspace) -> None:
    session, view = workspace
    view.page.editor.setPlainText("u = log(x)\ny = u*2")
    assert not view.page.message.isVisible()
    type_text(view.page.variables.rows["x"].value, "-1")
    assert view.page.canvas._undefined == "u"
    assert (
        view.page.message.text() == "u = log(x) is NaN: log needs a number above 0, but is given x = −1 here."
    )
    view.walk.go(view.walk.count)
    assert view.page.canvas.numbers.value_text("y") == "NaN"
    view.page.table.measure_all()
    view.page.canvas.grab()
    session.undo_stack.undo()
    assert not view.page.message.isVisible()


def test_an_enormous_text_is_refused_and_can_be_undone(workspace) -> None:
    session, view = workspace
    view.page.editor.setPlainText("x + " * 250_000)
    assert "at most 10,000 are read" in view.page.message.text()
    session.undo_stack.undo()
    assert view.page.editor.toPlainText() == ExpressionSheet().text
    assert not view.page.message.isVisible()


@pytest.mark.parametrize("text", ["a " * 500_000, "\n" * 1_000_000, "(" * 10_001])
def test_an_enormous_text_is_not_even_pasted(workspace, text: str) -> None:
    session, view = workspace
    view.page.editor.selectAll()
    QApplication.clipboard().setText(text)
    view.page.editor.paste()
    assert "at most 10,000 are read" in view.page.message.text()
    assert view.page.editor.toPlainText() == session.document.expression.text == ExpressionSheet().text


# Building by hand


def choose_operation(view, op: str) -> None:
    actions = view.page.operations.menu().actions()
    next(action for action in actions if action.data() == op).trigger()


def test_an_operation_is_put_on_the_chosen_node(workspace) -> None:
    session, view = workspace
    view.walk.select("L")
    choose_operation(view, "tanh")
    assert session.document.expression.text.endswith("\nu = tanh(L)")
    assert view.page.editor.toPlainText() == session.document.expression.text
    assert view.walk.selection == "u"
    assert view.formula.output == "u"
    session.undo_stack.undo()
    assert "u" not in view.page.canvas.shape.index


def test_a_wire_is_pulled_from_one_node_to_an_input_of_another(workspace) -> None:
    session, view = workspace
    canvas = view.page.canvas
    before = dict(canvas.shape.arrangement.positions)
    port = canvas.shape.out_port(canvas.shape.index["a"])
    target = canvas.shape.in_ports(canvas.shape.index["d"])[1]
    start, stop = (canvas.camera.to_screen(p.x(), p.y()).toPoint() for p in (port, target))
    drag(canvas, start, (start + stop) / 2, stop + QPoint(5, 2))
    assert session.document.expression.text == "e = a*b\nd = e + a\nL = d*f"
    after = canvas.shape.arrangement.positions
    assert {key: before[key] for key in after} == after
    assert list(view.page.variables.rows) == ["a", "b", "f"]
    session.undo_stack.undo()
    assert "c" in view.page.canvas.shape.index


def test_a_wire_that_would_make_a_circle_is_refused_in_a_sentence(workspace) -> None:
    session, view = workspace
    canvas = view.page.canvas
    port = canvas.shape.out_port(canvas.shape.index["d"])
    target = canvas.shape.in_ports(canvas.shape.index["e"])[0]
    start, stop = (canvas.camera.to_screen(p.x(), p.y()).toPoint() for p in (port, target))
    drag(canvas, start, (start + stop) / 2, stop + QPoint(5, 0))
    assert session.undo_stack.count() == 0
    assert view.page.message.text() == "e cannot be computed from d, which is computed from it."
    assert view.page.message.isVisible()


def test_a_wire_dropped_on_the_ground_does_nothing(workspace) -> None:
    session, view = workspace
    port = view.page.canvas.shape.out_port(view.page.canvas.shape.index["a"])
    start = view.page.canvas.camera.to_screen(port.x(), port.y()).toPoint()
    drag(view.page.canvas, start, QPoint(200, 20), QPoint(300, 12))
    assert session.undo_stack.count() == 0


def test_deleting_the_chosen_node(workspace) -> None:
    session, view = workspace
    click(view.page.canvas, middle(view, "d"))
    press(view.page.canvas, Qt.Key.Key_Delete)
    assert session.document.expression.text == "e = a*b\nL = d*f"
    assert view.page.variables.rows["d"].variable.value == 4.0
    session.undo_stack.undo()
    assert session.document.expression == ExpressionSheet()


def test_a_node_is_renamed_in_place(workspace) -> None:
    session, view = workspace
    before = view.page.canvas.shape.arrangement.positions["d"]
    click(view.page.canvas, middle(view, "d"))
    press(view.page.canvas, Qt.Key.Key_F2)
    assert view.page.naming.isVisible()
    QTest.keyClicks(view.page.naming, "total")
    press(view.page.naming, Qt.Key.Key_Return)
    assert session.document.expression.text == "e = a*b\ntotal = e + c\nL = total*f"
    assert view.page.canvas.shape.arrangement.positions["total"] == before
    assert view.walk.selection == "total"


def test_a_name_that_cannot_be_is_refused(workspace) -> None:
    session, view = workspace
    QTest.mouseDClick(view.page.canvas, Qt.MouseButton.LeftButton, pos=middle(view, "a"))
    QTest.keyClicks(view.page.naming, "tanh")
    press(view.page.naming, Qt.Key.Key_Return)
    assert view.page.message.text() == "tanh is the name of an operation; choose another."
    assert session.document.expression == ExpressionSheet()
    QTest.mouseDClick(view.page.canvas, Qt.MouseButton.LeftButton, pos=middle(view, "a"))
    QTest.keyClicks(view.page.naming, "q")
    press(view.page.naming, Qt.Key.Key_Escape)
    assert not view.page.naming.isVisible()
    assert session.document.expression == ExpressionSheet()


def test_a_node_has_a_menu(workspace, qtbot) -> None:
    session, view = workspace
    place = middle(view, "d")
    QTest.mouseClick(view.page.canvas, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)
    menu = QApplication.activePopupWidget()
    rename, delete, _line, compute = menu.actions()
    assert (rename.text(), delete.text()) == ("Rename d…\tF2", "Delete d\tDel")
    next(action for action in compute.menu().actions() if action.data() == "relu").trigger()
    assert "u = relu(d)" in session.document.expression.text
    with qtbot.waitSignal(menu.destroyed):
        menu.close()


def test_a_row_without_a_number_to_compare_says_why_instead_of_failing(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = log(x)")
    type_text(view.page.variables.rows["x"].value, "-1")
    view.walk.go(view.walk.count)
    view.page.table.measure_all()
    rows = view.page.table.rows
    x, y = rows.row_of("x"), rows.row_of("y")
    assert [rows.text(x, column) for column in (MEASURED, DIFFERENCE)] == ["–", "– undefined"]
    assert rows.data(rows.index(x, DIFFERENCE), Qt.ItemDataRole.ForegroundRole) == QColor(theme.DARK.quiet)
    reason = rows.data(rows.index(x, DIFFERENCE), Qt.ItemDataRole.ToolTipRole)
    assert "log needs a number above 0, but is given x = −1 here" in reason
    assert rows.text(y, VALUE) == "NaN"


def test_at_a_point_where_only_the_slope_is_infinite_the_row_says_that(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = sqrt(x)")
    type_text(view.page.variables.rows["x"].value, "0")
    view.walk.go(view.walk.count)
    view.page.table.measure_all()
    rows = view.page.table.rows
    assert rows.text(rows.row_of("x"), DIFFERENCE) == "– undefined"
    reason = rows.data(rows.index(rows.row_of("x"), MEASURED), Qt.ItemDataRole.ToolTipRole)
    assert "has no finite slope at x = 0" in reason


def test_a_jump_is_explained_and_not_failed(workspace) -> None:
    _session, view = workspace
    type_formula(view, "y = floor(x)")
    type_text(view.page.variables.rows["x"].value, "2")
    view.walk.go(view.walk.count)
    view.page.table.measure_all()
    rows = view.page.table.rows
    assert rows.text(rows.row_of("x"), DIFFERENCE) == "jump ✓"
    tip = rows.data(rows.index(rows.row_of("x"), DIFFERENCE), Qt.ItemDataRole.ToolTipRole)
    assert "A jump: the output itself changes at once" in tip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("y = x + log(-1)", "Line 1, column 9: log needs a number above 0, but is given −1 here."),
        (
            "y = x\nz = sqrt(-1)",
            "Line 2, column 5: sqrt needs a number that is not below 0, but is given −1 here.",
        ),
        ("y = @", "Line 1, column 5: “@” means nothing in a formula."),
    ],
)
def test_what_is_refused_is_said_under_the_editor(workspace, text: str, sentence: str) -> None:
    _session, view = workspace
    type_formula(view, text)
    assert view.page.message.text() == sentence


# Folding


def choose_fold(view, kind: str) -> None:
    next(action for action in view.page.fold.menu().actions() if action.data() == kind).trigger()


@pytest.fixture
def network(workspace):
    _session, view = workspace
    view.edits.show_example(next(example for example in EXAMPLES if example.key == "network"))
    return view


def test_neurons_and_layers_fold_and_open(network) -> None:
    canvas = network.page.canvas
    everything = set(canvas.shape.index)
    choose_fold(network, "neuron")
    assert {"h1", "h2", "x1", "x2"} <= set(canvas.shape.index)
    assert canvas.shape.nodes[canvas.shape.index["h1"]].parents == ("x1", "x2")
    choose_fold(network, "layer")
    assert canvas.shape.nodes[canvas.shape.index["layer(h1,h2)"]].title == "layer · h₁, h₂"
    assert canvas.numbers.value_text("layer(h1,h2)") == "2 neurons"
    assert network.page.count.text() == "7 of 28 nodes"
    choose_fold(network, "none")
    assert set(canvas.shape.index) == everything


def test_a_double_click_opens_what_is_folded(network) -> None:
    choose_fold(network, "layer")
    place = middle(network, "layer(h1,h2)")
    click(network.page.canvas, place)
    assert network.walk.selection == "h1"
    QTest.mouseDClick(network.page.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert "layer(h1,h2)" not in network.page.canvas.shape.index
    assert network.page.canvas.shape.nodes[network.page.canvas.shape.index["h1"]].folded == "neuron"


def test_the_key_folds_what_the_chosen_node_lies_in(network) -> None:
    network.walk.select("w11")
    network.page.canvas.setFocus()
    canvas = network.page.canvas
    press(canvas, Qt.Key.Key_O)
    assert canvas.shape.nodes[canvas.shape.index["add(add(mul(x1,w11),mul(x2,w12)),b1)"]].folded == "sum"
    QTest.keyClick(canvas, Qt.Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.shape.nodes[canvas.shape.index["h1"]].folded == "neuron"
    QTest.keyClick(canvas, Qt.Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    assert "layer(h1,h2)" in canvas.shape.index
    press(canvas, Qt.Key.Key_O)
    assert "layer(h1,h2)" not in canvas.shape.index


def test_a_folded_edge_carries_the_sum_of_what_it_bundles(network) -> None:
    network.walk.go(network.walk.count)
    numbers = network.page.canvas.numbers
    gradient = numbers.gradient("x1")
    choose_fold(network, "layer")
    lane = next(edge for edge in network.page.canvas.shape.edges if edge[:2] == ("layer(h1,h2)", "x1"))
    assert numbers.contribution(lane) == pytest.approx(gradient, rel=1e-12)


def test_the_walk_goes_on_over_a_folded_graph(network) -> None:
    choose_fold(network, "layer")
    network.walk.go(0)
    while network.walk.forward():
        network.page.canvas.grab()
    assert network.page.canvas.numbers.gradient("o") is not None


def test_a_wire_into_a_folded_neuron_replaces_the_input_inside(network) -> None:
    choose_fold(network, "neuron")
    canvas = network.page.canvas
    canvas.wire(canvas.shape.index["x2"], canvas.shape.index["h1"], 0)
    assert network.edits.sheet.text.startswith("h1 = tanh(x2*w11 + x2*w12 + b1)")


@pytest.mark.parametrize(
    ("value", "text", "end"),
    [(-7.3607731e58, "−7.3608e58", "−7e58"), (3.25, "3.25", "3.25"), (-1250.5, "−1250.5", "−1250")],
)
def test_the_size_of_a_variable_is_never_cut_off(qtbot, value: float, text: str, end: str) -> None:
    row = VariableRow(Variable("a", value, low=min(value, 0.0), high=max(value, 1.0)))
    qtbot.addWidget(row)
    row.resize(230, row.sizeHint().height())
    row.show()
    field = row.low if value < 0 else row.high
    assert (row.value.text(), field.text()) == (text, end)
    for shown_in in (row.value, field):
        assert shown_in.fontMetrics().horizontalAdvance(shown_in.text()) <= shown_in.width() - 6
