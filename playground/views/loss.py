"""The loss panel: train and test loss of every epoch, as curves that follow the run until a person zooms."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionGraphicsItem, QWidget

from playground.controls.axes import EpochAxis, LossAxis
from playground.controls.icons import IconButton
from playground.controls.legend import LineSample
from playground.controls.numbers import steady
from playground.controls.panel import Panel, TextLabel
from playground.controls.peaks import reduce
from playground.controls.plots import QuietPlot
from playground.controls.switches import Segmented
from playground.controls.throttle import Throttle
from playground.document import Document
from playground.run import Array, Frame
from playground.session import Session
from playground.theme import Palette

#: The curves are drawn this often at most: faster than a person reads, and cheap.
REDRAWS_A_SECOND = 20.0
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


class LossView(Panel):
    """Train loss (solid) and test loss (dashed) over epochs, with the latest numbers in large type."""

    def __init__(
        self,
        session: Session,
        palette: Palette,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`clock` gives seconds; a test passes its own."""
        super().__init__("Loss", parent)
        self._session = session
        self._frame: Frame | None = None
        self.following = True
        self._redraw = Throttle(self._draw, REDRAWS_A_SECOND, clock, self)

        self.train_number = TextLabel("–", "number")
        self.test_number = TextLabel("–", "number")
        self.samples = LineSample(), LineSample()
        names = ("train", "test")
        for sample, name, number in zip(
            self.samples, names, (self.train_number, self.test_number), strict=True
        ):
            number.setAccessibleName(f"{name} loss")
            key = QHBoxLayout()
            key.setSpacing(4)
            for part in (sample, TextLabel(name, "quiet"), number):
                key.addWidget(part)
            self.head.addLayout(key)

        self.loss_axis, self.epoch_axis = LossAxis("left"), EpochAxis("bottom")
        self.plot = QuietPlot(
            "Loss curve",
            "How wrong the network is on train and test data, epoch by epoch; lower is better.",
            axisItems={"left": self.loss_axis, "bottom": self.epoch_axis},
        )
        self.plot.setMinimumHeight(90)
        self.plot.grid.setContentsMargins(0, 6, 12, 0)
        self.loss_axis.setStyle(
            tickLength=0, tickTextOffset=6, autoExpandTextSpace=False, hideOverlappingLabels=False
        )
        self.epoch_axis.setStyle(
            tickLength=0, tickTextOffset=4, autoExpandTextSpace=False, hideOverlappingLabels=False
        )
        self.loss_axis.setGrid(255)
        for axis in (self.loss_axis, self.epoch_axis):
            axis.enableAutoSIPrefix(False)
        self.train_curve, self.test_curve = Curve(), Curve()
        for curve in (self.test_curve, self.train_curve):
            self.plot.addItem(curve)
        self.body.addWidget(self.plot, 1)

        self.scale = Segmented((("linear", "linear"), ("log", "log")), small=True)
        self.scale.explain("linear", "Equal steps of loss are equal heights.")
        self.scale.explain(
            "log", "Equal heights are equal factors: a tenth of the loss is always as far down."
        )
        self.follow = IconButton("follow", bare=True).explain(
            "Follow the run", "Shows the whole run again and keeps up with it.", "A"
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.follow)
        foot.addWidget(TextLabel("epoch", "quiet"))
        foot.addWidget(self.scale)
        self.body.addLayout(foot)

        self.scale.chosen.connect(self._choose_scale)
        self.plot.moved.connect(partial(self._set_following, False))
        self.plot.home_requested.connect(self.follow_run)
        self.follow.clicked.connect(self.follow_run)
        self.plot.box.sigXRangeChanged.connect(self._range_changed)
        self._set_following(True)
        self.set_palette(palette)
        self.show_document(None, session.document)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.plot.set_palette(palette)
        self.follow.set_palette(palette)
        self.train_curve.set_pen(QPen(QColor(palette.accent), 2.0))
        dashed = QPen(QColor(palette.quiet), 1.6)
        dashed.setDashPattern([6.0, 4.0])
        self.test_curve.set_pen(dashed)
        self.samples[0].set_pen(QPen(QColor(palette.accent), 2.0))
        self.samples[1].set_pen(QPen(dashed))

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show which scale is chosen."""
        self.scale.set_value("log" if after.view.log_loss else "linear")
        if self.loss_axis.logarithmic != after.view.log_loss:
            self.loss_axis.logarithmic = after.view.log_loss
            # The other scale has other coordinates: what was zoomed to means nothing there.
            self.follow_run()

    def show_frame(self, frame: Frame) -> None:
        """Draw this frame's losses, now or, if it was just done, in a moment."""
        if self._frame is not None and _starts_over(self._frame, frame):
            self._set_following(True)
        self._frame = frame
        self._redraw.ask()

    def follow_run(self) -> None:
        """Show the whole run and keep up with it."""
        self._set_following(True)
        if self._frame is not None:
            self._redraw.do()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Measure the axes in a new font (Qt's name)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "plot"):
            self._measure()

    def _measure(self) -> None:
        font = TextLabel("", "quiet", self)
        font.ensurePolished()
        metrics = font.fontMetrics()
        self.plot.set_axis_font(font.font())
        font.deleteLater()
        self.loss_axis.setWidth(metrics.horizontalAdvance("0.0003") + 10)
        self.epoch_axis.setHeight(metrics.height() + 6)
        self.loss_axis.tick_room = 1.6 * metrics.height()
        self.epoch_axis.tick_room = metrics.horizontalAdvance("000,000") + 16

    def _choose_scale(self, key: str) -> None:
        document = self._session.document
        view = replace(document.view, log_loss=key == "log")
        self._session.edit("Loss scale", replace(document, view=view))

    def _set_following(self, on: bool) -> None:
        self.following = on
        self.follow.setVisible(not on)

    def _range_changed(self) -> None:
        if not self.following:
            self._draw_curves()

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self.train_number.say(steady(frame.losses[0]))
        self.test_number.say(steady(frame.losses[1]))
        if len(frame.loss_epochs) == 0:
            return
        if self.following:
            first, last = float(frame.loss_epochs[0]), float(frame.loss_epochs[-1])
            self.plot.box.setXRange(first, max(last, first + 10.0), padding=0)
        low, high = self._draw_curves()
        if self.following and low <= high:
            bottom, top = log_range(low, high) if self.loss_axis.logarithmic else linear_range(high)
            self.plot.box.setYRange(bottom, top, padding=0)

    def _draw_curves(self) -> tuple[float, float]:
        """Draw what of the curves is in sight, and return the least and the largest of it."""
        frame = self._frame
        low, high = math.inf, -math.inf
        if frame is None:
            return low, high
        left, right = self.plot.box.viewRange()[0]
        buckets = max(50, int(self.plot.box.width()) // 2)
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
