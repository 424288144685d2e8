"""Where runs start, and the edits that start over, as pure functions document -> document.

They draw the weights anew and give a new `state`, so that undo brings the old one back.
"""

from __future__ import annotations

from dataclasses import replace

from engine.errors import PlaygroundError
from engine.nn import INITIALISATIONS, initial_parameters
from engine.seedrandom import SeedRandom
from engine.state import TrainingState
from playground.document import MAX_SEED, Document, layer_sizes
from playground.inputs import check_inputs
from playground.samples import weights_source_of


def initial_state(document: Document) -> TrainingState:
    """Return the start of a document's run: the weights its seeds give. Same seeds, same weights."""
    source = (
        weights_source_of(document.data) if document.weight_seed is None else SeedRandom(document.weight_seed)
    )
    sizes = layer_sizes(document.network)
    return TrainingState(initial_parameters(sizes, source, document.initialisation))


def current_state(document: Document) -> TrainingState:
    """Return the state that training goes on from: the document's, or the start if it has none."""
    return initial_state(document) if document.state is None else document.state


def reset(document: Document) -> Document:
    """Start over: the same points, the same weights (of frozen parts, too), epoch 0."""
    return replace(document, state=initial_state(document))


def set_seed(document: Document, text: str) -> Document:
    """Draw points and weights from another seed, and start over; a feature must be a number at the points."""
    document = reset(replace(document, data=replace(document.data, seed=_seed(text)), weight_seed=None))
    check_inputs(document)
    return document


def new_weights(document: Document, seed: str) -> Document:
    """Start over on the same points with weights drawn from a seed of their own."""
    return reset(replace(document, weight_seed=_seed(seed)))


def set_initialisation(document: Document, key: str) -> Document:
    """Start over with weights drawn in another way of `engine.nn.INITIALISATIONS`."""
    if key not in INITIALISATIONS:
        raise PlaygroundError(f"There is no initialisation called {key!r}.")
    return reset(replace(document, initialisation=key))


def _seed(text: str) -> str:
    if len(text) > MAX_SEED:
        raise PlaygroundError(f"A seed has at most {MAX_SEED} characters.")
    return text
