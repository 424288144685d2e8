"""One data point's loss, or one neuron at that point, as a scalar graph with a run's own numbers. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.errors import PlaygroundError
from engine.features import columns
from engine.losses import LOSSES
from engine.nn import LINEAR, MLP
from engine.state import LayerParameters, Parameters
from engine.value import Value
from playground import folding
from playground.document import Document, layer_sizes, output_activation
from playground.folding import Group
from playground.formula import Formula
from playground.run import Frame
from playground.samples import data_of, problem_of
from playground.value_text import expression_of

#: More folded neurons than this are drawn as layers.
MOST_NEURONS = 24


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

    Hidden neuron j of layer k has weights w`kj1`, w`kj2`…, bias b`kj`, weighted sum z`kj` and activation
    h`kj`, all numbers from 1; the output neuron has w1, w2…, b, z and o. Inputs go by their feature's key,
    the target is y, the loss L. `neurons` are the parts that fold, layer by layer, of those the graph holds.

    Raises `PlaygroundError` when there is no such point or neuron.
    """

    def __init__(self, document: Document, subject: Subject) -> None:
        self.document, self.subject = document, subject
        network, settings = document.network, document.data
        self._data = data_of(settings)
        sizes = layer_sizes(network)
        _check(subject, len(self._data.points), sizes)
        output = output_activation(problem_of(settings.dataset), document.training.loss)
        hidden = [layer.activation for layer in network.hidden]
        #: The network whose values these are; its parameters come in the order of every run.
        self.network = MLP(sizes[0], sizes[1:], hidden, output)
        row = columns(self._data.points[subject.point : subject.point + 1], network.features)[0]
        self._names: dict[Value, str] = {}
        self._inputs = [
            self._call(Value(float(number)), key) for number, key in zip(row, network.features, strict=True)
        ]
        self._answers = list(self._run())
        self.formula = Formula(expression_of(self._output(), self._names))
        self.neurons = tuple(tuple(self._groups(layer)) for layer in range(len(self._answers)))
        #: All that folds, small parts first.
        self.groups = (
            *(group for group in folding.groups(self.formula) if group.kind == "sum"),
            *(neuron for layer in self.neurons for neuron in layer),
            *(_layer(neurons) for neurons in self.neurons if len(neurons) > 1),
        )

    @property
    def title(self) -> str:
        """What the graph is of, for a heading."""
        data, point, neuron = self._data, self.subject.point, self.subject.neuron
        train = point < data.n_train
        which = f"{'train' if train else 'test'} point {point + 1 - (0 if train else data.n_train)}"
        if neuron is None:
            return f"Loss of {which}"
        layer, index = neuron
        name = (
            f"Hidden {layer + 1} · neuron {index + 1}" if layer < len(self._answers) - 1 else "Output neuron"
        )
        return f"{name} at {which}"

    @property
    def points(self) -> int:
        """How many data points there are to look at, train and test."""
        return len(self._data.points)

    def moved(self, change: int) -> Subject:
        """The same of the data point `change` further on, round and round."""
        return replace(self.subject, point=(self.subject.point + change) % self.points)

    def fits(self, document: Document) -> bool:
        """Whether this is still the graph of `document`: of its network, data and loss."""
        mine = self.document
        return (mine.network, mine.data, mine.training.loss) == (
            document.network,
            document.data,
            document.training.loss,
        )

    def show(self, frame: Frame) -> None:
        """Take a frame's weights and compute every node anew; see `load`."""
        self.load(parameters(frame))

    def load(self, weights: Parameters) -> None:
        """Take these weights and compute every node anew.

        Raises `PlaygroundError` for those of another network.
        """
        self.network.load(weights)
        self.formula.evaluate({})

    @property
    def question(self) -> str:
        """The key of the node to look at first: the network's answer, or the neuron's first weight."""
        if self.subject.neuron is None:
            return "o"
        layer, index = self.subject.neuron
        return self.network.layers[layer].neurons[index].w[0].label

    def closed(self) -> list[Group]:
        """The parts to fold at first: neurons, and layers where there are too many to see at once.

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
        return closed

    # Building

    def _call(self, value: Value, name: str) -> Value:
        """Name a value."""
        value.label = name
        self._names[value] = name
        return value

    def _run(self) -> Iterator[list[Value]]:
        """Run the network forward and name what it makes; yields each layer's answers."""
        values = self._inputs
        last = len(self.network.layers) - 1
        for depth, layer in enumerate(self.network.layers):
            values = [neuron(values) for neuron in layer.neurons]
            for index, (neuron, answer) in enumerate(zip(layer.neurons, values, strict=True)):
                number = "" if depth == last else f"{depth + 1}{index + 1}"
                for place, weight in enumerate(neuron.w, 1):
                    self._call(weight, f"w{number}{place}")
                self._call(neuron.b, f"b{number}")
                if neuron.activation != LINEAR:
                    self._call(answer.parents[0], f"z{number}")
                self._call(answer, f"h{number}" if number else "o")
            yield values

    def _output(self) -> Value:
        if self.subject.neuron is not None:
            layer, index = self.subject.neuron
            return self._answers[layer][index]
        target = self._call(Value(float(self._data.targets[self.subject.point])), "y")
        loss = LOSSES[self.document.training.loss]
        return self._call(loss(self._answers[-1][0], target), "L")

    def _groups(self, layer: int) -> Iterator[Group]:
        before = self._answers[layer - 1] if layer else self._inputs
        inputs = {self.formula.key_of[value] for value in before if value in self.formula.key_of}
        for answer in self._answers[layer]:
            if answer in self.formula.key_of:
                key = self.formula.key_of[answer]
                yield Group("neuron", (key,), frozenset(_back_to(self.formula, key, inputs)))


def _layer(neurons: Sequence[Group]) -> Group:
    roots = tuple(neuron.key for neuron in neurons)
    return Group("layer", roots, frozenset().union(*(neuron.members for neuron in neurons)))


def parameters(frame: Frame) -> Parameters:
    """A frame's weights and biases as the engine keeps them."""
    return tuple(
        LayerParameters(tuple(map(tuple, layer.weights.tolist())), tuple(layer.biases.tolist()))
        for layer in frame.layers
    )


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
