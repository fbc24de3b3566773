"""A number as signs and back: the format that pictures of long ago are still read by."""

import hashlib

import numpy as np
import pytest

from bottega.engines.watermark.adapters.wavelet.code import (
    FLIPS_MAX,
    decoded,
    known_signs,
    likeness,
    signs_of,
)

# The format is fixed for good: when this changes, every picture out there has lost its number.
SIGNS_OF_A_NUMBER = "f983957d37ee0a7a"


def noise(seed: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.random.default_rng(seed).normal(size=(2, 8, 8)).astype(np.float32)


@pytest.mark.parametrize("code", [0, 1, 2**39, 2**40 - 1, 123_456_789_012])
def test_a_number_comes_back(code: int) -> None:
    found = decoded(signs_of(code).astype(np.float32))
    assert found is not None
    assert (found.code, found.confidence) == (code, 1.0)


def test_the_format_never_changes() -> None:
    signs = signs_of(123_456_789_012)
    assert hashlib.sha256(signs.tobytes()).hexdigest()[:16] == SIGNS_OF_A_NUMBER


def test_half_of_the_tile_is_the_same_for_every_number() -> None:
    known = known_signs()
    assert np.count_nonzero(known) == 64
    for code in (0, 99, 2**40 - 1):
        assert (signs_of(code)[known != 0] == known[known != 0]).all()


@pytest.mark.parametrize("wrong", range(1, FLIPS_MAX + 1, 3))
def test_a_few_unsure_bits_are_put_right(wrong: int) -> None:
    tile = signs_of(42).astype(np.float32)
    carrying = np.argwhere(known_signs() == 0)[:wrong]
    for place in carrying:
        tile[tuple(place)] *= -0.1
    found = decoded(tile)
    assert found is not None
    assert found.code == 42


def test_many_sure_bits_that_are_wrong_are_not_guessed() -> None:
    tile = signs_of(42).astype(np.float32)
    for place in np.argwhere(known_signs() == 0)[:20]:
        tile[tuple(place)] *= -1
    assert decoded(tile) is None


def test_noise_is_no_number() -> None:
    assert [seed for seed in range(300) if decoded(noise(seed), flips_max=4)] == []


def test_likeness_of_another_number_is_chance() -> None:
    tile = signs_of(42).astype(np.float32)
    assert likeness(tile, 42) == 1.0
    assert 0.3 < likeness(tile, 43_000_000_007) < 0.7
