"""Kernels that run a whole program once, forward or backward, over one tile of samples."""

# mypy: ignore-errors

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from engine.kernel_in_order import add_gradients, apply_portable, input_gradients, weighted_sums
from engine.kernel_layers import combine_rows, gather_gradients, outer_gradients
from engine.kernel_operations import differentiate, operate
from engine.lanes import WIDTH, data, lanes_of, number, put, spread, store
from engine.program import (
    COLUMNS,
    COUNT,
    DENSE,
    GROUP,
    MODE_A,
    MODE_B,
    OP,
    OUT,
    PAIRS,
    SET,
    SLOT,
    WHOLE,
    A,
    Array,
    B,
    Integers,
    Program,
    aligned,
)

#: Inputs and neurons from which on a layer's gradients are computed by `outer_gradients`.
_LARGE = 5
#: Stride from one weight of a neuron to the next; typed, or Numba would compile a kernel just for a 1.
_NEXT = np.int64(1)
_SET = np.int64(SET)


class Bench(NamedTuple):
    """A program laid out for tiles of `lanes` samples: offsets in place of rows, and room to compute.

    `lone` has (offset, slot) of each parameter that is a row of its own; `cleared` the offsets of
    gradient rows to set to 0 before each backward pass; `turned` is room for one layer's inputs,
    sample by sample. `in_order` says whether sums are to be formed as `in_order` describes.
    """

    code: Integers
    constants: Array
    table: Integers
    lone: Integers
    cleared: Integers
    values: Array
    gradients: Array
    turned: Array
    lanes: int
    in_order: bool


class Machine(NamedTuple):
    """A `Bench` inside compiled code: addresses in place of arrays, and their lengths."""

    code: Any
    constants: Any
    steps: Any
    table: Any
    lone: Any
    n_lone: Any
    cleared: Any
    n_cleared: Any
    values: Any
    gradients: Any
    turned: Any
    lanes: Any
    in_order: Any


def bench(program: Program, lanes: int, in_order: bool = False) -> Bench:
    """Lay out a program for tiles of so many samples, a multiple of eight."""
    code = program.code.copy()
    single = code[:, OP] != DENSE
    for column in (COUNT, A, B, OUT):
        code[single, column] *= lanes
    values = aligned(program.n_rows * lanes)
    values[:lanes] = 1.0
    for row, constant in program.constant_rows:
        values[row * lanes : (row + 1) * lanes] = constant
    widest = max((-(-(layer.n_in + 1) // GROUP) * GROUP for layer in program.layers), default=0)
    lone = np.array(program.parameter_rows, np.int64).reshape(-1, 2) * (lanes, 1)
    return Bench(
        code.reshape(-1),
        program.constants,
        np.where(program.table_rows, program.table * lanes, program.table),
        lone.reshape(-1),
        np.array(program.zero_rows, np.int64) * lanes,
        values,
        aligned(program.n_rows * lanes),
        aligned(widest * lanes),
        lanes,
        in_order,
    )


@njit
def machine(bench):
    """Return the addresses of a bench."""
    return Machine(
        data(bench.code),
        data(bench.constants),
        bench.constants.size,
        data(bench.table),
        data(bench.lone),
        bench.lone.size,
        data(bench.cleared),
        bench.cleared.size,
        data(bench.values),
        data(bench.gradients),
        data(bench.turned),
        bench.lanes,
        bench.in_order,
    )


@njit
def forward(m, parameters):
    """Compute every row from the inputs' rows."""
    code, values = m.code, m.values
    for k in range(0, m.n_lone, 2):
        for lane in range(0, m.lanes, WIDTH):
            store(values, number(m.lone, k) + lane, spread(parameters, number(m.lone, k + 1)))
    for step in range(m.steps):
        at = step * COLUMNS
        op = number(code, at + OP)
        count, out = number(code, at + COUNT), number(code, at + OUT)
        a, b, whole = number(code, at + A), number(code, at + B), number(code, at + WHOLE)
        if op == DENSE:
            slot = number(code, at + SLOT)
            if m.in_order:
                weighted_sums(parameters, slot, m.table, a, b, out, count, values, m.lanes)
            else:
                combine_rows(
                    parameters, slot, b + 1, _NEXT, m.table, out, count, a, b + 1, values, values, m.lanes,
                    _SET,
                )  # fmt: skip
        elif not (m.in_order and apply_portable(op, values, a, out, count)):
            operate(op, values, a, b, out, count, number(m.constants, step), whole)


@njit
def backward(m, parameters, sums, used):
    """Compute every row's gradient from those of the outputs, and add to the parameters' `sums`.

    The first `used` lanes hold samples; in the others the outputs' gradients are 0.
    """
    code, values, gradients, lanes = m.code, m.values, m.gradients, m.lanes
    for k in range(m.n_cleared):
        for lane in range(0, lanes, WIDTH):
            store(gradients, number(m.cleared, k) + lane, lanes_of(0.0))
    for step in range(m.steps - 1, -1, -1):
        at = step * COLUMNS
        op = number(code, at + OP)
        count, out = number(code, at + COUNT), number(code, at + OUT)
        a, b, whole = number(code, at + A), number(code, at + B), number(code, at + WHOLE)
        mode_a, mode_b = number(code, at + MODE_A), number(code, at + MODE_B)
        if op == DENSE:
            slot, pairs = number(code, at + SLOT), number(code, at + PAIRS)
            if m.in_order:
                add_gradients(m.table, a, b, out, count, values, gradients, used, sums, slot)
                if mode_a:
                    input_gradients(parameters, slot, m.table, a, b, out, count, gradients, lanes, mode_a)
                continue
            if b >= _LARGE and count >= _LARGE:
                outer_gradients(
                    m.table, a, b + 1, out, count, values, gradients, lanes, used, m.turned, sums, slot
                )
            else:
                n_groups = (count * (b + 1) + GROUP - 1) // GROUP
                gather_gradients(m.table, pairs, n_groups, values, gradients, lanes, sums, slot)
            if mode_a:
                combine_rows(
                    parameters, slot, _NEXT, b + 1, m.table, a, b, out, count, gradients, gradients, lanes,
                    mode_a,
                )  # fmt: skip
        else:
            constant = number(m.constants, step)
            differentiate(op, values, gradients, a, b, out, count, constant, whole, mode_a, mode_b)
    for k in range(0, m.n_lone, 2):
        row, slot = number(m.lone, k), number(m.lone, k + 1)
        total = number(sums, slot)
        for lane in range(used):
            total += number(gradients, row + lane)
        put(sums, slot, total)
