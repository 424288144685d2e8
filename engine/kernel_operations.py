"""Kernels for single operations on rows: the common ones eight numbers at a time, the rest one by one."""

# mypy: ignore-errors

from __future__ import annotations

import math

from numba import njit

from engine.kernel_scalar import scalar_forward, scalar_slopes
from engine.lanes import WIDTH, lanes_of, load, number, put, store, where_greater
from engine.lanes_math import (
    bell,
    cosine,
    exp,
    expm1,
    far_from_0,
    normal_cdf,
    sigmoid,
    sine,
    softplus,
    tanh,
)
from engine.program import ADD, OPCODES, SKIP

_ADD, _SUB, _MUL, _DIV = (OPCODES[name] for name in ("add", "sub", "mul", "div"))
_CONSTANT_POW, _NEG, _EXP = (OPCODES[name] for name in ("constant_pow", "neg", "exp"))
_TANH, _SIGMOID, _RELU = (OPCODES[name] for name in ("tanh", "sigmoid", "relu"))
_GELU, _SIN = OPCODES["gelu"], OPCODES["sin"]
_LEAKY_RELU, _ELU, _SILU, _SOFTPLUS = (OPCODES[name] for name in ("leaky_relu", "elu", "silu", "softplus"))


@njit
def _whole_power(x, n):
    """Return xⁿ for a whole n ≥ 0 by repeated multiplication."""
    if n == 2:
        return x * x
    if n == 3:
        return x * x * x
    result = lanes_of(1.0)
    while n:
        if n & 1:
            result = result * x
        x = x * x
        n >>= 1
    return result


@njit
def _give(gradients, offset, mode, slopes):
    """Set or add to eight gradients."""
    if mode == ADD:
        slopes = load(gradients, offset) + slopes
    if mode != SKIP:
        store(gradients, offset, slopes)


@njit(inline="always")
def operate(op, values, a, b, out, n, constant, whole):
    """Compute n numbers from offset `out` on from those at a and b; `whole` is a whole exponent, or 0."""
    if op == _TANH:
        for i in range(0, n, WIDTH):
            store(values, out + i, tanh(load(values, a + i)))
    elif op == _MUL:
        for i in range(0, n, WIDTH):
            store(values, out + i, load(values, a + i) * load(values, b + i))
    elif op == _ADD:
        for i in range(0, n, WIDTH):
            store(values, out + i, load(values, a + i) + load(values, b + i))
    elif op == _SUB:
        for i in range(0, n, WIDTH):
            store(values, out + i, load(values, a + i) - load(values, b + i))
    elif op == _CONSTANT_POW and whole > 0:
        for i in range(0, n, WIDTH):
            store(values, out + i, _whole_power(load(values, a + i), whole))
    elif op == _DIV:
        for i in range(0, n, WIDTH):
            store(values, out + i, load(values, a + i) / load(values, b + i))
    elif op == _RELU:
        for i in range(0, n, WIDTH):
            x, nothing = load(values, a + i), lanes_of(0.0)
            store(values, out + i, where_greater(nothing, x, nothing, x))
    elif op == _SIGMOID:
        for i in range(0, n, WIDTH):
            store(values, out + i, sigmoid(load(values, a + i)))
    elif op == _NEG:
        for i in range(0, n, WIDTH):
            store(values, out + i, lanes_of(-1.0) * load(values, a + i))
    elif op == _EXP:
        for i in range(0, n, WIDTH):
            store(values, out + i, exp(load(values, a + i)))
    elif op == _SOFTPLUS:
        for i in range(0, n, WIDTH):
            store(values, out + i, softplus(load(values, a + i)))
    elif op == _SILU:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            store(values, out + i, x * sigmoid(x))
    elif op == _LEAKY_RELU:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            store(values, out + i, where_greater(x, lanes_of(0.0), x, constant * x))
    elif op == _ELU:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            store(values, out + i, where_greater(x, lanes_of(0.0), x, constant * expm1(x)))
    elif op == _GELU:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            store(values, out + i, x * normal_cdf(x))
    elif op == _SIN:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            if far_from_0(x):
                for k in range(i, i + WIDTH):
                    put(values, out + k, math.sin(number(values, a + k)))
            else:
                store(values, out + i, sine(x))
    else:
        for i in range(n):
            put(values, out + i, scalar_forward(op, number(values, a + i), number(values, b + i), constant))


