"""What is said of the place under the pointer."""

from __future__ import annotations

import numpy as np

from playground.controls.heat_pixels import probabilities
from playground.controls.numbers import plain
from playground.run import Array


def place_text(x: float, y: float) -> str:
    """The coordinates of a place."""
    return f"({x:.1f}, {y:.1f})".replace("-", "−")


def value_text(value: float) -> str:
    """An answer with its sign."""
    return (f"{value:+.2f}" if abs(value) < 1e6 else f"{value:+.1e}").replace("-", "−")


def class_text(logits: Array, names: tuple[str, ...]) -> str:
    """The winning class of `logits` (k,) and its probability."""
    shares = probabilities(logits)
    winner = int(shares.argmax())
    share = 100 * float(shares[winner])
    return f"{names[winner]} {'> 99.9' if 99.95 <= share < 100 else f'{share:.3g}'} %"


def loss_text(loss: float) -> str:
    """A point's own loss."""
    return f"loss {plain(loss, 3)}" if np.isfinite(loss) else "loss not a number"
