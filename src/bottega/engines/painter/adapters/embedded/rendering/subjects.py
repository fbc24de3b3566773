"""Where the named things stand: the first at the focus, the others by ties, spot and nature.

A place depends on the thing's own key, on the stage and on the things it is tied to, never on a list of all
the others, so that an edit leaves the rest where it was. Places come out as `Pin`s, which an edit hands back.
What an edit adds to a marked region stands in that region instead, before everything else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import cos, sin

from ..scene import Link, Setting, Spot, Thing
from .chance import Chance
from .figures import Pose, draw_figure, placing
from .marks import Drawing, transformed
from .placing import CARRYING, FLOATING, Pin, Placed, is_free
from .region import Box, Region, fitted, nudged_into
from .shapes import Figure, Nature, figure_of, nature_of
from .stage import Plan, Stage
from .ties import bearer_of, carried_pin, tied_pin

_WET = (Setting.SEA, Setting.LAKE)


_SMALL_WORLD = (Setting.TABLE, Setting.PLAIN, Setting.ROOM)
_FRONT = 100_000.0  # added to the order of held things; no picture is that tall


def place_things(
    stage: Stage,
    *,
    pins: Mapping[str, Pin],
    seeds: Mapping[str, int],
    region: Region | None = None,
    added: Collection[str] = (),
) -> list[Placed]:
    """Every drawable thing with its place, far to near.

    pins: places to keep.  seeds: the seed of each thing's own randomness where it is not the stage's.
    region: where the things whose keys are `added` must stand; whatever else is there, they hide it.
    """
    placed: dict[str, Placed] = {}
    slots = _slots(stage.scene.things, region, added)
    for index, thing in enumerate(_tied_last(stage.scene.things)):
        seed = pins[thing.key].seed if thing.key in pins else seeds.get(thing.key, stage.seed)
        own = Chance(seed, thing.key)
        figure = figure_of(_portrayed(stage, thing), own.child("figure"), frozenset(thing.traits))
        if figure is None:
            continue
        nature = nature_of(thing.shape)
        pin = pins.get(thing.key) or _pin(stage, thing, nature, figure, own, placed, index, seed)
        one = Placed(thing, nature, figure, pin, pin.y)
        if region is not None and thing.key in added:
            one = replace(one, pin=_held(stage, one, region, slots.get(thing.key), own.child("region")))
        placed[thing.key] = replace(one, order=one.pin.y + (_FRONT if one.pin.held else 0.0))
    return sorted(_ordered(placed), key=lambda one: one.order)


def is_in_front(one: Placed) -> bool:
    """Whether nothing of the land may cover the thing: it stands in a marked region, or on one that does."""
    return one.order > _FRONT / 2


def drawn_box(stage: Stage, one: Placed) -> Box:
    """What the thing, or the whole group, covers; its shadow and its glow are not counted."""
    boxes = [
        transformed(part.path, placing(pose)).computeTightBounds()
        for pose, figure in _members(stage, one)
        for part in figure.parts
    ]
    return Box(
        min(box.left() for box in boxes),
        min(box.top() for box in boxes),
        max(box.right() for box in boxes),
        max(box.bottom() for box in boxes),
    )


def _slots(things: Sequence[Thing], region: Region | None, added: Collection[str]) -> dict[str, Region]:
    """A part of the region for each added thing that hangs on no other."""
    if region is None:
        return {}
    borne = {tie.to for thing in things for tie in thing.ties if tie.link in CARRYING}
    free = [t.key for t in things if t.key in added and t.key not in borne and not _leans_on(t)]
    return {key: region.slot(i, len(free)) for i, key in enumerate(free)}


def _held(stage: Stage, one: Placed, region: Region, slot: Region | None, chance: Chance) -> Pin:
    """The place in the region: free in its own slot, or as near as may be to what the thing hangs on."""
    pin = replace(one.pin, held=True)
    if slot is None:
        box = drawn_box(stage, replace(one, pin=pin))
        x, y, scale = nudged_into(region, box, (pin.x, pin.y))
        return replace(pin, x=x, y=y, tall=pin.tall * scale)
    pin = replace(pin, x=0.0, y=0.0, tall=100.0)
    natural = _height(stage, one.thing, one.nature, one.figure)
    free, aloft = is_free(stage, one.nature), one.nature.habitat == "sky"
    x, y, scale = fitted(
        slot,
        drawn_box(stage, replace(one, pin=pin)),
        scale_max=natural * _GROWN / pin.tall,
        fill=chance.between(0.76, 0.92) * min(1.0, one.thing.scale**0.6),
        heights=(0.0, 0.6) if aloft else (0.0, 1.0) if free else (0.6, 1.0),
        chance=chance,
    )
    return replace(pin, x=x, y=y, tall=pin.tall * scale)


_GROWN = 2.0  # how much larger than usual a region may make a thing: who marks much wants to see much


def _tied_last(things: Sequence[Thing]) -> list[Thing]:
    """Things that hang on others come after them."""
    done: list[Thing] = []
    waiting = list(things)
    for _ in range(len(waiting) + 1):
        keys = {thing.key for thing in done}
        borne = {tie.to: t.key for t in things for tie in t.ties if tie.link in CARRYING}
        ready = [t for t in waiting if _leans_on(t) <= keys and borne.get(t.key, t.key) in keys | {t.key}]
        done += ready
        waiting = [t for t in waiting if t not in ready]
    return done + waiting


_SITTERS_FOR_PORTRAITS = ("person", "man", "woman", "girl", "boy", "child", "businessman", "user-tie")


def _portrayed(stage: Stage, thing: Thing) -> str:
    """A portrait of somebody without a costume is a face, not a figure."""
    first = bool(stage.scene.things) and stage.scene.things[0].key == thing.key
    asked = stage.scene.close and first and thing.count == 1
    return "face" if asked and thing.shape in _SITTERS_FOR_PORTRAITS else thing.shape


def _leans_on(thing: Thing) -> set[str]:
    """The keys that must be placed before this thing; what it holds or wears comes after it."""
    return {tie.to for tie in thing.ties if tie.link not in CARRYING and tie.to != thing.key}


def _ordered(placed: dict[str, Placed]) -> list[Placed]:
    """Painting order: by depth on the ground, but what is on, in or worn comes just after its bearer."""
    for key, one in placed.items():
        for tie in one.thing.ties:
            other = placed.get(tie.to)
            if other is None:
                continue
            step = {
                Link.BEHIND: -1.0,
                Link.IN_FRONT_OF: 1.0,
                Link.ON: 0.5,
                Link.IN: 0.5,
                Link.HOLDING: -0.4,
                Link.WEARING: -0.4,
                Link.UNDER: 0.6,
            }.get(tie.link)
            if step is None:
                continue
            if tie.link in (
                Link.HOLDING,
                Link.WEARING,
            ):  # the bearer carries the tie: the object is drawn after it
                placed[tie.to] = replace(other, order=one.order + 0.4, borne=True)
            else:
                placed[key] = replace(one, order=other.order + step)
    return list(placed.values())


def _pin(
    stage: Stage,
    thing: Thing,
    nature: Nature,
    figure: Figure,
    own: Chance,
    placed: Mapping[str, Placed],
    index: int,
    seed: int,
) -> Pin:
    tall = _height(stage, thing, nature, figure)
    bearer = bearer_of(thing, placed)
    if bearer is not None:
        return carried_pin(bearer[0], bearer[1], thing.shape, tall, figure, seed)
    for tie in thing.ties:
        other = placed.get(tie.to)
        if other is not None and tie.link not in CARRYING:
            return tied_pin(stage, thing, tie, other, tall, figure, own, seed)
    if _portrayed(stage, thing) == "face":
        return Pin(
            stage.width / 2, stage.height * 1.01, min(stage.height * 0.80, stage.width), own.yes(0.5), seed
        )
    x, y = _spot(stage, thing, nature, own, index)
    near = 1.0 if is_free(stage, nature) else stage.scale_at(y)
    y = max(y, tall * near * 1.06)
    width = figure.width / 100 * tall * near
    x = min(max(x, width * 0.45), stage.width - width * 0.45) if width < stage.width else stage.width / 2
    return Pin(x, y, tall * near, own.yes(0.5), seed)


def _height(stage: Stage, thing: Thing, nature: Nature, figure: Figure) -> float:
    """Nature tempered: a mouse stays legible beside a house, and a crowd leaves room for itself."""
    stature = nature.stature
    if stage.scene.setting in _SMALL_WORLD and nature.habitat in ("hand", "sky", "wall"):
        stature *= 1.35
    first = bool(stage.scene.things) and stage.scene.things[0].key == thing.key
    alone = len(stage.scene.things) == 1
    stature = max(stature**0.72, 1.0 if first and alone else 0.80 if first else 0.42)
    stature *= max(1.0, (62.0 / max(20.0, figure.width)) ** 0.28)  # a narrow thing may be taller
    tall = stage.reach * min(1.65, stature) * thing.scale**0.8
    room = stage.width * 0.86 / max(0.3, figure.width / 100)
    crowd = 1.0 if thing.count == 1 else max(0.34, 1.15 / thing.count**0.5)
    limit = stage.height * (0.92 if thing.scale > 1.4 or stage.scene.close else 0.78)
    return float(min(tall * crowd, room, limit))


def _spot(stage: Stage, thing: Thing, nature: Nature, own: Chance, index: int) -> tuple[float, float]:
    x, y = stage.focus
    if index and thing.spot is Spot.ANYWHERE:
        x, y = _beside_focus(stage, nature, own)
    across = {Spot.LEFT: 0.22, Spot.RIGHT: 0.78, Spot.CENTRE: 0.5}.get(thing.spot)
    if across is not None:
        x = stage.width * (across + own.around(0, 0.02))
    if thing.spot is Spot.BACKGROUND:
        y = stage.horizon + (stage.height - stage.horizon) * own.between(0.10, 0.2)
    elif thing.spot is Spot.FOREGROUND:
        y = stage.height * 0.97
    elif thing.spot is Spot.BOTTOM:
        y = stage.height * 0.95
    return x, _level(stage, thing, nature, own, y, index)


def _beside_focus(stage: Stage, nature: Nature, own: Chance) -> tuple[float, float]:
    """Across the sheet from the focus, nearer or farther by chance."""
    away = 1 if stage.focus[0] < stage.width / 2 else -1
    if own.yes(0.25):
        away = -away
    x = stage.focus[0] + away * stage.width * own.between(0.26, 0.44)
    deep = own.between(-0.25, 0.10) * (stage.height - stage.horizon)
    return min(max(x, stage.width * 0.12), stage.width * 0.88), min(
        stage.height * 0.97, stage.focus[1] + deep
    )


def _level(stage: Stage, thing: Thing, nature: Nature, own: Chance, y: float, index: int) -> float:
    """The height at which the thing's nature puts it."""
    setting = stage.scene.setting
    if setting in FLOATING and thing.spot not in (Spot.BOTTOM, Spot.FOREGROUND):
        if (
            setting is Setting.SPACE
            and nature.habitat == "land"
            and stage.plan in (Plan.OPEN, Plan.HIGH, Plan.DIAGONAL)
        ):
            return y
        middle = stage.height * (0.5 if not index else own.between(0.25, 0.7))
        return middle + stage.reach * 0.4 * (1.0 if not index else 0.5)
    if nature.habitat == "sky" and setting in _SMALL_WORLD and thing.spot is not Spot.TOP:
        return stage.focus[1] - stage.reach * (0.12 if not index else own.between(0.15, 0.6))
    if thing.spot is Spot.TOP or nature.habitat == "sky":
        return (
            stage.horizon * own.between(0.40, 0.72)
            if index or stage.plan is not Plan.HALO
            else stage.sun[1] + stage.reach * 0.3
        )
    if nature.habitat == "water" and setting in (*_WET, Setting.BEACH, Setting.RIVER):
        top = stage.horizon
        low = top + (stage.height - top) * (0.36 if setting is Setting.BEACH else 0.62)
        return top + (low - top) * own.between(0.55, 0.95) if index else low
    if nature.habitat == "deep" and setting in _WET:
        return stage.horizon + (stage.height - stage.horizon) * own.between(0.35, 0.6)
    return y


