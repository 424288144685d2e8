"""The maths of the pulses: how large a gradient looks, and where each wave of pulses is. No Qt.

A wave takes with it the numbers of the batch that sent it off, so that a pulse keeps its size and sign
on its way even while training runs on. Travel is counted in layers: the gap before layer l is gap l,
the last gap joins the output neurons to the loss. Each edge's pulse lags a little behind its wave, by an
amount of its own: pulses in step would stand in one clump where the edges of a column meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.run import Frame

Array = NDArray[np.float64]

#: Magnitudes at and below the floor are not seen; above the ceiling they are drawn as exploding.
FLOOR, CEILING = 1e-6, 1e2
#: Waves are spaced out so far that about so many pulses are on the canvas at most; up to the smaller
#: number each edge has two.
MOST_PULSES, MOST_IN_PAIRS = 700, 400
#: How much of the way to the next wave the pulses of one wave are spread over.
SPREAD = 0.8
DIRECTIONS = ("backward", "forward", "both")
#: How long a cycle of `both` rests after the update, in layers of travel.
REST = 0.6


def magnitude(values: Array) -> Array:
    """Return how large numbers look, 0 to 1: log10 |value| from `FLOOR` to `CEILING`; NaN explodes.

    Equal ratios look equal: each power of ten adds an eighth, so a gradient that vanishes layer by
    layer is seen to shrink to nothing and one that explodes to grow to the full size.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        decades = np.log10(np.abs(values)) - np.log10(FLOOR)
    decades = np.where(np.isnan(decades), np.inf, decades)
    scaled: Array = np.clip(decades / np.log10(CEILING / FLOOR), 0.0, 1.0)
    return scaled


def exploding(values: Array) -> NDArray[np.bool_]:
    """Say which numbers are above the ceiling or not numbers at all."""
    return ~(np.abs(values) <= CEILING)


def pass_values(frame: Frame, direction: str) -> tuple[Array, ...]:
    """Return what the pulses of a pass carry, (n_out, n_in) a gap, the output-to-loss gap (1, outputs) last.

    Forward: weight times input, and the network's outputs into the loss. Backward: ∂L/∂w, and for
    the last gap each output neuron's bias gradient, which is ∂L/∂z of its weighted sum z.
    """
    last = frame.layers[-1]
    if direction == "forward":
        return (*(layer.signals for layer in frame.layers), last.activations[None, :])
    return (*(layer.weight_gradients for layer in frame.layers), last.bias_gradients[None, :])


def lags(shape: tuple[int, ...]) -> Array:
    """Return how far each edge's pulse lags behind its wave, 0 to 1, evenly spread and always the same.

    Multiples of the golden and the silver ratio, modulo 1: both spread any number of neighbours evenly.
    """
    neurons, sources = np.indices(shape)
    late: Array = ((np.sqrt(5.0) - 1.0) / 2.0 * neurons + (np.sqrt(2.0) - 1.0) * sources) % 1.0
    return late


@dataclass
class Wave:
    """One pass on its way: `travelled` layers of the `len(values)` gaps it has to cross.

    Its pulses are spread over the last `spread` layers of that.
    """

    direction: str
    values: tuple[Array, ...]
    travelled: float = 0.0
    spread: float = 0.0

    def parameters(self, gap: int) -> Array:
        """How far along each curve of a gap the pulse is, 0 at the source (left), 1 at the target.

        (n_out, n_in); not within 0 to 1 where the pulse is in another gap.
        """
        before = gap if self.direction == "forward" else len(self.values) - 1 - gap
        share: Array = self.travelled - before - self.spread * lags(self.values[gap].shape)
        return share if self.direction == "forward" else 1.0 - share

    def reaches(self, gap: int) -> bool:
        """Whether any of its pulses may be in a gap."""
        before = gap if self.direction == "forward" else len(self.values) - 1 - gap
        return before < self.travelled < before + 1.0 + self.spread

    @property
    def arrived(self) -> bool:
        """Whether the last of its pulses has left the network."""
        return self.travelled >= len(self.values) + self.spread


class Pulses:
    """The waves on the canvas, moved on by `advance`; knows no clock and no widget."""

    def __init__(self) -> None:
        self.direction = "backward"
        self.waves: list[Wave] = []
        self._frame: Frame | None = None
        self._shape: tuple[tuple[int, ...], ...] = ()
        self._rest = 0.0

    def show(self, frame: Frame | None) -> None:
        """Take the newest numbers for the waves to come; another network shape clears the canvas."""
        shape = tuple(layer.weights.shape for layer in frame.layers) if frame else ()
        if shape != self._shape:
            self.waves.clear()
        self._frame, self._shape = frame, shape

    def set_direction(self, direction: str) -> None:
        """Choose the pass that is shown: one of `DIRECTIONS`."""
        if direction != self.direction:
            self.direction = direction
            self.waves.clear()

    def spacing(self) -> float:
        """Layers between one wave and the next: a half, or as many as the number of edges asks for."""
        edges = sum(rows * columns for rows, columns in self._shape)
        gaps = len(self._shape) + 1
        if 2 * edges <= MOST_IN_PAIRS:
            return 0.5
        return float(min(gaps, max(1, -(-edges // MOST_PULSES))))

    def advance(self, layers: float) -> None:
        """Move every wave on by so many layers and send off new ones where it is time."""
        if self._frame is None:
            return
        for wave in self.waves:
            wave.travelled += layers
        if self.direction == "both":
            self._alternate(layers)
        else:
            self._stream()

    def _stream(self) -> None:
        spacing = self.spacing()
        spread = SPREAD * min(1.0, spacing)
        self.waves = [wave for wave in self.waves if not wave.arrived]
        if not self.waves:
            # Begin with the whole network under way, not with an empty canvas.
            whole = len(self._shape) + 1 + spread
            self._send(self.direction, spacing * (-(-whole // spacing) - 0.5), spread)
        while (behind := self.waves[-1].travelled - spacing) >= 0.0:
            self._send(self.direction, behind, spread)
        self.waves = [wave for wave in self.waves if not wave.arrived]

    def _alternate(self, layers: float) -> None:
        if not self.waves:
            self._rest -= layers
            if self._rest <= 0.0:
                self._send("forward", 0.0)
            return
        wave = self.waves[-1]
        if wave.arrived:
            self.waves.clear()
            if wave.direction == "forward":
                over = wave.travelled - len(wave.values)
                self._send("backward", min(over, len(wave.values) - 1.0))
            else:
                self._rest = REST

    def _send(self, direction: str, travelled: float, spread: float = 0.0) -> None:
        assert self._frame is not None
        self.waves.append(Wave(direction, pass_values(self._frame, direction), travelled, spread))
