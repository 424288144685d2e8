"""The points that a document learns from, whether drawn by the engine or a person's own."""

from __future__ import annotations

from functools import lru_cache

from engine.data import DATASETS, Data, generate, weights_source
from engine.own_points import arrange
from engine.seedrandom import SeedRandom
from playground.document import DataSettings
from playground.own_data import OWN, OwnPoints, highest_class

_PROBLEM_OF_OWN = {key: problem for problem, key in OWN.items()}


def problem_of(dataset: str) -> str:
    """Return the kind of problem that a data set poses: "classification" or "regression"."""
    return _PROBLEM_OF_OWN.get(dataset) or DATASETS[dataset].problem


def name_of(dataset: str) -> str:
    """Return a data set's name for a person."""
    return "Own points" if dataset in _PROBLEM_OF_OWN else DATASETS[dataset].name


def is_own(dataset: str) -> bool:
    """Return whether the points are a person's own."""
    return dataset in _PROBLEM_OF_OWN


def on_a_line(dataset: str) -> bool:
    """Return whether the target hangs on x₁ alone, as far as the kind of data says."""
    return dataset in DATASETS and DATASETS[dataset].on_a_line


def classes_of(data: DataSettings) -> int:
    """Return how many classes the data have, 0 for regression."""
    if problem_of(data.dataset) == "regression":
        return 0
    several = is_own(data.dataset) or DATASETS[data.dataset].several
    return data.classes if several else 2


def class_names(data: DataSettings) -> tuple[str, ...]:
    """Return each class's name: what the table called it that points were read from, or its number from 1."""
    count = classes_of(data)
    names = data.own_classes.class_names if is_own(data.dataset) and count else ()
    return tuple(names[k] if k < len(names) and names[k] else f"class {k + 1}" for k in range(count))


def own_points(data: DataSettings) -> OwnPoints:
    """Return a person's own points for the kind of problem at hand."""
    return data.own_classes if problem_of(data.dataset) == "classification" else data.own_values


def data_of(data: DataSettings) -> Data:
    """Return the points to learn from. Cached: the same settings give the same object."""
    if is_own(data.dataset):
        return _arranged(own_points(data), classes_of(data), data.train_share, data.seed)
    return generate(data.dataset, data.noise, data.train_share, data.seed, data.classes)


def weights_source_of(data: DataSettings) -> SeedRandom:
    """Return the random stream that the first weights are drawn from: after the points that it drew."""
    if is_own(data.dataset):
        return SeedRandom(data.seed)
    return weights_source(data.dataset, data.noise, data.train_share, data.seed, data.classes)


def highest_class_of(data: DataSettings) -> int:
    """Return the highest class, from 0, that a person's own points are in; −1 for other data."""
    own = problem_of(data.dataset) == "classification" and is_own(data.dataset)
    return highest_class(data.own_classes) if own else -1


@lru_cache(maxsize=8)
def _arranged(points: OwnPoints, classes: int, train_share: int, seed: str) -> Data:
    rows = points.rows
    return arrange(rows[:, :2], rows[:, 2], classes, train_share, seed)
