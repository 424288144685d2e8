"""The canvas: the network, its pulses, and a card about what is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.controls.numbers import steady
from playground.document import Document
from playground.layout import loss_node
from playground.pulses import Pulses
from playground.run import Frame
from playground.theme import Palette
from playground.views.network.card import Card, card_of
from playground.views.network.class_labels import ClassLabels
from playground.views.network.frozen_parts import frozen_parts
from playground.views.network.geometry import Bias, Edge, Geometry, lay_out
from playground.views.network.labels import class_names, feature_label
from playground.views.network.looking import LookingWidget
from playground.views.network.marks import Marking, Marks, own_activations
from playground.views.network.overlays import Overlays, place_of_number
from playground.views.network.picture import Contents, Picture
from playground.views.network.provisional import provisional_frame
from playground.views.network.pulse_painter import paint_waves, stage_waves, still_waves
from playground.views.network.sprites import Sprites
from playground.views.network.stages import Stage

#: Seconds between two pictures of the network at least, a little less than two refreshes of a 60 Hz
#: screen (more would be three); and for how long one repaint may work on it.
PICTURE_EVERY, PICTURE_BUDGET = 0.028, 0.005


class Canvas(LookingWidget):
    """Paints the network. Edits nothing and knows no session."""

    #: The columns stand elsewhere: the new `Geometry`.
    laid_out = Signal(object)

    def __init__(
        self, palette: Palette, now: Callable[[], float] = time.perf_counter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Network")
        self.pulses = Pulses()
        self.reduced_motion = False
        #: How often every edge and every neuron's map that had changed was painted to the last one.
        self.pictures_finished = 0
        self._now = now
        self._palette = palette
        self._document = Document()
        self._frame: Frame | None = None
        self._provisional = False
        self._stage: Stage | None = None
        self._stage_travel = 0.0
        self._insertion = -1
        self._picture: Picture | None = None
        self._sprites: Sprites | None = None
        self._marks: Marks | None = None
        self._labels: ClassLabels | None = None
        self._marking = Marking()
        self._stale = True
        self._shown_at = float("-inf")

    # What to show

    def set_document(self, document: Document) -> None:
        """Show another document; what is selected stays so if it still exists."""
        before, self._document = self._document, document
        if document.network != before.network:
            self._lay_out()
        elif document.view.discretise != before.view.discretise:
            self._forget_picture()
        if class_names(document) != class_names(before):
            self._labels = None
        self._marking = Marking(frozen_parts(document), own_activations(document.network))
        self._show_frame(self._frame)

    def set_frame(self, frame: Frame) -> None:
        """Show a frame; one of another network than the document's is passed over."""
        if frame.network == self._document.network:
            self._show_frame(frame)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._sprites = None
        self._forget_picture()

    def set_stage(self, stage: Stage | None) -> None:
        """Show one stage of a training step, or (None) the passing waves."""
        self._stage, self._stage_travel = stage, 0.0
        self._stale = True
        self._shown_at = float("-inf")
        self.update()

    def set_insertion(self, index: int) -> None:
        """Show where a new hidden layer would stand (its index), or with -1 no longer."""
        self._insertion = index
        self.update()

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown: of this document's network, or None."""
        return self._frame

    # Time

    def tick(self, seconds: float) -> None:
        """Move the pulses on and repaint what is due; called by the window's frame clock."""
        layers = seconds * self._document.view.pulse_speed
        if self._document.view.pulses and not self._stands and self._frame is not None:
            if self._stage is None:
                self.pulses.advance(layers)
            else:
                self._stage_travel = (self._stage_travel + layers) % 1.0
            self.update()
        elif self._stale or (self._picture is not None and not self._picture.up_to_date):
            self.update()

    @property
    def _stands(self) -> bool:
        """Whether pulses stand half way: they then follow the newest numbers."""
        return self.reduced_motion or self._document.view.pulse_speed <= 0.0

    def refresh(self) -> None:
        """Paint the newest frame at the next repaint whatever the rate: for pictures of the window."""
        self._refresh_picture(all_of_it=True)
        self.update()

    # Painting

    def sizeHint(self) -> QSize:  # noqa: N802
        """The mockups' canvas (Qt's name)."""
        return QSize(596, 340)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Enough for the largest network (Qt's name)."""
        return QSize(420, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay the network out anew (Qt's name)."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow another font (Qt's name)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._sprites = None
            self._forget_picture()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint picture, highlights, pulses, marks and card, in this order (Qt's name)."""
        self._refresh_picture()
        picture, geometry = self._picture, self.geometry_shown
        assert picture is not None
        painter = QPainter(self)
        painter.drawImage(QPointF(0.0, 0.0), picture.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = Overlays(painter, picture, self._small())
        over.insertion(self._insertion)
        target = self.target
        if isinstance(target, Edge):
            over.edge(target, self._frame, self._document.view.edges_show)
        if self._stage is not None and self._stage.kind == "activation":
            over.ring_layer(self._stage.layer)
        self._paint_pulses(painter, geometry)
        over.loss(self._frame, self.on_loss or (self._stage is not None and self._stage.kind == "loss"))
        over.ring_targets({self.selected, target})
        self._paint_marks(painter, geometry)
        card = self.card()
        if card is not None:
            over.card(card, loss_node(self._document.network) if self.on_loss else target)
        if self.shows_focus and self.selected is None:
            over.focus()
        painter.end()

    def _paint_pulses(self, painter: QPainter, geometry: Geometry) -> None:
        if self._frame is None or not self._document.view.pulses:
            return
        if self._sprites is None:
            self._sprites = Sprites(self._palette, self.devicePixelRatioF())
        if self._stage is not None:
            resting = self._stands or not self._stage_travel
            waves = stage_waves(self._frame, self._stage, 0.5 if resting else self._stage_travel)
        elif self._stands:
            waves = still_waves(self._frame, self.pulses.direction)
        else:
            self.pulses.advance(0.0)
            waves = self.pulses.waves
        paint_waves(painter, self._sprites, geometry, waves)

    def _paint_marks(self, painter: QPainter, geometry: Geometry) -> None:
        ratio = self.devicePixelRatioF()
        if self._marks is None:
            self._marks = Marks(geometry, self._palette, ratio)
        if self._labels is None:
            names = class_names(self._document)
            self._labels = ClassLabels(geometry, self._palette, ratio, self._small(), names)
        self._labels.paint(painter)
        self._marks.paint(painter, self._frame, self._marking)

    def card(self) -> Card | None:
        """The card that is shown, with its live numbers."""
        if self.on_loss:
            losses = self._frame.losses if self._frame else None
            values = tuple(steady(loss) for loss in losses) if losses else ("–", "–")
            return Card("Loss L", tuple(zip(("train", "test"), values, strict=True)))
        return None if self.target is None else card_of(self.target, self._document, self._frame)

    def number_of(self, target: Edge | Bias) -> float | None:
        """Return the weight or bias as it is shown."""
        if self._frame is None:
            return None
        layer = self._frame.layers[target.layer]
        if isinstance(target, Edge):
            return float(layer.weights[target.neuron, target.source])
        return float(layer.biases[target.neuron])

    def place_of_number(self, target: Edge | Bias) -> tuple[QRectF, QFont]:
        """Return where a weight or bias stands on its card, and in which type."""
        font = self._small()
        card = card_of(target, self._document, self._frame)
        return place_of_number(self.geometry_shown, card, target, font), font

    # Keeping the picture

    def _show_frame(self, frame: Frame | None) -> None:
        if frame is None or frame.network != self._document.network:
            frame = provisional_frame(self._document, frame)
            self._provisional = True
        elif self._provisional and frame is not self._frame:
            # The waves under way carry the nothing that a stand-in knows of gradients.
            self._provisional = False
            self.pulses.waves.clear()
        self._frame = frame
        self.pulses.show(frame)
        self._stale = True
        self.update()

    def _small(self) -> QFont:
        font = QFont(self.font())
        pixels = self.fontInfo().pixelSize()
        # In presenter mode nothing may be smaller than the interface font.
        font.setPixelSize(pixels - 1 if pixels < 18 else pixels)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _lay_out(self) -> None:
        network = self._document.network
        scale = self.fontInfo().pixelSize() / 13.0
        metrics = QFontMetricsF(self.font())
        label = max(metrics.horizontalAdvance(feature_label(key)) for key in network.features)
        # A person's own formula may be long: it ends in … and is read whole on its card.
        label = min(label, max(0.11 * self.width(), 56.0 * scale))
        geometry = lay_out(network, self.width(), self.height(), scale, label)
        self._forget_picture()
        self.set_geometry(geometry)
        self.laid_out.emit(geometry)

    def _forget_picture(self) -> None:
        self._picture = self._marks = self._labels = None
        self._stale = True
        self.update()

    def _refresh_picture(self, all_of_it: bool = False) -> None:
        now = self._now()
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            discretise = self._document.view.discretise
            self._picture = Picture(self.geometry_shown, self._palette, self.font(), ratio, discretise)
            all_of_it = True
        # One frame is painted to its end before the next begins: else what comes last would never come.
        due = self._picture.up_to_date and now - self._shown_at >= PICTURE_EVERY
        if all_of_it or (self._stale and due):
            self._picture.show(self._contents())
            self._stale, self._shown_at = False, now
        in_time = (lambda: True) if all_of_it else (lambda: self._now() - now < PICTURE_BUDGET)
        if self._picture.refresh(in_time) and self._picture.up_to_date:
            self.pictures_finished += 1

    def _contents(self) -> Contents:
        show = self._document.view.edges_show
        if self._stage is not None and self._stage.kind == "update":
            show = "update"
        return Contents(self._frame, show, self._stage)
