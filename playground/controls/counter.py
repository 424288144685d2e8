"""A large count with thousands separators whose leading zeros stand in the background."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import Palette, mix

#: Digits that are always there, so that nothing moves until a million.
_DIGITS = 6


class Counter(QWidget):
    """Shows a whole number from 0 on; repaints only when it changes."""

    def __init__(self, name: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._value = 0
        self.setProperty("role", "large")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{name} 0")
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._strong = QColor(palette.text)
        self._faint = QColor(mix(palette.panel, palette.quiet, 0.42))
        self.update()

    def value(self) -> int:
        """The number that is shown."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show this number."""
        if value != self._value:
            wider = len(f"{value:,}") != len(f"{self._value:,}")
            self._value = value
            self.setAccessibleName(f"{self._name} {value:,}")
            if wider:
                self.updateGeometry()
            self.update()

    def parts(self) -> tuple[str, str]:
        """The leading zeros and the number itself."""
        number = f"{self._value:,}"
        padded = f"{self._value:0{_DIGITS + 1},}"
        return padded[: len(padded) - len(number)], number

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the number with its zeros (Qt's name)."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("".join(self.parts())) + 2, metrics.height())

    minimumSizeHint = sizeHint  # noqa: N815

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw zeros and number (Qt's name)."""
        painter = QPainter(self)
        zeros, number = self.parts()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._faint)
        painter.drawText(self.rect(), flags, zeros)
        painter.setPen(self._strong)
        rest = self.rect().adjusted(self.fontMetrics().horizontalAdvance(zeros), 0, 0, 0)
        painter.drawText(rest, flags, number)
