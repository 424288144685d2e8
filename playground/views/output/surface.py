"""The output over the plane as a surface in space, to be turned by hand; drawn with a painter alone."""

from __future__ import annotations

import math

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from engine.data import EXTENT, Data
from playground.controls.markers import kinds, sprite
from playground.theme import Palette
from playground.views.output.mesh import (
    CELLS,
    HALF_HEIGHT,
    SHADES,
    Camera,
    Mesh,
    height_at,
    light_on,
    mesh_of,
    order_of,
    seen_at,
)
from playground.views.output.readout import Readout
from playground.views.output.shades import brushes, colours_of
from playground.views.output.units import Texts, Units, axis_texts
from playground.views.output.verdicts import Picture

_TURNS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
#: Radians for a pixel of a drag, and for a key.
_PER_PIXEL, _PER_KEY = math.radians(0.45), math.radians(5)
#: Points drawn over the surface, at most, and their size.
_POINTS, _POINT_SIZE = 600, 5.0


class SurfaceView(QWidget):
    """A surface with light on it in a box of axes, and the train points as dots at their targets.

    `pointed` says which place of the plane the pointer is on, or that (None) it is beside the surface.

    Dragging and the arrow keys turn it, the wheel and + and − bring it nearer, a double click or A brings it
    back, P takes the points away.
    """

    pointed = Signal(object)

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.camera = Camera()
        self.mesh: Mesh | None = None
        self.discrete = False
        self.with_points = True
        self._limit, self._whole = 1.0, True
        self._data: tuple[np.ndarray, np.ndarray, int] | None = None
        self._units: Units | None = None
        self._dragged: QPointF | None = None
        self._ring = False
        # Corners that are made once and only moved: making 8,000 of them would take as long as all the rest.
        self._corners = PrimitiveArray(QPointF, 2, use_array=False)
        self._corners.resize(4 * CELLS * CELLS)
        corners = self._corners.instances()
        self._quads = [list(corners[4 * cell : 4 * cell + 4]) for cell in range(CELLS * CELLS)]
        self.setProperty("role", "quiet")
        self.setAccessibleName("Output as a surface")
        self.setAccessibleDescription("Drag or press the arrow keys to turn it, + and − to come nearer.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        self.setMouseTracking(True)
        self.readout = Readout(self)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def show_picture(self, picture: Picture | None) -> None:
        """Show this answer, or nothing."""
        self.mesh = None if picture is None else mesh_of(picture)
        self._limit = 1.0 if picture is None else picture.limit
        self._whole = picture is None or picture.whole
        self.update()

    def show_points(self, data: Data, count: int) -> None:
        """Show the first `count` points of the data, or evenly chosen ones of them."""
        some = slice(None, count, max(1, math.ceil(count / _POINTS)))
        self._data = data.points[some], data.targets[some], data.classes
        self.update()

    def show_units(self, units: Units | None) -> None:
        """Number the axes as the table was that the points are from, if they are from one."""
        self._units = units
        self.update()

    def go_home(self) -> None:
        """Look from where one did at first."""
        self._look(Camera())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of it (Qt's name)."""
        self._dragged = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Turn it (Qt's name)."""
        if self._dragged is not None:
            moved = event.position() - self._dragged
            self._dragged = event.position()
            self._look(self.camera.turned(moved.x() * _PER_PIXEL, moved.y() * _PER_PIXEL))
        self.pointed.emit(self.place_at(event.position()))

    def place_at(self, pixel: QPointF) -> QPointF | None:
        """The place of the plane that is seen at a pixel; None beside the surface."""
        if self.mesh is None:
            return None
        middle = QPointF(self.width() / 2, self.height() / 2)
        seen = (pixel - middle) / self._fitting_scale()
        found = seen_at(self.mesh, self.camera, seen.x(), seen.y())
        return None if found is None else QPointF(*found) * EXTENT

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go (Qt's name)."""
        self._dragged = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go home (Qt's name)."""
        self.go_home()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Say no more of what was under the pointer (Qt's name)."""
        super().leaveEvent(event)
        self.readout.hide()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Come nearer or go away (Qt's name)."""
        self._look(self.camera.nearer(1.0015 ** event.angleDelta().y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn, come nearer, go home (Qt's name)."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif key in _TURNS:
            yaw, pitch = _TURNS[key]
            self._look(self.camera.turned(yaw * _PER_KEY, pitch * _PER_KEY))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._look(self.camera.nearer(0.8 if key == Qt.Key.Key_Minus else 1.25))
        elif key == Qt.Key.Key_A:
            self.go_home()
        elif key == Qt.Key.Key_P:
            self.with_points = not self.with_points
            self.update()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show a ring if a key brought the keyboard here (Qt's name)."""
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away (Qt's name)."""
        self._ring = False
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow another font (Qt's name)."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw ground and axes, the surface from back to front, then the points (Qt's name)."""
        painter = QPainter(self)
        painter.translate(self.width() / 2, self.height() / 2)
        self._scale = self._fitting_scale()
        self._draw_axes(painter)
        if self.mesh is not None:
            self._draw_cells(painter, self.mesh)
            if self.with_points and self._data is not None:
                self._draw_points(painter, self.mesh)
        if self._ring:
            painter.resetTransform()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._palette.text), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _look(self, camera: Camera) -> None:
        self.camera = camera
        self.update()

    def _axis_texts(self) -> tuple[Texts, Texts, Texts, str]:
        several = self.mesh is not None and self.mesh.winner is not None
        return axis_texts(self._units, self._limit, several, self._whole)

    def _fitting_scale(self) -> float:
        """Pixels for half the box's side, so that numbers of a table have room beside it."""
        wide = max(map(self.fontMetrics().horizontalAdvance, self._axis_texts()[0]))
        room = max(0, wide - 6) if self._units is not None else 0
        return self.camera.scale(self.width() - 2 * room, self.height())

    def _on_screen(self, x: float, y: float, z: float) -> QPointF:
        place, _ = self.camera.project(np.array([x, y, z]))
        return QPointF(*(place * self._scale))

    def _draw_axes(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low = -HALF_HEIGHT
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        painter.setPen(QPen(QColor(self._palette.line), 1.0))
        painter.setBrush(QColor(self._palette.raised))
        painter.drawPolygon(QPolygonF([self._on_screen(x, y, low) for x, y in corners]))
        along = [(self._on_screen(x, y, low).x(), x, y) for x, y in corners]
        _, upright_x, upright_y = min(along)
        painter.setPen(QPen(QColor(self._palette.quiet), 1.0))
        painter.drawLine(
            self._on_screen(upright_x, upright_y, low), self._on_screen(upright_x, upright_y, -low)
        )
        ends, across, away, upwards = self._axis_texts()
        # Longer numbers stay clear of the corner where both axes meet.
        end = 1.0 if self._units is None else 0.85
        self._write(painter, self._on_screen(upright_x, upright_y, -1.25 * low), upwards)
        for level, text in zip((low, 0.0, -low), ends, strict=True):
            self._write(painter, self._on_screen(upright_x, upright_y, level), text, left=True)
        _, near_x, near_y = min(
            (float(self.camera.project(np.array([x, y, 0.0]))[1]), x, y) for x, y in corners
        )
        for at, one, other in zip((-1, 0, 1), across, away, strict=True):
            if (at, near_y) != (upright_x, upright_y):
                self._write(painter, self._on_screen(end * at, near_y * 1.1, low), one)
            if (near_x, at) != (upright_x, upright_y):
                self._write(painter, self._on_screen(near_x * 1.1, end * at, low), other)

    def _write(self, painter: QPainter, place: QPointF, text: str, left: bool = False) -> None:
        wide, high = self.fontMetrics().horizontalAdvance(text) + 4, self.fontMetrics().height()
        box = QRectF(0, 0, wide, high)
        box.moveCenter(place)
        if left:
            box.moveRight(max(place.x() - 3, -self.width() / 2 + wide))
        else:
            box.moveLeft(min(box.left(), self.width() / 2 - wide))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_cells(self, painter: QPainter, mesh: Mesh) -> None:
        # Without smoothing: smoothed cells would show the seams between them.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        nodes = self.camera.project(mesh.nodes)[0] * self._scale
        corners = (nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1])
        quads = np.stack(corners, axis=2).reshape(CELLS * CELLS, 4, 2)
        order = order_of(self.camera)
        shades = (colours_of(mesh, self.discrete) * SHADES + light_on(mesh, self.camera)).ravel()
        inks = brushes(self._palette)
        self._corners.ndarray()[:] = quads[order].reshape(-1, 2)
        for shade, quad in zip(shades[order].tolist(), self._quads, strict=True):
            painter.setBrush(inks[shade])
            painter.drawConvexPolygon(quad)

    def _draw_points(self, painter: QPainter, mesh: Mesh) -> None:
        """Dots at the targets; those that the surface is above are fainter."""
        assert self._data is not None
        points, targets, classes = self._data
        ground = points / EXTENT
        height = np.ones(len(targets)) if classes > 2 else np.clip(targets / self._limit, -1.0, 1.0)
        height = height * HALF_HEIGHT
        places, away = self.camera.project(np.column_stack([ground, height]))
        below = height < height_at(mesh, ground) - 0.02
        shown = kinds(targets, classes)
        ratio = self.devicePixelRatioF()
        for number in np.argsort(-away).tolist():
            picture = sprite(self._palette, int(shown[number]), False, False, _POINT_SIZE, ratio)
            half = picture.width() / ratio / 2
            painter.setOpacity(0.3 if below[number] else 1.0)
            x, y = places[number] * self._scale
            painter.drawPixmap(QPointF(x - half, y - half), picture)
        painter.setOpacity(1.0)
