"""Typing a weight or a bias on the canvas, and freezing parts of the network, by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from engine.errors import PlaygroundError
from playground import theme
from playground.document import BIAS, Document, Frozen
from playground.experiment import Experiment
from playground.network_edits import frozen_mask
from playground.run import Frame
from playground.session import Session
from playground.trainer import Trainer
from playground.views.network import NetworkView
from playground.views.network.geometry import Bias, Edge
from playground.views.network.typing_numbers import LARGEST, typed_number
from tests import frames
from tests.views.network_bench import RIGHT, Bench, biases, weights

EDGE = Edge(0, 2, 0)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, frames.document((4, 2)))


def write(bench: Bench, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Type into the open field over what stands there."""
    entry = bench.view.hands.typing.entry
    assert entry.isVisible()
    assert entry.hasFocus()
    entry.selectAll()
    bench.qtbot.keyClick(entry, Qt.Key.Key_Delete)
    bench.qtbot.keyClicks(entry, text)
    if end is not None:
        bench.qtbot.keyClick(entry, end)


def is_open(bench: Bench) -> bool:
    return bench.view.hands.typing.target is not None and bench.view.hands.typing.entry.isVisible()


# Typing


def test_a_click_on_an_edge_lets_its_weight_be_typed_as_one_undo_step(bench: Bench) -> None:
    before = weights(bench.session.document)
    bench.click(EDGE, t=0.2)
    assert bench.title == "w from x₁ to neuron 3 of hidden 1"
    write(bench, "-1.25")
    after = weights(bench.session.document)
    assert after[0][2] == (-1.25, before[0][2][1])
    assert after[0][:2] == before[0][:2]
    assert after[1:] == before[1:]
    assert not is_open(bench)
    assert bench.view.canvas.hasFocus()
    assert bench.session.undo_stack.count() == 1
    assert bench.session.undo_stack.text(0) == "Weight -1.25"
    bench.session.undo_stack.undo()
    assert weights(bench.session.document) == before


@pytest.mark.parametrize("bias", [Bias(0, 1), Bias(1, 0), Bias(2, 0)])
def test_a_click_on_a_neurons_small_square_lets_its_bias_be_typed(bench: Bench, bias: Bias) -> None:
    before = biases(bench.session.document)
    bench.click(bias)
    assert bench.title.startswith("b of ")
    write(bench, "0,75")
    after = biases(bench.session.document)
    assert after[bias.layer][bias.neuron] == 0.75
    changed = [
        (a, b)
        for old, new in zip(before, after, strict=True)
        for a, b in zip(old, new, strict=True)
        if a != b
    ]
    assert len(changed) == 1


def test_the_field_stands_on_the_card_and_holds_the_number(bench: Bench) -> None:
    bench.click(EDGE, t=0.2)
    entry, frame = bench.view.hands.typing.entry, bench.view.canvas.frame
    assert frame is not None
    assert float(entry.text()) == pytest.approx(frame.layers[0].weights[2, 0], rel=1e-5)
    assert entry.selectedText() == entry.text()
    assert bench.view.canvas.rect().contains(entry.geometry())
    place, _ = bench.view.canvas.place_of_number(EDGE)
    assert entry.geometry().contains(place.center().toPoint())
    bench.hover((1, 1))
    assert bench.title == "w from x₁ to neuron 3 of hidden 1", "the card waits for what is typed"


def test_while_it_is_open_its_keys_are_said(bench: Bench) -> None:
    before = bench.view.footer.caption.text()
    bench.click(EDGE, t=0.2)
    assert "Escape leaves the old one" in bench.view.footer.caption.text()
    bench.qtbot.keyClick(bench.view.hands.typing.entry, Qt.Key.Key_Escape)
    assert "Click the edge" in bench.view.footer.caption.text()
    bench.key(Qt.Key.Key_Escape)
    bench.view.canvas._look_at(None)
    assert bench.view.footer.caption.text() == before


def test_the_fields_keys_are_its_own(bench: Bench) -> None:
    taken = []
    action = QAction(bench.view)
    action.setShortcut("5")
    action.triggered.connect(lambda: taken.append(1))
    bench.view.addAction(action)
    bench.click(EDGE, t=0.2)
    write(bench, "5", end=None)
    assert bench.view.hands.typing.entry.text() == "5"
    assert not taken
    assert bench.shape == [4, 2]


def test_escape_leaves_the_old_number(bench: Bench) -> None:
    before = bench.session.document
    bench.click(EDGE, t=0.2)
    write(bench, "7", Qt.Key.Key_Escape)
    assert bench.session.document == before
    assert not is_open(bench)
    assert bench.view.canvas.selected == EDGE
    assert bench.session.undo_stack.count() == 0


