"""Small pictures of the activations and their derivatives; a click opens one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from engine.derivative import Array, Function
from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.theme import Palette, mix
from playground.views.derivative.canvas import small_text
from playground.views.derivative.colours import DASH, autograd, pen
from playground.views.derivative.marks import stroke_pixels


@dataclass(frozen=True, slots=True)
class Example:
    """A function of the gallery: what it is called, what is typed, and what it shows."""

    name: str
    text: str
    sentence: str
    height: float = 2.2  #: how far from 0 its picture reaches


EXAMPLES = (
    Example("tanh", "tanh(x)", "Squashes to ±1; the slope fades on both sides: gradients vanish there."),
    Example("sigmoid", "sigmoid(x)", "Squashes to 0 … 1; the slope is a quarter at most."),
    Example("ReLU", "relu(x)", "Open above 0, shut below: the slope jumps from 0 to 1."),
    Example("leaky ReLU", "leaky_relu(x, 0.1)", "A small leak below 0 keeps the gradient alive."),
    Example("ELU", "elu(x)", "Open above 0; below, the slope fades away exponentially."),
    Example("GELU", "gelu(x)", "A soft gate that dips below 0; the slope exceeds 1."),
    Example("softplus", "softplus(x)", "A rounded ReLU; its slope is the sigmoid."),
    Example("SiLU", "silu(x)", "The input times its own sigmoid; also called swish."),
    Example("parabola", "3x² − 4x + 5", "The function to start with: its slope is 6x − 4.", 30.0),
    Example("|x|", "abs(x)", "A kink at 0: no single slope there."),
    Example("1/x", "1/x", "A pole at 0: two branches that no line may join."),
    Example("tan x", "tan(x)", "Poles at ±π/2, ±3π/2 …; between them one branch like the other."),
    Example("⌊x⌋", "floor(x)", "Jumps at every whole number and is flat between: its slope is 0."),
    Example("sign", "sign(x)", "Keeps only the sign: one jump, and no gradient on either side."),
    Example("ln x", "log(x)", "Not defined below 0, and nothing is drawn there."),
    Example(
        "½ squared",
        "0.5(x − 1)²",
        "A loss of the output x for the target 1: its slope is the error, the larger the further off.",
        6.0,
    ),
    Example(
        "hinge",
        "max(0, 1 − x)",
        "A loss of the output x for the class +1: right by more than 1 costs nothing; else the slope is −1.",
    ),
    Example(
        "log loss",
        "log(1 + exp(−x))",
        "The cross-entropy of the output x for the class +1: surely wrong has slope −1, surely right none.",
    ),
)
_RANGE = 4.0


@cache
def _samples(text: str) -> tuple[Array, Array, Array]:
    function = Function(text)
    x = np.linspace(-_RANGE, _RANGE, 240)
    return x, function.values(x), function.slopes(x)


class Tile(QAbstractButton):
    """One function as a button: f solid, f′ dashed."""

    def __init__(self, example: Example, palette: Palette) -> None:
        super().__init__()
        self.example = example
        self._palette = palette
        self.setCheckable(True)
        self.setText(example.name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        keep_space(self)
        self.set_palette(palette)
        explain(self, example.name, f"{example.sentence} Click to open {example.text}.")

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for a curve and its name (Qt's name)."""
        height = self.fontMetrics().height()
        return QSize(round(height * 4.2), round(height * 4.1))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The least at which the name is not cut (Qt's name)."""
        height = self.fontMetrics().height()
        return QSize(round(height * 3.6), round(height * 2.9))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the curves and the name (Qt's name)."""
        palette = self._palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus() or self.isChecked()
        ground = mix(palette.raised, palette.text, 0.07) if self.underMouse() else palette.raised
        painter.setPen(
            pen(palette.text if self.hasFocus() else palette.accent, 2.0) if ring else pen(palette.line, 1.0)
        )
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        font = QFont(self.font())
        font.setPixelSize(small_text(font.pixelSize()))
        painter.setFont(font)
        line = painter.fontMetrics().height()
        plot = QRectF(self.rect()).adjusted(6, 6, -6, -line - 4)
        x, y, slope = _samples(self.example.text)
        middle = plot.center().y()
        painter.setClipRect(plot.adjusted(-2, -1, 2, 1))
        painter.setPen(pen(mix(palette.line, palette.quiet, 0.2), 1.0))
        painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
        across = plot.center().x()
        painter.drawLine(QPointF(across, plot.top()), QPointF(across, plot.bottom()))
        height = self.example.height
        px = plot.left() + (x + _RANGE) / (2 * _RANGE) * plot.width()
        for heights, stroke in ((slope, pen(autograd(palette), 1.5, DASH)), (y, pen(palette.text, 1.8))):
            jumps = np.abs(np.diff(heights, append=heights[-1])) > height / 3
            heights = np.where(jumps | (np.abs(heights) > 3 * height), np.nan, heights)
            stroke_pixels(painter, px, middle - heights / height * plot.height() / 2, stroke)
        painter.setClipping(False)
        painter.setPen(QColor(palette.text if self.isChecked() else palette.quiet))
        foot = QRectF(0, self.height() - line - 3, self.width(), line)
        name = painter.fontMetrics().elidedText(
            self.example.name, Qt.TextElideMode.ElideRight, self.width() - 4
        )
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, name)


class Gallery(QWidget):
    """The functions worth seeing; emits `opened(text, name)`."""

    opened = Signal(str, str)

    def __init__(self, palette: Palette, columns: int = 3) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        self._columns = columns
        self._text = ""
        self.tiles: dict[str, Tile] = {}
        for k, example in enumerate(EXAMPLES):
            tile = Tile(example, palette)
            tile.clicked.connect(lambda _=False, e=example: self._open(e))
            grid.addWidget(tile, k // columns, k % columns)
            self.tiles[example.text] = tile

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for tile in self.tiles.values():
            tile.set_palette(palette)
        rows = -(-len(self.tiles) // self._columns)
        self.setMaximumHeight(rows * round(self.fontMetrics().height() * 6.6) + 6 * (rows - 1))

    def set_text(self, text: str) -> None:
        """Mark the function that is open."""
        for key, tile in self.tiles.items():
            tile.setChecked(key == text)
        self._text = text

    def _open(self, example: Example) -> None:
        self.set_text(self._text)  # a click does not mark by itself; the document does
        self.opened.emit(example.text, example.name)
