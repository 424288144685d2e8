"""Where NaN and infinity first arise, and the reason."""

import pytest

from playground.formula import build
from playground.sheets import ExpressionSheet, Variable
from playground.undefined import first_undefined


@pytest.mark.parametrize(
    ("text", "x", "key", "sentence"),
    [
        (
            "y = 2*log(x)",
            -1.0,
            "log(x)",
            "log(x) is NaN: log needs a number above 0, but is given x = −1 here.",
        ),
        (
            "y = 1/x + 3",
            0.0,
            "div(·,x)",
            "1 / x is ∞: a division needs a divisor other than 0, but is given x = 0 here.",
        ),
        (
            "y = x.sqrt()",
            -4.0,
            "y",
            "y = sqrt(x) is NaN: sqrt needs a number that is not below 0, but is given x = −4 here.",
        ),
        (
            "y = exp(x)*0",
            1000.0,
            "exp(x)",
            "exp(x) is ∞: with x = 1000 it is beyond the largest number that a float holds, 1.8·10³⁰⁸.",
        ),
        (
            "y = x/0",
            2.0,
            "y",
            "y = x / 0 is ∞: a division needs a divisor other than 0, but is given x = 2 and 0 here.",
        ),
    ],
)
def test_the_first_node_and_the_reason(text: str, x: float, key: str, sentence: str) -> None:
    assert first_undefined(build(ExpressionSheet(text, (Variable("x", x),)))) == (key, sentence)


def test_finite_numbers_are_none() -> None:
    assert first_undefined(build(ExpressionSheet())) is None
