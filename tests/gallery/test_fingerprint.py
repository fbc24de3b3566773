"""The fingerprint: the reference's own bits, near for the same picture, far for another."""

from collections.abc import Callable

import pytest
from PIL import Image

from bottega.gallery.marks.fingerprint import ALIKE_BITS_MAX, QUALITY_MIN, fingerprint_of, hamming
from tests import make
from tests.pictures import cropped, drawn, encoded, reencoded, resized

APART_MAX = 10
# By pdqhash 0.2.8, which wraps the reference implementation, over tests.pictures.drawn; quality always 100.
REFERENCE = (
    (0, 320, 256, "03c3e71d1c6e3b8df038ece10183a30dfe3888cda3ba77702ef955d2e0137563"),
    (0, 333, 517, "01c3e70d1e2a1b8ff038ece101c3a30dfe3808cdabba77703ef955d2e0137d63"),
    (1, 320, 256, "9bbaa2046bfb8a21aece293c9b03b27ca74b0b31dc28b55ea4dd45931ac730cf"),
    (1, 333, 517, "9bb2a2046ffb8b31aec6293c9b03b27ca74b2b31de20b45ea4dd45931ac710cf"),
    (2, 320, 256, "c38e8e761aa9e706dab8556a6a5654f409c4772d6c4802d1bd8fb319563f40df"),
    (3, 320, 256, "26276f549ccd98d859b3734c26b3cd448a8d115e2b944b21de61348ba2c7eeef"),
    (4, 320, 256, "e0310f843c3b213de47245f457c347175e3cb530a26186fdde6850db2b972acf"),
    (5, 320, 256, "49b38cd6169bb934526cc594ab1b14b2716b57528b25145ebdbc57094a77aaa7"),
    (6, 320, 256, "c4f6b00d63b08d4f1e983523ee4391bfa3d845208b57baba53295657d41f588f"),
    (7, 320, 256, "9d89a91557a6a31d6c8baf5d94a831176aa4441ba8bf356aea715e611247b5a7"),
    (8, 320, 256, "c6790781339e7803fce8801fe3392fc3af8ea81fa2b28540a9d5b31ef15707c7"),
    (9, 320, 256, "b6066ed9debec9475e903674226f4ccd499a12f777aa670a0895b129a3315707"),
)


@pytest.mark.parametrize(("number", "width_px", "height_px", "expected"), REFERENCE)
def test_it_is_the_reference_implementations_own(
    number: int, width_px: int, height_px: int, expected: str
) -> None:
    found, quality = fingerprint_of(encoded(drawn(number, width_px, height_px)))
    assert hamming(found, bytes.fromhex(expected)) <= APART_MAX
    assert quality >= 80


HAPPENINGS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "JPEG 75": lambda picture: reencoded(picture, "JPEG", 75),
    "WebP 50": lambda picture: reencoded(picture, "WEBP", 50),
    "half": lambda picture: resized(picture, 0.5),
    "brighter": lambda picture: picture.point(lambda value: value * 1.1),
    "a sliver cropped": lambda picture: cropped(picture, 0.01),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_the_same_picture_stays_alike(happening: str) -> None:
    for number in range(4):
        picture = drawn(number)
        one, other = (fingerprint_of(encoded(each))[0] for each in (picture, HAPPENINGS[happening](picture)))
        assert hamming(one, other) <= ALIKE_BITS_MAX


def test_different_pictures_are_far_apart() -> None:
    found = [fingerprint_of(encoded(drawn(number)))[0] for number in range(10)]
    apart = [hamming(found[one], found[other]) for one in range(10) for other in range(one)]
    assert min(apart) > ALIKE_BITS_MAX


def test_a_flat_picture_says_that_it_says_nothing() -> None:
    assert fingerprint_of(make.png("#a65a3a", 128, 128))[1] < QUALITY_MIN


def test_a_tiny_picture_says_nothing_either() -> None:
    assert fingerprint_of(encoded(drawn(1, 12, 300))) == (bytes(32), 0)


def test_distance_counts_bits() -> None:
    assert hamming(bytes(32), bytes(32)) == 0
    assert hamming(bytes(32), b"\xff" * 32) == 256
    assert hamming(b"\x01", b"\x80") == 2
