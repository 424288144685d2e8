"""The text of the formula: line numbers, completion, errors where they are, values beside the lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, QStringListModel, Qt, Signal
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
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QPlainTextEdit, QTextEdit, QWidget

from engine.expression import FUNCTIONS
from engine.tokens import ExpressionError
from playground.controls.explain import explain
from playground.theme import Palette, mix
from playground.views.expression.folded_text import Piece, folded_lines, line_values
from playground.views.expression.highlight import Highlighter
from playground.walk import Walk

#: Letters of a name from which on completions are offered.
COMPLETE_FROM = 2
#: Lines that the editor shows before it scrolls, at least and at most.
FEWEST_LINES, MOST_LINES = 4, 9
#: What completion offers besides names: all functions that are not written with signs.
_FUNCTIONS = [f"{name}(" for name in FUNCTIONS if name not in ("add", "sub", "mul", "div", "pow", "neg")]


class Editor(QPlainTextEdit):
    """Shows a text and reports what is typed into it as `typed(text)`; undo and redo are the document's."""

    typed = Signal(str)
    #: The keys of undo and redo were pressed here.
    undo_asked = Signal()
    redo_asked = Signal()
    #: The text cursor went to another place: (line, column), both from 0.
    pointed = Signal(int, int)
    #: A stretch of typing has ended: the next one is an undo step of its own.
    paused = Signal()

    def __init__(self, walk: Walk, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self._palette = palette
        self._error: ExpressionError | None = None
        self._showing = False
        self._text = ""
        self._names: list[str] = []
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setProperty("role", "editor")
        explain(self, "Formula", "One formula a line, such as e = a*b; names without a line are variables.")
        self._gutter = _Gutter(self, self.paint_gutter, self.gutter_width)
        self._highlighter = Highlighter(self.document(), palette)
        self._completer = self._make_completer()
        self.set_palette(palette)
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
        marks = []
        if error is not None:
            block = self.document().findBlockByNumber(error.line - 1)
            cursor = QTextCursor(self.document())
            column = min(error.column - 1, max(block.length() - 1, 0))
            start = block.position() + (column - 1 if column and column == block.length() - 1 else column)
            cursor.setPosition(min(start, self.document().characterCount() - 1))
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(QColor(self._palette.negative))
            look.setBackground(QColor(mix(self._palette.raised, self._palette.negative, 0.28)))
            mark.format, mark.cursor = look, cursor
            marks.append(mark)
        self.setExtraSelections(marks)
        self._gutter.update()

    def choose(self, name: str) -> None:
        """Mark every mention of a name in the text."""
        self._highlighter.choose(name)

    def set_names(self, names: list[str]) -> None:
        """Offer these names as completions, besides the functions."""
        self._names = names

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._highlighter.set_palette(palette)
        font = fixed_font(round(1.15 * self.parent_font_pixels()))
        self.setFont(font)
        self.document().setDefaultFont(font)
        self._popup().setFont(font)
        self.show_error(self._error)
        self._lines_changed()

    def parent_font_pixels(self) -> int:
        """The size of the text around the editor."""
        parent = self.parentWidget()
        return parent.fontInfo().pixelSize() if parent else 13

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Undo and redo are the document's; Return and Tab take a completion (Qt's name)."""
        popup = self._popup()
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_asked.emit()
        elif popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            index = popup.currentIndex()
            self._complete(self._completer.completionModel().data(index) if index.isValid() else "")
        elif popup.isVisible() and event.key() == Qt.Key.Key_Escape:
            popup.hide()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._offer(from_letters=1)
        else:
            super().keyPressEvent(event)
            if event.text() and (event.text().isidentifier() or event.key() == Qt.Key.Key_Backspace):
                self._offer(COMPLETE_FROM)
            else:
                popup.hide()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.paused.emit()

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
        lines = min(max(self.blockCount(), FEWEST_LINES), MOST_LINES)
        return QSize(200, round(lines * self.fontMetrics().lineSpacing() + 22))

    minimumSizeHint = sizeHint  # noqa: N815

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the text; over it what is computed, and beside each line its value (Qt's name)."""
        super().paintEvent(event)
        formula = self._walk.formula
        if formula is None or formula.text != self.toPlainText():
            return
        painter = QPainter(self.viewport())
        folded = {} if self.hasFocus() else folded_lines(self._walk, formula)
        values = line_values(self._walk, formula)
        metrics = self.fontMetrics()
        for number, box in self._visible_lines():
            end: float = metrics.horizontalAdvance(self.document().findBlockByNumber(number).text())
            if number in folded:
                end = self._paint_folded(painter, box, folded[number])
            elif number in values:
                text = f"= {values[number]}"
                room = box.width() - 8 - end - 12
                if metrics.horizontalAdvance(text) <= room:
                    painter.setPen(QColor(mix(self._palette.quiet, self._palette.raised, 0.25)))
                    right = QRectF(box).adjusted(0, 0, -8, 0)
                    painter.drawText(
                        right, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text
                    )
        painter.end()

    def _paint_folded(self, painter: QPainter, box: QRect, pieces: list[Piece]) -> float:
        palette, metrics = self._palette, self.fontMetrics()
        painter.fillRect(box, QColor(palette.raised))
        x = float(box.left())
        for piece in pieces:
            width = metrics.horizontalAdvance(piece.text)
            if piece.folded:
                chip = QRectF(x, box.top() + 1, width + 8, box.height() - 2)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(mix(palette.raised, palette.accent, 0.3)))
                painter.drawRoundedRect(chip, 4, 4)
                width += 8
            painter.setPen(QColor(palette.text))
            place = QRectF(x + (4 if piece.folded else 0), box.top(), width, box.height())
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), piece.text
            )
            x += width
        return x

    # The gutter

    def gutter_width(self) -> int:
        """Room for the line numbers."""
        digits = max(len(str(self.blockCount())), 1)
        return self.fontMetrics().horizontalAdvance("0") * digits + 20

    def paint_gutter(self, painter: QPainter) -> None:
        """Paint the line numbers; the line with the error is marked."""
        palette = self._palette
        painter.setFont(self.font())
        painter.translate(0, self.viewport().y() - self._gutter.y())
        wrong = self._error.line - 1 if self._error else -1
        for number, box in self._visible_lines():
            painter.setPen(QColor(palette.negative if number == wrong else palette.quiet))
            place = QRectF(0, box.top(), self._gutter.width() - 10, box.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(flags), "!" if number == wrong else str(number + 1))

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

    # Reactions

    def _repaint(self) -> None:
        self.viewport().update()

    def _lines_changed(self) -> None:
        self.setViewportMargins(self.gutter_width(), 4, 0, 4)
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

    # Completion

    def _make_completer(self) -> QCompleter:
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setWidget(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.activated.connect(self._complete)
        return completer

    def _popup(self) -> QAbstractItemView:
        popup = self._completer.popup()
        assert popup is not None
        return popup

    def _word(self) -> str:
        """The name that ends at the cursor."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        start = len(before)
        while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
            start -= 1
        word = before[start:]
        return word if word.isidentifier() else ""

    def _offer(self, from_letters: int) -> None:
        word, completer = self._word(), self._completer
        popup = self._popup()
        # What is half typed is a name already.
        names = {name for name in self._names if name != word}
        self._words.setStringList(sorted({*names, *_FUNCTIONS}, key=str.lower))
        completer.setCompletionPrefix(word)
        found = completer.completionCount()
        whole = found == 1 and completer.currentCompletion().rstrip("(") == word
        if len(word) < from_letters or not found or whole:
            popup.hide()
            return
        popup.setCurrentIndex(completer.completionModel().index(0, 0))
        place = self.cursorRect()
        place.translate(self.viewport().pos())
        place.setWidth(popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 12)
        completer.complete(place)

    def _complete(self, word: str) -> None:
        self._popup().hide()
        if not word:
            return
        cursor = self.textCursor()
        typed = self._word()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed))
        following = cursor.block().text()[self.textCursor().positionInBlock() :]
        if word.endswith("(") and following.startswith("("):
            word = word[:-1]
        cursor.insertText(word)
        self.setTextCursor(cursor)


class _Gutter(QWidget):
    """The strip with the line numbers."""

    def __init__(self, editor: Editor, paint: Callable[[QPainter], None], width: Callable[[], int]) -> None:
        super().__init__(editor)
        self._paint, self._width = paint, width

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the numbers (Qt's name)."""
        return QSize(self._width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the numbers (Qt's name)."""
        painter = QPainter(self)
        self._paint(painter)
        painter.end()


def fixed_font(pixels: int) -> QFont:
    """The system's font of one width, for formulas as they are typed."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
