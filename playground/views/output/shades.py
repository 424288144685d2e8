"""The colours of a surface in every light."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QBrush, QColor

from playground.controls.heat_pixels import softened
from playground.theme import Palette, mix, sign_colours
from playground.views.output.mesh import SHADES

#: Colours between the signs.
COLOURS = 64


@lru_cache(maxsize=4)
def brushes(palette: Palette) -> list[QBrush]:
    """Every colour of the map, then of the classes, each in every shade."""
    signs = ["#" + bytes(row[:3]).hex() for row in sign_colours(softened(palette), COLOURS)]
    dark = mix(palette.zero, "#000000", 0.55)
    return [
        QBrush(QColor(mix(colour, dark, 0.75 * shade / (SHADES - 1))))
        for colour in (*signs, *palette.classes)
        for shade in range(SHADES)
    ]
