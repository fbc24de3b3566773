"""The last word about a generation, written once, and the bell that wakes the pages that show it."""

from datetime import datetime

from django.db.models import Count

from bottega.kernel import crash
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind
from bottega.studio import credits
from bottega.studio.models import Candidate, Generation, State, Turn


def end_generation(
    generation: Generation, state: State, *, at: datetime, failure: str = "", reason: str = ""
) -> None:
    """Write the last word about a generation, once; a second word changes nothing.

    Call inside a transaction. state: FINISHED, FAILED or STOPPED. failure: a stable code.
    """
    written = Generation.objects.filter(pk=generation.pk, ended_at=None).update(
        state=state, ended_at=at, failure=failure, failure_reason=reason[:300]
    )
    if not written:
        return
    asked, made = count_candidates(generation)
    crash.passing("before_capture")
    credits.settle(generation, made=made, asked=asked, at=at)
    body: dict[str, int | str] = {"made": made, "asked": asked}
    kind = {State.FINISHED: Kind.GENERATION_FINISHED, State.STOPPED: Kind.GENERATION_STOPPED}.get(
        state, Kind.GENERATION_FAILED
    )
    if kind == Kind.GENERATION_FAILED:
        body["code"] = failure
    append_fact(kind, actor_id=generation.owner_id, subject_id=generation.id, at=at, **body)
    ring_conversations(generation.id)


def count_candidates(generation: Generation) -> tuple[int, int]:
    """How many pictures were asked for, and how many of them are there."""
    counted = Candidate.objects.filter(generation=generation).aggregate(
        asked=Count("pk"), made=Count("image")
    )
    return counted["asked"], counted["made"]


def ring_conversations(generation_id: int) -> None:
    """Wake every page that shows this generation."""
    for conversation_id in Turn.objects.filter(generation_id=generation_id).values_list(
        "conversation_id", flat=True
    )[:50]:
        ring(f"conversation:{conversation_id}")
