"""One's own points under the hand: which tool, which stroke, which keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from engine.data import Data
from engine.errors import PlaygroundError
from playground.document import Document
from playground.point_edits import clear_points, erase_points
from playground.samples import classes_of, is_own, own_points
from playground.session import Session
from playground.theme import Palette
from playground.views.output.curve import CurvePlot
from playground.views.output.easel import CurveEasel, Easel, Numbers, PlaneEasel, can_paint_curve
from playground.views.output.overlay import Overlay
from playground.views.output.pen import Pen, puts_down_or_lifts
from playground.views.output.plane import PlanePlot
from playground.views.output.strip import TOOLS, ToolStrip
from playground.views.output.strokes import STROKES, MoveStroke, Stroke
from playground.views.output.units import units_of

#: Milliseconds between two looks whether more points are due.
_TICK = 16
_NONE: Numbers = np.empty(0, np.intp)
#: Half the size of the cross that shows the pen, in units of the plane.
_CROSS = 0.35


class Painting(QObject):
    """Turns mouse and keys on the plots into edits of one's own points, while those are learned from."""

    #: A sentence about something that could not be done.
    problem = Signal(str)

    def __init__(
        self,
        session: Session,
        plane: PlanePlot,
        curve: CurvePlot,
        palette: Palette,
        data: Callable[[], Data],
        clock: Callable[[], float],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._data, self._clock = session, data, clock
        self.strip = ToolStrip(palette)
        self.stroke: Stroke | None = None
        #: The chosen points, among those that are shown.
        self.chosen: Numbers = _NONE
        self._easels: dict[QObject, Easel] = {}
        self._overlays: dict[QObject, Overlay] = {}
        easels: tuple[Easel, ...] = (PlaneEasel(plane), CurveEasel(curve))
        self._chosen_on = easels[0]
        self._pen = Pen()
        for easel in easels:
            overlay = Overlay(palette)
            overlay.setZValue(5)
            easel.plot.addItem(overlay)
            for watched in (easel.plot, easel.plot.viewport()):
                self._easels[watched], self._overlays[watched] = easel, overlay
                watched.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.tick)
        self.strip.changed.connect(self._tool_changed)
        self.strip.clear_requested.connect(self.clear)

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self.strip.set_palette(palette)
        for overlay in set(self._overlays.values()):
            overlay.set_palette(palette)

    def show_document(self, before: Document | None, after: Document, names: tuple[str, ...]) -> None:
        """Offer the tools for the document's points; where there are none yet, the brush is at hand."""
        data, own = after.data, is_own(after.data.dataset)
        on_curve = after.view.output == "curve"
        line = own and not classes_of(data) and can_paint_curve(own_points(data))
        usable = own and (after.view.output == "plane" or (on_curve and line))
        self.strip.setVisible(usable)
        if usable:
            self.strip.offer(names, divides=not on_curve, units=units_of(data))
        arrived = before is None or before.data.dataset != data.dataset
        if not usable or (arrived and own):
            empty = own and not len(own_points(data))
            self.strip.choose("spray" if empty and usable else "look")
        if before is not None and before.data != data:
            self._data_changed()

    def _data_changed(self) -> None:
        """Points that were numbered are others now, unless it is the stroke under way that moved them."""
        if self.stroke is not None and not self.stroke.editing:
            left, self.stroke = self.stroke, None
            self._timer.stop()
            left.cancel()
        if self.stroke is None or not isinstance(self.stroke, MoveStroke):
            self.choose_points(_NONE)

    @property
    def active(self) -> bool:
        """Whether the hand paints instead of looking."""
        return not self.strip.isHidden() and self.strip.tool != "look"

    def tick(self) -> None:
        """Let time pass for the stroke under way."""
        self._attempt(lambda stroke: stroke.tick())

    def clear(self) -> None:
        """Take all points away."""
        if len(own_points(self._session.document.data)):
            self._session.edit("Clear points", clear_points(self._session.document))

    def choose_points(self, numbers: Numbers, on: Easel | None = None) -> None:
        """Mark these of the points that are shown on an easel as chosen."""
        self.chosen = numbers
        for easel in set(self._easels.values()):
            easel.plot.fresh.set_copies(easel.plot.points, numbers if easel is on else _NONE, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the left button and the tools' keys before the plot does (Qt's name)."""
        easel = self._easels.get(watched)
        if easel is None or self.strip.isHidden():
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is easel.plot:
            return self._on_key(event) or self._on_pen(easel, self._overlays[watched], event)
        if isinstance(event, QMouseEvent) and watched is not easel.plot:
            return self.active and self._on_mouse(easel, self._overlays[watched], event)
        if event.type() == QEvent.Type.FocusOut and watched is easel.plot and self.stroke is not None:
            self._finish(self._pen.on(easel.plot.box.viewRect()))  # nobody is there to lift the pen
        if event.type() == QEvent.Type.Leave and self.stroke is None:
            self._overlays[watched].clear()
        return False

    def _on_mouse(self, easel: Easel, overlay: Overlay, event: QMouseEvent) -> bool:
        place, kind = easel.plot.point_at(event), event.type()
        left = event.button() == Qt.MouseButton.LeftButton
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick) and left:
            easel.plot.setFocus(Qt.FocusReason.MouseFocusReason)
            self._begin(easel, overlay, place)
        elif kind == QEvent.Type.MouseMove:
            self._pen.place, overlay.cross = place, None
            self._show_rim(easel, overlay, place)
            self._attempt(lambda stroke: stroke.drag(place))
            return self.stroke is not None
        elif kind == QEvent.Type.MouseButtonRelease and left and self.stroke is not None:
            self._finish(place)
        else:
            return False
        return True

    def _on_pen(self, easel: Easel, overlay: Overlay, event: QKeyEvent) -> bool:
        """Paint without a mouse: arrows move the pen, Enter puts it down and lifts it."""
        seen = easel.plot.box.viewRect()
        if not self.active or not (puts_down_or_lifts(event) or self._pen.move(event, seen)):
            return False
        place = self._pen.on(seen)
        if not puts_down_or_lifts(event):
            self._attempt(lambda stroke: stroke.drag(place))
        elif self.stroke is not None:
            self._finish(place)
        else:
            self._begin(easel, overlay, place)
            if self.strip.tool == "point":  # a dot has no way to go
                self._finish(place)
        across, up = easel.radii(_CROSS)
        overlay.cross = QRectF(place.x() - across, place.y() - up, 2 * across, 2 * up)
        self._show_rim(easel, overlay, place)
        overlay.update()
        return True

    def _finish(self, place: QPointF) -> None:
        self._attempt(lambda stroke: stroke.drag(place))
        self._attempt(lambda stroke: stroke.release())
        self._end()

    def _begin(self, easel: Easel, overlay: Overlay, place: QPointF) -> None:
        easel.plot.readout.hide()  # it would speak of where the stroke began
        given = (
            self._session, easel, overlay, self._data, self.strip.label, self.strip.radius, self._clock
        )  # fmt: skip
        if self.strip.tool == "move":
            self.stroke = MoveStroke(*given, chosen=self.chosen)
        else:
            self.stroke = STROKES[self.strip.tool](*given)
        self._attempt(lambda stroke: stroke.press(place))
        self._timer.start()

    def _attempt(self, work: Callable[[Stroke], None]) -> None:
        """Let the stroke do something; what cannot be done ends it with a sentence."""
        if self.stroke is None:
            return
        try:
            work(self.stroke)
        except PlaygroundError as error:
            self._end()
            self.problem.emit(str(error))

    def _end(self) -> None:
        stroke, self.stroke = self.stroke, None
        self._timer.stop()
        self._session.end_merge()
        if stroke is not None:
            stroke.cancel()
            chosen = stroke.chosen if isinstance(stroke, MoveStroke) else _NONE
            self._chosen_on = stroke.easel
            self.choose_points(chosen, stroke.easel)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        key = Qt.Key(event.key())
        tools = {tool.key: name for name, tool in TOOLS.items()}
        letter = event.text().upper()
        if key == Qt.Key.Key_Escape and (self.stroke is not None or len(self.chosen)):
            self._end()
            self.choose_points(_NONE)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.clear()
            else:
                self._erase_chosen()
        elif letter in tools and letter:
            self.strip.choose(tools[letter])
        elif letter in ("[", "]"):
            self.strip.resize_brush(1 if letter == "]" else -1)
        elif letter in (",", "."):
            self.strip.step_value(0.1 if letter == "." else -0.1)
        elif letter.isdigit() and letter != "0":
            self.strip.choose_label(int(letter) - 1)
        else:
            return False
        return True

    def _erase_chosen(self) -> None:
        if len(self.chosen):
            numbers = self._chosen_on.numbers(self.chosen, self._data())
            self._session.edit("Erase points", erase_points(self._session.document, numbers))

    def _tool_changed(self) -> None:
        if self.strip.tool != "move" and len(self.chosen):
            self.choose_points(_NONE)
        for overlay in set(self._overlays.values()):
            overlay.clear()

    def _show_rim(self, easel: Easel, overlay: Overlay, place: QPointF) -> None:
        if self.strip.tool in ("spray", "erase"):
            across, up = easel.radii(self.strip.radius)
            overlay.rim = QRectF(place.x() - across, place.y() - up, 2 * across, 2 * up)
            overlay.update()
