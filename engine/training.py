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
    LAST_EPOCH,
    POSITION,
    STATUS,
    UPDATES,
    Points,
    points,
)
from engine.divergence import Divergence, first_lost
from engine.errors import PlaygroundError
from engine.network_program import NetworkProgram, network_program, shape_of
from engine.optim import MEMORIES
from engine.plan import checked, plan_of
from engine.program import Array
from engine.settings import Settings
from engine.shuffle import key_of
from engine.state import TrainingState
from engine.warm_up import kernels_ready, loaded_kernels, warm_up

__all__ = [
    "Divergence", "EpochLosses", "LayerArrays", "Samples", "Training", "kernels_ready", "warm_up",
]  # fmt: skip

_UNLIMITED = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points to learn from or to test on: `inputs` (n, features) and `targets` (n,)."""

    inputs: Array
    targets: Array


@dataclass(frozen=True, slots=True, eq=False)
class EpochLosses:
    """Mean losses after each of m finished epochs, without the penalty: `train` and `test`, (m,) each."""

    train: Array
    test: Array


@dataclass(frozen=True, slots=True, eq=False)
class LayerArrays:
    """One layer after the last update; weights are (n_out, n_in), biases (n_out,).

    Gradients are the mean over the last batch, updates what the last step added. `signals` (weight
    times input) and `activations` are means over that batch, with the weights that it was run with.
    """

    weights: Array
    biases: Array
    weight_gradients: Array
    bias_gradients: Array
    weight_updates: Array
    bias_updates: Array
    signals: Array
    activations: Array


class Training:
    """A run: each `step` is one mini-batch, `run_epochs` many; `state` is exact and continues bit for bit.

    `activations` has one name a layer, the output layer's last; `seed` decides the order of the
    samples when `settings.shuffle` is on. The graph of one sample's loss is built of `Value`s from
    `engine.nn` and `engine.losses`, lowered, and run over batches: by compiled kernels once
    `kernels_ready()`, until then by NumPy. A running training changes over at its next call. The two
    agree to rounding; runs that must repeat bit for bit wait for `warm_up()` first.

    Settings take effect at the next step. A batch size changed inside an epoch counts from the next
    sample on. Switching `shuffle` reorders what is left of the epoch by position. Another optimiser
    starts with empty memories unless it remembers the same things (see `optim.MEMORIES`).
    """

    def __init__(
        self,
        activations: Sequence[str],
        train: Samples,
        test: Samples,
        settings: Settings,
        state: TrainingState,
        seed: str = "",
    ) -> None:
        self.divergence: Divergence | None = None
        self._activations = tuple(activations)
        self._settings = checked(settings)
        self._key = key_of(seed)
        self._train = points(_columns(train))
        self._test = points(_columns(test))
        self._load(state)

    @property
    def settings(self) -> Settings:
        """What the next step reads; assign another to change it. Assigning forgets a divergence."""
        return self._settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        before, self._settings = self._settings, checked(settings)
        self._forgive()
        if MEMORIES[settings.optimiser] != MEMORIES[before.optimiser]:
            self._course.memories[:] = 0.0
            self._course.counters[UPDATES] = 0
        if settings.loss != before.loss:
            self._course.network = self._network()
            self._course.benches.clear()

    @property
    def state(self) -> TrainingState:
        """Where the run stands. `Training(..., state)` goes on from there bit for bit."""
        course, unpack = self._course, self._course.network.unpack
        counters = [int(counter) for counter in course.counters]
        parameters = np.where(course.free > 0, course.parameters, -0.0)
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

    def step(self) -> None:
        """Train on one mini-batch; do nothing after a divergence."""
        self._advance(batches=1, epochs=1, evaluate=False)

    def run_epochs(self, n: int) -> EpochLosses:
        """Train until `n` epochs are finished (an epoch begun counts); fewer after a divergence."""
        return self._advance(batches=_UNLIMITED, epochs=n, evaluate=True)

    def losses(self) -> tuple[float, float]:
        """Return the mean train and test losses now, without the penalty."""
        return self._mean_loss(self._train), self._mean_loss(self._test)

    def outputs(self, inputs: Array) -> Array:
        """Return the network's output at points (n, features): (n,)."""
        outputs: Array = self._rows(inputs, [self._course.network.layers[-1].outputs])[0]
        return outputs

    def maps(self, inputs: Array) -> list[Array]:
        """Return every neuron's output at points (n, features): (n_out, n) a layer, the output last."""
        layers = self._course.network.layers
        wanted = [row for layer in layers for row in range(layer.outputs, layer.outputs + layer.n_out)]
        rows = self._rows(inputs, wanted)
        return np.split(rows, np.cumsum([layer.n_out for layer in layers])[:-1])

    def layers(self) -> list[LayerArrays]:
        """Return each layer's numbers as of the last update; before the first, of the first batch to come."""
        course = self._course
        network = course.network
        epoch, start, stop, shuffled = course.counters[LAST_EPOCH:].tolist()
        fresh = stop == 0  # no update so far
        if fresh:
            epoch, start, shuffled = course.counters[EPOCH], course.counters[POSITION], self._settings.shuffle
            stop = min(start + self._settings.batch_size, course.train.n)
        used = course.parameters if fresh else course.before
        result = interpreter.run(network.program, used, course.batch(epoch, start, stop, shuffled))
        gradient = result.parameter_gradients / (stop - start) if fresh else course.gradient
        change = course.parameters - used
        with np.errstate(all="ignore"):  # an exploding run's sums overflow before its numbers do
            means = result.values.mean(axis=1)
        inputs = means[1 : 1 + self._sizes[0]]
        arrays = []
        for layer, now, then, slope, moved in zip(
            network.layers, *map(network.matrices, (course.parameters, used, gradient, change)), strict=True
        ):
            outputs = means[layer.outputs : layer.outputs + layer.n_out]
            arrays.append(
                LayerArrays(
                    weights=now[0].copy(),
                    biases=now[1].copy(),
                    weight_gradients=slope[0].copy(),
                    bias_gradients=slope[1].copy(),
                    weight_updates=moved[0].copy(),
                    bias_updates=moved[1].copy(),
                    signals=_scaled(then[0], inputs),
                    activations=outputs,
                )
            )
            inputs = outputs
        return arrays

    def _network(self) -> NetworkProgram:
        return network_program(self._sizes, self._activations, self._settings.loss)

    def _load(self, state: TrainingState) -> None:
        """Turn an immutable state into arrays."""
        self._sizes = shape_of(state.parameters)
        if self._sizes[0] != len(self._train.rows) - 1:
            raise PlaygroundError(
                f"A network of {self._sizes[0]} inputs cannot take {len(self._train.rows) - 1} features."
            )
        network = self._network()
        course = plain.course(network, self._train, self._test, self._key)
        course.parameters[:] = network.pack(state.parameters)
        frozen = (course.weight > 0) & (course.parameters == 0) & np.signbit(course.parameters)
        course.free[frozen] = 0.0
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

    def _rows(self, inputs: Array, rows: list[int]) -> Array:
        """Run forward at points (n, features) and return some of the program's rows, (rows, n)."""
        data = np.vstack([np.asarray(inputs, float).T, np.zeros(len(inputs))])
        kernels = loaded_kernels()
        if kernels is not None:
            values: Array = kernels.rows(self._course, points(data), rows)
        else:
            program = self._course.network.program
            values = interpreter.run(program, self._course.parameters, data, backward=False).values[rows]
        return values


def _columns(samples: Samples) -> Array:
    """Return features and target as rows, one column a sample."""
    inputs, targets = np.asarray(samples.inputs, float), np.asarray(samples.targets, float)
    if inputs.ndim != 2 or targets.shape != inputs.shape[:1]:
        raise PlaygroundError(
            f"Inputs of shape {inputs.shape} do not go with targets of shape {targets.shape}."
        )
    return np.ascontiguousarray(np.vstack([inputs.T, targets]))


def _scaled(weights: Array, inputs: Array) -> Array:
    """Return weights times inputs, infinite where that overflows."""
    with np.errstate(all="ignore"):
        return weights * inputs
