"""The network view: header, canvas and footer, joined to the session."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QFrame, QStyle, QVBoxLayout, QWidget

from playground.controls.hiding import hidden_here
from playground.document import Document
from playground.run import Frame
from playground.samples import problem_of
from playground.session import Session
from playground.theme import Palette
from playground.views.network.canvas import Canvas
from playground.views.network.edits import Edits
from playground.views.network.footer import Footer
from playground.views.network.geometry import Bias, Edge, Geometry
from playground.views.network.hands import Hands
from playground.views.network.header import Header
from playground.views.network.keys import KeyMap
from playground.views.network.pulse_painter import largest_diameter
from playground.views.network.stages import Stage, caption, stages
from playground.views.network.target import Target, focus_node

_PASS_CAPTIONS = {
    "backward": ("Backward: each dot is ∂L/∂w of one batch, passed back by the chain rule", "|∂L/∂w|"),
    "forward": ("Forward: each dot is weight × input, its share of the next weighted sum", "|w·x|"),
    "both": ("Forward with weight × input to the loss, then back with ∂L/∂w", "|value|"),
}
_NUMBER_HINTS = {
    Edge: "Click the edge to type its weight; a right click can freeze it",
    Bias: "Click the square to type the bias; a right click can freeze it",
}
_TYPING_HINT = "Enter takes the number, Escape leaves the old one; ↑ ↓ step by 0.1, with Shift by 0.01"


class NetworkView(QFrame):
    """Draws and edits the network of the session's document; fed with frames, driven by `tick`.

    Keys while the canvas has the focus: arrows move between neurons, ] and [ go through the weights and
    the bias of the selected one, + and − add and remove a neuron of its layer, Delete removes it, L or
    Insert adds a layer after it and Shift+L or Shift+Delete removes its layer, T gives the layer the next
    activation and Shift+T the neuron alone, F freezes the weight, bias or neuron, Enter types the selected
    number or opens the neuron's menu, a digit begins to type (a neuron's bias), O opens the scalar graph,
    W G U choose what edges show, P switches pulses, Shift+B F A choose their pass, comma and full stop step
    through the stages, Escape lets go. B and E stay the window's: a mini-batch, an epoch.
    """

    #: A neuron is pointed at or selected: (layer, index), layer -1 for the input features.
    neuron_hovered = Signal(int, int)
    #: No neuron is pointed at or selected any more.
    neuron_left = Signal()
    #: A neuron's graph is wanted: (layer, index); right of the output layer is the loss.
    neuron_opened = Signal(int, int)
    #: The stages have gone once round: the next mini-batch is wanted.
    batch_requested = Signal()
    #: Stepping through stages wants training to pause.
    pause_requested = Signal()

    def __init__(
        self,
        session: Session,
        palette: Palette,
        parent: QWidget | None = None,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName("Network")
        self._session = session
        self._palette = palette
        self._running = False
        self._stage: int | None = None
        self._rejected = ""
        self.edits = Edits(session, self)
        self.header = Header(self.edits, palette)
        self.canvas = Canvas(palette, now)
        self.footer = Footer(palette)
        self.hands = Hands(session, self.canvas, self.edits)
        self._keys = KeyMap(self)
        self._clock: QTimer | None = None
        self._arrange()
        self._connect()
        # Where the desktop wants no animations, its style has none.
        self.set_reduced_motion(self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0)
        self.show_document(None, session.document)

    # What the window calls

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show a document; with `before`, only what differs."""
        if before is None or after.network != before.network:
            self._leave_stages()
            self.hands.typing.close()
        if before is not None and after.data.dataset != before.data.dataset:
            self._leave_stages()
        self.header.set_document(after)
        self.canvas.set_document(after)
        self._say()
        self._hint()

    def show_frame(self, frame: Frame) -> None:
        """Show a frame; one of another network than the document's is passed over."""
        self.canvas.set_frame(frame)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.header.set_palette(palette)
        self.canvas.set_palette(palette)
        self.footer.set_palette(palette)

    def tick(self, seconds: float) -> None:
        """Let `seconds` pass: pulses move on, and what is due is repainted."""
        self.canvas.tick(seconds)

    def set_running(self, running: bool) -> None:
        """Say whether training runs; stepping through stages ends when it does."""
        self._running = running
        if running:
            self._leave_stages()

    def set_reduced_motion(self, reduced: bool) -> None:
        """With `reduced`, pulses do not run: they stand half way and change with the numbers."""
        self.canvas.reduced_motion = reduced
        self.canvas.update()

    def refresh(self) -> None:
        """Have the newest frame painted whatever the rate: before a picture is taken."""
        self.canvas.refresh()

    def start_clock(self) -> None:
        """Drive the animation by a timer of its own, where there is no window to call `tick`."""
        elapsed = QElapsedTimer()
        elapsed.start()
        self._clock = QTimer(self)
        self._clock.setInterval(16)
        self._clock.timeout.connect(lambda: self.tick(elapsed.restart() / 1000.0))
        self._clock.start()

    # What keys and footer do

    def choose_direction(self, direction: str) -> None:
        """Show the pass `direction` of `pulses.DIRECTIONS`, with pulses on."""
        self.canvas.pulses.set_direction(direction)
        self.edits.set_pulses(True)
        self._leave_stages()
        self._say()

    def toggle_pulses(self) -> None:
        """Switch the pulses on or off."""
        self.edits.set_pulses(not self._session.document.view.pulses)

    def step_stage(self, change: int) -> None:
        """Go to the next (+1) or the previous (−1) stage of a training step; training pauses for it."""
        if self._running:
            self.pause_requested.emit()
        sequence = stages(self._session.document.network)
        if self._stage is None:
            self._set_stage(0 if change > 0 else len(sequence) - 1)
            return
        after = self._stage + change
        over = after == len(sequence)
        steps = self.edits.offers("step")
        if over and steps:
            self.batch_requested.emit()
        self._set_stage(after % len(sequence))
        if over and not steps:
            self._reject(hidden_here("The next step"))

    @property
    def stage(self) -> Stage | None:
        """The stage that is shown, None while the waves pass."""
        return None if self._stage is None else stages(self._session.document.network)[self._stage]

    def escape(self) -> None:
        """Let go of the stages, or else of the selection."""
        if self._stage is not None:
            self._leave_stages()
        else:
            self.canvas.select(None)

    # Inside

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(4)
        column.addWidget(self.header)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.footer)
        self.setFocusProxy(self.canvas)
        before: QWidget = self.canvas
        for title in self.header.titles:
            self.setTabOrder(before, title)
            before = title

    def _connect(self) -> None:
        canvas, footer = self.canvas, self.footer
        canvas.installEventFilter(self._keys)
        canvas.laid_out.connect(self._laid_out)
        canvas.clicked.connect(self.hands.click)
        canvas.menu_asked.connect(self.hands.open_menu)
        self.hands.neuron_opened.connect(self.neuron_opened)
        canvas.opened.connect(lambda node: self.neuron_opened.emit(*node))
        canvas.target_changed.connect(self._look_at)
        self.hands.typing.changed.connect(self._hint)
        self.header.insertion_hovered.connect(canvas.set_insertion)
        self.edits.rejected.connect(self._reject)
        footer.direction_chosen.connect(self.choose_direction)
        footer.stage_stepped.connect(self.step_stage)

    def _laid_out(self, geometry: Geometry) -> None:
        self.header.setFixedHeight(self.header.wanted_height(geometry))
        self.header.arrange(geometry)
        self.footer.legend.set_largest(largest_diameter(geometry))

    def _reject(self, sentence: str) -> None:
        self._rejected = sentence
        self.footer.caption.say(sentence)

    def _hint(self) -> None:
        """Say what can be done with the number that is looked at; what was refused stays said."""
        target = self.canvas.target
        shown = self.footer.caption.text()
        if self.hands.typing.target is not None:
            self.footer.caption.say(_TYPING_HINT)
        elif self._stage is None and isinstance(target, Edge | Bias) and shown != self._rejected:
            self.footer.caption.say(_NUMBER_HINTS[type(target)])
        elif shown in (*_NUMBER_HINTS.values(), _TYPING_HINT):
            self._say()

    def _look_at(self, target: Target | None) -> None:
        self._hint()
        node = focus_node(target)
        if node is None:
            self.neuron_left.emit()
        else:
            self.neuron_hovered.emit(*node)

    def _leave_stages(self) -> None:
        if self._stage is not None:
            self._set_stage(None)

    def _set_stage(self, index: int | None) -> None:
        self._stage = index
        self.canvas.set_stage(self.stage)
        self._say()

    def _say(self) -> None:
        document = self._session.document
        stage = self.stage
        direction = self.canvas.pulses.direction
        words, quantity = _PASS_CAPTIONS[direction]
        self.footer.direction.set_value(direction)
        if stage is None:
            self.footer.caption.say(
                words if document.view.pulses else "The pulses are off (P switches them on)"
            )
        else:
            count = len(stages(document.network))
            text = caption(stage, document.network, document.training, problem_of(document.data.dataset))
            self.footer.caption.say(f"{(self._stage or 0) + 1}/{count}  {text}")
            quantity = "|∂L/∂w|" if stage.kind in ("chain", "update") else "|w·x|"
        self.footer.legend.set_quantity(quantity)