def test_return_without_a_change_is_no_edit(bench: Bench) -> None:
    bench.click(EDGE, t=0.2)
    bench.qtbot.keyClick(bench.view.hands.typing.entry, Qt.Key.Key_Return)
    assert bench.session.undo_stack.count() == 0


def test_a_click_elsewhere_takes_what_was_typed(bench: Bench) -> None:
    bench.click(EDGE, t=0.2)
    write(bench, "2", end=None)
    bench.click((1, 1))
    assert weights(bench.session.document)[0][2][0] == 2.0
    assert bench.view.canvas.selected == (1, 1)
    assert not is_open(bench)


def test_up_and_down_step_and_shift_makes_them_fine(bench: Bench) -> None:
    bench.click(EDGE, t=0.2)
    write(bench, "0.3", end=None)
    entry = bench.view.hands.typing.entry
    seen = []
    for key, modifier in (
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier),
    ):
        bench.qtbot.keyClick(entry, key, modifier)
        seen.append((entry.text(), weights(bench.session.document)[0][2][0]))
    assert seen == [("0.4", 0.4), ("0.41", 0.41), ("0.31", 0.31), ("0.3", 0.3)]
    assert is_open(bench)
    assert bench.session.undo_stack.count() == 4


@pytest.mark.parametrize(
    "text", ["inf", "-inf", "nan", "1e400", "word", "", "1 2", "0x10", "2000000", "--3", "1,000,000"]
)
@pytest.mark.parametrize("target", [EDGE, Bias(1, 1)])
def test_what_is_no_number_is_refused_in_a_sentence(bench: Bench, text: str, target: Edge | Bias) -> None:
    before = bench.session.document
    bench.view.hands.typing.open(target)
    shown = bench.view.hands.typing.entry.text()
    write(bench, text)
    said = bench.view.footer.caption.text()
    assert said.startswith("The weight must be" if target is EDGE else "The bias must be")
    assert said.endswith(f"it stays {shown}.")
    assert said.count(".") - shown.count(".") == 1 + text.count(".")
    assert bench.session.document == before
    assert is_open(bench)
    assert bench.view.hands.typing.entry.text() == shown


@given(st.text(max_size=40) | st.from_regex(r"[-−+]?[0-9.,eE_]{1,12}", fullmatch=True))
def test_any_text_is_a_finite_number_or_one_sentence(text: str) -> None:
    try:
        answer = abs(typed_number(text, "The weight", "0.5"))
    except PlaygroundError as error:
        answer = str(error)
    if isinstance(answer, str):
        assert answer.startswith("The weight must be a number")
        assert answer.endswith("it stays 0.5.")
    else:
        assert answer <= LARGEST


