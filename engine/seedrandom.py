"""The random stream that one seed text starts: ARC4, number for number that of seedrandom 2.4.

TensorFlow Playground draws its points and weights from it, so the same seed gives the same run here.
"""

from __future__ import annotations

import math

#: First bytes of the key stream that are thrown away: they still resemble the key.
_DISCARDED = 256
_SIGNIFICANT = 2**52


class SeedRandom:
    """A stream of numbers that depends on the seed text alone.

    >>> source = SeedRandom("hello.")
    >>> source.random(), source.random()
    (0.9282578795792454, 0.3752569768646784)
    """

    __slots__ = ("_i", "_j", "_permutation")

    def __init__(self, seed: str) -> None:
        self._i = self._j = 0
        self._permutation = _schedule(_mix_key(seed))
        self._key_stream(_DISCARDED)

    def random(self) -> float:
        """Draw the next number, uniform in [0, 1): 7 bytes of the key stream, cut to a double's 53 bits.

        When they begin with so many zeros that fewer than 53 bits are left, further bytes follow.
        """
        number, bits = int.from_bytes(self._key_stream(7), "big"), 56
        while number < _SIGNIFICANT:
            number, bits = number << 8 | self._key_stream(1)[0], bits + 8
        surplus = max(0, number.bit_length() - 53)
        return math.ldexp(number >> surplus, surplus - bits)

    def uniform(self, low: float, high: float) -> float:
        """Draw the next number, uniform in [low, high)."""
        return self.random() * (high - low) + low

    def copy(self) -> SeedRandom:
        """Return a second stream that stands where this one stands."""
        twin = SeedRandom.__new__(SeedRandom)
        twin._i, twin._j, twin._permutation = self._i, self._j, self._permutation.copy()
        return twin

    def _key_stream(self, count: int) -> list[int]:
        """ARC4: at each step exchange two places of the permutation and read a third."""
        # Local names: a data set is thousands of draws, and the first window waits for it.
        permutation, i, j = self._permutation, self._i, self._j
        stream = []
        for _ in range(count):
            i = (i + 1) & 255
            a = permutation[i]
            j = (j + a) & 255
            b = permutation[j]
            permutation[i] = b
            permutation[j] = a
            stream.append(permutation[(a + b) & 255])
        self._i, self._j = i, j
        return stream


def _mix_key(seed: str) -> list[int]:
    """Fold a text of any length, read as UTF-16 units, into a key of 1 to 256 bytes."""
    low_bytes = seed.encode("utf-16-le", "surrogatepass")[::2]
    key = [0] * min(len(low_bytes), 256)
    smear = 0
    for position, byte in enumerate(low_bytes):
        place = position & 255
        smear ^= key[place] * 19
        key[place] = (smear + byte) & 255
    return key or [0]


def _schedule(key: list[int]) -> list[int]:
    """ARC4's starting permutation of 0..255 for a key."""
    permutation = list(range(256))
    j = 0
    for i, a in enumerate(permutation):
        j = (j + key[i % len(key)] + a) & 255
        permutation[i], permutation[j] = permutation[j], a
    return permutation
