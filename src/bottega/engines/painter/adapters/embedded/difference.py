"""What lies between two Scenes: which things keep their place, and which an edit brought in.

Owns comparing a Scene with the one that an edit made of it. Refuses to know what a place is.
"""

from dataclasses import replace

from .scene import THINGS_MAX, Link, Scene, Thing, Tie

_CARRIED = (Link.HOLDING, Link.WEARING)


def keys_that_stay(before: Scene, after: Scene) -> frozenset[str]:
    """The things that keep their place: a new colour or a hat moves nobody, a new size or spot does."""
    old = {thing.key: _standing(thing) for thing in before.things}
    return frozenset(thing.key for thing in after.things if old.get(thing.key) == _standing(thing))


def _standing(thing: Thing) -> tuple[object, ...]:
    return thing.shape, thing.scale, thing.spot, _leaning(thing)


def _leaning(thing: Thing) -> tuple[Tie, ...]:
    """What the thing stands by; what it holds or wears does not move it."""
    return tuple(tie for tie in thing.ties if tie.link not in _CARRIED)


def more_set_apart(before: Scene, after: Scene) -> Scene:
    """`after` with every grown group parted: as many as there were, and a group of its own for the new ones.

    Needed where the new ones go elsewhere than the old. No more than THINGS_MAX groups: beyond it, a group
    grows where it is.
    """
    counts = {thing.key: thing.count for thing in before.things if thing.key in keys_that_stay(before, after)}
    things = list(after.things)
    for i, thing in enumerate(after.things):
        more = thing.count - counts.get(thing.key, thing.count)
        if more > 0 and len(things) < THINGS_MAX:
            things[i] = replace(thing, count=thing.count - more)
            things.append(replace(thing, key=_free_key(things, thing.key), count=more, ties=()))
    return replace(after, things=tuple(things))


def _free_key(things: list[Thing], key: str) -> str:
    taken, spare = {thing.key for thing in things}, (f"{key}-{n}" for n in range(2, THINGS_MAX + 3))
    return next(name for name in spare if name not in taken)
