"""The main window: the views in their places, and the clock that hands them frames."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from engine.errors import PlaygroundError
from playground.document import Document
from playground.network_edits import reset
from playground.run import Divergence, Frame
from playground.session import Session
from playground.trainer import Trainer
from playground.views.banner import Banner
from playground.window.actions import Actions
from playground.window.appearance import Appearance
from playground.window.files import Dialogs, Files, local_paths
from playground.window.network_page import GAP, NetworkPage
from playground.window.overview import Overview
from playground.window.presenting import Presenting
from playground.window.rail import Rail
from playground.window.sharing import SHOW_ALL, Sharing, shared_text
from playground.window.tables import Tables
from playground.window.visits import Visits
from playground.window.workspaces import Workspaces

APPLICATION = "Gradient Playground"
#: Milliseconds between two looks for a new frame: every refresh of a 60 Hz screen.
FRAME_CLOCK = 16


class MainWindow(QMainWindow):
    """Shows one session and its trainer; `shown_first` follows the first paint, `closing(event)` goes
    before a close, which a listener may refuse."""

    shown_first = Signal()
    closing = Signal(QCloseEvent)

    def __init__(
        self, session: Session, trainer: Trainer, appearance: Appearance, settings: QSettings
    ) -> None:
        super().__init__()
        self.session, self.trainer, self.appearance = session, trainer, appearance
        self.frame: Frame | None = None
        self.frames_shown = 0
        self._painted = False
        self._still = False
        self._since_tick = QElapsedTimer()
        session.capture = trainer.capture
        palette = appearance.palette
        self.files = Files(session, settings, Dialogs(self), self)
        self.page = NetworkPage(session, trainer, palette)
        self.workspaces = Workspaces(session, self.page, palette, appearance.sizes)
        self.visits = Visits(session, trainer, self.page, self.workspaces)
        self.sharing = Sharing(session, self)
        self.tables = Tables(self, session, self.files, appearance)
        self.presenting = Presenting(self, appearance)
        shared = self.files, self.sharing, self.tables
        self.commands = Actions(self, session, *shared, appearance, self.page)
        self.rail = Rail(palette, self.commands.menu)
        self.banner = Banner(session, palette)
        self._arrange()
        self._connect()
        self.setAcceptDrops(True)
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(FRAME_CLOCK)
        self._clock.timeout.connect(self._tick)
        trainer.load(session.document)
        self._show_document(None, session.document)
        self._dress()
        self._show_title()
        self._whole.setFocus()

    def _arrange(self) -> None:
        page = QVBoxLayout()
        page.setContentsMargins(GAP, GAP, GAP, GAP)
        page.setSpacing(GAP)
        page.addWidget(self.banner)
        page.addWidget(self.workspaces, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(page, 1)
        self._whole = whole
        whole.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        whole.setFocusProxy(self.workspaces)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        session, trainer, commands = self.session, self.trainer, self.commands
        session.changed.connect(trainer.change)
        session.changed.connect(self._show_document)
        session.file_changed.connect(self._show_title)
        self.files.opened.connect(self._start_opened)
        self.files.failed.connect(lambda sentence: self.complain(sentence, "files"))
        self.files.link_chosen.connect(self.sharing.take)
        self.sharing.arriving.connect(trainer.pause)
        self.sharing.failed.connect(self.complain)
        self.sharing.said.connect(self._inform)
        commands.hidden_keys.said.connect(lambda sentence: self._inform(sentence, SHOW_ALL))
        self.tables.failed.connect(self.complain)
        self.tables.said.connect(lambda sentence: self._inform(sentence, ""))
        self.closing.connect(self.tables.close)
        trainer.diverged.connect(self._on_divergence)
        # The trainer outlives the window: a lambda with the window in it would keep both for ever.
        trainer.failed.connect(self.complain)
        trainer.stopped.connect(self._on_stop)
        trainer.playing_changed.connect(self._on_playing)
        self.page.problem.connect(self.complain)
        self.page.import_requested.connect(self.tables.import_table)
        self.tables.points_to_edit.connect(self.page.edit_points)
        self.page.export_requested.connect(self.tables.export_points)
        for go in (self.rail.chosen, commands.workspace_chosen):
            go.connect(self.visits.go)
        self.visits.problem.connect(self.complain)
        self.appearance.changed.connect(self._dress)
        commands.present.triggered.connect(self.presenting.toggle)
        commands.help.triggered.connect(self.show_keys)
        self.rail.present_requested.connect(self.presenting.toggle)
        self.rail.help_requested.connect(self.show_keys)

    def complain(self, problem: str | PlaygroundError, about: str = "") -> None:
        """Say in the banner what went wrong, with what; once that goes well, `banner.withdraw(about)`."""
        self.banner.show_message(str(problem), warning=True, about=about)

    def _inform(self, sentences: str, action: str) -> None:
        run = self.sharing.show_all_controls if action else None
        self.banner.show_message(sentences, action, run, about="data")

    def show_keys(self) -> None:
        """Lay the overview of keys over the window, or take it away."""
        overview = self.findChild(Overview)
        if overview is None:
            Overview(self.commands.usable, self.workspaces.current, self._whole)
        else:
            overview.close()

    def paint_frame(self, frame: Frame) -> None:
        """Hand a frame to every visible view."""
        self.page.show_frame(frame)
        self.visits.show_frame(frame)
        self.frame = frame
        self.frames_shown += 1

    def hold_still(self) -> None:
        """Stop all motion, the pulses half way: for pictures, so that the same run gives the same picture."""
        self._still = True
        self.page.hold_still()

    # Reactions

    def _tick(self) -> None:
        frame = self.trainer.take()
        if frame is not None:
            self.paint_frame(frame)
        self.visits.tick()
        if not self._still:
            self.workspaces.tick(self._since_tick.restart() / 1000.0)

    def _show_document(self, before: Document | None, after: Document) -> None:
        workspace = after.view.workspace
        arrived = self.workspaces.current != workspace
        self.workspaces.show_document(before, after)
        self.rail.choose(workspace)
        if arrived or before is None:
            self.commands.enter(workspace)
            if self.frame is not None:
                self.page.show_frame(self.frame)
        # Last, since the views are then laid out anew: before, some of them show what was.
        if before is not None and before.data.dataset != after.data.dataset:
            self.banner.withdraw("data")

    def _start_opened(self) -> None:
        self.trainer.pause()
        self.trainer.load(self.session.document)
        self.banner.dismiss()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self.banner.withdraw("stop")

    def _on_stop(self, sentence: str) -> None:
        self.banner.show_message(sentence, about="stop")

    def _on_divergence(self, divergence: Divergence) -> None:
        rate, go_on = divergence.gentler_rate, divergence.recoverable
        self.banner.show_message(
            divergence.sentence(len(self.session.document.network.hidden)),
            f"{'Go on' if go_on else 'Start over'} with {rate:g}",
            lambda: self._train_gently(rate, go_on),
            warning=True,
        )

    def _train_gently(self, rate: float, go_on: bool) -> None:
        document = self.session.document if go_on else reset(self.session.current())
        settings = replace(document.training, learning_rate=rate)
        self.session.edit("Learning rate", replace(document, training=settings))
        self.trainer.play()

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.files.name}[*] – {APPLICATION}")
        self.setWindowModified(self.session.modified)
        if not self.session.modified:
            self.banner.withdraw("files")

    def _dress(self) -> None:
        palette, sizes = self.appearance.palette, self.appearance.sizes
        self.rail.dress(palette, sizes)
        self.banner.set_palette(palette)
        self.workspaces.dress(palette, sizes)

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape that nobody else wanted puts the message away (Qt's name)."""
        if event.key() == Qt.Key.Key_Escape:
            self.banner.dismiss()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Start the frame clock."""
        super().showEvent(event)
        self._since_tick.start()
        self._clock.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Say once when the first paint is done."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.shown_first.emit)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks: stop the frame clock."""
        super().hideEvent(event)
        self._clock.stop()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Keep the last document (whoever listens to `closing`), then stop training."""
        self.closing.emit(event)
        if event.isAccepted():
            self._clock.stop()
            self.presenting.stop()
            self.hide()  # at once, whatever the threads still have to finish
            self.trainer.close()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the overview over the whole window."""
        super().resizeEvent(event)
        overview = self.findChild(Overview)
        if overview is not None:
            overview.setGeometry(self._whole.rect())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Welcome a document file, a table, an internet shortcut or a link."""
        if local_paths(event.mimeData()) or shared_text(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open a document file, a table or an internet shortcut that was dropped, or take a link."""
        paths, text = local_paths(event.mimeData()), shared_text(event.mimeData())
        if paths:
            self.files.open_path(paths[0])
        elif text is not None:
            self.sharing.take(text)
