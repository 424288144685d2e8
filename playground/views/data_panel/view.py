"""The left panel, put together: data, features, what edges show, and pulses."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.features import FEATURES
from playground.controls.hiding import Hideable
from playground.controls.panel import Panel, heading
from playground.controls.scroll import ScrollColumn
from playground.controls.sliders import LabelledSlider
from playground.controls.switches import Segmented
from playground.controls.toggle import Toggle
from playground.document import Document, View
from playground.run import Frame
from playground.session import Session
from playground.theme import Palette
from playground.views.data_panel.data import HIDEABLE, DataControls
from playground.views.data_panel.features import FeatureControls

#: Pulse speeds in layers a second, as stops of the slider; at 0 they stand and only change with the numbers.
PULSE_SPEEDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)


class DataPanel(Panel):
    """Problem, data set, noise, train share, seed; input features; what edges show; pulses."""

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("Data and features")
        self._session = session
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._content = content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self._scroll = ScrollColumn(content)
        self.body.addWidget(self._scroll, 1)
        self.setContentsMargins(0, 0, -8, 0)  # the bar stands in the panel's margin
        self._build_data(palette)
        self._build_features()
        self._build_edges()
        self._build_pulses(palette)
        self._column.addStretch(1)
        self._hideable = Hideable({key: [self.features.chip(key)] for key in FEATURES})
        #: Names of `document.CONTROLS`, and features, that this view can leave out.
        self.hideable = {*self._hideable.parts, *HIDEABLE}
        self.set_palette(palette)
        self.show_document(None, session.document)

    @property
    def actions_of_data(self) -> tuple[QAction, ...]:
        """The commands with their shortcuts, for menus."""
        return (self.data.other_problem, self._features.write)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.data.set_palette(palette)
        self.pulses.set_palette(palette)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its widest row (Qt's name)."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return QSize(self._content.minimumSizeHint().width() + 18 + bar, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Any height: what does not fit scrolls (Qt's name)."""
        return QSize(self.sizeHint().width(), 120)

    def show_document(self, before: Document | None, after: Document) -> None:
        """Show what the document says."""
        self._hideable.hide(after.view.hidden)
        self.data.show_document(after)
        self._features.show_document(after)
        self.edges.set_value(after.view.edges_show)
        self.pulses.setChecked(after.view.pulses)
        self.pulse_speed.setEnabled(after.view.pulses)
        self.pulse_speed.set_value(_nearest(after.view.pulse_speed))
        self.pulse_speed.value_text.say(_pulse_text(after.view))

    def show_frame(self, frame: Frame) -> None:
        """Nothing: what is learned from does not change while it is."""

    def _add_gap(self) -> None:
        """Between two groups: wider where there is room, up to a point."""
        gap = QWidget()
        gap.setMinimumHeight(1)
        gap.setMaximumHeight(34)
        gap.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._column.addWidget(gap, 1)

    def _build_data(self, palette: Palette) -> None:
        self.data = data = DataControls(self._session, palette)
        data.problem.connect(self.problem)
        data.import_requested.connect(self.import_requested)
        data.export_requested.connect(self.export_requested)
        self.problems, self.datasets, self.classes = data.problems, data.datasets, data.classes
        self.noise, self.train_share = data.noise, data.train_share
        self.seed, self.reroll = data.seed, data.reroll
        self._column.addWidget(data)

    def _build_features(self) -> None:
        self._add_gap()
        self._features = FeatureControls(self._session)
        self._features.problem.connect(self.problem)
        self.features, self.add_formula = self._features.chips, self._features.add
        self.formula = self._features.line
        self._column.addWidget(self._features)

    def _build_edges(self) -> None:
        self._add_gap()
        self._column.addWidget(heading("Edges show"))
        options = (("weight", "weight"), ("gradient", "grad"), ("update", "update"))
        self.edges = Segmented(options)
        self.edges.explain("weight", "How strongly a neuron listens to each input: its sign and size.")
        self.edges.explain("gradient", "How the loss changes when the weight grows a little, ∂L/∂w.")
        self.edges.button("gradient").setAccessibleName("gradient")
        self.edges.explain("update", "What the last step added to the weight.")
        self.edges.chosen.connect(lambda key: self._edit_view("Edges show", edges_show=key))
        self._column.addWidget(self.edges)

    def _build_pulses(self, palette: Palette) -> None:
        self._add_gap()
        self.pulses = Toggle("on", palette).explain(
            "Pulses", "Runs the real gradients of the last batch backward along the edges."
        )
        row = QHBoxLayout()
        row.addWidget(heading("Gradient flow"))
        row.addStretch(1)
        row.addWidget(self.pulses)
        self._column.addLayout(row)
        self.pulses.clicked.connect(lambda on: self._edit_view("Pulses", pulses=on))
        self.pulse_speed = LabelledSlider("Pulses", 0, len(PULSE_SPEEDS) - 1, 1, lambda _: "").explain(
            "How many layers a pulse crosses in a second; all the way left they stand still."
        )
        self.pulse_speed.edited.connect(
            lambda stop, merge: self._edit_view("Pulse speed", merge, pulse_speed=PULSE_SPEEDS[stop])
        )
        self._column.addWidget(self.pulse_speed)

    def _edit_view(self, text: str, merge: str | None = None, **fields: object) -> None:
        document = self._session.document
        view: View = replace(document.view, **fields)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, view=view), merge)


def _nearest(speed: float) -> int:
    return min(range(len(PULSE_SPEEDS)), key=lambda stop: abs(PULSE_SPEEDS[stop] - speed))


def _pulse_text(view: View) -> str:
    if not view.pulses:
        return "off"
    if view.pulse_speed == 0.0:
        return "still"
    return f"{view.pulse_speed:g} layer{'' if view.pulse_speed == 1 else 's'}/s"
