"""The place of a thing, and what decides whether anything holds it to the ground."""

from dataclasses import dataclass

from ..scene import Link, Setting, Thing
from .shapes import Figure, Nature
from .stage import Stage

FLOATING = (Setting.SKY, Setting.SPACE, Setting.UNDERWATER)


CARRYING = (Link.HOLDING, Link.WEARING)


@dataclass(frozen=True, slots=True)
class Pin:
    """The place of one thing: foot, height, mirrored, and the seed its own randomness came from.

    held: a marked region gave this place, so nothing of the stage may move, scale or cover it.
    """

    x: float
    y: float
    tall: float
    flip: bool
    seed: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    thing: Thing
    nature: Nature
    figure: Figure
    pin: Pin
    order: float
    borne: bool = False


def is_free(stage: Stage, nature: Nature) -> bool:
    """Whether nothing holds the thing to the ground."""
    return nature.habitat == "sky" or stage.scene.setting in FLOATING
