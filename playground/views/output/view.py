"""The output panel: what the network answers over the plane, and the data it learns from and is tested on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.data import Data
from playground.controls.hiding import Hideable
from playground.controls.panel import Panel, TextLabel
from playground.document import Document
from playground.run import Frame
from playground.samples import data_of
from playground.session import Session
from playground.theme import Palette
from playground.views.output.foot import Foot
from playground.views.output.plane import PlanePlot
from playground.views.output.readout import class_text, loss_text, place_text, value_text
from playground.views.output.verdicts import (
    Picture,
    class_names,
    percent,
    picture_of,
    point_losses,
    wrong,
)


#: Ways to say the accuracy, the longest that fits is taken.
_WORDS = ("accuracy  train {}  test {}", "train {}  test {}", "{}  {}")


class OutputView(Panel):
    """The decision boundary with the data on it; or, on demand, what one neuron answers over the plane."""

    #: A data point was clicked: its number among train or test points, and whether it is a test point.
    point_chosen = Signal(int, bool)

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("Output", parent)
        self._session = session
        self._palette = palette
        self._frame: Frame | None = None
        self._picture: Picture | None = None
        self._neuron: tuple[int, int] | None = None
        self._data: Data | None = None
        self._names: tuple[str, ...] = ()
        self.accuracy = TextLabel("", "quiet")
        self.accuracy.setTextFormat(Qt.TextFormat.RichText)
        self.accuracy.setMinimumWidth(1)  # its numbers never push the window wider: `_say_accuracy`
        self.head.addWidget(self.accuracy)

        self.plot = PlanePlot(palette)
        self.heat, self.points = self.plot.heat, self.plot.points
        self.home, self.readout = self.plot.home, self.plot.readout
        self.go_home = self.plot.go_home
        self.body.addWidget(self.plot, 1)
        self.foot = Foot(session, palette)
        self.show_test, self.discretise = self.foot.show_test, self.foot.discretise
        self.colour_bar = self.foot.colour_bar
        self.body.addWidget(self.foot)
        self._hideable = Hideable({"test points": [self.show_test], "discretise": [self.discretise]})
        #: Names of `document.CONTROLS` that this view can leave out.
        self.hideable = set(self._hideable.parts)

        self.plot.clicked.connect(self._choose)
        self.plot.pointed.connect(self._read)
        self.plot.left.connect(self.readout.hide)
        self.set_palette(palette)
        self.show_document(None, session.document)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.plot.set_palette(palette)
        self.foot.set_palette(palette)
        self._draw()

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show the document's data and view settings; a frame of another network or data is dropped."""
        if before is None or before.data != after.data:
            self._data = data_of(after.data)
            self._names = class_names(after.data)
        if before is not None and before.network != after.network:
            self._neuron = None
        self._hideable.hide(after.view.hidden)
        self.foot.show_view(after.view)
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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Say the accuracy in as many words as fit (Qt's name)."""
        super().resizeEvent(event)
        if self._frame is not None:
            self._mark(self._frame)

    def _fits(self, frame: Frame) -> bool:
        document = self._session.document
        return frame.network == document.network and frame.data == document.data

    def _place_points(self, with_test: bool) -> None:
        assert self._data is not None
        data = self._data
        shown = len(data.points) if with_test else data.n_train
        test = np.arange(shown) >= data.n_train
        # Train points lie on top of test points.
        self.points.set_points(data.points[:shown], data.targets[:shown], test, data.classes)

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            self._picture = None
            self.plot.show_picture(None, False)
            self.accuracy.say("")
            self.foot.explain_colours(self._names if len(self._names) > 2 else (), 1.0)
            return
        self._picture = picture = picture_of(frame, self._neuron, self._names)
        self.plot.show_picture(picture, self._session.document.view.contours)
        self.foot.explain_colours(() if picture.logits is None else self._names, picture.limit)
        self.set_title(picture.title)
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
        metrics = QFontMetrics(bold)
        fitting = (words for words in _WORDS if metrics.horizontalAdvance(words.format(train, test)) <= room)
        words = next(fitting, _WORDS[-1])
        html = words.replace("  ", "&nbsp; ")
        self.accuracy.say(html.format(number.format(train), number.format(test)))
        self.accuracy.setAccessibleName(f"Accuracy: train {train}, test {test}")

    def _choose(self, place: QPointF) -> None:
        point = self.plot.point_number(place)
        if point is not None and self._data is not None:
            is_test = point >= self._data.n_train
            self.point_chosen.emit(point - (self._data.n_train if is_test else 0), is_test)

    def _read(self, place: QPointF) -> None:
        point = self.plot.point_number(place)
        shape = Qt.CursorShape.ArrowCursor if point is None else Qt.CursorShape.PointingHandCursor
        self.plot.viewport().setCursor(shape)
        self.readout.tell(self._told(place.x(), place.y(), point))

    def _told(self, x: float, y: float, point: int | None) -> str | None:
        """What the network answers at a place and, on a data point, what it loses there."""
        frame, picture = self._frame, self._picture
        answers = picture.at(x, y) if picture is not None else None
        if frame is None or picture is None or answers is None:
            return None
        answer = class_text(answers, self._names) if picture.named else value_text(float(answers[0]))
        losses = point_losses(frame) if point is not None else None
        loss = f" · {loss_text(float(losses[point]))}" if losses is not None and point is not None else ""
        return f"{place_text(x, y)} → {answer}{loss}"
