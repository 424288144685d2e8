"""The data sets: seeded points of the plane with the target to be learned for each.

All but `moons`, `wave`, `blobs` and `arms` are TensorFlow Playground's, draw for draw and bit for bit,
so that a seed gives the same points and weights here as there. Its order, which a run depends
on: for each point the position, then two draws of noise (also when the noise is 0); then the shuffle;
then, from the same stream, the weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import portable
from engine.seedrandom import SeedRandom

#: The plane that is drawn and learned is [-EXTENT, EXTENT] squared.
EXTENT = 6.0
#: Points of a data set, train and test together, by problem.
COUNTS = {"classification": 500, "regression": 1200}
_RADIUS = 5.0
#: How many classes a data set of several may have, at most.
MAX_CLASSES = 6

Array = NDArray[np.float64]
#: A point and its target: x1, x2, target.
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A kind of data: `problem` is "classification" or "regression" (targets about −1 to 1).

    `draw(count, z, source)` draws an even `count` of points with noise z (0 to 0.8), unshuffled.
    `several` says that a classification may have more than two classes: `draw` then takes their number
    as its last argument. `on_a_line` says that the target hangs on x₁ alone, and x₂ is 0.
    """

    key: str
    name: str
    problem: str
    draw: Callable[..., list[Point]]
    several: bool = False
    on_a_line: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The points (n, 2) and targets (n,) of one data set; the first `n_train` rows are the train set.

    Targets of two classes are −1 and 1, of more the class from 0; `classes` is 0 for regression.
    `origin` (n,) says which point each row was in the order the points came in, where that is asked.
    The arrays are shared and read-only.
    """

    points: Array
    targets: Array
    n_train: int
    problem: str
    classes: int = 2
    origin: NDArray[np.int64] | None = None

    def labels(self) -> Array:
        """Return each row's class, counted from 0."""
        return (self.targets + 1.0) / 2.0 if self.classes == 2 else self.targets

    def targets_for(self, outputs: int) -> Array:
        """Return the targets as a network of so many outputs takes them: of several outputs, the classes."""
        return self.targets if outputs == 1 else self.labels()


def generate(dataset: str, noise: int, train_share: int, seed: str, classes: int = 2) -> Data:
    """Draw the points of a data set; `noise` 0 to 80 and `train_share` 10 to 90 are percentages. Cached.

    `classes`, 2 to `MAX_CLASSES`, is how many a data set of several classes has; others pass over it.
    """
    return _generate(dataset, noise, train_share, seed, classes)[0]


def weights_source(dataset: str, noise: int, train_share: int, seed: str, classes: int = 2) -> SeedRandom:
    """Return the stream that `generate` drew from, standing after its last draw: weights come next."""
    return _generate(dataset, noise, train_share, seed, classes)[1].copy()


@lru_cache
def sample(dataset: str, count: int = 100) -> Data:
    """Draw a few points (an even `count`) without noise, always the same: what a thumbnail shows. Cached."""
    kind = DATASETS[dataset]
    return _arrange(kind, count, 0.0, 100, SeedRandom("thumbnail"), 3 if kind.several else 2)


@lru_cache(maxsize=32)
def _generate(dataset: str, noise: int, train_share: int, seed: str, classes: int) -> tuple[Data, SeedRandom]:
    kind = DATASETS[dataset]
    source = SeedRandom(seed)
    return _arrange(kind, COUNTS[kind.problem], noise / 100, train_share, source, classes), source


def _arrange(kind: DataSet, count: int, z: float, train_share: int, source: SeedRandom, classes: int) -> Data:
    """Draw points, shuffle them (Fisher and Yates, from the end) and split off the train set."""
    several = (classes,) if kind.several else ()
    points = kind.draw(count, z, source, *several)
    for last in range(len(points) - 1, -1, -1):
        chosen = int(source.random() * (last + 1))
        points[last], points[chosen] = points[chosen], points[last]
    table = np.array(points)
    table.setflags(write=False)
    n_train = len(points) * train_share // 100
    n_classes = 0 if kind.problem == "regression" else classes if kind.several else 2
    return Data(table[:, :2], table[:, 2], n_train, kind.problem, n_classes)


