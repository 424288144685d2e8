"""From the network to the graph and back: opens a data point's or a neuron's graph, and keeps it live."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import PlaygroundError
from playground.document import Document
from playground.layout import INPUT_LAYER, output_layer
from playground.run import Frame
from playground.sample_graph import SampleGraph, Subject
from playground.samples import data_of
from playground.session import Session
from playground.trainer import Trainer
from playground.window.network_page import NetworkPage
from playground.window.workspaces import Workspaces

if TYPE_CHECKING:
    from playground.views.expression import ExpressionView
    from playground.views.expression.visit import Visit

#: Seconds between two refreshes of the graph, at least, and how many times what one costs with its paint.
EVERY, REST = 0.03, 1.0


class Visits(QObject):
    """At most one graph at a time, of the weights of the newest frame.

    A visit ends with `leave`, with a change of workspace (by undo, too), and when the document is no
    longer the one it shows. Training goes on meanwhile as it was.
    """

    #: Something cannot be opened: one sentence.
    problem = Signal(str)

    def __init__(
        self,
        session: Session,
        trainer: Trainer,
        page: NetworkPage,
        workspaces: Workspaces,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(workspaces)
        self._session, self._trainer, self._workspaces = session, trainer, workspaces
        self._now = now
        self._point = 0
        self._graph: SampleGraph | None = None
        self._last: SampleGraph | None = None
        self._visit: Visit | None = None
        self._frame: Frame | None = None
        self._waiting = False
        self._due = 0.0
        self._begun: float | None = None
        page.output.point_chosen.connect(self._open_point)
        page.network.neuron_opened.connect(self._open_neuron)
        trainer.playing_changed.connect(self._show_training)
        session.changed.connect(self._follow)

    @property
    def graph(self) -> SampleGraph | None:
        """What is visited, None while nothing is."""
        return self._graph

    def open(self, subject: Subject) -> None:
        """Show a graph in the Expression workspace, instead of the one that is shown."""
        document = self._session.document
        try:
            graph = self._graph_of(document, subject)
        except PlaygroundError as error:
            self.problem.emit(str(error))
            return
        self._point = subject.point
        self._graph = graph
        frame = self._frame
        if frame is not None and _is_of(frame, document):
            graph.show(frame)
            epoch = frame.epoch
        else:
            state = self._session.current().state
            assert state is not None
            graph.load(state.parameters)
            epoch = state.epoch
        # All of it before the workspace comes into sight: so a person's own formula need not be drawn.
        self._visit = visit = self._place().visited.show_graph(graph)
        if not visit.property("wired"):
            self._wire(visit)
        visit.set_training(self._trainer.playing)
        visit.refresh(epoch)
        if document.view.workspace != "expression":
            self._workspaces.go("expression")
        visit.setFocus()

    def _graph_of(self, document: Document, subject: Subject) -> SampleGraph:
        """The graph of a subject: the last one, looked at elsewhere, if only the point is another."""
        graph = self._last
        if graph is None or graph.subject.neuron != subject.neuron or not graph.fits(document):
            self._last = graph = SampleGraph(document, subject)
        elif graph.subject != subject:
            graph.look_at(subject.point)
        return graph

    def leave(self) -> None:
        """Go back to the network."""
        if self._graph is not None:
            self._workspaces.go("network")

    def go(self, workspace: str) -> None:
        """Go to a workspace; a visit ends, so that Expression shows a person's own formula again."""
        self._close()
        self._workspaces.go(workspace)

    def show_frame(self, frame: Frame) -> None:
        """Take a run's newest numbers; `tick` shows them when it is time."""
        self._frame = frame
        self._waiting = True

    def tick(self) -> None:
        """Show the newest numbers, if there are any and the last ones have been seen for long enough."""
        now = self._now()
        graph, visit, frame = self._graph, self._visit, self._frame
        if (
            graph is None
            or visit is None
            or not visit.live
            or frame is None
            or not self._waiting
            or self._begun is not None
            or now < self._due
        ):
            return
        self._waiting = False
        if _is_of(frame, graph.document):
            self._begun = now
            graph.show(frame)
            visit.refresh(frame.epoch)
            QTimer.singleShot(0, self, self._painted)

    def _painted(self) -> None:
        """The refresh and its paint are done: now it is known what they cost, and when the next is due."""
        if self._begun is not None:
            now = self._now()
            self._due = max(self._begun + EVERY, now + REST * (now - self._begun))
            self._begun = None

    def _open_point(self, index: int, is_test: bool) -> None:
        data = self._session.document.data
        drawn = data_of(data)
        self.open(Subject(index + (drawn.n_train if is_test else 0)))

    def _open_neuron(self, layer: int, index: int) -> None:
        """A neuron at the data point that was looked at last; right of the output is the loss."""
        if layer == INPUT_LAYER:
            return
        data = self._session.document.data
        drawn = data_of(data)
        point = self._point if self._point < len(drawn.points) else 0
        is_loss = layer > output_layer(self._session.document.network)
        self.open(Subject(point, None if is_loss else (layer, index)))

    def _move_on(self, change: int) -> None:
        if self._graph is not None:
            self.open(self._graph.moved(change))

    def _toggle_training(self) -> None:
        (self._trainer.pause if self._trainer.playing else self._trainer.play)()

    def _show_training(self, playing: bool) -> None:
        if self._visit is not None:
            self._visit.set_training(playing)

    def _place(self) -> ExpressionView:
        return cast("ExpressionView", self._workspaces.widget_of("expression"))

    def _wire(self, visit: Visit) -> None:
        visit.setProperty("wired", True)
        visit.back_asked.connect(self.leave)
        visit.point_asked.connect(self._move_on)
        visit.training_asked.connect(self._toggle_training)

    def _follow(self, _before: Document, after: Document) -> None:
        if self._graph is not None and (after.view.workspace != "expression" or not self._graph.fits(after)):
            self._close()

    def _close(self) -> None:
        if self._graph is not None:
            self._graph = None
            self._place().visited.leave()


def _is_of(frame: Frame, document: Document) -> bool:
    return frame.network == document.network and frame.data == document.data
