"""How well each layer is being taught: the spread of its gradients, and a verdict in one plain sentence.

No Qt. The histogram is signed and logarithmic: negative gradients left, positive right, each half
running from tiny in the middle to large at the edge, so that vanishing gradients huddle in the
middle and exploding ones pile up at the rims.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.run import Frame, LayerFrame

Array = NDArray[np.float64]

#: Each half of the histogram spans these powers of ten of |gradient|; what is beyond counts at the end.
DECADES = (-6, 1)
#: Bars of each half.
HALF = 16
#: A layer whose gradients are this much smaller than the output layer's hardly learns.
VANISHING_RATIO = 1e-2
#: A step that moves the weights by more than this share of their own size overshoots.
EXPLODING_SHARE = 0.5
#: A neuron whose activation's slope averages less than this over the plane passes hardly any gradient.
SATURATED_SLOPE = 0.01
#: How steep a bounded activation is, by its answer.
_SLOPES: dict[str, Callable[[Array], Array]] = {
    "tanh": lambda answers: 1.0 - answers**2,
    "sigmoid": lambda answers: 4.0 * answers * (1.0 - answers),
}
#: Each gradient is spread over this many bars around its own.
_KERNEL = np.array([1.0, 6.0, 15.0, 20.0, 15.0, 6.0, 1.0]) / 64.0
#: Neuron maps are read at every so many-th point along each side: enough to judge, and 16 times faster.
_STRIDE = 4


@dataclass(frozen=True, slots=True)
class LayerHealth:
    """One layer's gradients: `bars` (2 * HALF,) from large negative to large positive, adding up to 1.

    `verdict` is "healthy", "vanishing", "exploding", "dead", "saturated", or "flat" where no
    gradient is to be seen at all; `sentence` says in plain words what was found.
    """

    name: str
    bars: Array
    verdict: str
    sentence: str


def network_health(frame: Frame) -> tuple[LayerHealth, ...]:
    """The health of every layer, hidden layers first, the output layer last."""
    activations = [layer.activations for layer in frame.network.hidden] + [()]
    sizes = [_size(layer) for layer in frame.layers]
    names = [f"Hidden {k + 1}" for k in range(len(frame.network.hidden))] + ["Output"]
    return tuple(
        LayerHealth(name, _bars(layer), *_verdict(layer, activation, size, sizes[-1]))
        for name, layer, activation, size in zip(names, frame.layers, activations, sizes, strict=True)
    )


def dead_neurons(layer: LayerFrame, activations: Sequence[str]) -> list[int]:
    """The ReLU neurons that answer 0 everywhere in the plane: nothing reaches their weights."""
    highest = layer.maps.max(axis=(1, 2))
    return [k for k, name in enumerate(activations) if name == "relu" and highest[k] <= 0.0]


def saturated_neurons(layer: LayerFrame, activations: Sequence[str]) -> list[int]:
    """The tanh and sigmoid neurons that sit at their limits almost everywhere in the plane."""
    maps = layer.maps[:, ::_STRIDE, ::_STRIDE]
    stuck = []
    for k, name in enumerate(activations):
        if name in _SLOPES and _SLOPES[name](maps[k]).mean() < SATURATED_SLOPE:
            stuck.append(k)
    return stuck


def _gradients(layer: LayerFrame) -> Array:
    return np.concatenate([layer.weight_gradients.ravel(), layer.bias_gradients])


def _size(layer: LayerFrame) -> float:
    return _rms(_gradients(layer))


def _rms(values: Array) -> float:
    # Scaled by the largest so that 1e200 squared does not overflow.
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.mean((values / largest) ** 2)))


def _bars(layer: LayerFrame) -> Array:
    gradients = _gradients(layer)
    gradients = np.nan_to_num(gradients, nan=0.0, posinf=np.inf, neginf=-np.inf)
    low, high = DECADES
    with np.errstate(divide="ignore"):
        place = (np.log10(np.abs(gradients)) - low) / (high - low) * HALF
    place = np.clip(place, 0.0, HALF - 1).astype(np.intp)
    right = np.bincount(place[gradients >= 0], minlength=HALF).astype(np.float64)
    left = np.bincount(place[gradients < 0], minlength=HALF).astype(np.float64)
    # A layer may have only a few weights: spread over its neighbours, each shows a shape, not specks.
    bars = np.convolve(np.concatenate([left[::-1], right]), _KERNEL, mode="same")
    total = bars.sum()
    return bars / total if total else bars


def _verdict(
    layer: LayerFrame, activations: Sequence[str], size: float, output_size: float
) -> tuple[str, str]:
    share = _step_share(layer)
    if not np.isfinite(size):
        return "exploding", "Some of its gradients are no longer finite numbers."
    if share > EXPLODING_SHARE:
        return "exploding", f"The last step moved its weights by {share:.0%} of their size: it overshoots."
    if size > 100.0:
        return "exploding", f"Its gradients average {size:,.0f}: even a small step overshoots."
    neurons = layer.weights.shape[0]
    if "relu" in activations and (dead := dead_neurons(layer, activations)):
        verb, of = "answers" if len(dead) == 1 else "answer", activations.count("relu")
        return "dead", (f"{len(dead)} of {of} ReLU neurons {verb} 0 everywhere and can no longer learn.")
    if "tanh" in activations or "sigmoid" in activations:
        stuck = saturated_neurons(layer, activations)
        if 2 * len(stuck) >= neurons:
            return "saturated", (
                f"{len(stuck)} of {neurons} neurons sit at their limits, where the slope is almost 0."
            )
    if size == 0.0:
        return "flat", "No gradient reaches it: there is nothing to learn from here."
    if size < VANISHING_RATIO * output_size:
        times = output_size / size
        return "vanishing", f"Its gradients are {times:,.0f} times smaller than the output layer's."
    return "healthy", f"Its gradients average {size:.2g}: enough to learn from."


def _step_share(layer: LayerFrame) -> float:
    weights = _rms(layer.weights)
    return _rms(layer.weight_updates) / weights if weights else 0.0
