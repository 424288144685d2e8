"""Training: a network, data and settings become a stream of steps that can be stopped, saved and repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine import course as plain
from engine import interpreter
from engine.course import (
    BATCH,
    CARRIED,
    EPOCH,
    FINE,
    POSITION,
    STATUS,
    UPDATES,
    Points,
    points,
)
from engine.divergence import Divergence, first_lost
from engine.errors import PlaygroundError
from engine.frozen import Mask, packed
from engine.layer_arrays import LayerArrays, layer_arrays
from engine.network_program import NetworkProgram, network_program, shape_of
from engine.optim import MEMORIES
from engine.plan import checked, plan_of
from engine.program import Array
from engine.samples import Samples, rows_of
from engine.settings import Settings
from engine.shuffle import key_of
from engine.state import TrainingState
from engine.warm_up import kernels_ready, loaded_kernels, warm_up

__all__ = [
    "Divergence", "EpochLosses", "LayerArrays", "Mask", "Samples", "Training", "kernels_ready", "warm_up",
]  # fmt: skip

_UNLIMITED = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class EpochLosses:
    """Mean losses after each of m finished epochs, without the penalty: `train` and `test`, (m,) each."""

    train: Array
    test: Array


class Training:
    """A run: each `step` is one mini-batch, `run_epochs` many; `state` is exact and continues bit for bit.

    `activations` has one name a layer, or one for each neuron of it, the output layer's last; `seed`
    decides the order of the samples when `settings.shuffle` is on; what is `frozen` is not trained. The
    graph of one sample's loss is built of `Value`s from `engine.nn` and `engine.losses`, lowered, and run
    over batches: by compiled kernels once `kernels_ready()`, until then by NumPy. A running training
    changes over at its next call. The two agree to rounding; runs that must repeat bit for bit wait for
    `warm_up()` first.

    Settings take effect at the next step. A batch size changed inside an epoch counts from the next
    sample on. Switching `shuffle` reorders what is left of the epoch by position. Another optimiser
    starts with empty memories unless it remembers the same things (see `optim.MEMORIES`).
    """

    def __init__(
        self,
        activations: Sequence[str | Sequence[str]],
        train: Samples,
        test: Samples,
        settings: Settings,
        state: TrainingState,
        seed: str = "",
        frozen: Mask | None = None,
    ) -> None:
        self.divergence: Divergence | None = None
        self._activations = tuple(_of_layer(names) for names in activations)
        self._settings = checked(settings)
        self._key = key_of(seed)
        self._samples = train, test
        self._sizes: tuple[int, ...] = ()
        self._frozen: Mask | None = None
        self._load(state)
        self.frozen = frozen

    @property
    def settings(self) -> Settings:
        """What the next step reads; assign another to change it. Assigning forgets a divergence."""
        return self._settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        before, self._settings = self._settings, checked(settings)
        if settings.loss != before.loss:
            try:
                self._course.network = self._network()
            except PlaygroundError:
                self._settings = before
                raise
            self._course.benches.clear()
        self._forgive()
        if MEMORIES[settings.optimiser] != MEMORIES[before.optimiser]:
            self._course.memories[:] = 0.0
            self._course.counters[UPDATES] = 0

    @property
    def frozen(self) -> Mask | None:
        """Which parameters steps leave exactly as they are; assign another to change it, None for all free.

        The optimiser's memories of what is frozen stay as well, so that freed it goes on as it stopped.
        """
        return self._frozen

    @frozen.setter
    def frozen(self, frozen: Mask | None) -> None:
        self._course.freeze(packed(frozen, self._course.network))
        self._frozen = frozen

    @property
    def state(self) -> TrainingState:
        """Where the run stands. `Training(..., state)` goes on from there bit for bit.

        Assigning one of another shape makes all parameters free.
        """
        course, unpack = self._course, self._course.network.unpack
        counters = [int(counter) for counter in course.counters]
        parameters = np.where(course.dead(), -0.0, course.parameters)
        memories = MEMORIES[self._settings.optimiser]
        return TrainingState(
            parameters=unpack(parameters),
            epoch=counters[EPOCH],
            batch=counters[BATCH],
            updates=counters[UPDATES],
            slots=tuple(unpack(memory) for memory, _ in zip(course.memories, memories, strict=False)),
            carried=unpack(course.sums) if counters[CARRIED] else (),
            carried_samples=counters[CARRIED],
            position=counters[POSITION],
        )

    @state.setter
    def state(self, state: TrainingState) -> None:
        self.divergence = None
        self._load(state)

    def step(self, batches: int = 1) -> None:
        """Train on so many mini-batches, or to the end of the epoch; do nothing after a divergence."""
        self._advance(batches=batches, epochs=1, evaluate=False)

    def run_epochs(self, n: int) -> EpochLosses:
        """Train until `n` epochs are finished (an epoch begun counts); fewer after a divergence."""
        return self._advance(batches=_UNLIMITED, epochs=n, evaluate=True)

    def losses(self) -> tuple[float, float]:
        """Return the mean train and test losses now, without the penalty."""
        return self._mean_loss(self._course.train), self._mean_loss(self._course.test)

    def point_losses(self) -> tuple[Array, Array]:
        """Return the loss of every train and every test sample now, without the penalty: (n,) each."""
        wanted = [self._course.network.loss]
        return self._rows(self._course.train, wanted)[0], self._rows(self._course.test, wanted)[0]

    def answers_at_data(self) -> list[tuple[Array, Array]]:
        """Return `outputs_of_data` and `point_losses` in one run: (outputs, losses) of train and of test."""
        network = self._course.network
        wanted = [*network.layers[-1].outputs, network.loss]
        runs = [self._rows(data, wanted) for data in (self._course.train, self._course.test)]
        return [(_outputs(rows[:-1]), rows[-1]) for rows in runs]

    def outputs(self, inputs: Array) -> Array:
        """Return the network's output at points (n, features): (n,), or (n, outputs) if it has several."""
        return self._outputs(self._points(inputs))

    def outputs_of_data(self) -> tuple[Array, Array]:
        """Return the network's output for every train and every test sample; shaped like `outputs`."""
        return self._outputs(self._course.train), self._outputs(self._course.test)

    def maps(self, inputs: Array) -> list[Array]:
        """Return every neuron's output at points (n, features): (n_out, n) a layer, the output last."""
        layers = self._course.network.layers
        rows = self._rows(self._points(inputs), [row for layer in layers for row in layer.outputs])
        return np.split(rows, np.cumsum([layer.n_out for layer in layers])[:-1])

    def layers(self) -> list[LayerArrays]:
        """Return each layer's numbers as of the last update; before the first, of the first batch to come."""
        return layer_arrays(self._course, self._settings)

    def _network(self) -> NetworkProgram:
        return network_program(self._sizes, self._activations, self._settings.loss)

    def _load(self, state: TrainingState) -> None:
        """Turn an immutable state into arrays."""
        before, self._sizes = self._sizes, shape_of(state.parameters)
        network = self._network()
        train, test = (points(rows_of(samples, self._sizes)) for samples in self._samples)
        course = plain.course(network, train, test, self._key)
        course.parameters[:] = network.pack(state.parameters)
        dead = (course.weight > 0) & (course.parameters == 0) & np.signbit(course.parameters)
        course.free[dead] = 0.0
        if self._sizes != before:
            self._frozen = None
        course.freeze(packed(self._frozen, network))
        counters = [state.epoch, state.batch, state.position, state.updates, state.carried_samples, FINE]
        course.counters[: len(counters)] = counters
        if len(state.slots) == len(MEMORIES[self._settings.optimiser]):
            for memory, slots in zip(course.memories, state.slots, strict=False):
                memory[:] = network.pack(slots)
        else:
            course.counters[UPDATES] = 0
        if state.carried:
            course.sums[:] = network.pack(state.carried)
        self._course = course

    def _forgive(self) -> None:
        self.divergence = None
        self._course.counters[STATUS] = FINE

    def _advance(self, batches: int, epochs: int, evaluate: bool) -> EpochLosses:
        if self.divergence is not None or epochs < 1:
            return EpochLosses(np.zeros(0), np.zeros(0))
        plan = plan_of(self._settings, int(self._course.counters[EPOCH]), epochs)
        kernels = loaded_kernels()
        run = plain.advance if kernels is None else kernels.advance
        pairs = run(self._course, plan, batches, epochs, evaluate=evaluate)
        losses = np.array(pairs).reshape(-1, 2)
        if self._course.counters[STATUS] != FINE:
            self.divergence = first_lost(self._course, plan)
        return EpochLosses(losses[:, 0], losses[:, 1])

    def _mean_loss(self, data: Points) -> float:
        kernels = loaded_kernels()
        return float((plain if kernels is None else kernels).mean_loss(self._course, data))

    def _points(self, inputs: Array) -> Points:
        """Return points (n, features) as data whose targets do not matter."""
        return points(np.vstack([np.asarray(inputs, float).T, np.zeros((self._sizes[-1], len(inputs)))]))

    def _outputs(self, data: Points) -> Array:
        return _outputs(self._rows(data, list(self._course.network.layers[-1].outputs)))

    def _rows(self, data: Points, rows: list[int]) -> Array:
        """Run forward and return some of the program's rows, (rows, n)."""
        kernels = loaded_kernels()
        if kernels is not None:
            values: Array = kernels.rows(self._course, data, rows)
        else:
            program = self._course.network.program
            result = interpreter.run(program, self._course.parameters, data.samples, backward=False)
            values = result.values[rows]
        return values


def _outputs(rows: Array) -> Array:
    """Return rows of the output layer as (n,), or (n, outputs) if there are several."""
    return rows[0] if len(rows) == 1 else np.ascontiguousarray(rows.T)


def _of_layer(names: str | Sequence[str]) -> str | tuple[str, ...]:
    """Return a layer's activations as one name where they are all the same."""
    if isinstance(names, str):
        return names
    return names[0] if len(set(names)) == 1 else tuple(names)
