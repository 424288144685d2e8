"""The numbers that training changes, as immutable values that can be kept, compared and saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerParameters:
    """One layer's weights, `weights[neuron][input]`, and biases, `biases[neuron]`."""

    weights: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]


#: A network's parameters, from the first hidden layer to the output layer.
Parameters = tuple[LayerParameters, ...]


@dataclass(frozen=True, slots=True)
class TrainingState:
    """Where a run stands: enough to continue it bit for bit.

    `epoch` counts finished epochs, `batch` the mini-batches done inside the current one, `position`
    the samples they used (so that the batch size may change inside an epoch), and `updates` the
    optimiser's steps so far (Adam's t). `slots` are the optimiser's memories (momentum, second
    moments), shaped like the parameters. `carried` is the gradient sum of an unfinished batch and
    `carried_samples` how many samples it holds (see `Settings.carry_partial_batch`). A weight that
    L1 has set to 0 for good is −0.0: a zero that says it stays one until reset.
    """

    parameters: Parameters
    epoch: int = 0
    batch: int = 0
    updates: int = 0
    slots: tuple[Parameters, ...] = ()
    carried: Parameters = ()
    carried_samples: int = 0
    position: int = 0
