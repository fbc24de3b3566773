"""The part of a picture that somebody marked, and the place in it for what an edit adds.

Owns the fitting of a thing's drawn box into the region. Refuses to know what the thing is and how its box
comes about: whoever asks hands the box in. Measures are units, as on the stage.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .chance import Chance

_CELLS = 64  # the grid in which parts are told apart; a gap narrower than a cell does not part a region
_TRIES = 24  # places looked at for each size
_SHRINK, _SIZES = 0.84, 9  # down to a fifth of the box, for a thin stroke drawn aslant
_COVERED = 0.90  # the share of a thing's box that should be white; an oval region gives it near its middle


@dataclass(frozen=True, slots=True)
class Box:
    """Edges in units, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inset(self, by: float) -> "Box":
        """Smaller by `by` on every side, at most by a tenth of a side."""
        x, y = min(by, self.width / 10), min(by, self.height / 10)
        return Box(self.left + x, self.top + y, self.right - x, self.bottom - y)


@dataclass(frozen=True, slots=True)
class Region:
    """Where a picture may change: the box of its largest part, and how much white lies above and left of each
    pixel (one row and one column of zeros first), so that any box's share is four look-ups."""

    box: Box
    white_before: NDArray[np.int64]
    units_per_px: float

    def share_in(self, box: Box) -> float:
        """The share of a box, 0 to 1, that lies on white."""
        rows, columns = (side - 1 for side in self.white_before.shape)
        left, right = (round(min(max(x / self.units_per_px, 0), columns)) for x in (box.left, box.right))
        top, bottom = (round(min(max(y / self.units_per_px, 0), rows)) for y in (box.top, box.bottom))
        sums = self.white_before
        white = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return float(white / max(1, (right - left) * (bottom - top)))

    def slot(self, index: int, count: int) -> "Region":
        """The region's `index`-th of `count` equal parts along its longer side, one for each new thing."""
        box, wide = self.box, self.box.width >= self.box.height
        start, end = (box.left, box.right) if wide else (box.top, box.bottom)
        edges = list(pairwise(float(edge) for edge in np.linspace(start, end, count + 1)))[index]
        part = (
            replace(box, left=edges[0], right=edges[1])
            if wide
            else replace(box, top=edges[0], bottom=edges[1])
        )
        return replace(self, box=part)


def region_of(white: NDArray[np.bool_], *, edge_px: int) -> Region | None:
    """The largest connected part of a mask; None where nothing is white.

    white: rows by columns, the picture's size.  edge_px: how far inwards the change fades in, which no
    thing's box should reach into.
    """
    part = _largest_part(white)
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        return None
    units = 1000.0 / min(white.shape)
    box = Box(columns[0] * units, rows[0] * units, (columns[-1] + 1) * units, (rows[-1] + 1) * units)
    sums = np.pad(part.cumsum(axis=0, dtype=np.int64).cumsum(axis=1), ((1, 0), (1, 0)))
    return Region(box.inset(edge_px * units), sums, units)


def _largest_part(white: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The white pixels of the part with the most of them, told apart on a coarse grid."""
    rows, columns = white.shape
    row_of, column_of = np.arange(rows) * _CELLS // rows, np.arange(columns) * _CELLS // columns
    counts = np.zeros((_CELLS, _CELLS), np.int64)
    np.add.at(counts, (row_of[:, np.newaxis], column_of[np.newaxis, :]), white)
    part_of = np.zeros((_CELLS, _CELLS), np.int64)
    sizes = [0]
    for row, column in np.argwhere(counts > 0):
        if not part_of[row, column]:
            sizes.append(_flood(counts, part_of, (int(row), int(column)), len(sizes)))
    largest = int(np.argmax(sizes))
    part: NDArray[np.bool_] = (part_of == largest)[row_of[:, np.newaxis], column_of[np.newaxis, :]]
    return np.logical_and(white, part)


def _flood(counts: NDArray[np.int64], part_of: NDArray[np.int64], start: tuple[int, int], number: int) -> int:
    """Number every cell that hangs together with `start`; returns how many white pixels they hold."""
    waiting, size = [start], 0
    part_of[start] = number
    while waiting:
        row, column = waiting.pop()
        size += int(counts[row, column])
        for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            inside = 0 <= near[0] < _CELLS and 0 <= near[1] < _CELLS
            if inside and counts[near] and not part_of[near]:
                part_of[near] = number
                waiting.append(near)
    return size


def fitted(
    region: Region, box: Box, *, scale_max: float, fill: float, heights: tuple[float, float], chance: Chance
) -> tuple[float, float, float]:
    """Where a thing goes: (x and y of its own zero point, by how much to scale it).

    box: what the thing covers when its zero point is at (0, 0).  scale_max: no larger than this.
    fill: the share of the region's box to fill, 0 to 1.  heights: between which shares of the free height,
    from the top, it may come to stand.  The scaled box lies inside the region's box, and on white for
    the most part wherever the region has such a spot.
    """
    room = region.box
    scale = min(scale_max, fill * room.width / box.width, fill * room.height / box.height)
    best, best_share = (0.0, 0.0, scale), -1.0
    for _ in range(_SIZES):
        for _ in range(_TRIES):
            free_x, free_y = room.width - box.width * scale, room.height - box.height * scale
            left = room.left + free_x * chance.unit()
            top = room.top + free_y * chance.between(*heights)
            share = region.share_in(Box(left, top, left + box.width * scale, top + box.height * scale))
            if share > best_share:
                best, best_share = (left - box.left * scale, top - box.top * scale, scale), share
            if share >= 1.0:
                break
        if best_share >= _COVERED:
            break
        scale *= _SHRINK
    return best


def nudged_into(region: Region, box: Box, at: tuple[float, float]) -> tuple[float, float, float]:
    """The least move that brings a placed thing into the region's box: as `fitted`, scaled about `at`."""
    room, (x, y) = region.box, at
    scale = min(1.0, room.width / box.width, room.height / box.height)
    left, top = x + (box.left - x) * scale, y + (box.top - y) * scale
    right, bottom = left + box.width * scale, top + box.height * scale
    x += max(0.0, room.left - left) - max(0.0, right - room.right)
    y += max(0.0, room.top - top) - max(0.0, bottom - room.bottom)
    return x, y, scale
