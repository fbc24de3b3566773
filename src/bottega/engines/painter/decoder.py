"""The locked room in which bytes from outside become pixels: a process of its own, never imported.

`pixels.py` starts this file by its path with an empty environment, so it imports the standard
library and Pillow and nothing of ours. Once warm it shuts itself in: no new file or socket (it may
hold no descriptor beyond its three pipes), no byte written to disk, no child process, no root,
bounded memory and processor time. A flaw in a decoder then costs one picture.

On the pipes, both ways: one line of JSON, whose "length" counts the bytes that follow it.
"""

import json
import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO, Final

# Imported by name, so that nothing has to be opened after the door is shut.
from PIL import (
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

FORMATS: Final = ("PNG", "JPEG", "WEBP")
PLUGINS: Final = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
PIXELS_MAX: Final = 40_000_000
SIDE_PX_MAX: Final = 8_192  # twice the widest picture any Images API offers
SHRUNKEN_SHARE: Final = 4  # a picture under a quarter of the wanted side is no answer to the question
PICTURES_MAX: Final = 64  # then the process ends and a fresh one takes over
CPU_SECONDS: Final = 10  # for one picture; 40 million pixels take about 3
MEMORY_BYTES_MAX: Final = 768 * 1024 * 1024  # 40 million pixels four times over; Python's own share is 60
PNG_LEVEL: Final = 1  # a third of the time of level 6 for about a tenth more bytes
NOBODY: Final = 65534

SRGB: Final = ImageCms.createProfile("sRGB")


class RefusedError(Exception):
    """Holds the code of the sentence that `pixels.py` will say."""


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer one picture after the other until the pipe closes or PICTURES_MAX are done."""
    for left in range(PICTURES_MAX, 0, -1):
        line = asked.readline(4096)
        if not line:
            return
        wish = json.loads(line)
        _grant_processor_time()
        head, png = _answer(asked.read(wish["length"]), wish)
        head |= {"length": len(png), "last": left == 1}  # "last": ask nothing more of this process
        answered.write(json.dumps(head).encode() + b"\n" + png)
        answered.flush()


def _answer(content: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        return {}, _rebuilt(content, wish)
    except RefusedError as refused:
        return {"refused": str(refused)}, b""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"refused": "oversize"}, b""
    except UnidentifiedImageError:
        return {"refused": "unknown"}, b""
    except Exception:  # noqa: BLE001 the worker loop: Pillow's parsers raise nearly every kind on broken bytes
        return {"refused": "damaged"}, b""


def _rebuilt(content: bytes, wish: dict[str, Any]) -> bytes:
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        _refuse_unfit(picture)
        picture.load()
        finish = _as_mask if wish["mask"] else _as_picture
        finished = finish(picture, _wanted_size(wish))
    if wish.get("bounds"):
        finished = _within(finished, *wish["bounds"])
    out = BytesIO()
    finished.save(out, "PNG", compress_level=PNG_LEVEL)
    return out.getvalue()


def _refuse_unfit(picture: Image.Image) -> None:
    if max(picture.size) > SIDE_PX_MAX or picture.width * picture.height > PIXELS_MAX:
        raise RefusedError("oversize")
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:  # MPO: a photo and its preview
        raise RefusedError("animated")


def _wanted_size(wish: dict[str, Any]) -> tuple[int, int] | None:
    return (wish["width_px"], wish["height_px"]) if wish["width_px"] else None


def _as_picture(picture: Image.Image, size: tuple[int, int] | None) -> Image.Image:
    """Draw it upright in sRGB on a fresh white sheet, which carries no metadata; cut to `size`."""
    upright = _in_srgb(_in_eight_bits(picture))
    ImageOps.exif_transpose(upright, in_place=True)  # else it copies 160 MB even when nothing turns
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(*_flattening(upright))
    if size is None or size == sheet.size:
        return sheet
    if sheet.width * SHRUNKEN_SHARE < size[0] or sheet.height * SHRUNKEN_SHARE < size[1]:
        raise RefusedError("too_small")
    return ImageOps.fit(sheet, size, Image.Resampling.LANCZOS)


def _within(sheet: Image.Image, side_px_min: int, side_px_max: int, step_px: int) -> Image.Image:
    """Bring both sides between the bounds and to whole steps: scaled as one, under a step cut away."""
    short, long = sorted(sheet.size)
    if short * SHRUNKEN_SHARE < side_px_min:
        raise RefusedError("tiny")
    if long * side_px_min > short * side_px_max:
        raise RefusedError("narrow")
    scale = max(min(1.0, side_px_max / long), side_px_min / short)
    width_px, height_px = (max(side_px_min, round(side * scale) // step_px * step_px) for side in sheet.size)
    if scale == 1.0:  # no pixel is resampled without need
        left, top = (sheet.width - width_px) // 2, (sheet.height - height_px) // 2
        return sheet.crop((left, top, left + width_px, top + height_px))
    return ImageOps.fit(sheet, (width_px, height_px), Image.Resampling.LANCZOS)


def _as_mask(picture: Image.Image, size: tuple[int, int] | None) -> Image.Image:
    """Draw it in grey on black, for an untouched canvas is transparent and means: keep."""
    sheet = Image.new("RGB", picture.size, "black")
    sheet.paste(*_flattening(_in_eight_bits(picture)))
    grey = sheet.convert("L").point(lambda value: 255 if value > 127 else 0)
    return grey if size is None else grey.resize(size, Image.Resampling.NEAREST)


def _flattening(picture: Image.Image) -> tuple[Image.Image, tuple[int, int], Image.Image | None]:
    """Return the arguments that paste `picture` where it is opaque."""
    if not picture.has_transparency_data:
        return picture if picture.mode == "RGB" else picture.convert("RGB"), (0, 0), None
    see_through = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    return see_through.convert("RGB"), (0, 0), see_through.getchannel("A")


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")  # 65535 becomes 255


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile says nothing about the pixels
    return converted if converted is not None else picture


def _grant_processor_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def shut_the_door() -> None:
    """Give up, for good, everything that decoding does not need. Call once all imports are warm.

    Each step is tried on its own: macOS knows no RLIMIT_AS, a container may forbid setuid.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes our pipe
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    _limit(resource.RLIMIT_CPU, CPU_SECONDS * PICTURES_MAX)
    _limit(resource.RLIMIT_AS, MEMORY_BYTES_MAX)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 3)
    if os.geteuid() == 0:  # root could raise the limits again
        for give_up in (lambda: os.setgroups([]), lambda: os.setgid(NOBODY), lambda: os.setuid(NOBODY)):
            _try(give_up)


def _limit(kind: int, most: int) -> None:
    _try(lambda: resource.setrlimit(kind, (most, most)))


def _try(step: Callable[[], None]) -> None:
    with suppress(OSError, ValueError):
        step()


def warm_up() -> None:
    """Decode and encode one dot in each format, so that every lazy import has happened."""
    for kind in FORMATS:
        dot = BytesIO()
        Image.new("RGBA" if kind == "PNG" else "RGB", (8, 8)).save(dot, kind)
        _answer(dot.getvalue(), {"width_px": 4, "height_px": 4, "mask": False})


if __name__ == "__main__":
    warm_up()
    shut_the_door()
    serve(sys.stdin.buffer, sys.stdout.buffer)
