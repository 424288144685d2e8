"""Losses: how far an output is from its target, as an expression of the table's operations.

Each takes the output (a `Value`) and the target (a `Value` or a number) of one sample and returns a
`Value`. They hold no Python branch, so the graph of one sample is the graph of all. A batch's loss
is the mean over its samples. Two-class targets are −1 and 1; `cross_entropy` alone takes an output
and a target for each of any number of classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.errors import PlaygroundError
from engine.settings import SEVERAL_CLASSES_LOSS
from engine.value import Value

Loss = Callable[[Value, Value | float], Value]


def half_squared_error(output: Value, target: Value | float) -> Value:
    """Return ½ (output − target)².

    >>> half_squared_error(Value(3.0), 1.0).data
    2.0
    """
    return 0.5 * (output - target) ** 2


def absolute(output: Value, target: Value | float) -> Value:
    """Return |output − target|, PyTorch's `L1Loss`.

    >>> absolute(Value(-1.0), 2.0).data
    3.0
    """
    return abs(output - target)


def huber(output: Value, target: Value | float, delta: float = 1.0) -> Value:
    """Return ½ d² for a distance d up to delta, and delta · (d − ½ delta) beyond it (Huber 1964).

    With n the nearer of d and delta, both cases are ½ n² + delta · (d − n).

    >>> huber(Value(0.5), 0.0).data, huber(Value(3.0), 0.0).data
    (0.125, 2.5)
    """
    distance = abs(output - target)
    near = distance.min(delta)
    return 0.5 * near**2 + delta * (distance - near)


def binary_cross_entropy(output: Value, target: Value | float) -> Value:
    """Return the cross-entropy of a logit: ln(1 + e^output) − p · output, with p = (target + 1) / 2.

    This is PyTorch's `BCEWithLogitsLoss` for the probability p that the target −1..1 stands for.

    >>> round(binary_cross_entropy(Value(0.0), 1.0).data, 6)  # ln 2
    0.693147
    """
    return output.softplus() - 0.5 * (target + 1.0) * output


def hinge(output: Value, target: Value | float) -> Value:
    """Return max(0, 1 − target · output): 0 once the output is on the right side by a margin of 1.

    >>> hinge(Value(0.25), 1.0).data, hinge(Value(-2.0), -1.0).data
    (0.75, 0.0)
    """
    return (1.0 - output * target).relu()


def cross_entropy(outputs: Sequence[Value], targets: Sequence[Value | float]) -> Value:
    """Return −ln of the probability that softmax gives the right class, PyTorch's `CrossEntropyLoss`.

    There is an output and a target for each class: 1 for the right one, else 0 (or shares that sum to 1).
    With s the right class's output it is ln Σ e^(outputᵢ − s), added up class by class by
    ln(eᵃ + eᵇ) = a + softplus(b − a): no exponential overflows, and no loss rounds to less than 0.

    >>> outputs = [Value(0.0), Value(0.0), Value(0.0), Value(1000.0)]
    >>> round(cross_entropy(outputs[:3], [0.0, 1.0, 0.0]).data, 6)  # ln 3
    1.098612
    >>> cross_entropy(outputs, [0.0, 0.0, 0.0, 1.0]).data, cross_entropy(outputs, [1.0, 0.0, 0.0, 0.0]).data
    (0.0, 1000.0)
    """
    right = targets[0] * outputs[0]
    for output, target in zip(outputs[1:], targets[1:], strict=True):
        right = right + target * output
    total = outputs[0] - right
    for output in outputs[1:]:
        total = total + ((output - right) - total).softplus()
    return total


#: Every loss of one output by the name a person picks; `settings.LOSSES` has "cross-entropy" besides.
LOSSES: dict[str, Loss] = {
    "half squared error": half_squared_error,
    "absolute": absolute,
    "huber": huber,
    "binary cross-entropy": binary_cross_entropy,
    "hinge": hinge,
}


def loss_of(name: str, outputs: Sequence[Value], targets: Sequence[Value | float]) -> Value:
    """Return the loss of a name of `settings.LOSSES`, for a network's outputs and a target for each.

    Raises `PlaygroundError` if there is no loss of that name, or if it takes another number of outputs.
    """
    if name == SEVERAL_CLASSES_LOSS:
        if len(outputs) < 2:
            raise PlaygroundError("The cross-entropy of classes takes an output for each, 2 or more.")
        return cross_entropy(outputs, targets)
    if name not in LOSSES:
        raise PlaygroundError(f"There is no loss named {name!r}.")
    if len(outputs) != 1:
        raise PlaygroundError(f"The loss {name!r} takes one output, not {len(outputs)}.")
    return LOSSES[name](outputs[0], targets[0])
