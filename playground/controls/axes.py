"""Quiet axes for plots: whole epochs below, and losses left, linear or truly logarithmic."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from playground.controls.numbers import compact, plain

Ticks = list[tuple[float, list[float]]]


class EpochAxis(pg.AxisItem):  # type: ignore[misc]
    """Epochs: whole numbers only, 20k rather than 20000."""

    #: Pixels that a number and the space around it take; the view sets it from its font.
    tick_room = 56.0

    def tickValues(self, low: float, high: float, size: float) -> Ticks:  # noqa: N802
        """One level of ticks at whole epochs (pyqtgraph's name)."""
        return [linear_ticks(low, high, max(2, int(size / self.tick_room)), whole=True)]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:  # noqa: N802
        """Write thousands as k (pyqtgraph's name)."""
        return [compact(value) for value in values]


class LossAxis(pg.AxisItem):  # type: ignore[misc]
    """Losses; where `logarithmic`, coordinates are powers of ten and ticks are round losses."""

    logarithmic = False
    tick_room = 22.0

    def boundingRect(self) -> QRectF:  # noqa: N802
        """A little more than the axis, so that the numbers at its ends are drawn (pyqtgraph's name)."""
        bounds: QRectF = super().boundingRect()
        return bounds.adjusted(0, -self.tick_room, 0, self.tick_room)

    def tickValues(self, low: float, high: float, size: float) -> Ticks:  # noqa: N802
        """One level of ticks (pyqtgraph's name)."""
        count = max(2, int(size / self.tick_room))
        return [log_ticks(low, high, count) if self.logarithmic else linear_ticks(low, high, count)]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:  # noqa: N802
        """Write losses as they are, the smallest as powers of ten (pyqtgraph's name)."""
        return [loss_text(10.0**value if self.logarithmic else value) for value in values]


def linear_ticks(low: float, high: float, count: int, whole: bool = False) -> tuple[float, list[float]]:
    """At most about `count` ticks at multiples of 1, 2 or 5 times a power of ten: (spacing, ticks)."""
    rough = max(high - low, 1e-300) / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    spacing = next(power * step for step in (1, 2, 5, 10) if power * step >= rough * 0.999)
    if whole:
        spacing = max(1.0, spacing)
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    return spacing, [k * spacing for k in range(first, last + 1)]


def log_ticks(low: float, high: float, count: int) -> tuple[float, list[float]]:
    """Ticks between 10**low and 10**high, as exponents: the finest of five patterns that has room.

    The patterns: 1–9 of each decade, 1-2-5, 1-3, each decade, or every so many decades. A range too
    narrow for them has linear steps.
    """
    for digits in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,)):
        ticks = [
            power + math.log10(digit)
            for power in range(math.floor(low), math.ceil(high) + 1)
            for digit in digits
        ]
        ticks = [tick for tick in ticks if low - 1e-9 <= tick <= high + 1e-9]
        if len(ticks) <= count:
            break
    if len(ticks) > count:
        step = math.ceil((high - low) / count)
        ticks = [float(tick) for tick in range(math.ceil(low), math.floor(high) + 1) if tick % step == 0]
    if len(ticks) < 2:
        _, values = linear_ticks(10.0**low, 10.0**high, count)
        ticks = [math.log10(value) for value in values if value > 0]
    return 1.0, ticks


def loss_text(value: float) -> str:
    """A loss beside its tick: 0.03, 2, 10⁻⁶, 3·10⁻⁶."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else ""
    if 1e-4 <= abs(value) < 1e4:
        return plain(value, 4).replace("-", "−")
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    digit = plain(value / 10.0**exponent, 3)
    power = "10" + "".join("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".index(c)] for c in str(exponent))
    return power if digit == "1" else f"{digit}·{power}"
