"""Home, End and the track end in a state that looks exactly like having stepped there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.document import Document
from playground.examples import EXAMPLES, apply_example
from playground.sheets import ExpressionSheet
from playground.views.expression.view import ExpressionView
from tests.views.wiring import LEFT, shown


@pytest.fixture(params=["lecture", "neuron", "orders", "deep"])
def view(request, qtbot):
    example = next(example for example in EXAMPLES if example.key == request.param)
    document = Document(expression=apply_example(ExpressionSheet(), example))
    _session, view = shown(qtbot, ExpressionView, document, size=(1180, 776))
    view.page.canvas.setFocus()
    return view


def picture(view) -> QImage:
    """The workspace once everything has arrived and been measured."""
    view.tick(1.0)
    view.page.table.measure_all()
    card = view.page.card
    if card._later.isActive():
        card._later.stop()
        card._measure()
    # How far a person has scrolled among many sliders is not the walk's.
    view.page.variables.verticalScrollBar().setValue(0)
    for _ in range(3):
        QApplication.processEvents()
    return view.grab().toImage()


def key(view, pressed: Qt.Key) -> None:
    QTest.keyClick(view.page.canvas, pressed)


def click_track(view, index: int) -> None:
    track = view.page.stepper.track
    QTest.mouseClick(track, LEFT, pos=track.centre_of(index - 1).toPoint())


def state(view):
    walk = view.walk
    return (
        walk.index,
        walk.selection,
        [(walk.value_shown(node.key), walk.gradient_shown(node.key)) for node in walk.formula.nodes],
        view.page.table.currentIndex().row(),
        view.page.table.verticalScrollBar().value(),
        view.page.editor.chosen,
    )


def differing(one: QImage, other: QImage) -> list[tuple[int, int]]:
    assert one.size() == other.size()
    if one == other:
        return []
    return [
        (x, y)
        for y in range(one.height())
        for x in range(one.width())
        if one.pixel(x, y) != other.pixel(x, y)
    ]


def indices(view) -> list[int]:
    last, loss = view.walk.count, view.walk.loss_index
    return sorted({0, 1, loss - 1, loss, loss + 1, loss + 2, (loss + last) // 2, last - 1, last})


def test_home_and_end_are_where_stepping_leads(view) -> None:
    if view.walk.count > 40:
        view.walk.go(view.walk.count - 12)
        while view.walk.index < view.walk.count:
            key(view, Qt.Key.Key_Right)
    while view.walk.index < view.walk.count:
        key(view, Qt.Key.Key_Right)
    stepped, looked = state(view), picture(view)
    key(view, Qt.Key.Key_Home)
    key(view, Qt.Key.Key_End)
    assert state(view) == stepped
    assert differing(picture(view), looked) == []
    key(view, Qt.Key.Key_Home)
    for _ in range(8):
        key(view, Qt.Key.Key_Right)
    for _ in range(8):
        key(view, Qt.Key.Key_Left)
    stepped, looked = state(view), picture(view)
    key(view, Qt.Key.Key_End)
    key(view, Qt.Key.Key_Home)
    assert state(view) == stepped
    assert differing(picture(view), looked) == []


def test_the_track_leads_to_the_same_place_as_steps_from_either_side(view) -> None:
    for index in indices(view):
        if index == 0:
            continue
        seen = []
        for start in (max(index - 3, 0), min(index + 3, view.walk.count)):
            view.walk.go(start)
            while view.walk.index != index:
                key(view, Qt.Key.Key_Right if view.walk.index < index else Qt.Key.Key_Left)
            seen.append((state(view), picture(view)))
        view.walk.go(0 if index > view.walk.count // 2 else view.walk.count)
        if view.page.stepper.track._pitch() >= 4:
            click_track(view, index)
        else:
            view.walk.go(index)
        jumped, looked = state(view), picture(view)
        for stepped, image in seen:
            assert jumped == stepped, index
            assert len(differing(looked, image)) == 0, index
