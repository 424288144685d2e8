"""What that other page cannot do, in a real window: numbers typed, parts frozen, own points and classes."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground import storage
from playground.document import Document

from .application import Application, Shown
from .desktop import Desktop, wait_for

Launch = Callable[..., Application]


class Person:
    """Somebody at the app, with `file` open and training paused at epoch 0."""

    def __init__(self, app: Application, desktop: Desktop, file: Path) -> None:
        self.app, self.desktop, self.file = app, desktop, file

    def sees(self, what: str, there: Callable[[Shown], bool]) -> Shown:
        """Wait for a widget like that."""
        return wait_for(lambda: next(filter(there, self.app.widgets()), None), what)

    def reads(self, part: str) -> str:
        """Wait for a text that holds `part`; return it."""
        return self.sees(f"{part!r} to be said", lambda one: part in one.text).text

    def chooses(self, name: str, option: str) -> None:
        """Open a drop-down and go down to an option by its first letters."""
        self.desktop.click(*self.app.find(name, kind="Choice").centre)
        wait_for(lambda: [one for one in self.app.widgets() if one.kind == "QListView"], "its list")
        self.desktop.type(option)
        self.desktop.keys("Return")
        self.sees(f"{option} to be chosen", lambda one: one.kind == "Choice" and one.text.startswith(option))

    def tabs_to(self, kind: str) -> None:
        """Press Tab until a widget of this class has the keyboard."""
        for _ in range(60):
            before = [one for one in self.app.widgets() if one.focused]
            if any(one.kind == kind for one in before):
                return
            self.desktop.keys("Tab")
            wait_for(
                lambda before=before: [one for one in self.app.widgets() if one.focused] != before,
                "another widget to have the keyboard",
            )
        raise AssertionError(f"Tab does not lead to a {kind}")

    def picks(self, entry: str) -> None:
        """Click on an entry of the open menu."""
        open_menu = wait_for(self.app.choices, "an open menu")
        self.desktop.click(*next(one for one in open_menu if one.text.split("\t")[0] == entry).centre)

    def saved(self) -> Document:
        """The document as it stands, by way of its file."""
        before = self.file.stat().st_mtime_ns
        self.desktop.keys("ctrl+s")
        wait_for(lambda: self.file.stat().st_mtime_ns != before, "the saved file")
        return storage.load(self.file)

    @property
    def epoch(self) -> float:
        """The finished epochs that the transport bar shows."""
        return self.sees("the epoch", lambda one: one.accessible.startswith("Epoch ")).value or 0.0

    @property
    def loss(self) -> str:
        """The train loss that is shown."""
        return self.app.find("train loss").text

    @property
    def output(self) -> tuple[float, float]:
        """Where the only output neuron is: below its column's title, halfway down the canvas."""
        title = self.sees("its title", lambda one: one.text == "Output" and one.kind == "TextLabel")
        canvas = self.app.find("Network", kind="Canvas")
        return title.centre[0], canvas.centre[1]


@pytest.fixture
def person(launch: Launch, desktop: Desktop, file: Path) -> Person:
    app = launch("-m", "playground", file)
    app.window()
    app.find("Play")
    wait_for(lambda: [one for one in app.widgets() if one.focused], "the window to have the keyboard")
    return Person(app, desktop, file)


def test_the_outputs_bias_is_typed_by_mouse(person: Person) -> None:
    first = person.loss
    person.desktop.click(*person.output, button=3)
    person.picks("Type the bias…")
    person.sees("the field", lambda one: one.accessible == "Bias" and one.focused)
    person.desktop.type("1e400")
    person.desktop.keys("Return")
    person.reads("The bias must be a number from −1,000,000 to 1,000,000, and “1e400” is not; it stays 0.1.")
    assert person.loss == first
    person.desktop.type("0,9")
    person.desktop.keys("Return")
    wait_for(lambda: person.loss != first, "the loss of the other bias")
    assert person.epoch == 0
    person.desktop.keys("ctrl+z")
    wait_for(lambda: person.loss == first, "the loss of before")


def test_a_weight_is_typed_and_frozen_by_keys(person: Person) -> None:
    person.tabs_to("Canvas")
    first = person.loss
    person.desktop.keys("Right", "Right", "Right", "Right", "bracketright")
    person.desktop.type("-2.5")
    person.desktop.keys("Return", "f")
    wait_for(lambda: person.loss != first, "the loss of the other weight")
    person.desktop.keys("e", "e", "e")
    wait_for(lambda: person.epoch == 3, "three epochs")
    document = person.saved()
    assert len(document.frozen) == 1
    assert document.state is not None
    weights = np.array(document.state.parameters[-1].weights)
    assert np.count_nonzero(weights == -2.5) == 1


