"""An equation on several lines: fractions and numbers typeset, aligned at "=", each term to be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.controls.outlines import EM, Outline, outline, word
from playground.theme import Palette, contrast, mix

#: Height of the axis on which fractions and minus signs lie, in em.
AXIS = 0.26
#: A fraction's rule: its thickness, its distance from top and bottom, and how far it sticks out, in em.
RULE, CLEAR, OVERHANG = 0.055, 0.13, 0.1
#: Between lines, and around a term that can be pointed at, in em.
LEADING, AROUND = 0.5, 0.14


@dataclass(frozen=True, slots=True)
class Ink:
    """A piece: LaTeX, or with `plain` a number put together from its signs. `colour` is a role."""

    latex: str
    colour: str = "text"
    plain: bool = False
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Over:
    """A fraction of two rows of pieces."""

    top: tuple[Ink, ...]
    bottom: tuple[Ink, ...]
    colour: str = "text"


@dataclass(frozen=True, slots=True)
class Space:
    """Empty room, in em."""

    width: float


Part = Ink | Over | Space


@dataclass(frozen=True, slots=True)
class Chunk:
    """Parts that stay on one line; those of one `term` (0 and up) light up together."""

    parts: tuple[Part, ...]
    term: int = -1


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what stands left of the alignment, and chunks right of it that go on below if need be."""

    left: tuple[Part, ...]
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    chunk: Chunk
    x: float
    baseline: float
    box: QRectF


