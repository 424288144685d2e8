"""Networks of `Value`s: a neuron is a weighted sum and an activation; layers and networks are lists.

The classes are micrograd's, with a choice of activation and of parameters.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Protocol

from engine.errors import PlaygroundError
from engine.ops import OPS
from engine.state import LayerParameters, Parameters
from engine.value import Value

#: The activation that is none at all.
LINEAR = "linear"


class Module:
    """Anything with parameters to train."""

    def parameters(self) -> list[Value]:
        """Return the values that training may change."""
        return []

    def zero_grad(self) -> None:
        """Set every parameter's gradient to 0, as before each backward pass of a training loop."""
        for p in self.parameters():
            p.grad = 0.0


class Neuron(Module):
    """A bias `b` plus inputs times weights `w`, then an activation.

    `activation` is "linear" or any operation of one input; `nonlin=False` is micrograd's word for
    linear. Weights start at random in −1..1, drawn from Python's `random`, and the bias at 0.

    >>> neuron = Neuron(2, activation="tanh")
    >>> neuron.w[0].data, neuron.w[1].data, neuron.b.data = 0.5, -1.0, 0.25
    >>> neuron([1.0, 0.75])
    Value(data=0.0, grad=0.0)
    """

    def __init__(self, nin: int, nonlin: bool = True, activation: str = "relu") -> None:
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0.0)
        self.activation = check_activation(activation) if nonlin else LINEAR

    def __call__(self, x: Sequence[Value | float]) -> Value:
        """Return the output for one sample: activation(b + w₀·x₀ + w₁·x₁ + …), added in that order."""
        if len(x) != len(self.w):
            raise PlaygroundError(f"A neuron of {len(self.w)} inputs was given {len(x)}.")
        total = self.b
        for weight, value in zip(self.w, x, strict=True):
            total = total + weight * value
        return total if self.activation == LINEAR else Value.apply(OPS[self.activation], total)

    def parameters(self) -> list[Value]:
        """Return the weights, then the bias."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        name = "Linear" if self.activation == LINEAR else OPS[self.activation].symbol
        return f"{name}Neuron({len(self.w)})"


class Layer(Module):
    """Neurons that all read the same inputs; keyword arguments go to each `Neuron`.

    `activation` may also be a sequence, with one for each neuron.
    """

    def __init__(self, nin: int, nout: int, activation: str | Sequence[str] = "relu", **kwargs: Any) -> None:
        names = [activation] * nout if isinstance(activation, str) else activation
        if len(names) != nout:
            raise PlaygroundError(f"A layer of {nout} neurons was given {len(names)} activations.")
        self.neurons = [Neuron(nin, activation=name, **kwargs) for name in names]

    def __call__(self, x: Sequence[Value | float]) -> Any:
        """Return each neuron's output; a single neuron's output comes by itself, not in a list."""
        outputs = [neuron(x) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self) -> list[Value]:
        """Return all parameters, neuron by neuron."""
        return [p for neuron in self.neurons for p in neuron.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """Layers in a row: `nouts` are the neurons of each, the last of them the output layer.

    `activation` is that of every hidden layer, or a sequence with one for each; a layer's may in turn be
    a sequence with one for each neuron. `parameters`, if given, replace the random start (see
    `initial_parameters`).

    >>> MLP(2, [4, 1], activation="tanh")
    MLP of [Layer of [tanhNeuron(2), tanhNeuron(2), tanhNeuron(2), tanhNeuron(2)], Layer of [LinearNeuron(4)]]
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: str | Sequence[str | Sequence[str]] = "relu",
        output_activation: str | Sequence[str] = LINEAR,
        parameters: Parameters | None = None,
    ) -> None:
        hidden = [activation] * (len(nouts) - 1) if isinstance(activation, str) else list(activation)
        activations = [*hidden, output_activation]
        if len(activations) != len(nouts):
            raise PlaygroundError(f"{len(nouts) - 1} hidden layers were given {len(hidden)} activations.")
        self.layers = [
            Layer(fan_in, fan_out, activation=name)
            for (fan_in, fan_out), name in zip(pairwise([nin, *nouts]), activations, strict=True)
        ]
        if parameters is not None:
            self.load(parameters)

    def __call__(self, x: Any) -> Any:
        """Return the output for one sample: a value, or a list if there is more than one output."""
        for i, layer in enumerate(self.layers):
            x = layer([x] if i and isinstance(x, Value) else x)
        return x

    def parameters(self) -> list[Value]:
        """Return all parameters: layer by layer, neuron by neuron, weights and then the bias."""
        return [p for layer in self.layers for p in layer.parameters()]

    def load(self, parameters: Parameters) -> None:
        """Set every weight and bias; raise `PlaygroundError` if the shape is another network's."""
        numbers = list(flatten(parameters))
        shape = [(len(layer.neurons), len(layer.neurons[0].w)) for layer in self.layers]
        if shape != [(len(layer.biases), len(layer.weights[0])) for layer in parameters]:
            raise PlaygroundError("These parameters belong to a network of another shape.")
        for p, number in zip(self.parameters(), numbers, strict=True):
            p.data = number

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def check_activation(name: str) -> str:
    """Return the name of an activation, or raise `PlaygroundError` if there is none of that name."""
    if name != LINEAR and (name not in OPS or OPS[name].arity != 1):
        raise PlaygroundError(f"There is no activation named {name!r}.")
    return name


def flatten(parameters: Parameters) -> Iterator[float]:
    """Yield all numbers in the order of `MLP.parameters()`."""
    for layer in parameters:
        for weights, bias in zip(layer.weights, layer.biases, strict=True):
            yield from weights
            yield bias


class HasRandom(Protocol):
    """A source of random numbers: Python's `random.Random`, or `seedrandom.SeedRandom`."""

    def random(self) -> float:
        """Return the next number, 0 ≤ number < 1."""


#: name -> (how far weights reach to either side of 0, given inputs and outputs of the layer; bias).
#: Xavier is Glorot and Bengio 2010, He is He et al. 2015, both in the uniform form; "uniform" and
#: "zeros" are TensorFlow Playground's.
INITIALISATIONS: dict[str, tuple[Callable[[int, int], float], float]] = {
    "uniform": (lambda fan_in, fan_out: 0.5, 0.1),
    "xavier": (lambda fan_in, fan_out: math.sqrt(6.0 / (fan_in + fan_out)), 0.0),
    "he": (lambda fan_in, fan_out: math.sqrt(6.0 / fan_in), 0.0),
    "zeros": (lambda fan_in, fan_out: 0.0, 0.0),
}


def initial_parameters(
    sizes: Sequence[int], source: HasRandom, initialisation: str = "uniform"
) -> Parameters:
    """Draw the parameters of a network with `sizes` inputs, hidden neurons..., outputs.

    One number of `source` is drawn for each weight, layer by layer, neuron by neuron, input by input
    (for "zeros" too, so that what is drawn next stays the same).

    >>> initial_parameters([2, 1], random.Random(1), "zeros")
    (LayerParameters(weights=((0.0, 0.0),), biases=(0.0,)),)
    """
    if initialisation not in INITIALISATIONS:
        raise PlaygroundError(f"There is no initialisation named {initialisation!r}.")
    bound, bias = INITIALISATIONS[initialisation]
    return tuple(
        LayerParameters(
            weights=tuple(
                tuple(bound(fan_in, fan_out) * (2.0 * source.random() - 1.0) + 0.0 for _ in range(fan_in))
                for _ in range(fan_out)
            ),
            biases=(bias,) * fan_out,
        )
        for fan_in, fan_out in pairwise(sizes)
    )
