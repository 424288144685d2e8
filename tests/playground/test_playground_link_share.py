"""Share texts: a whole document in one line, there and back, within limits."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from engine.errors import PlaygroundError
from playground.document import Document
from playground.file_format import MAX_SIZE
from playground.links import is_shared, read_shared, share_text
from playground.links.share import MAX_TEXT, PREFIX, read_share_text
from playground.network_edits import add_points, reset, set_own_points
from playground.own_data import OwnPoints
from tests.playground.documents import documents


@given(documents())
def test_a_document_comes_back_bit_for_bit(document: Document) -> None:
    text = share_text(document)
    assert text.isascii()
    assert text.startswith(PREFIX)
    assert not set(text[len(PREFIX) :]) & set("+/=&#? \n")
    assert repr(read_share_text(text)) == repr(document)


@given(documents())
def test_without_weights_all_the_rest_comes_back(document: Document) -> None:
    assert read_share_text(share_text(document, with_weights=False)) == replace(document, state=None)


def test_it_is_short() -> None:
    assert len(share_text(Document())) < 100
    assert len(share_text(reset(Document()))) < 600


def test_so_many_own_points_go_into_a_file_instead() -> None:
    full = set_own_points(
        Document(), OwnPoints.of(np.random.default_rng(1).uniform(-6, 6, (20_000, 3))), "regression"
    )
    text = share_text(full)
    assert len(text) < 700_000
    assert read_share_text(text) == full
    with pytest.raises(PlaygroundError) as error:
        share_text(add_points(full, [[0.0, 0.0, 0.0]]))
    assert str(error.value) == (
        "A share text has room for 20,000 own points, but there are 20,001: save a file and pass that on."
    )


def test_line_breaks_and_blanks_are_let_pass() -> None:
    text = share_text(reset(Document()))
    wrapped = "\n > ".join(text[start : start + 60] for start in range(0, len(text), 60)).replace(">", "")
    assert is_shared(f"  {wrapped}\n")
    assert read_shared(f"  {wrapped}\n").document == reset(Document())


def packed(raw: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PREFIX, "cut off"),
        (f"{PREFIX}eNq", "cut off"),
        (f"{PREFIX}####", "damaged"),
        (share_text(Document())[:-8], "cut off"),
        (packed(b"[]"), "not a Gradient Playground document"),
        (packed(b"\xff"), "damaged"),
        (packed(b'{"format": "gradient-playground", "version": 99}'), "newer"),
        (packed(b"0" * (MAX_SIZE + 1)), "unpacks to more than 20 MB"),
        (packed(b"[" * MAX_SIZE), "deep"),
        (PREFIX + "A" * MAX_TEXT, "characters"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        read_share_text(text)
    assert said in str(error.value)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_every_cut_is_refused() -> None:
    text = share_text(reset(Document()))
    for end in range(len(text)):
        with pytest.raises(PlaygroundError, match=r"\.$"):
            read_share_text(text[:end])
