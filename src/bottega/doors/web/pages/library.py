"""The library's pages: everything a person ever made, to look through, to search, to go on from.

Only ever the viewer's own pictures, published or not; somebody else's picture is not found here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bottega.doors.web.converters import asked_id
from bottega.doors.web.pages.shelf_look import (
    address_of,
    chips_of,
    painter_choices,
    shape_choices,
    tabs_of,
)
from bottega.doors.web.pages.studio import empty_conversation_id
from bottega.doors.web.viewer import is_htmx, signed_in
from bottega.engines.wired import engines
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.archive import archive_of
from bottega.gallery.cards import MadeImage
from bottega.gallery.library.filters import Filters, read_filters
from bottega.gallery.library.folders import star_pictures, unstar_pictures
from bottega.gallery.library.queries import (
    folder_links,
    has_looks,
    own_item,
    painters_used,
    recent_made,
    removed_folder,
)
from bottega.gallery.library.queries import shelf as shelf_page
from bottega.gallery.queries import made_images
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.studio.keeping import keep_each
from bottega.studio.models import Keep

CHOSEN_MAX = 500
_FIELD_NAME_MAX = 60


@require_GET
@signed_in
def shelf(request: HttpRequest, person: Person) -> HttpResponse:
    """What the address's filters let through; `?after=` goes on below.

    htmx gets the pictures alone: more of them when it scrolls, the found ones when it searches.
    """
    filters, after = read_filters(request.GET.dict()), request.GET.get("after", "")
    page = shelf_page(person.id, filters, after=after)
    context = {
        "page": page,
        "filters": filters,
        "next": address_of(filters, after=page.after) if page.after else "",
    }
    if is_htmx(request) and after:
        return render(request, "library/_more.html", context)
    context |= _look(filters)
    if is_htmx(request):
        return render(request, "library/_found.html", context)
    return render(request, "library/shelf.html", context | _around(request, person))


@require_GET
@signed_in
def large(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """One picture large, with its recipe and what can be done with it."""
    item = own_item(person.id, image_id)
    if item is None:
        raise NoSuchImage("There is no such picture in your library.")
    context = {
        "item": item,
        "made": item.made,
        "is_sheet": is_htmx(request),
        "has_looks": has_looks(person.id, image_id),
    }
    return render(request, "library/_large.html" if is_htmx(request) else "library/large.html", context)


@require_POST
@signed_in
def edit_in_studio(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """Open the studio with this picture on the canvas, chosen as what the next words change."""
    made = _own(person, image_id)
    address = reverse("conversation", args=[empty_conversation_id(person)])
    return redirect(f"{address}?pick={made.image.id}&edit=1")


@require_POST
@signed_in
def chosen(request: HttpRequest, person: Person) -> HttpResponse:
    """Do one thing with all the chosen pictures: download them as a ZIP, star them, take the stars away."""
    ids = _chosen(request)
    if not ids:
        return _back(request)
    if request.POST.get("do") == "download":
        keep_each(person, ids, Keep.How.DOWNLOADED, at=now())
        return _archive(person, ids)
    if request.POST.get("do") == "unstar":
        unstar_pictures(person, ids)
    else:
        starred = star_pictures(person, ids, at=now())
        keep_each(person, starred, Keep.How.STARRED, at=now())
    return _back(request)


@require_POST
@signed_in
def star(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """Star one picture, or take its star away."""
    _own(person, image_id)
    if request.POST.get("starred") == "no":
        unstar_pictures(person, [image_id])
    else:
        star_pictures(person, [image_id], at=now())
        keep_each(person, [image_id], Keep.How.STARRED, at=now())
    if not is_htmx(request):
        return _back(request)
    return render(request, "library/_star.html", {"item": own_item(person.id, image_id)})


@require_GET
@signed_in
def everything(request: HttpRequest, person: Person) -> HttpResponse:
    """The whole library as a ZIP. A copy for safety says nothing of a picture, so it keeps none."""
    return _archive(person, None)


@require_GET
@signed_in
def pick(request: HttpRequest, person: Person) -> HttpResponse:
    """A small grid to choose one of one's own pictures from: buttons, or with `?name=` radios of a form."""
    words = read_filters(request.GET.dict()).words
    name = request.GET.get("name", "")[:_FIELD_NAME_MAX]
    context = {"pictures": recent_made(person.id, words), "words": words, "name": name}
    return render(request, "library/_pick.html" if is_htmx(request) else "library/pick.html", context)


def _look(filters: Filters) -> dict[str, Any]:
    return {
        "chips": chips_of(filters),
        "tabs": tabs_of(filters),
        "stacks_address": address_of(replace(filters, stacks=not filters.stacks)),
    }


def _around(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What stands around the pictures and stays when they are searched again."""
    removed_id = asked_id(request.GET.get("removed"))
    return {
        "painters": painter_choices(painters_used(person.id)),
        "shapes": shape_choices(),
        "folders": folder_links(person.id),
        "removed": removed_folder(person.id, removed_id) if removed_id else None,
    }


def _own(person: Person, image_id: int) -> MadeImage:
    made = made_images(person.id, [image_id]).get(image_id)
    if made is None:
        raise NoSuchImage("There is no such picture in your library.")
    return made


def _chosen(request: HttpRequest) -> list[int]:
    """Ids out of the boxes that were ticked, or out of the one field that the script fills with them."""
    written = [*request.POST.getlist("pick"), *request.POST.get("picks", "").split(",")]
    return [number for number in map(asked_id, written[:CHOSEN_MAX]) if number]


def _archive(person: Person, ids: Sequence[int] | None) -> HttpResponse:
    at = now()
    pieces = archive_of(person.id, ids, blobs=engines().blobs, at=at)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="bottega-{person.handle}-{at:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # what pages are said to answer; Django takes either


def _back(request: HttpRequest) -> HttpResponse:
    """Where the form says it was, if that is in the library."""
    address = request.POST.get("back", "")
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/library")
    return redirect(address if is_here else reverse("library"))
