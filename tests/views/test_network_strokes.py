"""The rasteriser of the edges: how much ink a stroke leaves, where, and what colours make of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.views.network.geometry import Gap
from playground.views.network.strokes import blend, dash_of, ink, raster

OPAQUE = 1.0 - np.exp(-1.0)  # one unit of ink


def one(start: float, end: float, width: float, dashed: bool = False, ratio: float = 1.0) -> np.ndarray:
    """The ink of one stroke over 120 columns, one unit where it covers a pixel."""
    gap = Gap(0, 10.0, 130.0, np.array([[start]]), np.array([[end]]))
    strip = raster(gap, round(300 * ratio), ratio)
    return ink(strip, np.array([width]), np.array([OPAQUE]), np.array([dashed]))


def length(start: float, end: float) -> float:
    """The arc length of the curve, by many short chords."""
    t = np.linspace(0.0, 1.0, 100001)
    x = 10.0 + 120.0 * (1.5 * t * (1 - t) ** 2 + 1.5 * t**2 * (1 - t) + t**3)
    y = start + (end - start) * (3.0 * t**2 * (1 - t) + t**3)
    return float(np.hypot(np.diff(x), np.diff(y)).sum())


@settings(max_examples=80)
@given(st.floats(20.0, 280.0), st.floats(20.0, 280.0), st.floats(1.0, 9.0))
def test_a_stroke_covers_its_width_times_its_length(start: float, end: float, width: float) -> None:
    assert one(start, end, width).sum() == pytest.approx(width * length(start, end), rel=0.02)


@given(st.floats(100.0, 110.0), st.floats(1.0, 6.0))
def test_a_level_stroke_covers_each_pixel_by_its_share(middle: float, width: float) -> None:
    column = one(middle, middle, width)[60]
    rows = np.arange(len(column))
    low, high = middle - width / 2, middle + width / 2
    assert column == pytest.approx(
        np.clip(np.minimum(rows + 1, high) - np.maximum(rows, low), 0, 1), abs=1e-6
    )


def test_dashes_leave_as_much_as_their_share_says() -> None:
    on, off = dash_of(46.0)
    share = one(150.0, 150.0, 4.0, dashed=True).sum() / one(150.0, 150.0, 4.0).sum()
    assert share == pytest.approx(on / (on + off), abs=0.05)
    columns = one(150.0, 150.0, 4.0, dashed=True).sum(axis=1)
    assert np.isclose(columns, 0.0).any()
    assert np.isclose(columns, 4.0).any()


def test_twice_the_pixels_four_times_the_ink() -> None:
    assert one(40.0, 200.0, 3.0, ratio=2.0).sum() == pytest.approx(
        4.0 * one(40.0, 200.0, 3.0).sum(), rel=0.02
    )


def test_an_invisible_stroke_leaves_nothing() -> None:
    gap = Gap(0, 10.0, 130.0, np.array([[50.0]]), np.array([[90.0]]))
    left = ink(raster(gap, 300, 1.0), np.array([4.0]), np.array([0.0]), np.array([False]))
    assert left.shape == (120, 300)
    assert not left.any()


def test_colours_are_those_of_transparent_paint() -> None:
    blue, orange, ground = (74, 163, 240), (245, 147, 34), (25, 29, 36)
    some = -np.log(1.0 - np.array([[0.0, 0.5, 0.9]]))
    none = np.zeros((1, 3))
    pixels = blend([(some, blue), (none, orange)], ground)
    assert pixels.shape == (3, 1)
    for row, opacity in enumerate((0.0, 0.5, 0.9)):
        got = [int(pixels[row, 0]) >> shift & 255 for shift in (24, 16, 8, 0)]
        wanted = [255, *(g + opacity * (c - g) for c, g in zip(blue, ground, strict=True))]
        assert got == pytest.approx(wanted, abs=1.0)


def test_where_colours_cross_the_stronger_keeps_its_hue() -> None:
    blue, orange = (74, 163, 240), (245, 147, 34)
    thick, thin = np.array([[2.0]]), np.array([[0.4]])
    pixel = int(blend([(thick, blue), (thin, orange)], (25, 29, 36))[0, 0])
    assert (pixel & 255) > 2 * (pixel >> 16 & 255)
