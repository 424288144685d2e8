"""Numbers and names of the table that a person's own points were read from."""

from __future__ import annotations

import math
from typing import NamedTuple

from engine.data import EXTENT
from playground.controls.axes import LossAxis, Ticks, linear_ticks
from playground.controls.numbers import compact
from playground.document import DataSettings
from playground.own_data import Column
from playground.samples import classes_of, is_own, own_points

Texts = tuple[str, str, str]
#: Longer numbers than this many characters are shortened beside an axis.
_LONG = 7
#: The same in a corner or at an end.
_SHORT = 5
#: A name on a plot is cut to so many characters.
_NAME = 14


class Units(NamedTuple):
    """What the columns of x₁, x₂ and the target are called, and how to get their own numbers."""

    x1: Column
    x2: Column
    target: Column
    #: Whether targets are numbers, which have units as well.
    values: bool


def units_of(data: DataSettings) -> Units | None:
    """Return the units of the data; None for a data set, and for points that are from no table."""
    columns = own_points(data).columns if is_own(data.dataset) else ()
    return Units(*columns, classes_of(data) == 0) if len(columns) == 3 and columns[0].name else None


def number(column: Column, here: float, step: float) -> str:
    """A column's own number for one on the plane, to a round fraction of what `step` is there."""
    value = column.offset + column.scale * here
    # The power of ten below it, or the next one if that is no more than twice as much.
    power = math.floor(math.log10(abs(step * column.scale)) + 0.3)
    if not math.isfinite(value) or max(abs(value), 1.0) > 1e12 or power < -9:
        return f"{value:.6g}".replace("-", "−")
    value = round(value, -power)
    text = f"{value:,.{max(0, -power)}f}" if abs(value) >= 1e4 else f"{value:.{max(0, -power)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def short_number(column: Column, here: float, step: float, longest: int = _LONG) -> str:
    """The same for an axis: 1.25M rather than 1,250,000, if that has more than `longest` characters."""
    text = number(column, here, step)
    if len(text) <= longest:
        return text
    return compact(float(f"{column.offset + column.scale * here:.6g}")).replace("-", "−")


def short_name(text: str) -> str:
    """A name that leaves room for others."""
    return text if len(text) <= _NAME else text[: _NAME - 1] + "…"


def ends_of(column: Column, reach: float) -> tuple[str, str]:
    """The column's numbers at −reach and at reach."""
    low, high = (short_number(column, at, reach / 10, _SHORT) for at in (-reach, reach))
    return low, high


def axis_texts(
    units: Units | None, limit: float, several: bool, whole: bool
) -> tuple[Texts, Texts, Texts, str]:
    """What stands upwards, along x₁ and along x₂ from end to end, and what is measured upwards.

    Upwards are outputs from −limit to limit, those of the `whole` network or of a neuron; or with
    `several` classes probabilities.
    """
    size = f"{limit:.3g}"
    upwards = ("0", "½", "1") if several else (f"−{size}", "0", f"+{size}")
    plain = ("−6", "x₁", "6"), ("−6", "x₂", "6")
    if units is None:
        return upwards, *plain, ""
    name, (across, away) = "", plain
    if units.values and whole:
        low, high = ends_of(units.target, limit)
        upwards = low, short_number(units.target, 0.0, limit / 10, _SHORT), high
        name = short_name(units.target.name)
    across = _named(units.x1)
    if units.x2.name:
        away = _named(units.x2)
    return upwards, across, away, name


def _named(column: Column) -> Texts:
    low, high = ends_of(column, EXTENT)
    return low, short_name(column.name), high


class UnitAxis(LossAxis):
    """An axis that is numbered in the units of a `column`, where there is one."""

    column: Column | None = None

    def tickValues(self, low: float, high: float, size: float) -> Ticks:  # noqa: N802
        """One level of ticks at round numbers of the column (pyqtgraph's name)."""
        if self.column is None:
            return super().tickValues(low, high, size)
        offset, scale = self.column.offset, self.column.scale
        count = max(2, int(size / self.tick_room))
        spacing, ticks = linear_ticks(offset + scale * low, offset + scale * high, count)
        return [(spacing / scale, [(tick - offset) / scale for tick in ticks])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the column's numbers (pyqtgraph's name)."""
        if self.column is None:
            return super().tickStrings(values, scale, spacing)
        return [short_number(self.column, value, spacing) for value in values]
