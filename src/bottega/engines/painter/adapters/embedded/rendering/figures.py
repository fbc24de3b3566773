"""Painting one figure: from a flat silhouette to a body that stands in this picture's light.

Owns modelling (shade, rim, texture), patterns for traits, and the shadow on the ground. Knows nothing of
where the figure stands or why.
"""

from dataclasses import dataclass
from math import cos, pi, sin

import skia

from .chance import Chance
from .colour import Colour, colour, from_lch, hue_of, lighter, mix, stronger
from .marks import Drawing, Mark, Role, dissolve, fade, flat, halo, transformed
from .outlines import box, common, oval, polygon, smooth
from .palette import nudged
from .shapes import Figure, Part
from .stage import Stage

_FIXED = {
    "dark": "#2a2428",
    "light": "#fbf4e6",
    "skin": "#d9a380",
    "hair": "#4a3226",
    "metal": "#aab2bc",
    "wood": "#8a5f3e",
    "leaf": "#5a8a46",
    "glass": "#cfe2e8",
    "eye": "#1c181c",
    "fire": "#f7a02c",
    "bone": "#f1ead8",
    "water": "#6fa8c8",
}
_SKINS = ("#e8b796", "#c98d66", "#8a5a3e", "#f0c8a8", "#a8714c", "#6a4330")
_HAIRS = ("#3a2a22", "#6a4228", "#a8743c", "#24201f", "#8a3f24", "#c8a05a")


@dataclass(frozen=True, slots=True)
class Pose:
    """Where and how one figure stands: foot and height in units, mirrored or not, how far away."""

    key: str
    x: float
    y: float
    tall: float
    flip: bool
    depth: float
    shadow: bool = True
    tilt: float = 0.0


def draw_figure(
    stage: Stage,
    drawing: Drawing,
    figure: Figure,
    pose: Pose,
    *,
    colours: tuple[str, ...],
    traits: frozenset[str],
    bound: bool,
) -> skia.Path:
    """Add the marks of one figure; returns its silhouette in the picture.

    colours: main, second, third.  bound: the words named the main colour, so the hour may only brush it.
    """
    matrix = placing(pose)
    outline = transformed(figure.outline, matrix)
    inks = _inks(stage, pose, colours, bound)
    if pose.shadow:
        _cast_shadow(stage, drawing, outline, pose)
    if "glowing" in traits:
        _glow(drawing, outline, inks["main"], pose)
    for part in figure.parts:
        _draw_part(stage, drawing, part, matrix, outline, inks, pose)
        if part is _last_body(figure):
            _model(stage, drawing, outline, inks, pose, traits)
    return outline


def _last_body(figure: Figure) -> Part:
    return [part for part in figure.parts if part.kind == "body"][-1]


def placing(pose: Pose) -> skia.Matrix:
    """From figure units to the picture."""
    scale = pose.tall / 100.0
    matrix = skia.Matrix()
    matrix.setScale(-scale if pose.flip else scale, scale)
    if pose.tilt:
        matrix.postRotate(pose.tilt)
    matrix.postTranslate(pose.x, pose.y)
    return matrix


def _inks(stage: Stage, pose: Pose, colours: tuple[str, ...], bound: bool) -> dict[str, Colour]:
    chance, p = stage.chance(pose.key, "inks"), stage.palette
    named = dict(_FIXED)
    named["skin"], named["hair"] = chance.pick(_SKINS), chance.pick(_HAIRS)
    inks = {name: p.lit(nudged(colour(code), stage.scene)) for name, code in named.items()}
    for i, name in enumerate(("main", "second", "third")):
        own = colour(colours[min(i, len(colours) - 1)])
        keep = 0.8 if bound and i == 0 else 0.45
        inks[name] = p.lit(own if bound and i == 0 else nudged(own, stage.scene), keep=keep)
    inks["pale"] = mix(lighter(inks["main"], 0.13), p.light, 0.12)
    inks["deep"] = mix(lighter(inks["main"], -0.12), p.shade, 0.2)
    away = max(0.0, 0.55 - pose.depth)
    return {name: p.air(c, away) if away else c for name, c in inks.items()}


def _ink(inks: dict[str, Colour], name: str) -> Colour:
    return inks[name] if name in inks else colour(name)


def _draw_part(
    stage: Stage,
    drawing: Drawing,
    part: Part,
    matrix: skia.Matrix,
    outline: skia.Path,
    inks: dict[str, Colour],
    pose: Pose,
) -> None:
    path, c = transformed(part.path, matrix), _ink(inks, part.ink)
    if part.kind == "line":
        width = max(0.8, part.width * pose.tall / 100)
        drawing.add(Mark(path, flat(c), pose.key, Role.LINE, pose.depth, width=width, subject=True))
        return
    if part.kind == "detail":
        drawing.add(Mark(path, flat(c), pose.key, Role.DETAIL, pose.depth, subject=True))
        return
    shaded = mix(lighter(c, -0.10), stage.palette.shade, 0.18) if part.kind == "far" else c
    bounds = path.getBounds()
    bright, dim = (bounds.right(), bounds.left()) if stage.side > 0 else (bounds.left(), bounds.right())
    lit = mix(lighter(shaded, 0.045), stage.palette.light, 0.10)
    tone = fade(
        (bright, bounds.top()),
        (dim, bounds.bottom()),
        lit,
        shaded,
        mix(lighter(shaded, -0.07), stage.palette.shade, 0.10),
    )
    drawing.add(Mark(path, tone, pose.key, Role.BODY, pose.depth, subject=True))


