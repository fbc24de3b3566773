"""Pictures for tests of marks: drawn by formula or by the house painter, and what happens to pictures."""

import io
from functools import cache

import numpy as np
from PIL import Image

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.port import Brief


def drawn(number: int, width_px: int = 320, height_px: int = 256) -> Image.Image:
    """Waves and a disc in three colours, another for each number; the same for ever."""
    down, across = np.mgrid[0:height_px, 0:width_px].astype(np.float64)
    x, y = across / width_px, down / height_px
    sheet = []
    for k in range(number * 3, number * 3 + 3):
        wave = 0.25 * np.sin(2 * np.pi * ((1 + k % 5) * x + (2 + k % 3) * y + k * 0.37))
        bend = 0.25 * np.cos(2 * np.pi * ((3 + k % 4) * x * y + (k % 7) * (y - x) ** 2))
        value = 0.5 + wave + bend
        in_disc = (x - 0.2 - 0.1 * (k % 6)) ** 2 + (y - 0.5) ** 2 < 0.02 + 0.01 * (k % 4)
        sheet.append(np.where(in_disc, 1 - value, value))
    return Image.fromarray((np.clip(np.stack(sheet, -1), 0, 1) * 255).astype(np.uint8), "RGB")


@cache
def painted_png(
    words: str = "a red fox in the snow, oil painting", side_px: int = 512, seed: int = 7
) -> bytes:
    """What the house painter makes of the words; painted once in each run."""
    brief = Brief(words, width_px=side_px, height_px=side_px)
    return next(iter(EmbeddedPainter().paint(brief, seeds=[seed], progress=lambda *_: None))).png


def opened(content: bytes) -> Image.Image:
    """The picture in a file."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def encoded(picture: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    """A file of the picture; kind as Pillow names it."""
    out = io.BytesIO()
    picture.save(out, kind, **(options or ({"compress_level": 1} if kind == "PNG" else {})))
    return out.getvalue()


def reencoded(picture: Image.Image, kind: str, quality: int) -> Image.Image:
    """What is left of it after a lossy encoding."""
    return opened(encoded(picture, kind, quality=quality))


def resized(picture: Image.Image, share: float) -> Image.Image:
    """The picture at that share of its size."""
    return picture.resize(
        (round(picture.width * share), round(picture.height * share)), Image.Resampling.LANCZOS
    )


def cropped(picture: Image.Image, share: float) -> Image.Image:
    """Without that share of it at each side."""
    edge = round(picture.width * share)
    return picture.crop((edge, edge, picture.width - edge, picture.height - edge))


def screenshot(picture: Image.Image, share: float = 0.8) -> Image.Image:
    """A browser's window with the picture, smaller, in the middle of other things."""
    shown = resized(picture, share)
    window = Image.new("RGB", (shown.width + 330, shown.height + 190), "#faf7f2")
    window.paste("#2b2622", (0, 0, window.width, 74))
    window.paste("#e6dfd5", (0, 74, 190, window.height))
    window.paste(shown, (233, 97))
    return window


def laid_into(parent: Image.Image, child: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """An edit: the parent, but within the box (left, top, right, bottom) the child."""
    edited = parent.copy()
    edited.paste(child.crop(box), box[:2])
    return edited
