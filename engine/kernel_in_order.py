"""Kernels for what rounds otherwise when a program runs in its own order: layers, and three functions.

What `in_order` says of NumPy: a weighted sum adds its inputs to the bias one after the other, gradients
are added up sample by sample, nothing is fused or regrouped, and tanh, sigmoid and exp are those of
`portable`. Everything else is `kernel_passes`' own, one number's arithmetic in each lane.
"""

# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from engine.lanes import WIDTH, lanes_of, load, number, put, spread, store
from engine.portable import make_functions
from engine.program import ADD, OPCODES

_PORTABLE = make_functions(njit(error_model="numpy"))
_TANH, _SIGMOID, _EXP = (OPCODES[name] for name in ("tanh", "sigmoid", "exp"))


@njit
def weighted_sums(parameters, slot, table, inputs, n_inputs, rows, n_rows, values, lanes):
    """Compute a layer's sums: the bias, and then weight times input in order."""
    for neuron in range(n_rows):
        row = number(table, rows + neuron)
        for lane in range(0, lanes, WIDTH):
            total = spread(parameters, slot + n_inputs)
            for k in range(n_inputs):
                product = spread(parameters, slot + k) * load(values, number(table, inputs + k) + lane)
                total = total + product
            store(values, row + lane, total)
        slot += n_inputs + 1


@njit
def input_gradients(parameters, slot, table, inputs, n_inputs, rows, n_rows, gradients, lanes, mode):
    """Set or add to what comes back through a layer: weight times gradient, from neuron to neuron."""
    for k in range(n_inputs):
        row = number(table, inputs + k)
        for lane in range(0, lanes, WIDTH):
            total = lanes_of(0.0)
            for neuron in range(n_rows):
                weight = spread(parameters, slot + neuron * (n_inputs + 1) + k)
                total = total + weight * load(gradients, number(table, rows + neuron) + lane)
            if mode == ADD:
                total = load(gradients, row + lane) + total
            store(gradients, row + lane, total)


@njit
def add_gradients(table, inputs, n_inputs, rows, n_rows, values, gradients, used, sums, slot):
    """Add to a layer's parameter gradients, sample by sample; the bias is the weight of the row of ones."""
    for neuron in range(n_rows):
        upstream = number(table, rows + neuron)
        for k in range(n_inputs + 1):
            row, total = number(table, inputs + k), number(sums, slot)
            for sample in range(used):
                product = number(gradients, upstream + sample) * number(values, row + sample)
                total = total + product
            put(sums, slot, total)
            slot += 1


@njit
def apply_portable(op, values, a, out, n):
    """Compute one of the three functions; return whether `op` is one of them."""
    if op == _TANH:
        for i in range(n):
            put(values, out + i, _PORTABLE.tanh(number(values, a + i)))
    elif op == _SIGMOID:
        for i in range(n):
            put(values, out + i, _PORTABLE.sigmoid(number(values, a + i)))
    elif op == _EXP:
        for i in range(n):
            put(values, out + i, _PORTABLE.exp(number(values, a + i)))
    else:
        return False
    return True
