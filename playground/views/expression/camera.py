"""Which part of the scene the canvas shows: a zoom and an offset."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

#: Zoom runs between these; `fit` never magnifies beyond `LARGEST_FIT`.
SMALLEST, LARGEST, LARGEST_FIT = 0.01, 4.0, 1.8


@dataclass(frozen=True, slots=True)
class Camera:
    """A point of the scene is drawn at zoom · point + offset, in the widget's pixels."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, x: float, y: float) -> QPointF:
        """Where a point of the scene is drawn."""
        return QPointF(self.zoom * x + self.x, self.zoom * y + self.y)

    def to_scene(self, position: QPointF) -> tuple[float, float]:
        """Which point of the scene is drawn there."""
        return (position.x() - self.x) / self.zoom, (position.y() - self.y) / self.zoom

    def moved(self, dx: float, dy: float) -> Camera:
        """Return the camera after a pan by so many pixels."""
        return Camera(self.zoom, self.x + dx, self.y + dy)

    def zoomed(self, factor: float, about: QPointF) -> Camera:
        """Return the camera after a zoom about a point of the widget, which stays where it is."""
        zoom = min(max(self.zoom * factor, SMALLEST), LARGEST)
        factor = zoom / self.zoom
        x = about.x() - factor * (about.x() - self.x)
        return Camera(zoom, x, about.y() - factor * (about.y() - self.y))

    def visible(self, size: QSizeF) -> QRectF:
        """Return the part of the scene that a widget of this size shows."""
        left, top = self.to_scene(QPointF(0.0, 0.0))
        return QRectF(left, top, size.width() / self.zoom, size.height() / self.zoom)


def fit(bounds: QRectF, size: QSizeF, margin: float = 16.0, largest: float = LARGEST_FIT) -> Camera:
    """Return the camera that shows all of `bounds`, centred, with a margin around it in pixels."""
    room_x, room_y = size.width() - 2 * margin, size.height() - 2 * margin
    if bounds.isEmpty() or room_x <= 0 or room_y <= 0:
        return Camera()
    zoom = min(room_x / bounds.width(), room_y / bounds.height(), largest)
    zoom = max(zoom, SMALLEST)
    centre = bounds.center()
    return Camera(zoom, size.width() / 2 - zoom * centre.x(), size.height() / 2 - zoom * centre.y())


def between(start: Camera, stop: Camera, share: float) -> Camera:
    """Return the camera on the way from one to another, 0 ≤ share ≤ 1."""
    zoom = start.zoom * (stop.zoom / start.zoom) ** share
    # What moves evenly is the place on screen of every point, whatever the zoom does meanwhile.
    part = (zoom - start.zoom) / (stop.zoom - start.zoom) if stop.zoom != start.zoom else share
    return Camera(zoom, start.x + part * (stop.x - start.x), start.y + part * (stop.y - start.y))
