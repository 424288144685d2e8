"""Training written out in plain Python on the eager engine, from published formulas: slow and separate."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine import Value
from engine.losses import loss_of
from engine.nn import MLP
from engine.settings import Settings
from engine.state import TrainingState
from engine.training import Samples


class Reference:
    """A run whose every number is a Python float, with TensorFlow Playground's batches and penalties."""

    def __init__(
        self,
        activations: Sequence[str | Sequence[str]],
        data: Samples,
        settings: Settings,
        state: TrainingState,
    ) -> None:
        sizes = [len(layer.biases) for layer in state.parameters]
        self.model = MLP(
            len(state.parameters[0].weights[0]), sizes, activations[:-1], activations[-1], state.parameters
        )
        self.data = data
        self.settings = settings
        parameters = self.model.parameters()
        self.is_weight = [
            any(p is w for layer in self.model.layers for n in layer.neurons for w in n.w) for p in parameters
        ]
        self.first = [0.0] * len(parameters)
        self.second = [0.0] * len(parameters)
        self.dead = [False] * len(parameters)
        self.sums = [0.0] * len(parameters)
        self.waiting = 0
        self.updates = 0

    def loss(self, k: int) -> Value:
        """The loss of one sample; for several outputs the target is a class: 1 at its place, 0 elsewhere."""
        outputs = self.model([float(x) for x in self.data.inputs[k]])
        target = float(self.data.targets[k])
        if isinstance(outputs, Value):
            return loss_of(self.settings.loss, [outputs], [target])
        return loss_of(self.settings.loss, outputs, [float(target == c) for c in range(len(outputs))])

    def losses(self) -> list[float]:
        return [self.loss(k).data for k in range(len(self.data.targets))]

    def epoch(self, order: Sequence[int] | None = None) -> float:
        """Run an epoch, return the mean loss after it."""
        n, batch = len(self.data.targets), self.settings.batch_size
        order = list(range(n)) if order is None else list(order)
        for start in range(0, n, batch):
            chosen = order[start : start + batch]
            self.gather(chosen)
            if len(chosen) == batch or not self.settings.carry_partial_batch:
                self.update()
        return math.fsum(self.losses()) / n

    def gather(self, chosen: Sequence[int]) -> None:
        for k in chosen:
            self.model.zero_grad()
            self.loss(k).backward()
            self.sums = [s + p.grad for s, p in zip(self.sums, self.model.parameters(), strict=True)]
            self.waiting += 1

    def update(self) -> None:
        s = self.settings
        self.updates += 1
        for k, p in enumerate(self.model.parameters()):
            gradient, before = self.sums[k] / self.waiting, p.data
            if self.dead[k]:
                continue
            p.data = self.moved(k, before, gradient)
            if s.regularisation != "none" and self.is_weight[k]:
                slope = before if s.regularisation == "l2" else math.copysign(1.0, before) if before else 0.0
                after = p.data - s.learning_rate * s.regularisation_rate * slope
                if s.regularisation == "l1" and p.data * after < 0:
                    after, self.dead[k] = 0.0, True
                p.data = after
        self.sums = [0.0] * len(self.sums)
        self.waiting = 0

    def moved(self, k: int, w: float, g: float) -> float:
        """One parameter's update, by Sutskever et al. 2013, Hinton's lecture 6e, Kingma and Ba 2015,
        Loshchilov and Hutter 2019."""
        rate, t = self.settings.learning_rate, self.updates
        match self.settings.optimiser:
            case "sgd":
                return w - rate * g
            case "momentum":
                self.first[k] = 0.9 * self.first[k] + g
                return w - rate * self.first[k]
            case "nesterov":
                self.first[k] = 0.9 * self.first[k] + g
                return w - rate * (g + 0.9 * self.first[k])
            case "rmsprop":
                self.first[k] = 0.99 * self.first[k] + 0.01 * g * g
                return w - rate * g / (math.sqrt(self.first[k]) + 1e-8)
        if self.settings.optimiser == "adamw":
            w -= rate * 0.01 * w
        self.first[k] = 0.9 * self.first[k] + 0.1 * g
        self.second[k] = 0.999 * self.second[k] + 0.001 * g * g
        unbiased_mean = self.first[k] / (1 - 0.9**t)
        unbiased_square = self.second[k] / (1 - 0.999**t)
        return w - rate * unbiased_mean / (math.sqrt(unbiased_square) + 1e-8)
