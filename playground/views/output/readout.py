"""What is said of the place under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.data import Data
from playground.controls.heat_pixels import probabilities
from playground.controls.numbers import plain
from playground.controls.panel import TextLabel
from playground.run import Array, Frame
from playground.views.output.units import Units, number
from playground.views.output.verdicts import Picture, point_loss

#: How finely a place and a point are told in the units of a table; the plane is 12 wide.
_PLACE, _POINT, _VALUE = 0.1, 0.001, 0.01


class Readout(TextLabel):
    """A line in the lower left corner of a plot, or nothing."""

    def __init__(self, plot: QWidget) -> None:
        super().__init__("", "readout", plot)
        self._plot = plot
        #: Pixels to leave free at the left and below, for axes.
        self.spare = 0, 0
        # A column may be called anything.
        self.setTextFormat(Qt.TextFormat.PlainText)
        # The pointer reaches the plot through it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, text: str | None) -> None:
        """Show this text, or with None nothing."""
        self.setVisible(text is not None)
        if text is not None:
            left, below = self.spare
            room = self._plot.width() - left - 12
            self.say(text)
            self.adjustSize()
            if self.width() > room:
                self.say(text.replace(" → ", "\n→ ", 1))
                self.adjustSize()
            self.resize(min(self.width(), room), self.height())
            self.move(left + 6, self._plot.height() - self.height() - below - 6)


def told(
    frame: Frame | None,
    picture: Picture | None,
    data: Data,
    names: tuple[str, ...],
    units: Units | None,
    place: tuple[float, float],
    point: int | None = None,
) -> str | None:
    """What the network answers at a place and, on a data point, what it loses there; None outside.

    `names` are those of the classes. In the units of a table, a data point is told exactly.
    """
    answers = picture.at(*place) if picture is not None else None
    if frame is None or picture is None or answers is None:
        return None
    answer = answer_text(answers, picture, names, units)
    loss = None if point is None else point_loss(frame, point)
    if units is None:
        where = place_text(*place)
    elif point is None:
        where = unit_text(units, place, _PLACE)
    else:
        x, y = data.points[point].tolist()
        where = unit_text(units, (x, y), _POINT)
    return f"{where} → {answer}" + ("" if loss is None else f" · {loss_text(loss)}")


def place_text(x: float, y: float) -> str:
    """The coordinates of a place."""
    return f"({x:.1f}, {y:.1f})".replace("-", "−")


def unit_text(units: Units, place: tuple[float, float], step: float) -> str:
    """The coordinates as the table has them, each with its column's name, where there is a column."""
    columns = zip((units.x1, units.x2), place, strict=True)
    return ", ".join(f"{column.name} {number(column, at, step)}" for column, at in columns if column.name)


def answer_text(answers: Array, picture: Picture, names: tuple[str, ...], units: Units | None) -> str:
    """The network's answer, or a neuron's, by its class's name or in the target's units if it has some."""
    value = float(answers[0])
    if picture.named:
        return class_text(answers, names)
    if units is None or not picture.whole:
        return value_text(value)
    if units.values:
        return f"{units.target.name} {number(units.target, value, _VALUE)}".strip()
    return f"{names[value >= 0]} {value_text(value)}" if len(names) == 2 else value_text(value)


def value_text(value: float) -> str:
    """An answer with its sign."""
    return (f"{value:+.2f}" if abs(value) < 1e6 else f"{value:+.1e}").replace("-", "−")


def class_text(logits: Array, names: tuple[str, ...]) -> str:
    """The winning class of `logits` (k,) and its probability."""
    shares = probabilities(logits)
    winner = int(shares.argmax())
    share = 100 * float(shares[winner])
    return f"{names[winner]} {'> 99.9' if 99.95 <= share < 100 else f'{share:.3g}'} %"


def loss_text(loss: float) -> str:
    """A point's own loss."""
    return f"loss {plain(loss, 3)}" if np.isfinite(loss) else "loss not a number"
