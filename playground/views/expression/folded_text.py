"""The text with the parts that are computed replaced by their values. No Qt."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from playground.formula import Formula
from playground.symbols import number_text
from playground.walk import Walk


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: as it was typed, or, `folded`, the value that it came to."""

    text: str
    folded: bool


def folded_lines(
    walk: Walk, formula: Formula, wanted: Container[int] | None = None
) -> dict[int, list[Piece]]:
    """Return the lines in which something is computed by now, each as its pieces; only those wanted.

    Only while the forward pass is under way: before and after it the text stands as it was typed.
    """
    if not 0 < walk.index < walk.loss_index:
        return {}
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for node in formula.nodes:
        if not node.value.op or not node.span or (wanted is not None and node.span[0] not in wanted):
            continue
        if walk.value_shown(node.key):
            line, start, end = node.span
            spans.setdefault(line, []).append((start, end, number_text(node.value.data)))
    lines = formula.text.split("\n")
    return {line: _pieces(lines[line], found) for line, found in spans.items()}


def line_values(walk: Walk, formula: Formula, wanted: Container[int] | None = None) -> dict[int, str]:
    """Return for each line (only those wanted) the value that it came to, if it is known by now."""
    values = {}
    for key in formula.outputs:
        node = formula.by_key[key]
        asked = node.span is not None and (wanted is None or node.span[0] in wanted)
        if asked and node.span and node.value.op and walk.value_shown(key):
            values[node.span[0]] = number_text(node.value.data)
    return values


def _pieces(line: str, spans: list[tuple[int, int, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end, value in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue  # inside a part that is folded already
        if start > at:
            pieces.append(Piece(line[at:start], False))
        pieces.append(Piece(value, True))
        at = end
    if at < len(line):
        pieces.append(Piece(line[at:], False))
    return pieces
