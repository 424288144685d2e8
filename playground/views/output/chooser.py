"""What is painted: one of the classes, or a value between −1 and 1."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.markers import kind_of_class, marker_icon
from playground.own_data import Column
from playground.theme import Palette
from playground.views.output.units import short_number


class ClassChooser(QWidget):
    """A button for each class with its marker."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._buttons: list[QPushButton] = []
        self._names: tuple[str, ...] = ()
        self.label = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        line = self.fontMetrics().height()
        for index, button in enumerate(self._buttons):
            kind = kind_of_class(index, len(self._buttons))
            button.setIcon(marker_icon(palette, kind, round(0.6 * line)))
            button.setFixedWidth(round(1.35 * line))

    def set_names(self, names: tuple[str, ...]) -> None:
        """Offer a class for each name."""
        if names == self._names:
            return
        self._names = names
        while len(self._buttons) > len(names):
            button = self._buttons.pop()
            self._row.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        while len(self._buttons) < len(names):
            self._add_button()
        for index, (button, name) in enumerate(zip(self._buttons, names, strict=True)):
            explain(button, f"Paint {name}", "New points are in this class.", str(index + 1))
        self.choose(min(self.label, len(names) - 1))
        self.set_palette(self._palette)

    def choose(self, index: int) -> None:
        """Paint this class from now on, if there is one of this number."""
        if 0 <= index < len(self._buttons):
            self.label = index
            self._buttons[index].setChecked(True)

    def button(self, index: int) -> QPushButton:
        """The button of a class."""
        return self._buttons[index]

    def _add_button(self) -> None:
        button = QPushButton()
        index = len(self._buttons)
        button.setProperty("kind", "segment")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(button)
        button.clicked.connect(lambda: self.choose(index))
        self._buttons.append(button)
        self._row.addWidget(button)
        button.show()  # or it counts as hidden, and its room is not reckoned with, until the next event


class ValueChooser(QWidget):
    """The colours from −1 to 1 with a handle at the value that is painted."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.label = 1.0
        #: In whose numbers the value is written, if not in those from −1 to 1.
        self.column: Column | None = None
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        explain(self, "Value", "New points have this value.", ",  .")
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def choose(self, value: float) -> None:
        """Paint this value from now on, to a tenth."""
        self.label = round(min(1.0, max(-1.0, value)), 1) + 0.0
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A short bar and the number (Qt's name)."""
        line = self.fontMetrics().height()
        texts = ["−0.8"] if self.column is None else [self.text_of(k / 10) for k in range(-10, 11)]
        widest = max(map(self.fontMetrics().horizontalAdvance, texts))
        return QSize(round(3.2 * line) + widest + 8, round(1.5 * line))

    def text_of(self, value: float) -> str:
        """A value as it is written."""
        if self.column is None:
            return f"{value:g}".replace("-", "−")
        return short_number(self.column, value, 0.1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the value there (Qt's name)."""
        bar = self._bar()
        self.choose(2 * (event.position().x() - bar.left()) / bar.width() - 1)

    mouseMoveEvent = mousePressEvent  # noqa: N815

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A tenth less or more (Qt's name)."""
        steps = {Qt.Key.Key_Left: -0.1, Qt.Key.Key_Right: 0.1}
        if event.key() in steps:
            self.choose(self.label + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw bar, handle and number (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, bar = self._palette, self._bar()
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for place, colour in ((0.0, palette.negative), (0.5, palette.zero), (1.0, palette.positive)):
            ramp.setColorAt(place, QColor(colour))
        painter.setPen(QPen(QColor(palette.accent if self.hasFocus() else palette.line), 1.0))
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 3, 3)
        middle = QPointF(bar.left() + (self.label + 1) / 2 * bar.width(), bar.center().y())
        painter.setPen(QPen(QColor(palette.text), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, 0.38 * self.height(), 0.38 * self.height())
        number = self.rect().adjusted(round(bar.right() + 0.4 * self.height()), 0, 0, 0)
        text = self.text_of(self.label)
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _bar(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(0.4 * self.height(), 0.25 * self.height(), 2.4 * line, 0.5 * self.height())
