"""Edits of a person's own points, as pure functions document -> document.

As long as the kind of problem and the number of classes stay, weights do too: training goes on with
the points as they are now. `numbers` of points are rows of `OwnPoints.rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.data import EXTENT, MAX_CLASSES
from engine.errors import PlaygroundError
from playground.data_edits import set_dataset, started
from playground.document import Document
from playground.inputs import check_inputs
from playground.own_data import FAR, MAX_POINTS, OWN, OwnPoints, highest_class
from playground.samples import classes_of, data_of, is_own, own_points, problem_of

Numbers = Sequence[int] | NDArray[np.integer]


def set_own_points(document: Document, points: OwnPoints, problem: str | None = None) -> Document:
    """Learn other points of one's own, for the kind of problem at hand or another.

    Starts over if that is another data set than before, or if the points are in more classes.
    """
    wanted = problem or problem_of(document.data.dataset)
    _check(points, wanted)
    before = document.data
    if wanted == "classification":
        classes = max(before.classes, highest_class(points) + 1)
        data = replace(before, own_classes=points, classes=classes)
    else:
        data = replace(before, own_values=points)
    if before.dataset != OWN[wanted]:
        return set_dataset(replace(document, data=data), OWN[wanted])
    document = replace(document, data=data)
    if classes_of(data) != classes_of(before):
        return started(document)
    check_inputs(document)
    return document


def adopt_points(document: Document) -> Document:
    """Make the points at hand, of whatever data set, one's own: then they can be moved and erased.

    They are the same points and, but for the split into train and test set, the same experiment.
    """
    if is_own(document.data.dataset):
        return document
    data = data_of(document.data)
    points = OwnPoints.of(np.column_stack([data.points, data.labels()]))
    if data.classes:
        document = replace(document, data=replace(document.data, classes=data.classes))
    return set_own_points(document, points)


def add_points(document: Document, rows: ArrayLike) -> Document:
    """Add points (m, 3) of x1, x2 and target (a class from 0, or a number), after those that are there.

    Points beyond the plane are put on its edge. On other data, one's own points are turned to first.
    """
    added = np.array(rows, float).reshape(-1, 3)
    document = _on_own_points(document)
    classes = classes_of(document.data)
    if classes and not np.isin(added[:, 2], np.arange(classes)).all():
        raise PlaygroundError(f"A point's class is a whole number from 0 to {classes - 1}.")
    added[:, :2] = np.clip(added[:, :2], -EXTENT, EXTENT)
    return _with_rows(document, np.vstack([own_points(document.data).rows, added]))


def move_points(document: Document, numbers: Numbers, positions: ArrayLike) -> Document:
    """Put points at positions (m, 2); those beyond the plane come to its edge."""
    rows = _chosen(document, numbers)
    places = np.asarray(positions, float).reshape(-1, 2)
    rows[np.asarray(numbers, int), :2] = np.clip(places, -EXTENT, EXTENT)
    return _with_rows(document, rows)


def relabel_points(document: Document, numbers: Numbers, target: float) -> Document:
    """Give points another class (from 0) or value."""
    rows = _chosen(document, numbers)
    rows[np.asarray(numbers, int), 2] = target
    classes = classes_of(document.data)
    if classes and target not in range(classes):
        raise PlaygroundError(f"A point's class is a whole number from 0 to {classes - 1}.")
    return _with_rows(document, rows)


def erase_points(document: Document, numbers: Numbers) -> Document:
    """Take points out."""
    rows = _chosen(document, numbers)
    return _with_rows(document, np.delete(rows, np.asarray(numbers, int), axis=0))


def clear_points(document: Document) -> Document:
    """Take all points out."""
    return erase_points(document, range(len(own_points(document.data))))


def label_by_curve(document: Document, curve: ArrayLike, below: float, above: float) -> Document:
    """Give every point the class (or value) `below` or `above`, by its side of a curve.

    `curve` (m, 2) is sorted by x; it goes on level to the left and right of its ends.
    """
    drawn = np.asarray(curve, float).reshape(-1, 2)
    if len(drawn) < 2 or not np.isfinite(drawn).all():
        raise PlaygroundError("A curve to label by has at least two points.")
    rows = _chosen(document, ())
    heights = np.interp(rows[:, 0], drawn[:, 0], drawn[:, 1])
    rows[:, 2] = np.where(rows[:, 1] < heights, below, above)
    classes = classes_of(document.data)
    if classes and not {below, above} <= set(range(classes)):
        raise PlaygroundError(f"A point's class is a whole number from 0 to {classes - 1}.")
    return _with_rows(document, rows)


def _on_own_points(document: Document) -> Document:
    dataset = document.data.dataset
    return document if is_own(dataset) else set_dataset(document, OWN[problem_of(dataset)])


def _chosen(document: Document, numbers: Numbers) -> NDArray[np.float64]:
    """A copy of the own points' rows, if there are rows of these numbers."""
    if not is_own(document.data.dataset):
        raise PlaygroundError("Only your own points can be changed.")
    rows = own_points(document.data).rows.copy()
    chosen = np.asarray(numbers, int)
    if len(chosen) and (chosen.min() < 0 or chosen.max() >= len(rows)):
        raise PlaygroundError("There is no point of that number.")
    return rows


def _with_rows(document: Document, rows: NDArray[np.float64]) -> Document:
    """The document with these rows; what is remembered of a table stays."""
    before = own_points(document.data)
    return set_own_points(document, OwnPoints.of(rows, before.columns, before.class_names))


def _check(points: OwnPoints, problem: str) -> None:
    if problem not in OWN:
        raise PlaygroundError(f"There is no kind of problem called {problem!r}.")
    if len(points) > MAX_POINTS:
        raise PlaygroundError(f"A document holds at most {MAX_POINTS:,} points, not {len(points):,}.")
    rows = points.rows
    if not np.isfinite(rows).all() or (np.abs(rows) > FAR).any():
        raise PlaygroundError(f"Points are finite numbers, at most {FAR:,.0f} from 0.")
    if problem == "classification" and not np.isin(rows[:, 2], np.arange(MAX_CLASSES)).all():
        raise PlaygroundError(f"A point's class is a whole number from 0 to {MAX_CLASSES - 1}.")
