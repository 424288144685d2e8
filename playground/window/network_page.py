"""The Network workspace as a page of the window: its views in their places, wired to the trainer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.document import Document
from playground.run import Frame
from playground.session import Session
from playground.theme import Palette, Sizes
from playground.trainer import Trainer
from playground.views.data_panel import DataPanel
from playground.views.health import HealthView
from playground.views.loss import LossView
from playground.views.network import NetworkView
from playground.views.output import OutputView
from playground.views.transport import TransportView

#: Width of the left panel and gap between panels, in pixels at normal text size.
DATA_WIDTH, GAP = 200, 12


class NetworkPage(QWidget):
    """Builds, trains and shows the network; `problem(sentence)` says what a typed value lacked."""

    problem = Signal(str)
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, session: Session, trainer: Trainer, palette: Palette) -> None:
        super().__init__()
        self.transport = TransportView(session, palette)
        self.data = DataPanel(session, palette)
        self.network = NetworkView(session, palette)
        self.health = HealthView(session, palette)
        self.output = OutputView(session, palette)
        self.loss = LossView(session, palette)
        self.views = (self.transport, self.data, self.network, self.health, self.output, self.loss)
        self._frame: Frame | None = None
        self._arrange()
        self._connect(trainer)

    def _arrange(self) -> None:
        middle = QVBoxLayout()
        middle.addWidget(self.network, 1)
        middle.addWidget(self.health)
        right = QVBoxLayout()
        right.addWidget(_Share(self.output), 23)
        right.addWidget(_Share(self.loss), 17)
        below = QHBoxLayout()
        below.addWidget(self.data)
        below.addLayout(middle, 65)
        below.addLayout(right, 35)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.transport)
        page.addLayout(below, 1)
        for layout in (middle, right, below, page):
            layout.setSpacing(GAP)

    def _connect(self, trainer: Trainer) -> None:
        transport, network = self.transport, self.network
        trainer.playing_changed.connect(transport.set_playing)
        trainer.playing_changed.connect(network.set_running)
        transport.play_requested.connect(trainer.play)
        transport.pause_requested.connect(trainer.pause)
        transport.step_epoch_requested.connect(lambda: trainer.step_epoch())
        transport.step_batch_requested.connect(trainer.step_batch)
        network.neuron_hovered.connect(self.output.show_neuron)
        network.neuron_left.connect(lambda: self.output.show_neuron(None))
        network.batch_requested.connect(trainer.step_batch)
        network.pause_requested.connect(trainer.pause)
        for view in (transport, self.data, self.output):
            view.problem.connect(self.problem)
        self.data.import_requested.connect(self.import_requested)
        self.data.export_requested.connect(self.export_requested)
        # A bar of losses leads where a point on the plane leads.
        self.loss.point_chosen.connect(self.output.point_chosen)

    # What the window calls

    @property
    def actions_of_panels(self) -> tuple[QAction, ...]:
        """Commands of the panels with their shortcuts, besides those of the run."""
        return (*self.data.actions_of_data, self.loss.next_show)

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show a document, of which `before` was shown until now."""
        for view in self.views:
            view.show_document(before, after)

    def show_frame(self, frame: Frame) -> None:
        """Hand a frame to every visible view."""
        for view in self.views:
            if view.isVisible():
                view.show_frame(frame)
        self._frame = frame

    def dress(self, palette: Palette, sizes: Sizes) -> None:
        """Take the colours and sizes of a theme."""
        for view in self.views:
            view.set_palette(palette)
        if self._frame is not None:
            self.show_frame(self._frame)
        self.data.setFixedWidth(round(DATA_WIDTH * sizes.scale))

    def tick(self, seconds: float) -> None:
        """Let time pass for what moves."""
        self.network.tick(seconds)

    def edit_points(self) -> None:
        """Give the keyboard to the plot that points are painted on."""
        for plot in (self.output.plot, self.output.curve):
            if plot.isVisible():
                plot.setFocus(Qt.FocusReason.TabFocusReason)

    def hold_still(self) -> None:
        """Show the pulses half way along their edges, whenever the last wave set out."""
        self.network.canvas.pulses.waves.clear()
        self.network.refresh()


class _Share(QWidget):
    """Holds a view that wants no more height than its share of the column, whatever it shows."""

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(view)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The least (Qt's name)."""
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """No: the share decides (Qt's name)."""
        return False
