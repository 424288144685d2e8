"""One data point's loss, or one neuron at that point, as a scalar graph with a run's own numbers. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from engine.errors import PlaygroundError
from engine.losses import loss_of
from engine.nn import LINEAR, MLP
from engine.samples import Samples, rows_of
from engine.state import Parameters
from engine.value import Value
from playground import folding
from playground.document import Document, layer_sizes, output_activation
from playground.folding import Group
from playground.formula import Formula
from playground.inputs import inputs_at
from playground.run import Array, Frame
from playground.sample_names import SampleNames
from playground.sample_passes import SamplePasses, SamplePlan
from playground.samples import data_of, problem_of
from playground.value_text import expression_of

#: More folded neurons than this are drawn as layers.
MOST_NEURONS = 24
#: A loss of more nodes than this is folded too.
MOST_OF_LOSS = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: the loss at data point number `point` (from 0, test points after train points).

    With `neuron` (layer, index) it is that neuron's answer instead; layers count hidden layers from 0, then
    comes the output layer.
    """

    point: int
    neuron: tuple[int, int] | None = None


class SampleGraph:
    """One sample's graph, built by the engine's own `MLP` and losses, as a `Formula`.

    `names` says what its values are called (see `SampleNames`); the loss is L. `neurons` are
    the parts that fold, layer by layer, of those the graph holds. Every number comes out of the graph's own
    lowered program, as in training; `passes` are those of the weights that were shown last.

    Raises `PlaygroundError` when there is no such point or neuron.
    """

    def __init__(self, document: Document, subject: Subject) -> None:
        self.document, self.subject = document, subject
        network, settings = document.network, document.data
        self._data = data_of(settings)
        sizes = layer_sizes(network)
        _check(subject, len(self._data.points), sizes)
        self.names = SampleNames(document)
        self.network = _network(document)
        self._called: dict[Value, str] = {}
        self._inputs = [self._call(Value(0.0), name) for name in self.names.inputs]
        targets = [Value(0.0) for _ in range(sizes[-1])]
        self._targets = [
            self._call(value, name) for value, name in zip(targets, self.names.targets, strict=True)
        ]
        self._look()
        self._answers = list(self._run())
        self.formula = Formula(expression_of(self._output(), self._called))
        self.neurons = tuple(tuple(self._groups(layer)) for layer in range(len(self._answers)))
        #: All that folds, small parts first.
        self.groups = (
            *(group for group in folding.groups(self.formula) if group.kind == "sum"),
            *(neuron for layer in self.neurons for neuron in layer),
            *(
                _layer(neurons, self.names.layer(depth))
                for depth, neurons in enumerate(self.neurons)
                if len(neurons) > 1
            ),
            *self._loss(),
        )
        self._parameters = self.network.parameters()
        self._plan = SamplePlan(self.formula, [*self._inputs, *self._targets], self._parameters)
        self._numbers = np.array([parameter.data for parameter in self._parameters])
        self.passes: SamplePasses = self._plan.run(self._numbers)

    @property
    def title(self) -> str:
        """What the graph is of, for a heading."""
        data, point, neuron = self._data, self.subject.point, self.subject.neuron
        train = point < data.n_train
        which = f"{'train' if train else 'test'} point {point + 1 - (0 if train else data.n_train)}"
        if neuron is None:
            return f"Loss of {which}"
        return f"{self.names.neuron(*neuron)} at {which}"

    def place_of(self, key: str) -> str:
        """Where a node stands in the network, in its canvas's words; "" for what has no name there."""
        return f"Loss · {self.document.training.loss}" if key == "L" else self.names.places.get(key, "")

    @property
    def points(self) -> int:
        """How many data points there are to look at, train and test."""
        return len(self._data.points)

    def moved(self, change: int) -> Subject:
        """The same of the data point `change` further on, round and round."""
        return replace(self.subject, point=(self.subject.point + change) % self.points)

    def look_at(self, point: int) -> None:
        """Look at another data point with the same weights: every number changes, nothing else."""
        subject = replace(self.subject, point=point)
        _check(subject, self.points, layer_sizes(self.document.network))
        self.subject = subject
        self._look()
        self.passes = self._plan.run(self._numbers)

    def fits(self, document: Document) -> bool:
        """Whether this is still the graph of `document`: of its network, data, loss and frozen parts."""
        mine = self.document
        return (mine.network, mine.data, mine.training.loss, mine.frozen) == (
            document.network,
            document.data,
            document.training.loss,
            document.frozen,
        )

    def show(self, frame: Frame) -> None:
        """Take a frame's weights and compute every node anew; see `load`."""
        self._take([np.column_stack([layer.weights, layer.biases]) for layer in frame.layers])

    def load(self, weights: Parameters) -> None:
        """Take these weights and compute every node anew.

        Raises `PlaygroundError` for those of another network.
        """
        self._take([np.column_stack([layer.weights, layer.biases]) for layer in weights])

    def _take(self, layers: Sequence[Array]) -> None:
        """Take the weights of each layer (neurons, inputs + 1), the bias last."""
        sizes = layer_sizes(self.document.network)
        if [layer.shape for layer in layers] != [(n_out, n_in + 1) for n_in, n_out in pairwise(sizes)]:
            raise PlaygroundError("These parameters belong to a network of another shape.")
        self._numbers = np.concatenate([layer.ravel() for layer in layers])
        for parameter, number in zip(self._parameters, self._numbers.tolist(), strict=True):
            parameter.data = number
        self.passes = self._plan.run(self._numbers)

    @property
    def question(self) -> str:
        """The key of the node to look at first: the network's answer, or the neuron's first weight."""
        if self.subject.neuron is None:
            return self._answers[-1][0].label
        layer, index = self.subject.neuron
        return self.network.layers[layer].neurons[index].w[0].label

    def closed(self) -> list[Group]:
        """The parts to fold at first: neurons; layers and the loss where there is too much to see at once.

        The neuron that is looked at is open, what it reads stands beside it, layers before that are folded.
        """
        if self.subject.neuron is None:
            near = far = len(self.neurons)
        else:
            near = self.subject.neuron[0]
            far = near - 1
        closed = [neuron for neurons in self.neurons[:near] for neuron in neurons]
        if self.subject.neuron is not None or len(closed) > MOST_NEURONS:
            roots = {tuple(neuron.key for neuron in neurons) for neurons in self.neurons[: max(far, 0)]}
            closed += [group for group in self.groups if group.kind == "layer" and group.roots in roots]
            closed += self._loss()
        closed += [loss for loss in self._loss() if len(loss.members) > MOST_OF_LOSS and loss not in closed]
        return closed

    # Building

    def _call(self, value: Value, name: str) -> Value:
        """Name a value."""
        value.label = name
        self._called[value] = name
        return value

    def _look(self) -> None:
        """Take the inputs and the target of the point that is looked at."""
        point = self.subject.point
        here = slice(point, point + 1)
        inputs = inputs_at(self._data.points[here], self.document.network.features)
        sizes = layer_sizes(self.document.network)
        targets = self._data.targets_for(sizes[-1])[here]
        row = rows_of(Samples(inputs, targets), sizes)[:, 0]
        for value, number in zip((*self._inputs, *self._targets), row.tolist(), strict=True):
            value.data = number

    def _run(self) -> Iterator[list[Value]]:
        """Run the network forward and name what it makes; yields each layer's answers."""
        values, names = self._inputs, self.names
        for depth, layer in enumerate(self.network.layers):
            values = [neuron(values) for neuron in layer.neurons]
            for index, (neuron, answer) in enumerate(zip(layer.neurons, values, strict=True)):
                for place, weight in enumerate(neuron.w):
                    self._call(weight, names.weight(depth, index, place))
                self._call(neuron.b, names.bias(depth, index))
                if neuron.activation != LINEAR:
                    self._call(answer.parents[0], names.sum(depth, index))
                self._call(answer, names.answer(depth, index, neuron.activation))
            yield values

    def _output(self) -> Value:
        if self.subject.neuron is not None:
            layer, index = self.subject.neuron
            return self._answers[layer][index]
        return self._call(loss_of(self.document.training.loss, self._answers[-1], self._targets), "L")

    def _groups(self, layer: int) -> Iterator[Group]:
        before = self._answers[layer - 1] if layer else self._inputs
        inputs = {self.formula.key_of[value] for value in before if value in self.formula.key_of}
        for answer in self._answers[layer]:
            if answer in self.formula.key_of:
                key = self.formula.key_of[answer]
                yield Group("neuron", (key,), frozenset(_back_to(self.formula, key, inputs)))

    def _loss(self) -> list[Group]:
        """Everything between the network's answers with their targets and the loss, if that is looked at."""
        if self.subject.neuron is not None:
            return []
        ends = {self.formula.key_of[value] for value in (*self._answers[-1], *self._targets)}
        return [Group("loss", ("L",), frozenset(_back_to(self.formula, "L", ends)), "loss")]


