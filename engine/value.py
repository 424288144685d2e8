"""Value: a number that remembers how it was made, and so can tell what it depends on."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any

from engine.families import constant_pow
from engine.graph import topological_order
from engine.operation import Operation
from engine.ops import OPS

ADD, SUB, MUL, DIV, NEG = (OPS[name] for name in ("add", "sub", "mul", "div", "neg"))


class Value:
    """A number in a graph: `data`, and the operation and parents that it came from.

    `grad` is filled in by `backward()` on a value computed from this one. `parents` are ordered and
    may repeat (x * x has x twice). A value typed in by a person has no parents and `op` None.
    The interface is micrograd's, so what was written for it runs with the import changed; every
    other operation of the table is a method too.

    >>> a, b = Value(2.0), Value(3.0)
    >>> y = (a * b + a).tanh()
    >>> y.backward()
    >>> a.grad == (1 - y.data**2) * 4
    True
    """

    __slots__ = ("data", "grad", "label", "op", "parents")

    data: float
    grad: float
    label: str
    op: Operation | None
    parents: tuple[Value, ...]

    def __init__(
        self, data: float, parents: tuple[Value, ...] = (), op: Operation | None = None, label: str = ""
    ) -> None:
        self.data = data if type(data) is float else as_float(data)
        self.grad = 0.0
        self.label = label
        self.op = op
        self.parents = parents

    def backward(self) -> None:
        """Add to every value's `grad` how fast this one changes with it: ∂self/∂value.

        From this value back to the inputs, in an order in which a value's turn comes when all its
        uses have reported: a use hands each of its parents its own gradient times its slope there
        (the chain rule), and the parent adds up what it is handed. Gradients stay until they are
        set to 0, as in micrograd.
        """
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            if node.op is None:
                continue
            if len(node.parents) == 2:
                a, b = node.parents
                slope_a, slope_b = node.op.partials(a.data, b.data, node.data)
                a.grad += slope_a * node.grad
                b.grad += slope_b * node.grad
            else:
                (a,) = node.parents
                (slope,) = node.op.partials(a.data, node.data)
                a.grad += slope * node.grad

    @staticmethod
    def apply(op: Operation, *inputs: Value | float) -> Value:
        """Compute `op` on values and numbers, and remember it.

        >>> Value.apply(OPS["max"], Value(2.0), 5)
        Value(data=5.0, grad=0.0)
        """
        parents = tuple([x if isinstance(x, Value) else Value(x) for x in inputs])
        return Value(op.forward(*[parent.data for parent in parents]), parents, op)

    def __add__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), ADD)

    def __mul__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), MUL)

    def __sub__(self, other: Value | float) -> Value:
        return Value.apply(SUB, self, other)

    def __truediv__(self, other: Value | float) -> Value:
        return Value.apply(DIV, self, other)

    def __pow__(self, other: Value | float) -> Value:
        """Raise to a number (part of the operation) or to another value (an input like any other)."""
        if isinstance(other, Value):
            return Value.apply(OPS["pow"], self, other)
        return Value.apply(constant_pow(as_float(other)), self)

    def __radd__(self, other: float) -> Value:
        return Value(other) + self

    def __rmul__(self, other: float) -> Value:
        return Value(other) * self

    def __rsub__(self, other: float) -> Value:
        return Value(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return Value(other) / self

    def __rpow__(self, other: float) -> Value:
        return Value(other) ** self

    def __neg__(self) -> Value:
        return Value.apply(NEG, self)

    def __abs__(self) -> Value:
        return Value.apply(OPS["abs"], self)

    def __lt__(self, other: Value | float) -> bool:
        return self.data < number(other)

    def __le__(self, other: Value | float) -> bool:
        return self.data <= number(other)

    def __gt__(self, other: Value | float) -> bool:
        return self.data > number(other)

    def __ge__(self, other: Value | float) -> bool:
        return self.data >= number(other)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    @property
    def _prev(self) -> tuple[Value, ...]:
        """The parents, under micrograd's name for them, which notebooks that draw graphs read."""
        return self.parents

    @property
    def _op(self) -> str:
        """The operation's symbol, under micrograd's name for it; empty for an input."""
        return self.op.symbol if self.op else ""

    if TYPE_CHECKING:  # the methods that the table gives, such as `tanh()` and `max(other)`

        def __getattr__(self, name: str) -> Callable[..., Value]: ...


def _method(row: Operation) -> Callable[..., Value]:
    """Return the operation as a method; a number for its constant may follow its inputs."""

    def of_one(self: Value, *constant: float) -> Value:
        op = with_constant(row, constant)
        return Value(op.forward(self.data), (self,), op)

    def of_two(self: Value, other: Value | float) -> Value:
        return Value.apply(row, self, other)

    method = of_one if row.arity == 1 else of_two
    method.__name__ = row.name
    method.__doc__ = row.words
    return method


def with_constant(row: Operation, constant: tuple[float, ...]) -> Operation:
    """Return the row for another constant, if one is given."""
    if not constant:
        return row
    if row.family is None or len(constant) > 1:
        raise TypeError(f"{row.name} takes no such number")
    return row.family(as_float(constant[0]))


for _row in OPS.values():
    setattr(Value, _row.name, _method(_row))


def number(x: Value | float) -> float:
    """Return the number in a value, or a number as it is."""
    return x.data if isinstance(x, Value) else x


def as_float(x: Any) -> float:
    """Return any real number (int, NumPy scalar, fraction) as a float; raise TypeError for all else."""
    if not isinstance(x, Real):
        raise TypeError(f"a Value holds a real number, not {x!r}")
    return float(x)


def gradients(output: Value, inputs: list[Value]) -> list[Value]:
    """Return ∂output/∂input for each input, as values that remember how they were made.

    The same walk as `Value.backward`, in which slopes and gradients are themselves values: take
    `gradients` of the result for second derivatives, and so on. No `grad` is touched.

    >>> x = Value(2.0)
    >>> (slope,) = gradients(x**4, [x])
    >>> (curvature,) = gradients(slope, [x])
    >>> slope.data, curvature.data  # 4x³, 12x²
    (32.0, 48.0)
    """
    grads = {output: Value(1.0)}
    for node in reversed(topological_order(output)):
        if node.op and node in grads:
            for parent, slope in zip(node.parents, node.op.partials(*node.parents, node), strict=True):
                contribution = grads[node] * slope
                grads[parent] = grads[parent] + contribution if parent in grads else contribution
    return [grads.get(value) or Value(0.0) for value in inputs]
