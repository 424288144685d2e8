import numpy as np
import pytest

from engine.derivative import Function
from engine.sampling import comfortable_range, sample


def curve(text, low=-5.0, high=5.0, of="values"):
    evaluate = getattr(Function(text), of)
    bottom, top = comfortable_range(np.asarray(evaluate(np.linspace(low, high, 601))))
    return sample(evaluate, low, high, bottom, top, 600, 300), bottom, top


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3x² − 4x + 5", []),
        ("1/x", [(0.0, "pole")]),
        ("1/x²", [(0.0, "pole")]),
        ("1/(x − 1/3)²", [(1 / 3, "pole")]),
        (
            "tan(x)",
            [(-3 * np.pi / 2, "pole"), (-np.pi / 2, "pole"), (np.pi / 2, "pole"), (3 * np.pi / 2, "pole")],
        ),
        ("log(abs(x − 0.3333))", [(0.3333, "pole")]),
        ("x/abs(x)", [(0.0, "jump")]),
        ("1/(1 + exp(1/x))", [(0.0, "jump")]),
        ("sin(x)/x", [(0.0, "hole")]),
        ("(x² − 1)/(x − 1)", [(1.0, "hole")]),
        ("sqrt(1 − x²)", [(-1.0, "end"), (1.0, "end")]),
        ("tanh(1000000x)", []),
        ("abs(x)", []),
        ("exp(200x)", []),
    ],
)
def test_breaks_are_found_and_named(text, expected):
    found, _, _ = curve(text)
    assert [gap.kind for gap in found.breaks] == [kind for _, kind in expected]
    assert [gap.x for gap in found.breaks] == pytest.approx([x for x, _ in expected], abs=1e-9)
    for x, _ in expected:  # a line would join two neighbours: one of them must not be there
        k = int(np.searchsorted(found.x, x))
        assert np.isnan(found.y[max(k - 3, 0) : k + 4]).any()


@pytest.mark.parametrize("columns", [517, 518, 519, 520, 521])
def test_no_line_joins_the_sides_of_a_pole_at_any_width(columns):
    f = Function("1/x + sqrt(x + 3)")
    found = sample(f.values, -5.0, 5.0, -6.3, 9.8, columns, 238)
    falls = found.y[:-1] * found.y[1:] < -100.0
    assert not falls.any()


def test_slopes_jump_where_a_function_has_a_kink():
    found, _, _ = curve("abs(x − 1)", of="slopes")
    assert [(gap.kind, gap.left, gap.right) for gap in found.breaks] == [("jump", -1.0, 1.0)]


def test_stretches_without_a_value_are_named():
    found, _, _ = curve("sqrt(1 − x²)")
    assert found.undefined == (pytest.approx((-5.0, -1.0)), pytest.approx((1.0, 5.0)))
    found, _, _ = curve("sqrt(x − 1) + sqrt(−x)")
    assert found.undefined == ((-5.0, 5.0),)


@pytest.mark.parametrize("text", ["sin(x²)", "tanh(50x)", "sqrt(x + 5)", "1/(0.01 + x²)", "x³ − x"])
def test_lines_between_the_points_stay_within_a_pixel(text):
    found, bottom, top = curve(text)
    middles = (found.x[:-1] + found.x[1:]) / 2
    lines = (found.y[:-1] + found.y[1:]) / 2
    inside = np.isfinite(lines) & (lines > bottom) & (lines < top)
    off = np.abs(Function(text).values(middles) - lines)[inside]
    assert off.max() < 0.75 * (top - bottom) / 300


def test_points_are_sorted_bounded_and_within_reach():
    found, bottom, top = curve("tan(100x)")
    assert (np.diff(found.x) >= 0).all()
    assert len(found.x) < 20_000
    assert np.nanmax(np.abs(found.y)) <= 2.0 * (top - bottom)


def test_a_comfortable_range_shows_a_parabola_whole_and_cuts_poles():
    x = np.linspace(-5.0, 5.0, 601)
    bottom, top = comfortable_range(3 * x * x)
    assert bottom < 0.0 < 75.0 < top < 90.0
    assert comfortable_range(1 / (x + 1e-9))[1] < 20.0
    assert comfortable_range(np.full(9, np.nan)) == (-1.0, 1.0)
    assert comfortable_range(np.full(9, 5.0)) == (4.0, 6.0)


@pytest.mark.parametrize("patience", range(12))
def test_out_of_patience_steps_are_interrupted_and_not_named(patience):
    ticks = iter(range(10_000))
    f = Function("tan(x)")
    found = sample(
        f.values, -5.0, 5.0, -25.0, 25.0, 600, 300, patience=patience, clock=lambda: float(next(ticks))
    )
    assert found.breaks == ()
    falls = found.y[:-1] * found.y[1:] < -100.0
    assert not falls.any()


def breaks_of(text: str, low: float = -4.37, high: float = 5.1):
    curve = sample(Function(text).values, low, high, -6.0, 6.0, 580, 250, clock=lambda: 0.0)
    return curve, curve.breaks


@pytest.mark.parametrize(
    ("text", "places", "closed"),
    [
        ("floor(x)", range(-4, 6), "right"),
        ("-floor(-x)", range(-4, 6), "left"),
        ("floor(2*x)/2", [k / 2 for k in range(-8, 11)], "right"),
    ],
)
def test_at_a_jump_it_is_known_which_end_has_the_value(text, places, closed) -> None:
    _, breaks = breaks_of(text)
    assert [gap.x for gap in breaks] == list(places)
    for gap in breaks:
        assert gap.kind == "jump"
        assert gap.at == getattr(gap, closed)
        assert gap.at == Function(text).value(gap.x)
        assert gap.left != gap.right


@pytest.mark.parametrize(("low", "high"), [(-5.0, 5.0), (-4.37, 5.1), (-1e-3, 3.0)])
def test_a_lone_point_between_two_steps_is_neither_joined_nor_lost(low, high) -> None:
    curve, breaks = breaks_of("sign(x)", low, high)
    assert [(gap.x, gap.kind, gap.left, gap.at, gap.right) for gap in breaks] == [
        (0.0, "jump", -1.0, 0.0, 1.0)
    ]
    joined = np.isfinite(curve.y[:-1]) & np.isfinite(curve.y[1:])
    assert np.abs(np.diff(curve.y))[joined].max() == 0.0


def test_a_jump_between_two_floats_belongs_to_neither_side() -> None:
    _, breaks = breaks_of("floor(3*x)")
    by_place = {round(3 * gap.x): gap for gap in breaks}
    assert by_place[1].between
    assert by_place[2].between
    assert not by_place[3].between


def test_a_jump_at_the_edge_of_the_picture_is_not_joined_either() -> None:
    curve, breaks = breaks_of("floor(x)", -5.0, 5.0)
    assert breaks[-1].x == 5.0
    joined = np.isfinite(curve.y[:-1]) & np.isfinite(curve.y[1:])
    assert np.abs(np.diff(curve.y))[joined].max() == 0.0