def test_a_layer_and_a_neuron_get_activations(person: Person) -> None:
    person.app.click("Hidden 1 · tanh")
    person.picks("ReLU")
    person.app.find("Hidden 1 · ReLU")
    person.desktop.click(*person.output)
    person.desktop.keys("Left", "shift+t")
    person.app.find("Hidden 2 · mixed")
    first, second = person.saved().network.hidden
    assert (first.activations, len(set(second.activations))) == (("relu",) * 4, 2)


def test_what_training_is_made_of_changes_while_it_runs(person: Person) -> None:
    person.desktop.keys("space")
    wait_for(lambda: person.epoch > 5, "some epochs")
    before = person.epoch
    person.chooses("Optimiser", "Adam")
    person.chooses("Loss", "Hinge")
    person.chooses("Penalty", "L2")
    assert person.epoch > before
    person.desktop.keys("space")
    person.app.find("Play")
    training = person.saved().training
    assert (training.optimiser, training.loss, training.regularisation) == ("adam", "hinge", "l2")


def test_points_are_put_moved_divided_and_erased(person: Person) -> None:
    person.app.click("Own")
    person.reads("No points yet")
    plane = person.app.find("Output over the plane")
    person.app.click("Point")
    for number, (across, down) in enumerate([(0.3, 0.3), (0.4, 0.6), (0.7, 0.3), (0.6, 0.7)]):
        person.desktop.keys("1" if number < 2 else "2")
        person.desktop.click(*plane.at(across, down))
        person.reads(f"{number + 1} point")
    person.desktop.keys("m")
    person.desktop.drag(plane.at(0.3, 0.3), plane.at(0.2, 0.2))
    person.desktop.keys("c")
    person.desktop.drag(plane.at(0.1, 0.5), plane.at(0.9, 0.5))
    rows = person.saved().data.own_classes.rows
    assert sorted(rows[:, 2].tolist()) == [0.0, 0.0, 1.0, 1.0]
    person.desktop.keys("x")
    person.desktop.drag(plane.at(0.65, 0.3), plane.at(0.75, 0.3))
    person.reads("3 points")
    person.desktop.keys("shift+Delete")
    person.reads("No points yet")
    person.desktop.keys("ctrl+z")
    person.reads("3 points")


def test_six_classes_are_learned_and_counted(person: Person) -> None:
    person.app.click("Blobs")
    for _ in range(4):
        person.app.click("One more class")
    person.sees("the softmax", lambda one: one.kind == "Choice" and one.text == "Cross-entropy (softmax)")
    person.desktop.keys("space")
    wait_for(lambda: person.epoch > 20, "some epochs")
    person.desktop.keys("space")
    person.desktop.keys("ctrl+l", "ctrl+l")
    person.app.find("Confusion matrix")
    person.reads("of 250 train points are right")
    assert person.saved().network.outputs == 6


def test_a_curve_on_a_line_a_surface_and_contours(person: Person) -> None:
    person.app.click("Regression")
    person.app.click("Wave")
    curve = person.sees("the curve", lambda one: one.accessible == "Curve" and one.checked is True)
    person.app.click("Surface")
    person.app.click("Flat map")
    person.app.click("Contours")
    person.desktop.keys("e", "e")
    wait_for(lambda: person.epoch == 2, "two epochs")
    view = person.saved().view
    assert (view.output, view.contours) == ("plane", True)
    person.desktop.click(*curve.centre)
    person.app.find("Output over x₁")


def test_the_worst_point_is_opened_by_keys(person: Person) -> None:
    person.desktop.keys("ctrl+l")
    person.app.find("Loss by point")
    person.app.click("Loss by point")
    person.desktop.keys("Right", "Return")
    person.reads("Loss of train point")
    person.app.click("← Back to the network")
    person.app.find("Loss by point")


def test_a_hundred_thousand_points_are_imported_and_painted_on(
    launch: Launch, desktop: Desktop, tmp_path: Path
) -> None:
    draw = random.Random(5).gauss
    table = tmp_path / "many.csv"
    lines = (f"{draw(3 * (k % 2), 1):.3f},{draw(0, 1):.3f},{'ab'[k % 2]}" for k in range(100_000))
    table.write_text("\n".join(["x,y,kind", *lines]))
    app = launch("-m", "playground", table)
    person = Person(app, desktop, table)
    app.window()
    person.reads("100,000 points in 2 classes")
    app.click("Import")
    person.reads("100,000 points are here.")
    app.window()
    plane = app.find("Output over the plane")
    desktop.drag(plane.at(0.4, 0.4), plane.at(0.5, 0.5))
    app.click("Erase")
    desktop.drag(plane.at(0.4, 0.5), plane.at(0.6, 0.5))
    person.sees("fewer", lambda one: one.text.endswith(" points") and one.text != "100,000 points")
    desktop.keys("space")
    wait_for(lambda: person.epoch >= 1, "an epoch")
    desktop.keys("space", "ctrl+z")
    person.sees("all", lambda one: one.text == "100,000 points")
