"""The materials: each turns one drawing list into pixels in its own way."""

from collections.abc import Callable, Mapping

from ...scene import Medium, Scene
from ..chance import Chance
from ..raster import Pixels, Sheet
from .drawn import blueprint, charcoal, neon
from .photo import photo
from .printed import paper_cut, poster, woodblock
from .strokes import mosaic, oil, pastel
from .tiled import pixel_art, stained_glass
from .washes import ink, watercolour

MEDIA: Mapping[Medium, Callable[[Sheet], Pixels]] = {
    Medium.WATERCOLOUR: watercolour,
    Medium.OIL: oil,
    Medium.WOODBLOCK: woodblock,
    Medium.PAPER_CUT: paper_cut,
    Medium.PIXEL_ART: pixel_art,
    Medium.STAINED_GLASS: stained_glass,
    Medium.CHARCOAL: charcoal,
    Medium.BLUEPRINT: blueprint,
    Medium.NEON: neon,
    Medium.POSTER: poster,
    Medium.INK: ink,
    Medium.PASTEL: pastel,
    Medium.MOSAIC: mosaic,
    Medium.PHOTO: photo,
}


# For words that name no material, the friendlier ones, some more often than others: a wall of pictures
# that all pretend to be watercolours looks like one person's.
FREE_CHOICE = (
    Medium.WATERCOLOUR,
    Medium.OIL,
    Medium.POSTER,
    Medium.WATERCOLOUR,
    Medium.PASTEL,
    Medium.WOODBLOCK,
    Medium.OIL,
    Medium.PAPER_CUT,
    Medium.POSTER,
)


def medium_of(scene: Scene, *, seed: int) -> Medium:
    """The material that the words ask for, or the seed's choice where they ask for none."""
    return Chance(seed, "medium").pick(FREE_CHOICE) if scene.medium is Medium.ANY else scene.medium


def rendered(sheet: Sheet, medium: Medium) -> Pixels:
    """The picture in its medium."""
    return MEDIA[medium](sheet)