def _around(outline: skia.Path, dx: float, dy: float) -> skia.Path:
    """Everything except the silhouette moved by (dx, dy): clipped to the silhouette, it is a crescent."""
    crescent = skia.Path(outline)
    crescent.offset(dx, dy)
    bounds = outline.getBounds().makeOutset(abs(dx) * 3 + 40, abs(dy) * 3 + 40)
    crescent.setFillType(skia.PathFillType.kInverseWinding)
    edge = skia.Path()
    edge.addRect(bounds)
    return common(edge, crescent)


def _model(
    stage: Stage,
    drawing: Drawing,
    outline: skia.Path,
    inks: dict[str, Colour],
    pose: Pose,
    traits: frozenset[str],
) -> None:
    """Shadow side, reflected light from the ground, rim, texture and pattern."""
    p, size, chance = stage.palette, pose.tall, stage.chance(pose.key, "model")
    main = inks["main"]
    dark = mix(lighter(main, -0.20), p.shade, 0.4)

    def shade(path: skia.Path, c: Colour, opacity: float, blur: float) -> None:
        drawing.add(
            Mark(
                path,
                flat(c, opacity),
                pose.key,
                Role.SHADE,
                pose.depth,
                blur=blur,
                clip=outline,
                subject=True,
            )
        )

    shade(_around(outline, stage.side * size * 0.075, -size * 0.05), dark, 0.62, size * 0.035)
    shade(_around(outline, stage.side * size * 0.02, -size * 0.015), dark, 0.35, size * 0.008)
    _texture(stage, drawing, outline, main, pose, chance)
    _pattern(stage, drawing, outline, inks, pose, traits, chance)
    rim = mix(lighter(main, 0.22), p.light if p.dark < 0.6 else p.sun, 0.6)
    shade(_around(outline, -stage.side * size * 0.018, size * 0.016), rim, 0.62, size * 0.006)


def _texture(
    stage: Stage, drawing: Drawing, outline: skia.Path, main: Colour, pose: Pose, chance: Chance
) -> None:
    """Loose dabs that lead with the form: warmer and lighter where the light is, deeper elsewhere."""
    bounds, p = outline.getBounds(), stage.palette
    for _ in range(34):
        x, y = chance.between(bounds.left(), bounds.right()), chance.between(bounds.top(), bounds.bottom())
        across = (x - bounds.centerX()) / max(1.0, bounds.width()) * stage.side
        lit = across - (y - bounds.centerY()) / max(1.0, bounds.height()) * 0.6 + chance.around(0, 0.2) > 0
        long = pose.tall * chance.between(0.025, 0.085)
        c = (
            mix(lighter(main, 0.08), p.light, 0.25)
            if lit
            else lighter(from_lch(main[0] - 0.06, 0.09, hue_of(main) - 12), -0.02)
        )
        c = mix(c, stronger(main, 1.25), 0.5)
        bend = chance.around(0.5, 0.5) * -stage.side
        dab = smooth(
            [
                (x, y),
                (x + long * cos(bend), y + long * sin(bend) - long * 0.16),
                (x + 2 * long * cos(bend), y + 2 * long * sin(bend)),
                (x + long * cos(bend), y + long * sin(bend) + long * 0.16),
            ]
        )
        drawing.add(
            Mark(
                dab,
                flat(c, 0.30),
                pose.key,
                Role.SHADE,
                pose.depth,
                clip=outline,
                blur=pose.tall * 0.004,
                subject=True,
            )
        )


def _pattern(
    stage: Stage,
    drawing: Drawing,
    outline: skia.Path,
    inks: dict[str, Colour],
    pose: Pose,
    traits: frozenset[str],
    chance: Chance,
) -> None:
    """Stripes, spots, checks and cracks that the words ask for, in the second colour."""
    bounds, second = outline.getBounds(), inks["second"]
    if abs(second[0] - inks["main"][0]) < 0.12:
        second = lighter(inks["main"], -0.3 if inks["main"][0] > 0.5 else 0.35)
    step = pose.tall * 0.11
    forms: list[skia.Path] = []
    if traits & {"striped", "stripes", "stripy"}:
        forms += _stripes(bounds, step)
    if traits & {"spotted", "dotted", "polka-dot", "speckled"}:
        forms += _spots(bounds, step, chance)
    if traits & {"checkered", "checked", "plaid", "chequered"}:
        forms += _checks(bounds, step)
    for form in forms:
        tone = flat(second, 0.85)
        drawing.add(Mark(form, tone, pose.key, Role.DETAIL, pose.depth, clip=outline, subject=True))
    if traits & {"cracked", "broken", "old"}:
        thin, tone = max(1.0, pose.tall * 0.006), flat(inks["dark"], 0.6)
        for crack in _cracks(bounds, step, chance):
            drawing.add(
                Mark(crack, tone, pose.key, Role.DETAIL, pose.depth, thin, clip=outline, subject=True)
            )


