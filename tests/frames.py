"""Frames as training would leave them: a NumPy forward and backward pass over circle data."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from playground.document import DataSettings, Document, HiddenLayer, Network, View
from playground.run import GRID, Frame, LayerFrame

_FEATURES = {
    "x1": lambda x, y: x,
    "x2": lambda x, y: y,
    "x1_squared": lambda x, y: x * x,
    "x2_squared": lambda x, y: y * y,
    "x1x2": lambda x, y: x * y,
    "sin_x1": lambda x, y: np.sin(x),
    "sin_x2": lambda x, y: np.sin(y),
}
ALL_FEATURES = tuple(_FEATURES)
_ACTIVATIONS = {
    "tanh": (np.tanh, lambda a: 1.0 - a * a),
    "relu": (lambda z: np.maximum(z, 0.0), lambda a: (a > 0.0).astype(float)),
    "sigmoid": (lambda z: 1.0 / (1.0 + np.exp(-z)), lambda a: a * (1.0 - a)),
    "linear": (lambda z: z, np.ones_like),
}


def document(
    hidden: tuple[int, ...] = (4, 2),
    features: tuple[str, ...] = ("x1", "x2"),
    activation: str = "tanh",
    **view,
) -> Document:
    """A document of this shape; keywords go into its view."""
    network = Network(features, tuple(HiddenLayer(count, activation) for count in hidden))
    return Document(network=network, view=View(**view))


def can_show(document: Document) -> bool:
    """Whether `frame` knows everything that the document's network is made of."""
    network = document.network
    known = {name for layer in network.hidden for name in layer.activations} <= set(_ACTIVATIONS)
    return known and network.outputs == 1 and set(network.features) <= set(_FEATURES)


def frame(document: Document, seed: int = 1, steps: int = 0, spread: float = 1.0, epoch: int = 140) -> Frame:
    """A frame of the document's network with random weights, after `steps` of gradient descent."""
    rng = np.random.default_rng(seed)
    network = document.network
    radius = np.concatenate([rng.uniform(0.0, 2.5, 125), rng.uniform(3.5, 5.0, 125)])
    angle = rng.uniform(0.0, 2.0 * np.pi, 250)
    x, y = radius * np.sin(angle), radius * np.cos(angle)
    targets = np.where(radius < 3.0, 1.0, -1.0)
    inputs = np.stack([_FEATURES[key](x, y) for key in network.features])
    axis = np.linspace(-6.0, 6.0, GRID)
    plane = np.meshgrid(axis, axis[::-1])
    input_maps = np.stack([_FEATURES[key](*plane) for key in network.features])
    sizes = [len(network.features), *(layer.neurons for layer in network.hidden), 1]
    names = [layer.activation for layer in network.hidden] + ["tanh"]
    weights = [rng.normal(0.0, spread / np.sqrt(n), (m, n)) for n, m in pairwise(sizes)]
    biases = [rng.normal(0.0, 0.3, m) for m in sizes[1:]]
    for _ in range(steps):
        rate = 0.1
        passes = _backward(_forward(inputs, weights, biases, names), weights, names, targets)
        weights = [w - rate * dw for w, (dw, _) in zip(weights, passes, strict=True)]
        biases = [b - rate * db for b, (_, db) in zip(biases, passes, strict=True)]
    values = _forward(inputs, weights, biases, names)
    gradients = _backward(values, weights, names, targets)
    maps = _forward(input_maps.reshape(len(input_maps), -1), weights, biases, names)[1:]
    layers = layer_frames(weights, biases, gradients, values, maps)
    outputs = values[-1][0]
    loss = float(np.mean(0.5 * (outputs - targets) ** 2))
    epochs = np.arange(epoch + 1.0)
    curve = np.full(epoch + 1, loss)
    return Frame(
        network,
        document.data,
        epoch,
        0,
        layers,
        input_maps,
        outputs,
        outputs,
        epochs,
        curve,
        curve,
        (loss, loss),
    )


def rescaled(frame: Frame, **factors: float) -> Frame:
    """The same frame with some of its layers' arrays multiplied, as `weight_gradients=1e-9`."""
    layers = tuple(
        replace(layer, **{name: getattr(layer, name) * factor for name, factor in factors.items()})
        for layer in frame.layers
    )
    return replace(frame, layers=layers)


def other_data(frame: Frame) -> Frame:
    """The same frame as if of another data set."""
    return replace(frame, data=DataSettings(dataset="spiral"))


def layer_frames(weights, biases, gradients, values, maps) -> tuple[LayerFrame, ...]:
    """One `LayerFrame` a layer, from plain passes over the samples and over the plane."""
    return tuple(
        LayerFrame(
            weights=w,
            biases=b,
            weight_gradients=dw,
            bias_gradients=db,
            weight_updates=-0.03 * dw,
            bias_updates=-0.03 * db,
            signals=w * before.mean(axis=1),
            activations=after.mean(axis=1),
            maps=grid.reshape(-1, GRID, GRID),
        )
        for w, b, (dw, db), before, after, grid in zip(
            weights, biases, gradients, values, values[1:], maps, strict=False
        )
    )


def _forward(inputs, weights, biases, names):
    values = [inputs]
    for w, b, name in zip(weights, biases, names, strict=True):
        values.append(_ACTIVATIONS[name][0](w @ values[-1] + b[:, None]))
    return values


def _backward(values, weights, names, targets):
    count = values[0].shape[1]
    upstream = (values[-1] - targets) / count
    gradients = []
    for k in range(len(weights) - 1, -1, -1):
        delta = upstream * _ACTIVATIONS[names[k]][1](values[k + 1])
        gradients.append((delta @ values[k].T, delta.sum(axis=1)))
        upstream = weights[k].T @ delta
    return gradients[::-1]
