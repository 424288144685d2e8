"""Training settings: what a person may change between two steps without a reset."""

from __future__ import annotations

from dataclasses import dataclass

#: Names a `Settings` field may take; the tables behind them are in `losses`, `optim` and `nn`.
LOSSES = ("half squared error", "absolute", "huber", "binary cross-entropy", "hinge", "cross-entropy")
#: Losses that only have a meaning for classes.
CLASSIFICATION_LOSSES = ("binary cross-entropy", "hinge", "cross-entropy")
#: The one for any number of classes, with an output for each: softmax and its cross-entropy.
SEVERAL_CLASSES_LOSS = "cross-entropy"
OPTIMISERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "step", "cosine", "warm-up")
REGULARISATIONS = ("none", "l1", "l2")
LEARNING_RATE_RANGE = (1e-5, 10.0)
BATCH_SIZE_RANGE = (1, 1000)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a training step reads besides the program, the data and the state.

    `learning_rate` is in `LEARNING_RATE_RANGE`, `batch_size` in `BATCH_SIZE_RANGE` (samples);
    the penalty's gradient is `regularisation_rate` times sign(w) for L1 and w for L2, biases exempt.
    `shuffle` draws a new sample order each epoch from (seed, epoch); off, the order stays as the
    data came. `carry_partial_batch` is TensorFlow Playground's way with a last batch that is not
    full: its gradients wait for the next epoch's first update; off, the partial batch updates by itself.
    It is that page's arithmetic altogether: every sum is then formed in that page's order, to the
    last bit, whatever the other settings are (see `in_order`).
    """

    learning_rate: float = 0.03
    batch_size: int = 10
    loss: str = "half squared error"
    optimiser: str = "sgd"
    regularisation: str = "none"
    regularisation_rate: float = 0.0
    schedule: str = "constant"
    shuffle: bool = False
    carry_partial_batch: bool = False
