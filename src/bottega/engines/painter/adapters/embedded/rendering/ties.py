"""Places relative to another thing: beside, on, under, in, held and worn."""

from collections.abc import Mapping

from ..scene import Link, Thing, Tie
from .chance import Chance
from .placing import Pin, Placed, is_free
from .shapes import Figure
from .stage import Stage


def bearer_of(thing: Thing, placed: Mapping[str, Placed]) -> tuple[Placed, Link] | None:
    """Who holds or wears this thing, where somebody does."""
    for one in placed.values():
        for tie in one.thing.ties:
            if tie.to == thing.key and tie.link in (Link.HOLDING, Link.WEARING):
                return one, tie.link
    return None


_WORN = {  # where on the wearer, up from the feet, and how wide against a person's head
    "glasses": (0.865, 1.0),
    "sunglasses": (0.865, 1.0),
    "scarf": (0.74, 1.5),
    "tie": (0.60, 0.55),
    "bowtie": (0.75, 0.7),
    "necklace": (0.72, 0.9),
    "mask": (0.85, 0.9),
    "shirt": (0.50, 2.0),
    "jacket": (0.48, 2.0),
    "coat": (0.40, 2.0),
    "dress": (0.30, 2.0),
    "shoe": (0.0, 1.4),
    "boot": (0.0, 1.4),
    "backpack": (0.50, 1.2),
}


def carried_pin(bearer: Placed, link: Link, shape: str, tall: float, figure: Figure, seed: int) -> Pin:
    """In the hand, or where it is worn, of its bearer."""
    pin, side = bearer.pin, -1 if bearer.pin.flip else 1
    walker = bearer.figure.width > 75  # a beast in side view: its head is forward
    head_x = pin.x + (side * bearer.figure.width / 100 * pin.tall * 0.36 if walker else 0.0)
    if link is Link.WEARING:
        name = next((word for word in reversed(shape.split("-")) if word in _WORN), shape)
        up, wide = _WORN.get(name, (0.93, 1.5))
        size = pin.tall * 0.19 * wide * 100 / max(30.0, figure.width)
        return Pin(head_x, pin.y - pin.tall * up, size, pin.flip, seed)
    size = min(tall, pin.tall * 0.40)
    reach = bearer.figure.width / 100 * pin.tall * 0.44
    return Pin(
        pin.x + side * (reach + size * 0.04), pin.y - pin.tall * 0.44 + size * 0.3, size, pin.flip, seed
    )


def tied_pin(
    stage: Stage, thing: Thing, tie: Tie, other: Placed, tall: float, figure: Figure, own: Chance, seed: int
) -> Pin:
    """Beside, above, on, under, in, behind or before the thing it is tied to."""
    at, wide = other.pin, other.figure.width / 100 * other.pin.tall
    mine = tall * (1.0 if is_free(stage, other.nature) else stage.scale_at(at.y))
    reach = (wide + figure.width / 100 * mine) * 0.5
    side = own.side()
    if tie.link in (Link.LEFT_OF, Link.RIGHT_OF, Link.NEXT_TO, Link.HOLDING, Link.WEARING):
        way = {Link.LEFT_OF: -1, Link.RIGHT_OF: 1}.get(tie.link, 1 if at.x < stage.width / 2 else -1)
        x = at.x + way * (reach * 1.06 + 14)
        return Pin(_kept(stage, x, figure, mine), at.y + own.around(4, 5), mine, way > 0, seed)
    if tie.link is Link.ON:
        size = min(mine, max(wide * 0.8 * 100 / max(20.0, figure.width), mine * 0.55))
        return Pin(at.x + own.around(0, wide * 0.05), at.y - at.tall * _seat(other), size, own.yes(0.5), seed)
    if tie.link is Link.IN:
        size = min(mine, at.tall * 0.62)
        return Pin(at.x + own.around(0, wide * 0.04), at.y - at.tall * 0.22, size, own.yes(0.5), seed)
    if tie.link is Link.UNDER:
        return _under(stage, other, figure, mine, own, seed)
    if tie.link is Link.ABOVE:
        y = at.y - at.tall * 1.12
        size = min(mine, max(60.0, y * 0.85))
        return Pin(at.x + side * wide * 0.06, max(y, size * 1.02), size, own.yes(0.5), seed)
    if tie.link is Link.BEHIND:
        back = stage.horizon + (at.y - stage.horizon) * 0.72
        return Pin(_kept(stage, at.x + side * wide * 0.42, figure, mine), back, mine, own.yes(0.5), seed)
    front = min(stage.height * 0.98, at.y + (stage.height - at.y) * 0.6 + 16)
    return Pin(_kept(stage, at.x + side * wide * 0.24, figure, mine), front, mine, own.yes(0.5), seed)


def _under(stage: Stage, other: Placed, figure: Figure, mine: float, own: Chance, seed: int) -> Pin:
    """At the foot of something tall, or on the ground below something that floats."""
    at, wide = other.pin, other.figure.width / 100 * other.pin.tall
    if other.nature.habitat == "sky":
        y = stage.focus[1]
        return Pin(at.x, y, mine, own.yes(0.5), seed)
    size = min(mine, at.tall * 0.42)
    return Pin(
        _kept(stage, at.x + own.side() * wide * 0.16, figure, size), at.y + 8, size, own.yes(0.5), seed
    )


def _seat(other: Placed) -> float:
    """How far up a thing its upper face lies."""
    return {
        "chair": 0.48,
        "armchair": 0.45,
        "sofa": 0.45,
        "bed": 0.5,
        "boat": 0.32,
        "rowboat": 0.6,
        "canoe": 0.7,
        "horse": 0.66,
        "car": 0.95,
        "rock": 0.92,
        "surfboard": 0.5,
    }.get(other.thing.shape, 0.95)


def _kept(stage: Stage, x: float, figure: Figure, tall: float) -> float:
    half = figure.width / 200 * tall
    return min(max(x, half * 0.8), stage.width - half * 0.8)
