"""What every painter of foreign make does the same with a change: its mask refused, its words merged."""

from bottega.engines.painter.composite import white_in
from bottega.engines.painter.pixels import png_size
from bottega.engines.painter.port import WORDS_MAX, Change, Declined


def merged_words(change: Change) -> str:
    """Join the old words and the change into what the new picture stands for; the oldest give way."""
    room = WORDS_MAX - len(change.words) - 2
    before = change.before_words.strip()[: max(room, 0)].rstrip(" ,.;")
    return f"{before}, {change.words}" if before else change.words


def refuse_unfit_mask(change: Change) -> None:
    """Return when there is no mask, or one that fits. Raises Declined("mask_size" or "mask_empty")."""
    if change.mask_png is None:
        return
    if png_size(change.mask_png) != png_size(change.before_png):
        raise Declined("The mask does not have the picture's size.", reason="mask_size")
    if not white_in(change.mask_png).any():
        raise Declined("The mask marks nothing that may change.", reason="mask_empty")
