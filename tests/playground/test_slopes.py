import math

import pytest

from engine.derivative import Function
from playground.slopes import nearest_step, nearest_x, power_text, read, short, shrunk, steady, step_text

SEED = Function("3x² − 4x + 5")


def test_the_seeds_numbers():
    reading = read(SEED, -2.0, 0.001)
    assert reading.secant == pytest.approx(-15.997, abs=1e-9)
    assert reading.tangent == -16.0
    assert reading.rise == pytest.approx(-0.015997, abs=1e-12)
    assert reading.error == pytest.approx(0.003, abs=1e-9)
    assert reading.sentence == "slope of the secant −15.997 → tangent −16"
    assert not reading.troubled


def test_a_line_has_secant_and_tangent_in_one():
    assert read(Function("2x"), 1.0, 0.5).sentence == "slope of the secant 2 = slope of the tangent"


def test_h_below_the_gap_between_floats_leaves_no_run():
    reading = read(SEED, -2.0, 1e-16)
    assert reading.run == 0.0
    assert reading.secant == 0.0
    assert "no run left" in reading.sentence


@pytest.mark.parametrize(
    ("text", "x", "words"),
    [
        ("log(x)", -2.0, "f has no value at x = −2: log(−2) is outside the domain (above 0)."),
        ("1/x", 0.0, "f has no value at x = 0: 1 / 0 is outside the domain (the divisor is not 0)."),
        ("exp(x)", 1000.0, "f overflows at x = 1000: exp(1000) is past ±1.8e308."),
        ("sqrt(x)", 0.0, "The tangent at x = 0 is vertical: no finite slope."),
        (
            "sqrt(−x)",
            -0.05,
            "f has no value at x + h = 0.05: sqrt(−0.05) is outside the domain (0 and above).",
        ),
    ],
)
def test_missing_numbers_are_explained(text, x, words):
    reading = read(Function(text), x, 0.1)
    assert reading.sentence == words
    assert reading.troubled
    assert math.isnan(reading.secant) or math.isinf(reading.tangent)


def test_a_kink_is_named_with_its_convention():
    reading = read(Function("relu(x)"), 0.0, 0.1)
    assert reading.kink
    assert "kink of ReLU" in reading.sentence
    assert "At 0 the slope is 0." in reading.sentence
    assert not read(Function("relu(x)"), 0.1, 0.1).kink


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-16.0, "−16"),
        (12.0034, "12.0034"),
        (3.2e-7, "3.2e−07"),
        (1e20, "1e20"),
        (math.inf, "∞"),
        (math.nan, "undefined"),
    ],
)
def test_short_numbers(value, text):
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-16.0, "−16.000000"),
        (0.4089987, "+0.408999"),
        (0.0, "0.000000"),
        (1e-7, "+1.00000e−07"),
        (2e9, "+2.00000e+09"),
    ],
)
def test_steady_numbers_keep_their_width_and_sign(value, text):
    assert steady(value) == text


@pytest.mark.parametrize(("h", "text"), [(1.0, "1"), (0.001, "0.001"), (1e-7, "1e−07"), (2.5e-12, "2.5e−12")])
def test_steps_are_written_as_they_are_typed(h, text):
    assert step_text(h) == text
    assert float(text.replace("−", "-")) == h


def test_steps_and_points_stay_in_range():
    assert shrunk(1e-15, 3.0) == 1e-16
    assert shrunk(1.0, 2.0) == pytest.approx(0.01)
    assert nearest_step(5.0) == 1.0
    assert nearest_step(0.0) == 1e-16
    assert nearest_step(0.123456) == 0.123
    assert nearest_x(1.23456789, 0.01) == 1.23
    assert nearest_x(1e9, 0.01) == 1e6
    assert nearest_x(1e-9 + 2e-16, 1e-15) == 1e-9


def test_powers_beside_ticks():
    assert [power_text(k) for k in (-8.0, 0.0, 1.0, 12.0, 0.5)] == ["10⁻⁸", "1", "10", "10¹²", ""]