def _layer(neurons: Sequence[Group], title: str) -> Group:
    roots = tuple(neuron.key for neuron in neurons)
    return Group("layer", roots, frozenset().union(*(neuron.members for neuron in neurons)), title)


def _network(document: Document) -> MLP:
    """The network as the engine builds it, with each neuron's own activation."""
    hidden, sizes = document.network.hidden, layer_sizes(document.network)
    output = output_activation(problem_of(document.data.dataset), document.training.loss)
    return MLP(sizes[0], sizes[1:], [layer.activations for layer in hidden], output)


def _check(subject: Subject, points: int, sizes: Sequence[int]) -> None:
    if not 0 <= subject.point < points:
        raise PlaygroundError(f"There is no data point {subject.point + 1}; there are {points:,}.")
    if subject.neuron is not None:
        layer, index = subject.neuron
        if not (0 <= layer < len(sizes) - 1 and 0 <= index < sizes[layer + 1]):
            raise PlaygroundError(f"There is no neuron {index + 1} in layer {layer + 1} of this network.")


def _back_to(formula: Formula, key: str, inputs: set[str]) -> Iterator[str]:
    """Yield `key` and all that it is computed from, up to the inputs."""
    seen, stack = {key}, [key]
    while stack:
        found = stack.pop()
        yield found
        for parent in formula.by_key[found].parents:
            if parent not in seen and parent not in inputs:
                seen.add(parent)
                stack.append(parent)
