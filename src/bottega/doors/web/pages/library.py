"""The library's pages: everything a person ever made, to look through, to search, to go on from.

Only ever the viewer's own pictures, published or not; somebody else's picture is not found here.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bottega.doors.web.converters import asked_id
from bottega.doors.web.pages.studio import empty_conversation_id
from bottega.doors.web.viewer import is_htmx, signed_in
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.cards import MadeImage
from bottega.gallery.queries import library, made_images
from bottega.people.models import Person

SEARCH_MAX = 200  # characters; longer than anybody searches for, and the rest is not looked at


@require_GET
@signed_in
def shelf(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything the person made, newest first; `?words=` narrows it, `?before=` goes on below.

    htmx gets the pictures alone: more of them when it scrolls, the found ones when it searches.
    """
    words = " ".join(request.GET.get("words", "")[:SEARCH_MAX].split())
    before_id = asked_id(request.GET.get("before"))
    page = library(person.id, words=words, before_id=before_id)
    context = {"page": page, "words": words, "is_first": before_id is None}
    if not is_htmx(request):
        return render(request, "library/shelf.html", context)
    return render(request, "library/_more.html" if before_id else "library/_found.html", context)


@require_GET
@signed_in
def large(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """One picture large, with its recipe and what can be done with it."""
    context = {"made": _own(person, image_id), "is_sheet": is_htmx(request)}
    return render(request, "library/_large.html" if is_htmx(request) else "library/large.html", context)


@require_POST
@signed_in
def edit_in_studio(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """Open the studio with this picture on the canvas, chosen as what the next words change."""
    made = _own(person, image_id)
    address = reverse("conversation", args=[empty_conversation_id(person)])
    return redirect(f"{address}?pick={made.image.id}&edit=1")


def _own(person: Person, image_id: int) -> MadeImage:
    made = made_images(person.id, [image_id]).get(image_id)
    if made is None:
        raise NoSuchImage("There is no such picture in your library.")
    return made
