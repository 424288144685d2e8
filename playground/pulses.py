"""The maths of the pulses: how large a gradient looks, and where each wave of pulses is. No Qt.

A wave takes with it the numbers of the batch that sent it off, so that a pulse keeps its size and sign
on its way even while training runs on. Travel is counted in layers: the gap before layer l is gap l,
the last gap joins the output neuron to the loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.run import Frame

Array = NDArray[np.float64]

#: Magnitudes at and below the floor are not seen; above the ceiling they are drawn as exploding.
FLOOR, CEILING = 1e-6, 1e2
#: Waves are spaced out so far that no more pulses than this are on the canvas at once.
MOST_PULSES = 700
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
    """Return what the pulses of a pass carry, (n_out, n_in) a gap, the output-to-loss gap last.

    Forward: weight times input, and the network's output into the loss. Backward: ∂L/∂w, and for
    the last gap the output neuron's bias gradient, which is ∂L/∂z of its weighted sum z.
    """
    last = frame.layers[-1]
    if direction == "forward":
        return (*(layer.signals for layer in frame.layers), last.activations[:, None])
    return (*(layer.weight_gradients for layer in frame.layers), last.bias_gradients[:, None])


@dataclass
class Wave:
    """One pass on its way: `travelled` layers of the `len(values)` gaps it has to cross."""

    direction: str
    values: tuple[Array, ...]
    travelled: float = 0.0

    @property
    def gap(self) -> int:
        """The gap it is in, counted from the input side."""
        done = int(self.travelled)
        return done if self.direction == "forward" else len(self.values) - 1 - done

    @property
    def parameter(self) -> float:
        """How far along the gap's curves it is, 0 at the source (left), 1 at the target."""
        share = self.travelled - int(self.travelled)
        return share if self.direction == "forward" else 1.0 - share

    @property
    def arrived(self) -> bool:
        """Whether it has left the network."""
        return self.travelled >= len(self.values)


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
        """Layers between one wave and the next: 1, or as many as `MOST_PULSES` asks for."""
        edges = sum(rows * columns for rows, columns in self._shape)
        gaps = len(self._shape) + 1
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
        self.waves = [wave for wave in self.waves if not wave.arrived]
        gaps, spacing = len(self._shape) + 1, self.spacing()
        if not self.waves:
            # Begin with the whole network under way, not with an empty canvas.
            self._send(self.direction, min(gaps - 0.5, spacing * ((gaps - 0.5) // spacing) + 0.5))
        while (behind := self.waves[-1].travelled - spacing) >= 0.0:
            self._send(self.direction, behind)

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

    def _send(self, direction: str, travelled: float) -> None:
        assert self._frame is not None
        self.waves.append(Wave(direction, pass_values(self._frame, direction), travelled))
