"""Asking before remixing: the part on a post's page, and the page of what was asked of me and by me.

Parses, makes one call and shows the part again. Refuses to know the rules; the verbs in
`gallery.terms` do.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from bottega.doors.web.converters import asked_id, asked_key
from bottega.doors.web.viewer import is_htmx, page_before, signed_in, viewer_id
from bottega.gallery.asks import asks_by, asks_of, open_ask_count, remix_standing
from bottega.gallery.queries import post_card
from bottega.gallery.terms import ASK_WORDS_MAX, answer_remix_ask, ask_to_remix, take_back_ask
from bottega.kernel.clock import now
from bottega.people.models import Person

_ANSWERS = {"grant": True, "decline": False, "undo": None}


@require_GET
@signed_in
def asks(request: HttpRequest, person: Person) -> HttpResponse:
    """What others asked me, and what I asked; htmx gets the lists alone."""
    template = "asks/_lists.html" if is_htmx(request) else "asks/asks.html"
    return render(request, template, {"of_me": asks_of(person.id), "by_me": asks_by(person.id)})


@require_GET
@signed_in
def badge(request: HttpRequest, person: Person) -> HttpResponse:
    """How many asks wait for me, fresh; a part of the shell."""
    return render(request, "asks/_badge.html", {"open_asks": open_ask_count(person.id)})


@require_POST
@signed_in
def answer(request: HttpRequest, person: Person, ask_id: int, answer: str) -> HttpResponse:
    """Grant, decline, or undo what was said."""
    ask = answer_remix_ask(person, ask_id, granted=_ANSWERS[answer], at=now())
    if is_htmx(request):
        return _lists(request, person)
    said = {"granted": _("Granted. They may remix it now."), "declined": _("Declined, quietly.")}
    messages.success(request, said.get(ask.state, _("Undone. It waits for your answer again.")))
    return redirect("asks")


@require_POST
@signed_in
def take_back(request: HttpRequest, person: Person, ask_id: int) -> HttpResponse:
    """Take one's own ask back; from the list or from the post's page."""
    take_back_ask(person, ask_id, at=now())
    if not is_htmx(request):
        return redirect(page_before(request, otherwise="/asks"))
    post_id = asked_id(request.GET.get("post"))
    return _standing(request, post_id) if post_id else _lists(request, person)


@require_POST
@signed_in
def ask(request: HttpRequest, person: Person, post_id: int) -> HttpResponse:
    """Ask a post's author; the part then says that it waits."""
    key = asked_key(request)
    ask_to_remix(person, post_id, request.POST.get("words", ""), link_key=key, at=now())
    if is_htmx(request):
        return _standing(request, post_id)
    return redirect(f"/p/{post_id}?key={key}#remix" if key else f"/p/{post_id}#remix")


@require_safe
def standing(request: HttpRequest, post_id: int) -> HttpResponse:
    """What this viewer may make of a post, fresh; a part of its page."""
    return _standing(request, post_id)


def _standing(request: HttpRequest, post_id: int) -> HttpResponse:
    me = viewer_id(request)
    card = post_card(post_id, viewer_id=me, link_key=asked_key(request))
    context = {"post": card, "standing": remix_standing(card, viewer_id=me), "words_max": ASK_WORDS_MAX}
    return render(request, "asks/_standing.html", context)


def _lists(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "asks/_lists.html", {"of_me": asks_of(person.id), "by_me": asks_by(person.id)})
