"""Edits of what is learned: data set, classes and loss, as pure functions document -> document."""

from __future__ import annotations

from dataclasses import replace

from engine.data import DATASETS, MAX_CLASSES
from engine.errors import PlaygroundError
from engine.settings import CLASSIFICATION_LOSSES, LOSSES, SEVERAL_CLASSES_LOSS
from playground.document import Document, outputs_of
from playground.inputs import check_inputs
from playground.own_data import OWN, highest_class
from playground.reshape import all_kept, reshape
from playground.samples import classes_of, highest_class_of, is_own, on_a_line, problem_of
from playground.starts import reset

#: What is learned first of each kind of problem.
FIRST_DATASET = {"classification": "circle", "regression": "plane"}


def set_dataset(document: Document, key: str) -> Document:
    """Learn another data set of `engine.data.DATASETS`, or one's own points (`own_data.OWN`), from the start.

    A loss that has no meaning for the new problem gives way to one that has: see `losses_for`. Own
    points in more classes than were set bring theirs along. Data on a line are shown as a curve.
    """
    if key not in DATASETS and key not in OWN.values():
        raise PlaygroundError(f"There is no data set called {key!r}.")
    data = document.data
    other = data.other_dataset if problem_of(key) == problem_of(data.dataset) else data.dataset
    data = replace(data, dataset=key, other_dataset=other)
    if is_own(key):
        data = replace(data, classes=max(data.classes, highest_class(data.own_classes) + 1))
    view = document.view
    if on_a_line(key):
        view = replace(view, output="curve")
    elif on_a_line(document.data.dataset) and view.output == "curve":
        view = replace(view, output="plane")
    return started(replace(document, data=data, view=view))


def set_problem(document: Document, problem: str) -> Document:
    """Turn to the other kind of problem, with the data set that was last chosen for it, from the start."""
    if problem not in FIRST_DATASET:
        raise PlaygroundError(f"There is no kind of problem called {problem!r}.")
    if problem == problem_of(document.data.dataset):
        return document
    return set_dataset(document, document.data.other_dataset or FIRST_DATASET[problem])


def set_noise(document: Document, noise: int) -> Document:
    """Learn the same data with more or less noise, in percent; weights and state stay.

    Raises `PlaygroundError` for a noise that moves points to where a feature of one's own is no number.
    """
    document = replace(document, data=replace(document.data, noise=noise))
    check_inputs(document)
    return document


def set_classes(document: Document, classes: int) -> Document:
    """Learn data of another number of classes, from the start; own points keep the classes they are in."""
    least = max(2, highest_class_of(document.data) + 1)
    if not least <= classes <= MAX_CLASSES:
        raise PlaygroundError(f"These data may have {least} to {MAX_CLASSES} classes, not {classes}.")
    return started(replace(document, data=replace(document.data, classes=classes)))


def losses_for(document: Document) -> tuple[str, ...]:
    """Return the losses that have a meaning for a document's data: for several classes only one."""
    classes = classes_of(document.data)
    if classes > 2:
        return (SEVERAL_CLASSES_LOSS,)
    return tuple(name for name in LOSSES if classes or name not in CLASSIFICATION_LOSSES)


def set_loss(document: Document, loss: str) -> Document:
    """Train with another loss from the next step on; another number of outputs gets a new output layer."""
    return conformed(replace(document, training=replace(document.training, loss=loss)))


def started(document: Document) -> Document:
    """Return a document whose data are others at their start, with the loss and outputs that they allow."""
    document = reset(conformed(document))
    check_inputs(document)
    return document


def conformed(document: Document) -> Document:
    """Return the document with a loss that its data allow, and as many outputs as the two ask for.

    All weights before the output layer stay, and those of outputs that stand for the same as before.
    """
    offered = losses_for(document)
    if document.training.loss not in offered:
        document = replace(document, training=replace(document.training, loss=offered[0]))
    network = document.network
    outputs = outputs_of(classes_of(document.data), document.training.loss)
    if outputs == network.outputs:
        return document
    stay = min(outputs, network.outputs) if min(outputs, network.outputs) > 1 else 0
    kept = list(all_kept(network))
    kept[-1] = replace(kept[-1], neurons=tuple(i if i < stay else None for i in range(outputs)))
    return reshape(document, replace(network, outputs=outputs), kept)
