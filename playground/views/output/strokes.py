"""What a hand does from press to release: spray, put, move, erase, draw a line. Each is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from engine.data import Data
from playground.document import Document
from playground.point_edits import add_points, erase_points, label_by_curve
from playground.run import Array
from playground.samples import classes_of, own_points
from playground.session import Session
from playground.views.output.easel import Easel, Numbers
from playground.views.output.overlay import Overlay
from playground.views.output.spray import Spray, as_function, spread

#: Up to so many points training learns what is painted while it is; beyond, once the hand lets go.
LIVE = 20_000
#: Seconds between two such edits.
PAUSE = 0.15
_gestures = count(1)


class Stroke:
    """From press to release on an easel. Until the edit, what it will do is drawn over the plot."""

    name = ""

    def __init__(
        self,
        session: Session,
        easel: Easel,
        overlay: Overlay,
        data: Callable[[], Data],
        label: float,
        radius: float,
        clock: Callable[[], float],
    ) -> None:
        self.session, self.easel, self.overlay, self.data = session, easel, overlay, data
        self.label, self.radius = label, radius
        self._clock = clock
        self._edited = clock()
        #: Whether the document changes by this stroke's own doing.
        self.editing = False
        self._merge = f"stroke-{next(_gestures)}"

    def press(self, place: QPointF) -> None:
        """Begin."""

    def drag(self, place: QPointF) -> None:
        """Go on at another place."""

    def tick(self) -> None:
        """Let time pass."""

    def release(self) -> None:
        """Do it."""

    def cancel(self) -> None:
        """Leave what was not done undone."""
        self.easel.plot.fresh.set_points(np.empty((0, 2)), np.empty(0), np.empty(0, bool))
        self.easel.plot.fresh.setPos(0.0, 0.0)
        self.easel.plot.points.set_gone(None)
        self.overlay.clear()

    def edit(self, after: Document) -> None:
        """Change the document, as part of this stroke's undo step."""
        self._edited = self._clock()
        self.editing = True
        self.session.edit(self.name, after, self._merge)
        self.editing = False

    def due(self) -> bool:
        """Whether it is time for training to learn what was done so far."""
        few = len(own_points(self.session.document.data)) <= LIVE
        return few and self._clock() - self._edited >= PAUSE

    def preview(self, places: Array, marked: bool = False) -> None:
        """Draw points that are not in the data yet; marked ones have the rim of test points."""
        classes = classes_of(self.session.document.data)
        targets = self.easel.targets(places, self.label, classes)
        self.easel.plot.fresh.set_points(places, targets, np.full(len(places), marked), classes)


class SprayStroke(Stroke):
    """Points evenly in time around the pointer."""

    name = "Paint points"

    def press(self, place: QPointF) -> None:
        """Give the first point."""
        radii = self.easel.radii(self.radius)
        self._spray = Spray((place.x(), place.y()), self._clock, np.random.default_rng(), radii)
        self._waiting = np.empty((0, 2))
        self.tick()

    def drag(self, place: QPointF) -> None:
        """Spray there from now on."""
        self._spray.move((place.x(), place.y()))
        self.tick()

    def tick(self) -> None:
        """Give what is due."""
        way = self._spray.take()
        if len(way):
            scattered = self._spray.scatter(len(way)) * self.easel.radii(self.radius)
            self._waiting = np.concatenate([self._waiting, self.easel.kept(way + scattered)])
            self.preview(self._waiting)
        if self.due():
            self._paint()

    def release(self) -> None:
        """Learn the rest."""
        self._paint()

    def _paint(self) -> None:
        if len(self._waiting):
            rows = self.easel.rows(self._waiting, self.label)
            self._waiting = np.empty((0, 2))
            self.edit(add_points(self.session.document, rows))
            self.preview(self._waiting)


class PointStroke(Stroke):
    """One point, where the hand lets go."""

    name = "Add a point"

    def press(self, place: QPointF) -> None:
        """Show it."""
        self.drag(place)

    def drag(self, place: QPointF) -> None:
        """Show it there."""
        self._place = self.easel.kept(np.array([[place.x(), place.y()]]))
        self.preview(self._place)

    def release(self) -> None:
        """Put it there."""
        if len(self._place):
            self.edit(add_points(self.session.document, self.easel.rows(self._place, self.label)))


