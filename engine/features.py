"""The input features: what of a point (x₁, x₂) the first layer is shown.

Seven have keys of their own; any other is a formula of x1 and x2, its key "=" and the text of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from engine import portable
from engine.columns import forward
from engine.errors import PlaygroundError
from engine.expression import parse
from engine.graph import topological_order
from engine.tokens import error_at, tokenize
from engine.value import Value

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feature:
    """One input feature: `key` names it in documents, `label` on screen; `compute(x1, x2)` is elementwise."""

    key: str
    label: str
    compute: Callable[[Array, Array], Array]


#: All features by key, in the order in which inputs are listed and their weights are drawn.
FEATURES: dict[str, Feature] = {
    feature.key: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, x2: x1),
        Feature("x2", "x₂", lambda x1, x2: x2),
        Feature("x1_squared", "x₁²", lambda x1, x2: x1 * x1),
        Feature("x2_squared", "x₂²", lambda x1, x2: x2 * x2),
        Feature("x1x2", "x₁x₂", lambda x1, x2: x1 * x2),
        Feature("sin_x1", "sin x₁", lambda x1, x2: portable.sin(x1)),
        Feature("sin_x2", "sin x₂", lambda x1, x2: portable.sin(x2)),
    )
}


#: What a key that is a formula begins with.
FORMULA = "="
#: Characters of a formula that a label shows.
LABEL_LENGTH = 24
#: Points at which a formula is computed at once: every step of it keeps so many numbers.
_BLOCK = 8192


@lru_cache(maxsize=256)
def feature(key: str) -> Feature:
    """Return the feature of a key of `FEATURES`, or of a formula such as "=sin(3*x1)*x2". Cached.

    Where a formula has no finite value, `compute` returns an infinity or NaN. Raises `PlaygroundError`
    for a key that is neither, and for a formula that cannot be read, saying at which column of its text.

    >>> feature("=x1 * x2^2").compute(np.array([1.0, 2.0]), np.array([3.0, 5.0]))
    array([ 9., 50.])
    """
    if key in FEATURES:
        return FEATURES[key]
    if not key.startswith(FORMULA):
        raise PlaygroundError(f"There is no feature named {key!r}.")
    text = key.removeprefix(FORMULA).strip()
    for token in tokenize(text):
        if token.text in ("=", ";"):
            raise error_at(text, token.start, "A feature is a single formula, such as sin(3*x1)*x2.")
    x1, x2 = Value(0.0), Value(0.0)
    known = {"x1": x1, "x₁": x1, "x2": x2, "x₂": x2}
    formula = parse(text, known, 0.0)
    for name, value in formula.variables.items():
        if name not in known:
            what = f"A feature is a formula of x1 and x2; it knows no “{name}”."
            raise error_at(text, formula.places[value].start, what)
    label = text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1]}…"
    return Feature(key, label, partial(_replay, topological_order(formula.output), x1, x2))


def _replay(order: Sequence[Value], x1: Value, x2: Value, at_x1: Array, at_x2: Array) -> Array:
    """Compute the last node of a graph where its variables run through arrays, a block at a time."""
    points = np.stack([np.asarray(at, float).ravel() for at in (at_x1, at_x2)])
    result = np.empty(points.shape[1])
    for start in range(0, len(result), _BLOCK):
        block = points[:, start : start + _BLOCK]
        numbers: dict[Value, Array] = {x1: block[0], x2: block[1]}
        with np.errstate(all="ignore"):
            for node in order:
                if node.op:
                    numbers[node] = forward(node.op)(*(numbers[parent] for parent in node.parents))
                elif node not in numbers:
                    numbers[node] = np.asarray(node.data)
        result[start : start + _BLOCK] = numbers[order[-1]]
    return result.reshape(np.shape(at_x1))


def columns(points: Array, keys: Sequence[str]) -> Array:
    """Compute the features named by `keys` for points (n, 2): one column a feature, (n, k)."""
    x1, x2 = points[:, 0], points[:, 1]
    features = np.empty((len(points), len(keys)))
    for column, key in enumerate(keys):
        features[:, column] = feature(key).compute(x1, x2)
    return features
