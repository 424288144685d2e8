import mpmath
import numpy as np
import pytest

from engine.derivative import Function
from engine.symbolic import MAX_OPERATIONS, SymbolicError, differentiate, value_of

ACTIVATIONS = ["tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "softplus", "silu"]


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("3x² − 4x + 5", "6 x - 4"),
        ("sin(x)", r"\cos{\left(x \right)}"),
        ("e^(2x)", "2 e^{2 x}"),
        ("π x", r"\pi"),
        ("5", "0"),
        ("x^0.5", r"\frac{1}{2 \sqrt{x}}"),
    ],
)
def test_derivatives_known_by_heart(text, derivative):
    assert differentiate(Function(text)).derivative == derivative


@pytest.mark.parametrize(
    "text",
    [
        *(f"{name}(x)" for name in ACTIVATIONS),
        "x·sin(x²)",
        "x^x",
        "log(x² + 1)/x",
        "max(x, x²) + min(x, 1)",
        "abs(x − 1)",
        "tan(x)·sqrt(x)",
        "2^x · 0.1",
        "normal_cdf(2x)",
    ],
)
def test_symbolic_and_autograd_agree(text):
    f = Function(text)
    points = np.linspace(0.2, 1.4, 13) + 0.013
    np.testing.assert_allclose(differentiate(f).values(points), f.slopes(points), rtol=1e-12, atol=1e-15)


def test_the_value_agrees_with_mpmath():
    symbolic = differentiate(Function("tanh(3x)·exp(−x²)"))
    with mpmath.workdps(30):
        expected = mpmath.diff(lambda x: mpmath.tanh(3 * x) * mpmath.exp(-(x**2)), mpmath.mpf(0.7))
    assert value_of(symbolic, 0.7) == pytest.approx(float(expected), rel=1e-13)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            "3x² − 4x + 5",
            ["Sum rule: term by term", "Power rule", "Constant times x", "Constant", "Together"],
        ),
        ("x·sin(x²)", ["Product rule", "Chain rule: sine outside", "Power rule", "Together"]),
        ("sin(x)/x", ["Quotient rule", "Sine", "Together"]),
        (
            "(x² + 1)³",
            ["Power rule, then chain rule", "Sum rule: term by term", "Power rule", "Constant", "Together"],
        ),
        ("exp(x)", ["Exponential"]),
        ("relu(x)", ["Piece by piece"]),
        ("5", ["Constant"]),
    ],
)
def test_steps_name_the_rules_in_order(text, rules):
    assert [step.rule for step in differentiate(Function(text)).steps] == rules


def test_the_last_step_states_the_derivative():
    symbolic = differentiate(Function("3x² − 4x + 5"))
    assert symbolic.steps[-1].latex == "f'(x) = 6 x - 4"
    assert symbolic.steps[1].latex == r"\left(3 x^{2}\right)' = 3 \cdot 2 \cdot x = 6 x"


def test_what_is_too_long_is_refused_in_a_sentence():
    with pytest.raises(SymbolicError, match="operations"):
        differentiate(Function("+".join(f"sin({k}x)" for k in range(MAX_OPERATIONS // 2))))


def test_what_is_too_long_to_be_read_still_has_a_value():
    f = Function("·".join(f"(x + {k})" for k in range(1, 40)))
    symbolic = differentiate(f)
    assert symbolic.derivative == ""
    assert value_of(symbolic, 0.1) == pytest.approx(f.slope(0.1), rel=1e-12)


def test_huge_powers_end_soon():
    assert differentiate(Function("x^1000000")).derivative == "1000000 x^{999999}"
