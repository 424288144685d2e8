"""Own points: painted, moved, relabelled and erased like rows of a list, with the run going on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import DATASETS
from engine.errors import PlaygroundError
from playground.document import DataSettings, Document
from playground.experiment import Experiment
from playground.network_edits import (
    add_points,
    adopt_points,
    clear_points,
    erase_points,
    initial_state,
    label_by_curve,
    move_points,
    relabel_points,
    reset,
    set_classes,
    set_dataset,
    set_own_points,
)
from playground.own_data import MAX_POINTS, Column, OwnPoints
from playground.samples import data_of, own_points
from tests.playground.documents import trained

Row = tuple[float, float, float]
inside = st.floats(-6.0, 6.0)
rows = st.lists(st.tuples(inside, inside, st.integers(0, 2).map(float)), max_size=12)


def painted(points: list[Row], classes: int = 3) -> Document:
    """A document that learns these points, at epoch 1 of its run."""
    document = add_points(
        set_classes(set_dataset(Document(), "own"), classes), np.array(points).reshape(-1, 3)
    )
    return replace(document, state=trained(document.state, 0.25))


def listed(document: Document) -> list[Row]:
    return [tuple(row) for row in own_points(document.data).rows.tolist()]


@given(rows, rows, st.data())
def test_edits_are_those_of_a_list_and_keep_the_run(
    points: list[Row], more: list[Row], data: st.DataObject
) -> None:
    document, model = painted(points), list(points)
    after = add_points(document, np.array(more).reshape(-1, 3))
    model += more
    assert listed(after) == model
    numbers = sorted(data.draw(st.sets(st.sampled_from(range(len(model))))) if model else [])
    x, y = data.draw(inside), data.draw(inside)
    after = move_points(after, numbers, [(x, y)] * len(numbers))
    model = [(x, y, row[2]) if place in numbers else row for place, row in enumerate(model)]
    assert listed(after) == model
    after = relabel_points(after, numbers, 1)
    model = [(*row[:2], 1.0) if place in numbers else row for place, row in enumerate(model)]
    assert listed(after) == model
    after = erase_points(after, numbers)
    model = [row for place, row in enumerate(model) if place not in numbers]
    assert listed(after) == model
    assert after.state is document.state
    assert listed(clear_points(after)) == []
    assert replace(after, data=document.data) == document


@given(rows.filter(bool), st.data())
def test_a_shown_row_leads_back_to_the_point_it_shows(points: list[Row], data: st.DataObject) -> None:
    document = painted(points)
    shown = data_of(document.data)
    row = data.draw(st.sampled_from(range(len(points))))
    gone = erase_points(document, [int(shown.origin[row])])
    left = sorted(map(tuple, np.c_[data_of(gone.data).points, data_of(gone.data).targets].tolist()))
    rest = np.delete(np.c_[shown.points, shown.targets], row, axis=0)
    assert left == sorted(map(tuple, rest.tolist()))


def test_points_beyond_the_plane_come_to_its_edge() -> None:
    document = painted([(7.0, -9.0, 1.0)])
    assert listed(document) == [(6.0, -6.0, 1.0)]
    assert listed(move_points(document, [0], [(-50.0, 2.0)])) == [(-6.0, 2.0, 1.0)]


@given(rows.filter(bool), st.lists(st.tuples(inside, inside), min_size=2, max_size=6))
def test_a_curve_labels_by_the_side_of_its_nearest_stretch(
    points: list[Row], curve: list[tuple[float, float]]
) -> None:
    curve = sorted({x: (x, y) for x, y in curve}.values())
    if len(curve) < 2:
        return
    labelled = listed(label_by_curve(painted(points), curve, 0, 2))
    for (x, y, _), (_, _, label) in zip(points, labelled, strict=True):
        left = max((knot for knot in curve if knot[0] <= x), default=curve[0])
        right = min((knot for knot in curve if knot[0] >= x), default=curve[-1])
        # On a stretch from left to right the height lies between them.
        if y < min(left[1], right[1]) - 1e-9:
            assert label == 0
        elif y > max(left[1], right[1]) + 1e-9:
            assert label == 2


def test_a_straight_line_labels_above_and_below() -> None:
    document = painted([(1.0, 1.5, 2.0), (1.0, 0.5, 2.0), (2.0, 2.0, 0.0), (-6.0, -1.0, 2.0)])
    assert [row[2] for row in listed(label_by_curve(document, [(0.0, 0.0), (3.0, 3.0)], 0, 1))] == [
        1,
        0,
        1,
        0,
    ]


def test_values_are_points_of_regression() -> None:
    document = add_points(set_dataset(Document(), "own_values"), [(1.0, 2.0, -0.75)])
    assert data_of(document.data).targets.tolist() == [-0.75]
    assert data_of(document.data).problem == "regression"
    assert document.network.outputs == 1
    labelled = label_by_curve(document, [(-1.0, 0.0), (1.0, 0.0)], -1.0, 0.5)
    assert data_of(labelled.data).targets.tolist() == [0.5]


@pytest.mark.parametrize("key", DATASETS)
def test_adopted_points_are_the_same_points_and_can_be_moved(key: str) -> None:
    document = replace(Document(), data=DataSettings(key, noise=10))
    if DATASETS[key].several:
        document = set_classes(reset(document), 4)
    own = adopt_points(document)
    before, after = data_of(document.data), data_of(own.data)
    assert np.array_equal(after.points, before.points[after.origin])
    assert np.array_equal(after.targets, before.targets[after.origin])
    assert (own.data.dataset == "own") == (before.problem == "classification")
    assert adopt_points(own) is own
    moved = move_points(own, [0], [(1.0, 1.0)])
    assert moved.state is own.state
    assert own.data.other_dataset == document.data.other_dataset


def test_more_classes_start_over_with_an_output_for_each() -> None:
    document = painted([(1.0, 1.0, 0.0)], classes=2)
    assert document.network.outputs == 1
    wider = set_own_points(document, OwnPoints.of([[0.0, 0.0, 3.0]]))
    assert (wider.data.classes, wider.network.outputs, wider.training.loss) == (4, 4, "cross-entropy")
    assert wider.state == initial_state(wider)
    with pytest.raises(PlaygroundError, match=r"^These data may have 4 to 6 classes, not 3\.$"):
        set_classes(wider, 3)


def test_own_points_are_kept_while_something_else_is_learned() -> None:
    document = painted([(1.0, 1.0, 2.0)])
    elsewhere = set_dataset(set_classes(set_dataset(document, "blobs"), 2), "circle")
    back = set_dataset(elsewhere, "own")
    assert listed(back) == [(1.0, 1.0, 2.0)]
    assert (back.data.classes, back.network.outputs) == (3, 3)


def test_what_a_table_said_of_the_columns_stays_with_the_points() -> None:
    columns = (Column("a", 1.0, 2.0), Column("b"), Column("c"))
    document = set_own_points(Document(), OwnPoints.of([[0.0, 0.0, 1.0]], columns, ("no", "yes")))
    kept = erase_points(add_points(document, [(1.0, 1.0, 0.0)]), [0]).data.own_classes
    assert (kept.columns, kept.class_names) == (columns, ("no", "yes"))


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (
            lambda: add_points(painted([]), [(0.0, 0.0, 3.0)]),
            "A point's class is a whole number from 0 to 2.",
        ),
        (
            lambda: add_points(painted([]), [(0.0, 0.0, 0.5)]),
            "A point's class is a whole number from 0 to 2.",
        ),
        (
            lambda: relabel_points(painted([(0.0, 0.0, 0.0)]), [0], 3),
            "A point's class is a whole number from 0 to 2.",
        ),
        (
            lambda: label_by_curve(painted([]), [(0.0, 0.0), (1.0, 1.0)], 0, 7),
            "A point's class is a whole number from 0 to 2.",
        ),
        (
            lambda: label_by_curve(painted([]), [(0.0, 0.0)], 0, 1),
            "A curve to label by has at least two points.",
        ),
        (
            lambda: add_points(painted([]), [(np.nan, 0.0, 1.0)]),
            "Points are finite numbers, at most 1,000,000 from 0.",
        ),
        (lambda: move_points(painted([]), [0], [(0.0, 0.0)]), "There is no point of that number."),
        (lambda: erase_points(painted([(0.0, 0.0, 0.0)]), [-1]), "There is no point of that number."),
        (lambda: erase_points(Document(), [0]), "Only your own points can be changed."),
        (
            lambda: set_own_points(Document(), OwnPoints.of(np.zeros((MAX_POINTS + 1, 3)))),
            "A document holds at most 100,000 points, not 100,001.",
        ),
        (
            lambda: set_own_points(Document(), OwnPoints.of([[0.0, 0.0, 6.0]])),
            "A point's class is a whole number from 0 to 5.",
        ),
        (
            lambda: set_own_points(Document(), OwnPoints.of([[0.0, 0.0, 2e6]]), "regression"),
            "Points are finite numbers, at most 1,000,000 from 0.",
        ),
    ],
)
def test_limits_are_said_in_a_sentence(refused: Callable[[], Document], sentence: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        refused()
    assert str(error.value) == sentence


def test_painted_points_of_three_classes_are_told_apart() -> None:
    source = np.random.default_rng(3)
    centres = np.array([[-3.0, -3.0], [3.0, -3.0], [0.0, 3.0]])
    labels = np.arange(90) % 3
    document = painted(
        [
            (*point, label)
            for point, label in zip(centres[labels] + source.normal(0, 0.5, (90, 2)), labels, strict=True)
        ]
    )
    document = replace(document, training=replace(document.training, learning_rate=0.1))
    experiment = Experiment(document, initial_state(document))
    experiment.run_epochs(60)
    frame = experiment.frame()
    data = data_of(document.data)
    assert frame.train_outputs.shape == (data.n_train, 3)
    assert (frame.train_outputs.argmax(axis=1) == data.targets[: data.n_train]).mean() > 0.95
    logits = np.vstack([frame.train_outputs, frame.test_outputs])
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log(shares[np.arange(len(logits)), data.targets.astype(int)])
    assert np.r_[frame.train_point_losses, frame.test_point_losses] == pytest.approx(expected, rel=1e-9)
    assert frame.losses[0] == pytest.approx(expected[: data.n_train].mean(), rel=1e-9)


def test_two_classes_under_cross_entropy_have_an_output_each_for_minus_one_and_one() -> None:
    document = replace(Document(), training=replace(Document().training, loss="cross-entropy"))
    document = set_classes(reset(replace(document, network=replace(document.network, outputs=2))), 2)
    experiment = Experiment(document, initial_state(document))
    frame = experiment.frame()
    data = data_of(document.data)
    margin = (frame.train_outputs[:, 1] - frame.train_outputs[:, 0]) * data.targets[: data.n_train]
    assert frame.train_point_losses == pytest.approx(np.log1p(np.exp(-margin)), rel=1e-9)
