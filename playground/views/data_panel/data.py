"""Problem, data set, classes, noise, train share, seed; for own points what can be done to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.data import DATASETS, MAX_CLASSES
from engine.errors import PlaygroundError
from playground.controls.explain import explain
from playground.controls.fields import NumberField
from playground.controls.icons import IconButton
from playground.controls.keys import command
from playground.controls.numbers import rolled_seed
from playground.controls.panel import TextLabel, heading
from playground.controls.sliders import LabelledSlider
from playground.controls.switches import Stepper
from playground.document import MAX_SEED, NOISE_OFFERED, TRAIN_SHARE_RANGE, Document
from playground.network_edits import (
    clear_points,
    set_classes,
    set_dataset,
    set_noise,
    set_problem,
    set_seed,
)
from playground.samples import classes_of, highest_class_of, is_own, name_of, own_points, problem_of
from playground.session import Session
from playground.theme import Palette
from playground.views.data_panel.pictures import PROBLEMS, DataSets, problem_switch

#: Names of `document.CONTROLS` that can be left out here.
HIDEABLE = {"problem", "data set", "noise", "train share"}


class DataControls(QWidget):
    """Everything that decides which points are learned from; each change is an edit of the session."""

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self._column.addWidget(heading("Data"))
        self.problems = problem_switch()
        self.problems.chosen.connect(self._choose_problem)
        self.other_problem = command(self, "Classification or regression", "Ctrl+P", self._turn)
        self._column.addWidget(self.problems)
        self.datasets = DataSets(palette)
        self.datasets.chosen.connect(self._choose_dataset)
        self._column.addWidget(self.datasets)
        self._build_classes()
        self._build_own()
        self._build_sliders()
        self._build_seed()
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.datasets.set_palette(palette)
        for button in (self.reroll, self.import_points, self.export_points, self.clear_points):
            button.set_palette(palette)

    def show_document(self, after: Document) -> None:
        """Show what the document says."""
        data, hidden = after.data, after.view.hidden
        own = is_own(data.dataset)
        self.problems.set_value(problem_of(data.dataset))
        self.datasets.show_data(data)
        self.noise.set_value(data.noise)
        self.train_share.set_value(data.train_share)
        self.seed.set_value(data.seed)
        several = classes_of(data) > 0 and (own or DATASETS[data.dataset].several)
        self.classes.set_limits(max(2, highest_class_of(data) + 1), MAX_CLASSES)
        self.classes.set_value(data.classes)
        count = len(own_points(data)) if own else 0
        self.count.say(f"{count:,} point{'' if count == 1 else 's'}" if count else "No points yet")
        self.export_points.setEnabled(count > 0)
        self.clear_points.setEnabled(count > 0)
        # Own points are what they are: noise has no part in them.
        self.problems.setVisible("problem" not in hidden)
        self.other_problem.setVisible("problem" not in hidden)
        self.datasets.setVisible("data set" not in hidden)
        self._classes_row.setVisible(several and "data set" not in hidden)
        self._own_row.setVisible(own and "data set" not in hidden)
        self.noise.setVisible(not own and "noise" not in hidden)
        self.train_share.setVisible("train share" not in hidden)

    def _build_classes(self) -> None:
        self.classes = Stepper(
            "class", 2, MAX_CLASSES, sentence="Starts over; own points keep the classes they are in."
        )
        self._classes_row = _row(TextLabel("Classes"), self.classes)
        self._column.addWidget(self._classes_row)
        self.classes.stepped.connect(self._step_classes)

    def _build_own(self) -> None:
        self.count = TextLabel("")
        self.count.setToolTip("<p>Own points are what they are: noise has no part in them.</p>")
        self.import_points = IconButton("import", bare=True).explain(
            "Import points", "Reads points from a table: a CSV file.", "Ctrl+I"
        )
        self.export_points = IconButton("export", bare=True).explain(
            "Export points", "Writes the points to a table: a CSV file.", "Ctrl+E"
        )
        self.clear_points = IconButton("clear", bare=True).explain(
            "Clear points", "Takes all points out; undo brings them back."
        )
        self.import_points.clicked.connect(self.import_requested)
        self.export_points.clicked.connect(self.export_requested)
        self.clear_points.clicked.connect(self._clear)
        buttons = (self.import_points, self.export_points, self.clear_points)
        self.count.setMinimumWidth(1)  # so many points never push the panel wider
        self._own_row = _row(self.count, *buttons, gap=0)
        self._column.addWidget(self._own_row)

    def _build_sliders(self) -> None:
        self.noise = LabelledSlider("Noise", *NOISE_OFFERED, 5, lambda value: f"{value} %").explain(
            "How far the points, or the border between the classes, are scattered at random."
        )
        self.train_share = LabelledSlider(
            "Train share", *TRAIN_SHARE_RANGE, 10, lambda value: f"{value} %"
        ).explain("The share of the points that is learned from; the rest only tests what was learned.")
        self.noise.edited.connect(self._set_noise)
        # Only now does it leave a noise that was refused: a drag under way is left alone.
        self.noise.slider.sliderReleased.connect(lambda: self.show_document(self._session.document))
        self.train_share.edited.connect(self._set_train_share)
        self._column.addWidget(self.noise)
        self._column.addWidget(self.train_share)

    def _build_seed(self) -> None:
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

    def _try(self, text: str, edit: Callable[[], Document], merge: str | None = None) -> None:
        """Make an edit; say what refused it, and show again what still holds."""
        try:
            after = edit()
        except PlaygroundError as error:
            self.problem.emit(str(error))
            self.show_document(self._session.document)
        else:
            self._session.edit(text, after, merge)

    def _set_noise(self, value: int, merge: str) -> None:
        self._try("Noise", lambda: set_noise(self._session.document, value), merge)

    def _set_train_share(self, value: int, merge: str) -> None:
        document = self._session.document
        data = replace(document.data, train_share=value)
        self._session.edit("Train share", replace(document, data=data), merge)

    def _choose_problem(self, problem: str) -> None:
        if problem != problem_of(self._session.document.data.dataset):
            self._try(PROBLEMS[problem], lambda: set_problem(self._session.current(), problem))

    def _turn(self) -> None:
        now = problem_of(self._session.document.data.dataset)
        self._choose_problem(next(problem for problem in PROBLEMS if problem != now))

    def _choose_dataset(self, key: str) -> None:
        if key != self._session.document.data.dataset:
            self._try(f"Data set {name_of(key)}", lambda: set_dataset(self._session.current(), key))

    def _step_classes(self, change: int) -> None:
        classes = self._session.document.data.classes + change
        self._try("Classes", lambda: set_classes(self._session.current(), classes))

    def _clear(self) -> None:
        self._session.edit("Clear points", clear_points(self._session.current()))

    def _set_seed(self, text: str) -> None:
        self._try("Seed", lambda: set_seed(self._session.current(), text))

    def _parse_seed(self, text: str) -> str:
        if not text.strip() or len(text) > MAX_SEED:
            raise PlaygroundError(
                f"A seed must be 1 to {MAX_SEED} characters of any kind; it stays {self.seed.value()}."
            )
        return text.strip()


def _row(label: QWidget, *widgets: QWidget, gap: int = 4) -> QWidget:
    """A label left, the others right."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    row.addWidget(label, 1)
    for widget in widgets:
        row.addWidget(widget)
    return holder
