"""The maths of the pulses: the scale of their size, and the travel of their waves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.pulses import (
    CEILING,
    FLOOR,
    MOST_PULSES,
    REST,
    Pulses,
    Wave,
    exploding,
    lags,
    magnitude,
    pass_values,
)
from tests.frames import ALL_FEATURES, document, frame, rescaled


@given(st.floats(1e-6, 1e2), st.sampled_from([-1.0, 1.0]))
def test_the_scale_is_the_logarithm_between_floor_and_ceiling(size: float, sign: float) -> None:
    assert magnitude(np.array([sign * size]))[0] == pytest.approx((math.log10(size) + 6.0) / 8.0, abs=1e-9)


def test_equal_ratios_look_equal_and_what_vanishes_has_vanished() -> None:
    steps = np.diff(magnitude(np.array([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0])))
    assert steps == pytest.approx(np.full(6, 1 / 8))
    assert magnitude(np.array([0.0, FLOOR, -1e-9])) == pytest.approx(0.0)
    assert magnitude(np.array([CEILING, -1e9, math.inf, math.nan])) == pytest.approx(1.0)


def test_exploding_is_what_is_above_the_ceiling_or_no_number() -> None:
    values = np.array([1.0, CEILING, -101.0, math.inf, -math.inf, math.nan])
    assert exploding(values).tolist() == [False, False, True, True, True, True]


def test_passes_carry_signals_forward_and_gradients_back() -> None:
    shown = frame(document((4, 2)))
    forward, backward = pass_values(shown, "forward"), pass_values(shown, "backward")
    assert [values.shape for values in forward] == [(4, 2), (2, 4), (1, 2), (1, 1)]
    assert [values.shape for values in backward] == [(4, 2), (2, 4), (1, 2), (1, 1)]
    assert forward[0] is shown.layers[0].signals
    assert backward[1] is shown.layers[1].weight_gradients
    assert forward[3][0, 0] == shown.layers[2].activations[0]
    assert backward[3][0, 0] == shown.layers[2].bias_gradients[0]


def pulses(direction: str, hidden: tuple[int, ...] = (4, 2)) -> Pulses:
    made = Pulses()
    made.set_direction(direction)
    made.show(frame(document(hidden)))
    made.advance(0.0)
    return made


def in_gap(running: Pulses, gap: int) -> np.ndarray:
    """Where on each edge of a gap its pulses are, (waves, n_out, n_in); NaN for those elsewhere."""
    along = np.array([wave.parameters(gap) for wave in running.waves])
    return np.where((along >= 0.0) & (along < 1.0), along, np.nan)


@given(st.sampled_from([(1, 1), (4, 2), (2, 4), (8, 8), (16, 16), (1, 16), (16, 7)]))
def test_the_edges_at_a_neuron_are_out_of_step(shape: tuple[int, int]) -> None:
    late = lags(shape)
    assert late.shape == shape
    assert ((late >= 0.0) & (late < 1.0)).all()
    for fan in (*late, *late.T):
        apart = np.diff([*sorted(fan), min(fan) + 1.0])
        assert apart.min() > 0.15 / len(fan)
        assert apart.max() <= 3.0 / len(fan)


def test_backward_waves_run_from_the_loss_to_the_inputs() -> None:
    wave = Wave("backward", pass_values(frame(document((4, 2))), "backward"))
    assert wave.parameters(3)[0, 0] == pytest.approx(1.0)
    wave.travelled = 0.25
    assert wave.parameters(3)[0, 0] == pytest.approx(0.75)
    wave.travelled = 1.75
    assert wave.parameters(2) == pytest.approx(np.full((1, 2), 0.25))
    assert [wave.reaches(gap) for gap in range(4)] == [False, False, True, False]
    wave.travelled = 4.0
    assert wave.arrived


def test_forward_waves_run_from_the_inputs_to_the_loss() -> None:
    wave = Wave("forward", pass_values(frame(document((4, 2))), "forward"), 0.5)
    assert wave.parameters(0) == pytest.approx(np.full((4, 2), 0.5))
    wave.travelled = 2.25
    assert wave.parameters(2) == pytest.approx(np.full((1, 2), 0.25))
    assert [wave.reaches(gap) for gap in range(4)] == [False, False, True, False]


def test_the_pulses_of_a_wave_are_spread_behind_its_front() -> None:
    values = pass_values(frame(document((4, 2))), "backward")
    front, spread = Wave("backward", values, 2.5), Wave("backward", values, 2.5, spread=0.4)
    behind = spread.parameters(1) - front.parameters(1)
    assert behind == pytest.approx(0.4 * lags((2, 4)))
    spread.travelled = 4.3
    assert not spread.arrived
    spread.travelled = 4.4
    assert spread.arrived


@given(st.lists(st.floats(0.0, 3.0), max_size=30), st.sampled_from(["backward", "forward"]))
def test_however_time_passes_every_edge_has_two_pulses_half_an_edge_apart(
    steps: list[float], direction: str
) -> None:
    running = pulses(direction)
    for step in [0.0, *steps]:
        running.advance(step)
        for gap in range(4):
            along = in_gap(running, gap)
            # A pulse that is just leaving and the next may both count by rounding.
            counts = np.isfinite(along).sum(axis=0)
            assert ((counts >= 1) & (counts <= 3)).all()
            assert np.nanmin(along, axis=0) == pytest.approx(np.nanmin(along, axis=0) % 0.5, abs=0.5)
            inside = along[:, (counts == 2)]
            apart = np.nanmax(inside, axis=0) - np.nanmin(inside, axis=0)
            assert apart == pytest.approx(np.full(apart.shape, 0.5))


def test_at_no_moment_do_the_pulses_of_a_gap_stand_in_one_clump() -> None:
    running = pulses("backward", (8, 8))
    for _ in range(40):
        running.advance(0.037)
        along = in_gap(running, 1)
        places = along[np.isfinite(along)]
        shares = np.histogram(places, bins=5, range=(0.0, 1.0))[0] / len(places)
        assert shares.min() > 0.1
        assert shares.max() < 0.3


def test_a_wave_keeps_the_numbers_of_the_batch_that_sent_it_off() -> None:
    running = pulses("backward")
    before = running.waves[-1].values
    later = rescaled(frame(document((4, 2))), weight_gradients=100.0)
    running.show(later)
    running.advance(0.5)
    old, new = running.waves[-2], running.waves[-1]
    assert old.values is before
    assert new.values[0] is later.layers[0].weight_gradients


def test_both_is_a_forward_pass_then_a_backward_pass_then_a_rest() -> None:
    running = pulses("both")
    assert [wave.direction for wave in running.waves] == ["forward"]
    assert running.waves[0].travelled == 0.0
    running.advance(3.9)
    assert [(wave.direction, wave.reaches(3)) for wave in running.waves] == [("forward", True)]
    running.advance(0.3)
    assert [(wave.direction, wave.reaches(3)) for wave in running.waves] == [("backward", True)]
    assert running.waves[0].parameters(3)[0, 0] == pytest.approx(0.8)
    running.advance(3.9)
    assert running.waves == []
    running.advance(REST + 0.01)
    assert [wave.direction for wave in running.waves] == ["forward"]


def test_large_networks_have_fewer_waves_and_another_shape_begins_anew() -> None:
    running = pulses("backward", (16,) * 8)
    assert running.spacing() == 3.0
    for _ in range(20):
        shown = sum(int(np.isfinite(in_gap(running, gap)).sum()) for gap in range(10))
        assert 0.6 * MOST_PULSES < shown < 1.15 * MOST_PULSES
        running.advance(0.31)
    running.show(frame(document((8,) * 6, ALL_FEATURES)))
    assert running.waves == []
    assert running.spacing() == 1.0


def test_without_a_frame_nothing_moves() -> None:
    running = Pulses()
    running.advance(1.0)
    assert running.waves == []