@njit(inline="always")
def differentiate(op, values, gradients, a, b, out, n, constant, whole, mode_a, mode_b):
    """Hand n gradients at offset `out` down to a and b, each times its slope."""
    if op == _TANH:
        for i in range(0, n, WIDTH):
            y = load(values, out + i)
            _give(gradients, a + i, mode_a, (1.0 - y * y) * load(gradients, out + i))
    elif op == _MUL:
        for i in range(0, n, WIDTH):
            g = load(gradients, out + i)
            _give(gradients, a + i, mode_a, load(values, b + i) * g)
            _give(gradients, b + i, mode_b, load(values, a + i) * g)
    elif op == _ADD:
        for i in range(0, n, WIDTH):
            g = load(gradients, out + i)
            _give(gradients, a + i, mode_a, g)
            _give(gradients, b + i, mode_b, g)
    elif op == _SUB:
        for i in range(0, n, WIDTH):
            g = load(gradients, out + i)
            _give(gradients, a + i, mode_a, g)
            _give(gradients, b + i, mode_b, lanes_of(-1.0) * g)
    elif op == _CONSTANT_POW and whole > 0:
        for i in range(0, n, WIDTH):
            slope = constant * _whole_power(load(values, a + i), whole - 1)
            _give(gradients, a + i, mode_a, slope * load(gradients, out + i))
    elif op == _DIV:
        for i in range(0, n, WIDTH):
            g, per = load(gradients, out + i), 1.0 / load(values, b + i)
            _give(gradients, a + i, mode_a, per * g)
            _give(gradients, b + i, mode_b, (-1.0 * load(values, out + i)) * per * g)
    elif op == _RELU:
        for i in range(0, n, WIDTH):
            slope = where_greater(load(values, a + i), lanes_of(0.0), lanes_of(1.0), lanes_of(0.0))
            _give(gradients, a + i, mode_a, slope * load(gradients, out + i))
    elif op == _SIGMOID:
        for i in range(0, n, WIDTH):
            y = load(values, out + i)
            _give(gradients, a + i, mode_a, y * (1.0 - y) * load(gradients, out + i))
    elif op == _NEG:
        for i in range(0, n, WIDTH):
            _give(gradients, a + i, mode_a, lanes_of(-1.0) * load(gradients, out + i))
    elif op == _EXP:
        for i in range(0, n, WIDTH):
            _give(gradients, a + i, mode_a, load(values, out + i) * load(gradients, out + i))
    elif op == _SOFTPLUS:
        for i in range(0, n, WIDTH):
            _give(gradients, a + i, mode_a, sigmoid(load(values, a + i)) * load(gradients, out + i))
    elif op == _SILU:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            slope = sigmoid(x) * (1.0 + x * sigmoid(0.0 - x))
            _give(gradients, a + i, mode_a, slope * load(gradients, out + i))
    elif op == _LEAKY_RELU:
        for i in range(0, n, WIDTH):
            slope = where_greater(load(values, a + i), lanes_of(0.0), lanes_of(1.0), lanes_of(constant))
            _give(gradients, a + i, mode_a, slope * load(gradients, out + i))
    elif op == _ELU:
        for i in range(0, n, WIDTH):
            nothing, y = lanes_of(0.0), load(values, out + i)
            slope = where_greater(load(values, a + i), nothing, lanes_of(1.0), constant + y)
            _give(gradients, a + i, mode_a, slope * load(gradients, out + i))
    elif op == _GELU:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            _give(gradients, a + i, mode_a, (normal_cdf(x) + x * bell(x)) * load(gradients, out + i))
    elif op == _SIN:
        for i in range(0, n, WIDTH):
            x = load(values, a + i)
            if far_from_0(x):
                for k in range(i, i + WIDTH if mode_a != SKIP else i):
                    share = math.cos(number(values, a + k)) * number(gradients, out + k)
                    put(gradients, a + k, share + (number(gradients, a + k) if mode_a == ADD else 0.0))
            else:
                _give(gradients, a + i, mode_a, cosine(x) * load(gradients, out + i))
    else:
        for i in range(n):
            slopes = scalar_slopes(
                op, number(values, a + i), number(values, b + i), number(values, out + i), constant
            )
            g = number(gradients, out + i)
            if mode_a != SKIP:
                put(gradients, a + i, slopes[0] * g + (number(gradients, a + i) if mode_a == ADD else 0.0))
            if mode_b != SKIP:
                put(gradients, b + i, slopes[1] * g + (number(gradients, b + i) if mode_b == ADD else 0.0))
