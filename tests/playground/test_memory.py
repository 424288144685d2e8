"""What is closed is freed, and what is kept is bounded."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThreadPool
from pytestqt.qtbot import QtBot

import engine
import playground
from playground import edit
from playground.document import Document
from playground.formula import build
from playground.run import History
from playground.sample_graph import Subject
from playground.session import Session
from playground.sheets import ExpressionSheet
from playground.symbols import symbol, symbol_latex
from playground.trainer import Trainer
from playground.views.derivative.symbolic_worker import SymbolicWorker, _Job
from playground.window import MainWindow
from playground.window.appearance import Appearance

#: Functions of a bounded number of arguments, whose cache needs no bound: operations, palettes, examples.
FINITE = {
    "engine.columns.forward",
    "engine.numeric._functions",
    "engine.symbolic._rows",
    "playground.controls.typeset._ziamath",
    "playground.theme._family",
    "playground.views.derivative.gallery._samples",
    "playground.views.network.activations.curve",
}


def freed() -> None:
    """Do what is due, and collect cycles."""
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def with_rate(document: Document, rate: float) -> Document:
    return replace(document, training=replace(document.training, learning_rate=rate))


def visited(qtbot: QtBot, settings: QSettings) -> dict[str, ref[Any]]:
    """Open a window, train, go everywhere, close it, and drop every name it had here."""
    window = MainWindow(Session(), Trainer(), Appearance(settings, "dark"), settings)
    window.show()
    window.trainer.step_epoch(2)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.epoch == 2)
    for workspace in ("expression", "derivative", "network"):
        window.workspaces.go(workspace)
    window.visits.open(Subject(3))
    window.visits.leave()
    window.appearance.toggle()
    window.show_keys()
    parts: dict[str, Any] = {type(widget).__name__: widget for widget in window.page.views}
    parts |= {key: window.workspaces.widget_of(key) for key in ("expression", "derivative")}
    parts |= {"graph": window.visits.graph or window.visits._last, "page": window.page, "window": window}
    parts |= {"session": window.session, "trainer": window.trainer, "appearance": window.appearance}
    parts |= {"worker": window.trainer._worker, "experiment": window.trainer._worker._experiment}
    window.close()
    window.deleteLater()
    return {name: ref(part) for name, part in parts.items()}


def test_of_a_closed_window_nothing_stays(qtbot: QtBot, settings: QSettings, qapp: Any) -> None:
    parts = visited(qtbot, settings)
    freed()
    qapp.setStyleSheet("")
    assert [name for name, part in parts.items() if part() is not None] == []


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ref[edit.Edit]]]:
    made: list[ref[edit.Edit]] = []

    class Noted(edit.Edit):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(ref(self))

    monkeypatch.setattr("playground.session.Edit", Noted)
    yield made
    made.clear()


def test_a_session_goes_with_its_edits(edits: list[ref[edit.Edit]]) -> None:
    session = Session()
    for step in range(3):
        session.edit("Learning rate", with_rate(session.document, 0.1 * (step + 2)))
    gone = ref(session)
    del session
    freed()
    assert gone() is None
    assert [made for made in edits if made() is not None] == []


def test_an_edit_that_became_part_of_another_holds_no_document(edits: list[ref[edit.Edit]]) -> None:
    session = Session()
    begin = session.document
    for rate in (0.5, 0.6, 0.7, begin.training.learning_rate):
        session.edit("Learning rate", with_rate(session.document, rate), "drag")
    assert session.undo_stack.count() == 0
    freed()
    assert len(edits) == 4
    left = [alive for made in edits if (alive := made()) is not None]
    assert not any(vars(alive) for alive in left)


def test_a_job_is_freed_when_it_is_answered(qtbot: QtBot) -> None:
    alive: list[ref[Any]] = []
    worker = SymbolicWorker()

    def prepare(_answer: object) -> None:
        found = [thing for thing in gc.get_objects() if type(thing) is _Job]
        alive.extend(ref(job) for job in found)
        alive.extend(ref(job.answer) for job in found)

    with qtbot.waitSignal(worker.done):
        worker.ask("x^2", prepare)
    freed()
    assert len(alive) == 2
    assert [thing() for thing in alive] == [None, None]


def test_a_formula_is_freed_whatever_was_said_of_it() -> None:
    formulas = []
    for number in range(10):
        formula = build(ExpressionSheet(f"a = {number} * b; c = tanh(a + b) * (a - b + {number})"))
        for node in formula.nodes:
            symbol(formula, node.key)
            symbol_latex(formula, node.key)
        formulas.append(ref(formula))
    del formula
    freed()
    assert sum(formula() is not None for formula in formulas) <= 4


def caches() -> dict[str, Callable[..., Any]]:
    """Every function of this project that remembers what it returned, by its name."""
    found = {}
    for package in (engine, playground):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                for name, thing in vars(import_module(module.name)).items():
                    if hasattr(thing, "cache_parameters") and thing.__module__ == module.name:
                        found[f"{module.name}.{name}"] = thing
    return found


def test_every_cache_is_bounded() -> None:
    sizes = {name: cached.cache_parameters()["maxsize"] for name, cached in caches().items()}  # type: ignore[attr-defined]
    assert {name for name, size in sizes.items() if size is None} == FINITE


def test_the_history_of_a_long_run_is_bounded() -> None:
    history = History()
    ones = [1.0] * 100_000
    for burst in range(30):
        history.append(100_000 * burst, ones, ones)
    assert len(history) <= 500_000
    assert history._rows.nbytes < 20e6
    assert (history.epochs[0], history.epochs[-1]) == (0, 2_999_999)
