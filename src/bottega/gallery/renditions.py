"""The smaller files that a picture is shown as; pure functions from bytes to bytes.

Knows no posts, no places and no viewers. Reads only PNGs that have passed the painter's pixel gate,
so it decodes them here, in this process.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image

from bottega.gallery.thumbhash import thumbhash_data_url, thumbhash_of

__all__ = ["Rendition", "Renditions", "renditions_of", "thumbhash_data_url", "thumbhash_of"]

WIDTHS_PX: Final = (320, 640, 1024)  # a phone's column, the same at double density, a desk
SHARE_WIDTH_PX: Final = 1200  # what link previews elsewhere ask for
# Slower settings gain a few per cent of bytes for up to forty times the time.
WEBP: Final[dict[str, Any]] = {"quality": 80, "method": 4}
# One thread: two are a quarter quicker for a fifth more work, on the core that serves pages meanwhile.
AVIF: Final[dict[str, Any]] = {"quality": 60, "speed": 8, "max_threads": 1}
JPEG: Final[dict[str, Any]] = {"quality": 85, "optimize": True}


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoded file. kind: "webp", "avif" or "jpeg", which is also its usual suffix."""

    kind: str
    width_px: int
    height_px: int
    content: bytes

    @property
    def media_type(self) -> str:
        """Return the type that the file is served as."""
        return f"image/{self.kind}"


@dataclass(frozen=True, slots=True)
class Renditions:
    """All that is made from one picture when it enters the library.

    width_px, height_px: the picture's own size.
    webp, avif: narrow to wide, the same widths in both: WIDTHS_PX without those wider than the
        picture, and the picture's own width where that is the widest there is below 1024.
    share_jpeg: SHARE_WIDTH_PX wide, whatever the picture's width, for link previews.
    thumbhash: at most 32 characters of base64; `thumbhash_data_url` draws it.
    average_colour: "#rrggbb".
    """

    width_px: int
    height_px: int
    webp: tuple[Rendition, ...]
    avif: tuple[Rendition, ...]
    share_jpeg: Rendition
    thumbhash: str
    average_colour: str


def renditions_of(png: bytes, *, xmp: bytes = b"") -> Renditions:
    """Make every rendition of one checked PNG; about 0.3 s for 1024² on one core.

    xmp: the packet that each file is to carry; b"" for none.
    """
    packet: dict[str, Any] = {"xmp": xmp} if xmp else {}
    with Image.open(BytesIO(png), formats=["PNG"]) as opened:
        picture = opened.convert("RGB")
    sized = [_at_width(picture, width_px) for width_px in widths_for(picture.width)]
    return Renditions(
        width_px=picture.width,
        height_px=picture.height,
        webp=tuple(_encoded(each, "webp", WEBP | packet) for each in sized),
        avif=tuple(_encoded(each, "avif", AVIF | packet) for each in sized),
        share_jpeg=_encoded(_at_width(picture, SHARE_WIDTH_PX), "jpeg", JPEG | packet),
        thumbhash=thumbhash_of(picture),
        average_colour=_average_colour(picture),
    )


def widths_for(own_width_px: int) -> tuple[int, ...]:
    """List the widths that a picture of that width is shown at, narrow to wide, never blown up."""
    widest_px = min(own_width_px, WIDTHS_PX[-1])
    return (*(width_px for width_px in WIDTHS_PX if width_px < widest_px), widest_px)


def _at_width(picture: Image.Image, width_px: int) -> Image.Image:
    if width_px == picture.width:
        return picture
    height_px = max(1, round(picture.height * width_px / picture.width))
    return picture.resize((width_px, height_px), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image, kind: str, settings: dict[str, Any]) -> Rendition:
    out = BytesIO()
    picture.save(out, kind.upper(), **settings)
    return Rendition(kind, picture.width, picture.height, out.getvalue())


def _average_colour(picture: Image.Image) -> str:
    dot = picture.resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{dot.hex()}"
