"""What a document's data settings may hold, a person's own points among them."""

from __future__ import annotations

import numpy as np

from engine.data import DATASETS, MAX_CLASSES
from playground.document import MAX_SEED, NOISE_RANGE, TRAIN_SHARE_RANGE, DataSettings
from playground.faults import Faults, no_text, out_of_range, too_many, unknown
from playground.own_data import FAR, MAX_POINTS, OWN, OwnPoints
from playground.samples import problem_of

_MAX_NAME = 200
_ROW_BYTES = 24


def data_faults(data: DataSettings) -> Faults:
    """Find what is wrong with data settings."""
    known = (*DATASETS, *OWN.values())
    yield from unknown("data.dataset", data.dataset, known)
    yield from out_of_range("data.noise", data.noise, NOISE_RANGE)
    yield from out_of_range("data.train_share", data.train_share, TRAIN_SHARE_RANGE)
    yield from no_text("data.seed", data.seed, MAX_SEED)
    if data.other_dataset is not None:
        others = [key for key in known if problem_of(key) != problem_of(data.dataset)]
        yield from unknown("data.other_dataset", data.other_dataset, others)
    yield from out_of_range("data.classes", data.classes, (2, MAX_CLASSES))
    # Points that are not learned from now may be in more classes than what is.
    classes = data.classes if data.dataset == OWN["classification"] else MAX_CLASSES
    yield from _own_faults("data.own_classes", data.own_classes, classes)
    yield from _own_faults("data.own_values", data.own_values, 0)


def _own_faults(field: str, own: OwnPoints, classes: int) -> Faults:
    if len(own.table) % _ROW_BYTES:
        yield f"{field}.table", "is not a whole number of rows of three numbers"
        return
    yield from too_many(field, len(own), MAX_POINTS, "points")
    rows = own.rows
    if not (np.abs(rows) <= FAR).all():  # also of NaN
        yield f"{field}.table", f"holds a number that is not finite, or beyond ±{FAR:g}"
    elif classes and len(own) and not np.isin(rows[:, 2], np.arange(classes)).all():
        yield f"{field}.table", f"holds a class that is not a whole number from 0 to {classes - 1}"
    if len(own.columns) not in (0, 3):
        yield f"{field}.columns", f"has {len(own.columns)} entries, but must have none or 3"
    for place, column in enumerate(own.columns):
        yield from no_text(f"{field}.columns[{place}].name", column.name, _MAX_NAME)
        if column.scale == 0.0:
            yield f"{field}.columns[{place}].scale", "is 0, which makes all numbers of the column one"
    yield from too_many(f"{field}.class_names", len(own.class_names), MAX_CLASSES, "names")
    for place, name in enumerate(own.class_names):
        yield from no_text(f"{field}.class_names[{place}]", name, _MAX_NAME)
