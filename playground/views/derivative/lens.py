"""A magnifying glass on the secant: however small h is, its triangle fills the glass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from engine.derivative import Array, Function
from playground.slopes import Reading, short
from playground.views.derivative.colours import DASH, autograd, numeric, pen
from playground.views.derivative.marks import sign_colour, signed, stroke_pixels, triangle

if TYPE_CHECKING:
    from playground.views.derivative.sampled import FunctionCanvas

#: What the glass shows, in multiples of h from x.
_FROM, _TO = -0.5, 1.95
_POINTS = 241


class Lens:
    """Samples f between x − h/2 and x + 3h/2 as float64 has it, steps and all, and paints it."""

    def __init__(self) -> None:
        self._reading: Reading | None = None
        self._function: Function | None = None
        self._t = np.linspace(_FROM, _TO, _POINTS)
        self._heights = np.full(_POINTS, np.nan)
        self._range = (-1.0, 1.0)

    def show(self, function: Function | None, reading: Reading | None) -> None:
        """Look at another place."""
        self._function, self._reading = function, reading
        if function is None or reading is None or not math.isfinite(reading.y):
            self._reading = None
            return
        self._heights = function.values(reading.x + self._t * reading.h) - reading.y
        marks = [0.0, reading.rise, reading.tangent * reading.h * _FROM, reading.tangent * reading.h * _TO]
        seen = np.concatenate([self._heights, marks])
        seen = seen[np.isfinite(seen)]
        low, high = float(seen.min()), float(seen.max())
        room = 0.14 * (high - low) or max(abs(reading.y) * 1e-15, 1e-300)
        self._range = (low - room, high + room)

    def magnification(self, canvas: FunctionCanvas, width: float) -> float:
        """Return how many times wider a stretch of x is in a glass of this width than in the plot."""
        assert self._reading is not None
        return canvas.x_per_pixel() * width / ((_TO - _FROM) * self._reading.h)

    def paint(self, painter: QPainter, place: QRectF, canvas: FunctionCanvas) -> None:
        """Paint the glass into a corner of the plot."""
        reading, palette = self._reading, canvas.palette_
        if reading is None or not math.isfinite(reading.y_h):
            return
        base = canvas.base()
        head = base * 1.6
        # The run is written below the triangle, or above one that hangs.
        inside = place.adjusted(1, head, -1, -0.8 * head if reading.rise >= 0.0 else -1)
        painter.save()
        painter.setPen(pen(palette.line, 1.2))
        painter.setBrush(QColor(palette.raised))
        painter.drawRoundedRect(place, 8, 8)
        painter.setPen(QColor(palette.quiet))
        title = QRectF(place.left() + 10, place.top(), place.width() - 20, head)
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(title, align | Qt.AlignmentFlag.AlignLeft, "MAGNIFIED")
        times = times_text(self.magnification(canvas, place.width()))
        painter.drawText(title, align | Qt.AlignmentFlag.AlignRight, times)
        clip = QPainterPath()
        clip.addRoundedRect(place.adjusted(1, 1, -1, -1), 8, 8)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)

        bottom, top = self._range

        def at(t: float, height: float) -> QPointF:
            x = inside.left() + (t - _FROM) / (_TO - _FROM) * inside.width()
            return QPointF(x, inside.bottom() - (height - bottom) / (top - bottom) * inside.height())

        point, corner, other = at(0.0, 0.0), at(1.0, 0.0), at(1.0, reading.rise)
        triangle(painter, point, corner, other, reading.rise, palette)
        t, heights = self._interrupted(canvas)
        px = inside.left() + (t - _FROM) / (_TO - _FROM) * inside.width()
        py = inside.bottom() - (heights - bottom) / (top - bottom) * inside.height()
        stroke_pixels(painter, px, py, pen(palette.text, 2.0))
        for slope, stroke in (
            (reading.tangent, pen(autograd(palette), 2.0)),
            (reading.secant, pen(numeric(palette), 2.0, DASH)),
        ):
            if math.isfinite(slope):
                painter.setPen(stroke)
                painter.drawLine(at(_FROM, slope * reading.h * _FROM), at(_TO, slope * reading.h * _TO))
        painter.setPen(pen(numeric(palette), 2.0))
        painter.setBrush(QColor(palette.raised))
        painter.drawEllipse(other, 4.5, 4.5)
        painter.setPen(pen(palette.raised, 1.5))
        painter.setBrush(QColor(autograd(palette)))
        painter.drawEllipse(point, 5.0, 5.0)

        below = other.y() <= corner.y()
        painter.setPen(QColor(palette.quiet))
        run = QRectF(point.x(), corner.y() + (3 if below else -3 - head), corner.x() - point.x(), head)
        if run.bottom() > place.bottom():
            run.moveBottom(corner.y() - 2)
        painter.drawText(run, Qt.AlignmentFlag.AlignCenter, "run h")
        painter.setPen(QColor(sign_colour(reading.rise, palette)))
        metrics, text = painter.fontMetrics(), signed(float(f"{reading.rise:.3g}"))
        width = metrics.horizontalAdvance(text)
        middle = (corner.y() + other.y()) / 2 - metrics.height() / 2
        left = min(corner.x() + 9, place.right() - width - 6)
        painter.drawText(QRectF(left, middle, width + 4, metrics.height()), align, text)
        painter.restore()

    def _interrupted(self, canvas: FunctionCanvas) -> tuple[Array, Array]:
        """The samples, interrupted where the curve of the plot is."""
        assert self._reading is not None
        x = self._reading.x + self._t * self._reading.h
        gaps = [gap.x for gap in canvas.curve.breaks if x[0] < gap.x < x[-1]] if canvas.curve else []
        behind = np.searchsorted(x, gaps)
        return np.insert(self._t, behind, self._t[behind - 1]), np.insert(self._heights, behind, np.nan)


def times_text(factor: float) -> str:
    """A magnification in words: × 40, × 12,000, × 10⁹."""
    if factor < 1e6:
        digits = float(f"{factor:.2g}")
        return f"× {digits:,.0f}" if digits >= 10 else f"× {short(digits)}"
    power = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(round(math.log10(factor))))
    return f"× 10{power}"
