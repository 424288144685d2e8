"""The legend of the pulses: how large a dot is for which number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.pulses import CEILING, FLOOR, magnitude
from playground.theme import Palette
from playground.views.network.sprites import LARGEST, paint_pulse

#: The magnitudes that are drawn, between the floor and the ceiling that are written.
SAMPLES = (1e-4, 1e-2, 1.0, 1e2)


class Legend(QWidget):
    """“⌀ log |∂L/∂w|  10⁻⁶ · • ● ⬤ 10²”, drawn with the pulses' own scale."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._quantity = "|∂L/∂w|"
        self._largest = LARGEST
        self.setAccessibleName("Legend of the pulses")
        self.setToolTip(
            "<p>The diameter of a dot grows with the logarithm of the number it carries, the same for each "
            f"power of ten. At {FLOOR:.0e} and below it has vanished; above {CEILING:.0f} it is ringed. "
            "Blue with + is positive, orange with − (small ones hollow) negative.</p>"
        )

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def set_largest(self, diameter: float) -> None:
        """Draw to the scale at which the ceiling's pulse has this diameter."""
        self._largest = diameter
        self.updateGeometry()
        self.update()

    def set_quantity(self, text: str) -> None:
        """Name what the dots carry."""
        if text != self._quantity:
            self._quantity = text
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        """The words before the dots."""
        return f"⌀ log {self._quantity}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as words and dots (Qt's name)."""
        metrics = QFontMetricsF(self.font())
        words = sum(metrics.horizontalAdvance(text) for text in (self.text, "10⁻⁶", "10²"))
        return QSize(
            round(words + self._dots() + 3.0 * self._space()),
            round(max(metrics.height() * 1.35, self._largest + 2.0)),
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same (Qt's name)."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        painter.setPen(QColor(self._palette.quiet))
        x = float(self.width() - self.sizeHint().width())
        for text in (self.text, "10⁻⁶", "", "10²"):
            if not text:
                x = self._paint_dots(painter, x)
                painter.setPen(QColor(self._palette.quiet))
                continue
            width = metrics.horizontalAdvance(text)
            box = QRectF(x, 0.0, width + 2.0, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            x += width + self._space()
        painter.end()

    def _paint_dots(self, painter: QPainter, x: float) -> float:
        for diameter in self._diameters():
            painter.save()
            painter.translate(QPointF(x + diameter / 2, self.height() / 2))
            paint_pulse(painter, self._palette, diameter, 1)
            painter.restore()
            x += diameter + 0.5 * self._space()
        return x + 0.5 * self._space()

    def _diameters(self) -> list[float]:
        return [float(share) * self._largest for share in magnitude(np.array(SAMPLES))]

    def _dots(self) -> float:
        return sum(self._diameters()) + 0.5 * self._space() * (len(SAMPLES) + 1)

    def _space(self) -> float:
        return 0.55 * self.fontInfo().pixelSize()
