"""A number as the 128 signs of one tile, and back: 40 bits of code, 24 of checksum, 64 that never change.

The format is fixed for good: pictures that left years ago must still be read. `docs/formats/watermark.md`
describes it. Knows no pixels.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

TILE: Final = 8  # blocks on each side of a tile
CODE_BITS, CHECK_BITS = 40, 24
FLIPS_MAX: Final = 10  # of the least sure bits; each more doubles what chance can do

Floats = NDArray[np.float32]
Signs = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A number whose checksum holds, and the share of the tile's 128 signs that agreed with it."""

    code: int
    confidence: float


def signs_of(code: int) -> Signs:
    """The tile of a number: shape (2, TILE, TILE), +1 or -1; first the upright waves, then the level ones."""
    tile = _ALWAYS.copy()
    tile[_CARRIES] = _WHITE * (1 - 2 * _bits_of(code << CHECK_BITS | _checksum(code)))
    return tile


def known_signs() -> Signs:
    """The part of the tile that is the same for every number, 0 where the number stands."""
    known: Signs = np.where(_CARRIES, 0, _ALWAYS).astype(np.int8)
    return known


def decoded(tile: Floats, *, flips_max: int = FLIPS_MAX) -> Decoded | None:
    """The number in a tile of soft signs, each from -1.0 (surely minus) to +1.0; None when there is none.

    Where the checksum does not hold, the `flips_max` least sure bits are tried the other way round;
    chance passes once in 2^(24 - flips_max) tiles of noise.
    """
    soft = tile[_CARRIES] * _WHITE
    number = _number_of(soft < 0)
    wrong = _checksum(number >> CHECK_BITS) ^ (number & (1 << CHECK_BITS) - 1)
    if wrong:
        repair = _repair(soft, wrong, flips_max)
        if repair is None:
            return None
        number ^= repair
    code = number >> CHECK_BITS
    return Decoded(code, float(((tile > 0) == (signs_of(code) > 0)).mean()))


def likeness(tile: Floats, code: int) -> float:
    """The share of the 64 signs that carry a number which agree with `code`'s; half is chance."""
    return float(((tile > 0) == (signs_of(code) > 0))[_CARRIES].mean())


def _repair(soft: Floats, wrong: int, flips_max: int) -> int | None:
    """The bits to flip so that the checksum holds; of several ways the one that overrules the least."""
    least_sure = np.argsort(np.abs(soft))[:flips_max]
    effects, prices = np.zeros(1, np.int64), np.zeros(1)
    for bit in least_sure:  # each way of choosing among them, by doubling
        effects = np.concatenate([effects, effects ^ _EFFECTS[bit]])
        prices = np.concatenate([prices, prices + abs(soft[bit])])
    ways = np.flatnonzero(effects == wrong)
    if not len(ways):
        return None
    way = int(ways[np.argmin(prices[ways])])
    return sum(1 << (63 - int(bit)) for place, bit in enumerate(least_sure) if way >> place & 1)


def _bits_of(number: int) -> Signs:
    return np.unpackbits(np.frombuffer(number.to_bytes(8), np.uint8)).astype(np.int8)


def _number_of(bits: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits).tobytes())


def _checksum(code: int) -> int:
    """CRC-24 as in RFC 9580, section 6.1, over the code's five bytes."""
    crc = 0xB704CE
    for byte in code.to_bytes(CODE_BITS // 8):
        crc ^= byte << 16
        for _ in range(8):
            crc = (crc << 1) ^ (0x1864CFB if crc & 0x800000 else 0)
    return crc


def _drawn_signs(name: bytes, count: int) -> Signs:
    """Signs that look drawn by lot and are the same for ever."""
    drawn = hashlib.shake_128(name).digest(count // 8)
    return 1 - 2 * np.unpackbits(np.frombuffer(drawn, np.uint8)).astype(np.int8)


def _effect(bit: int) -> int:
    """What flipping one bit of the 64 does to code's checksum against the checksum beside it."""
    number = 1 << (63 - bit)
    return _checksum(number >> CHECK_BITS) ^ _checksum(0) ^ (number & (1 << CHECK_BITS) - 1)


# Like the squares of a chessboard, so that a picture of stripes spoils half of each, not all of one.
_SQUARES = np.add.outer(np.arange(TILE), np.arange(TILE)) % 2 == 1
_CARRIES: Final = np.stack([~_SQUARES, _SQUARES])
_ALWAYS: Final = _drawn_signs(b"bottega tile 1", 2 * TILE * TILE).reshape(2, TILE, TILE)
_WHITE: Final = _drawn_signs(b"bottega white 1", CODE_BITS + CHECK_BITS)
_EFFECTS: Final = np.array([_effect(bit) for bit in range(CODE_BITS + CHECK_BITS)], np.int64)
