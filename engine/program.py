"""A `Value` graph lowered to a flat program that runs over a whole batch.

Lowering looks for the two patterns that networks are made of and keeps everything else as it is:

* a **weighted sum** `b + w₀·x₀ + w₁·x₁ + …`: a tree of additions whose terms are parameters, or
  products of a parameter and anything else, each used nowhere else;
* a **layer**: weighted sums of the same inputs, and an operation applied to each or to some.

What a node computes becomes a *row* (one number a sample). A `Program` is a list of instructions on
rows; running it backward goes through the same list in reverse. Nothing here knows about losses or
networks: gradients come from the graph's own operations, whatever the graph is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from engine.operation import Operation
from engine.ops import OPS
from engine.value import Value
from engine.weighted_sums import Layer, find_layers, order_of

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Opcodes are positions in the table of operations; a layer of weighted sums has one of its own.
OPCODES: dict[str, int] = {name: code for code, name in enumerate(OPS)}
DENSE = len(OPCODES)
#: What a backward instruction does to the gradient row of an operand.
SKIP, SET, ADD = 0, 1, 2
#: Row 0 holds 1 in every lane, and 0 as its gradient: the bias is the weight of this input.
ONES = 0
#: Parameters and their gradients are stored by layer in multiples of this many numbers.
GROUP = 8
#: Columns of `Program.code`.
OP, COUNT, A, B, OUT, MODE_A, MODE_B, SLOT, PAIRS, WHOLE = range(10)
#: In a layer's instruction B is the number of inputs, and A, OUT and PAIRS are positions in
#: `Program.table`: of the inputs' rows, the sums' rows, and the pairs of rows of `_pairs`.
COLUMNS = 10


@dataclass(slots=True)
class Instruction:
    """One operation applied to `count` rows at once, or (`op` None) one layer of weighted sums.

    Rows `out … out+count` are computed from rows `a …` (and `b …`). For a layer, `rows` are its
    inputs' rows and `slot` is where its parameters start: for each neuron the weights, then the bias.
    """

    op: Operation | None
    count: int
    out: int
    a: int = 0
    b: int = 0
    rows: tuple[int, ...] = ()
    slot: int = 0
    modes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerRows:
    """Where a layer stands: first row of its weighted sums, each output's row, first parameter slot, shape.

    A neuron without an activation has its sum for its output.
    """

    sums: int
    outputs: tuple[int, ...]
    slot: int
    n_in: int
    n_out: int


@dataclass(slots=True, eq=False)
class Program:
    """What `lower` returns. Arrays `code`, `constants` and `table` are the form that kernels read."""

    n_rows: int = 1
    n_slots: int = 0
    instructions: list[Instruction] = field(default_factory=list)
    layers: list[LayerRows] = field(default_factory=list)
    row_of: dict[Value, int] = field(default_factory=dict)
    folded: dict[Value, Value] = field(default_factory=dict)  #: node inside a weighted sum -> the sum
    factors: dict[Value, Value] = field(default_factory=dict)  #: weight -> the input it multiplies
    inputs: tuple[Value, ...] = ()
    outputs: tuple[Value, ...] = ()
    parameters: tuple[Value, ...] = ()
    slots: Integers = field(default_factory=lambda: np.zeros(0, np.int64))  #: slot of each parameter
    constant_rows: list[tuple[int, float]] = field(default_factory=list)
    parameter_rows: list[tuple[int, int]] = field(default_factory=list)  #: (row, slot) of lone parameters
    zero_rows: list[int] = field(default_factory=list)  #: gradient rows to clear before a backward pass
    code: Integers = field(default_factory=lambda: np.zeros((0, COLUMNS), np.int64))
    constants: Array = field(default_factory=lambda: np.zeros(0))
    table: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    table_rows: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def pack(self, parameters: Sequence[float] | Array) -> Array:
        """Return the parameters (in the order given to `lower`) in their slots; unused slots are 0."""
        packed = np.zeros(self.n_slots)
        packed[self.slots] = parameters
        return packed

    def unpack(self, packed: Array) -> Array:
        """Return what `pack` was given."""
        return packed[self.slots]


def lower(
    output: Value | Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value],
    *,
    input_gradients: bool = True,
) -> Program:
    """Lower the graph under one or several outputs.

    `inputs` differ from sample to sample, `parameters` are shared by all samples; every other value
    without parents is a constant. Without `input_gradients` the program computes none for inputs
    and constants, which training has no use for. Raises ValueError if an input or parameter was
    itself computed from other values.
    """
    outputs = (output,) if isinstance(output, Value) else tuple(output)
    for value in (*inputs, *parameters):
        if value.parents:
            raise ValueError(f"{value!r} was computed from other values, so it cannot be an input")
    order = order_of(outputs)
    layers, folded = find_layers(order, outputs, parameters)
    program = Program(inputs=tuple(inputs), outputs=outputs, parameters=tuple(parameters), folded=folded)
    builder = _Builder(program, layers)
    builder.leaves(order)
    builder.operations(order)
    quiet = (
        () if input_gradients else (*inputs, *(v for v in order if not v.parents and v not in builder.own))
    )
    _set_modes(program, {program.row_of[v] for v in quiet if v in program.row_of})
    _encode(program)
    return program


def aligned(size: int) -> Array:
    """Return zeros that start at a cache line, with room for one more vector at the end."""
    room = np.zeros(size + 2 * GROUP)
    start = -room.ctypes.data % 64 // 8
    return room[start : start + size]


class _Builder:
    """Gives rows and slots, and writes the instructions in an order in which operands come first."""

    def __init__(self, program: Program, layers: dict[Value, Layer]) -> None:
        self.program = program
        self.layers = layers
        self.own = set(program.parameters)
        self.slot_of: dict[Value, int] = {}

    def row(self, value: Value) -> int:
        """Give `value` the next row."""
        self.program.row_of[value] = row = self.program.n_rows
        self.program.n_rows += 1
        return row

    def leaves(self, order: list[Value]) -> None:
        """Give rows to inputs and constants."""
        for value in self.program.inputs:
            if value not in self.program.row_of:
                self.row(value)
        for value in order:
            if not value.parents and value not in self.own and value not in self.program.row_of:
                self.program.constant_rows.append((self.row(value), value.data))

    def operations(self, order: list[Value]) -> None:
        """Write an instruction for every node that is neither a leaf nor inside a weighted sum."""
        program = self.program
        lone = [p for p in dict.fromkeys(program.parameters) if p not in program.folded]
        for parameter in lone:
            self.row(parameter)
        for node in order:
            if node in self.layers:
                if node not in program.row_of:
                    self.layer(self.layers[node])
            elif node.op and node not in program.row_of and node not in program.folded:
                rows = [program.row_of[parent] for parent in node.parents]
                a, b = rows[0], rows[-1]
                program.instructions.append(Instruction(node.op, 1, self.row(node), a, b))
        for parameter in lone:
            self.slot_of[parameter] = program.n_slots
            program.parameter_rows.append((program.row_of[parameter], program.n_slots))
            program.n_slots += 1
        program.n_slots = _rounded(program.n_slots)
        program.slots = np.array([self.slot_of[p] for p in program.parameters], np.int64)

    def layer(self, layer: Layer) -> None:
        """Write one layer: its weighted sums, then their operations, neighbours with the same one at once."""
        program, first_slot = self.program, self.program.n_slots
        rows = tuple(program.row_of[x] for x in layer.inputs)
        sums = program.n_rows
        for neuron, (total, weights, bias) in enumerate(layer.neurons):
            self.row(total)
            slot = first_slot + neuron * (len(rows) + 1)
            self.slot_of.update((weight, slot + i) for i, weight in enumerate(weights))
            program.factors.update(zip(weights, layer.inputs, strict=True))
            if bias is not None:
                self.slot_of[bias] = slot + len(rows)
        n_out = len(layer.neurons)
        program.n_slots = _rounded(first_slot + n_out * (len(rows) + 1))
        program.instructions.append(Instruction(None, n_out, sums, rows=rows, slot=first_slot))
        outputs: list[int] = []
        for op, run in groupby(layer.activations, lambda node: node.op if node else None):
            nodes, a = list(run), sums + len(outputs)
            if op is None:
                outputs += range(a, a + len(nodes))
            else:
                program.instructions.append(Instruction(op, len(nodes), program.n_rows, a, a))
                outputs += [self.row(node) for node in nodes if node]
        program.layers.append(LayerRows(sums, tuple(outputs), first_slot, len(rows), n_out))


def _rounded(n: int) -> int:
    return -(-n // GROUP) * GROUP


def _set_modes(program: Program, quiet: set[int]) -> None:
    """Decide for each operand whether its gradient row is skipped, set or added to.

    Backward, the first to write a row sets it, so that rows need no clearing; where one instruction
    covers rows of both kinds it adds, and the rows not yet written are cleared beforehand.
    """
    written = {program.row_of[output] for output in program.outputs}

    def mode(rows: Sequence[int]) -> int:
        if all(row in quiet for row in rows):
            return SKIP
        fresh = [row for row in rows if row not in written]
        written.update(rows)
        if len(fresh) == len(rows):
            return SET
        program.zero_rows.extend(fresh)
        return ADD

    for step in reversed(program.instructions):
        if step.op is None:
            step.modes = (mode(step.rows),)
        else:
            operands = (step.a, step.b)[: step.op.arity]
            step.modes = tuple(mode(range(row, row + step.count)) for row in operands)


def _encode(program: Program) -> None:
    """Write the instructions as arrays of integers."""
    program.code = np.zeros((len(program.instructions), COLUMNS), np.int64)
    program.constants = np.zeros(len(program.instructions))
    table: list[NDArray[np.int64]] = []
    is_row: list[NDArray[np.bool_]] = []
    length = 0

    def add(numbers: Sequence[int] | Integers, rows: bool) -> int:
        nonlocal length
        table.append(np.asarray(numbers, np.int64))
        is_row.append(np.full(len(numbers), rows))
        length += len(numbers)
        return length - len(numbers)

    for code, step in zip(program.code, program.instructions, strict=True):
        code[[COUNT, OUT]] = step.count, step.out
        if step.op is None:
            n_in = len(step.rows)
            code[[OP, B, SLOT]] = DENSE, n_in, step.slot
            code[A] = add((*step.rows, ONES), rows=True)
            code[OUT] = add(range(step.out, step.out + step.count), rows=True)
            code[MODE_A] = step.modes[0]
            code[PAIRS] = add(_pairs(step), rows=True)
        else:
            code[[OP, A, B]] = OPCODES[step.op.name], step.a, step.b
            code[[MODE_A, MODE_B]] = step.modes[0], step.modes[-1] if step.op.arity == 2 else SKIP
    for k, step in enumerate(program.instructions):
        constant = step.op.constant if step.op else None
        if constant is not None:
            program.constants[k] = constant
            program.code[k, WHOLE] = int(constant) if constant.is_integer() and 1 <= constant <= 64 else 0
    program.table = np.concatenate(table) if table else np.zeros(0, np.int64)
    program.table_rows = np.concatenate(is_row) if is_row else np.zeros(0, np.bool_)


def _pairs(step: Instruction) -> Integers:
    """Return, for each parameter of a layer, the rows whose product is its gradient: (sum, input) pairs.

    Groups of eight are stored as eight sums' rows, then eight inputs' rows. Unused slots at the end
    name row `ONES`, whose gradient is 0.
    """
    inputs = np.array((*step.rows, ONES), np.int64)
    sums = np.repeat(np.arange(step.out, step.out + step.count), len(inputs))
    pairs = np.full((2, _rounded(len(sums))), ONES, np.int64)
    pairs[0, : len(sums)] = sums
    pairs[1, : len(sums)] = np.tile(inputs, step.count)
    return pairs.reshape(2, -1, GROUP).transpose(1, 0, 2).reshape(-1)
