"""Typeset pieces as outlines: typeset once, then filled in any colour at any size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from playground.controls.typeset import svg

#: The size in which pieces are typeset; outlines are in units of it.
EM = 100.0

_COMMAND = re.compile(r"([MLQZ])([^MLQZ]*)")


@dataclass(frozen=True, slots=True)
class Outline:
    """A piece of a formula, its origin on the baseline at the left; y grows downward, lengths are in em."""

    path: QPainterPath
    advance: float
    ascent: float
    descent: float


@lru_cache(maxsize=1024)
def outline(latex: str) -> Outline:
    """Return a piece of LaTeX as an outline, in units of `EM`; its letters if that fails."""
    try:
        image = svg(latex, EM, "#000000")
    except ValueError:
        image = svg(rf"\mathrm{{{re.sub(r'[^a-zA-Z0-9]', '', latex) or '?'}}}", EM, "#000000")
    # The typesetter's own output, made a line above: nothing that came from outside is parsed.
    root = ElementTree.fromstring(image)
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "path":
            _add_path(path, element.attrib["d"])
        elif kind == "rect":
            box = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            path.addRect(*box)
    margin = 1.0  # left free around every picture
    return Outline(path, left + width - margin, -top - margin, top + height - margin)


@lru_cache(maxsize=1024)
def word(text: str) -> Outline:
    """Return a number, or anything of single signs, put together from outlines of its signs.

    Numbers change with every step: so only their ten digits are ever typeset.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    advance = ascent = descent = 0.0
    for sign in text:
        if sign == " ":
            advance += 0.22 * EM
            continue
        piece = outline(rf"\mathrm{{{sign}}}" if sign.isalpha() else _LATEX.get(sign, sign))
        path.addPath(piece.path.translated(advance, 0.0))
        advance += piece.advance
        ascent, descent = max(ascent, piece.ascent), max(descent, piece.descent)
    return Outline(path, advance, ascent, descent)


_LATEX = {"−": "-", "·": r"\cdot", "∞": r"\infty", "∂": r"\partial"}
_LATEX |= {raised: f"{{}}^{{{plain}}}" for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)}


def _add_path(path: QPainterPath, commands: str) -> None:
    for command, numbers in _COMMAND.findall(commands):
        at = [float(number) for number in numbers.replace(",", " ").split()]
        if command == "M":
            path.moveTo(at[0], at[1])
        elif command == "L":
            path.lineTo(at[0], at[1])
        elif command == "Q":
            path.quadTo(at[0], at[1], at[2], at[3])
        else:
            path.closeSubpath()
