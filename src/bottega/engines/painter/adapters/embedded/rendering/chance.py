"""Repeatable chance: every element draws its own numbers from (seed, its key).

Owns the only randomness that the renderer has. Refuses the clock, `hash()` and the shared `random`
module, which differ between processes. Because a stream depends on its key alone, adding an element
never shifts the numbers of another.
"""

from collections.abc import Sequence
from hashlib import blake2b
from math import cos, log, pi, sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_MASK = (1 << 64) - 1
T = TypeVar("T")


class Chance:
    """A counted stream of numbers (SplitMix64) named by its key."""

    __slots__ = ("_name", "_state")

    def __init__(self, *key: object) -> None:
        self._name = key
        digest = blake2b("\x1f".join(map(str, key)).encode(), digest_size=8).digest()
        self._state = int.from_bytes(digest, "big")

    def child(self, *key: object) -> "Chance":
        """A stream of its own, independent of how much was drawn from this one."""
        return Chance(*self._name, *key)

    def _word(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def unit(self) -> float:
        """From 0 up to, not including, 1."""
        return (self._word() >> 11) / (1 << 53)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.unit()

    def around(self, middle: float, spread: float) -> float:
        """Bell-shaped, kept within two and a half spreads."""
        bell = sqrt(-2.0 * log(1.0 - self.unit())) * cos(2.0 * pi * self.unit())
        return middle + spread * max(-2.5, min(2.5, bell))

    def whole(self, low: int, high: int) -> int:
        """Both ends included."""
        return low + int(self.unit() * (high - low + 1))

    def yes(self, share: float) -> bool:
        return self.unit() < share

    def side(self) -> int:
        return 1 if self._word() & 1 else -1

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.unit() * len(options))]

    def array(self, *shape: int) -> NDArray[np.float32]:
        """Uniform numbers in [0, 1) for the pixel work."""
        return np.random.Generator(np.random.PCG64(self._word())).random(shape, dtype=np.float32)
