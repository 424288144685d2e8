"""Kernels for layers of weighted sums: one for both directions, one for the parameters' gradients.

The shape of a layer is data (counts and strides), so no shape needs a compile of its own. Offsets
say where a row of lanes starts; `lanes` is how many numbers a row has, a multiple of eight.
"""

# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from engine.lanes import WIDTH, column_sums, fma, lanes_of, load, number, spread, store, transposed
from engine.program import ADD, GROUP

#: Rows computed together: each loaded lane is used for so many, each loaded weight for two.
_TILE = 4


@njit
def combine_rows(weights, first, row_stride, source_stride, table, rows, n_rows, sources, n_sources,
                 source, target, lanes, mode):  # fmt: skip
    """Compute weighted sums: target[r] = Σₛ weights[first + r·row_stride + s·source_stride] · source[s].

    Forward, the sources are a layer's inputs (and the row of ones, whose weight is the bias).
    Backward, with the strides exchanged, they are the gradients of its sums. The offsets of row r and
    source s are table[rows + r] and table[sources + s], and `mode` says if the rows are set or added to.
    In the last tile the last row is computed several times, with the same result.
    """
    last = n_rows - 1
    for r in range(0, n_rows, _TILE):
        r1, r2, r3 = min(r + 1, last), min(r + 2, last), min(r + 3, last)
        t0, t1 = number(table, rows + r), number(table, rows + r1)
        t2, t3 = number(table, rows + r2), number(table, rows + r3)
        p0, p1 = first + r * row_stride, first + r1 * row_stride
        p2, p3 = first + r2 * row_stride, first + r3 * row_stride
        lane = 0
        while lane + 2 * WIDTH <= lanes:
            a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = lanes_of(0.0)
            at = 0
            for s in range(n_sources):
                offset = number(table, sources + s) + lane
                x0, x1 = load(source, offset), load(source, offset + WIDTH)
                w = spread(weights, p0 + at)
                a0, a1 = fma(w, x0, a0), fma(w, x1, a1)
                w = spread(weights, p1 + at)
                b0, b1 = fma(w, x0, b0), fma(w, x1, b1)
                w = spread(weights, p2 + at)
                c0, c1 = fma(w, x0, c0), fma(w, x1, c1)
                w = spread(weights, p3 + at)
                d0, d1 = fma(w, x0, d0), fma(w, x1, d1)
                at += source_stride
            if mode == ADD:  # all are read before any is written: the last row may be there twice
                a0, a1 = a0 + load(target, t0 + lane), a1 + load(target, t0 + lane + WIDTH)
                b0, b1 = b0 + load(target, t1 + lane), b1 + load(target, t1 + lane + WIDTH)
                c0, c1 = c0 + load(target, t2 + lane), c1 + load(target, t2 + lane + WIDTH)
                d0, d1 = d0 + load(target, t3 + lane), d1 + load(target, t3 + lane + WIDTH)
            store(target, t0 + lane, a0)
            store(target, t0 + lane + WIDTH, a1)
            store(target, t1 + lane, b0)
            store(target, t1 + lane + WIDTH, b1)
            store(target, t2 + lane, c0)
            store(target, t2 + lane + WIDTH, c1)
            store(target, t3 + lane, d0)
            store(target, t3 + lane + WIDTH, d1)
            lane += 2 * WIDTH
        if lane < lanes:
            a0 = b0 = c0 = d0 = lanes_of(0.0)
            at = 0
            for s in range(n_sources):
                x0 = load(source, number(table, sources + s) + lane)
                a0, b0 = fma(spread(weights, p0 + at), x0, a0), fma(spread(weights, p1 + at), x0, b0)
                c0, d0 = fma(spread(weights, p2 + at), x0, c0), fma(spread(weights, p3 + at), x0, d0)
                at += source_stride
            if mode == ADD:
                a0, b0 = a0 + load(target, t0 + lane), b0 + load(target, t1 + lane)
                c0, d0 = c0 + load(target, t2 + lane), d0 + load(target, t3 + lane)
            store(target, t0 + lane, a0)
            store(target, t1 + lane, b0)
            store(target, t2 + lane, c0)
            store(target, t3 + lane, d0)


