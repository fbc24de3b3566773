"""The talk in the studio: saying something to the writer, its reply as it comes, the ways on when it fails.

Reads the prompt bar as `bar.py` does and calls one verb of the assistant. Where the operator has switched
the writer off, what is said is asked for directly.
"""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from bottega.assistant.directly import paint_as_said
from bottega.assistant.talking import retry_reply, say_words, stop_reply
from bottega.doors.web.converters import plain_key
from bottega.doors.web.pages.bar import fresh_bar, remember_bar, sent_wish
from bottega.doors.web.pages.canvas import canvas_of
from bottega.doors.web.pages.studio import ask, refused_bar
from bottega.doors.web.viewer import is_htmx, signed_in
from bottega.engines.painter.port import Garbled
from bottega.engines.wired import NoSuchPainter, engines
from bottega.kernel.clock import now
from bottega.kernel.errors import Conflict, NotAllowed, OverLimit
from bottega.people.models import Person
from bottega.studio.queries import conversation_of, exchange_of


@require_POST
@signed_in
def say(request: HttpRequest, person: Person, conversation_id: int) -> HttpResponse:
    """Send the bar's words to the writer and show the new turn, or say why not and keep every field."""
    writer = engines().writer
    if writer is None:
        return ask(request, conversation_id)
    remember_bar(request)
    try:
        turn = say_words(
            person,
            conversation_id,
            sent_wish(request, person),
            writer=writer.name,
            language=(get_language() or "en")[:2],
            is_chosen=request.POST.get("what") == "chosen",
            idempotency_key=plain_key(request.POST.get("key", "")) or uuid4().hex,
            at=now(),
        )
    except (OverLimit, Conflict, NotAllowed, NoSuchPainter, Garbled) as refusal:
        return refused_bar(request, person, conversation_id, refusal)
    return _said(request, person, conversation_id, turn.id)


@require_GET
@signed_in
def exchange(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    """One turn with its words and its pictures, fresh."""
    return _exchange(request, person, conversation_id, turn_id)


@require_GET
@signed_in
def reply(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    """The reply alone, as far as it has come; what the page asks for while it is being written."""
    card = exchange_of(person.id, conversation_id, turn_id)
    return render(request, "talk/_reply.html", {"conversation_id": conversation_id, "exchange": card})


@require_POST
@signed_in
def stop_talk(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    """Stop the reply; what was said so far stays."""
    stop_reply(person, conversation_id, turn_id, at=now())
    return _exchange(request, person, conversation_id, turn_id)


@require_POST
@signed_in
def retry_talk(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    """Have a failed reply written again."""
    writer = engines().writer
    if writer is None:
        paint_as_said(person, conversation_id, turn_id, at=now())
    else:
        retry_reply(person, conversation_id, turn_id, writer=writer.name, at=now())
    return _exchange(request, person, conversation_id, turn_id)


@require_POST
@signed_in
def paint_said(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    """Paint the person's words as they are, past the writer."""
    paint_as_said(person, conversation_id, turn_id, at=now())
    return _exchange(request, person, conversation_id, turn_id)


def _exchange(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    card = exchange_of(person.id, conversation_id, turn_id)
    if not is_htmx(request):
        return redirect(_address(conversation_id, turn_id))
    return render(request, "talk/_exchange.html", {"conversation_id": conversation_id, "exchange": card})


def _said(request: HttpRequest, person: Person, conversation_id: int, turn_id: int) -> HttpResponse:
    if not is_htmx(request):
        return redirect(_address(conversation_id, turn_id))
    card = conversation_of(person.id, conversation_id)
    context = {
        "conversation": card,
        "conversation_id": card.id,
        "exchange": next(each for each in card.exchanges if each.id == turn_id),
        "bar": fresh_bar(request, person),
        "canvas": canvas_of(person.id, card, None),
    }
    return render(request, "talk/_said.html", context)


def _address(conversation_id: int, turn_id: int) -> str:
    return f"{reverse('conversation', args=[conversation_id])}#exchange-{turn_id}"
