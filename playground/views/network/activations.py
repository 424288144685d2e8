"""How activations are called and written on screen: the one place for their names and formulas. No Qt."""

from __future__ import annotations

from functools import cache

from engine.nn import LINEAR
from engine.ops import OPS
from playground.document import ACTIVATIONS

#: What a hidden layer's header says whose neurons differ.
MIXED = "mixed"
#: How activations are called on screen: as the engine's table of operations has it.
ACTIVATION_NAMES = {key: LINEAR if key == LINEAR else OPS[key].symbol for key in ACTIVATIONS}
#: What each computes from the weighted sum z.
FORMULAS = {
    "tanh": "a = tanh(z)",
    "relu": "a = max(0, z)",
    "sigmoid": "a = σ(z) = 1 / (1 + e⁻ᶻ)",
    "linear": "a = z",
    "leaky_relu": "a = max(z, 0.01 z)",
    "elu": "a = z if z > 0, else eᶻ − 1",
    "gelu": "a = z Φ(z), Φ the normal distribution",
    "silu": "a = z σ(z), σ the sigmoid",
    "softplus": "a = ln(1 + eᶻ)",
    "sin": "a = sin(z)",
}
#: ∂a/∂z of each, as it stands in a product.
SLOPES = {
    "tanh": "(1 − a²)",
    "relu": "[z > 0]",
    "sigmoid": "a(1 − a)",
    "linear": "1",
    "leaky_relu": "(1 if z > 0, else 0.01)",
    "elu": "(1 if z > 0, else eᶻ)",
    "gelu": "(Φ(z) + z φ(z))",
    "silu": "σ(z)(1 + z(1 − σ(z)))",
    "softplus": "σ(z)",
    "sin": "cos(z)",
}
#: The weighted sums over which `curve` draws an activation.
REACH = 3.0


@cache
def curve(activation: str, points: int = 25) -> tuple[tuple[float, float], ...]:
    """Return an activation as (z, a) points over −`REACH` … +`REACH`, computed by the engine's operation."""
    sums = [REACH * (2 * k / (points - 1) - 1) for k in range(points)]
    return tuple((z, z if activation == LINEAR else float(OPS[activation](z))) for z in sums)
