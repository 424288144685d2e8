"""The maths of the pulses: the scale of their size, and the travel of their waves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.pulses import CEILING, FLOOR, REST, Pulses, exploding, magnitude, pass_values
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


def test_backward_waves_run_from_the_loss_to_the_inputs() -> None:
    running = pulses("backward")
    last = running.waves[-1]
    assert last.gap == 3
    assert last.parameter == pytest.approx(0.5)
    running.advance(0.25)
    assert (last.gap, last.parameter) == (3, pytest.approx(0.25))
    running.advance(1.5)
    assert (last.gap, last.parameter) == (1, pytest.approx(0.75))
    running.advance(2.0)
    assert last.arrived
    assert last not in running.waves


def test_forward_waves_run_from_the_inputs_to_the_loss() -> None:
    running = pulses("forward")
    last = running.waves[-1]
    assert (last.gap, last.parameter) == (0, pytest.approx(0.5))
    running.advance(2.0)
    assert (last.gap, last.parameter) == (2, pytest.approx(0.5))


@given(st.lists(st.floats(0.0, 3.0), max_size=30))
def test_however_time_passes_every_gap_has_one_wave(steps: list[float]) -> None:
    running = pulses("backward")
    for step in steps:
        running.advance(step)
        assert sorted(wave.gap for wave in running.waves) == [0, 1, 2, 3]


def test_a_wave_keeps_the_numbers_of_the_batch_that_sent_it_off() -> None:
    running = pulses("backward")
    before = running.waves[-1].values
    later = rescaled(frame(document((4, 2))), weight_gradients=100.0)
    running.show(later)
    running.advance(1.0)
    old, new = running.waves[-2], running.waves[-1]
    assert old.values is before
    assert new.values[0] is later.layers[0].weight_gradients


def test_both_is_a_forward_pass_then_a_backward_pass_then_a_rest() -> None:
    running = pulses("both")
    assert [(wave.direction, wave.gap) for wave in running.waves] == [("forward", 0)]
    running.advance(3.9)
    assert [(wave.direction, wave.gap) for wave in running.waves] == [("forward", 3)]
    running.advance(0.3)
    assert [(wave.direction, wave.gap) for wave in running.waves] == [("backward", 3)]
    assert running.waves[0].parameter == pytest.approx(0.8)
    running.advance(3.9)
    assert running.waves == []
    running.advance(REST + 0.01)
    assert [wave.direction for wave in running.waves] == ["forward"]


def test_large_networks_have_fewer_waves_and_another_shape_begins_anew() -> None:
    running = pulses("backward", (16,) * 8)
    assert running.spacing() == 3.0
    assert len(running.waves) == 4
    gaps = [wave.gap for wave in running.waves]
    assert sorted(np.diff(gaps)) == [3, 3, 3]
    running.show(frame(document((8,) * 6, ALL_FEATURES)))
    assert running.waves == []
    assert running.spacing() == 1.0


def test_without_a_frame_nothing_moves() -> None:
    running = Pulses()
    running.advance(1.0)
    assert running.waves == []
