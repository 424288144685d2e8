"""The numbers of a training run, as arrays that steps change in place; and its steps in NumPy.

`Course` is what both paths share: the plain one here, and the kernels. Either may take over from the
other between two bursts, since all that training remembers lies in the same arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import interpreter
from engine.network_program import NetworkProgram
from engine.optim import Step, update
from engine.program import Array
from engine.shuffle import sample_order

#: Positions in `Course.counters`.
EPOCH, BATCH, POSITION, UPDATES, CARRIED, STATUS = range(6)
#: Values of the last counter: all well; or which kind of number was the first not to be finite.
FINE, LOST_IN_PASS, LOST_IN_UPDATE, LOST_IN_EPOCH_LOSS = range(4)


class Plan(NamedTuple):
    """The settings of a burst of steps, as numbers; `rates` are the learning rates of its epochs."""

    optimiser: int
    penalty: int
    penalty_rate: float
    batch_size: int
    shuffle: bool
    carry: bool
    rates: Array


class LastBatch(NamedTuple):
    """Which samples the last update learned from: positions `start … stop` in the order of `epoch`."""

    epoch: int
    start: int
    stop: int
    shuffled: bool


@dataclass(slots=True, eq=False)
class Course:
    """A run in progress. Arrays named after parameters are in the program's slots.

    `train` and `test` are (features + 1, samples), the target last. `gradient` is the mean over the
    last batch, `before` and `memories_before` what the last update started from.
    """

    network: NetworkProgram
    train: Array
    test: Array
    key: int
    parameters: Array
    memories: Array
    sums: Array
    free: Array
    weight: Array
    counters: NDArray[np.int64]
    gradient: Array = field(init=False)
    before: Array = field(init=False)
    memories_before: Array = field(init=False)
    last: LastBatch | None = None

    def __post_init__(self) -> None:
        self.gradient = np.zeros_like(self.parameters)
        self.before = self.parameters.copy()
        self.memories_before = self.memories.copy()

    def samples(self, batch: LastBatch) -> NDArray[np.int64]:
        """Return the indices of a batch's samples in the training set."""
        if not batch.shuffled:
            return np.arange(batch.start, batch.stop)
        return sample_order(self.key, batch.epoch, self.train.shape[1])[batch.start : batch.stop]


def mean_loss(course: Course, data: Array) -> float:
    """Return the loss averaged over samples, 0 if there are none."""
    if not data.shape[1]:
        return 0.0
    result = interpreter.run(course.network.program, course.parameters, data, backward=False)
    return float(result.values[course.network.loss].mean())


def advance(course: Course, plan: Plan, batches: int, epochs: int) -> list[tuple[float, float]]:
    """Train until so many batches or epochs are done; return (train, test) losses of each finished epoch.

    With `batches` 1 no losses are evaluated. Stops early when a number is not finite: the parameters
    are then those of before that update, and the status counter says where it happened.
    """
    losses: list[tuple[float, float]] = []
    counters = course.counters
    n = course.train.shape[1]
    first_epoch = int(counters[EPOCH])
    for _ in range(batches):
        if counters[EPOCH] - first_epoch >= epochs:
            break
        rate = float(plan.rates[counters[EPOCH] - first_epoch])
        if not _batch(course, plan, rate):
            break
        if counters[POSITION] >= n:
            counters[[EPOCH, BATCH, POSITION]] = counters[EPOCH] + 1, 0, 0
            if batches > 1:
                pair = mean_loss(course, course.train), mean_loss(course, course.test)
                if not np.isfinite(pair).all():
                    counters[STATUS] = LOST_IN_EPOCH_LOSS
                    break
                losses.append(pair)
    return losses


def _batch(course: Course, plan: Plan, rate: float) -> bool:
    """Run one batch and update, or carry its gradient; return whether all numbers stayed finite."""
    counters, n = course.counters, course.train.shape[1]
    start = int(counters[POSITION])
    stop = min(start + plan.batch_size, n)
    last = LastBatch(int(counters[EPOCH]), start, stop, plan.shuffle)
    data = course.train[:, course.samples(last)]
    result = interpreter.run(course.network.program, course.parameters, data)
    with np.errstate(all="ignore"):
        sums = course.sums + result.parameter_gradients
        loss = result.values[course.network.loss].sum()
        if not (np.isfinite(sums).all() and np.isfinite(loss)):
            counters[STATUS] = LOST_IN_PASS
            return False
        carried = int(counters[CARRIED]) + stop - start
        if plan.carry and stop - start < plan.batch_size:
            course.sums[:] = sums
            counters[CARRIED] = carried
        else:
            course.before[:], course.memories_before[:] = course.parameters, course.memories
            course.gradient[:] = sums * (1.0 / carried)
            counters[UPDATES] += 1
            step = Step(plan.optimiser, plan.penalty, rate, plan.penalty_rate, int(counters[UPDATES]))
            free = course.free.copy()
            update(course.parameters, course.gradient, course.memories, course.free, course.weight, step)
            if not (np.isfinite(course.parameters).all() and np.isfinite(course.memories).all()):
                course.parameters[:], course.memories[:] = course.before, course.memories_before
                course.free[:] = free
                counters[UPDATES] -= 1
                counters[STATUS] = LOST_IN_UPDATE
                return False
            course.sums[:] = 0.0
            counters[CARRIED] = 0
            course.last = last
    counters[BATCH] += 1
    counters[POSITION] = stop
    return True
