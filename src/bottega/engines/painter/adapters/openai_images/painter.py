"""Asks an images server for pictures, round by round, until every place is filled or no more come.

Owns the rounds, the progress and the promise of the mask. Every picture passes `pixels.checked_png`
here, so what this painter yields is already safe, of the size asked for, and without metadata.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import httpx

from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.painter.adapters.openai_images.answers import Sent, models_told, pictures_in
from bottega.engines.painter.adapters.openai_images.events import Events
from bottega.engines.painter.adapters.openai_images.server import (
    STEPS_USUAL,
    ImagesSettings,
    Wish,
    edit_request,
    generation_request,
    models_request,
    origin_of,
    told_of,
)
from bottega.engines.painter.changes import merged_words, refuse_unfit_mask
from bottega.engines.painter.composite import keep_outside_mask
from bottega.engines.painter.exchange import Reply, exchange
from bottega.engines.painter.parameters import settled_parameters
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
from bottega.engines.painter.turns import TURNS

SENT_SHARE: Final = 0.1  # without a stream no server tells how far it is: sent, then done
PICTURE_BYTES_MAX: Final = 24 * 1024 * 1024  # 16 MiB of PNG as base64, and its wrapping
PROBLEM_BYTES_MAX: Final = 1024 * 1024
PROBE_SECONDS: Final = 5.0

Place = tuple[int, int]
"""(index into the asked seeds, the seed)"""


@dataclass(frozen=True, slots=True)
class _Order:
    """One wish, ready to be asked for as often as it takes."""

    words: str
    wish: Wish
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

    def __init__(self, server: ImagesSettings) -> None:
        self.server = server
        self._abilities = server.abilities

    @property
    def abilities(self) -> Abilities:
        """As `Painter.abilities`."""
        return self._abilities

    def probe(self) -> str:
        """Ask which models the server has, in one line. Raises Away or Garbled."""
        request = models_request(self.server)
        reply = exchange(request, deadline_seconds=PROBE_SECONDS, bytes_max=PROBLEM_BYTES_MAX, pulse=_rest)
        return models_told(reply, model=self.server.model)

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Ask for new pictures; as `Painter.paint`."""
        refuse_inside_transaction(self.name)
        wish = self._wish(brief.words, (brief.width_px, brief.height_px), brief)
        references = brief.references_png[: self.server.references]
        order = _Order(
            words=brief.words,
            wish=wish,
            editing=bool(references),
            request=lambda count, seed: (
                edit_request(
                    self.server, wish, count=count, seed=seed, pictures_png=references, mask_png=None
                )
                if references
                else generation_request(self.server, wish, count=count, seed=seed)
            ),
            finish=lambda png: png,
        )
        return self._rounds(order, list(enumerate(seeds)), progress)

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Ask for changed versions; as `Painter.edit`. Outside a mask we put the old pixels back."""
        refuse_inside_transaction(self.name)
        refuse_unfit_mask(change)
        wish = self._wish(change.words, png_size(change.before_png), change)
        pictures_png = [change.before_png, *change.references_png[: self.server.references]]
        order = _Order(
            words=merged_words(change),
            wish=wish,
            editing=True,
            request=lambda count, seed: edit_request(
                self.server,
                wish,
                count=count,
                seed=seed,
                pictures_png=pictures_png,
                mask_png=change.mask_png,
            ),
            finish=lambda png: _within_mask(change, png),
        )
        return self._rounds(order, list(enumerate(seeds)), progress)

    def _wish(self, words: str, size: tuple[int, int], asked: Brief | Change) -> Wish:
        chosen = settled_parameters(self._abilities.parameters, asked.parameters)
        return Wish(words, size, self.server.steps.get(asked.tier, STEPS_USUAL[asked.tier]), chosen)

    def _rounds(self, order: _Order, waiting: list[Place], progress: Progress) -> Iterator[Painting]:
        """Ask again for what is missing; every round but the last fills a place, so they are bounded.

        Once something was yielded a later refusal only ends the wish early: what came is paid for.
        """
        per_call = self.server.per_call
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
        reply = self._asked(order.request(len(places), places[0][1]), places, progress)
        with TURNS.picture():  # megabytes of base64, a few hundredths of a second
            pictures, model = pictures_in(reply, model=self.server.model, editing=order.editing)
        failure: Away | Garbled | None = None
        free = list(places)
        for sent in pictures[: len(places)]:
            try:
                png = order.finish(self._checked(sent, order.wish.size, pulse))
            except (Away, Garbled) as failed:
                failure = failed
                continue
            place, seed = free.pop(0)
            progress(place, 1.0)
            yield self._painting(order, place, seed, png, model, sent)
        if failure and len(free) == len(places):
            raise failure

    def _asked(self, request: httpx.Request, places: Sequence[Place], progress: Progress) -> Reply:
        partials = self.server.partial_images if self.server.stream else 0
        place = places[0][0]

        def show(number: int, preview: bytes) -> None:
            shares = min(number + 1, partials) / (partials + 1)
            progress(place, SENT_SHARE + (1 - SENT_SHARE) * shares, preview)

        events = Events(show)
        reply = exchange(
            request,
            deadline_seconds=self.server.timeout_seconds,
            bytes_max=(len(places) + partials) * PICTURE_BYTES_MAX + PROBLEM_BYTES_MAX,
            pulse=_pulse_of(places[0], progress),
            hear=events.hear if self.server.stream else None,
        )
        return events.reply(reply) if reply.is_stream else reply

    def _checked(self, sent: Sent, size: tuple[int, int], pulse: Callable[[], None]) -> bytes:
        content = self._fetched(sent.address, pulse) if sent.address else sent.content
        with TURNS.picture():
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

    def _painting(self, order: _Order, place: int, seed: int, png: bytes, model: str, sent: Sent) -> Painting:
        return Painting(
            place=place,
            png=png,
            seed=seed,
            words=order.words,
            model=model,
            memo={"revised_words": sent.revised_words[:WORDS_MAX]} if sent.revised_words else {},
            parameters=told_of(self.server, order.wish),
        )


def _rest() -> None:
    """A probe is not stopped; its deadline is short."""


def _not_there() -> Garbled:
    return Garbled("The painter's picture is not where it said.", reason="no_picture")


def _pulse_of(place: Place, progress: Progress) -> Callable[[], None]:
    return lambda: progress(place[0], SENT_SHARE)


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
