"""The frame around the open part that the chosen node lies in, with a tab that folds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.folding import Group, around
from playground.theme import Palette, mix
from playground.views.expression.folds import describe

if TYPE_CHECKING:
    from playground.views.expression.canvas import Canvas

#: How far the frame keeps from its nodes, in scene units; from which zoom on it is shown.
ROOM, SHOWN_FROM = 14.0, 0.12


class Frame:
    """Finds the innermost open part around the chosen node, and where its tab is."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.groups: Sequence[Group] = ()

    @property
    def group(self) -> Group | None:
        """The part that is framed; None if the chosen node lies in no open one."""
        canvas = self._canvas
        chosen = canvas.walk.focus
        if chosen is None or canvas.camera.zoom < SHOWN_FROM:
            return None
        folded = canvas.folds.groups.get(canvas.folds.drawn(chosen))
        inside = folded.members if folded else frozenset()
        return next((g for g in around(self.groups, chosen) if inside < g.members), None)

    def members(self, group: Group) -> set[int]:
        """The drawn nodes that belong to a part."""
        index, drawn = self._canvas.shape.index, self._canvas.folds.drawn
        return {index[drawn(key)] for key in group.members if drawn(key) in index}

    def area(self, group: Group) -> QRectF:
        """The rectangle around a part's nodes, in pixels."""
        shape, camera = self._canvas.shape, self._canvas.camera
        boxes = [shape.box(node) for node in self.members(group)]
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.united(box)
        whole = whole.adjusted(-ROOM, -ROOM, ROOM, ROOM)
        return QRectF(camera.to_screen(whole.left(), whole.top()), whole.size() * camera.zoom)

    def clear(self, group: Group) -> bool:
        """Whether the rectangle holds the part's nodes and no other."""
        camera = self._canvas.camera
        area = self.area(group)
        left, top = camera.to_scene(area.topLeft())
        scene = QRectF(left, top, area.width() / camera.zoom, area.height() / camera.zoom)
        return set(self._canvas.shape.nodes_in(scene).tolist()) <= self.members(group)

    def tab(self, group: Group) -> QRectF:
        """Where the tab is: beside the frame where it covers no node, over it if it can; without a frame,
        over the part's result.
        """
        metrics = QFontMetricsF(_font(self._canvas.small_font()))
        size = QSizeF(metrics.horizontalAdvance(_text(group)) + 14.0, metrics.height() + 4.0)
        width, height = size.width(), size.height()
        if self.clear(group):
            area = self.area(group)
            corners = [
                area.topLeft() + QPointF(8.0, 1.0 - height),
                area.topRight() + QPointF(2.0, 0.0),
                area.bottomLeft() + QPointF(8.0, -1.0),
                area.topLeft() - QPointF(width + 2.0, 0.0),
            ]
        else:
            result = self._canvas.box(self._canvas.folds.drawn(group.roots[-1]))
            corners = [result.topLeft() - QPointF(0.0, height), result.bottomLeft()]
        free = [corner for corner in corners if self._is_free(QRectF(corner, size))]
        corner = free[0] if free else corners[0]
        # Half out of sight it could be neither read nor pressed.
        room = self._canvas.rect()
        x = min(max(corner.x(), 2.0), max(room.width() - width - 2.0, 2.0))
        y = min(max(corner.y(), 2.0), max(room.height() - height - 2.0, 2.0))
        return QRectF(x, y, width, height)

    def _is_free(self, box: QRectF) -> bool:
        """Whether a place is in sight and covers no node."""
        camera = self._canvas.camera
        left, top = camera.to_scene(box.topLeft())
        scene = QRectF(left, top, box.width() / camera.zoom, box.height() / camera.zoom)
        inside = QRectF(self._canvas.rect()).contains(box)
        return inside and not self._canvas.shape.nodes_in(scene).size

    def folds_at(self, position: QPointF) -> Group | None:
        """The part whose tab is under the pointer."""
        group = self.group
        return group if group is not None and self.tab(group).contains(position) else None

    def holds(self, position: QPointF) -> Group | None:
        """The framed part whose ground is under the pointer."""
        group = self.group
        return group if group and self.clear(group) and self.area(group).contains(position) else None

    def paint(self, painter: QPainter, palette: Palette) -> None:
        """Paint the frame, if there is one, and its tab."""
        group = self.group
        if group is None:
            return
        quiet = QColor(mix(palette.line, palette.quiet, 0.55))
        if self.clear(group):
            painter.setPen(QPen(quiet, 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.area(group), 10.0, 10.0)
        tab = self.tab(group)
        painter.setPen(QPen(quiet, 1.0))
        painter.setBrush(QColor(palette.raised))
        painter.drawRoundedRect(tab, 5.0, 5.0)
        painter.setPen(QColor(palette.text))
        painter.setFont(_font(self._canvas.small_font()))
        painter.drawText(tab, int(Qt.AlignmentFlag.AlignCenter), _text(group))


def _text(group: Group) -> str:
    return f"−  {describe(group)}"


def _font(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(round(0.85 * font.pixelSize()), 10) if font.pixelSize() > 0 else 11)
    return small
