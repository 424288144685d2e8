"""The left panel: what is learned from, what the network is shown of it, and what the edges show."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.data import DATASETS, sample
from engine.errors import PlaygroundError
from engine.features import FEATURES
from playground.controls.explain import explain
from playground.controls.fields import NumberField
from playground.controls.hiding import Hideable
from playground.controls.icons import IconButton
from playground.controls.numbers import rolled_seed
from playground.controls.panel import Panel, TextLabel, heading
from playground.controls.scroll import ScrollColumn
from playground.controls.sliders import LabelledSlider
from playground.controls.switches import ChipFlow, Segmented
from playground.controls.thumbnails import ThumbnailGrid
from playground.controls.toggle import Toggle
from playground.document import MAX_SEED, NOISE_OFFERED, TRAIN_SHARE_RANGE, DataSettings, Document, View
from playground.network_edits import set_dataset, set_seed, toggle_feature
from playground.run import Frame
from playground.samples import problem_of
from playground.session import Session
from playground.theme import Palette

_SHORT_NAMES = {"xor": "XOR", "gauss": "Gauss"}
_DATASET_SENTENCES = {
    "circle": "A disc inside a ring: no straight line can part them.",
    "xor": "Exclusive or. Opposite corners belong together: the sign of x₁·x₂.",
    "gauss": "Two clouds that one straight line parts.",
    "spiral": "Two arms wound into each other: the hardest of these.",
    "moons": "Two interlocked crescents.",
    "plane": "Regression: the target grows evenly along the diagonal.",
    "bumps": "Regression: hills and valleys of height one.",
}
#: Pulse speeds in layers a second, as stops of the slider; at 0 they stand and only change with the numbers.
PULSE_SPEEDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)


class DataPanel(Panel):
    """Data set, noise, train share, seed; input features; what edges show; pulses."""

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName("Data and features")
        self._session = session
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._content = content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._scroll = ScrollColumn(content)
        self.body.addWidget(self._scroll, 1)
        self.setContentsMargins(0, 0, -8, 0)  # the bar stands in the panel's margin
        self._build_data(palette)
        self._build_features()
        self._build_edges()
        self._build_pulses(palette)
        self._column.addStretch(1)
        self._hideable = Hideable(
            {
                "data set": [self.datasets],
                "noise": [self.noise],
                "train share": [self.train_share],
                **{key: [self.features.chip(key)] for key in FEATURES},
            }
        )
        #: Names of `document.CONTROLS`, and features, that this view can leave out.
        self.hideable = {*self._hideable.parts, "problem"}
        self.set_palette(palette)
        self.show_document(None, session.document)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.datasets.set_palette(palette)
        self.reroll.set_palette(palette)
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
        problem = problem_of(after.data.dataset)
        for key, kind in DATASETS.items():
            # With the problem hidden, there is no way to the data sets of the other one.
            offered = "problem" not in after.view.hidden or kind.problem == problem
            self.datasets.thumbnail(key).setVisible(offered)
        self.datasets.set_value(after.data.dataset)
        self.noise.set_value(after.data.noise)
        self.train_share.set_value(after.data.train_share)
        self.seed.set_value(after.data.seed)
        self.features.set_on(after.network.features)
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
        gap.setMinimumHeight(8)
        gap.setMaximumHeight(34)
        gap.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._column.addWidget(gap, 1)

    def _build_data(self, palette: Palette) -> None:
        self._column.addWidget(heading("Data"))
        options = [
            (
                key,
                _SHORT_NAMES.get(key, kind.name),
                sample(key, 60),
                _DATASET_SENTENCES.get(key, kind.problem.capitalize() + "."),
            )
            for key, kind in DATASETS.items()
        ]
        self.datasets = ThumbnailGrid(options, palette)
        self.datasets.chosen.connect(self._choose_dataset)
        self._column.addWidget(self.datasets)
        self._column.addSpacing(3)
        self.noise = LabelledSlider("Noise", *NOISE_OFFERED, 5, lambda value: f"{value} %").explain(
            "How far the points, or the border between the classes, are scattered at random."
        )
        self.train_share = LabelledSlider(
            "Train share", *TRAIN_SHARE_RANGE, 10, lambda value: f"{value} %"
        ).explain("The share of the points that is learned from; the rest only tests what was learned.")
        self.noise.edited.connect(lambda value, merge: self._edit_data("Noise", merge, noise=value))
        self.train_share.edited.connect(
            lambda value, merge: self._edit_data("Train share", merge, train_share=value)
        )
        self._column.addWidget(self.noise)
        self._column.addWidget(self.train_share)
        self.seed = NumberField(self._parse_seed, str, width_of="0.000000")
        self.seed.setAlignment(Qt.AlignmentFlag.AlignRight)
        explain(
            self.seed, "Seed", "Any text; it alone decides the points, their order and the first weights."
        )
        self.seed.edited.connect(self._set_seed)
        self.seed.rejected.connect(self.problem)
        self.reroll = IconButton("dice", bare=True).explain(
            "New seed", "Rolls another seed: other points and other first weights, from the start."
        )
        self.reroll.clicked.connect(lambda: self._set_seed(rolled_seed()))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(TextLabel("Seed"))
        row.addSpacing(8)
        row.addWidget(self.seed, 1)
        row.addWidget(self.reroll)
        self._column.addLayout(row)

    def _build_features(self) -> None:
        self._add_gap()
        self._column.addWidget(heading("Features"))
        self.features = ChipFlow((key, feature.label) for key, feature in FEATURES.items())
        for key, feature in FEATURES.items():
            explain(
                self.features.chip(key),
                f"Feature {feature.label}",
                f"Gives the network {feature.label} of each point as an input; every other weight stays.",
            )
        self.features.toggled.connect(self._toggle_feature)
        self._column.addWidget(self.features)

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

    def _edit_data(self, text: str, merge: str, **fields: int) -> None:
        document = self._session.document
        data: DataSettings = replace(document.data, **fields)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, data=data), merge)

    def _edit_view(self, text: str, merge: str | None = None, **fields: object) -> None:
        document = self._session.document
        view: View = replace(document.view, **fields)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, view=view), merge)

    def _choose_dataset(self, key: str) -> None:
        if key != self._session.document.data.dataset:
            name = DATASETS[key].name
            self._session.edit(f"Data set {name}", set_dataset(self._session.current(), key))

    def _set_seed(self, text: str) -> None:
        self._session.edit("Seed", set_seed(self._session.current(), text))

    def _toggle_feature(self, key: str) -> None:
        try:
            after = toggle_feature(self._session.current(), key)
        except PlaygroundError as error:
            self.problem.emit(str(error))
        else:
            self._session.edit(f"Feature {FEATURES[key].label}", after)

    def _parse_seed(self, text: str) -> str:
        if not text.strip() or len(text) > MAX_SEED:
            raise PlaygroundError(
                f"A seed must be 1 to {MAX_SEED} characters of any kind; it stays {self.seed.value()}."
            )
        return text.strip()


def _nearest(speed: float) -> int:
    return min(range(len(PULSE_SPEEDS)), key=lambda stop: abs(PULSE_SPEEDS[stop] - speed))


def _pulse_text(view: View) -> str:
    if not view.pulses:
        return "off"
    if view.pulse_speed == 0.0:
        return "still"
    return f"{view.pulse_speed:g} layer{'' if view.pulse_speed == 1 else 's'}/s"
