"""Where a teacher chooses which controls an experiment shows, and which a class is to do without."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.features import FEATURES
from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.panel import TextLabel, heading
from playground.controls.popover import Popover
from playground.controls.toggle import Toggle
from playground.session import Session
from playground.theme import Palette
from playground.window.appearance import Appearance
from playground.window.sharing import SHOW_ALL, Sharing

#: What can be hidden, column by column: (heading, names of `document.CONTROLS` or features with what
#: they are called here).
COLUMNS = (
    (
        (
            "Run",
            {
                "play": "Play",
                "step": "Steps",
                "reset": "Reset",
                "learning rate": "Learning rate",
                "batch size": "Batch size",
                "penalty": "Penalty",
                "penalty rate": "Penalty rate",
            },
        ),
    ),
    (
        (
            "Data",
            {
                "problem": "Problem type",
                "data set": "Data sets",
                "noise": "Noise",
                "train share": "Train share",
            },
        ),
        ("Network", {"layers": "Layers", "activation": "Activations"}),
    ),
    (("Features", {key: feature.label for key, feature in FEATURES.items()}),),
    (("Output", {"test points": "Test points", "discretise": "Discretise"}),),
)
_SENTENCES = {
    "play": "The button and its key.",
    "step": "Steps of one mini-batch and of one epoch, and their keys.",
    "reset": "Reset and new weights, and their keys.",
    "data set": "The pictures of the data sets, own points and their import.",
    "layers": "What adds and removes layers; neurons can still be added.",
    "activation": "What names and changes the layers' activations.",
}
_CARRIED = "Saved files, share texts and links take this along."


class Hiding(QObject):
    """A popover with a box for each control, ticked while it is shown; each press is an edit of its own."""

    def __init__(
        self, window: QWidget, session: Session, sharing: Sharing, appearance: Appearance, area: QWidget
    ) -> None:
        """`area` is what the popover opens over: no hideable control stands there."""
        super().__init__(window)
        self._session, self._area = session, area
        self.popover = Popover("Hide controls", window)
        self.boxes: dict[str, Toggle] = {}
        body = self.popover.body
        body.addWidget(heading("Controls shown"))
        body.addWidget(TextLabel("Untick what a class is to do without.", "quiet"))
        body.addSpacing(8)
        body.addLayout(self._columns(appearance))
        body.addSpacing(8)
        self.told = TextLabel(_CARRIED, "quiet")
        self.told.setWordWrap(True)
        self.show_all = _button("Show all", SHOW_ALL, "Ticks every box.")
        self.copy_link = _button(
            "Copy as link",
            "Copy as Playground link",
            "Copies a TensorFlow Playground link that hides the same, and closes this.",
        )
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.show_all)
        foot.addWidget(self.copy_link)
        body.addLayout(foot)
        self.show_all.clicked.connect(sharing.show_all_controls)
        self.copy_link.clicked.connect(self.popover.close)
        self.copy_link.clicked.connect(sharing.copy_link)
        session.changed.connect(self._show)
        appearance.changed.connect(self._dress)
        self._show()

    def open(self) -> None:
        """Open, with the keyboard in the first box."""
        self.told.ensurePolished()
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        self.popover.open_over(self._area, next(iter(self.boxes.values())))

    def _columns(self, appearance: Appearance) -> QHBoxLayout:
        columns = QHBoxLayout()
        columns.setSpacing(26)
        for groups in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(4)
            for place, (title, names) in enumerate(groups):
                if place:
                    column.addSpacing(12)
                column.addWidget(heading(title))
                for name, label in names.items():
                    box = Toggle(label, appearance.palette)
                    box.explain(label, _SENTENCES.get(name, "Shown while this is ticked."))
                    box.clicked.connect(lambda shown, name=name: self._choose(name, shown))
                    column.addWidget(box)
                    self.boxes[name] = box
            column.addStretch(1)
            columns.addLayout(column)
        columns.addStretch(1)
        return columns

    def _choose(self, name: str, shown: bool) -> None:
        document = self._session.document
        others = tuple(hidden for hidden in document.view.hidden if hidden != name)
        view = replace(document.view, hidden=others if shown else (*others, name))
        text = f"{'Show' if shown else 'Hide'} {self.boxes[name].text()}"
        self._session.edit(text, replace(document, view=view))

    def _show(self) -> None:
        document = self._session.document
        hidden = document.view.hidden
        for name, box in self.boxes.items():
            box.setChecked(name not in hidden)
        self.show_all.setEnabled(bool(hidden))
        used = [FEATURES[key].label for key in FEATURES if key in hidden and key in document.network.features]
        self.told.say(f"A link cannot hide inputs in use: {', '.join(used)}." if used else _CARRIED)

    def _dress(self, palette: Palette) -> None:
        for box in self.boxes.values():
            box.set_palette(palette)


def _button(text: str, name: str, sentence: str) -> QPushButton:
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    keep_space(button)
    explain(button, name, sentence)
    return button
