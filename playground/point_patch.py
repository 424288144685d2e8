"""What one edit changed of a person's own points: kept for undo, instead of all of them again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from playground.document import Document


@dataclass(frozen=True, slots=True)
class TablePatch:
    """From one text of bytes to another: `start` bytes and what follows the middle are the same."""

    start: int
    before: bytes
    after: bytes

    @staticmethod
    def of(before: bytes, after: bytes) -> TablePatch:
        """Find the stretch in which two texts differ."""
        if before is after:
            return TablePatch(0, b"", b"")
        shorter = min(len(before), len(after))
        start = _alike(before[:shorter], after[:shorter])
        rest = shorter - start
        end = _alike(before[len(before) - rest :][::-1], after[len(after) - rest :][::-1])
        return TablePatch(start, before[start : len(before) - end], after[start : len(after) - end])

    def forwards(self, before: bytes) -> bytes:
        """The text after, from the one before."""
        if self.before == self.after:
            return before
        return before[: self.start] + self.after + before[self.start + len(self.before) :]

    def backwards(self, after: bytes) -> bytes:
        """The text before, from the one after."""
        return TablePatch(self.start, self.after, self.before).forwards(after)


@dataclass(frozen=True, slots=True)
class PointPatch:
    """What an edit changed of both kinds of own points."""

    classes: TablePatch
    values: TablePatch

    @staticmethod
    def of(before: Document, after: Document) -> PointPatch:
        """Find what lies between two documents."""
        one, other = before.data, after.data
        return PointPatch(
            TablePatch.of(one.own_classes.table, other.own_classes.table),
            TablePatch.of(one.own_values.table, other.own_values.table),
        )

    def forwards(self, before: Document, without: Document) -> Document:
        """The document after, from its form `without` points and the document before."""
        data = before.data
        return _filled(
            without,
            self.classes.forwards(data.own_classes.table),
            self.values.forwards(data.own_values.table),
        )

    def backwards(self, after: Document, without: Document) -> Document:
        """The document before, from its form `without` points and the document after."""
        data = after.data
        return _filled(
            without,
            self.classes.backwards(data.own_classes.table),
            self.values.backwards(data.own_values.table),
        )


def without_points(document: Document) -> Document:
    """The document with neither kind's rows; all that is said of them stays."""
    return _filled(document, b"", b"")


def _filled(document: Document, classes: bytes, values: bytes) -> Document:
    data = document.data
    if classes == data.own_classes.table and values == data.own_values.table:
        return document
    own_classes = replace(data.own_classes, table=classes)
    return replace(
        document,
        data=replace(data, own_classes=own_classes, own_values=replace(data.own_values, table=values)),
    )


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes at the beginning of two texts of one length are the same."""
    differ = np.frombuffer(one, np.uint8) != np.frombuffer(other, np.uint8)
    return int(np.argmax(differ)) if differ.any() else len(one)
