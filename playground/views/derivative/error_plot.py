"""How far differences are from f′, for every h at once, on logarithmic axes."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from engine.derivative import STEPS, Array, Errors
from playground.slopes import Reading, nearest_step, short, step_text
from playground.theme import Palette, mix
from playground.views.derivative.canvas import Canvas
from playground.views.derivative.colours import DASH, autograd, numeric, pen
from playground.views.derivative.marks import tag

_REACH = 10.0
#: Powers of ten that may stay empty at the top while x is dragged, before the heights are fitted anew.
_SPARE = 3.0


class ErrorPlot(Canvas):
    """Draws the errors of forward and central differences; the line at the current h can be dragged."""

    h_dragged = Signal(float)
    released = Signal()

    def __init__(self, palette: Palette) -> None:
        super().__init__(
            "Error against h",
            "The error of forward and central differences for every h. Drag the line to change h.",
            palette,
            logarithmic=True,
        )
        self.errors: Errors | None = None
        self.reading: Reading | None = None
        self._held = False
        low, high = (math.log10(step) for step in STEPS)
        self.box.setXRange(low, high, padding=0.0)
        self.box.setYRange(-16.0, 2.0, padding=0.0)
        self._by_hand = False
        self.home_requested.connect(self.go_home)
        self.moved.connect(self._moved_by_hand)

    def show_errors(self, errors: Errors | None, reading: Reading) -> None:
        """Draw other errors, with the current h marked."""
        others = self.errors is not errors
        self.errors, self.reading = errors, reading
        if others and not self._by_hand and not self._fits():
            self.go_home()
        self.viewport().update()

    def _moved_by_hand(self) -> None:
        self._by_hand = True

    def _fits(self) -> bool:
        """Return whether the errors fill the plot's height well enough that it may stay as it is."""
        bottom, top = self._heights()
        (left, _), (low, high) = self.box.viewRange()
        return bool(left > -20.0 and bottom >= low and high - _SPARE <= top <= high)

    def go_home(self) -> None:
        """Show every h and every error."""
        self._by_hand = False
        low, high = (math.log10(step) for step in STEPS)
        self.box.setXRange(low - 0.15, high + 0.15, padding=0.0)
        bottom, top = self._heights()
        self.box.setYRange(bottom, max(top, bottom + 4.0), padding=0.0)

    def _heights(self) -> tuple[float, float]:
        """Return between which powers of ten nearly all errors are."""
        bottom, top = -14.0, 1.0
        if self.errors is not None:
            sizes = np.concatenate([self.errors.forward, self.errors.central])
            sizes = sizes[np.isfinite(sizes) & (sizes > 0.0)]
            if len(sizes):
                bottom = max(-17.0, math.floor(math.log10(float(np.percentile(sizes, 1))) - 0.5))
                top = min(math.ceil(math.log10(float(np.percentile(sizes, 99))) + 0.3), 60.0)
        return bottom, top

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the line (Qt's name)."""
        self._held = event.button() == Qt.MouseButton.LeftButton and self._near(event.position())
        if self._held:
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the line (Qt's name)."""
        if self._held:
            self.h_dragged.emit(
                nearest_step(float(f"{10.0 ** min(0.0, self.x_at(event.position().x())):.2g}"))
            )
            event.accept()
            return
        super().mouseMoveEvent(event)
        near = self._near(event.position())
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go (Qt's name)."""
        if self._held:
            self._held = False
            self.released.emit()
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def _near(self, place: QPointF) -> bool:
        if self.reading is None:
            return False
        return abs(self.pixel(math.log10(self.reading.h), 0.0).x() - place.x()) <= _REACH

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw regions, theory, errors and the current h, from back to front."""
        errors, reading, palette = self.errors, self.reading, self.palette_
        if errors is None or reading is None:
            return
        if not math.isfinite(reading.tangent):
            painter.setPen(QColor(palette.quiet))
            painter.drawText(
                area, Qt.AlignmentFlag.AlignCenter, "No tangent at x, so there is no error to show."
            )
            return
        kink = reading.kink
        self.layer(painter, (errors, kink), lambda brush: self._draw_errors(brush, area, errors, kink))
        place = self.pixel(math.log10(reading.h), 0.0).x()
        painter.setPen(pen(autograd(palette), 2.0))
        painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))
        self._current(painter, area, reading, place)
        if reading.kink:
            self._remark(
                painter, area, "x is on a kink: there is no slope that a smaller h could come nearer to."
            )
        elif _exact(errors):
            self._remark(painter, area, "Exact for every small h: f is straight around x.")

    def _remark(self, painter: QPainter, area: QRectF, text: str) -> None:
        """Say in the middle of the plot, over the curves, what the errors come to."""
        place = painter.boundingRect(area, Qt.AlignmentFlag.AlignCenter, text).adjusted(-8, -3, 8, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.palette_.panel))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QColor(self.palette_.quiet))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_errors(self, painter: QPainter, area: QRectF, errors: Errors, kink: bool) -> None:
        palette, x = self.palette_, np.log10(errors.h)
        painter.setClipRect(area)
        if not kink and not _exact(errors):
            self._regions(painter, area, errors)
            near = x > math.log10(errors.best) - 1.5 if errors.best else x > math.inf
            for theory in (errors.rounding, np.where(near, errors.truncation, np.nan)):
                self.stroke(painter, x, _log(theory), pen(palette.quiet, 1.2, [2.0, 3.0]))
        central = mix(palette.text, palette.panel, 0.25)
        self._errors(painter, area, x, errors.central, pen(central, 1.8))
        self._errors(painter, area, x, errors.forward, pen(numeric(palette), 2.4))
        if errors.best is not None and not kink and not _exact(errors):
            self._name_best(painter, area, errors.best)

    def _regions(self, painter: QPainter, area: QRectF, errors: Errors) -> None:
        """Name the two sides of the best h."""
        palette = self.palette_
        split = area.right() if errors.best is None else self.pixel(math.log10(errors.best), 0.0).x()
        split = min(max(split, area.left()), area.right())
        shade = QColor(palette.negative)
        shade.setAlphaF(0.055)
        painter.fillRect(QRectF(area.left(), area.top(), split - area.left(), area.height()), shade)
        shade = QColor(palette.positive)
        shade.setAlphaF(0.055)
        painter.fillRect(QRectF(split, area.top(), area.right() - split, area.height()), shade)
        base = self.base()
        names = (
            (
                "ROUNDING",
                ("too few digits are left of f(x + h) − f(x)", "few digits left"),
                area.left(),
                split,
            ),
            ("TRUNCATION", ("the curve bends away from the secant", "f bends away"), split, area.right()),
        )
        for name, reasons, left, right in names:
            top = area.top() + base * 0.3 if name == "TRUNCATION" else area.bottom() - base * 1.7
            room = QRectF(left + 10, top, right - left - 20, base * 1.4)
            if room.width() > base * 8:
                bold = painter.font()
                bold.setBold(True)
                painter.setFont(bold)
                painter.setPen(QColor(palette.text))
                beside = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, beside, name)
                room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(name) + base * 0.7)
                painter.setFont(self.small)
                painter.setPen(QColor(palette.quiet))
                width = painter.fontMetrics().horizontalAdvance
                fitting = [reason for reason in reasons if width(reason) <= room.width()]
                painter.drawText(room, beside, fitting[0] if fitting else "")
        if errors.best is not None and area.left() < split < area.right():
            painter.setPen(pen(palette.quiet, 1.2, DASH))
            painter.drawLine(QPointF(split, area.top()), QPointF(split, area.bottom()))

    def _name_best(self, painter: QPainter, area: QRectF, best: float) -> None:
        """Say at the foot of the line between the regions which h it is, over the curves."""
        palette, split = self.palette_, self.pixel(math.log10(best), 0.0).x()
        if area.left() < split < area.right():
            painter.setFont(self.small)
            text = f"best h ≈ {step_text(float(f'{best:.1g}'))}"
            place = QPointF(split + 6, area.bottom() - self.base())
            tag(painter, place, text, palette.quiet, palette.panel, area)

    def _errors(self, painter: QPainter, area: QRectF, x: Array, sizes: Array, stroke: QPen) -> None:
        """Draw a curve of errors; where the error is exactly 0, a dot at the foot."""
        self.stroke(painter, x, _log(sizes), stroke)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(stroke.color())
        exact = x[sizes == 0.0]
        px, _ = self.pixels(exact, np.zeros(len(exact)))
        for place in px:
            painter.drawEllipse(QPointF(float(place), area.bottom() - 2.0), 1.8, 1.8)

    def _current(self, painter: QPainter, area: QRectF, reading: Reading, place: float) -> None:
        palette, error = self.palette_, abs(reading.error)
        height = math.log10(error) if math.isfinite(error) and error > 0.0 else -math.inf
        point = self.pixel(math.log10(reading.h), max(height, -400.0))
        point.setY(min(max(point.y(), area.top()), area.bottom()))
        painter.setPen(pen(palette.panel, 2.0))
        painter.setBrush(QColor(numeric(palette)))
        scale = self.base() / 13.0
        painter.drawEllipse(point, 6.5 * scale, 6.5 * scale)
        if not math.isfinite(error):
            return
        off = "exact" if error == 0.0 else f"off by {short(float(f'{error:.2g}'))}"
        # The errors fall towards the best h from both sides: above them left of it, below them right of it.
        best = None if self.errors is None else self.errors.best
        above = best is None or reading.h < best
        right = place < area.right() - self.base() * 11
        beside = QPointF(
            place + (12 if right else -12),
            point.y() + self.base() * (-1.2 if above else 1.6 if right else 2.8),
        )
        # The lowest line says which h is best.
        beside.setY(min(beside.y(), area.bottom() - self.base() * 2.4))
        tag(painter, beside, f"h = {step_text(reading.h)}: {off}", palette.text, palette.raised, area, right)


def _exact(errors: Errors) -> bool:
    """Whether most steps leave no error at all."""
    return bool(np.mean(errors.forward == 0.0) > 0.6)


def _log(sizes: Array) -> Array:
    with np.errstate(all="ignore"):
        logs = np.log10(sizes)
    return np.where(np.isfinite(logs), logs, np.nan)
