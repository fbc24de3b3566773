"""What the watermark and the fingerprint survive, on pictures by the embedded painter, and what they cost."""

import io
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from PIL import Image, ImageEnhance

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.port import Brief
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.watermark.adapters.wavelet.code import likeness
from bottega.engines.watermark.adapters.wavelet.searching import grid_in
from bottega.gallery.marks.fingerprint import fingerprint_of, hamming

SUBJECTS: Final = (
    "a red fox in the snow", "a lighthouse in a storm", "a city street in the rain", "a blue vase",
    "three boats on a calm lake", "a woman with a hat", "a forest in autumn", "one red circle on white",
    "mountains under the stars", "a bowl of fruit", "a black cat on a window sill", "a whale under the sea",
)  # fmt: skip
MANNERS: Final = ("photo", "watercolour", "flat poster", "oil painting")
MARKED, UNMARKED = 24, 200
PROCESSES: Final = 2
EDIT_PX: Final = 128
EDIT_CORNER: Final = (403, 517)  # on no tile's edge


@dataclass(frozen=True)
class Tried:
    """One picture after one thing that happened to it."""

    name: str
    is_exact: bool
    bit_share: float
    pdq_bits: int
    seconds: float


@dataclass(frozen=True)
class Seen:
    """One marked picture: what writing cost, and all that was tried on it."""

    psnr: float
    embed_seconds: float
    tried: Sequence[Tried]
    edits_read: Sequence[bool]  # as it is, after JPEG 75: both numbers were found


