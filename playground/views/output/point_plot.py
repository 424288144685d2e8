"""What the flat map and the curve have in common: points, some of them fresh, a way home, and a readout."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QMouseEvent

from playground.controls.icons import IconButton
from playground.controls.plots import QuietPlot
from playground.controls.points import DataPoints
from playground.theme import Palette
from playground.views.output.readout import Readout


class PointPlot(QuietPlot):
    """A plot with data points on it; `pointed` says where the pointer is, `left` that it went."""

    pointed = Signal(QPointF)
    left = Signal()

    def __init__(self, name: str, sentence: str, home: str, palette: Palette, **options: Any) -> None:
        """`home` is all that there is to see, such as "plane"."""
        super().__init__(name, sentence, **options)
        self.points = DataPoints(palette)
        #: Points that are being painted or moved, over the others.
        self.fresh = DataPoints(palette)
        self.home = IconButton("follow").explain(
            f"Whole {home}", f"Shows the whole {home} again after zooming and panning.", "A"
        )
        self.home.setParent(self)
        self.home.hide()
        self.readout = Readout(self)
        self.setMinimumSize(160, 160)
        self.setMouseTracking(True)
        self.viewport().installEventFilter(self)
        self.home_requested.connect(self.go_home)
        self.moved.connect(partial(self.home.setVisible, True))
        self.home.clicked.connect(self.go_home)

    def go_home(self) -> None:
        """Show all of it."""
        raise NotImplementedError

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        """Follow the pointer over the plot, and its size (Qt's name)."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.pointed.emit(self.point_at(event))
        elif event.type() == QEvent.Type.Leave:
            self.left.emit()
        elif event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        """Size the points to the plot."""
        size = round(min(14.0, max(7.0, min(self.width(), self.height()) / 42)))
        self.points.set_size(size)
        self.fresh.set_size(size)
        self.home.adjustSize()
        self.home.move(self.width() - self.home.width() - 6, 6)
