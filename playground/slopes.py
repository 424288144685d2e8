"""What the Derivative workspace says: the numbers at one point, and the sentence about them. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.derivative import STEPS, Function
from engine.operation import Operation

#: How far x may be from 0.
X_LIMIT = 1e6


@dataclass(frozen=True, slots=True)
class Reading:
    """The secant and the tangent of a function at x: heights, rise, run and slopes.

    `run` is what x + h really is away from x once both are rounded. `secant` is NaN where one of its
    ends is missing or it has no run; `tangent` (by autograd) is NaN where f is not a real number.
    `kink` says that f has no single slope at x. `sentence` states what is seen; `troubled` says that it
    explains why a number is missing.
    """

    x: float
    h: float
    y: float
    y_h: float
    run: float
    secant: float
    tangent: float
    kink: bool
    sentence: str
    troubled: bool

    @property
    def rise(self) -> float:
        """f(x + h) − f(x)."""
        return self.y_h - self.y

    @property
    def error(self) -> float:
        """How far the secant's slope is from the tangent's."""
        return self.secant - self.tangent


def read(function: Function, x: float, h: float) -> Reading:
    """Return the numbers at x for the step h."""
    y_h, y = function.value(x + h), function.value(x)
    real = math.isfinite(y)
    # The textbook's own formula, divided by h and not by the rounded run.
    secant = (y_h - y) / h if real and math.isfinite(y_h) else math.nan
    tangent = function.slope(x) if real else math.nan
    run = (x + h) - x
    trouble = _trouble(function, x, h, y, y_h, tangent)
    kinks = function.kinks(x) if real else []
    sentence = trouble or _sentence(kinks, run, secant, tangent)
    return Reading(x, h, y, y_h, run, secant, tangent, bool(kinks), sentence, bool(trouble))


def _trouble(function: Function, x: float, h: float, y: float, y_h: float, tangent: float) -> str:
    """Return why a number is missing, "" if none is."""
    if not math.isfinite(y):
        return _missing(function, x, "x")
    if not math.isfinite(y_h):
        return _missing(function, x + h, "x + h")
    if not math.isfinite(tangent):
        return f"The tangent at x = {short(x)} is vertical: no finite slope."
    return ""


def _missing(function: Function, x: float, name: str) -> str:
    trouble = function.trouble(x)
    if trouble is None:
        return f"f has no value at {name} = {short(x)}."
    written = trouble.op.write(*(short(number) for number in trouble.inputs)).replace("**", "^")
    if trouble.overflows:
        return f"f overflows at {name} = {short(x)}: {written} is past ±1.8e308."
    return f"f has no value at {name} = {short(x)}: {written} is outside the domain ({trouble.op.domain})."


def _sentence(kinks: list[Operation], run: float, secant: float, tangent: float) -> str:
    if run == 0.0:
        return "x + h rounds to x: the secant has no run left, and the difference is lost."
    if kinks:
        slopes = f"secant {short(secant)}, autograd by convention {short(tangent)}"
        return f"x is on the kink of {kinks[0].symbol}: {slopes}. {kinks[0].kink}"
    if secant == tangent:
        return f"slope of the secant {short(secant)} = slope of the tangent"
    return f"slope of the secant {short(secant)} → tangent {short(tangent)}"


def shrunk(h: float, decades: float) -> float:
    """Return h so many powers of ten smaller, not below the smallest step."""
    return max(STEPS[0], h * math.pow(10.0, -decades))


def nearest_step(h: float) -> float:
    """Return h within its range, to three significant digits."""
    if not math.isfinite(h) or h <= STEPS[0]:
        return STEPS[0] if not h > STEPS[0] else STEPS[1]
    return min(STEPS[1], float(f"{h:.3g}"))


def nearest_x(x: float, pixel: float) -> float:
    """Return x rounded to what a screen can tell: the power of ten below `pixel`, never a long fraction."""
    if not (math.isfinite(x) and pixel > 0.0):
        return x
    digits = min(15, max(0, -math.floor(math.log10(pixel))))
    return max(-X_LIMIT, min(X_LIMIT, float(round(x, digits))))


def short(value: float) -> str:
    """Return a number as a sentence has it: −16, 12.003, 3.2e−07, with a true minus sign."""
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "undefined")
    text = f"{value:.7g}"
    if "e" in text:
        mantissa, exponent = f"{value:.3g}".split("e")
        text = f"{mantissa}e{int(exponent):+03d}".replace("+", "")
    return text.replace("-", "−")


def steady(value: float) -> str:
    """Return a slope in large type: always a sign, always as many digits, so that nothing jumps."""
    if not math.isfinite(value):
        return {math.inf: "+∞", -math.inf: "−∞"}.get(value, "undefined")
    if value == 0.0:
        return "0.000000"
    if 1e-4 <= abs(value) < 1e6:
        return f"{value:+.6f}".replace("-", "−")
    mantissa, exponent = f"{value:+.5e}".split("e")
    return f"{mantissa}e{int(exponent):+03d}".replace("-", "−")


def step_text(h: float) -> str:
    """Return h as it is shown and typed: 0.001, 1e−07."""
    if h >= 1e-4:
        return f"{h:.6f}".rstrip("0").rstrip(".")
    mantissa, exponent = f"{h:.2e}".split("e")
    return f"{float(mantissa):g}e{int(exponent):03d}".replace("-", "−")


def power_text(exponent: float) -> str:
    """Return a power of ten beside a tick: 10⁻⁸, 1; "" between whole powers."""
    whole = round(exponent)
    if abs(exponent - whole) > 1e-9:
        return ""
    if whole in (0, 1):
        return "1" if whole == 0 else "10"
    return "10" + "".join("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".index(digit)] for digit in str(whole))
