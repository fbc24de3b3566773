"""Silhouettes from two open icon packs: Font Awesome Free (CC BY 4.0), Material Design Icons (Apache-2.0).

Owns finding an icon by name and turning it into a figure of two layers: the closed silhouette in the second
colour and the icon's own form above it, so that its holes become markings instead of windows.
"""

import re
from functools import lru_cache
from importlib.resources import files
from zipfile import ZipFile

import skia

from ..outlines import cut, joined, svg_path
from .figure import Figure, Part

_PATH = re.compile(r'\sd="([^"]+)"')
_CONTOURS_MAX = 400  # the busiest icon of both packs has fewer than 200
_SIGNS = (
    "-outline",
    "-off",
    "-alert",
    "-plus",
    "-minus",
    "-remove",
    "-check",
    "-cog",
    "-edit",
    "-lock",
    "-sync",
    "-variant-outline",
)


@lru_cache(maxsize=1)
def _awesome() -> dict[str, str]:
    folder = files("fontawesomefree") / "static" / "fontawesomefree" / "svgs" / "solid"
    return {entry.name[:-4]: "solid" for entry in folder.iterdir() if entry.name.endswith(".svg")}


@lru_cache(maxsize=1)
def _material() -> dict[str, str]:
    """Every drawable Material icon as SVG text; about 3 MB, read once."""
    found: dict[str, str] = {}
    with (files("justmyresource_mdi") / "icons.zip").open("rb") as stream, ZipFile(stream) as pack:
        for name in pack.namelist():
            if name.endswith(".svg") and not name[:-4].endswith(_SIGNS):
                found[name[:-4]] = pack.read(name).decode()
    return found


def icon_names() -> frozenset[str]:
    """Every name that `icon_figure` can draw."""
    return frozenset(_awesome()) | frozenset(_material())


@lru_cache(maxsize=256)
def icon_figure(name: str) -> Figure | None:
    """The figure of an icon, or None when neither pack has it."""
    text = _svg_text(name)
    if text is None:
        return None
    raw = skia.Path()
    for match in _PATH.finditer(text):
        raw.addPath(svg_path(match.group(1)))
    return _two_layers(_stood(raw))


def _svg_text(name: str) -> str | None:
    if name in _awesome():
        folder = files("fontawesomefree") / "static" / "fontawesomefree" / "svgs" / "solid"
        return (folder / f"{name}.svg").read_text()
    return _material().get(name)


def _stood(path: skia.Path) -> skia.Path:
    """On the ground, centred, 100 tall; a flat thing is 125 wide at most."""
    bounds = path.computeTightBounds()
    scale = 100.0 / max(bounds.height(), bounds.width() * 0.8, 1e-3)
    matrix = skia.Matrix()
    matrix.setScale(scale, scale)
    matrix.preTranslate(-bounds.centerX(), -bounds.bottom())
    placed = skia.Path(path)
    placed.transform(matrix)
    return placed


def _two_layers(path: skia.Path) -> Figure:
    hull = joined(*contours(path))
    if hull.isEmpty():
        hull = path
    holes = cut(hull, path)
    parts = [Part(hull, "main")]
    if not holes.isEmpty():
        parts.append(Part(holes, "second", "detail"))
    return Figure(tuple(parts), hull)


def contours(path: skia.Path) -> list[skia.Path]:
    """Each contour of a path as a closed path of its own."""
    found: list[skia.Path] = []
    measure = skia.PathMeasure(path, True)
    for _ in range(_CONTOURS_MAX):
        one = skia.Path()
        if measure.getSegment(0.0, measure.getLength(), one, True):
            one.close()
            found.append(one)
        if not measure.nextContour():
            break
    return found
