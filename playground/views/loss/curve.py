"""The losses of every epoch as curves that follow the run until a person zooms."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.controls.axes import EpochAxis, LossAxis
from playground.controls.peaks import reduce
from playground.controls.plots import QuietPlot
from playground.run import Array, Frame
from playground.theme import Palette

#: On a logarithmic axis a loss of 0 is drawn down here.
_LOG_FLOOR = 1e-30
#: Where the thin lines of a curve lie, in pixels: together they are about 2 wide in any direction.
_BESIDE = ((-0.4, -0.4), (0.4, -0.4), (-0.4, 0.4), (0.4, 0.4))


class Curve(pg.GraphicsObject):  # type: ignore[misc]
    """A polyline in the plot's coordinates.

    Qt draws lines of one pixel some thirty times faster than wider ones, so a wider one is drawn as
    thin ones beside each other.
    """

    def __init__(self) -> None:
        super().__init__()
        self._line = QPolygonF()
        self._pen = QPen()
        self._bounds = QRectF()

    def set_pen(self, pen: QPen) -> None:
        """Draw in this pen's colour and dashes, 2 pixels wide."""
        pen.setCosmetic(True)
        pen.setWidthF(1.0)
        self._pen = pen
        self.update()

    def set_line(self, x: Array, y: Array) -> None:
        """Draw through these points, if there are any."""
        self.prepareGeometryChange()
        self._line = pg.functions.arrayToQPolygonF(x, y) if len(x) else QPolygonF()
        self._bounds = self._line.boundingRect()

    @property
    def line(self) -> QPolygonF:
        """What is drawn."""
        return self._line

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The points' bounds (Qt's name)."""
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the line (Qt's name)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        transform = painter.transform()
        for right, down in _BESIDE:
            painter.setTransform(transform * QTransform.fromTranslate(right, down))
            painter.drawPolyline(self._line)
        painter.setTransform(transform)


class CurvePlot(QuietPlot):
    """Train loss (solid) and test loss (dashed) over epochs. `following_changed(on)` says whether the plot
    keeps up with the run: zooming and panning stop it, A and a double click let it go on."""

    following_changed = Signal(bool)

    def __init__(self) -> None:
        self.loss_axis, self.epoch_axis = LossAxis("left"), EpochAxis("bottom")
        super().__init__(
            "Loss curve",
            "How wrong the network is on train and test data, epoch by epoch; lower is better.",
            axisItems={"left": self.loss_axis, "bottom": self.epoch_axis},
        )
        self._frame: Frame | None = None
        self.following = True
        self.grid.setContentsMargins(0, 6, 12, 0)
        for axis, offset in ((self.loss_axis, 6), (self.epoch_axis, 4)):
            axis.setStyle(
                tickLength=0, tickTextOffset=offset, autoExpandTextSpace=False, hideOverlappingLabels=False
            )
            axis.enableAutoSIPrefix(False)
        self.loss_axis.setGrid(255)
        self.train_curve, self.test_curve = Curve(), Curve()
        for curve in (self.test_curve, self.train_curve):
            self.addItem(curve)
        self.moved.connect(partial(self.set_following, False))
        self.home_requested.connect(self.follow_run)
        self.box.sigXRangeChanged.connect(self._range_changed)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        super().set_palette(palette)
        train, test = pens(palette)
        self.train_curve.set_pen(train)
        self.test_curve.set_pen(test)

    def set_logarithmic(self, on: bool) -> None:
        """Choose the scale. The other has other coordinates: what was zoomed to means nothing there."""
        if self.loss_axis.logarithmic != on:
            self.loss_axis.logarithmic = on
            self.follow_run()

    def measure(self, font: QFont) -> None:
        """Give the axes the room that a font needs."""
        metrics = QFontMetrics(font)
        self.set_axis_font(font)
        self.loss_axis.setWidth(metrics.horizontalAdvance("0.0003") + 10)
        self.epoch_axis.setHeight(metrics.height() + 6)
        self.loss_axis.tick_room = 1.6 * metrics.height()
        self.epoch_axis.tick_room = metrics.horizontalAdvance("000,000") + 16

    def take(self, frame: Frame) -> None:
        """Remember what `draw` is to show; a run that starts over is followed."""
        if self._frame is not None and _starts_over(self._frame, frame):
            self.set_following(True)
        self._frame = frame

    def follow_run(self) -> None:
        """Show the whole run and keep up with it."""
        self.set_following(True)
        self.draw()

    def set_following(self, on: bool) -> None:
        """Keep up with the run, or stay where it is."""
        self.following = on
        self.following_changed.emit(on)

    def draw(self) -> None:
        """Draw the frame that was taken."""
        frame = self._frame
        if frame is None or len(frame.loss_epochs) == 0:
            return
        if self.following:
            first, last = float(frame.loss_epochs[0]), float(frame.loss_epochs[-1])
            self.box.setXRange(first, max(last, first + 10.0), padding=0)
        low, high = self._draw_curves()
        if self.following and low <= high:
            bottom, top = log_range(low, high) if self.loss_axis.logarithmic else linear_range(high)
            self.box.setYRange(bottom, top, padding=0)

    def _range_changed(self) -> None:
        if not self.following:
            self._draw_curves()

    def _draw_curves(self) -> tuple[float, float]:
        """Draw what of the curves is in sight, and return the least and the largest of it."""
        frame = self._frame
        low, high = math.inf, -math.inf
        if frame is None:
            return low, high
        left, right = self.box.viewRange()[0]
        buckets = max(50, int(self.box.width()) // 2)
        for curve, losses in ((self.train_curve, frame.train_losses), (self.test_curve, frame.test_losses)):
            x, y = reduce(frame.loss_epochs, losses, left, right, buckets)
            if self.loss_axis.logarithmic:
                y = np.log10(np.maximum(y, _LOG_FLOOR))
            curve.set_line(x, y)
            if len(y):
                low, high = min(low, float(y.min())), max(high, float(y.max()))
        return low, high


def linear_range(high: float) -> tuple[float, float]:
    """From 0 to a little over the largest loss."""
    return 0.0, high * 1.08 if high > 0 else 1.0


def log_range(low: float, high: float) -> tuple[float, float]:
    """A little beyond the least and the largest exponent, and never less than half a decade."""
    spare = max(0.06 * (high - low), (0.5 - (high - low)) / 2)
    return low - spare, high + spare


def _starts_over(before: Frame, after: Frame) -> bool:
    """Whether the history is another one, or the same one cut short."""
    if len(before.loss_epochs) == 0 or len(after.loss_epochs) == 0:
        return True
    return bool(after.loss_epochs[-1] < before.loss_epochs[-1])


def pens(palette: Palette) -> tuple[QPen, QPen]:
    """What train loss is drawn with, and test loss: solid and dashed."""
    dashed = QPen(QColor(palette.quiet), 1.6)
    dashed.setDashPattern([6.0, 4.0])
    return QPen(QColor(palette.accent), 2.0), dashed
