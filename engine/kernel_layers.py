"""Kernels for layers of weighted sums: one for both directions, one for the parameters' gradients.

The shape of a layer is data (counts and strides), so no shape needs a compile of its own. Offsets
say where a row of lanes starts; `lanes` is how many numbers a row has, a multiple of eight.
"""

# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from engine.lanes import WIDTH, column_sums, fma, lanes_of, load, number, spread, store
from engine.program import ADD, GROUP, SKIP

#: Rows computed together: each loaded lane is used for so many, each loaded weight for two.
_TILE = 4


@njit
def _give(target, offset, mode, lanes):
    """Set a row's eight numbers, or leave them if nothing asked for them."""
    if mode != SKIP:
        store(target, offset, lanes)


@njit
def _given(target, offset, mode):
    """Return what a row's eight numbers start from: themselves if they are added to, else 0."""
    return load(target, offset) if mode == ADD else lanes_of(0.0)


@njit
def combine_rows(
    weights,
    first,
    row_stride,
    source_stride,
    table,
    rows,
    modes,
    n_rows,
    sources,
    n_sources,
    source,
    target,
    lanes,
):
    """Compute weighted sums: target[r] = Σₛ weights[first + r·row_stride + s·source_stride] · source[s].

    Forward, the sources are a layer's inputs (and the row of ones, whose weight is the bias).
    Backward, with the strides exchanged, they are the gradients of its sums. The offsets of row r and
    source s are table[rows + r] and table[sources + s]; table[modes + r] says if row r is added to.
    In the last tile the last row is computed several times, with the same result.
    """
    last = n_rows - 1
    for r in range(0, n_rows, _TILE):
        r1, r2, r3 = min(r + 1, last), min(r + 2, last), min(r + 3, last)
        t0, t1, t2, t3 = (
            number(table, rows + r),
            number(table, rows + r1),
            number(table, rows + r2),
            number(table, rows + r3),
        )
        m0, m1, m2, m3 = (
            number(table, modes + r),
            number(table, modes + r1),
            number(table, modes + r2),
            number(table, modes + r3),
        )
        p0 = first + r * row_stride
        p1, p2, p3 = first + r1 * row_stride, first + r2 * row_stride, first + r3 * row_stride
        lane = 0
        while lane + 2 * WIDTH <= lanes:
            a0, a1 = _given(target, t0 + lane, m0), _given(target, t0 + lane + WIDTH, m0)
            b0, b1 = _given(target, t1 + lane, m1), _given(target, t1 + lane + WIDTH, m1)
            c0, c1 = _given(target, t2 + lane, m2), _given(target, t2 + lane + WIDTH, m2)
            d0, d1 = _given(target, t3 + lane, m3), _given(target, t3 + lane + WIDTH, m3)
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
            _give(target, t0 + lane, m0, a0)
            _give(target, t0 + lane + WIDTH, m0, a1)
            _give(target, t1 + lane, m1, b0)
            _give(target, t1 + lane + WIDTH, m1, b1)
            _give(target, t2 + lane, m2, c0)
            _give(target, t2 + lane + WIDTH, m2, c1)
            _give(target, t3 + lane, m3, d0)
            _give(target, t3 + lane + WIDTH, m3, d1)
            lane += 2 * WIDTH
        if lane < lanes:
            a0, b0 = _given(target, t0 + lane, m0), _given(target, t1 + lane, m1)
            c0, d0 = _given(target, t2 + lane, m2), _given(target, t3 + lane, m3)
            at = 0
            for s in range(n_sources):
                x0 = load(source, number(table, sources + s) + lane)
                a0, b0 = fma(spread(weights, p0 + at), x0, a0), fma(spread(weights, p1 + at), x0, b0)
                c0, d0 = fma(spread(weights, p2 + at), x0, c0), fma(spread(weights, p3 + at), x0, d0)
                at += source_stride
            _give(target, t0 + lane, m0, a0)
            _give(target, t1 + lane, m1, b0)
            _give(target, t2 + lane, m2, c0)
            _give(target, t3 + lane, m3, d0)


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
