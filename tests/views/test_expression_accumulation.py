"""Gradients that pile up, by real presses; the setting is an edit that can be undone."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import theme
from playground.accumulate import additions, why
from playground.formula import build
from playground.session import Session
from playground.views.expression.accumulation import Accumulation
from playground.walk import Walk
from tests.views.wiring import click


@pytest.fixture
def panel(qtbot: QtBot) -> Accumulation:
    theme.apply(QApplication.instance(), theme.DARK)
    session = Session()
    walk = Walk()
    walk.set_formula(build(session.document.expression))
    panel = Accumulation(walk, session, theme.DARK)
    for part in (session, walk):
        part.setParent(panel)
    session.changed.connect(panel.show_document)
    panel.walk, panel.session = walk, session
    qtbot.addWidget(panel)
    panel.resize(260, 320)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def rows(panel: Accumulation) -> list[str]:
    return [" ".join(label.text() for label in row) for row in panel._rows if row[0].isVisible()]


def test_the_setting_is_kept_in_the_document_and_undone(panel) -> None:
    click(panel.zeroing.button("nothing"))
    assert panel.session.document.expression.zeroing == "nothing"
    assert panel.zeroing.value() == "nothing"
    panel.session.undo_stack.undo()
    assert panel.zeroing.value() == "all"


def test_two_passes_with_nothing_zeroed_show_what_was_added_to_what(panel) -> None:
    click(panel.zeroing.button("nothing"))
    click(panel.again)
    assert panel.walk.gradient_shown("a") == 6.0
    assert rows(panel) == []
    assert panel.again.text() == "Backward again"
    click(panel.again)
    assert rows(panel) == [
        "∂L/∂a 6 + 18 = 24",
        "∂L/∂b −4 + (−12) = −16",
        "∂L/∂c −2 + (−4) = −6",
        "∂L/∂f 4 + 4 = 8",
    ]
    assert "only ever adds" in panel.sentence.text()
    assert panel.passes.text() == "pass 2"


def test_with_all_zeroed_every_pass_is_the_first(panel) -> None:
    for _ in range(3):
        click(panel.again)
    assert panel.walk.gradient_shown("a") == 6.0
    assert rows(panel)[0] == "∂L/∂a 0 + 6 = 6"


def test_zeroing_the_variables_alone_is_not_enough_on_a_graph_that_stays(panel) -> None:
    click(panel.zeroing.button("parameters"))
    click(panel.again)
    click(panel.again)
    assert rows(panel)[0] == "∂L/∂a 0 + 18 = 18"
    assert "still held their old gradients" in panel.sentence.text()


def test_zero_starts_over(panel) -> None:
    click(panel.zeroing.button("nothing"))
    for _ in range(3):
        click(panel.again)
    click(panel.zero)
    assert (panel.walk.passes, panel.walk.index) == (1, panel.walk.loss_index)
    assert panel.walk.gradient_shown("a") is None
    assert not panel.zero.isEnabled()


def test_the_first_press_finishes_the_pass_under_way(panel) -> None:
    panel.walk.go(6)
    click(panel.again)
    assert (panel.walk.passes, panel.walk.index) == (1, panel.walk.count)


def test_additions_and_reasons() -> None:
    (addition,) = additions({"a": 5.0}, {"a": 2.0}, ["a", "gone"])
    assert (addition.before, addition.added, addition.now) == (2.0, 3.0, 5.0)
    assert (
        len({why(zeroing, passes) for zeroing in ("all", "parameters", "nothing") for passes in (1, 2)}) == 5
    )
