"""The kind of problem and its data sets, as pictures to choose from, a person's own points among them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.data import DATASETS, Data, sample
from playground.controls.switches import Segmented
from playground.controls.thumbnails import Thumbnail, ThumbnailGrid
from playground.document import DataSettings
from playground.own_data import OWN, OwnPoints
from playground.samples import problem_of
from playground.theme import Palette

PROBLEMS = {"classification": "Classification", "regression": "Regression"}
_PROBLEM_SENTENCES = {
    "classification": "The network tells classes apart.",
    "regression": "The network learns a number for every point.",
}
_SHORT_NAMES = {"xor": "XOR", "gauss": "Gauss"}
_SENTENCES = {
    "circle": "A disc inside a ring: no straight line can part them.",
    "xor": "Exclusive or. Opposite corners belong together: the sign of x₁·x₂.",
    "gauss": "Two clouds that one straight line parts.",
    "spiral": "Two arms wound into each other: the hardest of these.",
    "moons": "Two interlocked crescents.",
    "blobs": "A cloud for each of 2 to 6 classes.",
    "arms": "A spiral arm for each of 2 to 6 classes.",
    "plane": "The target grows evenly along the diagonal.",
    "bumps": "Hills and valleys of height one.",
    "wave": "A swelling wave along x₁ alone: y over x.",
}
_OWN_SENTENCE = "Points that you paint on the output, or import from a table."
#: So many points are drawn in a picture, and so many of one's own.
_SHOWN, _SHOWN_OWN = 60, 90
_NOTHING = np.empty(0)
EMPTY = Data(np.empty((0, 2)), _NOTHING, 0, "classification")


class DataSets(QWidget):
    """One grid of pictures for each kind of problem, of which one is shown; `chosen(key)` by a person."""

    chosen = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grids = {problem: self._grid(problem, palette) for problem in PROBLEMS}
        self._own: dict[str, OwnPoints | None] = dict.fromkeys(OWN.values())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for grid in self._grids.values():
            column.addWidget(grid)

    def thumbnail(self, key: str) -> Thumbnail:
        """The picture of a data set, or of a person's own points (a key of `own_data.OWN`)."""
        return self._grids[problem_of(key)].thumbnail(key)

    def show_data(self, data: DataSettings) -> None:
        """Show the problem's data sets, which one is chosen, and what a person's own points look like."""
        problem = problem_of(data.dataset)
        for name, grid in self._grids.items():
            grid.setVisible(name == problem)
        self._grids[problem].set_value(data.dataset)
        own = data.own_classes if problem == "classification" else data.own_values
        if self._own[OWN[problem]] is not own:
            self._own[OWN[problem]] = own
            self.thumbnail(OWN[problem]).set_data(own_picture(own, problem, data.classes))

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for grid in self._grids.values():
            grid.set_palette(palette)

    def _grid(self, problem: str, palette: Palette) -> ThumbnailGrid:
        options = [
            (key, _SHORT_NAMES.get(key, kind.name), sample(key, _SHOWN), _SENTENCES.get(key, f"{kind.name}."))
            for key, kind in DATASETS.items()
            if kind.problem == problem
        ]
        grid = ThumbnailGrid([*options, (OWN[problem], "Own", EMPTY, _OWN_SENTENCE)], palette)
        grid.chosen.connect(self.chosen)
        return grid


def problem_switch() -> Segmented:
    """The switch between classification and regression."""
    switch = Segmented(tuple(PROBLEMS.items()), tight=True)
    for key, sentence in _PROBLEM_SENTENCES.items():
        switch.explain(key, sentence)
    return switch


def own_picture(own: OwnPoints, problem: str, classes: int) -> Data:
    """A few of a person's points, evenly from among them, as data that a picture can be drawn of."""
    rows = own.rows
    if len(rows) > _SHOWN_OWN:
        rows = rows[np.linspace(0, len(rows) - 1, _SHOWN_OWN).astype(np.intp)]
    if problem == "regression":
        reach = float(np.abs(own.rows[:, 2]).max(initial=0.0))
        return Data(rows[:, :2], rows[:, 2] / reach if reach > 1.0 else rows[:, 2], len(rows), problem, 0)
    targets = 2.0 * rows[:, 2] - 1.0 if classes == 2 else rows[:, 2]
    return Data(rows[:, :2], targets, len(rows), problem, classes)
