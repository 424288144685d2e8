"""The colours of a formula's text: names, functions, numbers, remarks."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from engine.expression import CONSTANTS, FUNCTIONS
from engine.tokens import MAX_LENGTH, PATTERN
from playground.theme import Palette, mix


class Highlighter(QSyntaxHighlighter):
    """Colours a text word by word, as the engine's tokens tell them apart."""

    def __init__(self, document: QTextDocument, palette: Palette) -> None:
        super().__init__(document)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        quiet = mix(palette.quiet, palette.panel, 0.15)
        self._formats = {
            "name": _format(palette.text),
            "function": _format(palette.accent),
            "assigned": _format(palette.text, bold=True),
            "number": _format(mix(palette.positive, palette.text, 0.45)),
            "superscript": _format(mix(palette.positive, palette.text, 0.45)),
            "sign": _format(palette.quiet),
            "blank": _format(quiet, italic=True),
            "unknown": _format(palette.negative),
        }
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        """Colour one line, unless the text is longer than what is read anyway (Qt's name)."""
        if self.document().characterCount() > MAX_LENGTH + 1:
            return
        for match in PATTERN.finditer(text):
            kind, word = str(match.lastgroup), match.group()
            rest = text[match.end() :].lstrip()
            if kind == "name" and rest.startswith("=") and not text[: match.start()].split(";")[-1].strip():
                kind = "assigned"
            elif kind == "name" and ((word in FUNCTIONS and rest.startswith("(")) or word in CONSTANTS):
                kind = "function" if word in FUNCTIONS else kind
            self.setFormat(match.start(), match.end() - match.start(), self._formats[kind])


def _format(colour: str, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(colour))
    if bold:
        look.setFontWeight(QFont.Weight.Bold)
    look.setFontItalic(italic)
    return look
