"""The materials: each turns one drawing list into pixels in its own way."""

from collections.abc import Callable, Mapping

from ...scene import Medium
from ..raster import Pixels, Sheet, plain

MEDIA: Mapping[Medium, Callable[[Sheet], Pixels]] = {}


def rendered(sheet: Sheet, medium: Medium) -> Pixels:
    """The picture in its medium."""
    render = MEDIA.get(medium)
    return render(sheet) if render else plain(sheet).pixels
