"""`Lanes`: eight float64 numbers that Numba code adds, multiplies and stores with one instruction.

A Numba type of its own, so that the kernels read like scalar code and still say exactly which
numbers share an instruction: LLVM gets `<8 x double>` and cuts it into whatever vectors the machine
has (one AVX-512 register, two of AVX2, four of SSE2 or NEON). Only compiled code can use these names.

    total = load(x, i) * spread(w, j) + total        # inside a function compiled by Numba
    store(y, i, total)

Offsets count float64 numbers from the start of a one-dimensional contiguous array and are not checked.
"""

# mypy: ignore-errors

from __future__ import annotations

import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

#: Numbers in one `Lanes`.
WIDTH = 8

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, WIDTH)
_INTEGERS = ir.VectorType(ir.IntType(64), WIDTH)
_INDEX = ir.IntType(32)


class LanesType(types.Type):
    """Numba's name for `<8 x double>`."""

    def __init__(self) -> None:
        super().__init__("Lanes")


LANES = LanesType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    """Held in vector registers."""

    def __init__(self, manager, type_) -> None:
        super().__init__(manager, type_, _VECTOR)


def _address(context, builder, array_type, array, offset, pointee):
    """Emit the address of `array[offset]`, seen as a pointer to `pointee`."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [offset]), pointee.as_pointer())


def _constant(value: float):
    return ir.Constant(_VECTOR, [value] * WIDTH)


def _spread(builder, number):
    """Emit a vector that holds `number` eight times."""
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    single = builder.insert_element(undefined, number, ir.Constant(_INDEX, 0))
    return builder.shuffle_vector(single, undefined, ir.Constant(ir.VectorType(_INDEX, WIDTH), [0] * WIDTH))


@intrinsic
def load(typing, array, offset):
    """Return `array[offset : offset + 8]`."""

    def emit(context, builder, sig, args):
        return builder.load(_address(context, builder, sig.args[0], args[0], args[1], _VECTOR), align=8)

    return LANES(array, types.int64), emit


@intrinsic
def store(typing, array, offset, lanes):
    """Write `array[offset : offset + 8] = lanes`."""

    def emit(context, builder, sig, args):
        address = _address(context, builder, sig.args[0], args[0], args[1], _VECTOR)
        builder.store(args[2], address, align=8)
        return context.get_dummy_value()

    return types.void(array, types.int64, LANES), emit


@intrinsic
def spread(typing, array, offset):
    """Return eight times `array[offset]`."""

    def emit(context, builder, sig, args):
        address = _address(context, builder, sig.args[0], args[0], args[1], _DOUBLE)
        return _spread(builder, builder.load(address))

    return LANES(array, types.int64), emit


@intrinsic
def number(typing, array, offset):
    """Return `array[offset]`, a float or an integer, without a check for negative offsets."""

    def emit(context, builder, sig, args):
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        return builder.load(builder.gep(data, [args[1]]))

    return array.dtype(array, types.int64), emit


@intrinsic
def lanes_of(typing, x):
    """Return eight times the float `x`."""

    def emit(context, builder, sig, args):
        return _spread(builder, args[0])

    return LANES(types.float64), emit


@intrinsic
def fma(typing, a, b, c):
    """Return a·b + c, rounded once where the machine can."""

    def emit(context, builder, sig, args):
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.fmuladd.v8f64"), args)

    return LANES(LANES, LANES, LANES), emit


@intrinsic
def root(typing, a):
    """Return the square roots."""

    def emit(context, builder, sig, args):
        kind = ir.FunctionType(_VECTOR, [_VECTOR])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.sqrt.v8f64"), args)

    return LANES(LANES), emit


@intrinsic
def where_greater(typing, a, b, then, otherwise):
    """Return `then` where a > b (never for NaN), else `otherwise`."""

    def emit(context, builder, sig, args):
        return builder.select(builder.fcmp_ordered(">", args[0], args[1]), args[2], args[3])

    return LANES(LANES, LANES, LANES, LANES), emit


@intrinsic
def shifted_power(typing, rounded):
    """Return 2ᵏ for `rounded` = k + 1.5·2⁵², which holds the whole number k in its low bits (|k| < 1023)."""

    def emit(context, builder, sig, args):
        bits = builder.bitcast(args[0], _INTEGERS)
        biased = builder.add(bits, ir.Constant(_INTEGERS, [1023] * WIDTH))
        return builder.bitcast(builder.shl(biased, ir.Constant(_INTEGERS, [52] * WIDTH)), _VECTOR)

    return LANES(LANES), emit


@intrinsic
def column_sums(typing, a, b, c, d, e, f, g, h):
    """Return the eight sums (Σa, Σb, …, Σh) as one `Lanes`: seven additions, always in the same order."""

    def emit(context, builder, sig, args):
        def fold(x, y, low, high):
            def shuffled(mask):
                return builder.shuffle_vector(x, y, ir.Constant(ir.VectorType(_INDEX, WIDTH), mask))

            return builder.fadd(shuffled(low), shuffled(high))

        rows = list(args)
        for low, high in (
            ([0, 8, 2, 10, 4, 12, 6, 14], [1, 9, 3, 11, 5, 13, 7, 15]),
            ([0, 1, 8, 9, 4, 5, 12, 13], [2, 3, 10, 11, 6, 7, 14, 15]),
            ([0, 1, 2, 3, 8, 9, 10, 11], [4, 5, 6, 7, 12, 13, 14, 15]),
        ):
            rows = [fold(x, y, low, high) for x, y in zip(rows[::2], rows[1::2], strict=True)]
        return rows[0]

    return LANES(*[LANES] * WIDTH), emit


_INSTRUCTIONS = {
    operator.add: "fadd",
    operator.sub: "fsub",
    operator.mul: "fmul",
    operator.truediv: "fdiv",
}


def _register(symbol, instruction: str) -> None:
    """Let two `Lanes`, or a float and a `Lanes`, be joined by an operator."""
    pairs = ((LANES, LANES), (types.float64, LANES), (LANES, types.float64))

    class Template(ConcreteTemplate):
        key = symbol
        cases = [signature(LANES, *pair) for pair in pairs]  # noqa: RUF012

    infer_global(symbol)(Template)

    def emit(context, builder, sig, args):
        left, right = (
            value if kind == LANES else _spread(builder, value)
            for value, kind in zip(args, sig.args, strict=True)
        )
        return getattr(builder, instruction)(left, right)

    for pair in pairs:
        lower_builtin(symbol, *pair)(emit)


for _symbol, _instruction in _INSTRUCTIONS.items():
    _register(_symbol, _instruction)
