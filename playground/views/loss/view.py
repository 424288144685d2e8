"""The loss panel: train and test loss in large figures, and below one of three views of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from playground.controls.icons import IconButton
from playground.controls.keys import command
from playground.controls.legend import LineSample
from playground.controls.numbers import steady
from playground.controls.panel import Panel, TextLabel
from playground.controls.switches import Segmented
from playground.controls.throttle import Throttle
from playground.document import Document
from playground.mistakes import confusion
from playground.run import Frame
from playground.samples import class_names, classes_of, data_of
from playground.session import Session
from playground.theme import Palette
from playground.views.loss.curve import CurvePlot, pens
from playground.views.loss.fit import FitPlot
from playground.views.loss.histogram import LossHistogram
from playground.views.loss.matrix import ConfusionMatrix

#: The panel is drawn this often at most: faster than a person reads, and cheap.
REDRAWS_A_SECOND = 20.0
_SHOWS = (("curve", "curve"), ("points", "points"), ("confusion", "matrix"))
_MATRIX = "How many points of each class are taken for which."
_FIT = "What the network answers over what it should: right is the diagonal."


class LossView(Panel):
    """The losses of every epoch, or of every point, or who is taken for whom (for regression: answers over
    targets)."""

    #: The worst point of some was asked for: its number among train or test points, and whether it is a
    #: test point.
    point_chosen = Signal(int, bool)

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
        self._of = "train"
        self._redraw = Throttle(self._draw, REDRAWS_A_SECOND, clock, self)
        self._build_numbers()
        self.plot = CurvePlot()
        self.plot.setMinimumHeight(90)
        self.train_curve, self.test_curve = self.plot.train_curve, self.plot.test_curve
        self.histogram = LossHistogram(palette)
        self.matrix = ConfusionMatrix(palette)
        self.fit = FitPlot(palette)
        self._pages = QStackedLayout()
        self.body.addLayout(self._pages, 1)  # first: without a parent its first page would be a window
        for page in (self.plot, self.histogram, self.matrix, self.fit):
            self._pages.addWidget(page)
        self.told = _Told("", "quiet")
        self.told.setWordWrap(True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.body.addWidget(self.told)
        self._build_foot()
        for told_by in (self.histogram, self.matrix, self.fit):
            told_by.told.connect(lambda text, page=told_by: self._tell(page, text))
        self.histogram.point_chosen.connect(self._choose_point)
        self.plot.following_changed.connect(self._show_following)
        self.set_palette(palette)
        self.show_document(None, session.document)

    @property
    def following(self) -> bool:
        """Whether the curves keep up with the run."""
        return self.plot.following

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for part in (self.plot, self.follow, self.histogram, self.matrix, self.fit):
            part.set_palette(palette)
        for sample, pen in zip(self.samples, pens(palette), strict=True):
            sample.set_pen(pen)

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show which view and which scale is chosen."""
        view = after.view
        self.scale.set_value("log" if view.log_loss else "linear")
        self.plot.set_logarithmic(view.log_loss)
        self.shows.set_value(view.loss)
        classes = classes_of(after.data)
        self.shows.button("confusion").setText("matrix" if classes else "fit")
        self.shows.explain("confusion", _MATRIX if classes else _FIT, "Ctrl+L")
        answers: QWidget = self.matrix if classes else self.fit
        pages: dict[str, QWidget] = {"curve": self.plot, "points": self.histogram}
        page = pages.get(view.loss, answers)
        if before is None or page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            self._arrange_foot(view.loss)
            self._draw()

    def show_frame(self, frame: Frame) -> None:
        """Draw this frame's losses, now or, if it was just done, in a moment."""
        self.plot.take(frame)
        self._frame = frame
        self._redraw.ask()

    def follow_run(self) -> None:
        """Show the whole run and keep up with it."""
        self.plot.follow_run()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Measure the axes in a new font (Qt's name)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "told"):
            self.told.ensurePolished()
            self.plot.measure(self.told.font())
            self.told.setFixedHeight(2 * self.told.fontMetrics().height() + 2)

    def _build_numbers(self) -> None:
        self.train_number = TextLabel("–", "number")
        self.test_number = TextLabel("–", "number")
        self.samples = LineSample(), LineSample()
        numbers = (self.train_number, self.test_number)
        for sample, name, number in zip(self.samples, ("train", "test"), numbers, strict=True):
            number.setAccessibleName(f"{name} loss")
            key = QHBoxLayout()
            key.setSpacing(4)
            for part in (sample, TextLabel(name, "quiet"), number):
                key.addWidget(part)
            self.head.addLayout(key)

    def _build_foot(self) -> None:
        self.shows = Segmented(_SHOWS, small=True)
        self.next_show = command(self, "Next view of the loss", "Ctrl+L", self._show_next)
        self.shows.explain("curve", "The loss of every epoch.", "Ctrl+L")
        self.shows.explain("points", "How many points lose how much, now.", "Ctrl+L")
        self.scale = Segmented((("linear", "linear"), ("log", "log")), small=True)
        self.scale.explain("linear", "Equal steps of loss are equal heights.")
        self.scale.explain(
            "log", "Equal heights are equal factors: a tenth of the loss is always as far down."
        )
        self.of = Segmented((("train", "train"), ("test", "test")), small=True)
        self.of.explain("train", "Of the points that are learned from.")
        self.of.explain("test", "Of the points that only test what was learned.")
        self.of.set_value(self._of)
        self.follow = IconButton("follow", bare=True).explain(
            "Follow the run", "Shows the whole run again and keeps up with it.", "A"
        )
        self.follow.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.shows)
        foot.addStretch(1)
        for part in (self.follow, self.scale, self.of):
            foot.addWidget(part)
        self.body.addLayout(foot)
        self.shows.chosen.connect(self._choose_show)
        self.scale.chosen.connect(self._choose_scale)
        self.of.chosen.connect(self._choose_of)
        self.follow.clicked.connect(self.follow_run)

    def _arrange_foot(self, show: str) -> None:
        self.scale.setVisible(show == "curve")
        self.follow.setVisible(show == "curve" and not self.following)
        self.of.setVisible(show == "confusion")
        self.told.setVisible(show != "curve")

    def _show_following(self, on: bool) -> None:
        self.follow.setVisible(not on and self._pages.currentWidget() is self.plot)

    def _tell(self, page: QWidget, text: str) -> None:
        if page is self._pages.currentWidget():
            self.told.say(text)

    def _choose_point(self, number: int, is_test: bool) -> None:
        """Pass it on, unless the points have changed since they were drawn."""
        if self._frame is not None and self._frame.data == self._session.document.data:
            self.point_chosen.emit(number, is_test)

    def _choose_show(self, key: str) -> None:
        document = self._session.document
        view = replace(document.view, loss=key)
        self._session.edit("Loss shows", replace(document, view=view))

    def _show_next(self) -> None:
        keys = [key for key, _ in _SHOWS]
        self._choose_show(keys[(keys.index(self._session.document.view.loss) + 1) % len(keys)])

    def _choose_scale(self, key: str) -> None:
        document = self._session.document
        view = replace(document.view, log_loss=key == "log")
        self._session.edit("Loss scale", replace(document, view=view))

    def _choose_of(self, key: str) -> None:
        self._of = key
        self._draw()

    def _draw(self) -> None:
        frame, page = self._frame, self._pages.currentWidget()
        if frame is None:
            return
        answered = (self.train_number, frame.train_outputs), (self.test_number, frame.test_outputs)
        for (number, outputs), loss in zip(answered, frame.losses, strict=True):
            number.say(steady(loss) if len(outputs) else "–")
        if page is self.plot:
            self.plot.draw()
        elif page is self.histogram:
            self.histogram.show_losses(frame.train_point_losses, frame.test_point_losses)
        else:
            self._draw_answers(frame)

    def _draw_answers(self, frame: Frame) -> None:
        data, train = data_of(frame.data), self._of == "train"
        outputs = frame.train_outputs if train else frame.test_outputs
        targets = data.targets[: data.n_train] if train else data.targets[data.n_train :]
        if data.classes:
            counts = confusion(outputs, targets, data.classes)
            self.matrix.show_counts(counts, class_names(frame.data), self._of)
        else:
            self.fit.show_answers(outputs, targets, self._of)


class _Told(TextLabel):
    """Two lines, whatever they say: the panel's height must not hang on them."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """No (Qt's name)."""
        return False
