"""The output panel: what the network answers over the plane, and the data it learns from and is tested on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from engine.data import Data
from playground.controls.explain import explain
from playground.controls.hiding import Hideable
from playground.controls.icons import icon
from playground.controls.panel import Panel
from playground.controls.switches import Segmented
from playground.document import OUTPUT_SHOWS, Document
from playground.run import Frame
from playground.samples import class_names, data_of
from playground.session import Session
from playground.theme import Palette
from playground.views.output.accuracy import AccuracyLabel
from playground.views.output.curve import CurvePlot
from playground.views.output.foot import Foot
from playground.views.output.painting import Painting
from playground.views.output.plane import PlanePlot
from playground.views.output.readout import told
from playground.views.output.surface import SurfaceView
from playground.views.output.units import Units, ends_of, short_name, units_of
from playground.views.output.verdicts import Picture, carried, percent, picture_of, wrong

#: The ways to show the output, each with its name and a sentence.
_SHAPES = {
    "plane": ("Flat map", "Shows the output over the plane as colours."),
    "surface": (
        "Surface",
        "Shows the output over the plane as a surface in space: drag it to turn it; P hides the points.",
    ),
    "curve": ("Curve", "Shows the output over x₁, where x₂ is 0, as a line."),
}


class OutputView(Panel):
    """The decision boundary with the data on it; or, on demand, what one neuron answers over the plane."""

    #: A data point was clicked: its number among train or test points, and whether it is a test point.
    point_chosen = Signal(int, bool)
    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(
        self,
        session: Session,
        palette: Palette,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__("Output", parent)
        self._session = session
        self._palette = palette
        self._frame: Frame | None = None
        self._picture: Picture | None = None
        self._neuron: tuple[int, int] | None = None
        self._data: Data | None = None
        self._names: tuple[str, ...] = ()
        self._units: Units | None = None
        self._marks = np.zeros(0, np.bool_)
        self._with_test = False
        self.accuracy = AccuracyLabel()
        self.shape = self._build_shape()
        self.head.addWidget(self.accuracy)
        self.head.addWidget(self.shape)

        self.plot = PlanePlot(palette)
        self.heat, self.points = self.plot.heat, self.plot.points
        self.home, self.readout = self.plot.home, self.plot.readout
        self.go_home = self.plot.go_home
        self.surface = SurfaceView(palette)
        self.curve = CurvePlot(palette)
        self.painting = Painting(
            session, self.plot, self.curve, palette, lambda: data_of(session.document.data), clock, self
        )
        self.painting.problem.connect(self.problem)
        self.painting.strip.changed.connect(self._tool_changed)
        self.body.addWidget(self.painting.strip)
        self._pages: dict[str, QWidget] = {"plane": self.plot, "surface": self.surface, "curve": self.curve}
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # first: without a parent its first page would be a window
        for page in self._pages.values():
            self._stack.addWidget(page)
        self.foot = Foot(session, palette)
        self.show_test, self.discretise = self.foot.show_test, self.foot.discretise
        self.colour_bar = self.foot.colour_bar
        self.body.addWidget(self.foot)
        self._hideable = Hideable({"test points": [self.show_test], "discretise": [self.discretise]})
        #: Names of `document.CONTROLS` that this view can leave out.
        self.hideable = set(self._hideable.parts)

        for plot in (self.plot, self.curve):
            plot.clicked.connect(partial(self._choose, plot))
            plot.pointed.connect(partial(self._read, plot))
            plot.left.connect(plot.readout.hide)
        self.surface.pointed.connect(self._read_surface)
        self.set_palette(palette)
        self.show_document(None, session.document)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        for part in (*self._pages.values(), self.painting, self.foot):
            part.set_palette(palette)  # type: ignore[attr-defined]
        for key in OUTPUT_SHOWS:
            button = self.shape.button(key)
            button.setIcon(icon(key, palette.text))
            button.setFixedWidth(round(1.7 * self.fontMetrics().height()))
        self._draw()

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show the document's data and view settings; a frame of another network or data is dropped."""
        if before is None or before.data != after.data:
            data = data_of(after.data)
            if self._data is not None:
                self._marks = carried(self._marks, self._data, data)
            self._data = data
            self._names, self._units = class_names(after.data), units_of(after.data)
        if before is not None and before.network != after.network:
            self._neuron = None
        self._hideable.hide(after.view.hidden)
        self.foot.show_view(after.view)
        self.shape.set_value(after.view.output)
        self._stack.setCurrentWidget(self._pages[after.view.output])
        self.painting.show_document(before, after, self._names)
        with_test = after.view.show_test or self.painting.active
        if before is None or before.data != after.data or with_test != self._with_test:
            self._place_points(with_test)
        self.heat.discrete = self.surface.discrete = after.view.discretise
        if self._frame is not None and not self._fits(self._frame):
            self._frame = None
        if before is not None and not _goes_on(before, after):
            self._picture = None
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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Say the accuracy in as many words as fit (Qt's name)."""
        super().resizeEvent(event)
        if self._frame is not None and self._fits(self._frame):
            self._mark(self._frame)

    def _build_shape(self) -> Segmented:
        shape = Segmented([(key, "") for key in OUTPUT_SHOWS], small=True)
        for key, (name, sentence) in _SHAPES.items():
            explain(shape.button(key), name, sentence)
        shape.chosen.connect(self._show_as)
        return shape

    def _show_as(self, key: str) -> None:
        document = self._session.document
        view = replace(document.view, output=key)
        self._session.edit(f"Output as {key}", replace(document, view=view))

    def _fits(self, frame: Frame) -> bool:
        document = self._session.document
        return frame.network == document.network and frame.data == document.data

    def _tool_changed(self) -> None:
        """Who paints sees all points, wherever they will be: in the train or in the test set."""
        with_test = self._session.document.view.show_test or self.painting.active
        if with_test != self._with_test:
            self._place_points(with_test)
            if self._frame is not None and self._fits(self._frame):
                self._mark(self._frame)

    def _place_points(self, with_test: bool) -> None:
        self._with_test = with_test
        data = self._data
        if data is None:
            return
        shown = len(data.points) if with_test else data.n_train
        test = np.arange(shown) >= data.n_train
        # Train points lie on top of test points.
        self.points.set_points(data.points[:shown], data.targets[:shown], test, data.classes)
        self.curve.show_data(data, shown, self._units)
        self.surface.show_points(data, shown)
        self.surface.show_units(self._units)
        if len(self._marks) == len(data.points):
            self._show_marks(self._marks)

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            # While points change under training, the last answer stays until there is one for them.
            self._paint(self._picture)
            if self._picture is None:
                self.accuracy.say("")
                self.foot.explain_colours(self._names if len(self._names) > 2 else (), 1.0)
            return
        self._picture = picture = picture_of(frame, self._neuron, self._names)
        self._paint(picture)
        names = () if picture.logits is None else self._names
        self.foot.explain_colours(names, picture.limit, self._ends(picture))
        self.set_title(picture.title)
        self._mark(frame)

    def _paint(self, picture: Picture | None) -> None:
        """Show the answer in the way that is chosen; the others do not cost anything."""
        view = self._session.document.view
        if view.output == "plane":
            self.plot.show_picture(picture, view.contours, self._units)
        elif view.output == "surface":
            self.surface.show_picture(picture)
        else:
            self.curve.show_picture(picture)

    def _mark(self, frame: Frame) -> None:
        data = self._data
        if data is None or data.problem != "classification":
            self.accuracy.say("")
            return
        train_wrong = wrong(frame.train_outputs, data.targets[: data.n_train])
        test_wrong = wrong(frame.test_outputs, data.targets[data.n_train :])
        marks = np.concatenate([train_wrong, test_wrong])
        self._show_marks(marks)
        if self._neuron is not None and (self._picture is None or not self._picture.whole):
            # A neuron's map is not the network's answer, and its longer heading needs the room.
            self.accuracy.say("")
            return
        self._say_accuracy(percent(train_wrong), percent(test_wrong))

    def _show_marks(self, marks: NDArray[np.bool_]) -> None:
        self._marks = marks
        self.points.set_wrong(marks[: len(self.points)])
        self.curve.set_wrong(marks)

    def _say_accuracy(self, train: str, test: str) -> None:
        """Beside the heading."""
        taken = self.title.sizeHint().width() + self.shape.sizeHint().width() + 2 * self.head.spacing()
        self.accuracy.tell(train, test, self.contentsRect().width() - 24 - taken, self._palette)

    def _choose(self, plot: PlanePlot | CurvePlot, place: QPointF) -> None:
        point = plot.point_number(place)
        if point is not None and self._data is not None:
            is_test = point >= self._data.n_train
            self.point_chosen.emit(point - (self._data.n_train if is_test else 0), is_test)

    def _read(self, plot: PlanePlot | CurvePlot, place: QPointF) -> None:
        point = plot.point_number(place)
        shape = Qt.CursorShape.ArrowCursor if point is None else Qt.CursorShape.PointingHandCursor
        plot.viewport().setCursor(Qt.CursorShape.CrossCursor if self.painting.active else shape)
        over = plot is self.curve
        plot.readout.tell(self._told((place.x(), 0.0 if over else place.y()), point))

    def _read_surface(self, place: QPointF | None) -> None:
        told_there = None if place is None else self._told((place.x(), place.y()))
        self.surface.readout.tell(told_there)

    def _told(self, place: tuple[float, float], point: int | None = None) -> str | None:
        if self._data is None:
            return None
        return told(self._frame, self._picture, self._data, self._names, self._units, place, point)

    def _ends(self, picture: Picture) -> tuple[str, str] | None:
        """What the ends of the colours are for points from a table: two classes, or values of a column."""
        if self._units is None or not picture.whole:
            return None
        if self._units.values:
            return ends_of(self._units.target, picture.limit)
        return (short_name(self._names[0]), short_name(self._names[1])) if len(self._names) == 2 else None


def _goes_on(before: Document, after: Document) -> bool:
    """Whether what the network answered before is still about the same question."""
    same_kind = (before.data.dataset, before.data.classes) == (after.data.dataset, after.data.classes)
    return same_kind and before.network == after.network
