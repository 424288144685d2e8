"""A widget that looks at a scene through a camera: pan, zoom, and fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from playground.views.expression.camera import LARGEST_FIT, Camera, between, fit

#: Zoom for one notch of the wheel, one press of a key.
NOTCH = 1.2
#: Seconds without another zoom after which the picture is painted sharp again.
SHARPEN = 0.08
#: Seconds that the camera takes from one place to another when what it is fitted to has changed.
GLIDE = 0.28
MARGIN = 8.0


class Viewport(QWidget):
    """Keeps a camera on `bounds()`, fitted to the widget until a person pans or zooms."""

    def __init__(self, parent: QWidget | None, now: Callable[[], float]) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self._now = now
        self._fitted = True
        self._zoomed_at = -1.0
        self._glide: tuple[Camera, Camera, float] | None = None

    def bounds(self) -> QRectF:
        """What `fit` shows, in the scene."""
        raise NotImplementedError

    @property
    def fitted(self) -> bool:
        """Whether all of the scene is shown, and stays so when it or the widget changes."""
        return self._fitted

    @property
    def zooming(self) -> bool:
        """Whether a zoom was made just now, and another is to be expected."""
        return self._zoomed_at >= 0.0 and self._now() - self._zoomed_at < SHARPEN

    def fit(self) -> None:
        """Show the whole scene, and go on doing so."""
        self._fitted = True
        self.refit()

    def refit(self) -> None:
        """Show the whole scene if that is what is shown."""
        if self._fitted:
            self._glide = None
            largest = LARGEST_FIT * self.fontInfo().pixelSize() / 13.0
            self.camera = fit(self.bounds(), QSizeF(self.size()), MARGIN, largest)
            self.update()

    @property
    def bound_for(self) -> Camera:
        """The camera as it will stand once it has arrived."""
        return self._glide[1] if self._glide else self.camera

    def glide_from(self, start: Camera) -> None:
        """Move from another camera to the present one, as `glide` is told of the time."""
        if start != self.camera:
            self._glide = start, self.camera, 0.0
            self.camera = start

    def glide(self, seconds: float) -> bool:
        """Move on; returns whether the camera was under way."""
        if self._glide is None:
            return False
        start, stop, share = self._glide
        share = min(share + seconds / GLIDE, 1.0)
        self.camera = stop if share == 1.0 else between(start, stop, share * share * (3.0 - 2.0 * share))
        self._glide = None if share == 1.0 else (start, stop, share)
        self.update()
        return True

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom about a point of the widget, by default its middle."""
        about = about or QPointF(self.width() / 2, self.height() / 2)
        self._look(self.camera.zoomed(factor, about))
        self._zoomed_at = self._now()

    def pan(self, dx: float, dy: float) -> None:
        """Shift what is shown by so many pixels."""
        self._look(self.camera.moved(dx, dy))

    def show_part(self, part: QRectF) -> None:
        """Pan as far as it takes to have a part of the scene in sight."""
        if self._fitted:
            return
        low, high = (self.camera.to_screen(p.x(), p.y()) for p in (part.topLeft(), part.bottomRight()))
        dx = max(MARGIN - low.x(), 0.0) or min(self.width() - MARGIN - high.x(), 0.0)
        dy = max(MARGIN - low.y(), 0.0) or min(self.height() - MARGIN - high.y(), 0.0)
        if dx or dy:
            self.pan(dx, dy)

    def sharpen(self) -> None:
        """Once zooming has ended, paint again."""
        if self._zoomed_at >= 0.0 and not self.zooming:
            self._zoomed_at = -1.0
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom about the pointer (Qt's name)."""
        notches = event.angleDelta().y() / 120.0
        if notches:
            self.zoom(NOTCH**notches, event.position())
        event.accept()

    def _look(self, camera: Camera) -> None:
        self._fitted = False
        self._glide = None
        self.camera = camera
        self.update()
