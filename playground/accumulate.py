"""Gradients add up: what a backward pass finds if not everything was set to 0 before it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


def start_of_pass(left: Mapping[str, float], zeroing: str, parameters: Iterable[str]) -> dict[str, float]:
    """Return the gradients that the next backward pass finds, by key; what is 0 is left out.

    `left` is what the last pass left; `zeroing` is one of `sheets.ZEROINGS`.
    """
    if zeroing == "all":
        return {}
    zeroed = set(parameters) if zeroing == "parameters" else set()
    return {key: number for key, number in left.items() if key not in zeroed and number != 0}


@dataclass(frozen=True, slots=True)
class Addition:
    """What the latest pass did to one gradient: `before` + `added` = `now`."""

    key: str
    before: float
    added: float
    now: float


def additions(left: Mapping[str, float], carried: Mapping[str, float], keys: Iterable[str]) -> list[Addition]:
    """Return what a pass that left `left` added to what it found, for these nodes."""
    return [
        Addition(key, carried.get(key, 0.0), left[key] - carried.get(key, 0.0), left[key])
        for key in keys
        if key in left
    ]


def why(zeroing: str, passes: int) -> str:
    """Return in a sentence or two what the setting does to a second backward pass."""
    if passes > 1 and zeroing == "nothing":
        return (
            "backward() only ever adds: it cannot tell a second pass from a second use. "
            "For a fresh gradient, set it to 0 first."
        )
    if passes > 1 and zeroing == "parameters":
        return (
            "The variables began at 0, but the nodes between still held their old gradients and handed them "
            "on again. Training code builds new nodes for each pass; there it is enough."
        )
    return {
        "all": "Every pass begins with gradients of 0, so each gives the same.",
        "parameters": "Only the variables are set to 0: run backward twice and look at the nodes between.",
        "nothing": "Nothing is set to 0: run backward twice, and the second pass adds to the first.",
    }[zeroing]
