"""Numbers as a person types and reads them, and seeds."""

from __future__ import annotations

import math
from random import SystemRandom

from engine.errors import PlaygroundError


def plain(value: float, digits: int = 6) -> str:
    """`value` with up to `digits` significant digits and never an exponent: 1e-05 is "0.00001"."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def steady_rate(value: float) -> str:
    """`value` exactly, with so many digits that dragging it hardly moves a figure.

    Three significant ones, or two where that makes more than four decimals: 0.0300, 0.100, 10.0, 0.00010;
    typed digits are kept: 0.0123456.
    """
    exact = plain(value)
    if value == 0 or not math.isfinite(value):
        return exact
    given = len(exact.partition(".")[2])
    for_two = 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{max(given, for_two, min(for_two + 1, 4), 0)}f}"


def steady(value: float) -> str:
    """A loss in about four figures whose width hardly changes: 0.0097, 0.1234, 12.35, 3.2e−07, 1.2e+150."""
    if not math.isfinite(value):
        return "–"
    if value != 0 and not 5e-5 <= abs(value) < 1e6:
        return f"{value:.1e}".replace("-", "−")
    decimals = 4 if abs(value) < 10 else 2 if abs(value) < 1000 else 0
    return f"{value:,.{decimals}f}".replace("-", "−")


def compact(value: float) -> str:
    """A count for an axis: 0, 500, 1.5k, 20k, 3M."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{suffix}"
    return f"{value:g}"


def parse_number(
    text: str, name: str, low: float, high: float, stays: str, whole: bool = False, zero: bool = False
) -> float:
    """The number that `text` means, within `low` to `high` (or 0 where `zero` is allowed).

    Raises PlaygroundError with one sentence that names what was asked, what came, and what stays.
    """
    try:
        value = float(text.strip().replace("−", "-"))
    except ValueError:
        value = math.nan
    allowed = low <= value <= high or (zero and value == 0)
    if allowed and not (whole and value != int(value)):
        return value
    kind = "a whole number" if whole else "a number"
    bounds = f"from {_bound(low)} to {_bound(high)}"
    if zero:
        bounds = f"0 or {bounds}"
    shown = text.strip() if len(text.strip()) <= 24 else text.strip()[:23] + "…"
    what = f"“{shown}” is not" if shown else "nothing was typed"
    raise PlaygroundError(f"{name} must be {kind} {bounds}, and {what}; it stays {stays}.")


def _bound(value: float) -> str:
    """A limit as a sentence names it, without an exponent: 1e9 is "1,000,000,000"."""
    return (f"{value:,.12g}" if abs(value) >= 1 else plain(value)).replace("-", "−")


def rolled_seed() -> str:
    """A seed nobody chose: a number from 0 to 1 with five digits, as text."""
    return f"{SystemRandom().random():.5f}"
