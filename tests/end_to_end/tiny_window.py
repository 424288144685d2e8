"""The smallest program that the harness can be tried on: python tiny_window.py FILE."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsScene,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

application = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("Tiny")
button, counter, entry = (
    QPushButton("Count"),
    QLabel("0", objectName="counter"),
    QLineEdit(objectName="entry"),
)
slider = QSlider(Qt.Orientation.Horizontal, objectName="slider")
scene = QGraphicsScene()
square = scene.addRect(0, 0, 40, 40, brush=Qt.GlobalColor.red)
square.setData(0, "red square")
view = QGraphicsView(scene)
layout = QVBoxLayout(window)
for part in (button, counter, entry, slider, view):
    layout.addWidget(part)
button.clicked.connect(lambda: counter.setText(str(int(counter.text()) + 1)))
QShortcut(QKeySequence.StandardKey.Save, window, lambda: Path(sys.argv[1]).write_text(entry.text()))
window.resize(400, 400)
window.show()
sys.exit(application.exec())
