"""The colours of a surface in every light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QBrush, QColor

from playground.controls.heat_pixels import softened
from playground.theme import Palette, mix, sign_colours
from playground.views.output.mesh import SHADES, Mesh

#: Colours between the signs.
COLOURS = 64


def colours_of(mesh: Mesh, discrete: bool) -> NDArray[np.intp]:
    """Each cell's place among the colours of `brushes`, without its light; `discrete` knows two only."""
    if mesh.winner is not None:
        return np.asarray(mesh.winner + COLOURS)
    if discrete:
        return np.where(mesh.value >= 0, COLOURS - 1, 0)
    return np.asarray(((mesh.value + 1) / 2 * (COLOURS - 1) + 0.5).astype(np.intp))


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
