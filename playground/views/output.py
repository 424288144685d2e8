"""The output panel: what the network answers over the plane, and the data it learns from and is tested on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.data import EXTENT, Data
from engine.features import FEATURES
from playground.controls.heat import ColourBar, HeatMap
from playground.controls.hiding import Hideable
from playground.controls.icons import IconButton
from playground.controls.panel import Panel, TextLabel
from playground.controls.plots import QuietPlot
from playground.controls.points import DataPoints
from playground.controls.toggle import Toggle
from playground.document import Document, View
from playground.layout import INPUT_LAYER
from playground.run import Array, Frame
from playground.samples import data_of
from playground.session import Session
from playground.theme import Palette


class OutputView(Panel):
    """The decision boundary with the data on it; or, on demand, what one neuron answers over the plane."""

    #: A data point was clicked: its number among train or test points, and whether it is a test point.
    point_chosen = Signal(int, bool)

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("Output", parent)
        self._session = session
        self._palette = palette
        self._frame: Frame | None = None
        self._neuron: tuple[int, int] | None = None
        self._data: Data | None = None
        self.accuracy = TextLabel("", "quiet")
        self.accuracy.setTextFormat(Qt.TextFormat.RichText)
        self.accuracy.setMinimumWidth(1)  # its numbers never push the window wider: `_say_accuracy`
        self.head.addWidget(self.accuracy)
        self.home = IconButton("follow").explain(
            "Whole plane", "Shows the whole plane again after zooming and panning.", "A"
        )
        self.home.hide()

        self.plot = QuietPlot(
            "Output over the plane",
            "The network's answer at every point: blue is positive, orange is negative. "
            "Click a data point to see its loss as a graph.",
        )
        self.heat = HeatMap(palette)
        self.points = DataPoints(palette)
        self.plot.addItem(self.heat)
        self.plot.addItem(self.points)
        self.plot.box.setAspectLocked(True)
        self.plot.box.setLimits(
            xMin=-2 * EXTENT, xMax=2 * EXTENT, yMin=-2 * EXTENT, yMax=2 * EXTENT, minXRange=0.1, minYRange=0.1
        )
        self.plot.setMinimumSize(160, 160)
        self.plot.setMouseTracking(True)
        self.plot.viewport().installEventFilter(self)
        self.body.addWidget(self.plot, 1)
        self.home.setParent(self.plot)
        self.readout = TextLabel("", "readout", self.plot)
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()

        self.show_test = self._box(
            "test points",
            lambda view, on: replace(view, show_test=on),
            "Also shows the points that are kept out of training, with another rim.",
        )
        self.discretise = self._box(
            "discretise",
            lambda view, on: replace(view, discretise=on),
            "Shows only which class wins, with a sharp border between the two.",
        )
        self._hideable = Hideable({"test points": [self.show_test], "discretise": [self.discretise]})
        #: Names of `document.CONTROLS` that this view can leave out.
        self.hideable = set(self._hideable.parts)
        self.colour_bar = ColourBar(palette)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        for part in (self.show_test, self.discretise):
            self.foot.addWidget(part)
        self.foot.addStretch(1)
        self.foot.addWidget(self.colour_bar)
        self.body.addLayout(self.foot)

        self.plot.home_requested.connect(self.go_home)
        self.plot.clicked.connect(self._choose)
        self.plot.moved.connect(partial(self.home.setVisible, True))
        self.home.clicked.connect(self.go_home)
        self.go_home()
        self.set_palette(palette)
        self.show_document(None, session.document)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.heat.set_palette(palette)
        self.points.set_palette(palette)
        self.colour_bar.set_palette(palette)
        self.plot.set_palette(palette)
        self.home.set_palette(palette)
        self.show_test.set_palette(palette)
        self.discretise.set_palette(palette)
        self._draw()

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show the document's data and view settings; a frame of another network or data is dropped."""
        if before is None or before.data != after.data:
            self._data = data_of(after.data)
        if before is not None and before.network != after.network:
            self._neuron = None
        self._hideable.hide(after.view.hidden)
        for box, on in ((self.show_test, after.view.show_test), (self.discretise, after.view.discretise)):
            box.setChecked(on)
        if before is None or before.data != after.data or before.view.show_test != after.view.show_test:
            self._place_points(after.view.show_test)
        self.heat.discrete = after.view.discretise
        if self._frame is not None and not self._fits(self._frame):
            self._frame = None
        self._draw()

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame, unless it is of an older network or data."""
        if self._fits(frame):
            self._frame = frame
            self._draw()

    def show_neuron(self, layer: int | None, index: int = 0) -> None:
        """Show one neuron's answers instead, or with None the network's output again.

        `layer` counts hidden layers from 0, then comes the output layer; `layout.INPUT_LAYER` names the
        features.
        """
        neuron = None if layer is None else (layer, index)
        if neuron != self._neuron:
            self._neuron = neuron
            self._draw()

    def go_home(self) -> None:
        """Show the whole plane."""
        self.plot.box.setRange(xRange=(-EXTENT, EXTENT), yRange=(-EXTENT, EXTENT), padding=0)
        self.home.hide()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        """Follow the pointer over the plot (Qt's name)."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._read(self.plot.point_at(event))
        elif event.type() == QEvent.Type.Leave:
            self.readout.hide()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Size the points to the plot (Qt's name)."""
        super().resizeEvent(event)
        side = min(self.plot.width(), self.plot.height())
        self.points.set_size(round(min(14.0, max(7.0, side / 42))))
        self.home.adjustSize()
        self.home.move(self.plot.width() - self.home.width() - 6, 6)
        if self._frame is not None:
            self._mark(self._frame)

    def _box(self, text: str, change: Callable[[View, bool], View], sentence: str) -> Toggle:
        box = Toggle(text, self._palette).explain(text.capitalize(), sentence)
        box.clicked.connect(lambda on: self._edit_view(text.capitalize(), change, on))
        return box

    def _edit_view(self, text: str, change: Callable[[View, bool], View], on: bool) -> None:
        document = self._session.document
        self._session.edit(text, replace(document, view=change(document.view, on)))

    def _fits(self, frame: Frame) -> bool:
        document = self._session.document
        return frame.network == document.network and frame.data == document.data

    def _place_points(self, with_test: bool) -> None:
        assert self._data is not None
        shown = len(self._data.points) if with_test else self._data.n_train
        test = np.arange(shown) >= self._data.n_train
        # Train points lie on top of test points.
        self.points.set_points(self._data.points[:shown], self._data.targets[:shown], test)

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            self.heat.show_values(None)
            self.accuracy.say("")
            return
        values, title = _shown(frame, self._neuron)
        limit = 1.0 if self._neuron is None else max(1.0, float(np.abs(values).max()))
        self.heat.show_values(values, limit if np.isfinite(limit) else 1.0)
        self.colour_bar.set_limit(limit)
        self.set_title(title)
        self._mark(frame)

    def _mark(self, frame: Frame) -> None:
        data = self._data
        if data is None or data.problem != "classification":
            self.accuracy.say("")
            return
        train_wrong = wrong(frame.train_outputs, data.targets[: data.n_train])
        test_wrong = wrong(frame.test_outputs, data.targets[data.n_train :])
        marks = np.concatenate([train_wrong, test_wrong])[: len(self.points)]
        self.points.set_wrong(marks)
        if self._neuron is not None:
            # A neuron's map is not the network's answer, and its longer heading needs the room.
            self.accuracy.say("")
            return
        self._say_accuracy(percent(train_wrong), percent(test_wrong))

    def _say_accuracy(self, train: str, test: str) -> None:
        """Beside the heading, with as many words as there is room for."""
        bold = QFont(self.accuracy.font())
        bold.setWeight(QFont.Weight.DemiBold)
        room = self.contentsRect().width() - self.title.sizeHint().width() - 40
        number = f'<span style="color:{self._palette.text}; font-weight:600">{{}}</span>'
        words = "accuracy  train {}  test {}"
        if QFontMetrics(bold).horizontalAdvance(words.format(train, test)) > room:
            words = "train {}  test {}"
        html = words.replace("  ", "&nbsp; ")
        self.accuracy.say(html.format(number.format(train), number.format(test)))
        self.accuracy.setAccessibleName(f"Accuracy: train {train}, test {test}")

    def _point_at(self, place: QPointF) -> int | None:
        return self.points.at(place, self.plot.box.viewPixelSize())

    def _choose(self, place: QPointF) -> None:
        point = self._point_at(place)
        if point is not None and self._data is not None:
            is_test = point >= self._data.n_train
            self.point_chosen.emit(point - (self._data.n_train if is_test else 0), is_test)

    def _read(self, point: QPointF) -> None:
        value = self.heat.value_at(point.x(), point.y())
        on_point = self._point_at(point) is not None
        shape = Qt.CursorShape.PointingHandCursor if on_point else Qt.CursorShape.ArrowCursor
        self.plot.viewport().setCursor(shape)
        self.readout.setVisible(value is not None)
        if value is not None:
            x, y = (f"{v:.1f}".replace("-", "−") for v in (point.x(), point.y()))
            answer = f"{value:+.2f}" if abs(value) < 1e6 else f"{value:+.1e}"
            self.readout.say(f"({x}, {y}) → {answer}".replace("-", "−"))
            self.readout.adjustSize()
            self.readout.move(6, self.plot.height() - self.readout.height() - 6)


def wrong(outputs: Array, targets: Array) -> NDArray[np.bool_]:
    """Which answers have the wrong sign; an answer that is not a number is wrong."""
    return np.where(np.isnan(outputs), True, (outputs >= 0) != (targets >= 0))


def percent(mistakes: NDArray[np.bool_]) -> str:
    """The share of right answers; "100 %" only when every one is right."""
    if len(mistakes) == 0:
        return "–"
    share = 100 * (1 - np.count_nonzero(mistakes) / len(mistakes))
    return "100 %" if not mistakes.any() else f"{min(share, 99.9):.1f} %"


def _shown(frame: Frame, neuron: tuple[int, int] | None) -> tuple[Array, str]:
    """The map to paint and the heading over it."""
    last = len(frame.layers) - 1
    if neuron is None:
        return frame.layers[last].maps[0], "Output"
    layer, index = neuron
    if layer == INPUT_LAYER:
        return frame.input_maps[index], f"Input {FEATURES[frame.network.features[index]].label}"
    if layer >= last:
        return frame.layers[last].maps[0], "Output"
    return frame.layers[layer].maps[index], f"Hidden {layer + 1} · neuron {index + 1}"
