"""Asks an images server for pictures, round by round, until every place is filled or no more come.

Owns the rounds, the progress and the promise of the mask. Every picture passes `pixels.checked_png`
here, so what this painter yields is already safe, of the size asked for, and without metadata.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import httpx

from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.painter.adapters.openai_images.answers import Sent, pictures_in
from bottega.engines.painter.adapters.openai_images.line import Reply, exchange
from bottega.engines.painter.adapters.openai_images.server import (
    ImagesSettings,
    edit_request,
    generation_request,
    origin_of,
)
from bottega.engines.painter.composite import keep_outside_mask, white_in
from bottega.engines.painter.pixels import checked_png, png_size
from bottega.engines.painter.port import (
    WORDS_MAX,
    Abilities,
    Away,
    Brief,
    Change,
    Declined,
    Garbled,
    Painting,
    Progress,
)

SENT_SHARE: Final = 0.1  # no server we know tells how far it is: sent, then done
PICTURE_BYTES_MAX: Final = 24 * 1024 * 1024  # 16 MiB of PNG as base64, and its wrapping
PROBLEM_BYTES_MAX: Final = 1024 * 1024

Place = tuple[int, int]
"""(index into the asked seeds, the seed)"""


@dataclass(frozen=True, slots=True)
class _Order:
    """One wish, ready to be asked for as often as it takes."""

    words: str
    size: tuple[int, int]
    editing: bool
    request: Callable[[int, int], httpx.Request]  # (count, seed)
    finish: Callable[[bytes], bytes]


class OpenAIImagesPainter:
    """A Painter behind one OpenAI-compatible images server. Holds no state: share it freely.

    Each exchange has the server's own deadline; a wish takes at most one exchange per seed, and one
    more for each picture that comes as an address. Stop is noticed within a second.
    A picture of another size than asked for is scaled and cut to it.
    """

    name: ClassVar[str] = "openai_images"
    abilities: ClassVar[Abilities] = Abilities(masks=True, repeats=False)

    def __init__(self, server: ImagesSettings) -> None:
        self.server = server

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Ask for new pictures; as `Painter.paint`."""
        refuse_inside_transaction(self.name)
        size = (brief.width_px, brief.height_px)
        order = _Order(
            words=brief.words,
            size=size,
            editing=False,
            request=lambda count, seed: generation_request(
                self.server, words=brief.words, size=size, count=count, seed=seed
            ),
            finish=lambda png: png,
        )
        return self._rounds(order, list(enumerate(seeds)), progress)

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Ask for changed versions; as `Painter.edit`. Outside a mask we put the old pixels back."""
        refuse_inside_transaction(self.name)
        _refuse_unfit_mask(change)
        size = png_size(change.before_png)
        order = _Order(
            words=merged_words(change),
            size=size,
            editing=True,
            request=lambda count, seed: edit_request(
                self.server,
                words=change.words,
                size=size,
                count=count,
                seed=seed,
                picture_png=change.before_png,
                mask_png=change.mask_png,
            ),
            finish=lambda png: _within_mask(change, png),
        )
        return self._rounds(order, list(enumerate(seeds)), progress)

    def _rounds(self, order: _Order, waiting: list[Place], progress: Progress) -> Iterator[Painting]:
        """Ask again for what is missing; every round but the last fills a place, so they are bounded.

        Once something was yielded a later refusal only ends the wish early: what came is paid for.
        """
        per_call = 1 if self.server.sends_seeds else self.server.pictures_per_call_max
        some = False
        while waiting:
            filled = 0
            try:
                for painting in self._one_round(order, waiting[:per_call], progress):
                    filled, some = filled + 1, True
                    yield painting
            except (Declined, Away, Garbled):
                if not some:
                    raise
                return
            waiting = waiting[filled:]

    def _one_round(self, order: _Order, places: Sequence[Place], progress: Progress) -> Iterator[Painting]:
        """Yield what one request brings, at least one picture, or raise why there is none."""
        for place, _ in places:
            progress(place, SENT_SHARE)
        pulse = _pulse_of(places[0], progress)
        reply = self._asked(order.request(len(places), places[0][1]), len(places), pulse)
        pictures, model = pictures_in(reply, model=self.server.model, editing=order.editing)
        failure: Away | Garbled | None = None
        free = list(places)
        for sent in pictures[: len(places)]:
            try:
                png = order.finish(self._checked(sent, order.size, pulse))
            except (Away, Garbled) as failed:
                failure = failed
                continue
            place, seed = free.pop(0)
            progress(place, 1.0)
            yield _painting(order, place, seed, png, model, sent)
        if failure and len(free) == len(places):
            raise failure

    def _asked(self, request: httpx.Request, count: int, pulse: Callable[[], None]) -> Reply:
        return exchange(
            request,
            deadline_seconds=self.server.timeout_seconds,
            bytes_max=count * PICTURE_BYTES_MAX + PROBLEM_BYTES_MAX,
            pulse=pulse,
        )

    def _checked(self, sent: Sent, size: tuple[int, int], pulse: Callable[[], None]) -> bytes:
        content = self._fetched(sent.address, pulse) if sent.address else sent.content
        return checked_png(content, width_px=size[0], height_px=size[1])

    def _fetched(self, address: str, pulse: Callable[[], None]) -> bytes:
        """Fetch a picture: freely from the server's own origin, elsewhere only from public addresses.

        Our key goes along to the server itself alone. A picture that cannot be had is Garbled, not Away:
        the server did paint and may charge.
        """
        url = _absolute(self.server, address)
        at_home = origin_of(url) == self.server.origin
        key = {"Authorization": f"Bearer {self.server.api_key}"} if at_home and self.server.api_key else {}
        try:
            reply = exchange(
                httpx.Request(
                    "GET", url, headers={"Accept-Encoding": "identity", "User-Agent": "bottega"} | key
                ),
                deadline_seconds=self.server.timeout_seconds,
                bytes_max=PICTURE_BYTES_MAX,
                pulse=pulse,
                public_only=not at_home,
            )
        except Away as away:
            raise _not_there() from away
        if reply.status != 200:
            raise _not_there()
        return reply.body


def merged_words(change: Change) -> str:
    """Join the old words and the change into what the new picture stands for; the oldest give way."""
    room = WORDS_MAX - len(change.words) - 2
    before = change.before_words.strip()[: max(room, 0)].rstrip(" ,.;")
    return f"{before}, {change.words}" if before else change.words


def _not_there() -> Garbled:
    return Garbled("The painter's picture is not where it said.", reason="no_picture")


def _painting(order: _Order, place: int, seed: int, png: bytes, model: str, sent: Sent) -> Painting:
    memo = {"revised_words": sent.revised_words[:WORDS_MAX]} if sent.revised_words else {}
    return Painting(place=place, png=png, seed=seed, words=order.words, model=model, memo=memo)


def _pulse_of(place: Place, progress: Progress) -> Callable[[], None]:
    return lambda: progress(place[0], SENT_SHARE)


def _refuse_unfit_mask(change: Change) -> None:
    if change.mask_png is None:
        return
    if png_size(change.mask_png) != png_size(change.before_png):
        raise Declined("The mask does not have the picture's size.", reason="mask_size")
    if not white_in(change.mask_png).any():
        raise Declined("The mask marks nothing that may change.", reason="mask_empty")


def _within_mask(change: Change, after_png: bytes) -> bytes:
    if change.mask_png is None:
        return after_png
    return keep_outside_mask(change.before_png, after_png, change.mask_png)


def _absolute(server: ImagesSettings, address: str) -> httpx.URL:
    try:
        url = httpx.URL(f"{server.base_url.rstrip('/')}/").join(address)
    except (httpx.InvalidURL, ValueError) as unreadable:
        raise Garbled("The painter named an unreadable address.", reason="closed_address") from unreadable
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise Garbled(
            "The painter named an address that pictures are not fetched from.", reason="closed_address"
        )
    return url
