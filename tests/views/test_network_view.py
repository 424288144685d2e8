"""The network canvas under mouse and keys: building the network, looking into it, stepping its passes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle
from pytestqt.qtbot import QtBot

from playground import theme
from playground.document import ACTIVATIONS, MAX_HIDDEN_LAYERS
from playground.session import Session
from playground.views.network import NetworkView
from playground.views.network.activations import ACTIVATION_NAMES
from playground.views.network.card import UNKNOWN
from playground.views.network.geometry import Bias, Edge
from tests import frames
from tests.views.network_bench import RIGHT, Bench, weights


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, frames.document((4, 2)))


# Building with the mouse


def test_plus_and_minus_change_a_layer_and_keep_the_other_weights(bench: Bench) -> None:
    before = weights(bench.session.document)
    bench.press(bench.view.header.steppers[0].more)
    assert bench.shape == [5, 2]
    after = weights(bench.session.document)
    assert after[0][:4] == before[0]
    assert [row[:4] for row in after[1]] == list(before[1])
    bench.press(bench.view.header.steppers[1].fewer)
    assert bench.shape == [5, 1]
    assert not bench.view.header.steppers[1].fewer.isEnabled()


def test_layers_are_inserted_between_any_two_columns_and_removed(bench: Bench) -> None:
    bench.press(bench.view.header.inserts[1])
    assert len(bench.shape) == 3
    assert bench.shape[0] == 4
    assert bench.shape[2] == 2
    bench.press(bench.view.header.inserts[3])
    assert len(bench.shape) == 4
    bench.press(bench.view.header.inserts[0])
    assert len(bench.shape) == 5
    bench.session.undo_stack.undo()
    bench.session.undo_stack.undo()
    bench.session.undo_stack.undo()
    assert bench.shape == [4, 2]
    assert bench.view.header.removers[0].isVisible()
    bench.press(bench.view.header.removers[0])
    assert bench.shape == [2]


@pytest.mark.parametrize("hidden", [(), (4,), (4, 2), (4, 2, 3), (8,) * 6])
def test_the_places_for_new_layers_stand_clear_of_everything_else(
    qtbot: QtBot, hidden: tuple[int, ...]
) -> None:
    header = Bench(qtbot, frames.document(hidden)).view.header
    others = [*header.steppers, *header.titles, *header.removers, *header._ends]
    for insert in header.inserts[: len(hidden) + 1]:
        assert insert.isVisible()
        assert header.rect().contains(insert.geometry())
        for other in others:
            assert not (other.isVisible() and other.geometry().intersects(insert.geometry()))


def test_a_network_without_hidden_layers_offers_one(qtbot: QtBot) -> None:
    bench = Bench(qtbot, frames.document(()))
    insert = bench.view.header.inserts[0]
    assert insert.isVisible()
    assert insert.text() == "+ layer"
    bench.press(insert)
    assert len(bench.shape) == 1


def test_at_the_limit_no_place_for_another_layer_is_offered(qtbot: QtBot) -> None:
    bench = Bench(qtbot, frames.document((16,) * MAX_HIDDEN_LAYERS))
    assert not any(insert.isVisible() for insert in bench.view.header.inserts)
    assert not bench.view.header.steppers[0].more.isEnabled()
    bench.click((0, 0))
    bench.keys("l+")
    assert bench.shape == [16] * MAX_HIDDEN_LAYERS
    assert "at most 16" in bench.view.footer.caption.text()


def test_pointing_at_a_place_for_a_layer_shows_it_on_the_canvas(bench: Bench) -> None:
    QApplication.sendPostedEvents()  # what the view's first layout still has to settle
    bench.view.refresh()
    before = bench.view.canvas.grab().toImage()
    bench.view.header.insertion_hovered.emit(1)
    assert bench.view.canvas.grab().toImage() != before
    bench.view.header.insertion_hovered.emit(-1)
    assert bench.view.canvas.grab().toImage() == before


@pytest.mark.parametrize(("activation", "choice"), ACTIVATION_NAMES.items())
def test_a_click_on_the_header_chooses_the_activation(bench: Bench, activation: str, choice: str) -> None:
    bench.press(bench.view.header.titles[1])
    menu = bench.menu()
    assert [a.text() for a in menu.actions() if a.isChecked()] == ["tanh"]
    bench.choose(menu, choice)
    assert bench.session.document.network.hidden[1].activation == activation
    assert bench.session.document.network.hidden[0].activation == "tanh"
    assert f"2 · {choice}" in bench.view.header.titles[1].text()
    assert bench.view.header.removers[1].isVisible()


def test_the_right_button_opens_a_neurons_menu(bench: Bench) -> None:
    before = weights(bench.session.document)
    bench.click((0, 1), RIGHT)
    bench.choose(bench.menu(), "Remove neuron 2")
    assert bench.shape == [3, 2]
    assert weights(bench.session.document)[0] == (before[0][0], before[0][2], before[0][3])


# Building with keys


def test_plus_minus_and_delete_edit_the_selected_layer(bench: Bench) -> None:
    bench.keys("+")
    assert bench.shape == [4, 2], "nothing is selected yet"
    bench.key(Qt.Key.Key_Down)
    assert bench.view.canvas.selected == (0, 0)
    bench.keys("++-")
    assert bench.shape == [5, 2]
    before = weights(bench.session.document)[0]
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Delete)
    assert bench.shape == [4, 2]
    assert weights(bench.session.document)[0] == (before[0], *before[2:])
    assert bench.view.canvas.selected == (0, 1)


def test_the_selection_survives_the_neuron_it_was_on(bench: Bench) -> None:
    bench.click((0, 3))
    bench.key(Qt.Key.Key_Delete)
    assert bench.view.canvas.selected == (0, 2)


@pytest.mark.parametrize("add", [Qt.Key.Key_L, Qt.Key.Key_Insert])
@pytest.mark.parametrize("remove", [Qt.Key.Key_L, Qt.Key.Key_Delete])
def test_layers_by_key(bench: Bench, add: Qt.Key, remove: Qt.Key) -> None:
    bench.click((0, 0))
    bench.key(add)
    assert bench.shape == [4, 4, 2]
    bench.key(remove, shift=True)
    assert bench.shape == [4, 2]


def test_with_the_inputs_selected_a_layer_goes_first_and_delete_switches_the_feature_off(
    bench: Bench,
) -> None:
    bench.click((-1, 0))
    bench.keys("l")
    assert bench.shape == [2, 4, 2]
    bench.key(Qt.Key.Key_Delete)
    assert bench.session.document.network.features == ("x2",)


def test_t_goes_through_the_activations(bench: Bench) -> None:
    bench.click((1, 0))
    seen = []
    for _ in ACTIVATIONS:
        bench.keys("t")
        seen.append(bench.session.document.network.hidden[1].activation)
    assert seen == [*ACTIVATIONS[1:], "tanh"]


def test_return_opens_the_menu_and_its_keys_work(bench: Bench) -> None:
    bench.click((0, 0))
    bench.key(Qt.Key.Key_Return)
    menu = bench.menu()
    bench.qtbot.keyClick(menu, Qt.Key.Key_Down)
    bench.qtbot.keyClick(menu, Qt.Key.Key_Down)
    bench.qtbot.keyClick(menu, Qt.Key.Key_Right)
    inner = menu.activeAction().menu()
    bench.qtbot.keyClick(inner, Qt.Key.Key_Down)
    bench.qtbot.keyClick(inner, Qt.Key.Key_Return)
    assert bench.session.document.network.hidden[0].activations == ("relu",) * 4


def test_one_tab_stop_a_layer_and_its_keys(bench: Bench) -> None:
    stops = []
    widget = bench.view.canvas
    for _ in range(3):
        stops.append(widget)
        widget = widget.nextInFocusChain()
        while not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()):
            widget = widget.nextInFocusChain()
    assert stops == [bench.view.canvas, *bench.view.header.titles[:2]]
    assert widget is bench.view.footer.direction.button("backward")
    title = bench.view.header.titles[1]
    bench.qtbot.keyClicks(title, "++")
    assert bench.shape == [4, 4]
    bench.qtbot.keyClick(title, Qt.Key.Key_Minus)
    assert bench.shape == [4, 3]
    bench.qtbot.keyClick(title, Qt.Key.Key_Delete)
    assert bench.shape == [4]


def test_the_canvas_keys_come_before_the_windows_shortcuts(bench: Bench) -> None:
    taken = []
    action = QAction(bench.view)
    action.setShortcut(".")
    action.triggered.connect(lambda: taken.append(1))
    bench.view.addAction(action)
    bench.keys(".")
    assert bench.view.stage is not None
    assert not taken


# Looking


def test_hovering_a_neuron_tells_and_leaving_tells(bench: Bench) -> None:
    bench.hover((0, 2))
    bench.hover((-1, 1))
    bench.hover((2, 0))
    bench.hover(Edge(0, 3, 1))
    assert bench.looked == [(0, 2), (-1, 1), (2, 0), None]


def test_leaving_the_canvas_goes_back_to_the_selection(bench: Bench) -> None:
    bench.click((0, 1))
    bench.hover((1, 0))
    bench.view.canvas._look_at(None)
    assert bench.looked == [(0, 1), (1, 0), (0, 1)]
    bench.key(Qt.Key.Key_Escape)
    assert bench.looked[-1] is None
    assert bench.view.canvas.target is None


def test_arrow_keys_tell_as_hovering_does(bench: Bench) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        bench.key(key)
    assert bench.looked == [(0, 0), (0, 1), (1, 0), (0, 1), (-1, 0)]


def test_the_card_of_an_edge_has_its_live_numbers(bench: Bench) -> None:
    bench.hover(Edge(0, 2, 0), 0.2)
    card = bench.view.canvas.card()
    assert card is not None
    assert card.title == "w from x₁ to neuron 3 of hidden 1"
    assert [name for name, _ in card.rows] == ["weight", "gradient ∂L/∂w", "last update"]
    for seed in (1, 2):
        bench.show(seed)
        layer = frames.frame(bench.session.document, seed).layers[0]
        wanted = (layer.weights[2, 0], layer.weight_gradients[2, 0], layer.weight_updates[2, 0])
        card = bench.view.canvas.card()
        assert card is not None
        for (_, text), value in zip(card.rows, wanted, strict=True):
            assert float(text.replace("−", "-")) == pytest.approx(value, rel=5e-3, abs=5e-5)


def test_edges_are_reached_by_key(bench: Bench) -> None:
    bench.click((1, 1))
    titles = []
    for key in "]]]]]]":
        bench.keys(key)
        card = bench.view.canvas.card()
        assert card is not None
        titles.append(card.title)
    assert titles == [
        *(f"w from neuron {k} to neuron 2 of hidden 2" for k in (1, 2, 3, 4)),
        "b of neuron 2 of hidden 2",
        "w from neuron 2 to the output",
    ]
    bench.keys("[")
    assert bench.view.canvas.selected == Bias(1, 1)
    assert bench.looked[-1] == (1, 1)
    bench.keys("[")
    assert bench.view.canvas.selected == Edge(1, 1, 3)
    bench.keys("[")
    assert bench.view.canvas.selected == Edge(1, 1, 2)
    assert bench.looked[-1] is None


def test_the_card_of_a_neuron_and_of_the_loss(bench: Bench) -> None:
    bench.hover((0, 3))
    card = bench.view.canvas.card()
    assert card is not None
    assert card.title == "Neuron 4 of hidden 1"
    assert [name for name, _ in card.rows] == ["bias", "gradient ∂L/∂b", "mean activation", "activation"]
    assert card.rows[3][1] == "tanh"
    bench.hover((3, 0))
    card = bench.view.canvas.card()
    assert card is not None
    assert card.title == "Loss L"


def test_before_the_first_frame_the_documents_weights_are_shown(qtbot: QtBot) -> None:
    session = Session(frames.document((3,)))
    view = NetworkView(session, theme.LIGHT)
    qtbot.addWidget(view)
    view.canvas.select(Edge(0, 1, 1))
    card = view.canvas.card()
    assert card is not None
    assert session.document.state is not None
    shown = float(card.rows[0][1].replace("−", "-"))
    assert shown == pytest.approx(session.document.state.parameters[0].weights[1][1], abs=5e-5)
    assert card.rows[1][1] in ("0", UNKNOWN)


def test_a_frame_of_another_network_is_passed_over(bench: Bench) -> None:
    shown = bench.view.canvas.frame
    bench.view.show_frame(frames.frame(frames.document((5, 2))))
    assert bench.view.canvas.frame is shown


# Switches


def test_what_edges_show_by_key(bench: Bench) -> None:
    for key, show in (("g", "gradient"), ("u", "update"), ("w", "weight")):
        before = bench.view.canvas.grab().toImage()
        bench.keys(key)
        bench.view.refresh()
        assert bench.session.document.view.edges_show == show
        assert bench.view.canvas.grab().toImage() != before


def test_switches_never_touch_the_weights(bench: Bench) -> None:
    state = bench.session.document.state
    bench.keys("gp")
    assert bench.session.document.state is state


def test_the_pulses_are_switched_and_their_pass_chosen(bench: Bench) -> None:
    bench.keys("p")
    assert not bench.session.document.view.pulses
    assert "off" in bench.view.footer.caption.text()
    bench.press(bench.view.footer.direction.button("forward"))
    assert bench.session.document.view.pulses
    assert bench.view.canvas.pulses.direction == "forward"
    assert "weight × input" in bench.view.footer.caption.text()
    assert bench.view.footer.legend.text == "⌀ log |w·x|"
    bench.key(Qt.Key.Key_B, shift=True)
    assert bench.view.footer.direction.value() == "backward"
    assert bench.view.footer.legend.text == "⌀ log |∂L/∂w|"
    bench.key(Qt.Key.Key_A, shift=True)
    assert bench.view.canvas.pulses.direction == "both"


def test_captions_are_never_cut_off(bench: Bench) -> None:
    caption = bench.view.footer.caption
    captions = []
    for key in "BFAp" + "." * 11:
        bench.keys(key)
        captions.append(caption.text())
        assert caption.fontMetrics().horizontalAdvance(caption.text()) <= caption.width(), caption.text()
    assert len(set(captions)) == 15


# Time and stages


def test_pulses_run_on_the_windows_time_and_stop_at_speed_0(bench: Bench) -> None:
    bench.view.tick(0.0)
    wave = bench.view.canvas.pulses.waves[-1]
    start = wave.travelled
    bench.view.tick(0.25)
    assert wave.travelled == pytest.approx(start + 0.25)
    document = bench.session.document
    bench.session.edit("still", replace(document, view=replace(document.view, pulse_speed=0.0)))
    bench.view.tick(5.0)
    assert wave.travelled == pytest.approx(start + 0.25)


def test_reduced_motion_keeps_the_pulses_in_their_place(bench: Bench) -> None:
    bench.view.set_reduced_motion(True)
    bench.view.refresh()
    before = bench.view.canvas.grab().toImage()
    bench.view.tick(0.4)
    assert bench.view.canvas.grab().toImage() == before
    bench.view.set_reduced_motion(False)
    bench.view.tick(0.4)
    assert bench.view.canvas.grab().toImage() != before


def test_at_speed_0_the_pulses_stand_and_follow_the_newest_numbers(bench: Bench) -> None:
    view = replace(bench.session.document.view, pulse_speed=0.0)
    bench.session.edit("still", replace(bench.session.document, view=view))
    bench.view.refresh()
    before = bench.view.canvas.grab().toImage()
    bench.view.tick(3.0)
    assert bench.view.canvas.grab().toImage() == before
    shown = bench.view.canvas.frame
    assert shown is not None
    bench.view.show_frame(frames.rescaled(shown, weight_gradients=100.0))
    assert bench.view.canvas.grab().toImage() != before


class Unmoving(QProxyStyle):
    """The style of a desktop that wants no animations."""

    def styleHint(self, hint, option=None, widget=None, returned=None):  # noqa: N802
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


def test_a_desktop_without_animations_gets_none(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert not Bench(qtbot, frames.document((2,))).view.canvas.reduced_motion
    application.setStyle(Unmoving("fusion"))
    try:
        assert Bench(qtbot, frames.document((2,))).view.canvas.reduced_motion
    finally:
        application.setStyle("fusion")


def test_the_stages_go_forward_to_the_loss_back_and_update(bench: Bench) -> None:
    kinds, captions = [], []
    with bench.qtbot.assertNotEmitted(bench.view.batch_requested):
        for _ in range(11):
            bench.keys(".")
            stage = bench.view.stage
            assert stage is not None
            kinds.append((stage.kind, stage.layer))
            captions.append(bench.view.footer.caption.text())
    assert kinds == [
        *((kind, layer) for layer in (0, 1, 2) for kind in ("sum", "activation")),
        ("loss", 3),
        *(("chain", layer) for layer in (2, 1, 0)),
        ("update", -1),
    ]
    assert "z = Σ w·x + b" in captions[0]
    assert "a = tanh(z)" in captions[1]
    assert "L = ½ (a − y)²" in captions[6]
    assert "∂L/∂w = δ·x" in captions[7]
    assert "w ← w − η · ∂L/∂w with η = 0.03" in captions[10]
    with bench.qtbot.waitSignal(bench.view.batch_requested, timeout=0, raising=True):
        bench.keys(".")
    assert bench.view.stage is not None
    assert bench.view.stage.kind == "sum"
    bench.keys(",")
    assert bench.view.stage.kind == "update"
    bench.key(Qt.Key.Key_Escape)
    assert bench.view.stage is None


def test_stepping_pauses_training_and_playing_ends_it(bench: Bench) -> None:
    bench.view.set_running(True)
    with bench.qtbot.waitSignal(bench.view.pause_requested, timeout=0, raising=True):
        bench.press(bench.view.footer.on)
    bench.view.set_running(False)
    assert bench.view.stage is not None
    bench.press(bench.view.footer.back)
    bench.view.set_running(True)
    assert bench.view.stage is None


def test_another_shape_ends_the_stepping(bench: Bench) -> None:
    bench.keys(".")
    bench.press(bench.view.header.steppers[0].more)
    assert bench.view.stage is None


def test_a_clock_of_its_own_where_there_is_no_window(bench: Bench) -> None:
    bench.view.start_clock()
    bench.qtbot.waitUntil(lambda: bool(bench.view.canvas.pulses.waves))
    wave = bench.view.canvas.pulses.waves[-1]
    start = wave.travelled
    bench.qtbot.waitUntil(lambda: wave.travelled > start)
