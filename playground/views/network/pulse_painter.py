"""Painting waves of pulses over the picture of the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtGui import QPainter

from playground.pulses import SPREAD, Wave, exploding, magnitude, pass_values
from playground.run import Frame
from playground.views.network.geometry import Geometry
from playground.views.network.sprites import LARGEST, Sprites
from playground.views.network.stages import Stage

#: The last part of a curve in which a pulse shrinks into the tile (and grows out of it).
_SHORE = 0.07


def largest_diameter(geometry: Geometry) -> float:
    """Diameter of a pulse at the ceiling: in step with the tiles, so that dense networks stay legible."""
    return min(LARGEST * geometry.scale, max(7.0, 0.48 * geometry.tile))


def paint_waves(painter: QPainter, sprites: Sprites, geometry: Geometry, waves: Iterable[Wave]) -> int:
    """Paint every pulse that is large enough to be seen; return how many there were.

    In each gap the largest come first, so that none is hidden.
    """
    under_way = [wave for wave in waves if len(wave.values) == len(geometry.gaps)]
    return sum(_paint_gap(painter, sprites, geometry, gap, under_way) for gap in range(len(geometry.gaps)))


def _paint_gap(
    painter: QPainter, sprites: Sprites, geometry: Geometry, gap: int, waves: Sequence[Wave]
) -> int:
    curves = geometry.gaps[gap]
    here = [wave for wave in waves if wave.values[gap].shape == curves.starts.shape and wave.reaches(gap)]
    if not here:
        return 0
    along = np.array([wave.parameters(gap) for wave in here])
    values = np.array([wave.values[gap] for wave in here])
    near = np.clip(np.minimum(along, 1.0 - along) / _SHORE, 0.0, 1.0)
    diameters = (magnitude(values) * largest_diameter(geometry) * near).ravel()
    order = np.argsort(-diameters, kind="stable")
    order = order[diameters[order] >= 1.0]
    x, y = (part.ravel()[order] for part in curves.points(along))
    flat = values.ravel()[order]
    sprites.draw(painter, x, y, diameters[order], flat < 0.0, exploding(flat))
    return len(order)


def still_waves(frame: Frame, direction: str) -> list[Wave]:
    """One wave half way in every gap: what is seen where nothing may move."""
    shown = "forward" if direction == "forward" else "backward"
    values = pass_values(frame, shown)
    return [Wave(shown, values, gap + 0.5 + SPREAD / 2, SPREAD) for gap in range(len(values))]


def stage_waves(frame: Frame, stage: Stage, share: float) -> list[Wave]:
    """The wave of one stage of a training step, `share` of the way through the gaps it is in."""
    if stage.kind not in ("sum", "loss", "chain"):
        return []
    direction = "backward" if stage.kind == "chain" else "forward"
    values = pass_values(frame, direction)
    last = len(values) - 1
    gaps = [last] if stage.kind == "loss" else [stage.layer]
    if direction == "backward" and stage.layer == last - 1:
        gaps.append(last)
    return [Wave(direction, values, (gap if direction == "forward" else last - gap) + share) for gap in gaps]
