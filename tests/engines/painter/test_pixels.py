"""What the pixel gate lets through and what it strips, refuses and survives."""

import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from bottega.engines.painter import decoder, pixels
from bottega.engines.painter.pixels import checked_mask, checked_png, png_size
from bottega.engines.painter.port import Away, Garbled

CANARY = "canary-7f3a9c51d2"


def picture(width: int = 64, height: int = 48) -> Image.Image:
    rng = np.random.default_rng(4)
    return Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8))


def encoded(image: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png), formats=["PNG"])
    image.load()
    return image


def reason_of(content: bytes, **wish: Any) -> str:
    with pytest.raises(Garbled) as refused:
        checked_png(content, **wish)
    return str(refused.value.facts["reason"])


def png_head(width: int, height: int) -> bytes:
    """A PNG that claims a size and brings hardly a byte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        pixels.PNG_SIGNATURE
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


# What passes.


def test_the_pixels_of_a_png_come_through_unchanged() -> None:
    before = picture()
    after = opened(checked_png(encoded(before)))
    assert (after.mode, after.info) == ("RGB", {})
    assert np.array_equal(np.asarray(after), np.asarray(before))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_jpeg_and_webp_become_png(kind: str) -> None:
    assert png_size(checked_png(encoded(picture(), kind))) == (64, 48)


def test_transparent_parts_become_white() -> None:
    glass = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    glass.putpixel((0, 0), (10, 20, 30, 255))
    after = opened(checked_png(encoded(glass)))
    assert (after.getpixel((0, 0)), after.getpixel((1, 1))) == ((10, 20, 30), (255, 255, 255))


def test_sixteen_bits_of_grey_become_eight() -> None:
    ramp = Image.fromarray(np.arange(0, 65536, dtype=np.uint16).reshape(256, 256))
    after = np.asarray(opened(checked_png(encoded(ramp))))
    assert (after[0, 0, 0], after[128, 0, 0], after[255, 255, 0]) == (0, 127, 255)


def test_a_photo_that_says_which_way_is_up_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert png_size(checked_png(encoded(picture(), "JPEG", exif=exif))) == (48, 64)


def test_another_size_is_cut_around_the_centre() -> None:
    halves = Image.new("RGB", (128, 64), "red")
    halves.paste("blue", (32, 0, 96, 64))
    after = opened(checked_png(encoded(halves), width_px=32, height_px=32))
    assert after.size == (32, 32)
    assert (np.asarray(after)[:, 4:28] == (0, 0, 255)).all()  # the red sides are gone, but for a soft seam


def test_a_mask_is_black_where_nobody_painted() -> None:
    canvas = Image.new("RGBA", (8, 8), (255, 255, 255, 0))
    canvas.putpixel((3, 3), (255, 255, 255, 255))
    mask = opened(checked_mask(encoded(canvas), width_px=16, height_px=16))
    assert (mask.mode, mask.size) == ("L", (16, 16))
    assert (mask.getpixel((6, 6)), mask.getpixel((0, 0)), int(np.asarray(mask).sum())) == (255, 0, 4 * 255)


# What is stripped.


def test_no_word_that_rides_in_a_picture_survives() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("prompt", CANARY)
    text.add_itxt("XML:com.adobe.xmp", CANARY)
    exif = Image.Exif()
    exif[0x010E] = CANARY
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY.encode()
    laden = {
        "png": encoded(picture(), pnginfo=text, exif=exif, icc_profile=icc) + CANARY.encode(),
        "jpeg": encoded(picture(), "JPEG", exif=exif, comment=CANARY, icc_profile=icc) + CANARY.encode(),
        "webp": encoded(picture(), "WEBP", exif=exif, xmp=CANARY.encode(), icc_profile=icc),
    }
    for kind, content in laden.items():
        assert CANARY.encode() in content, kind
        assert CANARY.encode() not in checked_png(content), kind
        assert chunks_of(checked_png(content)) <= {b"IHDR", b"IDAT", b"IEND"}, kind


def chunks_of(png: bytes) -> set[bytes]:
    kinds, at = set(), 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kinds.add(png[at + 4 : at + 8])
        at += 12 + length
    return kinds


# What is refused.


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html></html>", "web_page"),
        (b"\n\n <HTML><body>502</body>", "web_page"),
        (b'{"error": "no"}', "unknown"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "unknown"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run", "unknown"),
        (b"%PDF-1.7", "unknown"),
        (b"push graphic-context\nimage over 0,0 0,0 'https://example.com/x'", "unknown"),
        (encoded(picture(), "GIF"), "unknown"),
        (encoded(picture(), "TIFF"), "unknown"),
        (encoded(picture(), "BMP"), "unknown"),
        (encoded(picture())[:900], "damaged"),
        (encoded(picture(), "JPEG")[:900], "damaged"),
        (encoded(picture(), "WEBP")[:900], "damaged"),
        (pixels.PNG_SIGNATURE, "damaged"),
        (encoded(picture(), save_all=True, append_images=[Image.new("RGB", (64, 48))]), "animated"),
        (encoded(picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48))]), "animated"),
        (png_head(14_000, 14_000), "oversize"),
        (png_head(14_000, 20), "oversize"),
        (png_head(8_000, 8_000), "oversize"),
        (png_head(2**31 - 1, 2**31 - 1), "oversize"),
        (bytes(pixels.CONTENT_BYTES_MAX + 1), "heavy"),
    ],
)
def test_this_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    assert reason_of(content) == reason


def test_a_speck_is_no_answer_to_a_wish_for_a_picture() -> None:
    assert reason_of(encoded(picture(8, 8)), width_px=256, height_px=256) == "too_small"


def test_noise_too_heavy_for_sixteen_mebibytes_is_refused_and_the_next_picture_passes() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (2600, 2600, 3), dtype=np.uint8))
    assert reason_of(encoded(noise, "JPEG", quality=95)) == "heavy"
    assert checked_png(encoded(picture()))


def test_bytes_bent_at_random_never_pass_as_anything_but_a_picture_or_a_refusal() -> None:
    rng = np.random.default_rng(11)
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = np.frombuffer(encoded(picture(), kind), np.uint8)
        for _ in range(25):
            bent = whole.copy()
            bent[rng.integers(0, len(bent), 6)] = rng.integers(0, 255, 6)
            with suppress(Garbled):  # anything else fails the test
                assert chunks_of(checked_png(bent.tobytes())) <= {b"IHDR", b"IDAT", b"IEND"}
    assert checked_png(encoded(picture()))


# Trusted bytes.


def test_trusted_bytes_are_returned_as_they_are_but_not_in_another_size() -> None:
    png = encoded(picture())
    assert checked_png(png, width_px=64, height_px=48, trusted=True) is png
    assert reason_of(png, width_px=64, height_px=64, trusted=True) == "wrong_size"
    assert reason_of(b"GIF89a", trusted=True) == "unknown"


# The child.


def child_pid() -> int:
    checked_png(encoded(picture()))
    running = pixels._child._running
    assert running is not None
    return running.pid


def test_one_child_serves_many_pictures_and_is_relieved_after_its_share() -> None:
    pixels._child.close()
    served_by = {child_pid() for _ in range(decoder.PICTURES_MAX - 1)}
    assert len(served_by) == 1
    checked_png(encoded(picture()))  # its last
    assert pixels._child._running is None
    assert child_pid() not in served_by


def test_a_child_that_is_killed_is_replaced() -> None:
    first = child_pid()
    os.kill(first, signal.SIGKILL)
    time.sleep(0.05)
    assert child_pid() != first


def test_a_child_that_hangs_costs_one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "WALL_SECONDS", 0.2)
    os.kill(child_pid(), signal.SIGSTOP)
    assert reason_of(encoded(picture())) == "unsafe"
    monkeypatch.undo()
    assert checked_png(encoded(picture()))


def test_without_a_child_the_gate_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels._child.close()
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(Away):
        checked_png(encoded(picture()))


def test_threads_take_turns() -> None:
    sizes = [(40 + at, 30) for at in range(6)]
    seen: dict[int, tuple[int, int]] = {}

    def pass_one(at: int) -> None:
        seen[at] = png_size(checked_png(encoded(picture(*sizes[at]))))

    threads = [threading.Thread(target=pass_one, args=(at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seen[at] for at in range(6)] == sizes


LOCKED_IN = """
import os, resource, runpy, socket, subprocess, sys
room = runpy.run_path(sys.argv[1], run_name="decoder")
room["warm_up"]()
room["shut_the_door"]()
for step in (
    lambda: open("/etc/hostname"),
    lambda: open(sys.argv[2], "w"),
    lambda: socket.socket(),
    lambda: os.fork(),
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    lambda: bytearray(2 * 1024**3),
):
    try:
        step()
        print("open")
    except (OSError, ValueError, MemoryError):
        print("shut")
print(os.geteuid() == 0, sorted(os.environ))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="macOS enforces only some of these limits")
def test_behind_the_shut_door_there_is_no_file_socket_child_or_root(tmp_path: Path) -> None:
    target = tmp_path / "written"
    tried = subprocess.run(
        [sys.executable, "-I", "-c", LOCKED_IN, str(decoder.__file__), str(target)],
        capture_output=True,
        text=True,
        env={},
        check=True,
    )
    *steps, last = tried.stdout.splitlines()
    assert steps == ["shut"] * 6
    assert last.startswith("False")
    assert not target.exists()
