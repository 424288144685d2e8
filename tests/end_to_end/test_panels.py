"""The panels in a real window: a popover over it, a formula typed, the loss point by point."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .application import Application
from .desktop import Desktop, wait_for
from .reading import epoch, saved

Launch = Callable[..., Application]


def test_a_rule_and_a_schedule_set_in_the_popover_stop_the_run(
    app: Application, desktop: Desktop, file: Path
) -> None:
    app.click("More settings")
    app.find("Stop after epoch, typed")
    desktop.keys("Down", "Down")  # the keyboard is in the schedule
    app.click("Stop after epoch, typed")
    desktop.keys("ctrl+a")
    desktop.type("30")
    desktop.keys("Return")
    app.click("Schedule")
    desktop.keys("Escape")  # its list
    desktop.keys("Escape")
    wait_for(lambda: not [one for one in app.widgets() if one.accessible == "Schedule"], "it to close")
    app.find("at 30")
    document = saved(desktop, file)
    assert (document.stop.epoch, document.training.schedule) == (30, "cosine")
    desktop.keys("space")
    wait_for(lambda: epoch(app) == 30, "the run to stop there")
    message = app.find("Message")
    desktop.keys("space")
    wait_for(lambda: epoch(app) > 30, "the run to go on")
    assert message.accessible not in [one.accessible for one in app.widgets()]
    desktop.keys("space")


def test_a_press_beside_the_popover_closes_it(app: Application, desktop: Desktop) -> None:
    app.click("More settings")
    app.find("Shuffle")
    place = app.find("Gradient health").centre
    desktop.click(*place)
    wait_for(lambda: not [one for one in app.widgets() if one.accessible == "Shuffle"], "it to close")
    desktop.keys("e")
    wait_for(lambda: epoch(app) == 1, "the keys of the window")


def test_a_formula_is_typed_switched_and_taken_away(app: Application, desktop: Desktop, file: Path) -> None:
    app.click("+ formula")
    desktop.type("sin(3*x1)*x2")
    desktop.keys("Return")
    wait_for(
        lambda: [one for one in app.widgets() if one.kind == "RemovableChip" and one.checked], "the chip"
    )
    assert len(saved(desktop, file).network.features) == 3
    chip = next(one for one in app.widgets() if one.kind == "RemovableChip")
    desktop.click(*chip.at(0.3, 0.5))
    wait_for(
        lambda: [one for one in app.widgets() if one.kind == "RemovableChip" and not one.checked], "it off"
    )
    desktop.click(chip.box[0] + chip.box[2] - chip.box[3] / 2, chip.centre[1])
    wait_for(lambda: not [one for one in app.widgets() if one.kind == "RemovableChip"], "it gone")
    assert saved(desktop, file).network.formulas == ()


def test_regression_and_its_points(app: Application, desktop: Desktop, file: Path) -> None:
    app.click("Regression")
    app.find("Plane")
    app.click("fit")
    desktop.keys("e", "e")
    wait_for(lambda: [one for one in app.widgets() if one.text.startswith("R² ")], "how much is explained")
    app.click("points")
    wait_for(lambda: [one for one in app.widgets() if "train points make half" in one.text], "the worst")
    document = saved(desktop, file)
    assert (document.data.dataset, document.view.loss) == ("plane", "points")
