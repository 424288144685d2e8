"""What the canvas leaves out for a class: the keys and menus of hidden inputs, layers and steps."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.document import Document
from playground.layout import INPUT_LAYER
from tests import frames
from tests.views.network_bench import RIGHT, Bench

HIDDEN_HERE = "hidden in this experiment"


def without(*names: str) -> Document:
    document = frames.document((4, 2))
    return replace(document, view=replace(document.view, hidden=names))


def caption(bench: Bench) -> str:
    return bench.view.footer.caption.text()


def offered(bench: Bench) -> list[str]:
    menu = bench.menu()
    texts = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    menu.close()
    return texts


def test_a_hidden_input_is_not_switched_off_by_key_or_menu(qtbot: QtBot) -> None:
    bench = Bench(qtbot, without("x1"))
    features = bench.session.document.network.features
    bench.click((INPUT_LAYER, 0))
    bench.key(Qt.Key.Key_Delete)
    assert bench.session.document.network.features == features
    assert HIDDEN_HERE in caption(bench)
    bench.click((INPUT_LAYER, 0), RIGHT)
    assert offered(bench) == ["Open the graph"]
    bench.click((INPUT_LAYER, 1), RIGHT)
    assert offered(bench) == ["Switch off x₂", "Open the graph"]
    bench.click((INPUT_LAYER, 1))
    bench.key(Qt.Key.Key_Delete)
    assert bench.session.document.network.features == features[:1]


def test_stages_go_round_one_batch_while_steps_are_hidden(qtbot: QtBot) -> None:
    bench = Bench(qtbot, without("step"))
    with qtbot.assertNotEmitted(bench.view.batch_requested):
        bench.keys(".")
        first = bench.view.stage
        bench.keys(".")
        while bench.view.stage != first:
            assert HIDDEN_HERE not in caption(bench)
            bench.keys(".")
    assert HIDDEN_HERE in caption(bench)
    document = bench.session.document
    bench.session.edit("Show all", replace(document, view=replace(document.view, hidden=())))
    bench.keys(",")
    with qtbot.waitSignal(bench.view.batch_requested):
        bench.keys(".")


def test_keys_of_layers_and_activations_say_that_these_are_hidden(qtbot: QtBot) -> None:
    bench = Bench(qtbot, without("layers", "activation"))
    network = bench.session.document.network
    for keys in ("l", "L", "t", "T"):
        bench.view.footer.caption.say("")
        bench.click((0, 0))
        bench.keys(keys)
        assert HIDDEN_HERE in caption(bench)
    assert bench.session.document.network == network
    bench.keys("+")
    assert bench.shape == [5, 2]


def test_a_layers_title_speaks_only_of_what_is_there(qtbot: QtBot) -> None:
    bench = Bench(qtbot, without())
    title = bench.view.header.titles[0]

    def told(*hidden: str) -> str:
        document = bench.session.document
        bench.session.edit("Hide", replace(document, view=replace(document.view, hidden=hidden)))
        return title.accessibleDescription()

    assert "activation" in told()
    assert "Del" in told()
    assert "activation" not in told("activation")
    assert "remove" in told("activation")
    assert "remove" not in told("layers")
    assert "Del" not in told("layers")
    assert "freeze" in told("layers", "activation")
