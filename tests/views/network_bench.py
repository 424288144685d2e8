"""A network view under mouse and keys, with a session and without a trainer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground import network_edits, theme
from playground.document import Document
from playground.experiment import Experiment
from playground.session import Session
from playground.views.network import NetworkView
from playground.views.network.geometry import Bias, Edge
from tests import frames

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Bench:
    """A shown view with its session, and what it has signalled."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.qtbot = qtbot
        self.session = Session(document)
        self.now = 0.0
        self.view = NetworkView(self.session, theme.DARK, now=lambda: self.now)
        qtbot.addWidget(self.view)
        self.session.changed.connect(self.view.show_document)
        self.looked: list[tuple[int, int] | None] = []
        self.view.neuron_hovered.connect(lambda layer, index: self.looked.append((layer, index)))
        self.view.neuron_left.connect(lambda: self.looked.append(None))
        self.view.resize(620, 500)
        self.view.show()
        self.view.canvas.setFocus()
        if frames.can_show(document):
            self.show()

    @property
    def shape(self) -> list[int]:
        return [layer.neurons for layer in self.session.document.network.hidden]

    def show(self, seed: int = 1) -> None:
        self.view.show_frame(frames.frame(self.session.document, seed))

    def compute(self, epochs: int = 0) -> Experiment:
        """Show what the engine makes of the document after some epochs."""
        document = self.session.document
        experiment = Experiment(document, network_edits.current_state(document))
        experiment.run_epochs(epochs)
        self.view.show_frame(experiment.frame())
        self.view.refresh()
        return experiment

    def place(self, target: tuple[int, int] | Edge | Bias, t: float = 0.5) -> QPoint:
        geometry = self.view.canvas.geometry_shown
        if isinstance(target, Bias):
            x, y = geometry.bias_centre(target.layer, target.neuron)
            return QPoint(round(x), round(y))
        if isinstance(target, Edge):
            x, y = (part[target.neuron, target.source] for part in geometry.gaps[target.layer].points(t))
            return QPoint(round(x), round(y))
        x, y = geometry.centres[target]
        return QPoint(round(x), round(y))

    def hover(self, target: tuple[int, int] | Edge | Bias, t: float = 0.5) -> None:
        self.qtbot.mouseMove(self.view.canvas, self.place(target, t))

    def click(
        self, target: tuple[int, int] | Edge | Bias, button: Qt.MouseButton = LEFT, t: float = 0.5
    ) -> None:
        self.qtbot.mouseClick(self.view.canvas, button, pos=self.place(target, t))

    def keys(self, text: str) -> None:
        for letter in text:
            if letter.isupper():
                self.key(getattr(Qt.Key, f"Key_{letter}"), shift=True)
            else:
                self.qtbot.keyClicks(self.view.canvas, letter)

    def key(self, key: Qt.Key, shift: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(self.view.canvas, key, modifier)

    def press(self, button: object) -> None:
        self.qtbot.mouseClick(button, LEFT)

    def menu(self) -> QMenu:
        return next(menu for menu in self.view.findChildren(QMenu) if menu.isVisible())

    def choose(self, menu: QMenu, text: str) -> None:
        action = next(action for action in menu.actions() if action.text().startswith(text))
        self.trigger(menu, action)

    def trigger(self, menu: QMenu, action: QAction) -> None:
        middle = menu.actionGeometry(action).center()
        # A menu takes no click from a pointer that has not moved since it opened.
        for shift in range(8):
            self.qtbot.mouseMove(menu, middle + QPoint(shift % 2, 0))
        self.qtbot.mouseClick(menu, LEFT, pos=middle)

    @property
    def title(self) -> str:
        """The title of the card that is shown."""
        card = self.view.canvas.card()
        return "" if card is None else card.title

    def image(self) -> QImage:
        return self.view.canvas.grab().toImage()


def weights(document: Document) -> list[tuple[tuple[float, ...], ...]]:
    assert document.state is not None
    return [layer.weights for layer in document.state.parameters]


def biases(document: Document) -> list[tuple[float, ...]]:
    assert document.state is not None
    return [layer.biases for layer in document.state.parameters]
