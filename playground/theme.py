"""The look: one palette a theme, fonts with tabular figures, and the sign colour map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as #rrggbb."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    positive: str
    zero: str
    negative: str


DARK = Palette(
    name="dark",
    window="#12151a",
    panel="#191d24",
    raised="#20252e",
    line="#2c333e",
    text="#e8ecf2",
    quiet="#97a3b3",
    accent="#7fb4ff",
    positive="#4aa3f0",
    zero="#21262f",
    negative="#f59322",
)
LIGHT = Palette(
    name="light",
    window="#f4f5f7",
    panel="#ffffff",
    raised="#f0f2f5",
    line="#dfe3e9",
    text="#1b2330",
    quiet="#5d6b7c",
    accent="#1767c9",
    positive="#0877bd",
    zero="#e8eaeb",
    negative="#e07a0a",
)
PALETTES = {palette.name: palette for palette in (DARK, LIGHT)}


def sign_colours(palette: Palette, steps: int = 256) -> NDArray[np.uint8]:
    """Colours from negative over zero to positive, (steps, 4) RGBA: what every heat map is painted with."""
    stops = [_rgb(colour) for colour in (palette.negative, palette.zero, palette.positive)]
    position = np.linspace(0.0, 2.0, steps)
    channels = [np.interp(position, [0.0, 1.0, 2.0], [stop[k] for stop in stops]) for k in range(3)]
    table = np.full((steps, 4), 255, dtype=np.uint8)
    table[:, :3] = np.stack(channels, axis=1).round().astype(np.uint8)
    return table


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
