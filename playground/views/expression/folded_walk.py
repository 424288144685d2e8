"""A walk through a graph that is drawn folded: one press goes on to the next step that can be seen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from playground.formula import Formula
from playground.sample_graph import SampleGraph
from playground.steps import Passes
from playground.views.expression.folds import Folds
from playground.walk import Walk


class FoldedWalk(Walk):
    """Passes over the steps inside folded parts; the track and `go` still lead to any step."""

    _stops: tuple[int, ...] = ()
    #: Whose passes these are: they come with the numbers of a run.
    graph: SampleGraph | None = None

    def show_folds(self, folds: Folds) -> None:
        """Stop where the drawn graph changes: at its nodes, at its edges, at the loss and at the end."""
        passes = self.pass_
        if passes is None:
            self._stops = (0,)
            return
        results = {root for group in folds.groups.values() for root in group.roots}
        stops = {0, passes.loss + 1, self.count}
        stops.update(n for key, n in passes.computed.items() if key in results or key not in folds.owners)
        for (child, parent, _), step in passes.along.items():
            if folds.drawn(child) != folds.drawn(parent):
                stops.add(step + 1)
        self._stops = tuple(sorted(stops))

    def forward(self) -> bool:
        """Go to the next step that is seen; returns whether there was one left."""
        place = bisect_right(self._stops, self.index)
        return place < len(self._stops) and self._press(self._stops[place])

    def back(self) -> bool:
        """Go back to the step before that is seen; returns whether there was one."""
        place = bisect_left(self._stops, self.index)
        return place > 0 and self._press(self._stops[place - 1])

    def _passes_of(self, formula: Formula) -> Passes:
        known = self.graph is not None and self.graph.formula is formula
        return self.graph.passes if known and self.graph else super()._passes_of(formula)

    def _advance(self, presses: int) -> None:
        place = bisect_right(self._stops, self.index) + presses - 1
        self.go(self._stops[min(place, len(self._stops) - 1)])
