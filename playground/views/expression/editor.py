"""The text of the formula: line numbers, completion, errors where they are, values beside the lines."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from engine.tokens import MAX_LENGTH, ExpressionError
from playground.controls.explain import explain
from playground.theme import Palette, mix
from playground.views.expression.beside_text import Gutter, paint_folded, paint_line_number, paint_value
from playground.views.expression.completion import Completion
from playground.views.expression.folded_text import folded_lines, line_values
from playground.views.expression.highlight import Highlighter
from playground.walk import Walk

#: Lines that the editor has room for: where room is scarce, at least and at most; and where it is not.
FEWEST_LINES, MOST_LINES, ROOMY_LINES = 4, 9, 8


class Editor(QPlainTextEdit):
    """Shows a text and reports what is typed into it as `typed(text)`; undo and redo are the document's."""

    typed = Signal(str)
    #: The keys of undo and redo were pressed here.
    undo_asked = Signal()
    redo_asked = Signal()
    #: The text cursor went to another place: (line, column), both from 0.
    pointed = Signal(int, int)
    #: Longer text than is ever read is not even pasted: a sentence.
    refused = Signal(str)
    #: A stretch of typing has ended: the next one is an undo step of its own.
    paused = Signal()

    def __init__(self, walk: Walk, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self._palette = palette
        self._error: ExpressionError | None = None
        self._showing = False
        self._text = ""
        #: The name whose mentions are marked.
        self.chosen = ""
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setProperty("role", "editor")
        explain(self, "Formula", "One formula a line, such as e = a*b; names without a line are variables.")
        self._gutter = Gutter(self, self.paint_gutter, self.gutter_width)
        self._highlighter = Highlighter(self.document(), palette)
        self.completion = Completion(self)
        self.set_palette(palette)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.horizontalScrollBar().rangeChanged.connect(self.updateGeometry)
        self.blockCountChanged.connect(self._lines_changed)
        self.updateRequest.connect(self._scrolled)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._cursor_moved)
        walk.moved.connect(self._repaint)
        walk.formula_changed.connect(self._repaint)

    # What is shown

    def set_text(self, text: str) -> None:
        """Show `text`, without telling anyone; the cursor stays at what it was at."""
        standing = self.toPlainText()
        if text == standing:
            return
        start = _common(standing, text)
        end = _common(standing[start:][::-1], text[start:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(len(standing) - end, QTextCursor.MoveMode.KeepAnchor)
        self._showing = True
        cursor.insertText(text[start : len(text) - end])
        self._showing = False

    def show_error(self, error: ExpressionError | None) -> None:
        """Underline where the error is, or nothing."""
        self._error = error
        self._mark()
        self._gutter.update()

    def choose(self, name: str) -> None:
        """Mark every mention of a name in the text."""
        if name != self.chosen:
            self.chosen = name
            self._mark()

    def set_names(self, names: list[str]) -> None:
        """Offer these names as completions, besides the functions."""
        self.completion.set_names(names)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._highlighter.set_palette(palette)
        font = fixed_font(round(1.15 * self.parent_font_pixels()))
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.completion.set_font(font)
        self.show_error(self._error)
        self._lines_changed()

    def parent_font_pixels(self) -> int:
        """The size of the text around the editor."""
        parent = self.parentWidget()
        return parent.fontInfo().pixelSize() if parent else 13

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Undo and redo are the document's; some keys are the completion's (Qt's name)."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_asked.emit()
        elif not self.completion.handles(event):
            super().keyPressEvent(event)
            self.completion.after(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.paused.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Paste text that can be read; laying out a megabyte would take seconds (Qt's name)."""
        text = source.text()
        kept = len(self.toPlainText()) - len(self.textCursor().selectedText())
        if len(text) + kept > MAX_LENGTH:
            sentence = f"The pasted text has {len(text):,} characters; at most {MAX_LENGTH:,} are read."
            self.refused.emit(sentence)
        else:
            self.insertPlainText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the text as it was typed (Qt's name)."""
        super().focusInEvent(event)
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """End the stretch of typing (Qt's name)."""
        super().focusOutEvent(event)
        self.paused.emit()
        self._repaint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the line numbers at the left (Qt's name)."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self.gutter_width(), inside.height()))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the text, within limits (Qt's name)."""
        return QSize(200, self._height_of(min(max(self.blockCount(), FEWEST_LINES), MOST_LINES)))

    minimumSizeHint = sizeHint  # noqa: N815

    def _height_of(self, lines: int) -> int:
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > 0 else 0
        # A line with a sign from another font is higher than the font's own lines.
        first = self.blockBoundingRect(self.document().firstBlock()).height()
        return round(lines * max(self.fontMetrics().lineSpacing(), first) + 22 + room)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the text; over it what is computed, and beside each line its value (Qt's name)."""
        super().paintEvent(event)
        formula, lines = self._walk.formula, dict(self._visible_lines())
        if formula is None or formula.text != self.toPlainText():
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        folded = {} if self.hasFocus() else folded_lines(self._walk, formula, lines)
        values = line_values(self._walk, formula, lines)
        for number, box in lines.items():
            if number in folded:
                paint_folded(painter, box, folded[number], self._palette)
            elif number in values:
                written = self.fontMetrics().horizontalAdvance(
                    self.document().findBlockByNumber(number).text()
                )
                paint_value(painter, box, written, values[number], self._palette)
        painter.end()

    # The gutter

    def gutter_width(self) -> int:
        """Room for the line numbers."""
        digits = max(len(str(self.blockCount())), 1)
        return self.fontMetrics().horizontalAdvance("0") * digits + 20

    def paint_gutter(self, painter: QPainter) -> None:
        """Paint the line numbers; the line with the error is marked."""
        painter.setFont(self.font())
        painter.translate(0, self.viewport().y() - self._gutter.y())
        wrong = self._error.line - 1 if self._error else -1
        for number, box in self._visible_lines():
            place = QRect(0, box.top(), self._gutter.width() - 10, box.height())
            paint_line_number(painter, place, number, number == wrong, self._palette)

    def _visible_lines(self) -> list[tuple[int, QRect]]:
        lines = []
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        margin = round(self.document().documentMargin())
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > self.viewport().height():
                break
            width = max(self.viewport().width() - margin, 0)
            place = QRect(round(box.left()) + margin, round(box.top()), width, round(box.height()))
            lines.append((block.blockNumber(), place))
            block = block.next()
        return lines

    def _mark(self) -> None:
        """Mark the error, and every mention of the chosen name."""
        palette, marks = self._palette, []
        if self._error is not None:
            block = self.document().findBlockByNumber(self._error.line - 1)
            column = min(self._error.column - 1, max(block.length() - 2, 0))
            ground = mix(palette.raised, palette.negative, 0.28)
            mark = self._selection(block.position() + column, 1, ground)
            mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            mark.format.setUnderlineColor(QColor(palette.negative))
            marks.append(mark)
        if self.chosen:
            ground = mix(palette.raised, palette.accent, 0.35)
            for match in re.finditer(rf"(?<!\w){re.escape(self.chosen)}(?!\w)", self.toPlainText()):
                mark = self._selection(match.start(), len(self.chosen), ground)
                mark.format.setFontWeight(QFont.Weight.Bold)
                marks.append(mark)
        self.setExtraSelections(marks)

    def _selection(self, start: int, length: int, ground: str) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, self.document().characterCount() - 1))
        right = QTextCursor.MoveOperation.NextCharacter
        cursor.movePosition(right, QTextCursor.MoveMode.KeepAnchor, length)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(QColor(ground))
        return mark

    # Reactions

    def _repaint(self) -> None:
        self.viewport().update()

    def _lines_changed(self) -> None:
        self.setViewportMargins(self.gutter_width(), 4, 0, 4)
        self.setMaximumHeight(self._height_of(max(self.blockCount() + 2, ROOMY_LINES)))
        self.updateGeometry()

    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        self._gutter.update()

    def _changed(self) -> None:
        text = self.toPlainText()
        if text != self._text:  # a change of colours counts as one to Qt
            self._text = text
            if not self._showing:
                self.typed.emit(text)

    def _cursor_moved(self) -> None:
        cursor = self.textCursor()
        if self.hasFocus() and not self._showing:
            self.pointed.emit(cursor.blockNumber(), cursor.positionInBlock())


def fixed_font(pixels: int) -> QFont:
    """The system's font of one width, for formulas as they are typed."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
