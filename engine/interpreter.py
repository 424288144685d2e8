"""Runs a program with NumPy alone: the plain reading of it, and what serves until kernels are compiled.

Forward and slopes come straight from the table of operations, row by row. The kernels do the same
much faster; the tests hold the two, and the eager graph, against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from engine.in_order import ANY_ORDER, Arithmetic
from engine.operation import Operation
from engine.program import SKIP, Array, Instruction, Program
from engine.value import Value

#: NumPy's own functions where they compute what the table says; the rest goes number by number.
_FORWARD: dict[str, Callable[..., Any]] = {
    "div": np.divide,
    "abs": np.abs,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "relu": lambda a: np.where(a <= 0, 0.0, a),
    "sigmoid": lambda a: np.where(a >= 0, 1.0, np.exp(-np.abs(a))) / (1.0 + np.exp(-np.abs(a))),
    "softplus": lambda a: np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a))),
}
_SLOPES: dict[str, Callable[..., Sequence[Any]]] = {
    "relu": lambda a, y: (np.where(a > 0, 1.0, 0.0),),
    "softplus": lambda a, y: (_FORWARD["sigmoid"](a),),
}
_ARITHMETIC = {"add", "sub", "mul", "neg"}
#: Slopes whose formula in the table works on whole arrays.
_SMOOTH = _ARITHMETIC | {"tanh", "sigmoid", "exp", "tan"}


@dataclass(slots=True, eq=False)
class Run:
    """A program's numbers for one batch: `values` and `gradients` are (rows, samples).

    `parameter_gradients` is in the program's slots and summed over the samples. `value_of` and
    `gradient_of` answer for every node of the graph, also for those inside weighted sums.
    """

    program: Program
    parameters: Array
    values: Array
    gradients: Array
    parameter_gradients: Array = field(default_factory=lambda: np.zeros(0))

    def value_of(self, node: Value) -> Array:
        """Return what a node computes, one number a sample."""
        known: dict[Value, Array] = {}
        stack = [node]
        while stack:  # a partial sum rests on all partial sums before it: too deep to recurse
            node = stack[-1]
            missing = [parent for parent in node.parents if parent not in known]
            if node in self.program.row_of:
                known[node] = self.values[self.program.row_of[node]]
            elif node.op is None:
                slot = self.program.slots[self.program.parameters.index(node)]
                known[node] = np.full(self.values.shape[1], self.parameters[slot])
            elif missing:
                stack += missing
                continue
            else:
                known[node] = np.asarray(node.op.forward(*(known[parent] for parent in node.parents)))
            stack.pop()
        return known[node]

    def gradient_of(self, node: Value) -> Array:
        """Return ∂(seeded sum of outputs)/∂node, one number a sample; a parameter's is not summed."""
        row_of, folded = self.program.row_of, self.program.folded
        if node in row_of:
            return np.asarray(self.gradients[row_of[node]])
        upstream = self.gradients[row_of[folded[node]]]
        factor = self.program.factors.get(node)
        return np.asarray(upstream if factor is None else upstream * self.values[row_of[factor]])


@lru_cache(maxsize=256)
def _forward(op: Operation) -> Callable[..., Any]:
    """Return the operation's forward function for arrays."""
    if op.name in _ARITHMETIC:
        return op.forward
    if op.name == "constant_pow":
        return _power(op)
    ufunc = np.frompyfunc(op.forward, op.arity, 1)
    return _FORWARD.get(op.name) or (lambda *inputs: ufunc(*inputs).astype(float))


def _power(op: Operation) -> Callable[..., Any]:
    return lambda a: np.power(a, op.constant or 0.0)


@lru_cache(maxsize=256)
def slopes_of(op: Operation) -> Callable[..., Sequence[Any]]:
    """Return the operation's partial derivatives for arrays."""
    if op.name in _SMOOTH:
        return op.partials
    if op.name in _SLOPES:
        return _SLOPES[op.name]
    if op.arity == 1:
        single = np.frompyfunc(lambda a, y: op.partials(a, y)[0], 2, 1)
        return lambda *inputs: (single(*inputs).astype(float),)
    double = np.frompyfunc(op.partials, 3, 1)

    def pair(*inputs: Array) -> Sequence[Any]:
        both = double(*inputs)
        return [np.array([slopes[k] for slopes in both.flat]).reshape(both.shape) for k in (0, 1)]

    return pair


def run(
    program: Program,
    parameters: Array,
    inputs: Array,
    seeds: Array | None = None,
    *,
    backward: bool = True,
    sums: Array | None = None,
    arithmetic: Arithmetic = ANY_ORDER,
) -> Run:
    """Run forward, and backward unless told not to.

    `parameters` are packed in slots, `inputs` is (inputs, samples), `seeds` (outputs, samples) are the
    gradients of the outputs, 1 if left out. The parameters' gradients are added to `sums` if given.
    """
    samples = inputs.shape[1]
    result = Run(
        program, parameters, np.empty((program.n_rows, samples)), np.zeros((program.n_rows, samples))
    )
    values, gradients = result.values, result.gradients
    values[0] = 1.0
    for value, numbers in zip(program.inputs, inputs, strict=True):
        values[program.row_of[value]] = numbers
    for row, constant in program.constant_rows:
        values[row] = constant
    for row, slot in program.parameter_rows:
        values[row] = parameters[slot]
    with np.errstate(all="ignore"):
        for step in program.instructions:
            _run_forward(step, values, parameters, arithmetic)
        if backward:
            for k, output in enumerate(program.outputs):
                gradients[program.row_of[output]] += 1.0 if seeds is None else seeds[k]
            totals = np.zeros(program.n_slots) if sums is None else sums.copy()
            result.parameter_gradients = totals
            for step in reversed(program.instructions):
                _run_backward(step, values, gradients, parameters, totals, arithmetic)
            for row, slot in program.parameter_rows:  # each as the bias of a neuron without inputs
                arithmetic.add_gradients(totals[slot : slot + 1, None], gradients[row : row + 1], values[:0])
    return result


def _weights(step: Instruction, packed: Array) -> Array:
    """Return a layer's slots as (neurons, inputs + 1), the bias last."""
    width = len(step.rows) + 1
    return packed[step.slot : step.slot + step.count * width].reshape(step.count, width)


def _run_forward(step: Instruction, values: Array, parameters: Array, arithmetic: Arithmetic) -> None:
    out = slice(step.out, step.out + step.count)
    if step.op is None:
        values[out] = arithmetic.weighted_sums(_weights(step, parameters), values[list(step.rows)])
    else:
        operands = (step.a, step.b)[: step.op.arity]
        forward = arithmetic.functions.get(step.op.name) or _forward(step.op)
        values[out] = forward(*(values[row : row + step.count] for row in operands))


def _run_backward(
    step: Instruction,
    values: Array,
    gradients: Array,
    parameters: Array,
    sums: Array,
    arithmetic: Arithmetic,
) -> None:
    upstream = gradients[step.out : step.out + step.count]
    if step.op is None:
        sources = list(step.rows)
        arithmetic.add_gradients(_weights(step, sums), upstream, values[sources])
        if step.modes[0] != SKIP:
            gradients[sources] += arithmetic.input_gradients(_weights(step, parameters), upstream)
        return
    operands = [slice(row, row + step.count) for row in (step.a, step.b)[: step.op.arity]]
    partials = slopes_of(step.op)(
        *(values[rows] for rows in operands), values[step.out : step.out + step.count]
    )
    for rows, mode, slope in zip(operands, step.modes, partials, strict=True):
        if mode != SKIP:
            gradients[rows] += slope * upstream
