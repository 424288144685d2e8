"""What training produced, as the views see it: whole frames, and the history of every loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.document import DataSettings, Network

Array = NDArray[np.float64]

#: Points along one side of the plane on which every neuron's output is drawn.
GRID = 100


@dataclass(frozen=True, slots=True)
class LayerFrame:
    """One layer (hidden or output) at one moment; rows are its neurons, columns its inputs.

    `weights`, `weight_gradients` (of the last batch's loss), `weight_updates` (last change made) and
    `signals` (weight times input, mean over the last batch) are (n_out, n_in); `biases`,
    `bias_gradients`, `bias_updates` and `activations` (mean over the last batch) are (n_out,);
    `maps` (n_out, GRID, GRID) is each neuron's output over the plane, first row at the top (largest x2).
    """

    weights: Array
    biases: Array
    weight_gradients: Array
    bias_gradients: Array
    weight_updates: Array
    bias_updates: Array
    signals: Array
    activations: Array
    maps: Array


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole picture of a run, taken between two steps.

    `network` and `data` say what it is a picture of, so that a view can pass over one that is
    older than its document. `input_maps` (n_features, GRID, GRID) are the features over the plane.
    `train_outputs` and `test_outputs` are the network's answers at the data's points, in their order.
    `loss_epochs`, `train_losses` and `test_losses` are one entry an epoch, from epoch 0 (before the
    first step) on; they are views that must not be written to. `losses` is the latest (train, test).
    """

    network: Network
    data: DataSettings
    epoch: int
    batch: int
    layers: tuple[LayerFrame, ...]
    input_maps: Array
    train_outputs: Array
    test_outputs: Array
    loss_epochs: Array
    train_losses: Array
    test_losses: Array
    losses: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a run left the finite numbers: the last finite state is kept by the trainer.

    `layer` counts from 0 (first hidden layer), `neuron` from 0: the first that was not finite.
    """

    epoch: int
    batch: int
    layer: int
    neuron: int
    learning_rate: float