@pytest.mark.parametrize(
    ("text", "value"), [("−2", -2.0), ("+.5", 0.5), (" 1e-3 ", 0.001), ("0,25", 0.25), ("-0", 0.0)]
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert typed_number(text, "The bias", "0") == value


def test_the_pointer_says_what_can_be_clicked(bench: Bench) -> None:
    bench.hover(EDGE, 0.2)
    assert bench.view.canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    bench.hover((0, 2))
    assert bench.view.canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_wrong_text_that_is_left_behind_is_refused_and_the_field_closes(bench: Bench) -> None:
    before = bench.session.document
    bench.click(EDGE, t=0.2)
    write(bench, "word", end=None)
    bench.click((1, 1))
    assert not is_open(bench)
    assert "“word” is not" in bench.view.footer.caption.text()
    assert bench.session.document == before


def test_numbers_are_typed_without_a_mouse(bench: Bench) -> None:
    bench.click((0, 1))
    bench.keys("]")
    bench.key(Qt.Key.Key_Return)
    assert bench.view.hands.typing.target == Edge(0, 1, 0)
    write(bench, "3")
    assert weights(bench.session.document)[0][1][0] == 3.0
    bench.keys("]]")
    bench.keys("-")
    assert bench.view.hands.typing.target == Bias(0, 1)
    entry = bench.view.hands.typing.entry
    assert entry.text() == "-"
    bench.qtbot.keyClicks(entry, ".5")
    bench.qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert biases(bench.session.document)[0][1] == -0.5
    assert bench.shape == [4, 2], "− on a number is no neuron less"
    bench.click((2, 0))
    bench.keys("4")
    assert bench.view.hands.typing.target == Bias(2, 0)
    assert bench.view.hands.typing.entry.text() == "4"
    bench.qtbot.keyClick(bench.view.hands.typing.entry, Qt.Key.Key_Return)
    assert biases(bench.session.document)[2] == (4.0,)


def test_the_menu_of_an_edge_types_it(bench: Bench) -> None:
    bench.qtbot.mouseClick(bench.view.canvas, RIGHT, pos=bench.place(EDGE, 0.2))
    bench.choose(bench.menu(), "Type the weight")
    assert bench.view.hands.typing.target == EDGE


def test_another_shape_of_the_network_closes_the_field(bench: Bench) -> None:
    bench.click(EDGE, t=0.2)
    bench.press(bench.view.header.steppers[1].more)
    assert not is_open(bench)


def test_a_resized_window_takes_the_field_along(bench: Bench) -> None:
    bench.click(EDGE, t=0.2)
    before = bench.view.hands.typing.entry.geometry()
    bench.view.resize(900, 700)
    place, _ = bench.view.canvas.place_of_number(EDGE)
    after = bench.view.hands.typing.entry.geometry()
    assert after != before
    assert after.contains(place.center().toPoint())


class Live:
    """A view with a trainer behind it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.session, self.trainer = Session(Document()), Trainer()
        self.session.capture = self.trainer.capture
        self.session.changed.connect(self.trainer.change)
        self.view = NetworkView(self.session, theme.DARK)
        qtbot.addWidget(self.view)
        self.session.changed.connect(self.view.show_document)
        self.frames: list[Frame] = []
        self.view.resize(620, 500)
        self.view.show()
        self.trainer.load(self.session.document)

    def newest(self) -> Frame | None:
        frame = self.trainer.take()
        if frame is not None:
            self.frames.append(frame)
            self.view.show_frame(frame)
        return self.frames[-1] if self.frames else None

    def type(self, target: Edge | Bias, text: str) -> None:
        self.view.hands.typing.open(target)
        entry = self.view.hands.typing.entry
        entry.setText(text)
        self.qtbot.keyClick(entry, Qt.Key.Key_Return)

    def weight(self) -> float:
        frame = self.newest()
        return float("nan") if frame is None else float(frame.layers[1].weights[0, 1])


@pytest.fixture
def live(qtbot: QtBot) -> Iterator[Live]:
    made = Live(qtbot)
    yield made
    made.trainer.close()


def test_while_paused_loss_and_maps_follow_at_once(live: Live) -> None:
    live.trainer.step_epoch(3)
    live.qtbot.waitUntil(lambda: (frame := live.newest()) is not None and frame.epoch == 3)
    before = live.frames[-1]
    live.type(Edge(1, 0, 1), "2.5")
    live.qtbot.waitUntil(lambda: live.weight() == 2.5)
    after = live.frames[-1]
    assert after.epoch == 3
    assert after.losses != before.losses
    state = live.session.document.state
    assert state is not None
    assert after.losses == pytest.approx(Experiment(live.session.document, state).losses(), rel=1e-12)
    assert (after.layers[-1].maps != before.layers[-1].maps).any()
    live.session.undo_stack.undo()
    live.qtbot.waitUntil(lambda: live.weight() == before.layers[1].weights[0, 1])
    assert live.frames[-1].losses == pytest.approx(before.losses, rel=1e-12)


def test_while_playing_training_goes_on_from_the_typed_number(live: Live) -> None:
    live.trainer.set_speed(3)
    live.trainer.play()
    live.qtbot.waitUntil(lambda: (frame := live.newest()) is not None and frame.batch + frame.epoch > 0)
    live.type(Edge(1, 0, 1), "50")
    live.qtbot.waitUntil(lambda: abs(live.weight() - 50.0) < 1.0)
    state = live.session.document.state
    assert state is not None
    steps = state.updates
    live.qtbot.waitUntil(lambda: live.trainer.capture().updates > steps)
    assert live.trainer.playing


# Freezing


def frozen_count(document: Document) -> int:
    mask = frozen_mask(document)
    return 0 if mask is None else int(sum(weights.sum() + biases.sum() for weights, biases in mask))


@pytest.mark.parametrize(
    ("select", "part", "count"),
    [
        ((0, 2), Frozen(0, 2), 3),
        (EDGE, Frozen(0, 2, 0), 1),
        (Bias(1, 1), Frozen(1, 1, BIAS), 1),
        ((2, 0), Frozen(2, 0), 3),
    ],
)
def test_f_freezes_what_is_selected_and_lets_it_go_again(
    bench: Bench, select: tuple[int, int] | Edge | Bias, part: Frozen, count: int
) -> None:
    state = bench.session.document.state
    bench.view.canvas.select(select)
    plain = bench.image()
    bench.keys("f")
    assert bench.session.document.frozen == (part,)
    assert frozen_count(bench.session.document) == count
    assert bench.session.document.state is state, "freezing touches no weight"
    assert bench.title.endswith(" · frozen")
    locked = bench.image()
    assert locked != plain
    bench.keys("f")
    assert bench.session.document.frozen == ()
    assert bench.image() == plain
    bench.session.undo_stack.undo()
    assert bench.session.document.frozen == (part,)
    bench.session.undo_stack.undo()
    assert bench.session.document.frozen == ()


def test_inputs_cannot_be_frozen(bench: Bench) -> None:
    bench.click((-1, 0))
    bench.keys("f")
    assert bench.session.undo_stack.count() == 0


@pytest.mark.parametrize(("what", "count"), [("Freeze neuron", 3), ("Freeze hidden 1", 12)])
def test_a_neurons_menu_freezes_it_or_its_layer(bench: Bench, what: str, count: int) -> None:
    bench.click((0, 1), RIGHT)
    bench.choose(bench.menu(), what)
    assert frozen_count(bench.session.document) == count
    bench.click((0, 1), RIGHT)
    bench.choose(bench.menu(), what.replace("Freeze", "Unfreeze"))
    assert frozen_count(bench.session.document) == 0


def test_the_menu_of_an_edge_freezes_it(bench: Bench) -> None:
    bench.qtbot.mouseClick(bench.view.canvas, RIGHT, pos=bench.place(EDGE, 0.2))
    bench.choose(bench.menu(), "Freeze weight")
    assert bench.session.document.frozen == (Frozen(0, 2, 0),)


def test_the_menu_of_the_output_freezes_its_layer_and_the_header_shows_a_lock(bench: Bench) -> None:
    assert not bench.view.header.output_lock.isVisible()
    bench.click((2, 0), RIGHT)
    bench.choose(bench.menu(), "Freeze the output layer")
    assert bench.view.header.output_lock.isVisible()
    bench.session.undo_stack.undo()
    assert not bench.view.header.output_lock.isVisible()


@pytest.mark.parametrize("count", [0, 2, 4, 8])
def test_the_outputs_lock_stands_clear_of_everything_else(qtbot: QtBot, count: int) -> None:
    bench = Bench(qtbot, frames.document((8,) * count))
    bench.view.edits.toggle_frozen(Frozen(count))
    header = bench.view.header
    lock = header.output_lock
    assert lock.isVisible()
    assert header.rect().contains(lock.geometry())
    others = [*header.inserts, *header.steppers, *header.titles, *header.removers, *header._ends]
    assert not any(other.isVisible() and other.geometry().intersects(lock.geometry()) for other in others)


def test_a_frozen_layers_header_bears_a_lock(bench: Bench) -> None:
    title = bench.view.header.titles[1]
    assert title.icon().isNull()
    bench.press(title)
    bench.choose(bench.menu(), "Freeze hidden 2")
    assert not title.icon().isNull()
    assert title.accessibleName().endswith("frozen")
    assert bench.view.header.titles[0].icon().isNull()
    bench.qtbot.keyClick(title, Qt.Key.Key_F)
    assert title.icon().isNull()
    assert bench.session.document.frozen == ()


def test_one_lock_a_part_and_none_for_what_a_larger_one_says(bench: Bench) -> None:
    for part in (Frozen(0), Frozen(1, 0), Frozen(1, 1, 2), Frozen(2, 0, BIAS)):
        bench.view.edits.toggle_frozen(part)
    shown = bench.view.canvas._marking.frozen
    assert shown.layers == {0}
    assert shown.neurons == ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0))
    assert shown.edges == (Edge(1, 1, 2),)
    assert shown.biases == ((2, 0),)


def test_locks_and_bias_marks_are_seen_without_colour(bench: Bench) -> None:
    """A positive bias and a negative one differ in grey, and so do a frozen neuron and a trained one."""
    from PySide6.QtGui import QImage

    def grey() -> QImage:
        return bench.image().convertToFormat(QImage.Format.Format_Grayscale8)

    frame = frames.frame(bench.session.document)
    bench.view.show_frame(frames.rescaled(frame, biases=0.0))
    nothing = grey()
    bench.view.show_frame(frame)
    some = grey()
    bench.view.show_frame(frames.rescaled(frame, biases=-1.0))
    assert len({bytes(image.constBits()) for image in (nothing, some, grey())}) == 3
