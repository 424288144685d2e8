"""The line in which f is typed; what is wrong is underlined where it is wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from engine.tokens import MAX_LENGTH
from playground.controls.explain import explain
from playground.theme import Palette

_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class FormulaField(QPlainTextEdit):
    """An editor of one formula. `typed(text)` comes with every keystroke, `left` when the keyboard goes.

    Undo belongs to the document, not to the field. Longer text than is ever read is not even pasted:
    `refused(sentence)`.
    """

    typed = Signal(str)
    left = Signal()
    refused = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column: int | None = None
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        explain(self, "f(x)", "The function, in x. Try 3x² − 4x + 5, tanh(x), sin(x)/x or e^(−x²).")
        self.textChanged.connect(self._on_text)
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme and the application's text size."""
        self._palette = palette
        parent = self.parentWidget()
        size = max(parent.font().pixelSize() if parent else 13, 11)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(round(size * 1.25))
        self.setFont(font)
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {palette.raised}; color: {palette.text};"
            f" border: 1px solid {palette.line}; border-radius: {round(size * 0.55)}px;"
            f" padding: {round(size * 0.2)}px {round(size * 0.35)}px;"
            f" font-family: '{font.family()}'; font-size: {round(size * 1.25)}px;"
            f" selection-background-color: {palette.accent}; selection-color: {palette.on_accent}; }}"
            f"QPlainTextEdit:focus {{ border: 2px solid {palette.accent}; padding: {round(size * 0.2) - 1}px"
            f" {round(size * 0.35) - 1}px; }}"
        )
        self.setFixedHeight(round(self.fontMetrics().lineSpacing() * 2 + size * 1.1))
        self.underline(self._column)

    def show_text(self, text: str) -> None:
        """Show a text, without telling anyone."""
        if text != self.toPlainText():
            blocked = self.blockSignals(True)
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self.blockSignals(blocked)
        self.underline(None)

    def underline(self, column: int | None) -> None:
        """Underline the character at a column (from 0), or nothing; past the end, the last one."""
        self._column = column
        if column is None:
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(self._palette.negative))
        tint = QColor(self._palette.negative)
        tint.setAlphaF(0.22)
        look.setBackground(tint)
        cursor = self.textCursor()
        length = len(self.toPlainText())
        start = max(0, min(column, length - 1))
        cursor.setPosition(start)
        cursor.setPosition(min(start + 1, length), QTextCursor.MoveMode.KeepAnchor)
        mark.format, mark.cursor = look, cursor
        self.setExtraSelections([mark])

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the document (Qt's name)."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if any(event.matches(key) for key in _UNDO):
                event.ignore()
                return False
            if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return is done; there is one line only (Qt's name)."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.clearFocus()
        elif any(event.matches(key) for key in _UNDO):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Paste as one line, if it can be read at all (Qt's name)."""
        text = source.text()
        if len(text) + len(self.toPlainText()) > MAX_LENGTH:
            self.refused.emit(
                f"The pasted text has {len(text):,} characters; at most {MAX_LENGTH:,} are read."
            )
        else:
            self.insertPlainText(" ".join(text.split()))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The end of a stay (Qt's name)."""
        super().focusOutEvent(event)
        self.left.emit()

    def _on_text(self) -> None:
        self.typed.emit(self.toPlainText())
