"""A column that scrolls."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground import theme
from playground.controls.scroll import ScrollColumn


@pytest.fixture
def label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    return label


@pytest.fixture
def column(qtbot: QtBot, label: QLabel) -> ScrollColumn:
    theme.apply(QApplication.instance(), theme.DARK)
    content = QWidget()
    QVBoxLayout(content).addWidget(label)
    column = ScrollColumn(content)
    qtbot.addWidget(column)
    column.resize(160, 120)
    column.show()
    return column


def test_the_width_for_text_does_not_depend_on_how_much_there_is(column: ScrollColumn, label: QLabel) -> None:
    # A width that changed with the bar made Qt call itself until the stack was full, at the heights
    # where the text fits in the wider column only.
    widths = set()
    for words in range(0, 60, 3):
        label.setText("gradient " * words)
        QApplication.processEvents()
        widths.add(column.viewport().width())
    assert len(widths) == 1
    assert column.verticalScrollBar().maximum() > 0


def test_the_bar_is_drawn_only_where_there_is_something_to_scroll(
    column: ScrollColumn, label: QLabel
) -> None:
    bar = column.verticalScrollBar()
    label.setText("short")
    QApplication.processEvents()
    empty = bar.grab().toImage()
    assert len({empty.pixel(x, y) for x in range(empty.width()) for y in range(empty.height())}) == 1
    label.setText("gradient " * 60)
    QApplication.processEvents()
    full = bar.grab().toImage()
    assert len({full.pixel(x, y) for x in range(full.width()) for y in range(full.height())}) > 1
