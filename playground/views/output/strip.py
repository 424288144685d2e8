"""The tools for one's own points: what the hand does on the plane, with which class or value, how wide."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStackedWidget, QWidget

from playground.controls.explain import explain
from playground.controls.flow import FlowLayout
from playground.controls.icons import IconButton, icon
from playground.controls.keys import keep_space
from playground.controls.switches import Segmented
from playground.theme import Palette
from playground.views.output.chooser import ClassChooser, ValueChooser
from playground.views.output.units import Units


class Tool(NamedTuple):
    """A tool: its name, its key, and what it does in a sentence."""

    name: str
    key: str
    sentence: str


#: The tools by key of their icons, in order.
TOOLS = {
    "look": Tool("Look", "H", "Drag to move the plane, click a point to open its graph."),
    "spray": Tool("Brush", "D", "Sprays points as long as the button is down."),
    "point": Tool("Point", "S", "Puts a single point where you let go."),
    "move": Tool("Move", "M", "Drag a point, or a frame around some and then those; Delete erases them."),
    "erase": Tool("Erase", "X", "Takes away the points under it."),
    "divide": Tool(
        "Divide", "C", "Draw a line: points above it get the chosen class or value, those below another."
    ),
}
#: Radii of the brush, in units of the plane, and the one to begin with.
SIZES = (0.15, 0.3, 0.5, 0.8, 1.2, 1.8)
_FIRST = 3


class ToolStrip(QWidget):
    """A row of tools, a chooser of class or value, the brush's size, and a way to begin anew."""

    changed = Signal()
    clear_requested = Signal()

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.tool = "look"
        self._size = _FIRST
        self.tools = Segmented([(key, "") for key in TOOLS], small=True)
        for key, tool in TOOLS.items():
            explain(self.tools.button(key), tool.name, tool.sentence, tool.key)
        self.tools.chosen.connect(self.choose)
        self.classes = ClassChooser(palette)
        self.values = ValueChooser(palette)
        self._labels = QStackedWidget()
        self._labels.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._labels.addWidget(self.classes)
        self._labels.addWidget(self.values)
        self.size_button = _SizeButton(self)
        self.size_button.clicked.connect(lambda: self.resize_brush(1, around=True))
        self.clear = IconButton("clear", bare=True).explain(
            "Clear", "Takes all points away; undo brings them back.", "Shift+Del"
        )
        self.clear.clicked.connect(self.clear_requested)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow = FlowLayout(self, gap=5, row_gap=3)
        for part in (self.tools, self._labels, self.size_button, self.clear):
            flow.addWidget(part)
        self.choose("look")
        self.set_palette(palette)

    @property
    def radius(self) -> float:
        """The brush's radius, in units of the plane."""
        return SIZES[self._size]

    @property
    def label(self) -> float:
        """The class, counted from 0, or value of new points."""
        return float(self.classes.label if self._labels.currentIndex() == 0 else self.values.label)

    def choose(self, tool: str) -> None:
        """Take a tool of `TOOLS`, if it can be used now."""
        if self.tools.button(tool).isEnabled():
            self.tool = tool
            self.tools.set_value(tool)
            self.size_button.setEnabled(tool in ("spray", "erase"))
            self.changed.emit()

    def choose_label(self, number: int) -> None:
        """Paint the class of this number, from 0."""
        self.classes.choose(number)

    def step_value(self, step: float) -> None:
        """Paint a value so much higher."""
        self.values.choose(self.values.label + step)

    def resize_brush(self, step: int, around: bool = False) -> None:
        """Make the brush wider or narrower, from the widest to the narrowest if `around`."""
        size = self._size + step
        self._size = size % len(SIZES) if around else min(len(SIZES) - 1, max(0, size))
        self.size_button.update()
        self.changed.emit()

    def offer(self, names: tuple[str, ...], divides: bool, units: Units | None = None) -> None:
        """Offer classes of these names, or without any, values; and the curve if it can be used."""
        if names:
            self.classes.set_names(names)
        self.values.column = None if units is None else units.target
        self.values.update()
        page: QWidget = self.classes if names else self.values
        self._labels.setCurrentWidget(page)
        self._labels.setFixedSize(page.sizeHint())
        self.tools.button("divide").setEnabled(divides)
        if self.tool == "divide" and not divides:
            self.choose("look")

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for key in TOOLS:
            button = self.tools.button(key)
            button.setIcon(icon(key, palette.text, palette.line))
            button.setFixedWidth(round(1.6 * self.fontMetrics().height()))
        for part in (self.classes, self.values, self.size_button, self.clear):
            part.set_palette(palette)


class _SizeButton(QAbstractButton):
    """A disc as wide, for its room, as the brush; a press takes the next size."""

    def __init__(self, strip: ToolStrip) -> None:
        super().__init__(strip)
        self._strip = strip
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_space(self)
        explain(self, "Brush size", "How wide brush and eraser are.", "[  ]")

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square (Qt's name)."""
        side = round(1.5 * self.fontMetrics().height())
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the disc (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._palette
        rim = palette.accent if self.hasFocus() else palette.quiet if self.isEnabled() else palette.line
        painter.setPen(QPen(QColor(rim), 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(QColor(palette.raised))
        half = self.width() / 2 - 1.5
        share = 0.25 + 0.75 * SIZES.index(self._strip.radius) / (len(SIZES) - 1)
        painter.drawEllipse(QPointF(self.width() / 2, self.height() / 2), half * share, half * share)
