"""The numbers of a training run, as arrays that steps change in place; and its steps in NumPy.

`Course` is what both paths share: the plain one here, and the kernels. Either may take over from the
other between two bursts, since all that training remembers lies in the same arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import interpreter
from engine.in_order import ANY_ORDER, IN_ORDER
from engine.network_program import NetworkProgram
from engine.optim import Step, update
from engine.plan import Plan
from engine.program import GROUP, Array, aligned
from engine.shuffle import sample_order

#: Positions in `Course.counters`: where the run stands, whether all is well, and the samples of the
#: last update: positions LAST_START … LAST_STOP (0 before the first) in the order of LAST_EPOCH.
EPOCH, BATCH, POSITION, UPDATES, CARRIED, STATUS = range(6)
LAST_EPOCH, LAST_START, LAST_STOP, LAST_SHUFFLED = range(6, 10)
#: Values of STATUS: all well; or where a number was not finite.
FINE, LOST_IN_BATCH, LOST_IN_EPOCH_LOSS = range(3)

#: Samples that kernels run through a program at once, at most.
MAX_LANES = 128


class Points(NamedTuple):
    """Data as rows: `rows` (features + targets, more than n); the last sample repeats after n.

    There is a row of targets for each output of the network.
    """

    rows: Array
    n: int

    @property
    def samples(self) -> Array:
        """Return the rows without the repetitions."""
        return self.rows[:, : self.n]


def points(data: Array) -> Points:
    """Copy (rows, n) data into padded rows."""
    n = data.shape[1]
    padded = np.zeros((len(data), -(-n // GROUP) * GROUP + MAX_LANES))
    padded[:, :n] = data
    if n:
        padded[:, n:] = data[:, -1:]
    return Points(padded, n)


@dataclass(slots=True, eq=False)
class Course:
    """A run in progress. Arrays named after parameters are in the program's slots.

    `memories` are the optimiser's two, `sums` the gradient sums carried over, `free` and `weight` as
    `optim.update` describes (`freeze` sets which are frozen). `gradient` is the mean over the last batch;
    `before`, `memories_before` are what the last update started from. `benches` belongs to the kernels.
    """

    network: NetworkProgram
    train: Points
    test: Points
    key: int
    counters: NDArray[np.int64]
    parameters: Array
    memories: Array
    sums: Array
    sums_before: Array
    free: Array
    weight: Array
    gradient: Array
    before: Array
    memories_before: Array
    benches: dict[Any, Any] = field(default_factory=dict)

    def carried(self) -> Array:
        """Return the gradient sums that wait for the next update; `sums` without samples holds leftovers."""
        return self.sums if self.counters[CARRIED] else np.zeros_like(self.sums)

    def freeze(self, frozen: Array) -> None:
        """Freeze the parameters where `frozen` is not 0, and no others."""
        self.free[:] = np.where(self.dead(), 0.0, 1.0) - 2.0 * (frozen != 0)

    def dead(self) -> NDArray[np.bool_]:
        """Return which parameters L1 has set to 0 for good, frozen or not."""
        dead: NDArray[np.bool_] = (self.free == 0.0) | (self.free == -2.0)
        return dead

    def batch(self, epoch: int, start: int, stop: int, shuffled: bool) -> Array:
        """Return the samples at positions `start … stop` in the order of an epoch, (rows, samples)."""
        if not shuffled:
            return self.train.samples[:, start:stop]
        return self.train.samples[:, sample_order(self.key, epoch, self.train.n)[start:stop]]


def course(network: NetworkProgram, train: Points, test: Points, key: int) -> Course:
    """Return a course at epoch 0 with all parameters 0."""
    n = network.program.n_slots
    single = [aligned(n) for _ in range(7)]
    double = [aligned(2 * n).reshape(2, n) for _ in range(2)]
    parameters, sums, sums_before, free, weight, gradient, before = single
    free[:] = 1.0
    weight[:] = network.weight_mask()
    return Course(
        network=network,
        train=train,
        test=test,
        key=key,
        counters=np.zeros(10, np.int64),
        parameters=parameters,
        memories=double[0],
        sums=sums,
        sums_before=sums_before,
        free=free,
        weight=weight,
        gradient=gradient,
        before=before,
        memories_before=double[1],
    )


def mean_loss(course: Course, data: Points) -> float:
    """Return the loss averaged over samples, 0 if there are none."""
    if not data.n:
        return 0.0
    result = interpreter.run(course.network.program, course.parameters, data.samples, backward=False)
    with np.errstate(over="ignore"):  # the sum of an exploding run's losses, each still finite
        return float(result.values[course.network.loss].mean())


def advance(
    course: Course, plan: Plan, batches: int, epochs: int, *, evaluate: bool
) -> list[tuple[float, float]]:
    """Train until so many batches or epochs are done; return (train, test) losses of each finished epoch.

    Without `evaluate` it evaluates none. Stops early when a number is not finite: the parameters
    are then those of before that update, and the status counter says where it happened.
    """
    losses: list[tuple[float, float]] = []
    counters = course.counters
    n = course.train.n
    first_epoch = int(counters[EPOCH])
    for _ in range(batches):
        if counters[EPOCH] - first_epoch >= epochs:
            break
        rate = float(plan.rates[counters[EPOCH] - first_epoch])
        if not _batch(course, plan, rate):
            break
        if counters[POSITION] >= n:
            counters[[EPOCH, BATCH, POSITION]] = counters[EPOCH] + 1, 0, 0
            if evaluate:
                pair = mean_loss(course, course.train), mean_loss(course, course.test)
                if not np.isfinite(pair).all():
                    counters[STATUS] = LOST_IN_EPOCH_LOSS
                    break
                losses.append(pair)
    return losses


def _batch(course: Course, plan: Plan, rate: float) -> bool:
    """Run one batch and update, or carry its gradient; return whether all numbers stayed finite."""
    counters, n = course.counters, course.train.n
    start = int(counters[POSITION])
    stop = min(start + plan.batch_size, n)
    data = course.batch(int(counters[EPOCH]), start, stop, plan.shuffle)
    result = interpreter.run(
        course.network.program, course.parameters, data,
        sums=course.carried(), arithmetic=IN_ORDER if plan.carry else ANY_ORDER,
    )  # fmt: skip
    sums = result.parameter_gradients
    with np.errstate(all="ignore"):
        loss = result.values[course.network.loss].sum()
        if not (np.isfinite(sums).all() and np.isfinite(loss)):
            counters[STATUS] = LOST_IN_BATCH
            return False
        carried = int(counters[CARRIED]) + stop - start
        if plan.carry and stop - start < plan.batch_size:
            course.sums[:] = sums
            counters[CARRIED] = carried
        else:
            course.before[:], course.memories_before[:] = course.parameters, course.memories
            counters[UPDATES] += 1
            step = Step(
                plan.optimiser, plan.penalty, rate, plan.penalty_rate, int(counters[UPDATES]), carried,
                plan.carry,
            )  # fmt: skip
            free = course.free.copy()
            course.gradient[:] = update(
                course.parameters, sums, course.memories, course.free, course.weight, step
            )
            if not (np.isfinite(course.parameters).all() and np.isfinite(course.memories).all()):
                course.parameters[:], course.memories[:] = course.before, course.memories_before
                course.free[:] = free
                counters[UPDATES] -= 1
                counters[STATUS] = LOST_IN_BATCH
                return False
            counters[CARRIED] = 0
            counters[[LAST_EPOCH, LAST_START, LAST_STOP]] = counters[EPOCH], start, stop
            counters[LAST_SHUFFLED] = plan.shuffle
    counters[BATCH] += 1
    counters[POSITION] = stop
    return True
