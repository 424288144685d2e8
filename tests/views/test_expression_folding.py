"""Folding by mouse and keys: large formulas fold by themselves, parts open and close, documents keep it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.document import Document
from playground.examples import EXAMPLES, apply_example
from playground.sheets import ExpressionSheet
from playground.storage import load, save
from playground.views.expression.view import ExpressionView
from tests.views.wiring import LEFT, click, press, shown

LAYER = "layer(h1,h2,h3,h4,h5,h6)"
SHIFT = Qt.KeyboardModifier.ShiftModifier


def example(key: str) -> ExpressionSheet:
    return apply_example(ExpressionSheet(), next(example for example in EXAMPLES if example.key == key))


@pytest.fixture
def deep(qtbot):
    return shown(qtbot, ExpressionView, Document(expression=example("deep")), size=(1180, 776))


def canvas_of(view):
    return view.page.canvas


def middle(view, key: str) -> QPoint:
    return canvas_of(view).box(key).center().toPoint()


def places(view) -> dict[str, tuple[float, float]]:
    shape = canvas_of(view).shape
    return {node.key: tuple(shape.centres[i]) for i, node in enumerate(shape.nodes)}


def open_by_double_click(view, key: str) -> None:
    place = middle(view, key)
    click(canvas_of(view), place)
    QTest.mouseDClick(canvas_of(view), LEFT, pos=place)
    view.tick(1.0)


def test_a_large_formula_is_drawn_folded_without_being_asked(deep) -> None:
    _session, view = deep
    assert LAYER in canvas_of(view).shape.index
    assert view.page.count.text() == "8 of 192 nodes"


def test_double_clicks_open_and_the_tab_of_the_frame_folds_again(deep) -> None:
    session, view = deep
    before = places(view)
    open_by_double_click(view, LAYER)
    assert session.document.expression.opened == ("layer h1",)
    open_by_double_click(view, "h2")
    assert canvas_of(view).shape.nodes[canvas_of(view).shape.index["h2"]].folded == ""
    click(canvas_of(view), middle(view, "h2"))
    frame = canvas_of(view).frame
    assert frame.group.ident == "neuron h2"
    click(canvas_of(view), frame.tab(frame.group).center().toPoint())
    view.tick(1.0)
    assert canvas_of(view).shape.nodes[canvas_of(view).shape.index["h2"]].folded == "neuron"
    assert frame.group.ident == "layer h1"
    click(canvas_of(view), frame.tab(frame.group).center().toPoint())
    view.tick(1.0)
    assert places(view) == before


def test_a_double_click_on_the_ground_of_the_frame_folds_the_part(deep) -> None:
    _session, view = deep
    open_by_double_click(view, LAYER)
    click(canvas_of(view), middle(view, "h3"))
    frame = canvas_of(view).frame
    corner = frame.area(frame.group).bottomLeft() + QPoint(3, -3)
    QTest.mouseDClick(canvas_of(view), LEFT, pos=corner.toPoint())
    assert LAYER in canvas_of(view).shape.index


def test_the_tab_covers_no_node_where_there_is_room_beside_the_frame(deep) -> None:
    _session, view = deep
    canvas = canvas_of(view)
    open_by_double_click(view, LAYER)
    for key in ("h1", "h3", "h6"):
        click(canvas, middle(view, key))
        tab = canvas.frame.tab(canvas.frame.group)
        assert canvas.rect().contains(tab.toAlignedRect())
        assert not any(canvas.box(node.key).intersects(tab) for node in canvas.shape.nodes)


def test_keys_open_and_fold_from_part_to_part(deep) -> None:
    _session, view = deep
    canvas = canvas_of(view)
    canvas.setFocus()
    view.walk.select("h2")
    kinds = []
    press(canvas, Qt.Key.Key_O)
    kinds.append(canvas.shape.nodes[canvas.shape.index["h2"]].folded)
    press(canvas, Qt.Key.Key_O)
    kinds.append(canvas.shape.nodes[canvas.shape.index["h2"]].folded)
    QTest.keyClick(canvas, Qt.Key.Key_O, SHIFT)
    kinds.append(canvas.shape.nodes[canvas.shape.index["h2"]].folded)
    QTest.keyClick(canvas, Qt.Key.Key_O, SHIFT)
    assert kinds == ["neuron", "", "neuron"]
    assert LAYER in canvas.shape.index


def test_what_stays_keeps_its_place_and_the_camera_glides(deep) -> None:
    _session, view = deep
    canvas = canvas_of(view)
    before, camera = places(view), canvas.camera
    QTest.mouseDClick(canvas, LEFT, pos=middle(view, LAYER))
    assert canvas.camera == camera  # nothing jumps: it is under way from where it stood
    assert {key: places(view)[key] for key in ("x1", "x2")} == {key: before[key] for key in ("x1", "x2")}
    zooms = []
    for _ in range(40):
        view.tick(1 / 60)
        zooms.append(canvas.camera.zoom)
    assert zooms == sorted(zooms, reverse=True)
    assert canvas.fitted
    assert zooms[-1] == canvas.bound_for.zoom
    seen = canvas.camera.visible(canvas.size().toSizeF())
    assert seen.contains(canvas.bounds())


def test_with_reduced_motion_the_camera_is_there_at_once(deep) -> None:
    _session, view = deep
    view.set_reduced_motion(True)
    canvas = canvas_of(view)
    QTest.mouseDClick(canvas, LEFT, pos=middle(view, LAYER))
    assert canvas.camera.visible(canvas.size().toSizeF()).contains(canvas.bounds())


def test_opening_is_an_undo_step_and_comes_back_with_the_file(deep, tmp_path) -> None:
    session, view = deep
    before = places(view)
    open_by_double_click(view, LAYER)
    opened = places(view)
    assert session.undo_stack.undoText() == "Open layer h₁ … h₆"
    session.undo_stack.undo()
    assert places(view) == before
    session.undo_stack.redo()
    assert places(view) == opened
    save(session.document, tmp_path / "document.json")
    loaded = load(tmp_path / "document.json")
    assert loaded.expression == session.document.expression
    session.open(Document(), None)
    assert set(canvas_of(view).shape.index) == {"a", "b", "c", "d", "e", "f", "L"}
    session.open(loaded, None)
    assert set(canvas_of(view).shape.index) == set(opened)


def test_typing_on_keeps_what_is_open(deep) -> None:
    _session, view = deep
    open_by_double_click(view, LAYER)
    before = places(view)
    view.page.editor.setPlainText(view.page.editor.toPlainText() + "\nM = L*k")
    after = places(view)
    assert set(after) == {*before, "k", "M"}
    assert {key: after[key] for key in before} == before


def test_a_formula_that_outgrows_the_limit_folds_when_it_does(qtbot) -> None:
    lines = example("deep").text.split("\n")
    few = Document(expression=replace(ExpressionSheet(), text="L = x1 + x2", variables=()))
    _session, view = shown(qtbot, ExpressionView, few, size=(1180, 776))
    for count in range(1, len(lines) + 1):
        view.page.editor.setPlainText("\n".join(lines[:count]))
        assert view.error is None
    assert LAYER in canvas_of(view).shape.index
    assert len(canvas_of(view).shape.nodes) == 8


def test_the_menu_marks_what_is_chosen(deep) -> None:
    session, view = deep
    menu = view.page.fold.menu()
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions() if action.isChecked()] == ["auto"]
    next(action for action in menu.actions() if action.data() == "none").trigger()
    assert len(canvas_of(view).shape.nodes) == 192
    session.undo_stack.undo()
    assert len(canvas_of(view).shape.nodes) == 8
