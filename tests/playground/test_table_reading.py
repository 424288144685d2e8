"""Tables read from text: dialects recognised; what is wrong is said in one sentence with its place."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from playground.tables import MAX_SIZE, SEPARATORS, Cancelled, Dialect, Wanted, read
from playground.tables.cells import guarded, is_number, number_in, unguarded
from tests.playground import fuzz_tables


def told(raw: bytes, wanted: Wanted | None = None) -> str:
    with pytest.raises(PlaygroundError) as caught:
        read(raw, wanted=wanted or Wanted())
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "dialect", "numbers"),
    [
        (b"a,b\n1,2\n3,4\n", Dialect("utf-8-sig", ",", ".", True, 2), [[1, 3], [2, 4]]),
        (b"1,2\n3,4", Dialect("utf-8-sig", ",", ".", False, 2), [[1, 3], [2, 4]]),
        (b"a;b\r\n1,5;-2,5e1\r\n", Dialect("utf-8-sig", ";", ",", True, 2), [[1.5], [-25]]),
        (b"a\tb\r1,5\t2\r", Dialect("utf-8-sig", "\t", ",", True, 2), [[1.5], [2]]),
        (b"1|2.5\n3|4.5\n", Dialect("utf-8-sig", "|", ".", False, 2), [[1, 3], [2.5, 4.5]]),
        (b"# x  y\n  1   2\n 3 4 \n", Dialect("utf-8-sig", " ", ".", True, 2), None),
        (b"  1   2\n\n 3 4 \n", Dialect("utf-8-sig", " ", ".", False, 2), [[1, 3], [2, 4]]),
        (b"1, 2\n3, 4\n", Dialect("utf-8-sig", ",", ".", False, 2), [[1, 3], [2, 4]]),
        (b"a,b\n1,2,\n3,4,\n", Dialect("utf-8-sig", ",", ".", True, 2), [[1, 3], [2, 4]]),
        (b"\xef\xbb\xbfa,b\n1,2\n", Dialect("utf-8-sig", ",", ".", True, 2), [[1], [2]]),
        ("a\tb\n1\t2\n".encode("utf-16"), Dialect("utf-16", "\t", ".", True, 2), [[1], [2]]),
        (b"Report\na,b\n1,2\n3,4\n", Dialect("utf-8-sig", ",", ".", True, 2), [[1, 3], [2, 4]]),
    ],
)
def test_dialects_are_recognised(raw: bytes, dialect: Dialect, numbers: list[list[float]] | None) -> None:
    if numbers is None:  # the sign of a comment is a cell of its own here: three names over two numbers
        raw, numbers = raw.replace(b"# x", b"#x"), [[1, 3], [2, 4]]
    table = read(raw)
    assert table.dialect == dialect
    assert [column.numbers.tolist() for column in table.columns] == numbers


@pytest.mark.parametrize(
    ("raw", "wanted", "numbers"),
    [
        (b"1,2\n3,4\n", Wanted(header=True), [[3], [4]]),
        (b"a,b\n1,2\n", Wanted(header=False), [[math.nan, 1], [math.nan, 2]]),
        (b"1,5 2,5\n1,5 2,5\n", Wanted(separator=","), [[1, 1], [math.nan] * 2, [5, 5]]),
        (b'"1,5","2,5"\n', Wanted(decimal=","), [[1.5], [2.5]]),
    ],
)
def test_what_a_person_says_goes(raw: bytes, wanted: Wanted, numbers: list[list[float]]) -> None:
    np.testing.assert_equal([column.numbers.tolist() for column in read(raw, wanted=wanted).columns], numbers)


def test_western_text_is_read_and_said() -> None:
    table = read("größe,gewicht\n1,2\n".encode("cp1252"))
    assert [column.name for column in table.columns] == ["größe", "gewicht"]
    assert "not UTF-8" in table.notes[0]
    assert read("größe,gewicht\n1,2\n".encode("cp1252"), wanted=Wanted(encoding="cp1252")).notes == ()
    again = read("розмір,вага\n1,2\n".encode("cp1251"), wanted=Wanted(encoding="cp1251"))
    assert again.columns[0].name == "розмір"
    assert again.notes == ()


def test_quoted_cells_may_hold_separators_marks_and_ends_of_lines() -> None:
    table = read(b'name,x\n"Smith, A",1\n"5"" pipe",2\n"two\nlines",3\nlast,4\n')
    assert table.columns[0].words == ("Smith, A", '5" pipe', "two\nlines", "last")
    assert table.written[2] == ("two lines", "3")


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        (b"", "is empty"),
        (b"\n \n\t\n", "is empty"),
        (b"a,b\n", "no rows under it"),
        (b"a\n1\n2\n", "only one column"),
        (b"\x00\x01\x02,1", "byte 1"),
        (b"ab,c\n1,\x07\n", "byte 8"),
        (b"PK\x03\x04" + bytes(60), "Excel"),
        (b"\xff\xfeab\x00", "UTF-16"),
        ("a,b\n1,\0\n".encode("utf-16"), "line 2"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "line 3: a quotation mark is never closed"),
        (b'a,b\n"1"2,3\n', "line 2: after a closing quotation mark"),
        (b'a,b\n1,2\n"' + b"x" * 200_000 + b'",3\n', "line 3"),
        (b"a,b\n" + b"1" * 1_100_000, "1,000,000 characters"),
        (b",".join([b"1"] * 1_001), "1,001 columns"),
        (b"1,2\n" * 250 + b"1\n1,2,3\n" * 300, "line 251: 1 cell here"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(raw: bytes, parts: str) -> None:
    said = told(raw)
    assert parts in said
    assert said.startswith("The table")
    assert said.endswith((".", "?"))


def test_an_encoding_that_is_wrong_is_said_with_its_place() -> None:
    late = b"a,b\n" + b"1,2\n" * 200_000 + b"\xe9,2\n"
    said = told(late, Wanted(encoding="utf-8-sig"))
    assert f"byte {len(late) - 3:,}" in said
    assert "UTF-8" in said


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)  # a hole: no disk is used
    with pytest.raises(PlaygroundError, match=r"large\.csv has 2,048 MB, .* 512 MB"):
        read(path, progress=lambda share: pytest.fail("it was read"))
    assert MAX_SIZE == 512 * 2**20


@pytest.mark.parametrize("name", ["missing.csv", "folder", "a\0b.csv"])
def test_what_cannot_be_opened_is_said_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(PlaygroundError) as caught:
        read(tmp_path / name)
    assert name in str(caught.value)


def test_ragged_lines_are_left_out_and_counted() -> None:
    table = read(b"a,b,c\n1,2,3\n4,5\n\n6,7,8\n9\n1,1,1,1\n2,2,2\n")
    assert table.columns[0].numbers.tolist() == [1, 6, 2]
    assert table.notes == ("3 lines without exactly 3 cells are left out (the first is line 3, with 2).",)


def test_missing_and_odd_cells_are_told_apart_from_numbers() -> None:
    rows = ["x,y"]
    rows += [f"{k},{k}" for k in range(5000)]
    rows += [f"{cell},1" for cell in ("", "NA", "nan", "?", "-", "null", "1_000", "abc", "inf", "1e400")]
    column = read("\n".join(rows).encode()).columns[0]
    assert column.numeric
    assert (column.missing, column.odd, column.odd_text, column.odd_line) == (6, 4, "1_000", 5008)
    assert np.count_nonzero(np.isfinite(column.numbers)) == 5000


def test_words_that_mean_the_same_number_are_one_and_names_keep_theirs() -> None:
    table = read(b"n,s\n1,01\n1.0,1\n 1,a\n")
    assert [column.words for column in table.columns] == [("1",), ("01", "1", "a")]


def test_a_million_different_words_are_not_kept() -> None:
    raw = "\n".join(f"{k},w{k}" for k in range(20_000)).encode()
    column = read(raw).columns[1]
    assert column.words is None
    assert not column.numeric
    assert column.odd == 20_000


def test_names_are_cleaned_and_made_different() -> None:
    table = read('x,x,,"a\tb\n\u200b",\'=2+2\n1,2,3,4,5\n'.encode())
    assert [column.name for column in table.columns] == ["x", "x (2)", "Column 3", "a b", "=2+2"]


cells = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1, max_size=8
).filter(lambda text: text.strip() == text and text != "")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-1e12, 1e12), st.floats(-1, 1), cells), min_size=3, max_size=12),
    st.sampled_from([s for s in SEPARATORS if s != " "]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_python_writes_is_read_back(
    rows: list[tuple[float, float, str]], separator: str, encoding: str, end: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    wanted = Wanted(separator=separator, header=True, decimal=".")
    table = read(text.getvalue().encode(encoding), wanted=wanted)
    assert table.columns[0].numbers.tolist() == [a for a, _, _ in rows]
    assert table.columns[1].numbers.tolist() == [b for _, b, _ in rows]


@given(st.text())
def test_the_guard_against_formulas_comes_off_again(text: str) -> None:
    safe = guarded(text)
    assert is_number(safe, ".") or not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(safe) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_with_a_comma_are_those_with_a_point(number: float) -> None:
    assert number_in(repr(number), ".") == number
    assert number_in(repr(number).replace(".", ","), ",") == number


@pytest.mark.parametrize("cell", ["1.234,5", "1.234", "1 234", "1_0", "inf", "1e400", "=1", "1,2,3"])
def test_thousands_and_the_like_are_not_guessed(cell: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (Python's own for text that is no number)
        number_in(cell, ",")


def test_progress_only_grows_and_ends_at_one(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n" + "1.25,2.5\n" * 200_000)
    shares: list[float] = []
    read(path, progress=shares.append)
    assert shares == sorted(shares)
    assert len(set(shares)) > 10
    assert shares[-1] == 1.0


def test_cancelling_is_heard_between_any_two_chunks(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n" + "1.25,2.5\n" * 200_000)
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    read(path, cancelled=count)
    for last in (0, 1, asked // 2, asked - 1):
        seen = 0

        def enough(last: int = last) -> bool:
            nonlocal seen
            seen += 1
            return seen > last

        with pytest.raises(Cancelled):
            read(path, cancelled=enough)
        assert seen == last + 1


def test_hostile_tables_give_points_or_a_sentence() -> None:
    fuzz_tables.main(3_000, seed=1)
