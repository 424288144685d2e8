"""What an edit keeps of own points: the way there and back, and little of it where little has changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.document import Document
from playground.network_edits import add_points, erase_points, move_points, set_own_points
from playground.own_data import OwnPoints
from playground.point_patch import PointPatch, TablePatch, without_points
from tests.playground.documents import documents

#: Few different bytes, so that beginnings and ends often agree and overlap.
tables = st.binary(max_size=30).map(lambda raw: bytes(byte % 2 for byte in raw))


@given(tables, tables)
def test_a_patch_leads_there_and_back(before: bytes, after: bytes) -> None:
    patch = TablePatch.of(before, after)
    assert patch.forwards(before) == after
    assert patch.backwards(after) == before
    assert not (patch.before and patch.after) or patch.before[0] != patch.after[0]
    assert not (patch.before and patch.after) or patch.before[-1] != patch.after[-1]


@given(documents(), documents())
def test_documents_come_back_from_their_forms_without_points(before: Document, after: Document) -> None:
    patch = PointPatch.of(before, after)
    assert patch.forwards(before, without_points(after)) == after
    assert patch.backwards(after, without_points(before)) == before
    assert len(without_points(after).data.own_classes) == 0
    assert without_points(after).state is after.state


def test_little_is_kept_of_a_small_change_of_many_points() -> None:
    rows = np.random.default_rng(7).uniform(-6, 6, (10_000, 3))
    full = set_own_points(Document(), OwnPoints.of(rows), "regression")
    for after in (
        add_points(full, [(1.0, 2.0, 3.0)]),
        move_points(full, [5_000], [(1.0, 2.0)]),
        erase_points(full, [17]),
        replace(full, weight_seed="7"),
    ):
        patch = PointPatch.of(full, after).values
        assert len(patch.before) + len(patch.after) <= 48
