"""Formulas typeset from LaTeX, sharp at any scale and in both themes."""

from __future__ import annotations

import threading
import warnings
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import Palette

#: The typesetter keeps state of its own between formulas.
_one_at_a_time = threading.Lock()


@lru_cache(maxsize=256)
def svg(latex: str, pixels: float, colour: str) -> bytes:
    """Return a formula as SVG with letters `pixels` high; raises ValueError for LaTeX it cannot set.

    It may be called from any thread: what a worker has set before is shown at once.
    """
    try:
        with _one_at_a_time:
            image: str = _ziamath().Latex(latex, size=pixels, color=colour).svg()
            return image.encode()
    except Exception as error:  # the typesetter has no error type of its own
        raise ValueError(f"This cannot be typeset: {latex[:80]}") from error


@cache
def _ziamath() -> Any:
    with warnings.catch_warnings():  # of its own way to find its fonts
        warnings.simplefilter("ignore", DeprecationWarning)
        module: Any = import_module("ziamath")
    module.config.svg2 = False  # Qt draws plain paths, not symbols that are used again
    return module


class Typeset(QWidget):
    """One formula. It shrinks to its width as far as `smallest`, and is cut off beyond that."""

    def __init__(
        self, palette: Palette, pixels: float = 17.0, smallest: float = 0.6, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._palette, self._pixels, self._smallest = palette, pixels, smallest
        self._latex = ""
        self._colour = ""
        self._renderer: QSvgRenderer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_latex(self, latex: str, spoken: str = "") -> None:
        """Show a formula; `spoken` is what a screen reader says."""
        if latex != self._latex:
            self._latex = latex
            self.setAccessibleName(spoken or latex)
            self._render()

    def latex(self) -> str:
        """The formula that is shown."""
        return self._latex

    def set_colour(self, colour: str) -> None:
        """Show the formula in a colour other than that of text; "" for that of text."""
        if colour != self._colour:
            self._colour = colour
            self._render()

    def set_pixels(self, pixels: float) -> None:
        """Set the height of letters."""
        if pixels != self._pixels:
            self._pixels = pixels
            self._render()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._render()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The formula's own size (Qt's name)."""
        size = self._natural()
        return QSize(round(size.width()), max(1, round(size.height() * self._scale())))

    minimumSizeHint = sizeHint  # noqa: N815

    def resizeEvent(self, _event: object) -> None:  # noqa: N802
        """Another width asks for another height (Qt's name)."""
        self.setFixedHeight(self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the formula, left and in the middle (Qt's name)."""
        if self._renderer is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._natural() * self._scale()
        top = (self.height() - size.height()) / 2
        self._renderer.render(painter, QRectF(0.0, top, size.width(), size.height()))

    def _natural(self) -> QSizeF:
        return QSizeF(0.0, 0.0) if self._renderer is None else self._renderer.viewBoxF().size()

    def _scale(self) -> float:
        width = self._natural().width()
        if width <= 0.0 or self.width() <= 0:
            return 1.0
        return max(self._smallest, min(1.0, self.width() / width))

    def _render(self) -> None:
        self._renderer = None
        if self._latex:
            try:
                image = svg(self._latex, self._pixels, self._colour or self._palette.text)
            except ValueError:
                self.setToolTip(self._latex)
            else:
                self._renderer = QSvgRenderer(QByteArray(image))
                self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()
