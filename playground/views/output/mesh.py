"""The answer over the plane as a surface: heights, light, and where each cell is on screen. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.controls.heat_pixels import probabilities, winners
from playground.run import Array
from playground.views.output.verdicts import Picture

#: Cells along a side.
CELLS = 44
#: Half the box's height, where half its side is 1.
HALF_HEIGHT = 0.6
#: How much of a cell's colour the light takes away at most, in steps.
SHADES = 12
#: Where the light comes from, seen by who looks: left, above, and from behind them.
_LIGHT = np.array([-0.45, -0.35, 0.82])
PITCHES = (math.radians(8), math.radians(88))


@dataclass(frozen=True, slots=True)
class Camera:
    """Where one looks from: turned by `yaw` around the vertical, `pitch` above the horizon, radians; nearer
    by `zoom`."""

    yaw: float = math.radians(-32)
    pitch: float = math.radians(32)
    zoom: float = 1.0

    def turned(self, yaw: float, pitch: float) -> Camera:
        """Turned by so much, never below the ground."""
        low, high = PITCHES
        return Camera(self.yaw + yaw, min(high, max(low, self.pitch + pitch)), self.zoom)

    def nearer(self, factor: float) -> Camera:
        """Nearer by a factor, within limits."""
        return Camera(self.yaw, self.pitch, min(5.0, max(0.4, self.zoom * factor)))

    def project(self, places: Array) -> tuple[Array, Array]:
        """Return places (..., 3) on screen (..., 2), x to the right and y down, and how far away (...)."""
        x, y, z = np.moveaxis(places, -1, 0)
        across = x * math.cos(self.yaw) - y * math.sin(self.yaw)
        away = x * math.sin(self.yaw) + y * math.cos(self.yaw)
        down = -(z * math.cos(self.pitch) + away * math.sin(self.pitch))
        return np.stack([across, down], axis=-1) * self.zoom, away

    def scale(self, width: float, height: float) -> float:
        """Pixels for half the box's side, so that the box fits whichever way it is turned."""
        wide, flat = 2 * math.sqrt(2), 2 * math.sqrt(2) * math.sin(self.pitch)
        return min(width * 0.94 / wide, height * 0.88 / (flat + 2 * HALF_HEIGHT * math.cos(self.pitch)))


@dataclass(frozen=True, slots=True)
class Mesh:
    """Corners `nodes` (CELLS + 1, CELLS + 1, 3) in the box of half side 1, and of each cell its `value`, −1
    to 1, and with several classes the `winner`."""

    nodes: Array
    value: Array
    winner: NDArray[np.intp] | None


def mesh_of(picture: Picture) -> Mesh:
    """Return the surface of an answer: its value, or the probability of the class that wins."""
    axis = np.linspace(-1.0, 1.0, CELLS + 1)
    x, y = np.meshgrid(axis, -axis)
    winner = None
    if picture.logits is not None:
        shares = probabilities(np.stack([_nodes(each) for each in picture.logits]))
        height = 2.0 * shares.max(axis=0) - 1.0
        winner = winners(np.stack([_cells(each) for each in shares]))
    else:
        assert picture.values is not None
        height = np.clip(_nodes(picture.values) / picture.limit, -1.0, 1.0)
    nodes = np.stack([x, y, height * HALF_HEIGHT], axis=-1)
    return Mesh(nodes, _cells(height), winner)


def order_of(camera: Camera) -> NDArray[np.intp]:
    """Return the cells' numbers, counted row by row, from the farthest to the nearest."""
    axis = np.arange(CELLS) + 0.5
    x, y = np.meshgrid(axis, -axis)
    away = x * math.sin(camera.yaw) + y * math.cos(camera.yaw)
    return np.argsort(-away, axis=None, kind="stable")


def light_on(mesh: Mesh, camera: Camera) -> NDArray[np.intp]:
    """Return how dark each cell (CELLS, CELLS) is, 0 for full light to SHADES − 1."""
    z = mesh.nodes[..., 2]
    step = 2.0 / CELLS
    with np.errstate(invalid="ignore"):
        right = (z[:-1, 1:] + z[1:, 1:] - z[:-1, :-1] - z[1:, :-1]) / (2 * step)
        back = (z[:-1, :-1] + z[:-1, 1:] - z[1:, :-1] - z[1:, 1:]) / (2 * step)
    # The light goes with who looks: turn it back into the box.
    cos, sin = math.cos(camera.yaw), math.sin(camera.yaw)
    lx, ly = _LIGHT[0] * cos + _LIGHT[1] * sin, -_LIGHT[0] * sin + _LIGHT[1] * cos
    bright = (-right * lx - back * ly + _LIGHT[2]) / np.sqrt(right**2 + back**2 + 1.0)
    darkness: NDArray[np.intp] = ((1.0 - np.clip(bright, 0.0, 1.0)) * (SHADES - 0.01)).astype(np.intp)
    return darkness


def height_at(mesh: Mesh, places: Array) -> Array:
    """Return the surface's height (n,) at places (n, 2) of the box's ground, −1 to 1 each."""
    column = np.clip((places[:, 0] + 1) / 2 * CELLS, 0, CELLS - 1e-9).astype(np.intp)
    row = np.clip((1 - places[:, 1]) / 2 * CELLS, 0, CELLS - 1e-9).astype(np.intp)
    return np.asarray(mesh.value[row, column] * HALF_HEIGHT)


def seen_at(mesh: Mesh, camera: Camera, across: float, down: float) -> tuple[float, float] | None:
    """Return the ground, −1 to 1 each, of the nearest cell that is seen at a place on screen, if one is."""
    places, away = camera.project(mesh.nodes)
    corners = np.stack([places[:-1, :-1], places[:-1, 1:], places[1:, 1:], places[1:, :-1]]) - (across, down)
    following = np.roll(corners, -1, axis=0)
    turns = corners[..., 0] * following[..., 1] - corners[..., 1] * following[..., 0]
    # The place is inside where all four sides turn the same way around it.
    inside = (turns >= 0).all(axis=0) | (turns <= 0).all(axis=0)
    if not inside.any():
        return None
    distance = np.where(inside, _cells(away), np.inf)
    row, column = np.unravel_index(np.argmin(distance), distance.shape)
    x, y = (mesh.nodes[row : row + 2, column : column + 2, axis].mean() for axis in (0, 1))
    return float(x), float(y)


def _nodes(values: Array) -> Array:
    """The values at the nodes, linear between those of the pixels; what is not a number lies at 0."""
    values = np.nan_to_num(values, nan=0.0, posinf=1e300, neginf=-1e300)
    place = np.clip(np.linspace(-0.5, len(values) - 0.5, CELLS + 1), 0, len(values) - 1)
    below = np.minimum(place.astype(np.intp), len(values) - 2)
    share = place - below
    rows = values[below] * (1 - share[:, None]) + values[below + 1] * share[:, None]
    return np.asarray(rows[:, below] * (1 - share) + rows[:, below + 1] * share)


def _cells(nodes: Array) -> Array:
    return np.asarray((nodes[:-1, :-1] + nodes[:-1, 1:] + nodes[1:, :-1] + nodes[1:, 1:]) / 4)