def draw_things(stage: Stage, drawing: Drawing, placed: Sequence[Placed]) -> None:
    """Paint every placed thing, and every one of its kind."""
    for one in placed:
        for pose, figure in _members(stage, one):
            colours = (*one.thing.colours, *one.nature.colours[len(one.thing.colours) :])
            draw_figure(
                stage,
                drawing,
                figure,
                pose,
                colours=colours,
                traits=frozenset(one.thing.traits),
                bound=bool(one.thing.colours),
            )


def _members(stage: Stage, one: Placed) -> list[tuple[Pose, Figure]]:
    """One pose, or a natural group: a flock aloft, a cluster that stays apart on the ground."""
    thing, pin = one.thing, one.pin
    floats = is_free(stage, one.nature) or one.nature.habitat == "deep"
    lifted = (
        floats
        or any(tie.link in (Link.ON, Link.IN, Link.ABOVE) for tie in thing.ties)
        or one.nature.habitat == "water"
        or one.borne
        or (pin.held and pin.y < stage.horizon)  # there is no ground to lie on
    )
    depth = 0.55 + 0.4 * stage.nearness(pin.y) if not floats else 0.8
    if thing.count == 1:
        return [
            (Pose(thing.key, pin.x, pin.y, pin.tall, pin.flip, depth, not lifted, _tilt(one)), one.figure)
        ]
    own = Chance(pin.seed, thing.key, "group")
    found: list[tuple[Pose, Figure]] = []
    for i in range(thing.count):
        member = own.child(i)
        dx, dy = _offset(stage, one, member, i, floats)
        y = max(pin.y + dy, pin.tall * 1.08) if floats and not pin.held else pin.y + dy
        scale = member.between(0.88, 1.10) * (
            1.0 if floats or pin.held else min(1.25, stage.scale_at(y) / max(0.2, stage.scale_at(pin.y)))
        )
        figure = figure_of(thing.shape, member.child("figure"), frozenset(thing.traits)) or one.figure
        flip = pin.flip if member.yes(0.7) else not pin.flip
        x = pin.x + dx if pin.held else min(max(pin.x + dx, 30.0), stage.width - 30.0)
        found.append((Pose(f"{thing.key}#{i}", x, y, pin.tall * scale, flip, depth, not lifted), figure))
    return sorted(found, key=lambda pair: pair[0].y)


def _tilt(one: Placed) -> float:
    traits = set(one.thing.traits)
    return -90.0 if "upside-down" in traits else 0.0


def _offset(stage: Stage, one: Placed, member: Chance, i: int, floats: bool) -> tuple[float, float]:
    """The place of member `i` relative to the group's own, on a sunflower spiral squeezed to the ground."""
    held = one.pin.held
    step = max(0.0 if held else 40.0, one.figure.width / 100 * one.pin.tall)
    count = one.thing.count
    if count <= 4 and not floats:
        spread = (i - (count - 1) / 2) * step * 1.04
        middle = 0.0 if held else stage.width / 2 - one.pin.x
        lean = max(-step, min(step, middle * 0.4)) if count > 2 else 0.0
        return spread + lean + member.around(0, step * 0.05), member.around(0, step * 0.10)
    out, bend = step * 0.80 * (i + 0.5) ** 0.5, i * 2.39996 + member.around(0, 0.2)
    pull = 0.0 if held else stage.width / 2 - one.pin.x
    flatten = 0.75 if floats else 0.30
    return out * cos(bend) * (1.0 if count < 9 else 1.2) + pull * 0.5, out * sin(bend) * flatten - (
        step * 0.1 if floats else 0
    )