class EraseStroke(Stroke):
    """The points that the eraser passes over."""

    name = "Erase points"

    def press(self, place: QPointF) -> None:
        """Erase there."""
        self._gone = np.zeros(len(self.easel.plot.points), bool)
        self._last = place
        self.drag(place)

    def drag(self, place: QPointF) -> None:
        """Erase all along the way."""
        points = self.easel.plot.points
        if len(self._gone) != len(points):
            self._gone = np.zeros(len(points), bool)
        across, up = self.easel.radii(self.radius)
        way = place - self._last
        steps = max(1, int(np.ceil(2 * max(abs(way.x()) / across, abs(way.y()) / up))))
        before = np.count_nonzero(self._gone)
        for step in range(1, steps + 1):
            middle = self._last + way * (step / steps)
            self._gone[points.index.within(middle.x(), middle.y(), across, up)] = True
        self._last = place
        if np.count_nonzero(self._gone) > before:
            points.set_gone(self._gone)

    def tick(self) -> None:
        """Let training forget them now and then."""
        if self.due():
            self.release()

    def release(self) -> None:
        """Take them out."""
        gone = np.flatnonzero(self._gone)
        if len(gone):
            self._gone[:] = False
            self.edit(erase_points(self.session.document, self.easel.numbers(gone, self.data())))


class MoveStroke(Stroke):
    """The chosen points, dragged; or where there is none, a frame that chooses."""

    name = "Move points"

    def __init__(self, *given: object, chosen: Numbers, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        #: The chosen points, among those that are shown.
        self.chosen = chosen
        self._from: QPointF | None = None

    def press(self, place: QPointF) -> None:
        """Take hold of the point there, and of all that are chosen with it."""
        plot = self.easel.plot
        found = plot.points.at(place, plot.box.viewPixelSize())
        self._framing, self._lifted = found is None, False
        self._from = self._to = place
        if found is None:
            self.chosen = np.empty(0, np.intp)
        elif found not in self.chosen:
            self.chosen = np.array([found])

    def drag(self, place: QPointF) -> None:
        """Move them, or draw the frame."""
        assert self._from is not None
        self._to = place
        if self._framing:
            self.overlay.frame = QRectF(self._from, place).normalized()
            self.overlay.update()
            return
        if place != self._from and not self._lifted:
            self._lift()
        # Only the picture of them moves: 100,000 points would take longer than a step may.
        self.easel.plot.fresh.setPos(place - self._from)

    def _lift(self) -> None:
        """Take the chosen points off the picture, and show copies of them over it."""
        self._lifted = True
        points = self.easel.plot.points
        gone = np.zeros(len(points), bool)
        gone[self.chosen] = True
        points.set_gone(gone)
        self.easel.plot.fresh.set_copies(points, self.chosen, None)

    def release(self) -> None:
        """Leave them there, or choose what is in the frame."""
        assert self._from is not None
        points = self.easel.plot.points.places
        if self._framing:
            x = sorted((self._from.x(), self._to.x()))
            y = sorted((self._from.y(), self._to.y()))
            inside = (points[:, 0] >= x[0]) & (points[:, 0] <= x[1])
            inside &= (points[:, 1] >= y[0]) & (points[:, 1] <= y[1])
            self.chosen = np.flatnonzero(inside)
        elif self._to != self._from:
            numbers = self.easel.numbers(self.chosen, self.data())
            self.edit(self.easel.moved(self.session.document, numbers, self._moved()))
            if not self.easel.keeps_order:
                self.chosen = np.empty(0, np.intp)

    def _moved(self) -> Array:
        assert self._from is not None
        way = self._to - self._from
        return np.asarray(self.easel.plot.points.places[self.chosen] + (way.x(), way.y()))


class DivideStroke(Stroke):
    """A line drawn by hand: points above it get one label, those below another."""

    name = "Label by a curve"

    def press(self, place: QPointF) -> None:
        """Begin the line."""
        self.overlay.line = [place]

    def drag(self, place: QPointF) -> None:
        """Draw on."""
        self.overlay.line.append(place)
        self.overlay.update()

    def release(self) -> None:
        """Label the points; if there are none, spread some first."""
        drawn = np.array([(place.x(), place.y()) for place in self.overlay.line])
        curve = as_function(drawn)
        if curve is None:
            return
        document = self.session.document
        if not len(own_points(document.data)):
            places = spread()
            document = add_points(document, self.easel.rows(places, self.label))
        self.edit(label_by_curve(document, curve, self._below(), self.label))

    def _below(self) -> float:
        """The next class, or the value's opposite."""
        classes = classes_of(self.session.document.data)
        return (self.label + 1) % classes if classes else -self.label


STROKES: dict[str, type[Stroke]] = {
    "spray": SprayStroke,
    "point": PointStroke,
    "erase": EraseStroke,
    "move": MoveStroke,
    "divide": DivideStroke,
}
