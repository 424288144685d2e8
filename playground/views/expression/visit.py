"""A visit from the network: the scalar graph of one data point, in the workspace's own parts, live."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from playground.controls.panel import Panel, TextLabel
from playground.fold_layout import FoldedLayout
from playground.folding import KINDS, Group, around
from playground.graph_layout import Point
from playground.sample_graph import SampleGraph
from playground.session import Session
from playground.theme import Palette
from playground.views.expression.canvas import Canvas
from playground.views.expression.card import ChainRuleCard
from playground.views.expression.editor import Editor
from playground.views.expression.folded_walk import FoldedWalk
from playground.views.expression.folds import drawn_graph
from playground.views.expression.page import MARGIN, RIGHT, menu_button, small_button
from playground.views.expression.stepper import Stepper
from playground.views.expression.table import Table
from playground.views.expression.visit_bar import VisitBar
from playground.views.expression.visit_modes import VisitModes

#: What the Fold menu offers: kinds of `folding.KINDS`, and "" to open all.
FOLDS = (("sum", "Weighted sums"), ("neuron", "Neurons"), ("layer", "Layers"), ("", "Open all"))


class Visit(QWidget):
    """Shows a `SampleGraph`: to look at, fold and step through, not to edit.

    Keys, while the keyboard is in it: Escape and Alt+← go back, N and Shift+N go to the next data point
    and the one before, T trains and pauses; ← → Home End and Space are the stepper's, which passes over what
    happens inside folded parts. Nodes open and fold by a double click or O.
    """

    back_asked = Signal()
    point_asked = Signal(int)
    training_asked = Signal()

    def __init__(self, session: Session, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Graph from the network")
        self.graph: SampleGraph | None = None
        self._closed: set[Group] = set()
        self._layout = FoldedLayout()
        self._placed: dict[str, Point] = {}
        self.walk = walk = FoldedWalk(self)
        self.bar = VisitBar(walk, palette)
        self.text_panel = Panel("Written out")
        self.editor = Editor(walk, palette, self.text_panel)
        self.editor.setReadOnly(True)
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.graph_panel = Panel("Graph")
        self.canvas = Canvas(walk, palette)
        self.canvas.wiring = False
        #: Where in the network the chosen node stands.
        self.place = TextLabel("", "small value")
        self.count = TextLabel("", "quiet")
        self.fold = menu_button("Fold", "Draws weighted sums, neurons or layers as one node each.")
        self.fit = small_button("Fit", "Shows the whole graph.", "F")
        self.table_panel = Panel()
        self.table = Table(walk, palette)
        self.card = ChainRuleCard(walk, session, palette)
        self.stepper = Stepper(walk, session, palette)
        self._passes = QWidget()
        self.modes = VisitModes(walk, self.stepper, self._passes, session, palette)
        self._arrange()
        self._connect()
        self.set_palette(palette)

    # What the window calls

    def show_graph(self, graph: SampleGraph) -> None:
        """Show a graph, then `refresh`; one of the same shape keeps folds, places and the step."""
        before, self.graph = self.graph, graph
        alike = before is not None and before.formula.text == graph.formula.text
        self.bar.show_title(graph.title)
        if before is graph:
            return  # at another point, perhaps: `refresh` follows
        self.editor.set_text(graph.formula.text)
        if not alike:
            self._closed = set(graph.closed())
            self._layout, self._placed = FoldedLayout(), {}
        self.modes.show_size(len(graph.formula.nodes))
        self.walk.graph = graph
        self.canvas.numbers.frozen = graph.names.frozen
        self.walk.set_formula(graph.formula)
        if not alike:
            self.walk.go(self.walk.count)
            self.walk.select(graph.question)
        self._lay_out()
        if not alike:
            self.canvas.fit()

    @property
    def live(self) -> bool:
        """Whether newer numbers are wanted: not in the order lab, where one is to follow what happens."""
        return self.walk.mode == "backward"

    def refresh(self, epoch: int) -> None:
        """The graph was evaluated anew, with weights that have learned for so many epochs."""
        self.bar.show_epoch(epoch)
        self.walk.refresh()

    def set_training(self, training: bool) -> None:
        """Show whether the network goes on learning."""
        self.bar.set_training(training)
        self.table.set_live(training)
        self.card.live = training
        self.card.look_again()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme, and widths for its text."""
        scale = self.fontInfo().pixelSize() / 13.0
        self.card.setFixedWidth(round(RIGHT * min(scale, 1.5)))
        for part in (self.bar, self.editor, self.canvas, self.table, self.card, self.stepper, self.modes):
            part.set_palette(palette)

    def tick(self, seconds: float) -> None:
        """Let time pass for what moves."""
        self.stepper.tick(seconds)
        self.canvas.tick(seconds)

    # Folding

    def fold_kind(self, kind: str) -> None:
        """Fold every group of a kind and of smaller ones; "" opens all."""
        if self.graph is not None:
            kinds = KINDS[: KINDS.index(kind) + 1] if kind else ()
            if kind == "layer":
                kinds += ("loss",)  # of no kind that a formula has: it goes with what is largest
            self._closed = {group for group in self.graph.groups if group.kind in kinds}
            self._lay_out(afresh=True)
            self.canvas.fit()

    def toggle_fold(self, key: str) -> None:
        """Open a folded node where it stands, or fold the neuron or sum that a node lies in."""
        folded = self.canvas.folds.groups.get(key)
        lies_in = [group for group in around(self.canvas.frame.groups, key) if group.kind != "layer"]
        if folded is not None:
            self._closed.discard(folded)
        elif lies_in:
            self._closed.add(lies_in[-1])
        self._lay_out(glide=True)

    def fold_around(self, key: str) -> None:
        """Fold the innermost part around a node; around a folded one, what is around that."""
        folded = self.canvas.folds.groups.get(key)
        inside = folded.members if folded else frozenset()
        for group in around(self.canvas.frame.groups, self.canvas.folds.real(key)):
            if inside < group.members:
                self._closed.add(group)
                self._lay_out(glide=True)
                return

    # Inside

    def _arrange(self) -> None:
        self.text_panel.body.addWidget(self.editor, 1)
        self.graph_panel.head.insertWidget(1, self.place)
        for widget in (self.count, self.fold, self.fit):
            self.graph_panel.head.addWidget(widget)
        self.graph_panel.body.addWidget(self.canvas, 1)
        self.table_panel.body.addWidget(self.table)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self.graph_panel, 1)
        upper.addWidget(self.card)
        lower.addWidget(self.text_panel, 36)
        lower.addWidget(self.table_panel, 64)
        passes, page = QVBoxLayout(self._passes), QVBoxLayout(self)
        passes.addLayout(upper, 74)
        passes.addLayout(lower, 26)
        self.stepper.head.insertWidget(1, self.modes)
        page.addWidget(self.bar)
        page.addWidget(self.modes.middle, 1)
        page.addWidget(self.stepper)
        for column in (passes, page):
            column.setContentsMargins(0, 0, 0, 0)
        for layout in (upper, lower, passes, page):
            layout.setSpacing(MARGIN)
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        canvas, walk, bar = self.canvas, self.walk, self.bar
        bar.back_asked.connect(self.back_asked)
        bar.point_asked.connect(self.point_asked)
        bar.training_asked.connect(self.training_asked)
        canvas.fold_asked.connect(self.toggle_fold)
        canvas.fold_around_asked.connect(self.fold_around)
        canvas.rename_asked.connect(self.toggle_fold)  # here a double click has nothing to rename
        canvas.node_moved.connect(self._placed.__setitem__)
        self.fit.clicked.connect(canvas.fit)
        self.table.chosen.connect(walk.select)
        walk.selected.connect(self._show_selection)
        menu = QMenu(self.fold)
        for kind, text in FOLDS:
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, kind=kind: self.fold_kind(kind))
        self.fold.setMenu(menu)
        self._key("Back to the network", "Esc", self.back_asked.emit, "Alt+Left")
        self._key("Next point", "N", lambda: self.point_asked.emit(+1))
        self._key("Point before", "Shift+N", lambda: self.point_asked.emit(-1))
        self._key("Train or pause", "T", self.training_asked.emit)

    def _key(self, text: str, key: str, run: object, other: str = "") -> None:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(keys) for keys in (key, other) if keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: run())  # type: ignore[operator]
        self.addAction(action)

    def _lay_out(self, afresh: bool = False, glide: bool = False) -> None:
        assert self.graph is not None
        formula, groups = self.graph.formula, self.graph.groups
        closed = [group for group in groups if group in self._closed]
        drawn, folds = drawn_graph(formula, closed)
        arrangement = self._layout.arrange(formula, groups, closed, self._placed, afresh)
        self.canvas.frame.groups = groups
        self.canvas.set_shape(drawn, arrangement, folds, glide)
        self.walk.show_folds(folds)
        number, whole = len(drawn), len(self.graph.formula.nodes)
        self.count.say(f"{number} of {whole:,} nodes" if number != whole else f"{whole:,} nodes")

    def _show_selection(self) -> None:
        key = self.walk.focus or ""
        node = self.graph.formula.by_key.get(key) if self.graph else None
        self.editor.choose(node.name if node else "")
        self.place.say(self.graph.place_of(key) if self.graph else "")
        self.canvas.show_node(key)


class Visited(QStackedWidget):
    """The workspace's own page and, over it while there is one, a visit from the network."""

    def __init__(self, page: QWidget, session: Session, palette: Palette) -> None:
        super().__init__()
        self._session, self._palette = session, palette
        self._page = page
        self._reduced = False
        self.visit: Visit | None = None
        self.addWidget(page)

    @property
    def visiting(self) -> Visit | None:
        """The visit that is shown, None while the page is."""
        return self.visit if self.currentWidget() is self.visit else None

    def show_graph(self, graph: SampleGraph) -> Visit:
        """Show a graph from the network instead of the page, which stays as it is; returns the visit."""
        if self.visit is None:
            self.visit = Visit(self._session, self._palette)
            self.visit.canvas.reduced_motion = self._reduced
            self.addWidget(self.visit)
        self.visit.show_graph(graph)
        self.setCurrentWidget(self.visit)
        return self.visit

    def leave(self) -> None:
        """Show the page again."""
        if self.visit is not None:
            self.visit.walk.pause()
        self.setCurrentWidget(self._page)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        if self.visit is not None:
            self.visit.set_palette(palette)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing travel along edges."""
        self._reduced = reduced
        if self.visit is not None:
            self.visit.canvas.reduced_motion = reduced
