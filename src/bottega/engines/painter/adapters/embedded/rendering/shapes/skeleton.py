"""What every four-footed animal has: proportions, the joints of a pose, a skull."""

# Outlines read better as filled lines of points than with one number to a line.
# fmt: off

from dataclasses import dataclass

import skia

from ..marks import Point
from ..outlines import joined, limb, oval


@dataclass(frozen=True, slots=True)
class Beast:
    """Proportions in units in which a trunk is about 80 long.

    rise: the neck's angle above level, in degrees.
    """

    leg: float = 34
    thick: float = 11
    length: float = 78
    depth: float = 32
    hump: float = 0
    neck: float = 26
    rise: float = 48
    neck_width: float = 22
    head: float = 12.5
    snout: float = 17
    snout_width: float = 11
    dip: float = 16  # how far the muzzle points down, in degrees
    ears: str = "point"
    ear: float = 13
    tail: str = "thin"
    tail_long: float = 38
    horns: str = ""
    marks: str = ""
    feet: str = "main"
    muzzle: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the parts of one animal meet, after its pose was drawn."""

    spec: Beast
    top: float
    hip: float
    shoulder: float
    poll: Point  # where the skull sits
    nose: Point


def point_between(a: Point, b: Point, share: float, lift: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share + lift


def skull_of(f: Frame) -> skia.Path:
    s = f.spec
    skull = oval(*f.poll, s.head * 1.08, s.head)
    muzzle = limb([f.poll, point_between(f.poll, f.nose, 0.6, s.head * 0.12), f.nose],
        [s.head * 1.75, s.snout_width * 1.25, s.snout_width * 0.9])
    return joined(skull, muzzle)
