"""From numbers over the plane to pixels: calmer colours for areas, finer grids, colours of classes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.theme import Palette, mix

Array = NDArray[np.float64]
#: Image pixels along one side for each value of a map when only its winner is shown.
FINER = 3
#: How far large areas are drawn toward the neutral colour.
_SOFTER = 0.18
#: Shades of a class from undecided to certain.
_SHADES = 128


def softened(palette: Palette) -> Palette:
    """The palette with calmer signs for large areas, so that points of full colour stand out from them."""
    return replace(
        palette,
        negative=mix(palette.negative, palette.zero, _SOFTER),
        positive=mix(palette.positive, palette.zero, _SOFTER),
    )


def packed(table: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Colours (n, 4) of red, green, blue, alpha as the numbers that a `QImage` of 32 bits holds."""
    wide = table.astype(np.uint32)
    numbers = (wide[:, 3] << 24) | (wide[:, 0] << 16) | (wide[:, 1] << 8) | wide[:, 2]
    return numbers.astype(np.uint32)


def class_colours(palette: Palette) -> NDArray[np.uint32]:
    """Colours (classes, shades), packed: each class from the neutral colour to its own, calmed for areas."""
    ends = np.array([_parts(mix(colour, palette.zero, _SOFTER)) for colour in palette.classes])
    zero, shares = np.array(_parts(palette.zero)), np.linspace(0.0, 1.0, _SHADES)
    table = np.full((len(ends), _SHADES, 4), 255, np.uint8)
    table[:, :, :3] = np.rint(zero + (ends[:, None] - zero) * shares[:, None])
    return packed(table.reshape(-1, 4)).reshape(len(ends), _SHADES)


def class_pixels(logits: Array, table: NDArray[np.uint32], discrete: bool) -> NDArray[np.uint32]:
    """Colours of the winners of `logits` (classes, side, side).

    Smooth, a class is as pale as its probability is near to the next one's: with two classes that is the
    tanh of half their difference, as one output between −1 and 1 shows it. Discrete, it is flat.
    """
    if discrete:
        pixels: NDArray[np.uint32] = table[:, -1][_fine_winners(logits)]
    else:
        shades = (margin(logits) * (table.shape[1] - 1) + 0.5).astype(np.intp)
        pixels = table[winners(logits), shades]
    return pixels


def winners(logits: Array) -> NDArray[np.intp]:
    """Which class has the largest of `logits` (classes, ...); one that is not a number never wins."""
    won: NDArray[np.intp] = np.where(np.isnan(logits), -np.inf, logits).argmax(axis=0)
    return won


def _fine_winners(logits: Array) -> NDArray[np.intp]:
    """The winners at `FINER` times as many pixels a side, with borders that are not in steps."""
    # Half the bytes: this is a picture, painted at every frame. Numbers that are none never win.
    coarse = np.clip(np.nan_to_num(logits, nan=-1e30), -1e30, 1e30).astype(np.float32)
    best = finer(coarse[0], FINER)
    won = np.zeros(best.shape, np.intp)
    for index, each in enumerate(coarse[1:], start=1):
        fine = finer(each, FINER)
        won[fine > best] = index
        np.maximum(best, fine, out=best)
    return won


def probabilities(logits: Array) -> Array:
    """Softmax over the first axis; where the logits are not finite numbers, all classes are alike."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(logits - logits.max(axis=0))
        shares = powers / powers.sum(axis=0)
    return np.where(np.isfinite(shares), shares, 1.0 / len(logits))


def margin(logits: Array) -> Array:
    """By how much the most probable class leads the second one, 0 to 1."""
    ranked = np.partition(probabilities(logits), -2, axis=0)
    return np.asarray(ranked[-1] - ranked[-2])


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def finer(values: NDArray[Any], factor: int) -> NDArray[Any]:
    """The map at `factor` times as many pixels a side, interpolated linearly between pixel centres."""
    return _finer_rows(_finer_rows(values, factor).T, factor).T


def _finer_rows(values: NDArray[Any], factor: int) -> NDArray[Any]:
    """`factor` times as many rows; beyond the first and the last row's centre the map stays level."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    result = np.empty((len(values) * factor, values.shape[1]), values.dtype)
    for phase in range(factor):
        place = (phase + 0.5) / factor - 0.5
        below = 1 + math.floor(place)
        share = place - math.floor(place)
        lower, upper = padded[below : below + len(values)], padded[below + 1 : below + 1 + len(values)]
        result[phase::factor] = lower + (upper - lower) * share
    return result
