"""City blocks in rows, paler with distance, lit by the hour."""

import skia

from ..chance import Chance
from ..colour import lighter, mix
from ..marks import Drawing, Mark, Point, Role, dissolve, fade, flat
from ..outlines import box, polygon
from ..stage import Stage
from .masonry import LAMP


def draw_skyline(stage: Stage, drawing: Drawing, *, rows: int = 3, base: float | None = None) -> None:
    """City blocks in rows, paler with distance, windows lit by the hour."""
    base = stage.horizon + 12 if base is None else base
    for row in range(rows):
        chance = stage.chance("skyline", row)
        near = row / max(1, rows - 1)
        x = -30.0
        i = 0
        while x < stage.width + 10:
            wide = chance.between(44, 96) * (0.8 + 0.5 * near)
            crest = 1.0 - 0.55 * abs((x / stage.width) - (0.5 - 0.22 * stage.weight)) * 2
            tall = stage.horizon * chance.between(0.16, 0.62) * (0.85 - 0.35 * near) * max(0.35, crest)
            _block(
                stage,
                drawing,
                stage.chance("block", row, i),
                (x, base + 14 * near),
                wide,
                tall,
                near,
                f"block-{row}-{i}",
            )
            x += wide + chance.between(-4, 16) * (1 + near)
            i += 1


def _block(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    foot: Point,
    wide: float,
    tall: float,
    near: float,
    key: str,
) -> None:
    (x, y), p = foot, stage.palette
    local = mix(p.stone, p.wall, chance.unit() * 0.8)
    local = mix(local, p.roof, 0.35 if chance.yes(0.25) else 0.0)
    c = p.air(mix(local, p.shade, 0.25 + 0.4 * p.dark), 0.80 - 0.62 * near)
    body = skia.Path(box(x, y - tall, x + wide, y + 30))
    crown = chance.pick(("flat", "step", "spire", "flat", "slant"))
    if crown == "step":
        body.addRect(skia.Rect(x + wide * 0.2, y - tall * 1.10, x + wide * 0.8, y - tall + 2))
    elif crown == "spire":
        body.addPath(
            polygon(
                [
                    (x + wide * 0.38, y - tall + 1),
                    (x + wide * 0.5, y - tall * 1.25),
                    (x + wide * 0.62, y - tall + 1),
                ]
            )
        )
    elif crown == "slant":
        body.addPath(
            polygon([(x, y - tall + 1), (x + wide, y - tall - wide * 0.4), (x + wide, y - tall + 1)])
        )
    lit, dark = mix(lighter(c, 0.05), p.light, 0.12), lighter(c, -0.08)
    tone = fade(
        (x + (wide if stage.side > 0 else 0), 0), (x + (0 if stage.side > 0 else wide), 0), lit, c, dark
    )
    drawing.add(Mark(body, tone, key, Role.BODY, 0.12 + 0.25 * near))
    drawing.add(
        Mark(
            body,
            dissolve((0, y - tall * 0.5), (0, y + 20), p.haze, 0.0, 0.45),
            key,
            Role.VEIL,
            0.12 + 0.25 * near,
        )
    )
    if near > 0.2:
        _windows(stage, drawing, chance, (x, y - tall), wide, tall, key, near)


def _windows(
    stage: Stage,
    drawing: Drawing,
    chance: Chance,
    corner: Point,
    wide: float,
    tall: float,
    key: str,
    near: float,
) -> None:
    """All panes of a block as two outlines, lit and unlit, so that a city stays cheap."""
    lit, unlit = skia.Path(), skia.Path()
    columns, floors = max(2, int(wide / 15)), max(2, int(tall / 19))
    share = 0.12 + 0.55 * stage.palette.dark
    for column in range(columns):
        for floor in range(floors):
            px, py = corner[0] + wide * (column + 0.28) / columns, corner[1] + 8 + (tall - 8) * floor / floors
            (lit if chance.yes(share) else unlit).addRect(
                skia.Rect(px, py, px + wide * 0.46 / columns, py + tall * 0.5 / floors)
            )
    depth, p = 0.13 + 0.25 * near, stage.palette
    drawing.add(Mark(unlit, flat(mix(p.shade, p.ink, 0.3), 0.38), key, Role.DETAIL, depth))
    drawing.add(
        Mark(lit, flat(mix(LAMP, p.sky[2], 0.5 * (1 - p.dark)), 0.35 + 0.6 * p.dark), key, Role.DETAIL, depth)
    )
