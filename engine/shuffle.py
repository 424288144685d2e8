"""The order of the samples in an epoch: decided by the seed and the epoch's number alone."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_MASK = (1 << 64) - 1
#: SplitMix64 (Steele, Lea and Flood 2014): a stride and two multipliers.
STRIDE, MIX_1, MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def key_of(seed: str) -> int:
    """Return the 64-bit number that a seed text stands for."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=8).digest(), "little")


def mix(x: int) -> int:
    """Return SplitMix64's scrambled form of a 64-bit number."""
    x = ((x ^ (x >> 30)) * MIX_1) & _MASK
    x = ((x ^ (x >> 27)) * MIX_2) & _MASK
    return x ^ (x >> 31)


def sample_order(key: int, epoch: int, n: int) -> NDArray[np.int64]:
    """Return 0 … n−1 shuffled (Fisher and Yates, from the end), the same for the same key and epoch."""
    order = list(range(n))
    state = mix((key + epoch * STRIDE) & _MASK)
    for last in range(n - 1, 0, -1):
        state = (state + STRIDE) & _MASK
        other = ((mix(state) >> 32) * (last + 1)) >> 32
        order[last], order[other] = order[other], order[last]
    return np.array(order, np.int64)
