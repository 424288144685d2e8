"""The strip under the network: how large each layer's gradients are, and whether it can learn from them."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.controls.panel import Panel
from playground.controls.throttle import Throttle
from playground.document import Document
from playground.health import HALF, LayerHealth, network_health
from playground.run import Frame
from playground.session import Session
from playground.theme import Palette

REDRAWS_A_SECOND = 10.0
_NO_POINTS = "No gradients without points: paint some on the output, or import a table."
_EXPLANATION = (
    "Each weight's gradient is one count: negative left, positive right, "
    "tiny in the middle, large at the rims."
)


class HealthView(Panel):
    """One small histogram of gradients and one verdict a layer; a sentence on the layer that needs one."""

    def __init__(
        self,
        session: Session,
        palette: Palette,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`clock` gives seconds; a test passes its own."""
        super().__init__("", parent)
        self.setAccessibleName("Gradient health")
        self._session = session
        self._frame: Frame | None = None
        self._redraw = Throttle(self._draw, REDRAWS_A_SECOND, clock, self)
        self.strip = HealthStrip(palette)
        self.body.addWidget(self.strip)
        self.setContentsMargins(2, 0, 2, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.strip.set_palette(palette)

    def show_document(self, before: Document | None, after: Document) -> None:
        """Forget a frame of another network."""
        if before is not None and before.network != after.network:
            self._frame = None
            self.strip.show_layers(())

    def show_frame(self, frame: Frame) -> None:
        """Judge this frame, now or, if it was just done, in a moment."""
        if frame.network != self._session.document.network:
            return
        self._frame = frame
        self._redraw.ask()

    def _draw(self) -> None:
        if self._frame is not None:
            if len(self._frame.train_outputs):
                self.strip.show_layers(network_health(self._frame))
            else:
                self.strip.show_layers((), _NO_POINTS)


class HealthStrip(QWidget):
    """The drawing itself, one column a layer; the left and right keys move between layers."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._layers: tuple[LayerHealth, ...] = ()
        self._without = ""
        self._chosen: int | None = None
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Gradient health")
        self.setAccessibleDescription(_EXPLANATION)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def show_layers(self, layers: tuple[LayerHealth, ...], without: str = "") -> None:
        """Draw these layers, or say why there are none."""
        self._without = without
        if self._chosen is not None and self._chosen >= len(layers):
            self._chosen = None
        self._layers = layers
        self.update()

    def sentence(self) -> str:
        """The line at the bottom: on the layer pointed at, or else on the first that is not healthy."""
        if not self._layers:
            return self._without
        if self._chosen is not None:
            layer = self._layers[self._chosen]
            return f"{layer.name}, {layer.verdict}: {layer.sentence}"
        for layer in self._layers:
            if layer.verdict != "healthy":
                return f"{layer.name}, {layer.verdict}: {layer.sentence}"
        return "Gradients reach every layer at a size it can learn from."

    def sizeHint(self) -> QSize:  # noqa: N802
        """Three lines of text and the bars (Qt's name)."""
        return QSize(300, round(5.0 * self.fontMetrics().height()))

    minimumSizeHint = sizeHint  # noqa: N815

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Speak of the layer under the pointer (Qt's name)."""
        self._choose(self._layer_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Speak of the network again (Qt's name)."""
        super().leaveEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right move between layers, Escape goes back to the whole (Qt's name)."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self._choose(None)
        elif step is None or not self._layers:
            event.ignore()
        else:
            start = -1 if self._chosen is None and step > 0 else self._chosen or 0
            self._choose((start + step) % len(self._layers))

    def event(self, event: QEvent) -> bool:
        """Explain the bars at rest (Qt's name)."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), f"<p><b>Gradient health</b><br>{_EXPLANATION}</p>", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the columns and the sentence (Qt's name)."""
        painter = QPainter(self)
        line = self.fontMetrics().height()
        for k, layer in enumerate(self._layers):
            self._paint_layer(painter, layer, self._column(k), k == self._chosen)
        painter.setFont(self.font())
        painter.setPen(QColor(self._palette.quiet))
        below = QRect(0, self.height() - line - 1, self.width(), line + 1)
        text = self.fontMetrics().elidedText(self.sentence(), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setPen(QColor(self._palette.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_layer(self, painter: QPainter, layer: LayerHealth, column: QRect, chosen: bool) -> None:
        palette, line = self._palette, self.fontMetrics().height()
        healthy = layer.verdict == "healthy"
        title = QRect(column.left(), 0, column.width(), line)
        name = QFont(self.font())
        name.setBold(chosen)
        painter.setFont(name)
        painter.setPen(QColor(palette.text if chosen or not healthy else palette.quiet))
        narrow = self.fontMetrics().horizontalAdvance(f"{layer.name}  ▲ {layer.verdict}") > column.width()
        shown = layer.name.replace("Hidden ", "H").replace("Output", "Out") if narrow else layer.name
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, shown)
        verdict = QFont(self.font())
        verdict.setBold(not healthy)
        painter.setFont(verdict)
        told = layer.verdict if healthy else f"▲ {layer.verdict}"
        left = self.fontMetrics().horizontalAdvance(shown) + 6
        if self.fontMetrics().horizontalAdvance(told) > column.width() - left:
            told = "✓" if healthy else "▲"
            painter.drawText(title.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, told)
        else:
            painter.drawText(title, Qt.AlignmentFlag.AlignRight, told)
        self._paint_bars(painter, layer, QRectF(column.left(), 1.3 * line, column.width(), 2.3 * line))

    def _paint_bars(self, painter: QPainter, layer: LayerHealth, room: QRectF) -> None:
        palette = self._palette
        pitch = room.width() / (2 * HALF)
        gap = 1.0 if pitch > 4 else 0.4
        top = max(0.12, float(layer.bars.max(initial=0.0)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.line))
        painter.drawRect(QRectF(room.left(), room.bottom(), room.width(), 1.0))
        for colour, first in ((palette.negative, 0), (palette.positive, HALF)):
            painter.setBrush(QColor(colour))
            for k in range(first, first + HALF):
                tall = room.height() * float(layer.bars[k]) / top
                if tall > 0.4:
                    bar = QRectF(room.left() + k * pitch, room.bottom() - tall, pitch - gap, tall)
                    painter.drawRect(bar)

    def _column(self, k: int) -> QRect:
        gap = 16 if len(self._layers) <= 5 else 8
        width = (self.width() + gap) / max(1, len(self._layers))
        return QRect(round(k * width), 0, round(width - gap), self.height())

    def _layer_at(self, x: float) -> int | None:
        for k in range(len(self._layers)):
            column = self._column(k)
            if column.left() <= x <= column.right() + 16:
                return k
        return None

    def _choose(self, layer: int | None) -> None:
        if layer != self._chosen:
            self._chosen = layer
            self.setAccessibleDescription(self.sentence() or _EXPLANATION)
            self.update()
