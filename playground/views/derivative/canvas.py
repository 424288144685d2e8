"""A plot that is painted in pixels over pyqtgraph's axes: what the three plots of this workspace share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QPixmap

from engine.breaks import Break
from engine.derivative import Array, Function
from engine.sampling import Curve
from playground.controls.axes import LossAxis, Ticks
from playground.controls.plots import QuietPlot
from playground.slopes import power_text
from playground.theme import Palette, mix
from playground.views.derivative.colours import pen
from playground.views.derivative.marks import stroke_pixels

NOT_DEFINED = "not defined"
#: A formula of more operations is sampled less finely, and its second derivative is not drawn.
LONG_FORMULA = 100


def small_text(base: int) -> int:
    """Return the size of small text beside text of `base` pixels; in presenter size there is none."""
    return base if base >= 20 else max(10, base - 1)


class NumberAxis(LossAxis):
    """Round numbers with true minus signs, or powers of ten."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write 1, 10⁻³ on a logarithmic axis, plain numbers otherwise (pyqtgraph's name)."""
        if not self.logarithmic:
            return super().tickStrings(values, scale, spacing)
        return [power_text(value) for value in values]

    def tickValues(self, low: float, high: float, _size: float) -> Ticks:  # noqa: N802
        """One level of ticks, as many as the axis itself has room for (pyqtgraph's name)."""
        place = self.geometry()
        horizontal = self.orientation in ("bottom", "top")
        return super().tickValues(low, high, place.width() if horizontal else place.height())

    def tick_places(self) -> list[float]:
        """Where the ticks are now."""
        low, high = sorted(self.range)
        return self.tickValues(low, high, 0.0)[0][1] if self.geometry().width() > 0 else []


