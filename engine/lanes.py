"""`Lanes`: eight float64 numbers that Numba code adds, multiplies and stores with one instruction.

A Numba type of its own, so that the kernels read like scalar code and still say exactly which
numbers share an instruction: LLVM gets `<8 x double>` and cuts it into whatever vectors the machine
has (one AVX-512 register, two of AVX2, four of SSE2 or NEON). Only compiled code can use these names.

    x, w, y = data(x_array), data(w_array), data(y_array)    # inside a function compiled by Numba
    total = load(x, i) * spread(w, j) + total
    store(y, i, total)

Addresses come from `data(array)` of a contiguous array; offsets count numbers and are not checked.
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


def _address(builder, pointer, offset, pointee):
    """Emit the address `offset` numbers after `pointer`, seen as a pointer to `pointee`."""
    return builder.bitcast(builder.gep(pointer, [offset]), pointee.as_pointer())


@intrinsic
def data(typing, array):
    """Return where an array's numbers start: an address to hand to `load` and the rest.

    Passing addresses on instead of arrays spares compiled code the counting of references.
    """

    def emit(context, builder, sig, args):
        return context.make_array(sig.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), emit


def _spread(builder, number):
    """Emit a vector that holds `number` eight times."""
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    single = builder.insert_element(undefined, number, ir.Constant(_INDEX, 0))
    return builder.shuffle_vector(single, undefined, ir.Constant(ir.VectorType(_INDEX, WIDTH), [0] * WIDTH))


@intrinsic
def load(typing, address, offset):
    """Return `address[offset : offset + 8]`."""

    def emit(context, builder, sig, args):
        return builder.load(_address(builder, args[0], args[1], _VECTOR), align=8)

    return LANES(address, types.int64), emit


@intrinsic
def store(typing, address, offset, lanes):
    """Write `address[offset : offset + 8] = lanes`."""

    def emit(context, builder, sig, args):
        address = _address(builder, args[0], args[1], _VECTOR)
        builder.store(args[2], address, align=8)
        return context.get_dummy_value()

    return types.void(address, types.int64, LANES), emit


@intrinsic
def spread(typing, address, offset):
    """Return eight times `address[offset]`."""

    def emit(context, builder, sig, args):
        address = _address(builder, args[0], args[1], _DOUBLE)
        return _spread(builder, builder.load(address))

    return LANES(address, types.int64), emit


@intrinsic
def number(typing, address, offset):
    """Return `address[offset]`, a float or an integer."""

    def emit(context, builder, sig, args):
        return builder.load(builder.gep(args[0], [args[1]]))

    return address.dtype(address, types.int64), emit


@intrinsic
def put(typing, address, offset, value):
    """Write `address[offset] = value`."""

    def emit(context, builder, sig, args):
        builder.store(args[2], builder.gep(args[0], [args[1]]))
        return context.get_dummy_value()

    return types.void(address, types.int64, address.dtype), emit


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
def ramp(typing):
    """Return (0, 1, …, 7)."""

    def emit(context, builder, sig, args):
        return ir.Constant(_VECTOR, [float(k) for k in range(WIDTH)])

    return LANES(), emit


@intrinsic
def total(typing, a):
    """Return the sum of the eight numbers, added in halves."""

    def emit(context, builder, sig, args):
        lanes = args[0]
        for half in (4, 2, 1):
            mask = ir.Constant(ir.VectorType(_INDEX, WIDTH), [(k + half) % WIDTH for k in range(WIDTH)])
            lanes = builder.fadd(lanes, builder.shuffle_vector(lanes, lanes, mask))
        return builder.extract_element(lanes, ir.Constant(_INDEX, 0))

    return types.float64(LANES), emit


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


@intrinsic
def transposed(typing, a, b, c, d, e, f, g, h):
    """Return the columns of the 8×8 square whose rows are a … h."""

    def emit(context, builder, sig, args):
        rows = list(args)
        for step in (1, 2, 4):  # exchange the off-diagonal blocks of 2×2, then of 4×4, then of 8×8
            low = [k if k & step == 0 else k - step + WIDTH for k in range(WIDTH)]
            high = [k + step if k & step == 0 else k + WIDTH for k in range(WIDTH)]
            masks = [ir.Constant(ir.VectorType(_INDEX, WIDTH), mask) for mask in (low, high)]
            for k in range(WIDTH):
                if k & step == 0:
                    pair = rows[k], rows[k + step]
                    rows[k], rows[k + step] = (builder.shuffle_vector(*pair, mask) for mask in masks)
        return context.make_tuple(builder, sig.return_type, rows)

    return types.UniTuple(LANES, WIDTH)(*[LANES] * WIDTH), emit


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