@njit
def gather_gradients(table, pairs, n_groups, values, gradients, lanes, sums, slot):
    """Add to a layer's parameter gradients: each is the sum over lanes of (sum's gradient · input).

    Eight parameters at a time, in the order of their slots; `pairs` is where their rows' offsets
    stand in the table (see `program._pairs`).
    """
    for group in range(n_groups):
        t = pairs + 2 * GROUP * group
        g0, g1, g2, g3 = number(table, t), number(table, t + 1), number(table, t + 2), number(table, t + 3)
        g4, g5, g6, g7 = (
            number(table, t + 4),
            number(table, t + 5),
            number(table, t + 6),
            number(table, t + 7),
        )
        t += GROUP
        x0, x1, x2, x3 = number(table, t), number(table, t + 1), number(table, t + 2), number(table, t + 3)
        x4, x5, x6, x7 = (
            number(table, t + 4),
            number(table, t + 5),
            number(table, t + 6),
            number(table, t + 7),
        )
        a = load(gradients, g0) * load(values, x0)
        b = load(gradients, g1) * load(values, x1)
        c = load(gradients, g2) * load(values, x2)
        d = load(gradients, g3) * load(values, x3)
        e = load(gradients, g4) * load(values, x4)
        f = load(gradients, g5) * load(values, x5)
        g = load(gradients, g6) * load(values, x6)
        h = load(gradients, g7) * load(values, x7)
        for lane in range(WIDTH, lanes, WIDTH):
            a = fma(load(gradients, g0 + lane), load(values, x0 + lane), a)
            b = fma(load(gradients, g1 + lane), load(values, x1 + lane), b)
            c = fma(load(gradients, g2 + lane), load(values, x2 + lane), c)
            d = fma(load(gradients, g3 + lane), load(values, x3 + lane), d)
            e = fma(load(gradients, g4 + lane), load(values, x4 + lane), e)
            f = fma(load(gradients, g5 + lane), load(values, x5 + lane), f)
            g = fma(load(gradients, g6 + lane), load(values, x6 + lane), g)
            h = fma(load(gradients, g7 + lane), load(values, x7 + lane), h)
        store(sums, slot, load(sums, slot) + column_sums(a, b, c, d, e, f, g, h))
        slot += GROUP


@njit
def transpose_inputs(table, inputs, n_inputs, values, lanes, turned, width):
    """Write a layer's inputs sample by sample: `turned` (lanes, width), 0 beyond the last input."""
    for column in range(0, n_inputs, WIDTH):
        for lane in range(0, lanes, WIDTH):
            a = _input(table, inputs, n_inputs, column, values, lane)
            b = _input(table, inputs, n_inputs, column + 1, values, lane)
            c = _input(table, inputs, n_inputs, column + 2, values, lane)
            d = _input(table, inputs, n_inputs, column + 3, values, lane)
            e = _input(table, inputs, n_inputs, column + 4, values, lane)
            f = _input(table, inputs, n_inputs, column + 5, values, lane)
            g = _input(table, inputs, n_inputs, column + 6, values, lane)
            h = _input(table, inputs, n_inputs, column + 7, values, lane)
            a, b, c, d, e, f, g, h = transposed(a, b, c, d, e, f, g, h)
            at = lane * width + column
            store(turned, at, a)
            store(turned, at + width, b)
            store(turned, at + 2 * width, c)
            store(turned, at + 3 * width, d)
            store(turned, at + 4 * width, e)
            store(turned, at + 5 * width, f)
            store(turned, at + 6 * width, g)
            store(turned, at + 7 * width, h)


@njit
def _input(table, inputs, n_inputs, k, values, lane):
    return load(values, number(table, inputs + k) + lane) if k < n_inputs else lanes_of(0.0)


@njit
def _add(sums, slot, lanes, wanted):
    if wanted:
        store(sums, slot, load(sums, slot) + lanes)


@njit
def outer_gradients(
    table, inputs, n_inputs, rows, n_rows, values, gradients, lanes, count, turned, sums, slot
):
    """Add to a layer's parameter gradients, eight inputs of eight neurons at a time, sample by sample.

    Does what `gather_gradients` does, for layers that are large enough to make turning their inputs
    worth while, and spends nothing on spare lanes. Numbers beyond a neuron's last parameter are
    stored too, as additions of 0 to what follows.
    """
    width = -(-n_inputs // WIDTH) * WIDTH
    transpose_inputs(table, inputs, n_inputs, values, lanes, turned, width)
    last = n_rows - 1
    for r in range(0, n_rows, WIDTH):
        t0, t1 = number(table, rows + r), number(table, rows + min(r + 1, last))
        t2, t3 = number(table, rows + min(r + 2, last)), number(table, rows + min(r + 3, last))
        t4, t5 = number(table, rows + min(r + 4, last)), number(table, rows + min(r + 5, last))
        t6, t7 = number(table, rows + min(r + 6, last)), number(table, rows + min(r + 7, last))
        for column in range(0, n_inputs, WIDTH):
            a = b = c = d = e = f = g = h = lanes_of(0.0)
            at = column
            for lane in range(count):
                x = load(turned, at)
                a = fma(spread(gradients, t0 + lane), x, a)
                b = fma(spread(gradients, t1 + lane), x, b)
                c = fma(spread(gradients, t2 + lane), x, c)
                d = fma(spread(gradients, t3 + lane), x, d)
                e = fma(spread(gradients, t4 + lane), x, e)
                f = fma(spread(gradients, t5 + lane), x, f)
                g = fma(spread(gradients, t6 + lane), x, g)
                h = fma(spread(gradients, t7 + lane), x, h)
                at += width
            to = slot + r * n_inputs + column
            _add(sums, to, a, True)
            _add(sums, to + n_inputs, b, r < last)
            _add(sums, to + 2 * n_inputs, c, r + 1 < last)
            _add(sums, to + 3 * n_inputs, d, r + 2 < last)
            _add(sums, to + 4 * n_inputs, e, r + 3 < last)
            _add(sums, to + 5 * n_inputs, f, r + 4 < last)
            _add(sums, to + 6 * n_inputs, g, r + 5 < last)
            _add(sums, to + 7 * n_inputs, h, r + 6 < last)
