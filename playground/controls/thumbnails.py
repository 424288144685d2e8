"""Pictures of data sets to choose from."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from engine.data import EXTENT, Data
from playground.controls.explain import explain
from playground.controls.icons import icon
from playground.controls.keys import keep_space
from playground.theme import Palette, mix, sign_colours

#: Points in a picture, at most.
_DRAWN = 300


class Thumbnail(QAbstractButton):
    """One data set: its points, large x₂ at the top, and its name."""

    def __init__(self, name: str, data: Data, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._picture = QPixmap()
        self.setText(name)
        self.setCheckable(True)
        self.setProperty("role", "thumbnail")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keep_space(self)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._picture = QPixmap()
        self.update()

    def set_data(self, data: Data) -> None:
        """Draw other points; without any, a brush invites to paint some."""
        if data is not self._data:
            self._data = data
            self._picture = QPixmap()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square: three lines of points over one of text (Qt's name)."""
        line = self.fontMetrics().height()
        return QSize(round(3.6 * line), round(4.1 * line))

    minimumSizeHint = sizeHint  # noqa: N815

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw ground, points and name (Qt's name)."""
        palette, painter = self._palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, focused = self.isChecked(), self.hasFocus()
        ground = mix(palette.raised, palette.text, 0.06) if self.underMouse() else palette.raised
        painter.setBrush(QColor(ground))
        rim = palette.text if focused else palette.accent if chosen else palette.line
        wide = 2.0 if chosen or focused else 1.0
        painter.setPen(QPen(QColor(rim), wide))
        inset = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        line = self.fontMetrics().height()
        side = self.height() - line - 7
        if self._picture.isNull() or self._picture.deviceIndependentSize().height() != side:
            self._picture = points_picture(self._data, palette, side, self.devicePixelRatioF())
        if not len(self._data.points):
            brush = QRectF((self.width() - 0.62 * side) / 2, 3 + 0.2 * side, 0.62 * side, 0.62 * side)
            icon("brush", palette.quiet).paint(painter, brush.toRect())
        painter.drawPixmap(QPointF((self.width() - side) / 2, 3), self._picture)
        painter.setPen(QColor(palette.text if chosen else palette.quiet))
        name = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 2)
        below = QRectF(0, self.height() - line - 3, self.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)


def points_picture(data: Data, palette: Palette, side: int, ratio: float) -> QPixmap:
    """The data's points in a transparent square of `side` pixels, x₁ to the right and x₂ upward."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = max(1.3, side / 24)
    some = slice(None, None, max(1, math.ceil(len(data.points) / _DRAWN)))
    for (x1, x2), target in zip(data.points[some], data.targets[some], strict=True):
        painter.setBrush(_colour(palette, float(target), data.classes))
        x, y = (x1 / EXTENT + 1) / 2 * side, (1 - x2 / EXTENT) / 2 * side
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.end()
    return picture


def _colour(palette: Palette, target: float, classes: int) -> QColor:
    if classes > 2:
        return QColor(palette.classes[int(target)])
    # Without a rim, a target near 0 would vanish in the ground.
    shade = math.copysign(max(0.35, min(1.0, abs(target))), target)
    red, green, blue, _ = (int(part) for part in sign_colours(palette, 21)[round(shade * 10) + 10])
    return QColor(red, green, blue)


class ThumbnailGrid(QWidget):
    """A grid of thumbnails of which one is chosen; emits `chosen(key)` for a person's choice."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str, Data, str]],
        palette: Palette,
        columns: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        """`options` are (key, name, points to draw, one sentence about it)."""
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        self._group = QButtonGroup(self)
        self._thumbnails: dict[str, Thumbnail] = {}
        for k, (key, name, data, sentence) in enumerate(options):
            thumbnail = Thumbnail(name, data, palette)
            explain(thumbnail, name, sentence)
            thumbnail.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(thumbnail)
            grid.addWidget(thumbnail, k // columns, k % columns)
            self._thumbnails[key] = thumbnail
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    def thumbnail(self, key: str) -> Thumbnail:
        """The thumbnail of one data set."""
        return self._thumbnails[key]

    def set_value(self, key: str) -> None:
        """Show this one as chosen, without telling anyone."""
        self._thumbnails[key].setChecked(True)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for thumbnail in self._thumbnails.values():
            thumbnail.set_palette(palette)