def _stripes(bounds: skia.Rect, step: float) -> list[skia.Path]:
    top, middle, low = bounds.top() - 5, bounds.centerY(), bounds.bottom() + 5
    found = []
    for i in range(-2, int(bounds.width() / step) + 3):
        x, wide, lean = bounds.left() + i * step, step * 0.45, step * 0.5
        edge = [
            (x, top),
            (x + wide, top),
            (x + wide + lean, middle),
            (x + wide, low),
            (x, low),
            (x + lean, middle),
        ]
        found.append(smooth(edge, tension=0.4))
    return found


def _spots(bounds: skia.Rect, step: float, chance: Chance) -> list[skia.Path]:
    found = []
    for _ in range(70):
        x, y = _somewhere(bounds, chance)
        found.append(oval(x, y, step * chance.between(0.16, 0.32), step * chance.between(0.14, 0.28)))
    return found


def _checks(bounds: skia.Rect, step: float) -> list[skia.Path]:
    columns, rows = int(bounds.width() / step) + 1, int(bounds.height() / step) + 1
    corners = [
        (bounds.left() + column * step, bounds.top() + row * step)
        for column in range(columns)
        for row in range(rows)
        if (column + row) % 2
    ]
    return [box(x, y, x + step, y + step) for x, y in corners]


def _cracks(bounds: skia.Rect, step: float, chance: Chance) -> list[skia.Path]:
    found = []
    for _ in range(4):
        crack = [_somewhere(bounds, chance)]
        for _ in range(5):
            x, y = crack[-1]
            crack.append((x + chance.around(0, step * 0.4), y + step * chance.between(0.1, 0.5)))
        found.append(smooth(crack, closed=False, tension=0))
    return found


def _somewhere(bounds: skia.Rect, chance: Chance) -> tuple[float, float]:
    return chance.between(bounds.left(), bounds.right()), chance.between(bounds.top(), bounds.bottom())


def _cast_shadow(stage: Stage, drawing: Drawing, outline: skia.Path, pose: Pose) -> None:
    """The silhouette laid down on the ground away from the light, and the dark where it touches."""
    p, bounds = stage.palette, outline.getBounds()
    laid = skia.Matrix()
    laid.setAffine([1.0, 0.0, stage.side * 0.55, -0.20, 0.0, 0.0])
    flat_path = skia.Path(outline)
    flat_path.offset(-pose.x, -pose.y)
    flat_path.transform(laid)
    flat_path.offset(pose.x, pose.y)
    dark = lighter(mix(p.shade, p.ground_dark, 0.4), -0.12)
    opacity = 0.42 - 0.2 * p.dark
    drawing.add(
        Mark(
            flat_path,
            flat(dark, opacity),
            f"{pose.key}-shadow",
            Role.SHADE,
            pose.depth - 0.02,
            blur=pose.tall * 0.02,
        )
    )
    touch = oval(bounds.centerX(), pose.y, bounds.width() * 0.40, pose.tall * 0.022)
    drawing.add(
        Mark(
            touch,
            flat(dark, 0.55),
            f"{pose.key}-shadow",
            Role.SHADE,
            pose.depth - 0.01,
            blur=pose.tall * 0.014,
        )
    )


def _glow(drawing: Drawing, outline: skia.Path, main: Colour, pose: Pose) -> None:
    bounds = outline.getBounds()
    centre, radius = (bounds.centerX(), bounds.centerY()), max(bounds.width(), bounds.height()) * 0.95
    drawing.add(
        Mark(
            oval(*centre, radius, radius),
            halo(centre, radius, lighter(main, 0.2), 0.75),
            pose.key,
            Role.GLOW,
            pose.depth,
            subject=True,
        )
    )


def crossed(size: float, at: tuple[float, float]) -> skia.Path:
    """A four-pointed sparkle."""
    x, y = at
    points = [
        (
            x + (size if k % 2 == 0 else size * 0.22) * cos(pi * k / 4),
            y + (size if k % 2 == 0 else size * 0.22) * sin(pi * k / 4),
        )
        for k in range(8)
    ]
    return polygon(points)


def veil_over(stage: Stage, outline: skia.Path, key: str, c: Colour, depth: float) -> Mark:
    """Water or snow that covers the lower part of a figure standing in it."""
    bounds = outline.getBounds()
    return Mark(
        outline,
        dissolve((0, bounds.bottom() - bounds.height() * 0.3), (0, bounds.bottom()), c, 0.0, 0.85),
        key,
        Role.SHADE,
        depth,
        clip=outline,
    )
