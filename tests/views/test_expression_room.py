"""The room on the page: columns by content, no empty lower part, wide graphs over the canvas's height."""

import pytest
from PySide6.QtWidgets import QApplication

from playground.document import Document
from playground.examples import EXAMPLES, apply_example
from playground.sheets import ExpressionSheet
from playground.views.expression.table import LONG
from playground.views.expression.table_model import EXPRESSION, MEASURED
from playground.views.expression.view import ExpressionView
from tests.views.wiring import shown


def workspace(qtbot, key: str = "neuron", size=(1180, 776)):
    example = next(example for example in EXAMPLES if example.key == key)
    session, view = shown(
        qtbot, ExpressionView, Document(expression=apply_example(ExpressionSheet(), example)), size=size
    )
    QApplication.processEvents()
    return session, view


@pytest.mark.parametrize("size", [(1180, 776), (1820, 1056)])
def test_long_numbers_have_room_and_the_expression_has_the_most(qtbot, size) -> None:
    _session, view = workspace(qtbot, size=size)
    table = view.page.table
    widths = [table.columnWidth(column) for column in range(6)]
    assert sum(widths) <= table.viewport().width()
    assert max(widths) == widths[EXPRESSION]
    for column, text in LONG.items():
        assert widths[column] >= table.fontMetrics().horizontalAdvance(text)


def test_in_a_narrow_table_the_expression_keeps_some_room(qtbot) -> None:
    _session, view = workspace(qtbot, size=(900, 600))
    table = view.page.table
    assert table.columnWidth(EXPRESSION) >= 60
    assert table.columnWidth(MEASURED) < table.fontMetrics().horizontalAdvance(LONG[MEASURED]) * 1.3


def test_a_long_expression_is_told_whole_to_the_pointer(qtbot) -> None:
    from PySide6.QtCore import Qt

    _session, view = workspace(qtbot, "network")
    rows = view.page.table.rows
    row = rows.row_of("h1")
    tip = rows.data(rows.index(row, EXPRESSION), Qt.ItemDataRole.ToolTipRole)
    assert rows.text(row, EXPRESSION) in tip


@pytest.mark.parametrize("key", ["lecture", "neuron", "parabola"])
def test_variables_are_no_higher_than_their_rows_and_the_text_than_it_can_use(qtbot, key) -> None:
    session, view = workspace(qtbot, key, size=(1820, 1056))
    page = view.page
    assert page.variables.height() <= page.variables.widget().sizeHint().height() + 2
    line = page.editor.fontMetrics().lineSpacing()
    assert 7 * line < page.editor.height() < 12 * line
    view._show_example("deep")
    for _ in range(3):
        QApplication.processEvents()
    assert page.editor.height() > 9 * line
    assert session.undo_stack.count() == 1


def test_another_formula_is_laid_out_at_once(qtbot) -> None:
    _session, view = workspace(qtbot, "parabola")
    parts = (view.page.variables, view.page.editor, view.page.examples)
    for key in ("network", "neuron", "deep", "parabola"):
        view._show_example(key)
        QApplication.processEvents()
        places = [part.geometry() for part in parts]
        for _ in range(3):
            QApplication.processEvents()
        assert places == [part.geometry() for part in parts]


def test_with_many_variables_they_scroll_and_the_text_keeps_its_lines(qtbot) -> None:
    _session, view = workspace(qtbot, "deep")
    page = view.page
    assert page.variables.verticalScrollBar().maximum() > 0
    assert page.variables.height() > 60
    assert page.editor.height() >= page.editor.sizeHint().height()


def test_a_wide_graph_uses_the_height(qtbot) -> None:
    _session, view = workspace(qtbot, "deep")
    bounds = view.page.canvas.bounds()
    assert bounds.width() / bounds.height() < 3.2
