"""Training in a real window: steps, settings, changes of shape and what happens when numbers explode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playground.document import Document
from playground.network_edits import initial_state

from .application import Application, Shown
from .desktop import Desktop, wait_for
from .reading import epoch, saved

Launch = Callable[..., Application]


def rate(app: Application) -> Shown:
    return app.find("Learning rate, typed")


def type_rate(app: Application, desktop: Desktop, text: str) -> None:
    app.click("Learning rate, typed")
    desktop.keys("ctrl+a")
    desktop.type(text)
    desktop.keys("Return")


def test_every_press_of_a_key_is_a_step(app: Application, desktop: Desktop) -> None:
    desktop.keys("e", "e", "e", "e", "e", "e")
    wait_for(lambda: epoch(app) == 6, "six epochs")


def test_undoing_a_learning_rate_is_one_step_and_keeps_the_weights(
    app: Application, desktop: Desktop, file: Path
) -> None:
    slider = app.find("Learning rate", kind="GestureSlider")
    desktop.drag(slider.at(0.59, 0.5), slider.at(0.8, 0.5))
    wait_for(lambda: (rate(app).value or 0) > 0.1, "a greater learning rate")
    desktop.keys("e")
    wait_for(lambda: epoch(app) == 1, "an epoch")
    trained = saved(desktop, file)
    desktop.keys("ctrl+z")
    wait_for(lambda: rate(app).value == Document().training.learning_rate, "the learning rate of before")
    assert saved(desktop, file).state == trained.state
    assert trained.state != initial_state(Document())


def test_undoing_a_neuron_brings_the_old_weights_back(app: Application, desktop: Desktop, file: Path) -> None:
    desktop.keys("e")
    wait_for(lambda: epoch(app) == 1, "an epoch")
    before = saved(desktop, file).state
    app.click("Add a neuron")
    wait_for(lambda: {"5", "3"} & {one.text for one in app.widgets()}, "another neuron")
    wider = saved(desktop, file)
    assert sum(layer.neurons for layer in wider.network.hidden) == 7
    desktop.keys("e")
    wait_for(lambda: epoch(app) == 2, "another epoch")
    desktop.keys("ctrl+z")
    wait_for(lambda: epoch(app) == 1, "the epoch of before")
    after = saved(desktop, file)
    assert after.network == Document().network
    assert after.state == before


def test_an_exploding_run_pauses_says_where_and_offers_a_way_out(
    app: Application, desktop: Desktop, file: Path
) -> None:
    app.click("Regression")
    wait_for(lambda: app.find("Plane").checked, "the plane to be chosen")
    type_rate(app, desktop, "11")
    wait_for(lambda: [w for w in app.widgets() if "“11” is not" in w.text], "the limits to be said")
    type_rate(app, desktop, "10")
    wait_for(lambda: rate(app).value == 10.0, "the learning rate")
    app.click("Play")
    wait_for(
        lambda: [
            one
            for one in app.widgets()
            if "stopped being a finite number in epoch 3" in one.text and "output neuron" in one.text
        ],
        "epoch and neuron to be said",
    )
    app.find("Play")
    # Loading refuses what is not finite, so a saved file holds finite weights.
    state = saved(desktop, file).state
    assert state is not None
    assert (state.epoch, state.batch) == (2, 4)
    assert app.find("Start over with 3").enabled
    app.click("Start over with 3")
    wait_for(lambda: rate(app).value == 3.0, "the gentler rate")
