"""The big plot: f with its secant and tangent, and the two points that can be dragged."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from engine.derivative import Function
from engine.sampling import Curve
from playground.slopes import Reading, nearest_step, nearest_x, short, step_text
from playground.theme import Palette
from playground.views.derivative.colours import DASH, autograd, numeric, pen
from playground.views.derivative.lens import Lens
from playground.views.derivative.marks import (
    around,
    free_place,
    inside,
    label,
    label_size,
    sign_colour,
    signed,
    triangle,
    within,
)
from playground.views.derivative.sampled import FunctionCanvas

_REACH = 15.0


class Stage(FunctionCanvas):
    """Draws f, and tells where its points are dragged to.

    `x_dragged` and `h_dragged` come while a point is dragged, `released` at the end of a drag.
    """

    x_dragged = Signal(float)
    h_dragged = Signal(float)
    released = Signal()

    def __init__(self, palette: Palette) -> None:
        super().__init__(
            "The function",
            "f with its secant and tangent. Drag the point, or the ring that is h away from it.",
            palette,
        )
        self.lens = Lens()
        self._held = ""
        self._hovered = ""
        self._from = (0.0, 0.0)

    # What is shown

    def show_function(self, function: Function) -> None:
        """Draw another function, at a comfortable height."""
        self.function = function
        self.lens.show(None, None)
        self.fit_height()

    def show_reading(self, reading: Reading) -> None:
        """Move the points."""
        self.reading = reading
        self.lens.show(self.function, reading)
        self.viewport().update()

    # The pointer

    def handle(self, name: str) -> QPointF | None:
        """Where a handle is, in pixels: "x" is the point, "h" the ring at x + h, or beside the point."""
        reading = self.reading
        if reading is None or not math.isfinite(reading.y):
            return None
        point = self.pixel(reading.x, reading.y)
        if name == "x":
            return point
        if math.isfinite(reading.y_h):
            other = self.pixel(reading.x + reading.h, reading.y_h)
            if math.hypot(other.x() - point.x(), other.y() - point.y()) > 1.3 * _REACH:
                return other
        return QPointF(point.x() + self.base() * 2.2, point.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of a point; elsewhere the plot is panned (Qt's name)."""
        held = self._handle_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else ""
        if not held or self.reading is None:
            super().mousePressEvent(event)
            return
        self._held = held
        self._from = (event.position().x(), self.reading.x if held == "x" else self.reading.h)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag what is held (Qt's name)."""
        if not self._held:
            super().mouseMoveEvent(event)
            self._hover(self._handle_at(event.position()))
            return
        start, value = self._from
        pixel = self.x_per_pixel()
        value += (event.position().x() - start) * pixel
        if self._held == "x":
            self.x_dragged.emit(nearest_x(value, pixel / 2.0))
        else:
            smallest = min(self._from[1], pixel / 100.0)
            self.h_dragged.emit(nearest_step(max(value, smallest)))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go (Qt's name)."""
        if self._held:
            self._held = ""
            self.released.emit()
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def _handle_at(self, place: QPointF) -> str:
        for name in ("h", "x"):
            handle = self.handle(name)
            if handle and math.hypot(place.x() - handle.x(), place.y() - handle.y()) <= _REACH:
                point = self.handle("x")
                nearer = point and name == "h" and abs(place.x() - point.x()) < abs(place.x() - handle.x())
                return "x" if nearer else name
        return ""

    def _hover(self, name: str) -> None:
        if name != self._hovered:
            self._hovered = name
            shape = Qt.CursorShape.SizeHorCursor if name else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    # Painting

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw curve, lines, triangle and points, from back to front."""
        if self.curve is None:
            return
        palette, reading = self.palette_, self.reading
        curve = self.curve
        self.layer(painter, (curve,), lambda brush: self._draw_curve(brush, area, curve))
        if reading is None or not math.isfinite(reading.y):
            return
        point = self.pixel(reading.x, reading.y)
        wide = self._is_wide(reading, point)
        place = QRectF() if wide else self._lens_place(area)
        if wide:
            self._triangle(painter, reading)
        self._line(painter, reading, reading.tangent, pen(autograd(palette), 2.4))
        self._line(painter, reading, reading.secant, pen(numeric(palette), 2.2, DASH))
        taken = [place, around(point, _REACH), around(self.handle("h") or point, _REACH)]
        taken += [words.adjusted(-6, -4, 6, 4) for _, words in self.stretches(area, curve) if words.width()]
        if wide:
            taken += self._legs(painter, reading, area)
        self._tags(painter, reading, area, taken)
        self._points(painter, reading)
        if not wide:
            self.lens.paint(painter, place, self)

    def _draw_curve(self, painter: QPainter, area: QRectF, curve: Curve) -> None:
        painter.setClipRect(area)
        self.draw_breaks(painter, area, curve)
        self.stroke(painter, curve.x, curve.y, pen(self.palette_.text, 2.6))
        self.draw_ends(painter, area, curve, self.palette_.text)

    def _line(self, painter: QPainter, reading: Reading, slope: float, stroke: QPen) -> None:
        """Draw a straight line through the point, as long as the plot is wide."""
        if math.isfinite(slope):
            (left, right), (bottom, top) = self.box.viewRange()
            area, point = self.area(), self.pixel(reading.x, reading.y)
            across, up = area.width() / (right - left), slope * area.height() / (top - bottom)
            away = point - area.center()
            reach = area.width() + area.height() + math.hypot(away.x(), away.y())
            half = QPointF(across, -up) * (reach / math.hypot(across, up))
            painter.setPen(stroke)
            painter.drawLine(point - half, point + half)

    def _is_wide(self, reading: Reading, point: QPointF) -> bool:
        """Return whether the run is long enough for the triangle to be seen without the lens."""
        if not math.isfinite(reading.y_h):
            return True
        return self.pixel(reading.x + reading.h, reading.y).x() - point.x() >= self.base() * 3.0

    def _triangle(self, painter: QPainter, reading: Reading) -> None:
        if math.isfinite(reading.y_h):
            corner = self.pixel(reading.x + reading.h, reading.y)
            other = self.pixel(reading.x + reading.h, reading.y_h)
            triangle(painter, self.pixel(reading.x, reading.y), corner, other, reading.rise, self.palette_)

    def _legs(self, painter: QPainter, reading: Reading, area: QRectF) -> list[QRectF]:
        """Name rise and run beside the triangle; return where."""
        if not math.isfinite(reading.y_h):
            return []
        point = self.pixel(reading.x, reading.y)
        corner = self.pixel(reading.x + reading.h, reading.y)
        other = self.pixel(reading.x + reading.h, reading.y_h)
        down = 1.0 if other.y() <= corner.y() else -1.0
        run, rise = f"run {step_text(reading.h)}", f"rise {signed(float(f'{reading.rise:.5g}'))}"
        sizes = label_size(painter, run), label_size(painter, rise)
        below = QRectF(0, 0, sizes[0].width(), sizes[0].height())
        below.moveCenter(
            QPointF((point.x() + corner.x()) / 2, corner.y() + down * (sizes[0].height() / 2 + 3))
        )
        beside = QRectF(0, 0, sizes[1].width(), sizes[1].height())
        beside.moveCenter(QPointF(corner.x() + 6 + sizes[1].width() / 2, (corner.y() + other.y()) / 2))
        places = [inside(below, area), inside(beside, area)]
        colours = self.palette_.text, sign_colour(reading.rise, self.palette_)
        for place, text, colour in zip(places, (run, rise), colours, strict=True):
            label(painter, place, text, colour, self.palette_.panel)
        return places

    def _tags(self, painter: QPainter, reading: Reading, area: QRectF, taken: list[QRectF]) -> None:
        """Name the two lines where their names cover the least."""
        assert self.curve is not None
        inner = area.adjusted(4, 4, -4, -4)
        low, high = self.box.viewRange()[0]
        x = np.linspace(low, high, 81)
        lines = {
            name: self.pixels(x, reading.y + slope * (x - reading.x))
            for name, slope in (("tangent", reading.tangent), ("secant", reading.secant))
            if math.isfinite(slope)
        }
        few = slice(None, None, 1 + len(self.curve.x) // 300)
        drawn = [self.pixels(self.curve.x[few], self.curve.y[few]), *lines.values()]
        avoid = np.concatenate([px for px, _ in drawn]), np.concatenate([py for _, py in drawn])
        colours = {"tangent": autograd(self.palette_), "secant": numeric(self.palette_)}
        for name, (px, py) in lines.items():
            slope = reading.tangent if name == "tangent" else reading.secant
            text = f"{name} {short(float(f'{slope:.5g}'))}"
            place = free_place(label_size(painter, text), px[4:-4:5], py[4:-4:5], inner, avoid, taken)
            if place is not None:
                taken.append(place)
                label(painter, place, text, colours[name], self.palette_.panel)

    def _points(self, painter: QPainter, reading: Reading) -> None:
        palette, ring, point = self.palette_, self.handle("h"), self.handle("x")
        assert ring is not None
        assert point is not None
        scale = self.base() / 13.0
        painter.setPen(pen(numeric(palette), 1.4))
        if abs(ring.y() - point.y()) < 0.01 and ring.x() - point.x() < 3 * _REACH * scale:
            painter.drawLine(point, ring)
        grown = 1.25 if self._hovered == "h" or self._held == "h" else 1.0
        painter.setPen(pen(numeric(palette), 2.4 * scale))
        painter.setBrush(QColor(palette.panel))
        painter.drawEllipse(ring, 6.0 * scale * grown, 6.0 * scale * grown)
        grown = 1.25 if self._hovered == "x" or self._held == "x" else 1.0
        painter.setPen(pen(palette.panel, 2.0))
        painter.setBrush(QColor(autograd(palette)))
        painter.drawEllipse(point, 7.5 * scale * grown, 7.5 * scale * grown)

    def _lens_place(self, area: QRectF) -> QRectF:
        """Return the corner for the lens where the fewest of the curve's pixels are, away from the point."""
        scale = self.base() / 13.0
        width, height = min(210 * scale, area.width() * 0.42), min(148 * scale, area.height() * 0.52)
        point = self.handle("x") or area.center()
        assert self.curve is not None
        few = slice(None, None, 1 + len(self.curve.x) // 300)
        px, py = self.pixels(self.curve.x[few], self.curve.y[few])
        best, least = QRectF(), math.inf
        for left in (area.right() - width - 8, area.left() + 8):
            for top in (area.top() + 8, area.bottom() - height - 8):
                place = QRectF(left, top, width, height)
                covered = float(np.sum(within(px, py, place)))
                covered += 1e6 if place.adjusted(-20, -20, 40, 20).contains(point) else 0.0
                if covered < least:
                    best, least = place, covered
        return best
