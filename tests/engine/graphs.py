"""Random graphs of every operation, with shared values, both edges of x*x, and numbers that stay tame."""

from __future__ import annotations

import random

from engine.ops import ROWS
from engine.value import Value


def random_graph(seed: int, inputs: int = 4, operations: int = 30) -> tuple[list[Value], Value]:
    """Return (inputs, output) of a graph of any operations, each kept inside its domain."""
    choose = random.Random(seed)
    leaves = [Value(choose.uniform(-2, 2), label=f"x{i}") for i in range(inputs)]
    pool = list(leaves)

    def tame(value: Value) -> Value:
        return value if abs(value.data) < 3 else value.sin() * 2

    for _ in range(operations):
        row = choose.choice(ROWS)
        if row.family and row.name != "constant_pow":
            row = row.family(choose.uniform(0.05, 0.8))
        elif row.family:
            row = row.family(choose.choice([-2.0, -1.0, 0.5, 2.0, 3.0, 1.7]))
        # Values of late date are likelier, so that graphs grow deep; the same one may be picked twice.
        picked = [tame(choose.choice(pool[-8:])) for _ in range(row.arity)]
        if row.name in ("log", "sqrt", "constant_pow", "pow"):
            picked[0] = picked[0] * picked[0] + 0.5
        if row.name == "div":
            picked[1] = picked[1] * picked[1] + 0.5
        if row.name == "tan":
            picked[0] = picked[0].tanh()
        if row.kink_at and abs(row.kink_at(*[value.data for value in picked])) < 1e-3:
            picked[0] = picked[0] + 0.125
        pool.append(Value.apply(row, *picked))
    return leaves, sum(pool[-3:], pool[0] * pool[1])
