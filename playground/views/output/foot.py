"""Under the picture: what is shown with it, and what its colours mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from playground.controls.colour_bar import ClassLegend, ColourBar
from playground.controls.flow import FlowLayout
from playground.controls.groups import row
from playground.controls.toggle import Toggle
from playground.document import View
from playground.session import Session
from playground.theme import Palette


class Foot(QWidget):
    """Toggles for test points, discretising and contours; then the colour scale, or a legend of classes."""

    def __init__(self, session: Session, palette: Palette) -> None:
        super().__init__()
        self._session = session
        self._palette = palette
        self.show_test = self._box(
            "test",
            "Test points",
            lambda view, on: replace(view, show_test=on),
            "Also shows the points that are kept out of training, with another rim.",
        )
        self.discretise = self._box(
            "discrete",
            "Discretise",
            lambda view, on: replace(view, discretise=on),
            "Shows only which class wins, with a sharp border between the two.",
        )
        self.contours = self._box(
            "contours",
            "Contours",
            lambda view, on: replace(view, contours=on),
            "Draws lines of equal output, each with its number.",
        )
        self.colour_bar = ColourBar(palette)
        self.legend = ClassLegend(palette)
        self._meaning = QStackedWidget()
        self._meaning.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for part in (_at_right(self.colour_bar), self.legend):
            self._meaning.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow = FlowLayout(self, gap=6, row_gap=2)
        flow.addWidget(row(self.show_test, self.discretise, self.contours, gap=4))
        flow.addWidget(self._meaning)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for part in (self.show_test, self.discretise, self.contours, self.colour_bar, self.legend):
            part.set_palette(palette)

    def show_view(self, view: View) -> None:
        """Show what is on."""
        for box, on in (
            (self.show_test, view.show_test),
            (self.discretise, view.discretise),
            (self.contours, view.contours),
        ):
            box.setChecked(on)
        # Neither has a meaning for a curve, and a surface shows the rest.
        self.discretise.setEnabled(view.output != "curve")
        self.contours.setEnabled(view.output == "plane")

    def explain_colours(
        self, names: tuple[str, ...], limit: float, ends: tuple[str, str] | None = None
    ) -> None:
        """Show the classes of these names, or without any the scale from −limit to limit.

        `ends` are what to write there instead of numbers.
        """
        self.legend.set_names(names)
        self.colour_bar.set_limit(limit)
        self.colour_bar.set_ends(ends)
        self._meaning.setCurrentIndex(1 if names else 0)

    def _box(self, text: str, name: str, change: Callable[[View, bool], View], sentence: str) -> Toggle:
        box = Toggle(text, self._palette).explain(name, sentence)
        box.clicked.connect(lambda on: self._edit_view(name, change, on))
        return box

    def _edit_view(self, text: str, change: Callable[[View, bool], View], on: bool) -> None:
        document = self._session.document
        self._session.edit(text, replace(document, view=change(document.view, on)))


def _at_right(widget: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addStretch(1)
    line.addWidget(widget)
    return holder
