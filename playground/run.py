"""What training produced, as the views see it: whole frames, and the history of every loss."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.settings import LEARNING_RATE_RANGE
from playground.document import DataSettings, Network

Array = NDArray[np.float64]

#: Points along one side of the plane on which every neuron's output is drawn.
GRID = 100
#: From weights with such a loss no learning rate leads back.
HOPELESS_LOSS = 1e6


class Speed(NamedTuple):
    """One stop of the speed control: `rate` of `unit` ("batch" or "epoch") a second, None for full speed."""

    label: str
    rate: float | None
    unit: str


#: The stops of the speed control, slowest first; `document.View.speed` is an index into them.
SPEEDS = (
    Speed("1 batch in 2 s", 0.5, "batch"),
    Speed("1 batch/s", 1.0, "batch"),
    Speed("3 batches/s", 3.0, "batch"),
    Speed("10 batches/s", 10.0, "batch"),
    Speed("1 epoch/s", 1.0, "epoch"),
    Speed("3 epochs/s", 3.0, "epoch"),
    Speed("10 epochs/s", 10.0, "epoch"),
    Speed("30 epochs/s", 30.0, "epoch"),
    Speed("60 epochs/s", 60.0, "epoch"),
    Speed("200 epochs/s", 200.0, "epoch"),
    Speed("600 epochs/s", 600.0, "epoch"),
    Speed("2,000 epochs/s", 2000.0, "epoch"),
    Speed("full speed", None, "epoch"),
)


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
    `train_outputs` and `test_outputs` are the network's answers at the data's points, in their order: (n,),
    or with several outputs (n, outputs) logits. `train_point_losses` and `test_point_losses` (n,) are
    each point's loss. Of very many points, these four may be some frames old while training runs.
    `loss_epochs`, `train_losses` and `test_losses` are one entry an epoch, from epoch 0 (before the
    first step) on; they are views that must not be written to. `losses` is the latest (train, test). A loss
    is 0 where there are no points.
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
    train_point_losses: Array = field(default_factory=lambda: np.zeros(0))
    test_point_losses: Array = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a run left the finite numbers: the last finite state is kept by the trainer.

    `epoch` and `batch` (within it) count from 1: those in which it happened. `layer` counts from 0 (first
    hidden layer), `neuron` from 0: the first that was not finite. `loss` is the train loss with the
    weights that were kept: those may be finite and yet too large to go on from.
    """

    epoch: int
    batch: int
    layer: int
    neuron: int
    learning_rate: float
    loss: float = 0.0
    outputs: int = 1

    @property
    def recoverable(self) -> bool:
        """Whether smaller steps from the kept weights can lead anywhere."""
        return self.loss < HOPELESS_LOSS

    @property
    def gentler_rate(self) -> float:
        """A learning rate to try instead: a third to a tenth of it, 1 or 3 times a power of ten."""
        power = 10.0 ** math.floor(math.log10(self.learning_rate))
        gentler = power * 0.3 if self.learning_rate < 3 * power else power
        return max(float(f"{gentler:.0e}"), LEARNING_RATE_RANGE[0])

    def sentence(self, hidden_layers: int) -> str:
        """What happened, for a person; `hidden_layers` is how many the network has."""
        if self.layer < hidden_layers:
            where = f"neuron {self.neuron + 1} of hidden layer {self.layer + 1}"
        elif self.outputs > 1:
            where = f"the output neuron of class {self.neuron + 1}"
        else:
            where = "the output neuron"
        return (
            f"The loss stopped being a finite number in epoch {self.epoch:,}, mini-batch {self.batch:,}: "
            f"{where} overflowed first, at a learning rate of {self.learning_rate:g}. "
            "The last finite weights are kept."
        )


class History:
    """Every epoch's losses, growing at the end; slices handed out earlier stay valid and unchanged.

    Rows are written once and never moved inside a buffer: a full buffer is replaced by a larger copy,
    so a slice of the old one keeps showing what it showed. Memory is bounded: beyond `limit` entries the
    older half keeps every second one (the newest half stays complete), so a long run's early part gets
    coarser, never shorter, and its first entry stays. One thread writes; any thread may read a slice.
    """

    def __init__(self, limit: int = 500_000) -> None:
        self._limit = limit
        self._rows = np.empty((3, min(1024, limit)))
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def epochs(self) -> Array:
        """The epochs of the entries, ascending; whole numbers."""
        return self._slice(0)

    @property
    def train(self) -> Array:
        """The train loss at each of `epochs`."""
        return self._slice(1)

    @property
    def test(self) -> Array:
        """The test loss at each of `epochs`."""
        return self._slice(2)

    def append(self, first_epoch: int, train: ArrayLike, test: ArrayLike) -> None:
        """Add the losses of consecutive epochs, the first of which is `first_epoch`."""
        train = np.atleast_1d(np.asarray(train, dtype=np.float64))
        count = len(train)
        self._make_room(count)
        end = self._size + count
        self._rows[0, self._size : end] = np.arange(first_epoch, first_epoch + count)
        self._rows[1, self._size : end] = train
        self._rows[2, self._size : end] = test
        self._size = end
        while self._size > self._limit:
            self._thin()

    def until(self, epoch: int) -> History:
        """A history of its own that holds the entries up to and including `epoch`."""
        copy = History(self._limit)
        size = int(np.searchsorted(self.epochs, epoch, side="right"))
        copy._make_room(size)
        copy._rows[:, :size] = self._rows[:, :size]
        copy._size = size
        return copy

    def _slice(self, row: int) -> Array:
        view = self._rows[row, : self._size]
        view.flags.writeable = False
        return view

    def _make_room(self, count: int) -> None:
        if self._size + count > self._rows.shape[1]:
            grown = np.empty((3, max(2 * self._rows.shape[1], self._size + count)))
            grown[:, : self._size] = self._rows[:, : self._size]
            self._rows = grown

    def _thin(self) -> None:
        half = self._size // 2
        kept = np.r_[0:half:2, half : self._size]
        thinned = np.empty((3, max(len(kept), self._limit + self._limit // 4)))
        thinned[:, : len(kept)] = self._rows[:, kept]
        self._rows = thinned
        self._size = len(kept)
