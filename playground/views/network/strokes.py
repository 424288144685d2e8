"""Many smooth curves at once, rasterised column by column in NumPy. No Qt.

A stroker takes about 0.1 ms for each thick antialiased curve; a layer of 16 has 256 of them. But all
curves of a gap run from the same left to the same right, so in each pixel column a stroke is one
vertical span: a trapezoid whose ramps are the antialiasing. A trapezoid has four corners in its second
difference, so all strokes together are one scatter and two running sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.views.network.geometry import Gap, curve_x, curve_y

Array = NDArray[np.float64]
#: On and off lengths of the dashes of a negative edge beside tiles of 46, in device-independent pixels.
DASH = (7.0, 5.0)


def dash_of(tile: float) -> tuple[float, float]:
    """The dashes beside tiles of this side: they grow with the strokes."""
    size = min(max(tile / 46.0, 0.6), 1.7)
    return DASH[0] * size, DASH[1] * size


@dataclass(frozen=True)
class Raster:
    """The curves of one gap sampled at pixel columns; made once a layout and used for every repaint.

    `first` is the strip's first pixel column. `middle` and `stretch` (edges, columns) are each curve's
    height and its length per column, in pixels; `along` the length travelled, for dashes.
    """

    first: int
    height: int
    ratio: float
    dash: tuple[float, float]
    middle: Array
    stretch: Array
    along: Array

    @property
    def columns(self) -> int:
        """Width of the strip in pixels."""
        return int(self.middle.shape[1])


def raster(gap: Gap, height: int, ratio: float, tile: float = 46.0) -> Raster:
    """Sample a gap's curves on a strip `height` pixels high; `ratio` is the device pixel ratio."""
    first, last = round(gap.left * ratio), round(gap.right * ratio)
    columns = np.arange(first, max(last, first + 1)) + 0.5
    t = np.linspace(0.0, 1.0, 129)
    parameter = np.interp((columns / ratio - gap.left) / (gap.right - gap.left), curve_x(t), t)
    rise = (gap.ends - gap.starts).reshape(-1, 1) * ratio
    middle = gap.starts.reshape(-1, 1) * ratio + rise * curve_y(parameter)
    slope = (
        rise
        * (6.0 * parameter * (1.0 - parameter) / (1.5 - 3.0 * parameter + 3.0 * parameter**2))
        / ((gap.right - gap.left) * ratio)
    )
    stretch = np.hypot(1.0, slope)
    return Raster(first, height, ratio, dash_of(tile), middle, stretch, np.cumsum(stretch, axis=1))


def ink(strip: Raster, widths: Array, opacities: Array, dashed: NDArray[np.bool_]) -> Array:
    """Return how much ink lies on each pixel of the strip, (columns, height): −log of what shines through.

    `widths` (in device-independent pixels), `opacities` (below 1) and `dashed` are one entry an edge.
    Ink adds where strokes cross, as transparent strokes laid over each other in any order do.
    """
    shown = np.nonzero(opacities > 0.0)[0]
    if not len(shown):
        return np.zeros((strip.columns, strip.height))
    stretch = strip.stretch[shown]
    half = 0.5 * strip.ratio * widths[shown, None] * stretch
    depth = -np.log1p(-opacities[shown, None]) * _dashes(strip, shown, dashed[shown])
    # A column sees the curve climb by its slope, so the span's ends are ramps of that length.
    ramp = 0.5 * np.maximum(1.0, np.sqrt(np.maximum(stretch**2 - 1.0, 0.0)))
    ramp = np.minimum(ramp, np.maximum(half, 0.5))
    # A stroke thinner than a pixel keeps its pixel and pales instead.
    depth = depth * np.minimum(1.0, half / ramp)
    half = np.maximum(half, ramp)
    middle = strip.middle[shown]
    rise = depth / (2.0 * ramp)
    corners = np.empty((4, *middle.shape))
    low, high = middle - half, middle + half
    np.subtract(low, ramp, out=corners[0])
    np.add(low, ramp, out=corners[1])
    np.subtract(high, ramp, out=corners[2])
    np.add(high, ramp, out=corners[3])
    bends = np.empty_like(corners)
    bends[0] = bends[3] = rise
    np.negative(rise, out=bends[1])
    bends[2] = bends[1]
    return _second_sum(strip, corners, bends)


def _dashes(strip: Raster, shown: NDArray[np.intp], dashed: NDArray[np.bool_]) -> Array:
    on, off = (length * strip.ratio for length in strip.dash)
    along, stretch = strip.along[shown], strip.stretch[shown]
    place = np.mod(along, on + off)
    edge = np.minimum(place, on - place) / np.maximum(stretch, 1.0) + 0.5
    return np.where(dashed[:, None], np.clip(edge, 0.0, 1.0), 1.0)


def _second_sum(strip: Raster, corners: Array, bends: Array) -> Array:
    """Sum ramps that each bend by `bends` at the heights `corners`, sampled at pixel middles."""
    # Counted from one row above the strip, so that cutting off the fraction rounds down.
    rows = np.clip(corners + 0.5, 0.0, strip.height, out=corners)
    whole = rows.astype(np.intp)
    rows -= whole
    below = bends * rows
    bends -= below
    # One row a pixel column: running sums go along memory, which is much faster.
    length = strip.height + 2
    whole += np.arange(strip.columns) * length
    size = length * strip.columns
    index = whole.ravel()
    bent: Array = np.asarray(np.bincount(index, bends.ravel(), size), dtype=np.float64)
    bent[1:] += np.bincount(index, below.ravel(), size)[:-1]
    grid = bent.reshape(-1, length)
    np.cumsum(grid, axis=1, out=grid)
    np.cumsum(grid, axis=1, out=grid)
    ink_on_pixels: Array = grid[:, : strip.height]
    return ink_on_pixels


def blend(inks: list[tuple[Array, tuple[int, int, int]]], ground: tuple[int, int, int]) -> NDArray[np.uint32]:
    """Return the strip's pixels (height, columns), 0xffRRGGBB: inks of several colours on a ground.

    Where colours meet the stronger ink sets the hue (squared weights), for an even mixture of
    complementary colours would be grey.
    """
    pixels = np.full(inks[0][0].shape, _packed(ground), dtype=np.uint32)
    amounts = [amount.ravel() for amount, _ in inks]
    # Most of a strip is bare; only what ink has touched is worth the arithmetic.
    touched = np.flatnonzero(sum(amounts[1:], amounts[0]) > 2e-3)
    wet = [amount[touched].clip(0.0) for amount in amounts]
    squares = [amount * amount for amount in wet]
    share = -np.expm1(-sum(wet[1:], wet[0])) / sum(squares[1:], squares[0] + 1e-12)
    packed = np.full(len(touched), 0xFF, dtype=np.uint32)
    for channel in range(3):
        mixed = sum(
            square * (colour[channel] - ground[channel])
            for square, (_, colour) in zip(squares, inks, strict=True)
        )
        packed = (packed << np.uint32(8)) | (ground[channel] + mixed * share + 0.5).astype(np.uint32)
    pixels.ravel()[touched] = packed
    return pixels.T


def _packed(colour: tuple[int, int, int]) -> int:
    return 0xFF000000 | colour[0] << 16 | colour[1] << 8 | colour[2]
