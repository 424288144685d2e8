"""From columns of a table to points: which rows, where on the plane, what is said; and back into a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import DATASETS, generate
from engine.errors import PlaygroundError
from playground.checks import check
from playground.data_edits import conformed
from playground.document import DataSettings, Document
from playground.own_data import MAX_POINTS, Column, OwnPoints
from playground.tables import (
    SCALINGS,
    Imported,
    Selection,
    Wanted,
    csv_text,
    points_of,
    read,
    suggestion,
    write,
)

CLASSES = Selection(0, 1, 2, "classification", "as is")


def taken(text: str, selection: Selection | None = None) -> Imported:
    table = read(text.encode())
    return points_of(table, selection or suggestion(table))


def told(text: str, selection: Selection | None = None) -> str:
    with pytest.raises(PlaygroundError) as caught:
        taken(text, selection)
    assert str(caught.value).endswith((".", "?"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("x1,x2,class,set", "{k},{k}.5,{c},train", (0, 1, 2, "classification")),
        ("label,a,b", "{c},{k}.5,{k}", (1, 2, 0, "classification")),
        ("a,b,c", "{k}.5,{k}.25,{k}.125", (0, 1, 2, "regression")),
        ("x,y", "{k}.5,{k}.25", (0, None, 1, "regression")),
        (",height,weight,species", "{k},{k}.5,{k}.25,{c}", (1, 2, 3, "classification")),
        ("name,age,income", "n{k},{k}.5,{k}00", (1, None, 2, "regression")),
        ("a,b,c", "{k}.5,{k}.25,{m}", (0, 1, 2, "classification")),
    ],
)
def test_columns_are_suggested_sensibly(header: str, row: str, expected: tuple[object, ...]) -> None:
    lines = [row.format(k=k, c="ab"[k % 2], m=k % 3) for k in range(12)]
    chosen = suggestion(read("\n".join([header, *lines]).encode()))
    assert (chosen.x1, chosen.x2, chosen.target, chosen.problem) == expected
    assert chosen.scaling == "fit"


def test_coordinates_that_lie_on_the_plane_stay_as_they_are() -> None:
    text = csv_text(DataSettings(dataset="spiral"))
    assert suggestion(read(text.encode())).scaling == "as is"


def test_classes_are_counted_in_their_natural_order() -> None:
    text = "x,y,c\n" + "".join(f"{k},{k},class {k}\n" for k in (10, 9, 1, 2))
    found = taken(text, CLASSES)
    assert found.points.class_names == ("class 1", "class 2", "class 9", "class 10")
    assert found.points.rows.tolist() == [[10, 10, 3], [9, 9, 2], [1, 1, 0], [2, 2, 1]]
    assert found.classes == 4
    endless = "class " + "1" * 5000  # more digits than Python makes a number of
    assert taken(f"x,y,c\n1,1,{endless}\n2,2,class 9\n", CLASSES).points.class_names[0] == "class 9"
    assert taken("x,y,c\n1,1,10\n2,2,9\n3,3,-1\n", CLASSES).points.class_names == ("-1", "9", "10")


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    found = taken("age,y,c\n1,2,a\n,3,b\n?,3,b\n4,old,a\n5,6,b\n7,8,NA\n", CLASSES)
    assert found.points.rows.tolist() == [[1, 2, 0], [5, 6, 1]]
    assert (
        found.notes
        == (
            "2 rows without a number in “age”: left out.",
            "1 row whose “y” is no number, “old” in line 5: left out.",
            "1 row without a class in “c”: left out.",
            "2 of 6 rows can be used.",
            "1 point lies outside the plane that is drawn, −6 to 6.",
        )[: len(found.notes)]
    )
    assert len(found.notes) >= 4


def test_a_class_without_a_usable_row_is_no_class() -> None:
    found = taken("x,y,c\n1,2,a\n,3,b\n4,5,c\n", CLASSES)
    assert (found.classes, found.points.class_names) == (2, ("a", "c"))
    assert found.points.rows[:, 2].tolist() == [0, 1]
    assert "No row that can be used is in “b”." in found.notes


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_the_columns_remember_their_own_units(scaling: str, problem: str) -> None:
    text = "x,y,t\n100,0.001,5\n300,0.004,25\n150,0.002,5\n"
    found = taken(text, Selection(0, 1, 2, problem, scaling)).points
    rows, columns = found.rows, found.columns
    own = [[100, 0.001, 5], [300, 0.004, 25], [150, 0.002, 5]]
    for place in range(2 if problem == "classification" else 3):
        back = columns[place].offset + columns[place].scale * rows[:, place]
        np.testing.assert_allclose(back, [row[place] for row in own], rtol=1e-13)
    assert [column.name for column in columns] == ["x", "y", "t"]
    if scaling == "fit":
        assert (rows[:, :2].min(axis=0).tolist(), rows[:, :2].max(axis=0).tolist()) == ([-5, -5], [5, 5])
    if scaling == "standardise":
        np.testing.assert_allclose(rows[:, :2].mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(rows[:, :2].std(axis=0), 1)
    if scaling == "as is":
        assert rows[:, 0].tolist() == [100, 300, 150]
    if problem == "regression" and scaling == "fit":
        assert rows[:, 2].tolist() == [-1, 1, -1]


def test_without_x2_the_points_lie_on_a_line() -> None:
    found = taken("x,y\n1,2.5\n2,3.5\n4,9.5\n", Selection(0, None, 1, "regression"))
    assert found.points.rows[:, 1].tolist() == [0, 0, 0]
    assert found.points.columns[1] == Column("")


def test_a_column_that_is_the_same_everywhere_lies_in_the_middle() -> None:
    found = taken("x,y,c\n1,7,a\n2,7,b\n", replace(CLASSES, scaling="fit"))
    assert found.points.rows[:, 1].tolist() == [0, 0]
    assert found.points.columns[1] == Column("y", 7.0)
    assert found.notes == ("“y” is 7 in every row.",)


@pytest.mark.parametrize(
    ("text", "selection", "parts"),
    [
        ("x,y,c\n1,2,a\n3,4,a\n", CLASSES, "“c” is “a” in every row"),
        ("x,y,c\n1,2,a\n,4,b\n", CLASSES, "that can be used"),
        ("x,y,c\nNA,?,a\n-,nan,b\n", CLASSES, "“x” has no value in any row"),
        ("x,y,c\nNA,1,a\n1,nan,b\n", CLASSES, "No row has values in all of “x” and “y” and “c”"),
        ("x,y,c\n1,1,\n1,2,\n", CLASSES, "“c” has no class in any row"),
        ("x,y,c\nu,1,a\nv,2,b\n", CLASSES, "“x” is text, such as “u” in line 2"),
        ("x,y,c\n1,1,a\n2,2,b\n", replace(CLASSES, problem="regression"), "can only be a class"),
        ("x,y,c\n1,1,a\n2,2,b\n", replace(CLASSES, x2=0), "“x” is chosen twice"),
        ("x,y,c\n1,1,a\n2e6,2,b\n", CLASSES, "goes up to 2e+06"),
        ("x,y,c\n1e308,1,a\n-1e308,2,b\n", replace(CLASSES, scaling="fit"), "1e+308"),
        ("a,b\nu,v\nw,z\n", None, "no column of numbers"),
    ],
)
def test_what_gives_no_points_is_said_with_the_column(
    text: str, selection: Selection | None, parts: str
) -> None:
    assert parts in told(text, selection)


def test_more_classes_than_can_be_told_apart_are_explained() -> None:
    numbers = "x,y,c\n" + "".join(f"{k},1,{k}\n" for k in range(7))
    assert "7 different values" in told(numbers, CLASSES)
    assert "regression" in told(numbers, CLASSES)
    words = "x,y,c\n" + "".join(f"{k},1,w{k}\n" for k in range(5000))
    assert "more than 1,000 different values" in told(words, CLASSES)
    assert "regression" not in told(words, CLASSES)
    assert suggestion(read(numbers.encode())).problem == "regression"


def test_of_too_many_rows_so_many_are_drawn_evenly_and_always_the_same() -> None:
    count = 3 * MAX_POINTS + 7
    text = "x,y,c\n" + "".join(f"{k},{k % 7},{k % 2}\n" for k in range(count))
    table = read(text.encode())
    found = points_of(table, replace(CLASSES, scaling="as is"))
    assert found.notes[0].startswith(f"100,000 of the {count:,} rows are drawn")
    drawn = found.points.rows[:, 0]
    assert len(np.unique(drawn)) == MAX_POINTS
    assert np.abs(drawn - np.arange(MAX_POINTS) * (count / MAX_POINTS)).max() <= count / MAX_POINTS + 1
    # Every residue is drawn as often as it is there: no stride beats against the table's own period.
    np.testing.assert_allclose(np.bincount((drawn % 6).astype(int)) / MAX_POINTS, 1 / 6, rtol=0.03)
    assert points_of(table, replace(CLASSES, scaling="as is")).points == found.points


# Export


def settings_of(points: OwnPoints, classes: int) -> DataSettings:
    if classes:
        return DataSettings(dataset="own", own_classes=points, classes=max(2, classes))
    return DataSettings(dataset="own_values", own_values=points)


plane = st.floats(-6, 6)


@given(st.lists(st.tuples(plane, plane, st.floats(-1, 1)), min_size=1, max_size=30), st.integers(0, 6))
def test_painted_points_come_back_bit_for_bit(rows: list[tuple[float, float, float]], classes: int) -> None:
    if classes:
        classes = max(2, classes)
        rows = [(x1, x2, float(k % classes)) for k, (x1, x2, _) in enumerate(rows)]
    points = OwnPoints.of(rows)
    text = csv_text(settings_of(points, classes))
    table = read(text.encode())
    assert [column.name for column in table.columns] == ["x1", "x2", "class" if classes else "value", "set"]
    assert table.columns[0].numbers.tolist() == [x1 for x1, _, _ in rows]
    assert table.columns[1].numbers.tolist() == [x2 for _, x2, _ in rows]
    targets = table.columns[2].numbers
    expected = np.array([target for _, _, target in rows])
    assert targets.tolist() == (2 * expected - 1 if classes == 2 else expected).tolist()


decimals = st.decimals(-10_000, 10_000, places=4).map(float)


@given(
    st.lists(st.tuples(decimals, decimals, decimals), min_size=2, max_size=20),
    st.sampled_from(SCALINGS),
    st.sampled_from(["classification", "regression"]),
)
def test_imported_tables_are_exported_in_their_own_numbers(
    rows: list[tuple[float, float, float]], scaling: str, problem: str
) -> None:
    names = ("=no formula", "-1 or so")
    if problem == "classification":
        table_rows = [(x1, x2, names[k % 2]) for k, (x1, x2, _) in enumerate(rows)]
    else:
        table_rows = rows  # type: ignore[assignment]
    text = io.StringIO()
    csv.writer(text).writerows([("@a", "weight, kg", "c"), *table_rows])
    found = points_of(
        read(text.getvalue().encode(), wanted=Wanted(header=True)), Selection(0, 1, 2, problem, scaling)
    )
    exported = csv_text(settings_of(found.points, found.classes))
    table = read(exported.encode(), wanted=Wanted(header=True))
    assert [column.name for column in table.columns] == ["@a", "weight, kg", "c", "set"]
    assert table.columns[0].numbers.tolist() == [x1 for x1, _, _ in rows]
    assert table.columns[1].numbers.tolist() == [x2 for _, x2, _ in rows]
    if problem == "regression":
        assert table.columns[2].numbers.tolist() == [target for _, _, target in rows]
    again = points_of(table, Selection(0, 1, 2, problem, scaling))
    assert again.points.class_names == found.points.class_names
    np.testing.assert_allclose(again.points.rows, found.points.rows, atol=1e-9)


@pytest.mark.parametrize("name", ["=1+1", "+a", "-b", "@c", "\tx", "=cmd|' /C calc'!A0"])
def test_no_text_is_exported_as_a_formula(name: str) -> None:
    points = OwnPoints.of([(-1, -2, 0), (1, 2, 1)], (Column(name), Column(""), Column("c")), (name, "plain"))
    for row in csv.reader(io.StringIO(csv_text(settings_of(points, 2)))):
        for cell in row:
            try:
                float(cell)
            except ValueError:
                assert not cell.startswith(("=", "+", "-", "@", "\t")), cell


def test_numbers_are_never_quoted_against_formulas() -> None:
    points = OwnPoints.of([(-1, -2, 0), (1, 2, 1)], (), ("-1", "1"))
    lines = csv_text(settings_of(points, 2)).splitlines()
    assert lines[1].startswith("-1.0,-2.0,-1,")


def test_points_on_a_line_are_exported_without_x2() -> None:
    found = taken("t,y\n1,2.5\n2,3.5\n4,9.5\n", Selection(0, None, 1, "regression"))
    assert csv_text(settings_of(found.points, 0)).splitlines()[0] == "t,y,set"


@pytest.mark.parametrize("dataset", DATASETS)
def test_drawn_points_are_exported_as_they_are_shown(tmp_path: Path, dataset: str) -> None:
    settings = DataSettings(dataset=dataset, noise=10, classes=3)
    data = generate(dataset, 10, settings.train_share, settings.seed, 3)
    write(tmp_path / "points.csv", Document(data=settings))
    table = read(tmp_path / "points.csv")
    assert table.columns[0].numbers.tolist() == data.points[:, 0].tolist()
    assert table.columns[2].numbers.tolist() == data.targets.tolist()
    words, codes = table.columns[3].words, table.columns[3].codes
    assert words is not None
    assert codes is not None
    assert [words[code] for code in codes].count("train") == data.n_train
    found = points_of(table, suggestion(table))
    check(conformed(Document(data=settings_of(found.points, found.classes))))
    assert found.points.rows[:, :2].tolist() == data.points.tolist()


def test_no_points_are_a_header_alone() -> None:
    assert csv_text(settings_of(OwnPoints(), 2)) == "x1,x2,class,set\n"


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "points.csv"
    with pytest.raises(PlaygroundError, match=r"points\.csv was not saved"):
        write(path, Document())
