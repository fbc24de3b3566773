"""Painting a generation: the only verb that calls an engine, between transactions and never in one.

Safe to run twice: places that hold a picture are not painted again, a picture that comes after the
generation has ended is thrown away, and bytes are named by their hash, so storing them twice is once.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from threading import Event

from django.db import transaction

from bottega.engines.blobs.port import Blobs, StoreAway
from bottega.engines.painter.port import Brief, Change, Declined, Garbled, Painting, Stopped, Tier
from bottega.engines.painter.turns import ALONE_AT_ONCE, TURNS
from bottega.engines.wired import WiredPainter
from bottega.gallery.actions import Parent, add_image
from bottega.gallery.lineage import others_post_ids, remixed_post_ids
from bottega.gallery.models import Image
from bottega.kernel import crash
from bottega.studio.ending import count_candidates, end_generation, ring_conversations
from bottega.studio.finishing import Bench, Finished, bench_of, finish, write_drift
from bottega.studio.models import Candidate, Generation, State
from bottega.studio.pulse import Pulse

Clock = Callable[[], datetime]
_Finishing = Future[tuple[int, Finished]]


def paint(
    generation_id: int, *, wired: WiredPainter, blobs: Blobs, clock: Clock, pulse_seconds: float = 0.25
) -> None:
    """Paint what is missing of a generation and write its last word.

    Ends as FINISHED with at least one picture, as FAILED with a code and the painter's reason
    ("painter_declined", "painter_garbled", "painter_fewer", "store_away"), or as STOPPED.
    pulse_seconds: how often progress is written and the stop noticed; 0 switches the pulse off.

    Raises Away: the painter is busy or down. Nothing is written then; run again, or `give_up`.
    """
    generation = _begin(generation_id)
    if generation is None:
        return
    crash.passing("after_reserve")
    missing = list(Candidate.objects.filter(generation=generation, image=None).order_by("place"))
    try:
        with Pulse(
            generation.id,
            {each.place: each.pk for each in missing},
            seconds=pulse_seconds,
            blobs=blobs,
            size=(generation.width_px, generation.height_px),
        ) as pulse:
            bench = bench_of(generation, wired=wired, blobs=blobs, at=clock())
            left = {candidate.pk for candidate in missing}
            paintings = _paintings(generation, missing, wired, blobs, pulse)
            with closing(_as_finished(paintings, bench, clock)) as finishing:
                for place, finished in finishing:
                    _keep(generation, missing[place], finished, at=clock())
                    left.discard(missing[place].pk)
                    if not left:  # here, for this picture's turn lasts until the next is asked for
                        _finish_or_fail(generation, "", "", at=clock())
    except Stopped:
        return  # whoever stopped it has written the last word
    except Declined as refusal:
        _fail(generation, refusal.code, refusal.sentence, at=clock())
    except Garbled as nonsense:
        _finish_or_fail(generation, nonsense.code, nonsense.sentence, at=clock())
    except StoreAway as full:
        _finish_or_fail(generation, full.code, full.sentence, at=clock())
    else:
        if left or not missing:
            _finish_or_fail(generation, "painter_fewer", "", at=clock())
        crash.passing("after_capture")


def give_up(generation_id: int, *, code: str, reason: str, at: datetime) -> None:
    """Write the last word after the last attempt: FINISHED with what there is, or FAILED."""
    generation = Generation.objects.filter(pk=generation_id, ended_at=None).first()
    if generation:
        _finish_or_fail(generation, code, reason, at=at)


def _begin(generation_id: int) -> Generation | None:
    with transaction.atomic():
        rows = Generation.objects.select_related("owner").select_for_update(of=("self",))
        generation = rows.filter(pk=generation_id, ended_at=None).first()
        if generation is None:
            return None
        generation.state = State.PAINTING
        generation.save(update_fields=["state"])
        ring_conversations(generation.id)
    return generation


def _paintings(
    generation: Generation, missing: Sequence[Candidate], wired: WiredPainter, blobs: Blobs, pulse: Pulse
) -> Iterator[Painting]:
    seeds = [candidate.seed for candidate in missing]
    places = [candidate.place for candidate in missing]

    def progress(place: int, share: float, preview_png: bytes | None = None, /) -> None:
        pulse.beat(places[place], share, preview_png)

    if not seeds:
        return iter(())
    crash.passing("before_call")
    if generation.parent_image_id is None:
        brief = Brief(
            generation.words,
            generation.width_px,
            generation.height_px,
            tier=Tier(generation.tier),
            parameters=generation.parameters,
            references_png=_references(generation, blobs),
        )
        return wired.painter.paint(brief, seeds=seeds, progress=progress)
    return wired.painter.edit(_change(generation, blobs), seeds=seeds, progress=progress)


def _change(generation: Generation, blobs: Blobs) -> Change:
    parent = Image.objects.get(pk=generation.parent_image_id or 0)
    return Change(
        words=generation.words,
        before_words=parent.words,
        before_png=blobs.get(parent.sha256),
        before_memo=parent.memo if parent.painter == generation.painter else {},
        mask_png=blobs.get(generation.mask_sha256) if generation.mask_sha256 else None,
        tier=Tier(generation.tier),
        parameters=generation.parameters,
        references_png=_references(generation, blobs),
    )


def _references(generation: Generation, blobs: Blobs) -> tuple[bytes, ...]:
    given = generation.references.order_by("place").values_list("image__sha256", flat=True)
    return tuple(blobs.get(sha256) for sha256 in given)


def _as_finished(
    paintings: Iterator[Painting], bench: Bench, clock: Clock
) -> Generator[tuple[int, Finished], None, None]:
    """Finish pictures beside the painter's work; hand each out as soon as it is ready.

    One person's are finished some at a time. Where others wait, each is finished when it is asked for and its
    turn lasts until the next is, so that its rows are written while no other picture is worked on.
    Trouble, the painter's or a single picture's, is raised once all that is whole has been handed out.
    """
    ready: SimpleQueue[tuple[AbstractContextManager[None], Callable[[], _Finishing]] | None] = SimpleQueue()
    is_over = Event()

    def feed(under_way: ExitStack, hand: ThreadPoolExecutor) -> None:
        try:
            with ThreadPoolExecutor(ALONE_AT_ONCE, "finishing") as pool:
                for number, painting in enumerate(paintings):
                    if number == 0:  # who still waits for a painter takes no turn
                        under_way.enter_context(TURNS.request())
                    crash.passing("after_call")
                    if is_over.is_set():
                        return
                    if TURNS.are_scarce():
                        one = partial(hand.submit, _finish, painting, bench, clock())
                        ready.put((TURNS.picture(), one))
                    else:
                        pool.submit(_finish_in_turn, painting, bench, clock()).add_done_callback(
                            lambda done: ready.put((nullcontext(), lambda: done))
                        )
        finally:
            ready.put(None)

    with (
        ExitStack() as under_way,
        ThreadPoolExecutor(1, thread_name_prefix="finishing") as hand,
        ThreadPoolExecutor(1, thread_name_prefix="painter") as feeder,
    ):
        feeding = feeder.submit(feed, under_way, hand)
        try:
            bad: list[_Finishing] = []
            while (waiting := ready.get()) is not None:
                turn, finishing = waiting
                with turn:
                    future = finishing()
                    if future.exception():
                        bad.append(future)
                    else:
                        yield future.result()
            feeding.result()
            for each in bad:
                each.result()
        finally:
            is_over.set()


def _finish_in_turn(painting: Painting, bench: Bench, at: datetime) -> tuple[int, Finished]:
    with TURNS.picture():
        return _finish(painting, bench, at)


def _finish(painting: Painting, bench: Bench, at: datetime) -> tuple[int, Finished]:
    crash.passing("before_store")
    return painting.place, finish(painting, bench, at=at)


def _keep(generation: Generation, candidate: Candidate, finished: Finished, *, at: datetime) -> None:
    crash.passing("after_store")
    with transaction.atomic():
        if not Generation.objects.select_for_update().filter(pk=generation.pk, ended_at=None).exists():
            raise Stopped
        if not Candidate.objects.filter(pk=candidate.pk, image=None).exists():
            return
        image = add_image(
            generation.owner,
            finished.stored,
            generation_id=generation.id,
            place=candidate.place,
            parent=_parent(generation),
            at=at,
        )
        Candidate.objects.filter(pk=candidate.pk).update(image=image, share=1.0, preview_sha256="")
        write_drift(candidate, finished.drift)
        ring_conversations(generation.id)


def _parent(generation: Generation) -> Parent | None:
    """What the picture came from: what was changed, else the reference that carries somebody's credit.

    Changing a picture of one's own by such a reference is a remix of that post: a credit cannot be lost by
    handing the picture in at the side.
    """
    image_id, post_id = generation.parent_image_id, generation.parent_post_id
    references = list(generation.references.order_by("place").values_list("image_id", flat=True))
    if not references:
        return Parent(image_id, post_id) if image_id else None
    remixed = remixed_post_ids([*references, image_id] if image_id else references)
    others = others_post_ids({*remixed.values(), post_id or 0}, person_id=generation.owner_id)
    lent = next((each for each in references if remixed.get(each) in others), None)
    if image_id is None:
        return Parent(lent or references[0], by_reference=True)
    if lent and post_id not in others and remixed.get(image_id) not in others:
        return Parent(image_id, remixed[lent])
    return Parent(image_id, post_id)


def _finish_or_fail(generation: Generation, code: str, reason: str, *, at: datetime) -> None:
    asked, made = count_candidates(generation)
    if made == 0:
        _fail(generation, code, reason, at=at)
        return
    with transaction.atomic():
        # A few pictures are a result; `failure` then says why there are not more.
        short = made < asked
        end_generation(
            generation, State.FINISHED, at=at, failure=code if short else "", reason=reason if short else ""
        )


def _fail(generation: Generation, code: str, reason: str, *, at: datetime) -> None:
    with transaction.atomic():
        end_generation(generation, State.FAILED, at=at, failure=code, reason=reason)