class Canvas(QuietPlot):
    """A quiet plot with a grid, whose content subclasses `draw` in pixels; y may follow by itself."""

    def __init__(self, name: str, sentence: str, palette: Palette, logarithmic: bool = False) -> None:
        axes = {side: NumberAxis(side) for side in ("left", "bottom")}
        super().__init__(name, sentence, axisItems=axes)
        self.palette_ = palette
        self._layer: tuple[object, tuple[object, ...], QPixmap] | None = None
        self.axes: dict[str, NumberAxis] = axes
        for axis in axes.values():
            axis.logarithmic = logarithmic
            axis.setStyle(tickLength=0, tickTextOffset=6)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        # pyqtgraph would keep the background, and with it the grid of another theme.
        self.setCacheMode(pg.QtWidgets.QGraphicsView.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(pg.QtWidgets.QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMouseTracking(True)
        self.grid.setContentsMargins(0, 6, 8, 0)  # for the numbers at the ends of the axes
        self.dress(palette)

    def dress(self, palette: Palette) -> None:
        """Take the colours of a theme and the application's text size."""
        self.palette_ = palette
        self.set_palette(palette)
        small = QFont(self.font())
        small.setPixelSize(small_text(self.base()))
        self.small = small
        self.set_axis_font(small)
        self.axes["left"].setWidth(round(self.base() * 3.6))
        self.axes["bottom"].setHeight(round(self.base() * 1.7))
        self.axes["left"].tick_room = self.base() * 1.7
        self.axes["bottom"].tick_room = self.base() * 5.5
        for axis in self.axes.values():
            axis.setPen(pg.mkPen(None))
        self.viewport().update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The same whatever is shown, so that no panel grows or shrinks under the pointer (Qt's name)."""
        return QSize(self.base() * 20, self.base() * 8)

    minimumSizeHint = sizeHint  # noqa: N815

    def base(self) -> int:
        """The application's text size in pixels."""
        size = self.font().pixelSize()
        return int(size if size > 0 else self.fontInfo().pixelSize())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave left and right to the workspace, where they move x (Qt's name)."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    # Places

    def area(self) -> QRectF:
        """The plot's inside, in pixels of the widget."""
        return QRectF(self.box.sceneBoundingRect())

    def pixels(self, x: Any, y: Any) -> tuple[Array, Array]:
        """Return where points lie in the widget."""
        (left, right), (bottom, top) = self.box.viewRange()
        area = self.area()
        px = area.left() + (np.asarray(x) - left) * (area.width() / (right - left))
        py = area.bottom() - (np.asarray(y) - bottom) * (area.height() / (top - bottom))
        reach = 20000.0  # Qt's own numbers are finite
        return np.clip(px, -reach, reach), np.clip(py, -reach, reach)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where one point lies in the widget."""
        px, py = self.pixels(x, y)
        return QPointF(float(px), float(py))

    def x_at(self, px: float) -> float:
        """Return the x under a pixel column."""
        (left, right), _ = self.box.viewRange()
        area = self.area()
        return float(left + (px - area.left()) * (right - left) / max(area.width(), 1.0))

    def columns(self, function: Function) -> int:
        """Return at how many places to sample a function first: every pixel, fewer if it is very long."""
        return int(self.area().width() * min(1.0, LONG_FORMULA / max(function.operations, 1)))

    def x_per_pixel(self) -> float:
        """Return how much of x one pixel is."""
        (left, right), _ = self.box.viewRange()
        return float((right - left) / max(self.area().width(), 1.0))

    # Painting

    def drawBackground(self, painter: QPainter, rect: Any) -> None:  # noqa: N802
        """Draw the grid, the axes stronger (Qt's name)."""
        super().drawBackground(painter, rect)
        area = self.area()
        if area.width() < 2 or area.height() < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        faint = QColor(mix(self.palette_.panel, self.palette_.line, 0.55))
        strong = QColor(mix(self.palette_.line, self.palette_.quiet, 0.25))
        logarithmic = self.axes["left"].logarithmic
        for x in self.axes["bottom"].tick_places():
            place = self.pixel(x, 0.0).x()
            painter.setPen(QPen(strong if x == 0.0 and not logarithmic else faint, 1.0))
            painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))
        for y in self.axes["left"].tick_places():
            place = self.pixel(0.0, y).y()
            painter.setPen(QPen(strong if y == 0.0 and not logarithmic else faint, 1.0))
            painter.drawLine(QPointF(area.left(), place), QPointF(area.right(), place))

    def drawForeground(self, painter: QPainter, rect: Any) -> None:  # noqa: N802
        """Draw the content inside the axes (Qt's name)."""
        super().drawForeground(painter, rect)
        area = self.area()
        if area.width() < 2 or area.height() < 2:
            return
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.small)
        self.draw(painter, area)
        painter.restore()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the content, in pixels; for subclasses."""

    def layer(self, painter: QPainter, shown: tuple[object, ...], draw: Callable[[QPainter], None]) -> None:
        """Draw what stays while points are dragged, from a picture made anew for other `shown` objects."""
        ratio = self.viewport().devicePixelRatioF()
        size = self.viewport().size() * ratio
        key = (size.width(), size.height(), self.palette_.name, self.base(), str(self.box.viewRange()))
        known = self._layer
        same = known is not None and known[0] == key and len(known[1]) == len(shown)
        if known is None or not (same and all(a is b for a, b in zip(known[1], shown, strict=True))):
            picture = QPixmap(size)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            brush = QPainter(picture)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush.setFont(self.small)
            draw(brush)
            brush.end()
            known = self._layer = key, shown, picture
        painter.drawPixmap(0, 0, known[2])

    def stroke(self, painter: QPainter, x: Array, y: Array, stroke: QPen) -> None:
        """Draw a curve, interrupted where y is NaN."""
        px, py = self.pixels(x, y)
        area = self.area()  # long dashes outside the plot would cost as much as those in it
        py = np.clip(py, area.top() - area.height(), area.bottom() + area.height())
        stroke_pixels(painter, px, py, stroke)

    def draw_breaks(self, painter: QPainter, area: QRectF, curve: Curve) -> None:
        """Draw, under the curve, where it is not defined and where it has poles."""
        for stretch, words in self.stretches(area, curve):
            painter.fillRect(stretch, QBrush(QColor(self.palette_.line), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QColor(self.palette_.quiet))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, NOT_DEFINED if words.width() else "")
        if len(curve.breaks) > area.width() / 12:
            return
        for gap in curve.breaks:
            if gap.kind == "pole":
                place = self.pixel(gap.x, 0.0).x()
                painter.setPen(pen(self.palette_.quiet, 1.0, [3.0, 3.0]))
                painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))

    def draw_ends(self, painter: QPainter, area: QRectF, curve: Curve, colour: str) -> None:
        """Draw, over the curve, open and closed ends where it jumps or has a hole."""
        if len(curve.breaks) <= area.width() / 12:
            for gap in curve.breaks:
                if gap.kind in ("jump", "hole") and not gap.between:
                    self._draw_ends_at(painter, gap, colour)

    def stretches(self, area: QRectF, curve: Curve) -> list[tuple[QRectF, QRectF]]:
        """Where the curve is not defined, each with a place for the words (empty where there is no room)."""
        metrics = QFontMetricsF(self.small)
        width, height = metrics.horizontalAdvance(NOT_DEFINED), metrics.height()
        found = []
        for low, high in curve.undefined:
            left, right = self.pixel(low, 0.0).x(), self.pixel(high, 0.0).x()
            stretch = QRectF(left, area.top(), right - left, area.height()) & area
            words = QRectF(stretch.center().x() - width / 2, stretch.bottom() - height - 6, width, height)
            found.append((stretch, words if stretch.width() > width + 8 else QRectF()))
        return found

    def _draw_ends_at(self, painter: QPainter, gap: Break, colour: str) -> None:
        """Mark the ends of the curve at a jump or a hole: filled where it has its value, else open."""
        size = 3.6 * self.base() / 13.0
        for height in dict.fromkeys((gap.left, gap.right, gap.at)):
            if np.isfinite(height):
                painter.setPen(pen(colour, 1.6))
                closed = height == gap.at or abs(height - gap.at) < 1e-9 * max(1.0, abs(gap.at))
                painter.setBrush(QColor(colour if closed else self.palette_.panel))
                painter.drawEllipse(self.pixel(gap.x, height), size, size)