def measure() -> dict[str, Any]:
    """Mark, spoil and read MARKED pictures of 1024², then look for marks in UNMARKED without any."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        seen = list(pool.map(_seen, range(MARKED)))
        false = sum(pool.map(_is_falsely_read, range(UNMARKED), chunksize=8))
    return {
        "pictures": MARKED,
        "psnr_db": {"least": min(each.psnr for each in seen), "median": _median(each.psnr for each in seen)},
        "embed_cpu_ms": round(1000 * _median(each.embed_seconds for each in seen)),
        "survival": [
            _row(name, [each.tried[place] for each in seen]) for place, name in enumerate(HAPPENINGS)
        ],
        "edits_read": {
            name: sum(each.edits_read[place] for each in seen)
            for place, name in enumerate(("as it is", "JPEG 75"))
        },
        "unmarked": UNMARKED,
        "falsely_read": false,
        "load_average": round(os.getloadavg()[0], 1),
    }


def _median(values: Any) -> float:
    return round(statistics.median(values), 2)


def _row(name: str, tried: Sequence[Tried]) -> dict[str, Any]:
    return {
        "name": name,
        "exact": sum(each.is_exact for each in tried),
        "bit_share": round(statistics.mean(each.bit_share for each in tried), 3),
        "bit_share_least": round(min(each.bit_share for each in tried), 3),
        "pdq_bits": _median(each.pdq_bits for each in tried),
        "pdq_bits_most": max(each.pdq_bits for each in tried),
        "read_cpu_seconds": _median(each.seconds for each in tried),
    }


def _painted(number: int, side_px: int) -> bytes:
    words = f"{SUBJECTS[number % len(SUBJECTS)]}, {MANNERS[(number + number // 12) % len(MANNERS)]}"
    brief = Brief(words, width_px=side_px, height_px=side_px)
    return next(iter(EmbeddedPainter().paint(brief, seeds=[number + 1], progress=lambda *_: None))).png


def _seen(number: int) -> Seen:
    png, code = _painted(number, 1024), number * 45_678_901_234 % 2**40
    began = time.process_time()
    marked_png = WaveletWatermark().embed(png, code)
    embed_seconds = time.process_time() - began
    marked = _opened(marked_png)
    tried = [_tried(name, _png(happen(marked)), marked_png, code) for name, happen in HAPPENINGS.items()]
    edited = _edited(marked, WaveletWatermark().embed(png, code + 1))
    edits = [_codes(each) == {code, code + 1} for each in (edited, _reencoded(edited, "JPEG", 75))]
    return Seen(_psnr(_opened(png), marked), embed_seconds, tried, edits)


def _tried(name: str, png: bytes, marked_png: bytes, code: int) -> Tried:
    began = time.process_time()
    found = WaveletWatermark().read(png)
    seconds = time.process_time() - began
    is_exact = found is not None and found.code == code
    grid = None if is_exact else grid_in(np.asarray(_opened(png).convert("L"), np.float32))
    share = (
        1.0 if found and is_exact and found.confidence == 1 else likeness(grid.tile, code) if grid else 0.5
    )
    if found and is_exact:
        share = found.confidence
    apart = hamming(fingerprint_of(png)[0], fingerprint_of(marked_png)[0])
    return Tried(name, is_exact, share, apart, seconds)


def _is_falsely_read(number: int) -> bool:
    return WaveletWatermark().read(_painted(1_000 + number, 512)) is not None


def _codes(picture: Image.Image) -> set[int]:
    return {found.code for found in WaveletWatermark().read_all(_png(picture))}


def _psnr(one: Image.Image, other: Image.Image) -> float:
    error = np.mean((np.asarray(one, np.float64) - np.asarray(other, np.float64)) ** 2)
    return round(float(10 * np.log10(255**2 / error)), 1)


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _edited(parent: Image.Image, child_png: bytes) -> Image.Image:
    across, down = EDIT_CORNER
    edited = parent.copy()
    edited.paste(_opened(child_png).crop((across, down, across + EDIT_PX, down + EDIT_PX)), EDIT_CORNER)
    return edited


def _reencoded(picture: Image.Image, kind: str, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, kind, quality=quality)
    return _opened(out.getvalue())


def _resized(picture: Image.Image, share: float) -> Image.Image:
    size = (round(picture.width * share), round(picture.height * share))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _there_and_back(picture: Image.Image) -> Image.Image:
    return _resized(picture, 0.5).resize(picture.size, Image.Resampling.BICUBIC)


def _cropped(picture: Image.Image, share: float) -> Image.Image:
    edge = round(picture.width * share)
    return picture.crop((edge, edge, picture.width - edge, picture.height - edge))


def _screenshot(picture: Image.Image) -> Image.Image:
    """A browser's window with the picture at 80 % in it."""
    window = Image.new("RGB", (1280, 940), "#faf7f2")
    window.paste("#2b2622", (0, 0, 1280, 74))
    window.paste("#e6dfd5", (0, 74, 190, 940))
    window.paste(_resized(picture, 0.8), (233, 97))
    return window


def _screenshot_as_jpeg(picture: Image.Image) -> Image.Image:
    return _reencoded(_screenshot(picture), "JPEG", 80)


def _brighter(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(1.1)


def _more_contrast(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(1.2)


def _mirrored(picture: Image.Image) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _turned(picture: Image.Image) -> Image.Image:
    return picture.rotate(2, Image.Resampling.BICUBIC)


HAPPENINGS: Final[dict[str, Callable[[Image.Image], Image.Image]]] = {
    "as it is": lambda picture: picture,
    "JPEG 75": partial(_reencoded, kind="JPEG", quality=75),
    "JPEG 50": partial(_reencoded, kind="JPEG", quality=50),
    "WebP 75": partial(_reencoded, kind="WEBP", quality=75),
    "AVIF 60": partial(_reencoded, kind="AVIF", quality=60),
    "to 50 % and back": _there_and_back,
    "to 50 %, left so": partial(_resized, share=0.5),
    "10 % cropped off each side": partial(_cropped, share=0.1),
    "40 % cropped off each side": partial(_cropped, share=0.4),
    "screenshot at 80 %": _screenshot,
    "that as JPEG 80": _screenshot_as_jpeg,
    "10 % brighter": _brighter,
    "20 % more contrast": _more_contrast,
    "mirrored": _mirrored,
    "turned by 2°": _turned,
}
