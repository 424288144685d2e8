"""The names of the classes below the outputs, where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from playground.controls.markers import kind_of_class, sprite
from playground.layout import loss_node
from playground.theme import Palette
from playground.views.network.geometry import Geometry

#: A name that is shortened to fewer letters says less than a number.
_LEGIBLE = 7.0


class ClassLabels:
    """Each class's point as the plots show it, and its name, right of the output's bias mark; drawn once."""

    def __init__(
        self, geometry: Geometry, palette: Palette, ratio: float, font: QFont, classes: Sequence[str]
    ) -> None:
        self._made = [
            _label(geometry, palette, ratio, _fitting(font, geometry), index, name)
            for index, name in enumerate(classes)
        ]

    def paint(self, painter: QPainter) -> None:
        """Paint every label."""
        for place, pixmap in self._made:
            painter.drawPixmap(place, pixmap)


def _label(
    geometry: Geometry, palette: Palette, ratio: float, font: QFont, index: int, name: str
) -> tuple[QPointF, QPixmap]:
    """A label's place and picture: text with a rim of the ground's colour, for curves run behind it."""
    x, y = geometry.centres[(geometry.output_layer, index)]
    metrics = QFontMetricsF(font)
    mark = 0.75 * metrics.ascent()
    left = x - geometry.tile / 2 + geometry.bias_side / 2 + 3.0
    room = geometry.centres[loss_node(geometry.network)][0] - left - mark - 11.0
    text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
    if text != name and room < _LEGIBLE * metrics.averageCharWidth():
        text = str(index + 1)
    size = QRectF(0.0, 0.0, mark + metrics.horizontalAdvance(text) + 8.0, metrics.height())
    pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    point = sprite(palette, kind_of_class(index, geometry.network.outputs), False, False, mark, ratio)
    half = point.width() / point.devicePixelRatio() / 2
    painter.drawPixmap(QPointF(mark / 2 + 1.0 - half, size.height() / 2 - half), point)
    letters = QPainterPath()
    letters.addText(QPointF(mark + 5.0, metrics.ascent()), font, text)
    painter.strokePath(letters, QPen(QColor(palette.panel), 3.0))
    painter.fillPath(letters, QColor(palette.text))
    painter.end()
    top = y + geometry.tile / 2 + 1.0
    return QPointF(round(left), round(min(top, geometry.height - size.height()))), pixmap


def _fitting(font: QFont, geometry: Geometry) -> QFont:
    """The font in a size that has room between two outputs."""
    rows = [y for (layer, _), (_, y) in geometry.centres.items() if layer == geometry.output_layer]
    gap = min((b - a for a, b in pairwise(rows)), default=geometry.height) - geometry.tile
    fitting = QFont(font)
    fitting.setPixelSize(max(8, min(font.pixelSize(), int(gap / 1.3))))
    return fitting