def _listed(x: Array, y: Array, targets: Array) -> list[Point]:
    return list(zip(x.tolist(), y.tolist(), targets.tolist(), strict=True))


def _circle(count: int, z: float, source: SeedRandom) -> list[Point]:
    """A disc of radius 2.5 inside a ring from 3.5 to 5; noise moves the labels' border, not the points."""
    uniform = source.uniform
    draws = []
    for index in range(count):
        inside = index < count // 2
        radius = uniform(0.0, 0.5 * _RADIUS) if inside else uniform(0.7 * _RADIUS, _RADIUS)
        angle = uniform(0.0, 2.0 * math.pi)
        draws.append((radius, angle, uniform(-_RADIUS, _RADIUS) * z, uniform(-_RADIUS, _RADIUS) * z))
    radii, angles, dx, dy = np.array(draws).T
    x, y = radii * portable.sin(angles), radii * portable.cos(angles)
    within = np.sqrt((x + dx) * (x + dx) + (y + dy) * (y + dy)) < 0.5 * _RADIUS
    return _listed(x, y, np.where(within, 1.0, -1.0))


def _xor(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Four squares, 0.3 off the axes; the target is the sign of x₁x₂. Noise moves labels, not points."""
    uniform = source.uniform
    points = []
    for _ in range(count):
        x, y = uniform(-_RADIUS, _RADIUS), uniform(-_RADIUS, _RADIUS)
        x += 0.3 if x > 0.0 else -0.3
        y += 0.3 if y > 0.0 else -0.3
        dx, dy = uniform(-_RADIUS, _RADIUS) * z, uniform(-_RADIUS, _RADIUS) * z
        points.append((x, y, 1.0 if (x + dx) * (y + dy) >= 0.0 else -1.0))
    return points


def _gauss(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Two normal clouds, at (2, 2) and (−2, −2), of variance 0.5 + 7z per axis."""
    # Interpolated as that page does it, from 0.5 at no noise to 4 at half.
    share = z / 0.5
    deviation = math.sqrt(0.5 * (1.0 - share) + 4.0 * share)
    points = []
    for centre, target in ((2.0, 1.0), (-2.0, -1.0)):
        for _ in range(count // 2):
            x = centre + deviation * _normal(source)
            points.append((x, centre + deviation * _normal(source), target))
    return points


def _normal(source: SeedRandom) -> float:
    """Draw a standard normal number by Marsaglia's polar method; its second number is thrown away."""
    while True:
        v1, v2 = 2.0 * source.random() - 1.0, 2.0 * source.random() - 1.0
        square = v1 * v1 + v2 * v2
        if 0.0 < square <= 1.0:
            return math.sqrt(-2.0 * portable.log(square) / square) * v1


def _spiral(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Two arms of 1¾ turns, out to radius 5; noise moves the points by up to z."""
    uniform = source.uniform
    arm = count // 2
    steps = np.arange(arm)
    radii = np.tile(steps / arm * _RADIUS, 2)
    turns = 1.75 * steps / arm * 2.0 * math.pi
    angles = np.concatenate([turns, turns + math.pi])
    dx, dy = np.array([(uniform(-1.0, 1.0) * z, uniform(-1.0, 1.0) * z) for _ in range(2 * arm)]).T
    x, y = radii * portable.sin(angles) + dx, radii * portable.cos(angles) + dy
    return _listed(x, y, np.repeat([1.0, -1.0], arm))


def _moons(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Two interleaved half circles of radius 3; noise moves the points by up to 3z.

    The shape is scikit-learn's `make_moons`, centred and three times as large; ours alone.
    """
    uniform = source.uniform
    points = []
    for side in (1.0, -1.0):
        for _ in range(count // 2):
            angle = uniform(0.0, math.pi)
            x = side * (3.0 * math.cos(angle) - 1.5) + uniform(-3.0, 3.0) * z
            points.append((x, side * (3.0 * math.sin(angle) - 0.75) + uniform(-3.0, 3.0) * z, side))
    return points


def _plane(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Regression: a tenth of x₁ + x₂. Noise moves the targets, not the points."""
    uniform = source.uniform
    points = []
    for _ in range(count):
        x, y = uniform(-EXTENT, EXTENT), uniform(-EXTENT, EXTENT)
        dx, dy = uniform(-EXTENT, EXTENT) * z, uniform(-EXTENT, EXTENT) * z
        share = ((x + dx) + (y + dy) + 10.0) / 20.0  # interpolated as that page does it
        points.append((x, y, share - (1.0 - share)))
    return points


#: Centre and sign of the six hills and hollows of `bumps`: cones of height 1 and radius 2, all apart.
_BUMPS = ((-4.0, 2.5, 1), (0.0, 2.5, -1), (4.0, 2.5, 1), (-4.0, -2.5, -1), (0.0, -2.5, 1), (4.0, -2.5, -1))


def _bumps(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Regression: six cones, up and down. Noise moves the targets, not the points."""
    uniform = source.uniform
    points = []
    for _ in range(count):
        x, y = uniform(-EXTENT, EXTENT), uniform(-EXTENT, EXTENT)
        dx, dy = uniform(-EXTENT, EXTENT) * z, uniform(-EXTENT, EXTENT) * z
        points.append((x, y, _height(x + dx, y + dy)))
    return points


def _height(x: float, y: float) -> float:
    for centre_x, centre_y, sign in _BUMPS:
        distance = math.sqrt((x - centre_x) * (x - centre_x) + (y - centre_y) * (y - centre_y))
        if distance < 2.0:
            return sign * (1.0 - distance / 2.0)
    return 0.0


def _wave(count: int, z: float, source: SeedRandom) -> list[Point]:
    """Regression on a line: a sine wave of three half turns that swells to the right. Ours alone."""
    points = []
    for _ in range(count):
        x = source.uniform(-EXTENT, EXTENT)
        height = (0.55 + 0.25 * x / EXTENT) * math.sin(0.25 * math.pi * x)
        points.append((x, 0.0, height + source.uniform(-1.0, 1.0) * z))
    return points


def _blobs(count: int, z: float, source: SeedRandom, classes: int) -> list[Point]:
    """A normal cloud for each class, on a circle of radius 3.5; noise widens them. Ours alone.

    A point that falls outside the plane is drawn anew.
    """
    deviation = 0.6 + 2.0 * z
    points = []
    for index in range(count):
        label = index * classes // count
        angle = 2.0 * math.pi * (label / classes + 0.25)
        while True:
            x = 3.5 * math.cos(angle) + deviation * _normal(source)
            y = 3.5 * math.sin(angle) + deviation * _normal(source)
            if max(abs(x), abs(y)) <= EXTENT:
                break
        points.append((x, y, _target(label, classes)))
    return points


def _arms(count: int, z: float, source: SeedRandom, classes: int) -> list[Point]:
    """A spiral arm of three quarters of a turn for each class; noise moves the points. Ours alone."""
    points = []
    for index in range(count):
        label = index * classes // count
        share = index * classes % count / count
        angle = 2.0 * math.pi * (label / classes + 0.75 * share)
        radius = 0.4 + (_RADIUS - 0.4) * share
        x = radius * math.cos(angle) + source.uniform(-1.0, 1.0) * 2.0 * z
        points.append(
            (x, radius * math.sin(angle) + source.uniform(-1.0, 1.0) * 2.0 * z, _target(label, classes))
        )
    return points


def _target(label: int, classes: int) -> float:
    """What stands for a class, counted from 0: −1 and 1 where there are two."""
    return 2.0 * label - 1.0 if classes == 2 else float(label)


#: All data sets by key, in the order in which they are offered.
DATASETS: dict[str, DataSet] = {
    kind.key: kind
    for kind in (
        DataSet("circle", "Circle", "classification", _circle),
        DataSet("xor", "Exclusive or", "classification", _xor),
        DataSet("gauss", "Gaussians", "classification", _gauss),
        DataSet("spiral", "Spiral", "classification", _spiral),
        DataSet("moons", "Moons", "classification", _moons),
        DataSet("plane", "Plane", "regression", _plane),
        DataSet("bumps", "Bumps", "regression", _bumps),
        DataSet("blobs", "Blobs", "classification", _blobs, several=True),
        DataSet("arms", "Arms", "classification", _arms, several=True),
        DataSet("wave", "Wave", "regression", _wave, on_a_line=True),
    )
}
