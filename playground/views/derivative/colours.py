"""The three ways to a derivative, each with a colour and a stroke of its own; none is that of a sign."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.theme import Palette

_NUMERIC = {"dark": "#c9a2ff", "light": "#7a3fb8"}
_SYMBOLIC = {"dark": "#5fd3b3", "light": "#0b7a5f"}
DASH = [4.0, 2.6]
#: For the short samples of a legend.
SHORT_DASH = [2.2, 1.5]
DASH_DOT = [7.0, 2.5, 1.2, 2.5]
SHORT_DASH_DOT = [2.6, 1.4, 0.8, 1.4]


def numeric(palette: Palette) -> str:
    """The colour of differences and of the secant."""
    return _NUMERIC[palette.name]


def symbolic(palette: Palette) -> str:
    """The colour of formulas."""
    return _SYMBOLIC[palette.name]


def autograd(palette: Palette) -> str:
    """The colour of autograd and of the tangent."""
    return palette.accent


def pen(colour: str, width: float, dashes: list[float] | None = None, alpha: float = 1.0) -> QPen:
    """A round pen, with dashes measured in its widths."""
    shade = QColor(colour)
    shade.setAlphaF(alpha)
    result = QPen(shade, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashes:
        result.setDashPattern(dashes)
        result.setCapStyle(Qt.PenCapStyle.FlatCap)
    return result
