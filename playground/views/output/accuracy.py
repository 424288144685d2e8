"""The share of right answers, in as many words as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

from playground.controls.panel import TextLabel
from playground.theme import Palette

#: Ways to say it, the longest that fits is taken.
_WORDS = ("accuracy  train {}  test {}", "train {}  test {}", "{}  {}")


class AccuracyLabel(TextLabel):
    """The accuracy over the train and the test points; its numbers never push a window wider."""

    def __init__(self) -> None:
        super().__init__("", "quiet")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setMinimumWidth(1)

    def tell(self, train: str, test: str, room: int, palette: Palette) -> None:
        """Say both, within so many pixels, the numbers in the palette's text colour."""
        plain, bold = self.font(), QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        room -= QFontMetrics(bold).horizontalAdvance(train + test)
        widths = (QFontMetrics(plain).horizontalAdvance(words.format("", "") + "  ") for words in _WORDS)
        fitting = (words for words, width in zip(_WORDS, widths, strict=True) if width <= room)
        number = f'<span style="color:{palette.text}; font-weight:600">{{}}</span>'
        html = next(fitting, _WORDS[-1]).replace("  ", "&nbsp; ")
        self.say(html.format(number.format(train), number.format(test)))
        self.setAccessibleName(f"Accuracy: train {train}, test {test}")
