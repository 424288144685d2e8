"""Typed values and choices: a number field that refuses in one sentence, and a quiet drop-down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QToolTip,
    QWidget,
)

from engine.errors import PlaygroundError
from playground.controls.keys import keep_space


class NumberField(QLineEdit):
    """A value that can be typed: Return takes it, Escape brings the old one back.

    `parse(text)` returns the value or raises PlaygroundError; `text_of(value)` shows it. What is refused
    leaves the old value, shows the sentence beside the field and emits it as `rejected`; after Return the
    keyboard stays, for another try.
    `step(value, direction)`, when given, serves the up and down keys.
    """

    edited = Signal(object)
    rejected = Signal(str)

    def __init__(
        self,
        parse: Callable[[str], float | str],
        text_of: Callable[[object], str],
        step: Callable[[object, int], float | str] | None = None,
        width_of: str = "0.00001",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parse, self._text_of, self._step = parse, text_of, step
        self._width_of = width_of
        self._value: object = None
        self.setMaxLength(200)
        self.editingFinished.connect(self._take)
        self.returnPressed.connect(self._return)

    def value(self) -> object:
        """The value that stands."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show `value`, without telling anyone; what a person is typing meanwhile is left alone."""
        typing = self.hasFocus() and self.isModified()
        self._value = value
        if not typing and self.text() != self._text_of(value):
            self.setText(self._text_of(value))
            self.setCursorPosition(0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the widest value it is made for (Qt's name)."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._width_of) + 14, metrics.height() + 5)

    minimumSizeHint = sizeHint  # noqa: N815

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape restores; up and down step (Qt's name)."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._text_of(self._value))
            self.clearFocus()
        elif self._step and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._take()
            self._change(self._step(self._value, 1 if event.key() == Qt.Key.Key_Up else -1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Coming by key selects all, so that typing replaces (Qt's name)."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._select_on_release = True

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the beginning of what is too long (Qt's name)."""
        super().focusOutEvent(event)
        self.setCursorPosition(0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The first click selects all as well (Qt's name)."""
        super().mouseReleaseEvent(event)
        if getattr(self, "_select_on_release", False) and not self.hasSelectedText():
            self.selectAll()
        self._select_on_release = False

    def _return(self) -> None:
        """Take the value and leave, or stay where it was refused."""
        if self._take():
            self.clearFocus()
        else:
            self.selectAll()

    def _take(self) -> bool:
        """Take what is typed; whether it was a value."""
        if self.text() == self._text_of(self._value):
            return True
        try:
            value = self._parse(self.text())
        except PlaygroundError as error:
            self.setText(self._text_of(self._value))
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(error), self)
            self.rejected.emit(str(error))
            return False
        self._change(value)
        return True

    def _change(self, value: float | str) -> None:
        same = value == self._value
        self._value = value
        self.setText(self._text_of(value))
        if not self.hasFocus():
            self.setCursorPosition(0)
        self.setModified(False)
        if not same:
            self.edited.emit(value)


class Choice(QComboBox):
    """A drop-down that looks like bold text with a small ▾; emits `chosen(key)` for a person's choice.

    Options are (key, label), or (key, label, a longer label for the list).
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str] | tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self._labels = [option[1] for option in options]
        for option in options:
            self.addItem(option[-1], option[0])
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own for drop-downs knows no stylesheet
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        # The keyboard comes by Tab alone: after a choice by mouse, Space still plays or pauses.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_space(self)
        self.currentIndexChanged.connect(lambda _: self.updateGeometry())
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def set_value(self, key: str) -> None:
        """Show the option `key`, without telling anyone."""
        index = self.findData(key)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def set_available(self, key: str, available: bool) -> None:
        """Let the option `key` be chosen, or grey it out."""
        item = self._model.item(self.findData(key))
        if item.isEnabled() != available:
            item.setEnabled(available)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802
        """Add the ▾ to the text (Qt's name)."""
        super().initStyleOption(option)
        option.currentText = f"{self._label()} ▾"

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the chosen option with its ▾ (Qt's name)."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(f"{self._label()} ▾") + 12, metrics.height() + 5)

    minimumSizeHint = sizeHint  # noqa: N815

    def _label(self) -> str:
        return self._labels[self.currentIndex()] if self.currentIndex() >= 0 else ""

    def showPopup(self) -> None:  # noqa: N802
        """Make the list as wide as its widest option (Qt's name)."""
        metrics = self.view().fontMetrics()
        widest = max((metrics.horizontalAdvance(self.itemText(k)) for k in range(self.count())), default=0)
        self.view().setMinimumWidth(widest + 3 * metrics.height())
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """The wheel changes a choice only where the keyboard is; elsewhere it scrolls (Qt's name)."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
