"""TensorFlow Playground links in a real window: launched with, undone, copied and pasted by keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from .application import Application
from .desktop import Desktop, wait_for

Launch = Callable[..., Application]
RUNS = json.loads((Path(__file__).parents[1] / "golden/tf-playground-runs.json").read_text("utf-8"))
LINK = f"https://playground.tensorflow.org/{RUNS[1]['link']}"


def says(app: Application, part: str) -> None:
    wait_for(lambda: [one for one in app.widgets() if part in one.text], f"{part!r} to be said")


def names(app: Application) -> set[str]:
    return {one.accessible for one in app.widgets()}


def test_a_link_opens_its_experiment_with_its_controls_hidden(launch: Launch) -> None:
    app = launch("-m", "playground", f"{LINK}&noise_hide=true&foo=1")
    app.window()
    says(app, "“foo”")
    app.find("Play")
    assert "Train share" in names(app)
    assert "Noise" not in names(app)
    app.click("Show all controls")
    app.find("Noise")


def test_a_copied_link_is_pasted_again(launch: Launch, desktop: Desktop) -> None:
    app = launch("-m", "playground", LINK)
    app.window()
    app.find("Play")
    desktop.keys("ctrl+c")
    says(app, "Copied as a TensorFlow Playground link.")
    app.click("Spiral")
    wait_for(lambda: app.find("Spiral").checked, "the spiral to be chosen")
    desktop.keys("ctrl+v")
    wait_for(lambda: app.find("XOR").checked, "the link's data set")
    desktop.keys("ctrl+z")
    wait_for(lambda: app.find("Spiral").checked, "the data set of before")


def test_a_teacher_hides_controls_and_a_class_gets_them_by_link(launch: Launch, desktop: Desktop) -> None:
    app = launch("-m", "playground", LINK)
    app.window()
    app.find("Play")
    desktop.keys("ctrl+shift+h")
    app.find("Problem type")
    desktop.keys("space", "Tab", "space")  # play, and steps
    wait_for(lambda: "Step one epoch" not in names(app), "the steps to be hidden")
    app.click("Data sets")
    wait_for(lambda: "Spiral" not in names(app), "the data sets to be hidden")
    app.click("Copy as Playground link")
    says(app, "Copied as a TensorFlow Playground link.")
    desktop.keys("space")
    says(app, "Play is hidden in this experiment")
    app.click("Show all controls")
    app.find("Spiral")
    desktop.keys("ctrl+v")
    wait_for(lambda: not names(app) & {"Play", "Step one epoch", "Spiral"}, "the link to hide them again")
    assert "Noise" in names(app)
