"""Completion in the editor: function names, and the names that the formula uses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtGui import QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QPlainTextEdit

from engine.expression import FUNCTIONS

#: Letters of a name from which on completions are offered.
FROM_LETTERS = 2
#: What is offered besides names: all functions that are not written with signs.
_CALLS = [f"{name}(" for name in FUNCTIONS if name not in ("add", "sub", "mul", "div", "pow", "neg")]


class Completion(QObject):
    """A list under the text cursor; Return or Tab takes what is marked in it, Escape closes it."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._names: list[str] = []
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setWidget(editor)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.activated.connect(self._take)

    @property
    def popup(self) -> QAbstractItemView:
        """The list."""
        popup = self._completer.popup()
        assert popup is not None
        return popup

    def set_names(self, names: list[str]) -> None:
        """Offer these besides the functions."""
        self._names = names

    def set_font(self, font: QFont) -> None:
        """Write the list in this font."""
        self.popup.setFont(font)

    def close(self) -> None:
        """Close the list."""
        self.popup.hide()

    def handles(self, event: QKeyEvent) -> bool:
        """Do what a key means to the open list; returns whether it meant anything."""
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.offer(from_letters=1)
        elif not self.popup.isVisible():
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            index = self.popup.currentIndex()
            self._take(self._completer.completionModel().data(index) if index.isValid() else "")
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def after(self, event: QKeyEvent) -> None:
        """Offer completions after a key was typed, if it was a letter or took one away."""
        if event.text() and (event.text().isidentifier() or event.key() == Qt.Key.Key_Backspace):
            self.offer(FROM_LETTERS)
        else:
            self.close()

    def offer(self, from_letters: int) -> None:
        """Open the list if the name before the cursor has so many letters and can be completed."""
        word, completer, popup = self._word(), self._completer, self.popup
        # What is half typed is a name of the formula already.
        names = {name for name in self._names if name != word}
        self._words.setStringList(sorted({*names, *_CALLS}, key=str.lower))
        completer.setCompletionPrefix(word)
        found = completer.completionCount()
        whole = found == 1 and completer.currentCompletion().rstrip("(") == word
        if len(word) < from_letters or not found or whole:
            popup.hide()
            return
        popup.setCurrentIndex(completer.completionModel().index(0, 0))
        place = self._editor.cursorRect()
        place.translate(self._editor.viewport().pos())
        place.setWidth(popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 12)
        completer.complete(place)

    def _word(self) -> str:
        """The name that ends at the cursor."""
        cursor = self._editor.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        start = len(before)
        while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
            start -= 1
        return before[start:] if before[start:].isidentifier() else ""

    def _take(self, word: str) -> None:
        self.close()
        if not word:
            return
        cursor = self._editor.textCursor()
        following = cursor.block().text()[cursor.positionInBlock() :]
        typed = len(self._word())
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, typed)
        cursor.insertText(word[:-1] if word.endswith("(") and following.startswith("(") else word)
        self._editor.setTextCursor(cursor)
