"""Edits of what a network is shown: its input features, also a person's own formulas of x1 and x2."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import PlaygroundError
from engine.features import FEATURES
from playground.document import MAX_FORMULA, MAX_FORMULAS, Document
from playground.inputs import check_inputs, check_on_plane
from playground.reshape import all_kept, reshape


def toggle_feature(document: Document, key: str) -> Document:
    """Switch an input feature on or off: one of `engine.features.FEATURES`, or of the network's formulas.

    Inputs stay in the table's order, formulas behind it. Raises `PlaygroundError` for the last one,
    and for a formula that is not finite at a point of the data.
    """
    network = document.network
    offered = (*FEATURES, *network.formulas)
    if key not in offered:
        raise PlaygroundError(f"There is no input feature called {key!r}.")
    features = tuple(name for name in offered if (name in network.features) != (name == key))
    if not features:
        raise PlaygroundError("A network has at least one input feature.")
    places = {name: place for place, name in enumerate(network.features)}
    kept = all_kept(network)
    first = replace(kept[0], inputs=tuple(places.get(name) for name in features))
    toggled = reshape(document, replace(network, features=features), (first, *kept[1:]))
    if key not in network.features:
        check_inputs(toggled)
    return toggled


def add_formula(document: Document, text: str) -> Document:
    """Offer a formula of x1 and x2, such as `sin(3*x1)*x2`, as an input, and switch it on.

    Raises `PlaygroundError`, one sentence, for a text that is no such formula, and for one that is not
    a finite number everywhere on the plane and at the data.
    """
    written = text.strip().removeprefix("=").strip()
    if len(written) > MAX_FORMULA:
        raise PlaygroundError(f"A formula for an input has at most {MAX_FORMULA} characters.")
    key = f"={written}"
    check_on_plane(key)
    network = document.network
    if key in network.features:
        raise PlaygroundError(f"{written} is an input already.")
    if key not in network.formulas:
        if len(network.formulas) == MAX_FORMULAS:
            raise PlaygroundError(f"There is room for {MAX_FORMULAS} formulas: remove one first.")
        network = replace(network, formulas=(*network.formulas, key))
    return toggle_feature(replace(document, network=network), key)


def remove_formula(document: Document, key: str) -> Document:
    """Offer a formula no longer; if it is switched on, its weights go with it."""
    if key not in document.network.formulas:
        raise PlaygroundError(f"There is no formula called {key!r}.")
    if key in document.network.features:
        document = toggle_feature(document, key)
    network = document.network
    formulas = tuple(formula for formula in network.formulas if formula != key)
    hidden = tuple(name for name in document.view.hidden if name != key)
    view = document.view if hidden == document.view.hidden else replace(document.view, hidden=hidden)
    return replace(document, network=replace(network, formulas=formulas), view=view)
