"""Throw random texts at the formula parser: `python -m tests.benchmarks.fuzz_expressions [COUNT [SEED]]`.

Each must end in values, or in an `ExpressionError` of one line that points into the text; anything
else is raised. Prints how many did which, and the slowest. Target: under 100 ms each.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass

from engine.expression import ExpressionError, parse
from engine.ops import OPS

NAMES = ["a", "b", "c", "x", "y", "e", "pi", "θ₁", "_", "__class__"]
CALLS = [*OPS, "ln", "eval", "f"]
NUMBERS = ["0", "1", "2", "3.5", ".5", "1e3", "1e308", "1e-320", "9" * 30, "0.1"]
SIGNS = ["+", "-", "*", "/", "**", "^", "−", "·", "²", "³", "×", "÷"]
PARTS = ["(", "-", "a+", "a**", "tanh(", "a.exp().", "9", "a;", "a²", "²", "max(a,", ")", "\n"]
CHARACTERS = "ab01.+-*/^()=;,\n\t #²·−eπ'\"[]{}:\\$?\0\u202e\U0001f600é_"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many texts gave values and how many an error, and the slowest: seconds and text."""

    results: int
    errors: int
    slowest: float
    slowest_text: str


def sensible(choose: random.Random, depth: int) -> str:
    """Return a formula that mostly follows the grammar."""
    kind = choose.randrange(8) if depth else choose.randrange(2)
    if kind == 0:
        return choose.choice(NAMES)
    if kind == 1:
        return choose.choice(NUMBERS)
    inner = sensible(choose, depth - 1)
    if kind == 2:
        return f"({inner})"
    if kind == 3:
        return f"-{inner}"
    if kind == 4:
        arguments = ", ".join(sensible(choose, depth - 1) for _ in range(choose.choice([1, 1, 2, 2, 3])))
        return f"{choose.choice(CALLS)}({arguments})"
    if kind == 5:
        return f"({inner}).{choose.choice(CALLS)}()"
    return f"{inner} {choose.choice(SIGNS)} {sensible(choose, depth - 1)}"


def text(choose: random.Random) -> str:
    """Return a formula, a damaged one, a long or deep one, or noise."""
    kind = choose.randrange(10)
    if kind == 0:
        return "".join(choose.choices(CHARACTERS, k=choose.randrange(60)))
    if kind == 1:
        part = choose.choice(
            ["(", "-", "a+", "a**", "tanh(", "a.exp().", "9", "a;", "a²", "²", "max(a,", ")", "\n"]
        )
        return part * choose.choice([3, 30, 300, 3000, 30000]) + choose.choice(["", "a", ")"])
    lines = [sensible(choose, choose.randrange(7)) for _ in range(choose.choice([1, 1, 1, 2, 5]))]
    named = [f"{choose.choice('pqrse')} = {line}" if choose.random() < 0.5 else line for line in lines]
    whole = choose.choice(["\n", "; ", ";;"]).join(named)
    if kind < 5 and whole:
        place = choose.randrange(len(whole))
        whole = whole[:place] + choose.choice(CHARACTERS) * choose.randrange(3) + whole[place + 1 :]
    return whole


def fuzz(count: int, seed: int) -> Outcome:
    """Parse, evaluate and differentiate `count` random texts."""
    choose = random.Random(seed)
    results = errors = 0
    slowest, slowest_text = 0.0, ""
    for _ in range(count):
        source = text(choose)
        given = {name: choose.uniform(-3, 3) for name in NAMES[:5] if choose.random() < 0.95}
        start = time.perf_counter()
        try:
            parse(source, given).output.backward()
            results += 1
        except ExpressionError as error:
            errors += 1
            check(source, error)
        seconds = time.perf_counter() - start
        if seconds > slowest:
            slowest, slowest_text = seconds, source
    return Outcome(results, errors, slowest, slowest_text)


def check(source: str, error: ExpressionError) -> None:
    """Raise unless the error is one readable line that points into the text."""
    message = str(error)
    lines = source.split("\n")
    inside = 1 <= error.line <= len(lines) and 1 <= error.column <= len(lines[error.line - 1]) + 1
    if not inside or len(message) > 160 or "\n" in message or not message.endswith((".", "?")):
        raise AssertionError(f"unreadable error {message!r} for {source!r}")


def main() -> int:
    """Run as the command line says; return 0 if every text was answered in under 100 ms."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    outcome = fuzz(count, seed)
    print(f"{count:,} texts: {outcome.results:,} results, {outcome.errors:,} readable errors, nothing else")
    print(f"slowest {outcome.slowest * 1e3:.1f} ms (target under 100): {outcome.slowest_text[:60]!r}")
    return int(outcome.slowest >= 0.1)


if __name__ == "__main__":
    sys.exit(main())
