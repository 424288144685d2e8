"""Gradients add up: what a backward pass finds if not everything was set to 0 before it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def start_of_pass(left: Mapping[str, float], zeroing: str, parameters: Iterable[str]) -> dict[str, float]:
    """Return the gradients that the next backward pass finds, by key; what is 0 is left out.

    `left` is what the last pass left; `zeroing` is one of `sheets.ZEROINGS`.
    """
    if zeroing == "all":
        return {}
    zeroed = set(parameters) if zeroing == "parameters" else set()
    return {key: number for key, number in left.items() if key not in zeroed and number != 0}
