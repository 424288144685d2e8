"""The canvas: the network, its pulses, and what pointer and keys are at."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.features import FEATURES
from playground.controls.numbers import steady
from playground.document import Document
from playground.layout import INPUT_LAYER, Node, loss_node
from playground.pulses import Pulses
from playground.run import Frame
from playground.theme import Palette
from playground.views.network.card import Card, card_of
from playground.views.network.geometry import Edge, Geometry, lay_out
from playground.views.network.overlays import Overlays
from playground.views.network.picture import Contents, Picture
from playground.views.network.provisional import provisional_frame
from playground.views.network.pulse_painter import paint_waves, stage_waves, still_waves
from playground.views.network.sprites import Sprites
from playground.views.network.stages import Stage
from playground.views.network.target import Target, exists, neuron_of

#: Seconds between two pictures of the network at most, and for how long one repaint may work on it.
PICTURE_EVERY, PICTURE_BUDGET = 1 / 30, 0.003


class Canvas(QWidget):
    """Paints the network and finds what is under the pointer. Edits nothing and knows no session."""

    #: What pointer or selection is at has changed: a `Target` or None.
    target_changed = Signal(object)
    #: A person clicked a target (or, None, beside everything).
    clicked = Signal(object)
    #: The right button was pressed on a target: (target, global position).
    menu_asked = Signal(object, object)
    #: The columns stand elsewhere: the new `Geometry`.
    laid_out = Signal(object)

    def __init__(
        self, palette: Palette, now: Callable[[], float] = time.perf_counter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Network")
        self.pulses = Pulses()
        self.reduced_motion = False
        self._now = now
        self._palette = palette
        self._document = Document()
        self._frame: Frame | None = None
        self._stage: Stage | None = None
        self._stage_travel = 0.0
        self._hovered: Target | Node | None = None
        self._selected: Target | None = None
        self._told: Target | None = None
        self._insertion = -1
        self._geometry: Geometry | None = None
        self._picture: Picture | None = None
        self._sprites: Sprites | None = None
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

    def select(self, target: Target | None) -> None:
        """Put the selection on a neuron, an input or an edge, or nowhere."""
        self._selected = target
        self._tell()

    @property
    def selected(self) -> Target | None:
        """What is selected."""
        return self._selected

    @property
    def target(self) -> Target | None:
        """What is looked at: under the pointer or else selected."""
        hovered = self._hovered
        if hovered is not None and hovered != loss_node(self._document.network):
            return hovered
        return self._selected

    @property
    def geometry_shown(self) -> Geometry:
        """Where everything stands."""
        if self._geometry is None:
            self._lay_out()
        assert self._geometry is not None
        return self._geometry

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown: of this document's network, or None."""
        return self._frame

    # Time

    def tick(self, seconds: float) -> None:
        """Move the pulses on and repaint what is due; called by the window's frame clock."""
        layers = seconds * max(self._document.view.pulse_speed, 0.0)
        moving = self._document.view.pulses and layers > 0.0 and not self.reduced_motion
        if moving and self._frame is not None:
            if self._stage is None:
                self.pulses.advance(layers)
            else:
                self._stage_travel = (self._stage_travel + layers) % 1.0
            self.update()
        elif self._stale or (self._picture is not None and not self._picture.up_to_date):
            self.update()

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
        """Paint picture, highlights, pulses and card, in this order (Qt's name)."""
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
        loss_lit = self._hovered == loss_node(self._document.network)
        over.loss(self._frame, loss_lit or (self._stage is not None and self._stage.kind == "loss"))
        over.ring_targets({self._selected, target})
        card = self.card()
        if card is not None:
            over.card(card, self._hovered if self._hovered is not None else self._selected)
        if self.hasFocus() and self._selected is None:
            painter.setPen(QPen(QColor(self._palette.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 8.0, 8.0)
        painter.end()

    def _paint_pulses(self, painter: QPainter, geometry: Geometry) -> None:
        if self._frame is None or not self._document.view.pulses:
            return
        if self._sprites is None:
            self._sprites = Sprites(self._palette, self.devicePixelRatioF())
        if self._stage is not None:
            resting = self.reduced_motion or not self._stage_travel
            waves = stage_waves(self._frame, self._stage, 0.5 if resting else self._stage_travel)
        elif self.reduced_motion:
            waves = still_waves(self._frame, self.pulses.direction)
        else:
            self.pulses.advance(0.0)
            waves = self.pulses.waves
        paint_waves(painter, self._sprites, geometry, waves)

    def card(self) -> Card | None:
        """The card that is shown, with its live numbers."""
        network = self._document.network
        if self._hovered == loss_node(network):
            losses = self._frame.losses if self._frame else None
            values = tuple(steady(loss) for loss in losses) if losses else ("–", "–")
            return Card("Loss L", tuple(zip(("train", "test"), values, strict=True)))
        return None if self.target is None else card_of(self.target, network, self._frame)

    # Pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Look at what is under the pointer (Qt's name)."""
        self._hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Look at nothing but the selection (Qt's name)."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select, or with the right button ask for a menu (Qt's name)."""
        found = self._at(event.position())
        target = None if found == loss_node(self._document.network) else found
        self._hover(found)
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(target)
        elif event.button() == Qt.MouseButton.RightButton and target is not None:
            self.menu_asked.emit(target, event.globalPosition().toPoint())

    def _at(self, position: QPointF) -> Target | None:
        geometry = self.geometry_shown
        node = geometry.node_at(position.x(), position.y())
        return node if node is not None else geometry.edge_at(position.x(), position.y())

    def _hover(self, target: Target | None) -> None:
        if target != self._hovered:
            self._hovered = target
            self._tell()

    def _tell(self) -> None:
        if self.target != self._told:
            self._told = self.target
            self.target_changed.emit(self._told)
        self.update()

    # Keeping the picture

    def _show_frame(self, frame: Frame | None) -> None:
        if frame is None or frame.network != self._document.network:
            frame = provisional_frame(self._document, frame)
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
        label = max(metrics.horizontalAdvance(FEATURES[key].label) for key in network.features)
        self._geometry = lay_out(network, self.width(), self.height(), scale, label)
        for kept in ("_selected", "_hovered"):
            target = getattr(self, kept)
            if target is not None and not exists(target, self._geometry):
                setattr(self, kept, self._nearest(target))
        self._forget_picture()
        self.laid_out.emit(self._geometry)
        self._tell()

    def _nearest(self, target: Target) -> Node | None:
        """Where a selection goes whose neuron or edge is gone: up in its column, or nowhere."""
        layer, index = neuron_of(target)
        geometry = self._geometry
        if geometry is None or layer > geometry.output_layer:
            return None
        here = [node for node in geometry.centres if node[0] == layer]
        return here[min(index, len(here) - 1)]

    def _forget_picture(self) -> None:
        self._picture = None
        self._stale = True
        self.update()

    def _refresh_picture(self, all_of_it: bool = False) -> None:
        now = self._now()
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            discretise = self._document.view.discretise
            self._picture = Picture(self.geometry_shown, self._palette, self.font(), ratio, discretise)
            all_of_it = True
        if all_of_it or (self._stale and now - self._shown_at >= PICTURE_EVERY):
            self._picture.show(self._contents())
            self._stale, self._shown_at = False, now
        if all_of_it:
            self._picture.refresh()
        else:
            self._picture.refresh(lambda: self._now() - now < PICTURE_BUDGET)

    def _contents(self) -> Contents:
        show = self._document.view.edges_show
        if self._stage is not None and self._stage.kind == "update":
            show = "update"
        return Contents(self._frame, show, self._stage)


def focus_node(target: Target | None) -> Node | None:
    """Return the neuron or input that a target shows in the large plot; an edge shows none."""
    return None if target is None or isinstance(target, Edge) else target


def is_hidden(node: Node, document: Document) -> bool:
    """Say whether a node is a hidden neuron."""
    return INPUT_LAYER < node[0] < len(document.network.hidden)
