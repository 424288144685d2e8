"""What the network's outputs say: which map is shown, which class wins, who is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data import EXTENT, Data
from engine.features import feature
from playground.controls.heat_pixels import winners
from playground.layout import INPUT_LAYER
from playground.run import Array, Frame


@dataclass(frozen=True, slots=True)
class Picture:
    """What is painted over the plane: `values` (side, side) from −limit to limit, or the `logits` (k, side,
    side) of more than two classes.

    `title` is the heading over it. `maps` (k, side, side) are the numbers it was made of, `named` whether
    they are logits of as many classes, `whole` whether they are the network's answer, not one neuron's.
    """

    title: str
    maps: Array
    values: Array | None = None
    logits: Array | None = None
    limit: float = 1.0
    named: bool = False
    whole: bool = False

    def at(self, x: float, y: float) -> Array | None:
        """The numbers (k,) at a place of the plane, None outside it."""
        side = self.maps.shape[1]
        if not (-EXTENT <= x < EXTENT and -EXTENT < y <= EXTENT):
            return None
        row, column = int((EXTENT - y) / (2 * EXTENT) * side), int((x + EXTENT) / (2 * EXTENT) * side)
        return np.asarray(self.maps[:, row, column])


def picture_of(frame: Frame, neuron: tuple[int, int] | None, names: tuple[str, ...]) -> Picture:
    """Return the network's answer, or that of a neuron (layer, index); `INPUT_LAYER` are the features.

    `names` are those of the classes.
    """
    last = len(frame.layers) - 1
    outputs = frame.layers[last].maps
    if neuron is None or (neuron[0] >= last and len(outputs) == 1):
        if len(outputs) > 2:
            return Picture("Output", outputs, logits=outputs, named=True, whole=True)
        return Picture("Output", outputs, signed(outputs), named=len(outputs) == 2, whole=True)
    layer, index = neuron
    if layer == INPUT_LAYER:
        title, values = f"Input {feature(frame.network.features[index]).label}", frame.input_maps[index]
    elif layer >= last:
        title, values = f"Output · {names[index]}", outputs[index]
    else:
        title, values = f"Hidden {layer + 1} · neuron {index + 1}", frame.layers[layer].maps[index]
    limit = max(1.0, float(np.abs(values).max()))
    return Picture(title, values[None], values, limit=limit if np.isfinite(limit) else 1.0)


def signed(outputs: Array) -> Array:
    """One answer from outputs (1 or 2, ...): the only one, or by how much the second class is likelier."""
    if len(outputs) == 1:
        only: Array = outputs[0]
        return only
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.tanh((outputs[1] - outputs[0]) / 2))


def labels(targets: Array, classes: int) -> NDArray[np.intp]:
    """Return classes counted from 0 for targets as `engine.data.Data` has them."""
    chosen: NDArray[np.intp] = (targets if classes > 2 else targets > 0).astype(np.intp)
    return chosen


def wrong(outputs: Array, targets: Array) -> NDArray[np.bool_]:
    """Which answers name the wrong class; an answer that is not a number is wrong.

    Outputs (n,) are right with the sign of their target, outputs (n, k) where the target's is the largest.
    """
    if outputs.ndim == 1:
        return np.where(np.isnan(outputs), True, (outputs >= 0) != (targets >= 0))
    named = winners(outputs.T) != labels(targets, outputs.shape[1])
    return np.asarray(named | np.isnan(outputs).any(axis=1))


def percent(mistakes: NDArray[np.bool_]) -> str:
    """The share of right answers; "100 %" only when every one is right."""
    if len(mistakes) == 0:
        return "–"
    share = 100 * (1 - np.count_nonzero(mistakes) / len(mistakes))
    return "100 %" if not mistakes.any() else f"{min(share, 99.9):.1f} %"


def point_loss(frame: Frame, point: int) -> float | None:
    """Return a sample's own loss, train samples first; None if the frame does not tell."""
    n_train = len(frame.train_outputs)
    losses, number = (
        (frame.train_point_losses, point) if point < n_train else (frame.test_point_losses, point - n_train)
    )
    return float(losses[number]) if number < len(losses) else None


def carried(marks: NDArray[np.bool_], before: Data, after: Data) -> NDArray[np.bool_]:
    """Return the marks of points for what they are now, if some were added after them; else no marks."""
    count = len(after.points)
    kept = np.zeros(count, np.bool_)
    if before.origin is None or after.origin is None or not len(marks) == len(before.points) <= count:
        return kept
    kept[before.origin] = marks
    return np.asarray(kept[after.origin])
