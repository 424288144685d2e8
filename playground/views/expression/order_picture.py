"""One order of the lab as a picture: whose turn was when, and the gradients that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.controls.equation import readable
from playground.formula import Formula
from playground.graph_layout import Arrangement
from playground.orders import Order
from playground.symbols import fitting_text, number_text, symbol
from playground.theme import Palette, mix


class OrderPicture(QWidget):
    """The graph, squeezed into its room: nodes of one size, numbered by their turns."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._formula: Formula | None = None
        self._order: Order | None = None
        self._places: dict[str, QPointF] = {}
        self._index = 0
        self._right: Mapping[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def set_order(
        self, formula: Formula, order: Order, arrangement: Arrangement, right: Mapping[str, float]
    ) -> None:
        """Show an order; `right` are the gradients as they should be."""
        self._formula, self._order, self._right = formula, order, right
        points = arrangement.positions
        low_x, high_x = min(x for x, _ in points.values()), max(x for x, _ in points.values())
        low_y, high_y = min(y for _, y in points.values()), max(y for _, y in points.values())
        across, down = max(high_x - low_x, 1e-9), max(high_y - low_y, 1e-9)
        self._places = {
            key: QPointF(
                (x - low_x) / across if high_x > low_x else 0.5, (y - low_y) / down if high_y > low_y else 0.5
            )
            for key, (x, y) in points.items()
        }
        self.update()

    def set_index(self, index: int) -> None:
        """Show how things stand after `index` visits."""
        self._index = index
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for a small graph (Qt's name)."""
        return QSize(320, 190)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for its nodes at least (Qt's name)."""
        return QSize(180, 110)

    def box(self, key: str) -> QRectF:
        """Where a node stands, in pixels."""
        size = self._node_size()
        badge = QFontMetrics(self._letters()).height() + 2
        inner = QRectF(self.rect()).adjusted(
            size.width() / 2 + 9, size.height() / 2 + badge - 3, -size.width() / 2 - 9, -size.height() / 2 - 3
        )
        place = self._places[key]
        centre = QPointF(inner.x() + place.x() * inner.width(), inner.y() + place.y() * inner.height())
        return QRectF(centre - QPointF(size.width() / 2, size.height() / 2), size.toSizeF())

    @property
    def crowded(self) -> bool:
        """Whether nodes are drawn as discs that say no more than their turns: all else would overlap."""
        line = self.fontMetrics().height()
        across, down = self._spacing()
        return across < line * 3.4 or down < line * 3.6

    def _spacing(self) -> tuple[float, float]:
        """How far columns, and neighbours in a column, are apart: pixels."""
        columns: dict[float, list[float]] = {}
        for place in self._places.values():
            columns.setdefault(round(place.x(), 6), []).append(place.y())
        gaps = [b - a for ys in columns.values() for a, b in pairwise(sorted(ys))]
        return self.width() / max(1, len(columns)), self.height() * 0.8 * min(gaps, default=1.0)

    def _node_size(self) -> QSize:
        line = QFontMetrics(self._letters()).height()
        across, down = self._spacing()
        if self.crowded:
            side = round(max(8.0, min(across * 0.78, down * 0.9, line * 2.0)))
            return QSize(side, side)
        return QSize(max(min(round(line * 4.4), round(across * 0.82)), line * 2), round(line * 2.3))

    def _letters(self, bold: bool = False) -> QFont:
        """The font of names and numbers: larger where there is more room."""
        font = QFont(self.font())
        base = self.fontInfo().pixelSize()
        font.setPixelSize(round(base * min(1.8, max(1.0, self.height() / (17.0 * base)))))
        font.setBold(bold)
        return font

    def event(self, event: QEvent) -> bool:
        """Say what the node under the pointer has (Qt's name)."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.said_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def said_at(self, point: QPointF) -> str:
        """A node's name, what it computes and its gradient by now; "" beside the nodes."""
        formula, order = self._formula, self._order
        key = next((key for key in self._places if self.box(key).contains(point)), None)
        if formula is None or order is None or key is None:
            return ""
        gradient = order.gradients_after(self._index, formula.output).get(key)
        text = "–" if gradient is None else number_text(gradient)
        return f"{formula.by_key[key].title}: {text}, should become {number_text(self._right.get(key, 0.0))}"

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw edges, then nodes, then the numbers of their turns (Qt's name)."""
        if self._formula is None or self._order is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._order.problem:
            painter.setPen(QColor(self._palette.quiet))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), int(flags), self._order.problem)
            return
        now = self._order.visits[self._index - 1] if 0 < self._index <= len(self._order.visits) else None
        lit = dict(now.passes) if now else {}
        for node in self._formula.nodes:
            for position, parent in enumerate(node.parents):
                if node.key in self._places and parent in self._places:
                    self._paint_edge(painter, parent, node.key, lit.get((node.key, parent, position)))
        turns = self._order.turns(self._index)
        gradients = self._order.gradients_after(self._index, self._formula.output)
        crowded = self.crowded
        for key in self._places:
            current = now is not None and now.key == key
            if crowded:
                self._paint_disc(painter, key, turns.get(key, []), current)
                continue
            self._paint_node(painter, key, gradients.get(key), current)
            if key in turns:
                self._paint_turns(painter, key, turns[key])
        if (fault := self._order.fault_after(self._index)) is not None:
            self._paint_fault(painter, fault.key)

    def _paint_edge(self, painter: QPainter, parent: str, child: str, handed: float | None) -> None:
        start, stop = self.box(parent), self.box(child)
        path = QPainterPath(QPointF(start.right(), start.center().y()))
        bend = max(8.0, (stop.left() - start.right()) / 2)
        path.cubicTo(
            QPointF(start.right() + bend, start.center().y()),
            QPointF(stop.left() - bend, stop.center().y()),
            QPointF(stop.left(), stop.center().y()),
        )
        colour, width = QColor(mix(self._palette.line, self._palette.quiet, 0.45)), 1.8
        if handed is not None:
            role = "positive" if handed > 0 else "negative" if handed < 0 else "quiet"
            colour, width = QColor(getattr(self._palette, role)), 3.4
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        painter.drawPath(path)

    def _paint_node(self, painter: QPainter, key: str, gradient: float | None, current: bool) -> None:
        assert self._formula is not None
        assert self._order is not None
        palette, box = self._palette, self.box(key)
        done = self._index >= len(self._order.visits)
        wrong = done and key in self._order.wrong
        edge, width = (palette.negative, 2.5) if wrong else (palette.line, 1.2)
        if current:
            edge, width = palette.accent, 3.0
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(mix(palette.raised, palette.negative, 0.12) if wrong else palette.raised))
        painter.drawRoundedRect(box, 7, 7)
        painter.setFont(self._letters())
        painter.setPen(QColor(palette.quiet))
        upper = QRectF(box.x() + 3, box.y() + 2, box.width() - 6, box.height() / 2)
        lower = QRectF(box.x() + 3, box.center().y() - 1, box.width() - 6, box.height() / 2)
        middle = int(Qt.AlignmentFlag.AlignCenter)
        name = painter.fontMetrics().elidedText(
            symbol(self._formula, key), Qt.TextElideMode.ElideRight, int(upper.width())
        )
        painter.drawText(upper, middle, name)
        painter.setFont(self._letters(bold=True))
        # The mark stands behind the number: before it, it could be read as a multiplication.
        mark, number = (" ✗", self._order.gradients[key]) if wrong else ("", gradient)
        text = "–"
        if number is not None:
            metrics, room = painter.fontMetrics(), lower.width()
            text = fitting_text(number, lambda t: metrics.horizontalAdvance(t + mark) <= room) + mark
            if metrics.horizontalAdvance(text) > room:
                smaller = self._letters(bold=True)
                smaller.setPixelSize(round(smaller.pixelSize() * room / metrics.horizontalAdvance(text)))
                painter.setFont(smaller)
        painter.setPen(QColor(readable("negative", palette) if wrong else palette.text))
        painter.drawText(lower, middle, text)

    def _paint_disc(self, painter: QPainter, key: str, turns: list[int], current: bool) -> None:
        """A node with no room for its name and gradient: the number of its latest turn."""
        assert self._order is not None
        palette, box = self._palette, self.box(key)
        wrong = self._index >= len(self._order.visits) and key in self._order.wrong
        fill, ink = palette.raised, palette.quiet
        if wrong or len(turns) > 1:
            fill, ink = palette.negative, "#0d1116"
        elif turns:
            fill, ink = palette.accent, palette.on_accent
        rim = palette.text if current else palette.panel if turns else mix(palette.line, palette.quiet, 0.45)
        painter.setPen(QPen(QColor(rim), 2.5 if current else 1.2))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(box)
        font = QFont(self.font())
        font.setBold(True)
        text = str(turns[-1]) if turns else ""
        font.setPixelSize(max(7, min(self.fontInfo().pixelSize(), round(box.width() * 0.5))))
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_fault(self, painter: QPainter, key: str) -> None:
        """Mark the node where the order first went wrong."""
        painter.setFont(self._letters(bold=True))
        side = painter.fontMetrics().height() + 4
        corner = self.box(key).topRight()
        mark = QRectF(corner.x() - side + 8, corner.y() - side + 8, side, side)
        painter.setPen(QPen(QColor(self._palette.panel), 2.0))
        painter.setBrush(QColor(self._palette.negative))
        painter.drawEllipse(mark)
        painter.setPen(QColor("#0d1116"))
        painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), "!")

    def _paint_turns(self, painter: QPainter, key: str, turns: list[int]) -> None:
        text = "·".join(map(str, turns)) if len(turns) < 4 else f"{turns[0]}·{turns[1]}· +{len(turns) - 2}"
        painter.setFont(self._letters(bold=True))
        metrics = painter.fontMetrics()
        height = metrics.height() + 2
        width = max(height, metrics.horizontalAdvance(text) + 10)
        corner = self.box(key).topLeft()
        badge = QRectF(max(0.0, corner.x() - 8), max(0.0, corner.y() - height + 6), width, height)
        again = len(turns) > 1
        painter.setPen(QPen(QColor(self._palette.panel), 2.0))
        painter.setBrush(QColor(self._palette.negative if again else self._palette.accent))
        painter.drawRoundedRect(badge, height / 2, height / 2)
        painter.setPen(QColor(self._palette.on_accent if not again else "#0d1116"))
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)
