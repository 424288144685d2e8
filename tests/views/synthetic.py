"""Frames for the panels' tests: a small NumPy network trained on the document's own data."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from engine.data import Data, generate
from engine.features import columns
from playground.document import Document, HiddenLayer, Network
from playground.run import GRID, Frame
from tests.frames import layer_frames

_FORWARD = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "linear": lambda z: z,
}
_SLOPE = {
    "tanh": lambda a: 1.0 - a * a,
    "relu": lambda a: (a > 0.0).astype(float),
    "sigmoid": lambda a: a * (1.0 - a),
    "linear": np.ones_like,
}


def document(*hidden: int, activation: str = "tanh", dataset: str = "circle", **data: object) -> Document:
    """A document with these hidden layers and data settings."""
    start = Document()
    layers = tuple(HiddenLayer(neurons, activation) for neurons in hidden or (4, 2))
    return replace(
        start,
        data=replace(start.data, dataset=dataset, **data),
        network=Network(("x1", "x2"), layers),
    )


def plane() -> np.ndarray:
    """The grid's points, (GRID², 2), first row at the top."""
    axis = (2 * np.arange(GRID) + 1) / GRID * 6.0 - 6.0
    x1, x2 = np.meshgrid(axis, -axis)
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def frame(
    document: Document, epochs: int = 140, rate: float = 0.3, seed: int = 5, spread: float = 1.0
) -> Frame:
    """What the document's network has learned after some epochs of full-batch descent with momentum."""
    data = generate(document.data.dataset, document.data.noise, document.data.train_share, document.data.seed)
    rng = np.random.default_rng(seed)
    keys = document.network.features
    sizes = [len(keys), *(layer.neurons for layer in document.network.hidden), 1]
    names = [layer.activation for layer in document.network.hidden]
    names.append("tanh" if data.problem == "classification" else "linear")
    weights = [rng.normal(0, spread / np.sqrt(n), (m, n)) for n, m in pairwise(sizes)]
    biases = [np.full(m, 0.1) for m in sizes[1:]]
    inputs = columns(data.points, keys).T
    train = inputs[:, : data.n_train]
    targets = data.targets[: data.n_train]
    speed = [(0.0 * w, 0.0 * b) for w, b in zip(weights, biases, strict=True)]
    history = []
    for epoch in range(epochs + 1):
        outputs = _forward(inputs, weights, biases, names)[-1][0]
        history.append(_losses(outputs, data))
        gradients = _backward(_forward(train, weights, biases, names), weights, names, targets)
        if epoch == epochs:
            break
        speed = [
            (0.8 * vw - rate * dw, 0.8 * vb - rate * db)
            for (vw, vb), (dw, db) in zip(speed, gradients, strict=True)
        ]
        weights = [w + vw for w, (vw, _) in zip(weights, speed, strict=True)]
        biases = [b + vb for b, (_, vb) in zip(biases, speed, strict=True)]
    input_maps = columns(plane(), keys).T
    maps = _forward(input_maps, weights, biases, names)[1:]
    values = _forward(train, weights, biases, names)
    layers = layer_frames(weights, biases, gradients, values, maps)
    losses = np.array(history)
    return Frame(
        network=document.network,
        data=document.data,
        epoch=epochs,
        batch=0,
        layers=layers,
        input_maps=input_maps.reshape(-1, GRID, GRID),
        train_outputs=outputs[: data.n_train],
        test_outputs=outputs[data.n_train :],
        loss_epochs=np.arange(len(losses), dtype=np.float64),
        train_losses=losses[:, 0].copy(),
        test_losses=losses[:, 1].copy(),
        losses=(float(losses[-1, 0]), float(losses[-1, 1])),
    )


def with_losses(frame: Frame, train: np.ndarray, test: np.ndarray | None = None) -> Frame:
    """The frame with another history of losses, from epoch 0 on."""
    test = train if test is None else test
    return replace(
        frame,
        epoch=len(train) - 1,
        loss_epochs=np.arange(len(train), dtype=np.float64),
        train_losses=train,
        test_losses=test,
        losses=(float(train[-1]), float(test[-1])),
    )


def with_layer(frame: Frame, index: int, **arrays: np.ndarray) -> Frame:
    """The frame with some arrays of one layer replaced."""
    layers = list(frame.layers)
    layers[index] = replace(layers[index], **arrays)
    return replace(frame, layers=tuple(layers))


def _losses(outputs: np.ndarray, data: Data) -> tuple[float, float]:
    squares = 0.5 * (outputs - data.targets) ** 2
    return float(squares[: data.n_train].mean()), float(squares[data.n_train :].mean())


def _forward(inputs, weights, biases, names):
    values = [inputs]
    for w, b, name in zip(weights, biases, names, strict=True):
        values.append(_FORWARD[name](w @ values[-1] + b[:, None]))
    return values


def _backward(values, weights, names, targets):
    upstream = (values[-1] - targets) / len(targets)
    gradients = []
    for k in range(len(weights) - 1, -1, -1):
        delta = upstream * _SLOPE[names[k]](values[k + 1])
        gradients.append((delta @ values[k].T, delta.sum(axis=1)))
        upstream = weights[k].T @ delta
    return gradients[::-1]
