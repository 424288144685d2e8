"""What the values of a network's graph are called, and where in the network each of them stands. No Qt."""

from __future__ import annotations

from engine.features import feature
from engine.nn import LINEAR
from playground.document import BIAS, Document, Frozen, layer_sizes

#: Activations in words, where their key is not one.
_WORDS = {"leaky_relu": "leaky ReLU", "relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


class SampleNames:
    """Names for one network, all numbers from 1.

    Hidden neuron j of layer k has weights w`kj1`, w`kj2`…, bias b`kj`, weighted sum z`kj` and answer h`kj`;
    the output neuron has w1, w2…, b, z and o, one of several w`j1`…, b`j`, z`j` and o`j`. From ten neurons on
    the numbers are kept apart: w`k_j_1`. A feature goes by its key, one's own by f and its number, the target
    by y, those of several classes by y1, y2….
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        network = document.network
        self._sizes = layer_sizes(network)
        self._between = "_" if max(self._sizes) > 9 else ""
        own = {formula: f"f{number}" for number, formula in enumerate(network.formulas, 1)}
        self.inputs = tuple(own.get(key, key) for key in network.features)
        self._labels = tuple(feature(key).label for key in network.features)
        several = range(1, self._sizes[-1] + 1)
        #: The weights and biases that are not trained.
        self.frozen: set[str] = set()
        self.targets = tuple(f"y{number}" for number in several) if self._sizes[-1] > 1 else ("y",)
        #: Where each name stands, as the network's own canvas calls the place.
        self.places = {name: f"Input {label}" for name, label in zip(self.inputs, self._labels, strict=True)}
        self.places |= {name: f"Target of class {k}" for k, name in enumerate(self.targets, 1)}
        if self._sizes[-1] == 1:
            self.places["y"] = "Target"

    def weight(self, layer: int, neuron: int, place: int) -> str:
        """The weight of a neuron for its input number `place`; layers count from the first hidden one."""
        label = self._labels[place] if layer == 0 else f"neuron {place + 1}"
        return self._put("w", layer, neuron, place, what=f"weight from {label}", frozen=place)

    def bias(self, layer: int, neuron: int) -> str:
        """A neuron's bias."""
        return self._put("b", layer, neuron, what="bias", frozen=BIAS)

    def sum(self, layer: int, neuron: int) -> str:
        """A neuron's weighted sum, where an activation follows."""
        return self._put("z", layer, neuron, what="weighted sum")

    def answer(self, layer: int, neuron: int, activation: str) -> str:
        """What a neuron answers: its activation, or its weighted sum where it has none."""
        words = "weighted sum" if activation == LINEAR else _WORDS.get(activation, activation)
        return self._put("o" if self._is_output(layer) else "h", layer, neuron, what=words)

    def neuron(self, layer: int, neuron: int) -> str:
        """A neuron's place, as a heading says it."""
        if not self._is_output(layer):
            return f"Hidden {layer + 1} · neuron {neuron + 1}"
        return f"Output neuron {neuron + 1}" if self._sizes[-1] > 1 else "Output neuron"

    def layer(self, layer: int) -> str:
        """A layer, as the canvas heads it."""
        return "Output" if self._is_output(layer) else f"Hidden {layer + 1}"

    def _put(self, letter: str, layer: int, neuron: int, *inputs: int, what: str, frozen: int = 0) -> str:
        numbers = [*([] if self._is_output(layer) else [layer]), neuron, *inputs]
        if self._is_output(layer) and self._sizes[-1] == 1:
            numbers.remove(neuron)
        name = letter + self._between.join(str(number + 1) for number in numbers)
        still = letter in "wb" and self._is_frozen(layer, neuron, frozen)
        if still:
            self.frozen.add(name)
        self.places[name] = f"{self.neuron(layer, neuron)} · {what}{', frozen' if still else ''}"
        return name

    def _is_frozen(self, layer: int, neuron: int, part: int) -> bool:
        holding = {Frozen(layer), Frozen(layer, neuron), Frozen(layer, neuron, part)}
        return not holding.isdisjoint(self._document.frozen)

    def _is_output(self, layer: int) -> bool:
        return layer == len(self._sizes) - 2
