"""Numbers as a person types and reads them."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from playground.controls.numbers import compact, parse_number, plain, rolled_seed, steady, steady_rate
from playground.controls.sliders import next_round


@given(st.floats(1e-5, 10.0))
def test_plain_text_means_the_number(value: float) -> None:
    assert "e" not in plain(value)
    assert float(plain(value)) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(("value", "text"), [(1e-5, "0.00001"), (0.03, "0.03"), (10.0, "10"), (0.0, "0")])
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-5, "0.000010"),
        (0.003, "0.0030"),
        (0.03, "0.0300"),
        (0.029, "0.0290"),
        (0.1, "0.100"),
        (1.0, "1.00"),
        (10.0, "10.0"),
        (0.0123456, "0.0123456"),
        (0.0, "0"),
    ],
)
def test_a_rate_keeps_its_width_while_it_is_dragged(value: float, text: str) -> None:
    assert steady_rate(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00971, "0.0097"),
        (12.3456, "12.35"),
        (12345.6, "12,346"),
        (3.2e-7, "3.2e−07"),
        (-1.23e150, "−1.2e+150"),
        (math.nan, "–"),
    ],
)
def test_steady(value: float, text: str) -> None:
    assert steady(value) == text


@given(st.floats())
def test_no_loss_is_wide(value: float) -> None:
    assert len(steady(value)) <= 9


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (500, "500"), (1500, "1.5k"), (2e4, "20k"), (3e6, "3M")]
)
def test_compact(value: float, text: str) -> None:
    assert compact(value) == text


@pytest.mark.parametrize(("text", "value"), [("0.1", 0.1), (" 3e-2 ", 0.03), ("10", 10.0), ("1e-5", 1e-5)])
def test_numbers_in_range_are_taken(text: str, value: float) -> None:
    assert parse_number(text, "The rate", 1e-5, 10, "0.03") == value


@pytest.mark.parametrize("text", ["abc", "inf", "nan", "1e400", "-1", "−1", "", "0", "11", "1" * 150])
def test_what_is_refused_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        parse_number(text, "The learning rate", 1e-5, 10, "0.03")
    sentence = str(caught.value)
    assert sentence.startswith("The learning rate must be a number from 0.00001 to 10")
    assert sentence.endswith("it stays 0.03.")
    assert len(sentence) < 140
    assert len(re.findall(r"[.!?](\s|$)", sentence)) == 1


def test_limits_are_written_out() -> None:
    with pytest.raises(PlaygroundError, match=r"from −1,000,000 to 1,000,000,000, and “x” is not"):
        parse_number("x", "The bias", -1e6, 1e9, "0")


def test_whole_numbers_and_zero() -> None:
    assert parse_number("7", "The batch size", 1, 1000, "10", whole=True) == 7
    with pytest.raises(PlaygroundError, match="whole number"):
        parse_number("2.5", "The batch size", 1, 1000, "10", whole=True)
    assert parse_number("0", "The rate", 1e-6, 10, "0.001", zero=True) == 0


def test_round_steps() -> None:
    assert next_round(0.03, 1, 1e-5, 10) == 0.1
    assert next_round(0.03, -1, 1e-5, 10) == 0.01
    assert next_round(0.04, 1, 1e-5, 10) == 0.1
    assert next_round(10.0, 1, 1e-5, 10) == 10.0
    assert next_round(1e-5, -1, 1e-5, 10) == 1e-5


def test_seeds_are_rolled() -> None:
    seeds = {rolled_seed() for _ in range(20)}
    assert len(seeds) > 1
    assert all(re.fullmatch(r"[01]\.\d{5}", seed) for seed in seeds)
