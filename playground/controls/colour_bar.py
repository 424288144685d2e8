"""What explains a heat map's colours: a bar from −limit to +limit, or one marker a class with its name."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.controls.heat_pixels import softened
from playground.controls.markers import draw_marker, kind_of_class, marker_colour
from playground.controls.numbers import compact
from playground.theme import Palette


class ColourBar(QWidget):
    """The colours from −limit to +limit with a number at each end."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = 1.0
        self._ends: tuple[str, str] | None = None
        self.setProperty("role", "quiet")
        self.setAccessibleName("Colour scale")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Colour the bar."""
        self._palette = palette
        self.update()

    def set_limit(self, limit: float) -> None:
        """Write these ends."""
        if limit != self._limit:
            self._limit = limit
            self.update()

    def set_ends(self, ends: tuple[str, str] | None) -> None:
        """Write these words instead of −limit and +limit, or with None the numbers again."""
        if ends != self._ends:
            self._ends = ends
            self.updateGeometry()
            self.update()

    def ends(self) -> tuple[str, str]:
        """What stands at the two ends."""
        if self._ends is not None:
            return self._ends
        size = f"{self._limit:.3g}" if self._limit < 1000 else compact(float(f"{self._limit:.2g}"))
        return f"−{size}", f"+{size}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for any numbers and a short bar: other numbers must move nothing around it (Qt's name)."""
        metrics = self.fontMetrics()
        ends = metrics.horizontalAdvance("−5.94+5.94" if self._ends is None else "".join(self._ends))
        return QSize(ends + round(1.4 * metrics.height()) + 8, metrics.height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw bar and numbers (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        low, high = self.ends()
        left, right = metrics.horizontalAdvance(low) + 4, self.width() - metrics.horizontalAdvance(high) - 4
        painter.setPen(QColor(self._palette.quiet))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)
        tall = metrics.height() * 0.5
        bar = QRectF(left, (self.height() - tall) / 2, right - left, tall)
        ramp = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
        ends = softened(self._palette)
        for place, colour in ((0.0, ends.negative), (0.5, ends.zero), (1.0, ends.positive)):
            ramp.setColorAt(place, QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 3, 3)


class ClassLegend(QWidget):
    """One marker for each class, and its name where there is room."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def set_names(self, names: Sequence[str]) -> None:
        """Show a class for each name, in order."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            text = ", ".join(names)
            self.setAccessibleName(f"Classes: {text}")
            # A class may be called anything, also something that looks like markup.
            self.setToolTip(f"<qt>{escape(text)}</qt>" if text else "")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for the markers (Qt's name)."""
        line = self.fontMetrics().height()
        return QSize(len(self._names) * round(1.1 * line), line + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw markers and names, from the right (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        line = metrics.height()
        texts = self._texts(self.width())
        x = float(self.width()) - sum(line * 1.1 + metrics.horizontalAdvance(text) for text in texts)
        for index, text in enumerate(texts):
            kind = kind_of_class(index, len(texts))
            painter.setPen(QPen(QColor(self._palette.outline), 1.0))
            painter.setBrush(marker_colour(self._palette, kind))
            draw_marker(painter, QPointF(x + line * 0.45, self.height() / 2), line * 0.3, kind)
            painter.setPen(QColor(self._palette.quiet))
            wide = metrics.horizontalAdvance(text)
            place = QRectF(x + line * 0.9, 0, wide + 2, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            x += line * 1.1 + wide

    def _texts(self, room: int) -> list[str]:
        """The names if all fit, else the classes' numbers, else nothing."""
        metrics = self.fontMetrics()
        for texts in (list(self._names), [str(k + 1) for k in range(len(self._names))]):
            if sum(metrics.height() * 1.1 + metrics.horizontalAdvance(text) for text in texts) <= room:
                return texts
        return [""] * len(self._names)