class Equation(QWidget):
    """Lines of typeset parts. `pointed(term)` says which term is under the pointer, −1 for none."""

    pointed = Signal(int)
    pressed = Signal(int)

    def __init__(self, palette: Palette, pixels: float = 22.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._pixels = palette, pixels
        self._lines: tuple[Line, ...] = ()
        self._placed: list[_Placed] = []
        self._height = 0.0
        self._under = self._lit = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_lines(self, lines: Sequence[Line], spoken: str = "") -> None:
        """Show these lines; `spoken` is what a screen reader says."""
        self.setAccessibleName(spoken)
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._lay_out()

    def set_lit(self, term: int) -> None:
        """Light one term, −1 for none."""
        if term != self._lit:
            self._lit = term
            self.update()

    def set_pixels(self, pixels: float) -> None:
        """Set the size of letters."""
        if pixels != self._pixels:
            self._pixels = pixels
            self._lay_out()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self.update()

    def box_of(self, term: int) -> QRectF:
        """The room of a term's first appearance; an empty one if it has none."""
        return next((placed.box for placed in self._placed if placed.chunk.term == term), QRectF())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the lines (Qt's name)."""
        return QSize(200, round(self._height))

    minimumSizeHint = sizeHint  # noqa: N815

    def resizeEvent(self, _event: object) -> None:  # noqa: N802
        """Break the lines anew (Qt's name)."""
        self._lay_out()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell which term is pointed at (Qt's name)."""
        self._point(self._term_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Point at nothing (Qt's name)."""
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell which term is pressed (Qt's name)."""
        if (term := self._term_at(event.position())) >= 0:
            self.pressed.emit(term)

    def _point(self, term: int) -> None:
        if term != self._under:
            self._under = term
            self.setCursor(Qt.CursorShape.PointingHandCursor if term >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()
            self.pointed.emit(term)

    def _term_at(self, point: QPointF) -> int:
        return next((p.chunk.term for p in self._placed if p.chunk.term >= 0 and p.box.contains(point)), -1)

    # Layout

    def _lay_out(self) -> None:
        scale = self._fitting()
        indent = max((_width(line.left) for line in self._lines), default=0.0)
        self._placed, y = [], 0.0
        for line in self._lines:
            for row, (chunks, first) in enumerate(_rows(line.chunks, self.width() / scale - indent)):
                parts = (*(line.left if row == 0 else ()), *(part for c in chunks for part in c.parts))
                ascent = max((_extent(part)[1] for part in parts), default=0.7)
                descent = max((_extent(part)[2] for part in parts), default=0.2)
                baseline = y + ascent + AROUND
                height = ascent + descent + 2 * AROUND
                if row == 0:
                    left = Chunk(line.left)
                    self._place(left, indent - _width(line.left), baseline, y, height, scale)
                x = indent
                for chunk in chunks:
                    self._place(chunk, x, baseline, y, height, scale)
                    x += _width(chunk.parts)
                y += height + LEADING * (1.0 if first else 0.6)
        self._height = max(0.0, y - LEADING) * scale
        self.setFixedHeight(max(1, round(self._height)))
        self.updateGeometry()
        self.update()

    def _place(self, chunk: Chunk, x: float, baseline: float, y: float, height: float, scale: float) -> None:
        box = QRectF(x * scale, y * scale, _width(chunk.parts) * scale, height * scale)
        self._placed.append(_Placed(chunk, x * scale, baseline * scale, box))

    def _fitting(self) -> float:
        """Pixels an em: as asked for, or less if the widest chunk would not fit."""
        indent = max((_width(line.left) for line in self._lines), default=0.0)
        widest = max((_width(c.parts) for line in self._lines for c in line.chunks), default=0.0)
        if self.width() <= 0 or indent + widest <= 0.0:
            return self._pixels
        return max(0.5 * self._pixels, min(self._pixels, (self.width() - 1) / (indent + widest)))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw all chunks, on a ground of their own where lit (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._fitting()
        painter.setPen(Qt.PenStyle.NoPen)
        for placed in self._placed:
            if placed.chunk.term >= 0 and placed.chunk.term in (self._under, self._lit):
                share = 0.24 if placed.chunk.term == self._under else 0.13
                painter.setBrush(QColor(mix(self._palette.panel, self._palette.accent, share)))
                painter.drawRoundedRect(placed.box, 6.0, 6.0)
        for placed in self._placed:
            x = placed.x
            for part in placed.chunk.parts:
                self._draw(painter, part, x, placed.baseline, scale)
                x += _extent(part)[0] * scale

    def _draw(self, painter: QPainter, part: Part, x: float, baseline: float, scale: float) -> None:
        if isinstance(part, Ink):
            painter.setBrush(QColor(readable(part.colour, self._palette)))
            size = part.size * scale / EM
            move = QTransform().translate(x, baseline).scale(size, size)
            painter.drawPath(move.map(_ink(part).path))
        elif isinstance(part, Over):
            width = _extent(part)[0] * scale
            for row, at in ((part.top, _top_baseline(part)), (part.bottom, _bottom_baseline(part))):
                left = x + (width - _width(row) * scale) / 2
                for ink in row:
                    self._draw(painter, ink, left, baseline + at * scale, scale)
                    left += _extent(ink)[0] * scale
            painter.setBrush(QColor(readable(part.colour, self._palette)))
            thick = max(1.2, RULE * scale)
            painter.drawRect(QRectF(x, baseline - AXIS * scale - thick / 2, width, thick))


@lru_cache(maxsize=64)
def readable(role: str, palette: Palette) -> str:
    """The palette's colour for a role, moved towards that of text until it can be read on a panel."""
    colour: str = getattr(palette, role)
    for step in range(1, 20):
        if contrast(colour, palette.panel) >= 4.5:
            break
        colour = mix(getattr(palette, role), palette.text, step / 20)
    return colour


def _ink(part: Ink) -> Outline:
    return word(part.latex) if part.plain else outline(part.latex)


@lru_cache(maxsize=2048)
def _extent(part: Part) -> tuple[float, float, float]:
    """Width, ascent and descent in em."""
    if isinstance(part, Space):
        return part.width, 0.0, 0.0
    if isinstance(part, Ink):
        piece, share = _ink(part), part.size / EM
        return piece.advance * share, piece.ascent * share, piece.descent * share
    width = max(_width(part.top), _width(part.bottom)) + 2 * OVERHANG
    ascent = max(_extent(ink)[1] for ink in part.top) - _top_baseline(part)
    descent = max(_extent(ink)[2] for ink in part.bottom) + _bottom_baseline(part)
    return width, ascent, descent


def _top_baseline(part: Over) -> float:
    return -AXIS - RULE / 2 - CLEAR - max(0.0, *(_extent(ink)[2] for ink in part.top))


def _bottom_baseline(part: Over) -> float:
    return -AXIS + RULE / 2 + CLEAR + max(0.0, *(_extent(ink)[1] for ink in part.bottom))


def _width(parts: Sequence[Part]) -> float:
    return sum(_extent(part)[0] for part in parts)


def _rows(chunks: Sequence[Chunk], room: float) -> list[tuple[list[Chunk], bool]]:
    """Break chunks into rows that fit; each with whether it is the line's last."""
    rows: list[list[Chunk]] = [[]]
    used = 0.0
    for chunk in chunks:
        width = _width(chunk.parts)
        if rows[-1] and used + width > room + 1e-6:
            rows.append([])
            used = 0.0
        rows[-1].append(chunk)
        used += width
    return [(row, k == len(rows) - 1) for k, row in enumerate(rows)]
