"""What a network may be made of besides plain layers: mixed activations, several outputs, own features."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.settings import LOSSES, Settings
from playground import network_edits, theme
from playground.document import ACTIVATIONS, MAX_HIDDEN_LAYERS, Document, HiddenLayer, Network
from playground.views.network.activations import ACTIVATION_NAMES, FORMULAS, MIXED, SLOPES, curve
from playground.views.network.geometry import Bias, Edge
from playground.views.network.labels import feature_label, neuron_name
from playground.views.network.stages import Stage, caption, stages
from tests import frames
from tests.views.network_bench import RIGHT, Bench


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, frames.document((4, 2)))


def several(classes: int, hidden: tuple[int, ...] = (4, 2)) -> Document:
    document = network_edits.set_classes(network_edits.set_dataset(Document(), "blobs"), classes)
    layers = tuple(HiddenLayer(count) for count in hidden)
    return replace(document, network=replace(document.network, hidden=layers), state=None)


# An activation for each neuron

_EXACT = {
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "linear": lambda z: z,
    "leaky_relu": lambda z: max(z, z / 100),
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "sin": mpmath.sin,
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_a_name_a_formula_a_slope_and_its_curve(activation: str) -> None:
    assert ACTIVATION_NAMES[activation]
    assert "_" not in ACTIVATION_NAMES[activation]
    assert FORMULAS[activation].startswith("a = ")
    assert SLOPES[activation]
    for z, a in curve(activation):
        assert a == pytest.approx(float(_EXACT[activation](mpmath.mpf(z))), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_neurons_menu_gives_it_an_activation_of_its_own(bench: Bench, activation: str) -> None:
    bench.click((0, 1), RIGHT)
    menu = bench.menu()
    inner = next(action for action in menu.actions() if action.text().startswith("Neuron 2"))
    bench.trigger(menu, inner)
    submenu = inner.menu()
    assert [action.text() for action in submenu.actions()] == [ACTIVATION_NAMES[key] for key in ACTIVATIONS]
    bench.choose(submenu, ACTIVATION_NAMES[activation])
    wanted = ["tanh", activation, "tanh", "tanh"]
    assert list(bench.session.document.network.hidden[0].activations) == wanted
    assert bench.session.document.network.hidden[1].activations == ("tanh", "tanh")
    bench.click((0, 1))
    card = bench.view.canvas.card()
    assert card is not None
    assert ("activation", ACTIVATION_NAMES[activation]) in card.rows


def test_shift_t_goes_through_a_neurons_activations(bench: Bench) -> None:
    bench.click((1, 1))
    seen = []
    for _ in ACTIVATIONS:
        bench.key(Qt.Key.Key_T, shift=True)
        assert bench.session.document.network.hidden[1].activations[0] == "tanh"
        seen.append(bench.session.document.network.hidden[1].activations[1])
    assert seen == [*ACTIVATIONS[1:], "tanh"]


def test_a_mixed_layer_says_so_and_a_choice_in_its_header_makes_it_one_again(bench: Bench) -> None:
    title = bench.view.header.titles[0]
    plain = bench.image()
    bench.view.edits.set_neuron_activation(0, 2, "gelu")
    assert MIXED in title.text()
    assert MIXED not in bench.view.header.titles[1].text()
    assert bench.view.canvas._marking.activations == {(0, 2): "gelu"}
    assert bench.image() != plain
    bench.press(title)
    menu = bench.menu()
    assert not [action.text() for action in menu.actions() if action.isChecked()]
    bench.choose(menu, "SiLU")
    assert bench.session.document.network.hidden[0].activations == ("silu",) * 4
    assert "SiLU" in title.text()
    assert bench.view.canvas._marking.activations == {}
    bench.session.undo_stack.undo()
    assert MIXED in title.text()


def test_hidden_controls_keep_activations_from_being_chosen(qtbot: QtBot) -> None:
    document = frames.document((3,))
    bench = Bench(qtbot, replace(document, view=replace(document.view, hidden=("activation",))))
    bench.click((0, 1), RIGHT)
    assert not any(action.menu() for action in bench.menu().actions())
    bench.key(Qt.Key.Key_T, shift=True)
    assert bench.session.document.network.hidden[0].activations == ("tanh",) * 3


def test_menus_fit_the_smallest_window(bench: Bench) -> None:
    bench.press(bench.view.header.titles[0])
    menu = bench.menu()
    assert menu.sizeHint().height() < 560
    assert all(menu.actionGeometry(action).width() > 60 for action in menu.actions())
    menu.close()


# Stages


def test_every_stage_of_every_loss_and_activation_has_a_caption() -> None:
    for loss in LOSSES:
        for activation in ACTIVATIONS:
            network = Network(
                hidden=(HiddenLayer(2, activation),), outputs=3 if loss == "cross-entropy" else 1
            )
            for stage in stages(network):
                text = caption(stage, network, Settings(loss=loss), "classification")
                assert 10 < len(text) < 120
                assert text[0].isupper()


def test_a_mixed_layers_stage_names_all_its_activations() -> None:
    network = Network(hidden=(HiddenLayer(3, "tanh", ("tanh", "gelu", "leaky_relu")),))
    text = caption(Stage("activation", 0), network, Settings(), "classification")
    assert text.endswith("tanh, leaky ReLU and GELU")
    chain = caption(Stage("chain", 0), network, Settings(), "classification")
    assert "each" in chain or "its own" in chain


def test_softmax_and_its_cross_entropy_are_written_as_one() -> None:
    network = Network(outputs=3)
    settings = Settings(loss="cross-entropy")
    assert "softmax(z)" in caption(Stage("loss", 3), network, settings, "classification")
    assert "softmax(z) − y" in caption(Stage("chain", 2), network, settings, "classification")


# Several outputs


@pytest.mark.parametrize("classes", [3, 6])
def test_each_class_has_an_output_with_its_map_its_mark_and_its_name(qtbot: QtBot, classes: int) -> None:
    bench = Bench(qtbot, several(classes))
    experiment = bench.compute(epochs=5)
    frame = bench.view.canvas.frame
    assert frame is not None
    assert frame.layers[-1].maps.shape[0] == classes
    image, geometry = bench.image(), bench.view.canvas.geometry_shown
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    for index in range(classes):
        x, y = geometry.centres[(2, index)]
        tile = bench.view.canvas._picture
        assert tile is not None
        painted = {image.pixel(round(x + dx), round(y + dy)) for dx in (-8, 0, 8) for dy in (-8, 0, 8)}
        assert len(painted) > 1, "an output's map is not of one colour"
        wanted = int(theme.DARK.classes[index][1:], 16)
        assert wanted | 0xFF000000 in colours
        bench.hover((2, index))
        assert bench.title == f"The output of class {index + 1}"
        assert bench.looked[-1] == (2, index)
    assert experiment.frame().layers[-1].weights.shape == (classes, 2)


def test_outputs_are_walked_and_their_numbers_typed(qtbot: QtBot) -> None:
    bench = Bench(qtbot, several(4))
    bench.compute()
    bench.click((1, 0))
    bench.key(Qt.Key.Key_Right)
    assert bench.view.canvas.selected is not None
    for _ in range(4):
        bench.key(Qt.Key.Key_Down)
    assert bench.view.canvas.selected == (2, 3)
    bench.keys("]")
    assert bench.title == "w from neuron 1 to the output of class 4"
    bench.key(Qt.Key.Key_Return)
    entry = bench.view.hands.typing.entry
    entry.setText("1.5")
    bench.qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert bench.session.document.state is not None
    assert bench.session.document.state.parameters[2].weights[3][0] == 1.5
    bench.click(Bias(2, 1))
    assert bench.title == "b of the output of class 2"


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
def test_pulses_reach_every_output(qtbot: QtBot, direction: str) -> None:
    bench = Bench(qtbot, several(5))
    bench.compute(epochs=2)
    pulses = bench.view.canvas.pulses
    bench.view.choose_direction(direction)
    for _ in range(40):
        bench.view.tick(0.2)
        assert not bench.image().isNull()
    shapes = {tuple(values.shape for values in wave.values) for wave in pulses.waves}
    assert shapes <= {((4, 2), (2, 4), (5, 2), (1, 5))}


def test_stepping_goes_through_several_outputs(qtbot: QtBot) -> None:
    bench = Bench(qtbot, several(3))
    bench.compute(epochs=2)
    said = []
    for _ in range(11):
        bench.keys(".")
        bench.view.refresh()
        assert not bench.image().isNull()
        said.append(bench.view.footer.caption.text())
    assert sum("softmax" in text for text in said) == 2


def test_before_the_first_frame_several_outputs_are_shown(qtbot: QtBot) -> None:
    bench = Bench(qtbot, several(3))
    assert bench.view.canvas.frame is not None
    assert not bench.image().isNull()
    bench.session.edit("classes", network_edits.set_classes(bench.session.current(), 6))
    assert len(bench.view.canvas.geometry_shown.gaps[-1].starts[0]) == 6
    assert not bench.image().isNull()


@pytest.mark.parametrize("size", [(620, 500), (1100, 820)])
def test_the_largest_network_with_six_outputs_is_drawn(qtbot: QtBot, size: tuple[int, int]) -> None:
    document = several(6, (16,) * MAX_HIDDEN_LAYERS)
    document = replace(document, network=replace(document.network, features=frames.ALL_FEATURES), state=None)
    bench = Bench(qtbot, document)
    bench.view.resize(*size)
    bench.compute(epochs=1)
    geometry = bench.view.canvas.geometry_shown
    assert geometry.tile >= 12.0
    for index in range(6):
        assert geometry.node_at(*geometry.centres[(8, index)]) == (8, index)
    assert not bench.image().isNull()


def test_own_classes_are_called_as_their_table_calls_them() -> None:
    from playground.own_data import OwnPoints

    rows = [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (2.0, 2.0, 2.0)]
    points = OwnPoints.of(rows, class_names=("setosa", "versicolor"))
    document = Document(network=Network(outputs=3))
    document = replace(document, data=replace(document.data, dataset="own", own_classes=points, classes=3))
    names = [neuron_name(document, 2, index) for index in range(3)]
    assert names == ["the output of setosa", "the output of versicolor", "the output of class 3"]


# Own features


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("=sin(3*x1)*x2", "sin(3·x₁)·x₂"),
        ("=x1**2 - x2 ^ 3", "x₁² − x₂³"),
        ("=x1**0.5", "x₁**0.5"),
        ("=x1**12", "x₁**12"),
        ("=max1(x12)", "max1(x12)"),
        ("x1_squared", "x₁²"),
    ],
)
def test_own_features_are_written_as_mathematics_writes_them(key: str, label: str) -> None:
    assert feature_label(key) == label


LONG = "exp(-(x1**2 + x2**2)/8) * cos(2*x1) + sin(x2)"


@pytest.fixture
def own(qtbot: QtBot) -> Bench:
    document = network_edits.add_formula(network_edits.add_formula(Document(), "sin(3*x1)*x2"), LONG)
    bench = Bench(qtbot, document)
    bench.compute(epochs=1)
    return bench


def test_own_features_stand_among_the_inputs_with_a_map(own: Bench) -> None:
    own.hover((-1, 2))
    assert own.title == "Input sin(3·x₁)·x₂"
    assert own.looked[-1] == (-1, 2)
    frame = own.view.canvas.frame
    assert frame is not None
    axis = (2 * np.arange(100) + 1) / 100 * 6.0 - 6.0
    x1, x2 = np.meshgrid(axis, -axis)
    assert frame.input_maps[2] == pytest.approx(np.sin(3 * x1) * x2)
    own.hover(Edge(0, 1, 2), 0.15)
    assert own.title == "w from sin(3·x₁)·x₂ to neuron 2 of hidden 1"


def test_a_long_formula_leaves_the_network_its_room_and_is_read_as_a_tooltip(own: Bench) -> None:
    canvas = own.view.canvas
    geometry = canvas.geometry_shown
    x, y = geometry.centres[(-1, 3)]
    assert x - geometry.tile / 2 < 0.2 * canvas.width()
    place = QPoint(round(x - geometry.tile / 2 - 12), round(y))
    QApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place)))
    assert QToolTip.text() == feature_label("=" + LONG)
    QToolTip.hideText()
    own.qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_own_features_are_switched_off_and_removed(own: Bench) -> None:
    own.click((-1, 3))
    own.key(Qt.Key.Key_Delete)
    assert own.session.document.network.features == ("x1", "x2", "=sin(3*x1)*x2")
    assert len(own.session.document.network.formulas) == 2
    own.click((-1, 2), RIGHT)
    own.choose(own.menu(), "Remove the formula")
    assert own.session.document.network.features == ("x1", "x2")
    assert len(own.session.document.network.formulas) == 1
    own.session.undo_stack.undo()
    assert len(own.session.document.network.features) == 3


def test_the_menu_of_an_input_switches_it_off(bench: Bench) -> None:
    bench.click((-1, 0), RIGHT)
    bench.choose(bench.menu(), "Switch off x₁")
    assert bench.session.document.network.features == ("x2",)
    bench.click((-1, 0), RIGHT)
    off = next(action for action in bench.menu().actions() if action.text().startswith("Switch off"))
    assert not off.isEnabled()
    bench.menu().close()


# Headers of many layers


@pytest.mark.parametrize("size", [(620, 500), (1100, 820)])
@pytest.mark.parametrize("count", range(1, MAX_HIDDEN_LAYERS + 1))
def test_every_layer_can_be_removed_with_the_mouse(qtbot: QtBot, count: int, size: tuple[int, int]) -> None:
    hidden = tuple(range(2, 2 + count))
    bench = Bench(qtbot, frames.document(hidden))
    bench.view.resize(*size)
    header = bench.view.header
    removers = header.removers[:count]
    assert all(remover.isVisible() for remover in removers)
    assert not any(remover.isVisible() for remover in header.removers[count:])
    shown = [*removers, *header.titles[:count], *header.steppers[:count]]
    shown += [insert for insert in header.inserts if insert.isVisible()]
    for widget in shown:
        assert header.rect().contains(widget.geometry())
    places = [widget.geometry() for widget in shown]
    assert not any(a.intersects(b) for k, a in enumerate(places) for b in places[k + 1 :])
    for remover, title in zip(removers, header.titles, strict=False):
        middle = title.geometry().center().x()
        assert abs(remover.geometry().center().x() - middle) < title.width() / 2 + remover.width()
    bench.press(removers[-1])
    assert tuple(bench.shape) == hidden[:-1]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_titles_fit_their_columns(qtbot: QtBot, activation: str) -> None:
    for count in (1, 2, 4, 8):
        header = Bench(qtbot, frames.document((3,) * count, activation=activation)).view.header
        lefts = sorted((title.geometry() for title in header.titles[:count]), key=lambda place: place.left())
        assert all(a.right() <= b.left() for a, b in pairwise(lefts))
        for title in header.titles[:count]:
            assert title.fontMetrics().horizontalAdvance(title.text()) <= title.width()
            assert ACTIVATION_NAMES[activation] in title.accessibleName()


def test_pointing_at_a_number_says_that_it_can_be_typed(bench: Bench) -> None:
    before = bench.view.footer.caption.text()
    bench.hover(Edge(0, 2, 0), 0.2)
    assert bench.view.footer.caption.text().startswith("Click the edge to type")
    bench.hover(Bias(0, 2))
    assert bench.view.footer.caption.text().startswith("Click the square to type")
    bench.hover((0, 2))
    assert bench.view.footer.caption.text() == before


def test_weights_that_are_no_numbers_stand_and_open_like_others(qtbot: QtBot) -> None:
    bench = Bench(qtbot, frames.document((2,)))
    frame = frames.frame(bench.session.document)
    bench.view.show_frame(frames.rescaled(frame, weights=math.nan, biases=math.nan))
    bench.view.refresh()
    assert not bench.image().isNull()
    bench.click(Bias(0, 0))
    assert bench.view.hands.typing.entry.isVisible()
